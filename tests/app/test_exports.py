"""Tours as files."""

import dataclasses
import re
from datetime import datetime
from pathlib import Path

import gpxpy
import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from lxml import etree

from app.dataset import Dataset
from app.exports import EXPORTS, Page, file_name
from app.exports.backdrop import backdrop
from app.exports.course import ZONE, asked_departure
from app.exports.page import MapScripts
from app.exports.simplify import simplify
from app.presenter import Asked, record
from app.presenter.record import Record
from routing.types import TourRequest
from tests.app.tiny import HOSTILE_NAME, START, SquarePlanner, square, write_dataset

SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "schema" / "gpx-1.1.xsd"
NAMESPACE = {"g": "http://www.topografix.com/GPX/1/1"}
WISH = {"mode": "fietsen", "start": START, "distance_km": 7, "themes": {"heide": 1}}
NEW_YEAR = datetime(2027, 1, 1, 10, 30)
# What the tiny dataset is enough for; printed maps need a real one, and have tests of their own.
PLAIN = [export for export in EXPORTS.values() if export.ending != "pdf"]
# Enough of Leaflet for the tests: what the real one would break, this breaks too.
LEAFLET = MapScripts(
    "var L = {};//# sourceMappingURL=leaflet.js.map", ".x{background:url(images/layers.png)}"
)


@pytest.fixture
def link(client: FlaskClient) -> str:
    """Address of a kept tour."""
    tour = client.post("/api/v1/tours", json=WISH).get_json()["features"][0]
    return f"/api/v1/tours/{tour['id']}"


@pytest.fixture
def dataset(data: Path) -> Dataset:
    """The tiny dataset, opened."""
    return Dataset.open(data, SquarePlanner.open)


def kept(dataset: Dataset) -> Record:
    """A tour as it is kept."""
    request = TourRequest(mode="fietsen", themes={"heide": 1.0}, distance_m=7000)
    return record(square(request, (6.5, 52.5), 0), dataset, Asked("tour", {}))


@pytest.mark.parametrize(
    "query", ["", "?points=track", "?points=route&waypoints=false", "?points=both&lang=de"]
)
def test_gpx_is_valid(client: FlaskClient, link: str, query: str) -> None:
    """Every variety of the download holds to the GPX 1.1 schema, a hostile place name in it or not."""
    if not SCHEMA.exists():
        pytest.skip("the GPX schema lies beside the repository")
    content = client.get(f"{link}.gpx{query}").data
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(content))


def test_gpx_has_line_turns_and_stops(client: FlaskClient, link: str) -> None:
    """A device gets the line, the junctions with their numbers and turns, and the stops."""
    gpx = gpxpy.parse(client.get(f"{link}.gpx").get_data(as_text=True))
    line = [(point.longitude, point.latitude) for point in gpx.tracks[0].segments[0].points]
    assert line == [(6.5, 52.5), (6.52, 52.5), (6.52, 52.52), (6.5, 52.52), (6.5, 52.5)]
    assert [(p.name, p.description) for p in gpx.routes[0].points] == [
        ("1", "Start: Kerkstraat"),
        ("12", "Knooppunt 12"),
        ("45", "Linksaf bij knooppunt 45: fietspad"),
        ("4", "Je bent er"),
    ]
    assert [point.name for point in gpx.waypoints] == [HOSTILE_NAME.replace("\u0001", "")]


def test_gpx_says_where_it_comes_from(client: FlaskClient, link: str) -> None:
    """Author, licence, attribution, bounds, link and keywords stand in the file."""
    gpx = gpxpy.parse(client.get(f"{link}.gpx").get_data(as_text=True))
    assert "OpenStreetMap" in str(gpx.copyright_author)
    assert (gpx.copyright_year, gpx.copyright_license) == (
        "2026",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    )
    assert gpx.link == f"http://localhost/tours/{link.rpartition('/')[2]}"
    assert gpx.keywords == "fietsen, loop, heide, nl"
    assert (gpx.bounds.min_longitude, gpx.bounds.max_latitude) == (6.5, 52.52)
    assert "Knooppunten: 12 – 45" in gpx.description
    assert "© OpenStreetMap contributors (ODbL)" in gpx.description


