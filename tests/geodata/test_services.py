"""Clients of OGC API - Features and WFS against a server on this machine: pages, coordinates, faults, limits, files."""

import datetime as dt
import email.utils
import json

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import mapping

from geodata.errors import ServiceError
from geodata.services import Fetcher, Limits, read_features
from geodata.services.crs import epsg_of, to_lonlat
from geodata.services.fetching import retry_after_s
from tests.geodata.feature_server import serving, square

BBOX = (6.0, 52.5, 7.2, 53.3)
AREAS = [({"naam": f"Gebied {i}", "nr": i}, square(6.1 + i * 0.2, 52.9)) for i in range(5)]
ABROAD = ({"naam": "Elders", "nr": 99}, square(5.0, 52.0))


@pytest.fixture
def server():
    """A server with five areas in the box and one outside it, two to a page."""
    with serving([*AREAS, ABROAD]) as running:
        yield running


@pytest.fixture
def waits():
    """Seconds that a fetcher waited."""
    return []


@pytest.fixture
def fetcher(waits, tmp_path):
    """A fetcher that does not really wait."""
    with Fetcher(tmp_path / "cache", Limits(timeout_s=5.0), waits.append) as made:
        yield made


def ogc(server):
    """Address of the collection."""
    return f"{server.url}/ogc/v1/collections/areas"


def wfs(server):
    """Address of the WFS."""
    server.metres = True
    return f"{server.url}/wfs?service=WFS&version=1.1.0&request=GetCapabilities"


SERVICES = pytest.mark.parametrize("address", [ogc, wfs], ids=["ogc", "wfs"])


@SERVICES
def test_all_pages_are_read_and_nothing_outside(server, fetcher, address):
    """Five features on three pages come whole, once, in (lon, lat); the one outside the box is not among them."""
    found = read_features(address(server), BBOX, fetcher)
    assert [p["naam"] for p in found.properties] == [p["naam"] for p, _ in AREAS]
    for shape, (_, expected) in zip(found.geometry, AREAS, strict=True):
        assert shapely.hausdorff_distance(shape, expected) < 1e-6
    assert found.source.startswith(server.url)
    assert "?" not in found.source


@pytest.mark.parametrize("end", ["", "/", "/collections/areas", "/collections/areas/items", "/collections"])
def test_every_address_of_the_service_will_do(server, fetcher, end):
    """Landing page, collection or items: the one collection of features is found."""
    assert len(read_features(f"{server.url}/ogc/v1{end}", BBOX, fetcher).geometry) == 5


@SERVICES
def test_failing_server_is_asked_again(server, fetcher, waits, address):
    """A server error, a dropped connection, half an answer: each is tried again, later and later; nothing is lost."""
    url = address(server)
    server.faults = [500, "drop", "cut"]
    assert len(read_features(url, BBOX, fetcher).geometry) == 5
    assert waits == [1.0, 2.0, 4.0]


def test_server_that_asks_for_patience_gets_it(server, fetcher, waits):
    """``Retry-After`` is kept to, in seconds and as a date, but never longer than the limit."""
    soon = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), usegmt=True)
    server.faults = [
        (429, {"Retry-After": "17"}),
        (503, {"Retry-After": soon}),
        (503, {"Retry-After": "86400"}),
    ]
    read_features(ogc(server), BBOX, fetcher)
    assert waits[0] == 17.0
    assert 25.0 < waits[1] <= 30.0
    assert waits[2] == 60.0


@pytest.mark.parametrize(("header", "seconds"), [("", 0), ("soon", 0), ("-5", 0), ("3", 3)])
def test_senseless_retry_after_is_none(header, seconds):
    """What is no time to wait is no wait."""
    assert retry_after_s(header) == seconds


def test_long_past_date_is_no_wait():
    """A date that has passed means at once."""
    assert retry_after_s("Fri, 31 Dec 1999 23:59:59 GMT") == 0.0


@SERVICES
def test_server_that_stays_down_is_given_up(server, fetcher, waits, address):
    """Four tries, then words that say what to do; a refusal is not asked again."""
    url = address(server)
    server.faults = [500] * 4
    with pytest.raises(ServiceError, match=r"answered 500; try later, or give a file with --nature PATH"):
        read_features(url, BBOX, fetcher)
    assert len(waits) == 3
    server.faults = [404]
    with pytest.raises(ServiceError, match="answered 404"):
        read_features(url, BBOX, fetcher)
    assert len(waits) == 3


def test_server_that_is_not_there(fetcher):
    """Nobody at the address: words, not a traceback."""
    with serving([]) as gone:
        url = f"{gone.url}/ogc/v1/collections/areas"
    with pytest.raises(ServiceError, match="ConnectError"):
        read_features(url, BBOX, fetcher)


