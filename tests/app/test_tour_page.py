"""A tour's page: what lies where along it, and what a device keeps of it for the way."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from app import create_app
from tests.app.conftest import close, parts
from tests.app.tiny import START, write_dataset
from tests.geodata.tile_archive import TileArchive

WISH = {"mode": "fietsen", "distance_km": 20, "themes": {"bos": 1}}


@pytest.fixture(scope="module")
def island(demo_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app on a small made-up region."""
    database = tmp_path_factory.mktemp("kept") / "tours.sqlite"
    app = create_app({"RONDJE_DATA": demo_dataset, "DATABASE_URL": f"sqlite:///{database}"})
    yield app
    close(app)


@pytest.fixture(scope="module")
def planned(island: Flask) -> dict[str, Any]:
    """A tour on it."""
    answer = island.test_client().post("/api/v1/tours", json=WISH).get_json()
    tour: dict[str, Any] = answer["features"][0]
    return tour


@pytest.fixture
def on_island(island: Flask) -> FlaskClient:
    """A client of it."""
    return island.test_client()


def described(client: FlaskClient, content: Any, path: str) -> None:
    """The answer is as the description tells."""
    description = client.get("/api/v1/openapi.json").get_json()
    schema = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator(schema | {"components": description["components"]}).validate(content)


def test_what_lies_where_adds_up_to_the_tours_figures(
    on_island: FlaskClient, planned: dict[str, Any]
) -> None:
    """The stretches of each surface, kind of way, traffic and landscape together are what the tour says of it."""
    tour = planned["properties"]
    told = on_island.get(f"/api/v1/tours/{tour['id']}/profile").get_json()
    described(on_island, told, "/tours/{id}/profile")
    assert told["length_m"] == tour["length_m"]
    for column in ("surface", "way_class", "traffic_stress"):
        metres: Counter[str] = Counter()
        begin = 0.0
        for run in told[column]:
            metres[run["what"]] += run["to_m"] - begin
            begin = run["to_m"]
        assert begin == pytest.approx(tour["length_m"], abs=0.1)
        assert dict(metres) == pytest.approx(tour[column], abs=0.1 * len(told[column]))
    landscape: Counter[str] = Counter()
    for piece in told["landscape"]:
        landscape.update(piece["metres"])
    assert dict(landscape) == pytest.approx(tour["landscape"], abs=0.1 * len(told["landscape"]))
    assert {kind: len(at) for kind, at in told["facilities"].items()} == {
        kind: figures["count"] for kind, figures in tour["facilities"].items() if figures["count"]
    }


def test_the_longest_stretch_without_lies_between_those_that_come_by(
    on_island: FlaskClient, planned: dict[str, Any]
) -> None:
    """Between the two metres that a gap is told with, the profile has none of the kind, and at its ends it has one."""
    tour = planned["properties"]
    told = on_island.get(f"/api/v1/tours/{tour['id']}/profile").get_json()
    for kind, at in told["facilities"].items():
        gap = tour["facilities"][kind]
        begin, end = gap["gap_from_m"], gap["gap_to_m"]
        assert not [m for m in at if begin + 0.2 < m < end - 0.2]
        for edge in {begin, end} - {0, tour["length_m"]}:
            assert min(abs(m - edge) for m in at) < 0.2


def test_a_tour_kept_before_is_still_shown(client: FlaskClient, front_end: Path) -> None:
    """Its record does not say what lies where: the lists are empty, the page stands."""
    tour = client.post("/api/v1/tours", json={"mode": "fietsen", "start": START, "distance_km": 7}).get_json()
    name = tour["features"][0]["id"]
    told = client.get(f"/api/v1/tours/{name}/profile").get_json()
    described(client, told, "/tours/{id}/profile")
    assert (told["surface"], told["facilities"]) == ([], {})
    page = client.get(f"/tours/{name}?lang=nl").get_data(as_text=True)
    assert "Knooppunt" in page or "knooppunt" in page
    assert client.get(f"/tours/{name}/map.pmtiles").status_code == 404


