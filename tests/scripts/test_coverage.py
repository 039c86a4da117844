"""``python -m scripts.coverage``: gaps and siting without a server."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from scripts import coverage

ROOT = Path(__file__).resolve().parents[2]
WISH = ("--facility", "toilet", "--mode", "wandelen", "--norm-m", "3000")
KEYS = {
    "facility", "mode", "norm_m", "norm_type", "network_m", "within_norm_share", "facilities", "on_network",
    "off_network", "gaps", "worst", "sites",
}  # fmt: skip


def run(data: Path, *arguments: str) -> int:
    """Run the command on a dataset."""
    try:
        return coverage.main(["--data", str(data), *arguments])
    except SystemExit as stop:
        return int(stop.code or 0)


def figures(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What ``--json`` printed."""
    content: dict[str, Any] = json.loads(capsys.readouterr().out)
    return content


def test_the_summary_has_every_figure(demo_dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names of the interface, gaps longest first, places with what is closed after each."""
    assert run(demo_dataset, *WISH, "--site", "3", "--json") == 0
    told = figures(capsys)
    assert set(told) >= KEYS
    assert (told["norm_m"], told["norm_type"]) == (3000, "spacing")
    stretch = {"length_m", "longest_distance_m", "from_junction", "to_junction", "municipality"}
    assert {frozenset(g) for g in told["gaps"] + told["worst"]} == {frozenset(stretch)}
    closed = [site["closed_m"] for site in told["sites"]]
    assert len(closed) == 3
    assert closed == sorted(closed)


def test_money_and_details(demo_dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With costs and a budget no more is proposed than it pays for; details tell whom the longest gaps concern."""
    words = ("--site", "5", "--candidates", "anywhere", "--candidates", "junctions", "--details", "3")
    money = ("--cost", "anywhere=10", "--cost", "junctions=10", "--budget", "20")
    assert run(demo_dataset, *WISH, *words, *money, "--json") == 0
    told = figures(capsys)
    assert [site["cost"] for site in told["sites"]] == [10, 10]
    served = [site["people_served"] for site in told["sites"]]
    assert served == sorted(served)
    assert [d["length_m"] for d in told["details"]] == [g["length_m"] for g in told["gaps"][:3]]
    assert all({"routes", "areas", "population", "beds"} <= set(d["context"]) for d in told["details"])
    assert all(0 < d["evidence"]["absent"] < 1 for d in told["details"])


def test_a_geopackage_for_qgis(
    demo_dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """GDAL opens four layers, with as many rows as were told; writing again replaces the file."""
    path = tmp_path / "gaps.gpkg"
    for _ in range(2):
        assert run(demo_dataset, *WISH, "--site", "2", "--out", str(path), "--json") == 0
        told = figures(capsys)
    assert {name for name, _ in pyogrio.list_layers(path)} == {"gaps", "worst", "sites", "off_network"}
    gaps = pyogrio.read_dataframe(path, layer="gaps")
    assert gaps["length_m"].tolist() == [g["length_m"] for g in told["gaps"]]
    assert gaps.crs == "EPSG:4326"
    assert gaps.geometry.is_valid.all()
    assert len(pyogrio.read_dataframe(path, layer="sites")) == 2
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_of_the_kind_is_no_gap(
    demo_dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A kind without any record: exit 0, the reason, a file with empty layers."""
    monkeypatch.setattr("routing.desk.coverage.kinds_of_places", lambda _: {})
    path = tmp_path / "gaps.gpkg"
    assert run(demo_dataset, *WISH, "--site", "2", "--out", str(path), "--json") == 0
    told = figures(capsys)
    assert (told["gaps"], told["worst"], told["sites"], told["within_norm_share"]) == ([], [], [], None)
    assert told["reason"] == "not_in_data"
    assert len(pyogrio.read_dataframe(path, layer="gaps")) == 0
    assert run(demo_dataset, *WISH, "--lang", "en") == 0
    assert "Nothing of this kind is in this data" in capsys.readouterr().out


def test_people_read_it_too(demo_dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without ``--json`` a few lines; GeoJSON when its ending asks for it."""
    path = tmp_path / "gaps.geojson"
    assert run(demo_dataset, "--facility", "toilet", "--mode", "wandelen", "--out", str(path)) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("toilet, wandelen: spacing of 5000 m (Toiletalliantie, advocacy)\n")
    content = json.loads(path.read_bytes())
    assert content["type"] == "FeatureCollection"
    assert [f["properties"] for f in content["features"]] == content["summary"]["gaps"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("--facility fountain --mode wandelen", "fountain"),
        ("--facility toilet --mode vliegen", "vliegen"),
        ("--facility toilet --mode wandelen --norm-m 0", "--norm-m"),
        ("--facility toilet --mode wandelen --norm-m nan", "--norm-m"),
        ("--facility toilet --mode wandelen --norm-m 1e9", "--norm-m"),
        ("--facility toilet --mode wandelen --site -1", "--site"),
        ("--facility toilet --mode wandelen --site 99999", "--site"),
        ("--facility toilet --mode wandelen --municipality Atlantis", "--municipality"),
        ("--facility toilet --mode wandelen --add 5", "--add"),
        ("--facility toilet --mode wandelen --out gaps.docx", "--out"),
        ("--facility toilet --mode wandelen --out /no/such/folder/gaps.gpkg", "gpkg"),
        ("--facility top --mode wandelen", "--norm-m"),
    ],
)
def test_bad_input_is_one_line(
    demo_dataset: Path, capsys: pytest.CaptureFixture[str], arguments: str, told: str
) -> None:
    """Exit 2, one line that names the option."""
    assert run(demo_dataset, *arguments.split()) == 2
    complaint = capsys.readouterr().err
    assert told in complaint
    assert complaint.count("\n") == 1


def test_no_dataset_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty folder is told what to do."""
    assert run(tmp_path, *WISH) == 2
    assert "scripts.build" in capsys.readouterr().err


def test_as_typed(demo_dataset: Path) -> None:
    """The command as the documentation has it."""
    command = [sys.executable, "-m", "scripts.coverage", "--data", str(demo_dataset), *WISH, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert done.stderr == b""
    assert set(json.loads(done.stdout)) >= KEYS