def test_answers_are_kept_on_disk(server, fetcher, tmp_path):
    """A second reading asks nothing; a stale or damaged copy is fetched again."""
    first = read_features(ogc(server), BBOX, fetcher)
    asked = len(server.asked)
    again = read_features(ogc(server), BBOX, fetcher)
    assert len(server.asked) == asked
    assert [p["nr"] for p in again.properties] == [p["nr"] for p in first.properties]
    for path in (tmp_path / "cache").iterdir():
        path.write_text("{", encoding="utf-8")
    assert len(read_features(ogc(server), BBOX, fetcher).geometry) == 5
    assert len(server.asked) == 2 * asked
    with Fetcher(tmp_path / "cache", Limits(fresh_s=0.0)) as impatient:
        read_features(ogc(server), BBOX, impatient)
    assert len(server.asked) == 3 * asked


def test_broken_answer_is_not_kept(server, tmp_path):
    """Only what was whole is on the disk afterwards."""
    server.faults = ["cut"] * 4
    with Fetcher(tmp_path / "cache", wait=lambda _: None) as fetcher:
        with pytest.raises(ServiceError, match="sent something broken"):
            read_features(ogc(server), BBOX, fetcher)
        assert len(read_features(ogc(server), BBOX, fetcher).geometry) == 5


def test_next_links_that_never_end(server, fetcher):
    """Pages that lead in a circle, or to another server, are refused and not followed for ever."""
    server.endless = True
    with pytest.raises(ServiceError, match="lead in a circle"):
        read_features(ogc(server), BBOX, fetcher)
    assert len(server.asked) < 5
    server.endless, server.elsewhere = False, True
    with pytest.raises(ServiceError, match=r"elsewhere\.example"), Fetcher() as fresh:
        read_features(ogc(server), BBOX, fresh)


def test_server_that_ignores_where_to_start(server, fetcher):
    """A WFS that sends its first page again and again is found out."""
    url = wfs(server)
    server.ignores_start = True
    with pytest.raises(ServiceError, match="same page again"):
        read_features(url, BBOX, fetcher)
    assert len(server.asked) < 6


@SERVICES
def test_answer_that_lacks_features_is_refused(server, fetcher, address):
    """A server that counts more than it sends has lost some: nothing is taken."""
    url = address(server)
    server.matched_more = 2
    with pytest.raises(ServiceError, match="5 of 7 features came"):
        read_features(url, BBOX, fetcher)


def test_wfs_that_does_not_count(server, fetcher):
    """Without a count the first short page is the last."""
    url = wfs(server)
    server.tells_matched = False
    assert len(read_features(url, BBOX, fetcher).geometry) == 5


def test_too_much_is_refused(server, tmp_path):
    """An answer too large, and too many features, are refused in words."""
    with (
        Fetcher(None, Limits(answer_bytes=500)) as small,
        pytest.raises(ServiceError, match="sends more than"),
    ):
        read_features(ogc(server), BBOX, small)
    with Fetcher(None, Limits(features=3)) as few, pytest.raises(ServiceError, match="no end after 2 pages"):
        read_features(ogc(server), BBOX, few)


def test_coordinates_in_the_dutch_grid(server, fetcher):
    """A server that says it answers in EPSG:28992 is understood."""
    server.metres = True
    server.claimed_crs = "http://www.opengis.net/def/crs/EPSG/0/28992"
    found = read_features(ogc(server), BBOX, fetcher)
    assert shapely.hausdorff_distance(found.geometry[0], AREAS[0][1]) < 1e-6


@pytest.mark.parametrize(
    ("metres", "claimed"),
    [
        (True, "http://www.opengis.net/def/crs/OGC/1.3/CRS84"),
        (False, "http://www.opengis.net/def/crs/EPSG/0/28992"),
        (True, "http://www.opengis.net/def/crs/EPSG/0/4326"),
    ],
)
def test_wrong_coordinate_system_is_refused(server, fetcher, metres, claimed):
    """Metres that are said to be degrees, or degrees said to be metres, are never put on the map."""
    server.metres, server.claimed_crs = metres, claimed
    with pytest.raises(ServiceError, match="can't be"):
        read_features(ogc(server), BBOX, fetcher)


