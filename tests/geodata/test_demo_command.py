"""The command that writes the demo region."""

import json
from pathlib import Path

import pytest

from scripts.demo import main


def test_writes_the_file_and_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json one object with the counts is printed, and the file is there."""
    out = tmp_path / "new" / "demo.osm.pbf"
    assert main(["--out", str(out), "--scale", "0.01", "--seed", "3", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert out.stat().st_size > 10_000
    assert facts["seed"] == 3
    assert facts["graph_nodes"] > 500


def test_bad_input_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bad scale or an impossible file ends with code 2 and one line, never a traceback."""
    (tmp_path / "file").write_text("")
    for arguments in (["--scale", "-1"], ["--out", str(tmp_path / "file" / "demo.osm.pbf")]):
        assert main(["--out", str(tmp_path / "demo.osm.pbf"), "--scale", "0.01", *arguments]) == 2
        assert capsys.readouterr().err.count("\n") == 1
