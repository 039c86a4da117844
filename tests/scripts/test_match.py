"""``python -m scripts.match``: a file becomes a tour without a server."""

import json
from pathlib import Path
from typing import Any

import gpxpy
import pytest

from app.api.schemas import TourBody
from app.dataset import Dataset
from app.exports import EXPORTS, Page
from app.planning import plan_tours
from scripts import match


def run(data: Path, *arguments: str) -> int:
    """Run the command on a dataset."""
    try:
        return match.main([*arguments, "--data", str(data), "--mode", "fietsen", "--lang", "en"])
    except SystemExit as stop:
        return int(stop.code or 0)


@pytest.fixture(scope="module")
def planned(demo_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A planned tour in every format that can be read back, and what it is."""
    folder = tmp_path_factory.mktemp("exports")
    dataset = Dataset.open(demo_dataset)
    tour_id, record = plan_tours(dataset, TourBody(mode="fietsen", distance_km=12.0)).tours[0]
    for ending in ("gpx", "kml", "fit", "tcx", "geojson"):
        page = Page(tour_id=tour_id, language="nl")
        (folder / f"tour.{ending}").write_bytes(EXPORTS[ending].write(record, page))
    return {"folder": folder, "record": record}


@pytest.mark.parametrize("ending", ["gpx", "kml", "fit", "tcx", "geojson"])
def test_our_own_exports_come_back(
    demo_dataset: Path, planned: dict[str, Any], ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tour taken along in any format and brought back is that tour again: length, class, junctions."""
    assert run(demo_dataset, str(planned["folder"] / f"tour.{ending}"), "--json") == 0
    told = json.loads(capsys.readouterr().out)["properties"]
    record = planned["record"]
    assert told["matched_share"] > 0.99
    assert told["length_m"] == pytest.approx(record["length_m"], rel=0.01)
    assert told["class"] == record["class"]
    assert [j["ref"] for j in told["junctions"]] == [j["ref"] for j in record["junctions"]]


def test_a_summary_for_people_and_a_file(
    demo_dataset: Path, planned: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text says how much of the file it follows; the GPX holds the tour."""
    out = tmp_path / "out.gpx"
    assert run(demo_dataset, str(planned["folder"] / "tour.gpx"), "--loop", "--gpx", str(out)) == 0
    text = capsys.readouterr().out
    assert "This tour follows 100 % of the" in text
    assert "Your route already comes back to where it starts." in text
    assert len(gpxpy.parse(out.read_text(encoding="utf-8")).tracks[0].segments[0].points) > 10


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"hello", "no GPX, KML"),
        (b"<gpx><trk><trkseg><trkpt lat='1' lon='x'/></trkseg></trk></gpx>", "Point 1"),
        (None, "No such file"),
    ],
)
def test_bad_files_are_one_clear_line(
    demo_dataset: Path, tmp_path: Path, content: bytes | None, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, one line, no traceback."""
    path = tmp_path / "a.gpx"
    if content is not None:
        path.write_bytes(content)
    assert run(demo_dataset, str(path)) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert why in told


def test_what_lies_elsewhere_is_refused(
    demo_dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A route of another continent is told to lie there."""
    path = tmp_path / "a.gpx"
    path.write_text('<gpx><rte><rtept lat="-33" lon="151"/><rtept lat="-33.1" lon="151"/></rte></gpx>')
    assert run(demo_dataset, str(path)) == 2
    assert "they lie around -33.050, 151.000" in capsys.readouterr().err