def test_latitude_first_where_the_authority_has_it_so():
    """EPSG:4326 of an OGC API has latitude first; in a WFS's GeoJSON x stays first."""
    there = shapely.Point(6.5, 53.0)
    (turned,) = to_lonlat([shapely.Point(53.0, 6.5)], "EPSG:4326", authority_order=True)
    (straight,) = to_lonlat([there], "EPSG:4326", authority_order=False)
    assert turned.equals_exact(there, 1e-9)
    assert straight.equals_exact(there, 1e-9)


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "CRS84"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "CRS84"),
        ("urn:ogc:def:crs:EPSG::28992", "EPSG:28992"),
        ("urn:ogc:def:crs:EPSG:6.9:28992", "EPSG:28992"),
        ("http://www.opengis.net/def/crs/EPSG/0/4258", "EPSG:4258"),
        ("<http://www.opengis.net/def/crs/EPSG/9.9.1/28992>", "EPSG:28992"),
        ("EPSG:3857", "EPSG:3857"),
    ],
)
def test_names_of_coordinate_systems(name, system):
    """Addresses, URNs and short names of one system are the same."""
    assert epsg_of(name) == system


def test_unknown_coordinate_system():
    """A name that means nothing is told."""
    with pytest.raises(ServiceError, match="not known here"):
        epsg_of("the usual one")
    with pytest.raises(ServiceError, match="not known here"):
        to_lonlat([shapely.Point(1, 1)], "EPSG:99999", authority_order=False)


def test_wfs_with_several_types(server, fetcher):
    """The type is named in the address; without it the choice is told, and what the service refuses is passed on."""
    url = wfs(server)
    server.types = ("nature:areas", "nature:points")
    with pytest.raises(ServiceError, match=r"2 feature type; add \?typeNames= with one of nature:areas"):
        read_features(url, BBOX, fetcher)
    assert len(read_features(f"{server.url}/wfs?typeNames=areas", BBOX, fetcher).geometry) == 5
    with pytest.raises(ServiceError, match="no feature type 'lakes'"):
        read_features(f"{server.url}/wfs?typeName=lakes", BBOX, fetcher)
    server.refuses = "the type is being maintained"
    with pytest.raises(ServiceError, match="the service says: the type is being maintained"):
        read_features(f"{server.url}/wfs?typeNames=areas", (6.0, 52.5, 7.1, 53.3), fetcher)


@pytest.mark.parametrize(
    ("suffix", "crs"), [(".gpkg", "EPSG:28992"), (".geojson", "EPSG:4326"), (".parquet", "EPSG:28992")]
)
def test_file_instead_of_a_service(tmp_path, fetcher, suffix, crs):
    """A local file of the same content gives the same areas, in whichever system it is."""
    path = tmp_path / f"natura2000{suffix}"
    shapes = [shape for _, shape in [*AREAS, ABROAD]]
    table = gpd.GeoDataFrame([p for p, _ in [*AREAS, ABROAD]], geometry=shapes, crs="EPSG:4326").to_crs(crs)
    table.to_parquet(path) if suffix == ".parquet" else table.to_file(path)
    found = read_features(str(path), BBOX, fetcher)
    assert [p["naam"] for p in found.properties] == [p["naam"] for p, _ in AREAS]
    assert shapely.hausdorff_distance(found.geometry[0], AREAS[0][1]) < 1e-6
    assert found.source == path.name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("nowhere.gpkg", None, "no such file"),
        ("letter.txt", b"hello", "not a file of features"),
        ("broken.gpkg", b"hello", "can't be read"),
        ("broken.geojson", b'{"type": "FeatureColl', "can't be read"),
        ("broken.parquet", b"PAR1", "can't be read"),
    ],
)
def test_bad_files_get_words(tmp_path, fetcher, name, content, words):
    """A missing, foreign or damaged file is told by name."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ServiceError, match=rf"{name}.*{words}"):
        read_features(str(tmp_path / name), BBOX, fetcher)


def test_features_without_geometry_or_with_a_broken_one(tmp_path, server, fetcher):
    """A feature without geometry is passed over; one that is damaged is refused with its id."""
    path = tmp_path / "areas.geojson"
    rows = [
        {"type": "Feature", "properties": {"naam": "leeg"}, "geometry": None},
        {"type": "Feature", "properties": {"naam": "vol"}, "geometry": mapping(AREAS[0][1])},
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    assert [p["naam"] for p in read_features(str(path), BBOX, fetcher).properties] == ["vol"]
    server.breaks = True
    with pytest.raises(ServiceError, match=r"feature areas\.0 has a broken geometry"):
        read_features(ogc(server), BBOX, fetcher)


def test_without_a_folder_every_reading_asks(server):
    """No cache folder is fine: nothing is kept."""
    with Fetcher() as fetcher:
        for _ in range(2):
            assert len(read_features(ogc(server), BBOX, fetcher).geometry) == 5
    assert len(server.asked) == 6