def test_a_new_dataset_changes_nothing_of_what_lies_along_a_kept_tour(
    client: FlaskClient, app: Flask, data: Path
) -> None:
    """It stands in the tour's own record, not in the dataset that may know these ways no more."""
    made = client.post("/api/v1/tours", json={"mode": "fietsen", "start": START, "distance_km": 7}).get_json()
    storage = parts(app).storage
    kept = storage.find(made["features"][0]["id"])
    assert kept
    strips = {"surface": [[3000.0, "asphalt"], [7000.0, "sand"]], "facilities": {"bench": [12.5]}}
    name = "c" * 20
    storage.keep([replace(kept, tour_id=name, record={**kept.record, "strips": strips})])
    before = client.get(f"/api/v1/tours/{name}/profile").get_json()
    assert before["surface"] == [{"to_m": 3000.0, "what": "asphalt"}, {"to_m": 7000.0, "what": "sand"}]
    write_dataset(data, "v2")
    parts(app).datasets.refresh()
    assert parts(app).datasets.current().version == "v2"
    assert client.get(f"/api/v1/tours/{name}/profile").get_json() == before


def test_the_map_for_the_way_is_sent_whole_and_shows_the_same(
    on_island: FlaskClient, planned: dict[str, Any], tmp_path: Path
) -> None:
    """Even when a range is asked for; each of its tiles is the base map's, on every zoom, all along the line."""
    address = f"/tours/{planned['id']}/map.pmtiles"
    answer = on_island.get(address, headers={"Range": "bytes=0-126"})
    assert (answer.status_code, answer.mimetype) == (200, "application/vnd.pmtiles")
    assert "Content-Range" not in answer.headers
    again = on_island.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    own, base = tmp_path / "own.pmtiles", tmp_path / "base.pmtiles"
    own.write_bytes(answer.data)
    base.write_bytes(on_island.get("/tiles/basemap.pmtiles").data)
    part, whole = TileArchive(own), TileArchive(base)
    assert (part.min_zoom, part.max_zoom, part.bounds) == (whole.min_zoom, whole.max_zoom, whole.bounds)
    tiles, every = part.tiles(), whole.tiles()
    assert 0 < len(tiles) < len(every)
    assert all(every[tile] == content for tile, content in tiles.items())
    for lon, lat in planned["geometry"]["coordinates"]:
        for zoom in range(part.min_zoom, part.max_zoom + 1):
            tile = tile_at(lon, lat, zoom)
            assert tile in tiles or tile not in every


def tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int, int]:
    """The tile of a place, by the formula of the slippy map."""
    from math import asinh, pi, radians, tan  # noqa: PLC0415

    across = 2**zoom
    return zoom, int((lon + 180) / 360 * across), int((1 - asinh(tan(radians(lat))) / pi) / 2 * across)


def test_the_page_says_what_to_keep(island: Flask, on_island: FlaskClient, planned: dict[str, Any]) -> None:
    """The files are there, and the size that is told is that of what would be sent."""
    assets = parts(island).assets
    page = on_island.get(f"/tours/{planned['id']}?lang=nl").get_data(as_text=True)
    keep = json.loads(page.split('id="page">')[1].split("</script>")[0])["keep"]
    assert keep["version"]
    files = [on_island.get(path, headers={"Accept-Encoding": "br"}) for path in keep["files"]]
    assert {answer.status_code for answer in files} == {200}
    assert assets.url("tour.js") in keep["files"]
    sent = sum(len(answer.data) for answer in files) + len(on_island.get(keep["map"]).data)
    assert keep["bytes"] == pytest.approx(sent, rel=0.01)


def test_the_worker_is_asked_for_anew_every_time(on_island: FlaskClient) -> None:
    """So that a newer version is never kept out, and it serves all pages."""
    answer = on_island.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "import" not in answer.get_data(as_text=True).split("(")[0]


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_the_site_can_be_put_on_a_home_screen(on_island: FlaskClient, language: str) -> None:
    """The manifest names it in the language of the page, with a picture that is there."""
    page = on_island.get(f"/offline?lang={language}").get_data(as_text=True)
    assert f"/manifest.webmanifest?lang={language}" in page
    content = on_island.get(f"/manifest.webmanifest?lang={language}").get_json()
    assert (content["lang"], content["display"], content["scope"]) == (language, "standalone", "/")
    assert on_island.get(content["icons"][0]["src"]).status_code == 200


@pytest.mark.parametrize("name", ["a" * 20, "x", "b" * 20 + "/map.pmtiles", "a" * 19 + "!"])
def test_a_tour_that_does_not_exist_is_told_kindly(on_island: FlaskClient, name: str) -> None:
    """A person reads what to do next, in their language, with a link to the planner."""
    answer = on_island.get(f"/tours/{name}?lang=de", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    page = answer.get_data(as_text=True)
    assert "plane sie noch einmal" in page.lower() or "plan" in page.lower()
    assert 'href="/?lang=de"' in page