@pytest.mark.parametrize(
    ("query", "tracks", "routes", "waypoints"),
    [("", 1, 1, 1), ("?points=track", 1, 0, 1), ("?points=route", 0, 1, 1), ("?waypoints=false", 1, 1, 0)],
)
def test_gpx_holds_what_is_asked(
    client: FlaskClient, link: str, query: str, tracks: int, routes: int, waypoints: int
) -> None:
    """A device that stumbles over routes gets the track alone, and the other way round."""
    gpx = gpxpy.parse(client.get(f"{link}.gpx{query}").get_data(as_text=True))
    assert (len(gpx.tracks), len(gpx.routes), len(gpx.waypoints)) == (tracks, routes, waypoints)


@pytest.mark.parametrize("query", ["?points=line", "?waypoints=maybe", "?pionts=both"])
def test_gpx_option_that_is_none_is_refused(client: FlaskClient, link: str, query: str) -> None:
    """A mistyped option is told, not ignored."""
    assert client.get(f"{link}.gpx{query}").status_code == 422


def test_download_has_a_name_that_a_person_recognises(client: FlaskClient, link: str) -> None:
    """The file in the download folder says what it is."""
    header = client.get(f"{link}.gpx").headers["Content-Disposition"]
    assert header == 'attachment; filename="rondje-heide-7km-nieuw-rolde.gpx"'


def test_file_name_is_plain_ascii(dataset: Dataset) -> None:
    """Accents, slashes and quotes in a place's name do not reach the file name."""
    tour = dict(kept(dataset)) | {"near": '../Coö"\r\nX: y/ß'}
    assert file_name(tour, "nl", "gpx") == "rondje-heide-7km-coo-x-y-ss.gpx"


def test_demo_is_written_into_every_file(tmp_path: Path) -> None:
    """A file from a made-up region cannot be taken for a real route."""
    write_dataset(tmp_path / "demo", demo=True)
    demo = Dataset.open(tmp_path / "demo", SquarePlanner.open)
    page = Page("a" * 20, "en", departure=NEW_YEAR, scripts=LEAFLET)
    for export in PLAIN:
        assert b"not a real place" in export.write(kept(demo), page).replace(b"\r\n ", b""), export.ending
        assert export.file_name(kept(demo), page).startswith("demo-not-a-real-place")


def test_geojson_file_is_the_tour(client: FlaskClient, link: str) -> None:
    """The .geojson holds the same Feature as the API, and whom to thank."""
    feature, file = client.get(link).get_json(), client.get(f"{link}.geojson").get_json()
    assert {name: file[name] for name in feature} == feature
    assert file["attribution"] == ["© OpenStreetMap contributors (ODbL)", "Natuur & Co"]


def test_stand_alone_map_needs_no_network(dataset: Dataset) -> None:
    """The page fetches nothing: no address in it but namespaces, and no picture of a style sheet."""
    tour = kept(dataset)
    page = Page("a" * 20, "nl", backdrop=backdrop(dataset, tour), scripts=LEAFLET)
    text = EXPORTS["html"].write(tour, page).decode()
    assert not re.search(r"(src|href)\s*=|url\(|@import|sourceMappingURL|https?://(?!www\.w3\.org)", text)
    assert "Rondje fietsen, 7,0 km bij Nieuw-Rolde" in text
    assert "© OpenStreetMap contributors (ODbL); Natuur &amp; Co" in text


