"""Tours read back from their files by the programs of others: gpxpy, GDAL, GPSBabel, fitdecode, icalendar.

``RONDJE_EXPORT_TOURS`` says how many random tours of each region are tried; a few where it is not set.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import fitdecode
import gpxpy
import numpy as np
import pyogrio
import pytest
import shapely
from lxml import etree
from pyproj import Geod, Transformer

from app.api.reading import validate_json
from app.api.schemas import TourBody
from app.canonical import to_json
from app.dataset import Dataset
from app.exports import EXPORTS, Page
from app.exports.course import asked_departure, decision_points
from app.exports.simplify import simplify
from app.planning import plan_tours
from app.presenter.record import Record

SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "schema" / "gpx-1.1.xsd"
TCX_SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("tcx_course.xsd")))
TCX = {"t": "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"}
COUNT = int(os.environ.get("RONDJE_EXPORT_TOURS", "4"))
GPSBABEL = shutil.which("gpsbabel")
# Formats keep six decimals; FIT has steps of 180 / 2^31 degrees.
SIX_DECIMALS, SEMICIRCLE = 1e-9, 1e-7


@dataclass(frozen=True)
class Kept:
    """A tour with what its files are made of."""

    record: Record
    page: Page
    folder: Path

    def file(self, ending: str, **options: Any) -> Path:
        """The tour's file of a format."""
        path = self.folder / f"{self.page.tour_id}.{ending}"
        page = Page(**(vars(self.page) | options))
        path.write_bytes(EXPORTS[ending].write(self.record, page))
        return path

    @property
    def line(self) -> list[tuple[float, float]]:
        """The tour's points."""
        return [(lon, lat) for lon, lat in self.record["coordinates"]]

    @property
    def refs(self) -> list[str]:
        """Numbers of the junctions, in travel order."""
        return [step["junction"] for step in decision_points(self.record) if step["junction"]]


@pytest.fixture(scope="module", params=["demo", pytest.param("drenthe", marks=pytest.mark.real)])
def tours(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Kept]:
    """Random tours of a region: each mode, themes, the node network, with a day and without."""
    dataset = Dataset.open(request.getfixturevalue(f"{request.param}_dataset"))
    folder = tmp_path_factory.mktemp("exports")
    found = list(random_tours(dataset, folder, far=request.param == "drenthe"))
    assert len(found) >= COUNT // 2
    return found


def random_tours(dataset: Dataset, folder: Path, *, far: bool) -> Iterator[Kept]:
    """Plan as many different tours as are asked for; those that cannot be are left out."""
    for seed in range(COUNT):
        mode = ("fietsen", "wandelen", "fietsen", "toegankelijk")[seed % 4]
        wish = {
            "mode": mode,
            "seed": seed,
            "distance_km": (25 if far and mode == "fietsen" else 6) + seed % 11,
        }
        wish |= {"network": "junctions"} if seed % 4 == 2 else {"themes": {"heide": 1, "bos": 0.5}}
        wish |= {"date": "2027-05-15", "depart": "10:00"} if seed % 2 else {}
        planned = plan_tours(dataset, validate_json(TourBody, to_json(wish), "nl"))
        for tour_id, record in planned.tours[:1]:
            day = asked_departure(planned.asked.request, record)
            address = f"https://rondje.example/tours/{tour_id}"
            yield Kept(record, Page(tour_id, "nl", url=address, departure=day), folder)


def same(found: Any, expected: Any, tolerance: float) -> None:
    """Hold that two lists of points are the same to a tolerance in degrees."""
    assert len(found) == len(expected)
    assert np.abs(np.asarray(found) - np.asarray(expected)).max() <= tolerance


