"""The command ``python -m scripts.build`` as people type it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geodata import open_dataset
from scripts.build import main
from tests.geodata.osm_drawing import Drawing

ROOT = Path(__file__).parents[2]


def test_build_prints_one_json_object(tmp_path, capsys):
    """``--json`` gives counts and seconds per stage, and the dataset is where --out says."""
    path = Drawing("A-B-C").write(tmp_path, [("ABC", {"highway": "path"})])
    assert (
        main(["--osm", str(path), "--region", "liechtenstein", "--out", str(tmp_path / "out"), "--json"]) == 0
    )
    said = json.loads(capsys.readouterr().out)
    assert said["counts"]["edges"] == 1
    assert {"read", "graph", "networks", "publish"} <= set(said["seconds"])
    assert open_dataset(tmp_path / "out").version == said["version"]


def test_summary_for_people(tmp_path, capsys, monkeypatch):
    """Without --json there is one line, and nothing on standard error when it is no terminal."""
    monkeypatch.setattr("geodata.build.write_basemap", lambda out, **_: out.touch())
    path = Drawing("A-B-C").write(tmp_path, [("ABC", {"highway": "path"})])
    assert main(["--osm", str(path), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert not said.err


@pytest.mark.parametrize(
    "mistake", [["--osm", "{}/none.osm.pbf"], ["--osm", "{}/text.osm.pbf", "--region", "atlantis"]]
)
def test_mistakes_are_one_line_and_exit_2(mistake, tmp_path, capsys):
    """A missing file or region ends with exit code 2 and one line on standard error."""
    (tmp_path / "text.osm.pbf").write_text("no map", encoding="utf-8")
    assert main([word.format(tmp_path) for word in mistake] + ["--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr()
    assert len(said.err.strip().splitlines()) == 1
    assert not said.out


def test_no_traceback_in_a_shell(tmp_path):
    """Typed in a shell, a file that is no map gives one line, exit code 2 and no traceback."""
    (tmp_path / "text.osm.pbf").write_text("no map", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "scripts.build", "--osm", str(tmp_path / "text.osm.pbf"), "--out", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert not done.stdout