def test_stand_alone_map_takes_hostile_names(dataset: Dataset) -> None:
    """A place name cannot break out of the page's script or markup."""
    text = EXPORTS["html"].write(kept(dataset), Page("a" * 20, "nl", scripts=LEAFLET)).decode()
    assert text.count("</script>") == text.count("<script")
    assert "<b>" not in text
    assert "${1}" not in text


def test_files_are_the_same_bytes_each_time(dataset: Dataset) -> None:
    """No random id and no moment of writing stands in a file."""
    page = Page("a" * 20, "de", departure=NEW_YEAR, scripts=LEAFLET)
    for export in PLAIN:
        assert export.write(kept(dataset), page) == export.write(kept(dataset), page), export.ending


def test_unknown_format_says_which_there_are(client: FlaskClient, link: str) -> None:
    """A format that is not there is 404 with the ones that are."""
    answer = client.get(f"{link}.docx")
    assert answer.status_code == 404
    assert "gpx" in answer.get_json()["detail"]


def test_second_look_costs_nothing(app: Flask, link: str) -> None:
    """A tour that a browser already has is 304."""
    client = app.test_client()
    etag = client.get(f"{link}.gpx").headers["ETag"]
    assert client.get(f"{link}.gpx", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("written", "kept_as"),
    [
        ("https://x.nl/?a=1&b=2", "https://x.nl/?a=1&b=2"),
        ("javascript:alert(1)", ""),
        ('https://x.nl/" onclick="', ""),
        ("x.nl", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_passed_on(dataset: Dataset, written: str, kept_as: str) -> None:
    """What a mapper wrote as a website becomes a link only when it is one."""
    tour = square(TourRequest(mode="fietsen"), (6.5, 52.5), 0)
    tour = dataclasses.replace(tour, stops=(dataclasses.replace(tour.stops[0], url=written),))
    assert record(tour, dataset, Asked("tour", {}))["stops"][0]["url"] == kept_as


@pytest.mark.parametrize(
    ("query", "words"), [("", "plan het met een datum"), ("?lang=en", "plan it with a date")]
)
def test_calendar_of_a_tour_without_a_day_says_what_to_do(
    client: FlaskClient, link: str, query: str, words: str
) -> None:
    """A tour that has no day has no calendar file, and the answer says how to get one."""
    answer = client.get(f"{link}.ics{query}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert words in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("date", "depart", "begin", "end"),
    [
        ("2027-05-15", "10:00", "2027-05-15T10:00+02:00", "2027-05-15T10:27+02:00"),
        ("2027-01-10", None, "2027-01-10T10:00+01:00", "2027-01-10T10:27+01:00"),
        # The clock goes from two to three, and from three back to two, while the tour is under way.
        ("2027-03-28", "01:50", "2027-03-28T01:50+01:00", "2027-03-28T03:17+02:00"),
        ("2027-10-31", "02:50", "2027-10-31T02:50+02:00", "2027-10-31T02:17+01:00"),
    ],
)
def test_calendar_has_local_times(
    client: FlaskClient, date: str, depart: str | None, begin: str, end: str
) -> None:
    """The outing stands at its wall-clock time in summer and winter, as long as it takes when the clock is changed."""
    tour = client.post("/api/v1/tours", json=WISH | {"date": date, "depart": depart}).get_json()["features"][
        0
    ]
    answer = client.get(f"/api/v1/tours/{tour['id']}.ics")
    assert answer.mimetype == "text/calendar"
    read = Calendar.from_ical(answer.data)
    (outing,) = read.walk("VEVENT")
    told = [moment.astimezone(ZONE).isoformat("T", "minutes") for moment in (outing.start, outing.end)]
    assert told == [begin, end]
    assert str(outing.start.tzinfo) == "Europe/Amsterdam"
    assert outing["url"] == f"http://localhost/tours/{tour['id']}"
    assert read.walk("VTIMEZONE")


def test_calendar_has_the_stops(dataset: Dataset) -> None:
    """Each timed stop is an appointment of its own, and stands in the outing's description."""
    tour = dict(kept(dataset))
    stop = tour["stops"][0] | {"arrive": "2027-05-15T10:05", "leave": "2027-05-15T10:25"}
    tour["stops"] = [stop, stop | {"arrive": None, "leave": None}]
    page = Page("a" * 20, "nl", departure=datetime(2027, 5, 15, 10))
    outing, coffee = Calendar.from_ical(EXPORTS["ics"].write(tour, page)).walk("VEVENT")
    assert (f"{coffee.start:%H:%M}", f"{coffee.end:%H:%M}") == ("10:05", "10:25")
    assert f"{outing.end:%H:%M}" == "10:47"
    assert "10:05  1,3 km  café" in outing["description"]


def test_departure_that_an_event_chose_is_found_again(dataset: Dataset) -> None:
    """Without a time of one's own, the calendar begins when the planner lets the tour begin."""
    tour = dict(kept(dataset))
    assert asked_departure({"date": None, "events": ["e"]}, tour) is None
    tour["stops"] = [tour["stops"][0] | {"arrive": "2027-05-15T11:20", "at_m": 3500.0}]
    assert asked_departure({"date": None, "events": ["e"]}, tour) == datetime(2027, 5, 15, 11, 5)
    assert asked_departure({"date": "2027-05-15", "depart": None}, tour) == datetime(2027, 5, 15, 10)


@pytest.mark.parametrize("query", ["?points_limit=10", "?points_limit=many", "?points_limit=-1"])
def test_point_limit_that_is_none_is_refused(client: FlaskClient, link: str, query: str) -> None:
    """A limit that no line can keep is told."""
    assert client.get(f"{link}.gpx{query}").status_code == 422


def test_point_limit_keeps_the_shape() -> None:
    """Of a zigzag with a large tooth the ends and the tooth stay; a line of one place is no trouble."""
    line = [[6.5 + i / 1000, 52.5 + (0.01 if i == 40 else 0.0001 * (i % 2))] for i in range(100)]
    made = simplify(line, 10)
    assert len(made.coordinates) == 10
    assert [line[0], line[40], line[-1]] == [
        made.coordinates[0],
        max(made.coordinates, key=lambda p: p[1]),
        made.coordinates[-1],
    ]
    assert 5 < made.deviation_m < 12
    assert len(simplify([[6.5, 52.5]] * 100, 10).coordinates) == 2


def test_stop_has_a_symbol_and_a_group(client: FlaskClient, link: str) -> None:
    """Garmin draws a stop's symbol; OsmAnd lists it under its kind, in the language of the file."""
    (point,) = gpxpy.parse(client.get(f"{link}.gpx?lang=de").get_data(as_text=True)).waypoints
    assert (point.symbol, point.type) == ("Restaurant", "Café")


@pytest.mark.parametrize("ending", ["tcx", "kml"])
def test_hostile_names_stay_text(dataset: Dataset, ending: str) -> None:
    """What a mapper wrote to break a file comes out of an XML reader as it went in, but for what XML cannot hold."""
    root = etree.fromstring(EXPORTS[ending].write(kept(dataset), Page("a" * 20, "nl")))
    assert HOSTILE_NAME.replace("\u0001", "") in " ".join(root.itertext())


def test_course_tells_turns_junctions_and_stops(dataset: Dataset) -> None:
    """A device shows a junction's number with the turn's arrow, and where there is food."""
    namespace = {"t": "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"}
    root = etree.fromstring(EXPORTS["tcx"].write(kept(dataset), Page("a" * 20, "nl")))
    told = [
        tuple(point.findtext(f"t:{name}", None, namespace) for name in ("Name", "PointType"))
        for point in root.iterfind(".//t:CoursePoint", namespace)
    ]
    assert told == [
        ("Start", "Generic"),
        ("12", "Generic"),
        ("45", "Left"),
        ("</script><", "Food"),
        ("Je bent er", "Generic"),
    ]