def through_gpsbabel(kind: str, path: Path) -> gpxpy.gpx.GPX:
    """What GPSBabel makes of a file."""
    if GPSBABEL is None:
        pytest.skip("gpsbabel is not installed")
    command = [GPSBABEL, "-i", kind, "-f", str(path), "-o", "gpx,gpxver=1.1", "-F", "-"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return gpxpy.parse(done.stdout)


def track_of(gpx: gpxpy.gpx.GPX) -> list[tuple[float, float]]:
    """The points of a GPX's only track."""
    (segment,) = gpx.tracks[0].segments
    return [(point.longitude, point.latitude) for point in segment.points]


def test_gpx_is_read_back_by_everyone(tours: list[Kept]) -> None:
    """The schema, gpxpy, GDAL and GPSBabel find the same line and every junction in order."""
    schema = etree.XMLSchema(etree.parse(SCHEMA)) if SCHEMA.exists() else None
    for tour in tours:
        path = tour.file("gpx")
        if schema is not None:
            schema.assertValid(etree.parse(path))
        own = gpxpy.parse(path.read_text(encoding="utf-8"))
        assert track_of(own) == tour.line
        points = [point for point in own.routes[0].points if point.type == "junction"]
        assert [point.name for point in points] == tour.refs
        assert all(point.symbol and point.type for point in own.waypoints)

        (line,) = pyogrio.read_dataframe(path, layer="tracks").geometry[0].geoms
        same(line.coords, tour.line, SIX_DECIMALS)
        steps = pyogrio.read_dataframe(path, layer="route_points")
        assert list(steps[steps["type"] == "junction"]["name"]) == tour.refs

        other = through_gpsbabel("gpx", path)
        same(track_of(other), tour.line, SIX_DECIMALS)
        points = [point for point in other.routes[0].points if point.type == "junction"]
        assert [point.name for point in points] == tour.refs
        assert len(other.waypoints) == len(tour.record["stops"])


def test_length_of_a_file_is_the_length_of_the_tour(tours: list[Kept]) -> None:
    """Measured on the ellipsoid, the line of the file is as long as the tour says."""
    for tour in tours:
        lons, lats = np.array(track_of(gpxpy.parse(tour.file("gpx").read_text(encoding="utf-8")))).T
        assert Geod(ellps="WGS84").line_length(lons, lats) == pytest.approx(tour.record["length_m"], rel=1e-3)


def test_fit_is_read_back_by_others(tours: list[Kept]) -> None:
    """fitdecode and GPSBabel find the line, times that run on, and every junction in order."""
    for tour in tours:
        path = tour.file("fit")
        messages: dict[str, list[dict[str, Any]]] = {}
        with fitdecode.FitReader(path, check_crc=fitdecode.CrcCheck.RAISE) as reader:
            for frame in reader:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                    values = {field.name: field.value for field in frame.fields}
                    messages.setdefault(frame.name, []).append(values)
        assert messages["file_id"][0]["type"] == "course"
        records, points = messages["record"], messages["course_point"]
        degrees = [(p["position_long"] * 180 / 2**31, p["position_lat"] * 180 / 2**31) for p in records]
        same(degrees, tour.line, SEMICIRCLE)
        for column in ("timestamp", "distance"):
            assert all(a[column] <= b[column] for a, b in pairwise(records)), column
            assert all(a[column] <= b[column] for a, b in pairwise(points)), column
        assert records[-1]["distance"] == pytest.approx(tour.record["length_m"], abs=0.1)
        assert in_order(tour.refs, [point["name"] for point in points])
        assert len(points) == len(list(decision_points(tour.record))) + len(tour.record["stops"])
        assert all(len(point["name"]) <= 15 for point in points)
        assert messages["lap"][0]["total_distance"] == pytest.approx(tour.record["length_m"], abs=0.1)
        assert [event["event_type"] for event in messages["event"]] == ["start", "stop_all"]
        same(track_of(through_gpsbabel("garmin_fit", path)), tour.line, SEMICIRCLE)


def test_tcx_is_valid_and_read_back(tours: list[Kept]) -> None:
    """Names are short enough, elements in the order that devices expect; GPSBabel finds line and points."""
    for tour in tours:
        path = tour.file("tcx")
        tree = etree.parse(path)
        TCX_SCHEMA.assertValid(tree)
        times = [node.text for node in tree.iterfind(".//t:Trackpoint/t:Time", TCX)]
        assert times == sorted(times)
        names = [node.text for node in tree.iterfind(".//t:CoursePoint/t:Name", TCX)]
        assert in_order(tour.refs, names)
        other = through_gpsbabel("gtrnctr", path)
        same(track_of(other), tour.line, SIX_DECIMALS)
        assert set(tour.refs) <= {point.name.partition("-")[0] for point in other.waypoints} | set(names)


def test_kml_is_read_back(tours: list[Kept]) -> None:
    """GDAL and GPSBabel find the line and the junctions with their numbers."""
    for tour in tours:
        path = tour.file("kml")
        layers = [name for name, _ in pyogrio.list_layers(path)]
        first = pyogrio.read_dataframe(path, layer=layers[0])
        same([point[:2] for point in first.geometry[0].coords], tour.line, SIX_DECIMALS)
        if tour.record["junctions"]:
            junctions = pyogrio.read_dataframe(path, layer="Knooppunten")
            assert list(junctions["Name"]) == [junction["ref"] for junction in tour.record["junctions"]]
        if tour.record["stops"]:
            assert len(pyogrio.read_dataframe(path, layer="Stops")) == len(tour.record["stops"])
        same(track_of(through_gpsbabel("kml", path)), tour.line, SIX_DECIMALS)


def test_calendar_is_read_back(tours: list[Kept]) -> None:
    """The outing begins at its time, ends no earlier than riding takes, and holds its stops."""
    icalendar = pytest.importorskip("icalendar")
    for tour in (tour for tour in tours if tour.page.departure):
        read = icalendar.Calendar.from_ical(tour.file("ics").read_bytes())
        outing, *stops = read.walk("VEVENT")
        assert outing.start.astimezone(UTC) == datetime(2027, 5, 15, 8, 0, tzinfo=UTC)
        assert outing.end - outing.start >= timedelta(seconds=tour.record["duration_s"])
        timed = [stop for stop in tour.record["stops"] if stop["arrive"]]
        assert [f"{stop.start:%H:%M}" for stop in stops] == [stop["arrive"][11:16] for stop in timed]


@pytest.mark.parametrize("limit", [50, 120, 500])
def test_point_limit_holds(tours: list[Kept], limit: int) -> None:
    """A track has at most as many points as asked, ends where it ended, and 500 leave a day's ride within 5 m."""
    for tour in tours:
        track = track_of(gpxpy.parse(tour.file("gpx", points_limit=limit).read_text(encoding="utf-8")))
        assert len(track) <= limit
        assert (track[0], track[-1]) == (tour.line[0], tour.line[-1])
        assert set(track) <= set(tour.line)
        told = simplify(tour.record["coordinates"], limit).deviation_m
        assert deviation_m(tour.line, track) <= told * 1.005 + 0.1
        if limit == 500 and tour.record["length_m"] < 40_000:
            assert told <= 5
        said = "naast de weg" in tour.file("gpx", points_limit=limit).read_text(encoding="utf-8")
        assert said == (told > 5)


def deviation_m(line: list[tuple[float, float]], kept: list[tuple[float, float]]) -> float:
    """How far a line is from the one that stands for it, measured on a projected plane."""
    lon, lat = line[0]
    project = Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lon_0={lon} +lat_0={lat}", always_xy=True)
    flat = shapely.LineString(np.column_stack(project.transform(*np.array(kept).T)))
    points = shapely.points(np.column_stack(project.transform(*np.array(line).T)))
    return float(shapely.distance(points, flat).max())


def in_order(wanted: list[str], names: list[Any]) -> bool:
    """Whether all wanted names come one after the other among others."""
    rest = iter(names)
    return all(any(name == ref[:10] for name in rest) for ref in wanted)
