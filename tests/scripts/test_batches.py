"""Batches from the command line: over the processes of this machine, and again without doing anything twice."""

import csv
import json
from pathlib import Path

import pytest

from scripts import catalogue, coverage


def files(folder: Path) -> dict[str, int]:
    """When each result was written."""
    return {path.name: path.stat().st_mtime_ns for path in folder.rglob("*.json")}


def test_coverage_of_everything(
    demo_dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each kind, mode and municipality has a file and, where there is data, a row; a second run writes none anew."""
    words = ["--all", "--data", str(demo_dataset), "--out", str(tmp_path / "all"), "--json"]
    assert coverage.main(words) == 0
    first = files(tmp_path / "all")
    told = json.loads(capsys.readouterr().out)
    assert told["tasks"] == len(first) > 36
    with (tmp_path / "all" / "coverage.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == told["rows"] > 10
    one = ["--data", str(demo_dataset), "--facility", "bench", "--mode", "wandelen", "--json"]
    assert coverage.main(one) == 0
    alone = json.loads(capsys.readouterr().out)
    row = next(r for r in rows if (r["facility"], r["mode"], r["municipality"]) == ("bench", "wandelen", ""))
    assert float(row["gap_m"]) == alone["gap_m"]
    assert coverage.main(words) == 0
    assert files(tmp_path / "all") == first


def test_catalogue_goes_on(demo_dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A result that was lost is made again, the others stay; the choice is the same."""
    words = [
        "--data",
        str(demo_dataset),
        "--out",
        str(tmp_path),
        "--villages",
        "2",
        "--theme",
        "heide",
        "--json",
    ]
    assert catalogue.main(words) == 0
    first, chosen = files(tmp_path / "tours"), (tmp_path / "catalogue.json").read_bytes()
    told = json.loads(capsys.readouterr().out)
    assert told["tasks"] == len(first) == 8
    lost = sorted(first)[0]
    (tmp_path / "tours" / lost).unlink()
    assert catalogue.main(words) == 0
    again = files(tmp_path / "tours")
    assert [name for name in first if again[name] != first[name]] == [lost]
    assert (tmp_path / "catalogue.json").read_bytes() == chosen


@pytest.mark.parametrize(
    "words",
    [["--all"], ["--all", "--out", "x", "--mode", "fietsen"], ["--facility", "bench"]],
)
def test_half_a_question_is_told(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Neither all nor one thing: one line, exit 2."""
    with pytest.raises(SystemExit) as left:
        coverage.main(words)
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
