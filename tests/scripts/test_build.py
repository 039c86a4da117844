"""The command ``python -m scripts.build`` as people type it."""

import json
import subprocess
import sys
from pathlib import Path

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


def test_summary_for_people(tmp_path, capsys):
    """Without --json there is one line, and nothing on standard error when it is no terminal."""
    path = Drawing("A-B-C").write(tmp_path, [("ABC", {"highway": "path"})])
    assert main(["--osm", str(path), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert not said.err


def test_mistakes_are_one_line_and_exit_2(tmp_path):
    """A wrong file or region ends with one line on standard error and no traceback."""
    (tmp_path / "text.osm.pbf").write_text("no map", encoding="utf-8")
    for arguments in (
        ["--osm", str(tmp_path / "text.osm.pbf")],
        ["--osm", str(tmp_path / "none.osm.pbf")],
        ["--osm", str(tmp_path / "text.osm.pbf"), "--region", "atlantis"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "scripts.build", *arguments, "--out", str(tmp_path / "out")],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert not done.stdout
