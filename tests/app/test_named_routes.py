"""Known routes: the list, a page and a file for each, and planning along a part."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gpxpy
import numpy as np
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from app import create_app
from app.named_routes import pages
from tests.app.conftest import close

CALL = "/api/v1/named-routes"


@pytest.fixture(scope="module")
def island(demo_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app on a small made-up region."""
    database = tmp_path_factory.mktemp("kept") / "tours.sqlite"
    app = create_app({"RONDJE_DATA": demo_dataset, "DATABASE_URL": f"sqlite:///{database}"})
    yield app
    close(app)


@pytest.fixture
def walker(island: Flask) -> FlaskClient:
    """A client of it."""
    return island.test_client()


@pytest.fixture
def route(walker: FlaskClient) -> dict[str, Any]:
    """The longest route of the region."""
    listed = walker.get(CALL).get_json()["routes"]
    longest = max(listed, key=lambda one: one["length_m"])
    answer = walker.get(f"{CALL}/{longest['osm_id']}")
    described(walker, answer, CALL + "/{id}", "get")
    found: dict[str, Any] = answer.get_json()
    return found


def described(client: FlaskClient, answer: Any, path: str, method: str) -> None:
    """The answer has a status and a form that the description tells."""
    description = client.get("/api/v1/openapi.json").get_json()
    path = path.removeprefix("/api/v1")
    told = description["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    schema = told[answer.mimetype]["schema"] | {"components": description["components"]}
    Draft202012Validator(schema).validate(answer.get_json())


def metres(line: Any) -> float:
    """Length of a line of (lon, lat), on a sphere, piece by piece."""
    lon, lat = np.radians(np.asarray(line, dtype=float)).T
    steps = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[1:]) * np.cos(lat[:-1]) * np.sin(np.diff(lon) / 2) ** 2
    return float((2 * 6_371_009 * np.arcsin(np.sqrt(steps))).sum())


def test_the_list_is_searched_by_number_and_name(walker: FlaskClient) -> None:
    """In any spelling of the letters, every word must be there; a mode narrows it down."""
    answer = walker.get(CALL)
    described(walker, answer, CALL, "get")
    everything = answer.get_json()["routes"]
    assert len(everything) > 1
    one = everything[0]
    found = walker.get(CALL, query_string={"q": one["title"].upper()}).get_json()["routes"]
    assert one in found
    assert walker.get(CALL, query_string={"q": "geen route heet zo"}).get_json()["routes"] == []
    by_mode = [
        walker.get(CALL, query_string={"mode": mode}).get_json()["routes"] for mode in ("fietsen", "wandelen")
    ]
    assert sorted(r["osm_id"] for rows in by_mode for r in rows) == sorted(r["osm_id"] for r in everything)


def test_a_route_is_as_long_as_its_lines_and_its_profile(walker: FlaskClient, route: dict[str, Any]) -> None:
    """What is told, what is drawn, what lies where and what the file holds are one length."""
    told = route["properties"]["length_m"]
    lines = route["geometry"]["coordinates"]
    assert sum(metres(line) for line in lines) == pytest.approx(told, rel=0.006)
    profile = route["properties"]["profile"]
    assert profile["surface"][-1]["to_m"] == pytest.approx(told, abs=0.2)
    [track] = gpxpy.parse(walker.get(f"{CALL}/{route['id']}.gpx").get_data(as_text=True)).tracks
    assert [len(segment.points) for segment in track.segments] == [len(line) for line in lines]
    assert [[p.longitude, p.latitude] for p in track.segments[0].points] == lines[0]


@pytest.mark.parametrize("turned", [False, True])
def test_a_part_is_planned_along_the_route(walker: FlaskClient, route: dict[str, Any], turned: bool) -> None:
    """From the metre asked to the other, as long as that, next to the route all the way, in either direction."""
    whole = route["properties"]["length_m"]
    line = route["geometry"]["coordinates"][0]
    reach = min(whole, metres(line))
    asked = (reach * 0.2, reach * 0.5)
    body = dict(zip(("from_m", "to_m"), asked[::-1] if turned else asked, strict=True))
    answer = walker.post(f"{CALL}/{route['id']}/part", json=body)
    described(walker, answer, CALL + "/{id}/part", "post")
    tour = answer.get_json()
    assert tour["properties"]["length_m"] == pytest.approx(asked[1] - asked[0], rel=0.05, abs=60)
    drawn = shapely.LineString(line)
    beside = [drawn.distance(shapely.Point(point)) * 111_000 for point in tour["geometry"]["coordinates"]]
    assert np.mean(np.array(beside) < 15) > 0.9
    # Which way: the start of the tour lies earlier on the route than its end, unless it was turned.
    first, last = (drawn.project(shapely.Point(tour["geometry"]["coordinates"][end])) for end in (0, -1))
    assert (first > last) is turned
    assert walker.get(f"/tours/{tour['id']}").status_code == 200


def test_without_a_script_the_form_plans_too(walker: FlaskClient, route: dict[str, Any]) -> None:
    """Kilometres with a comma lead to a tour; what cannot be meant is said on the page, with the values kept."""
    address = f"/routes/{route['id']}?lang=nl"
    page = walker.get(address).get_data(as_text=True)
    assert route["properties"]["title"] in page
    done = walker.post(address, data={"from_km": "0,2", "to_km": "1,4"})
    assert done.status_code == 303
    assert done.headers["Location"].startswith("/tours/")
    for values in (
        {"from_km": "x", "to_km": "1"},
        {"from_km": "1", "to_km": "1"},
        {"from_km": "-1", "to_km": "nan"},
    ):
        refused = walker.post(address, data=values)
        assert refused.status_code == 422
        text = refused.get_data(as_text=True)
        assert "100 m uit elkaar" in text
        assert f'value="{values["from_km"]}"' in text


@pytest.mark.parametrize("name", ["1", "0", "abc", "9" * 40, "-5", "１"])
def test_a_route_that_there_is_not_is_told_kindly(walker: FlaskClient, name: str) -> None:
    """Whatever stands for the number, the answer is a 404 that says where to look."""
    assert walker.get(f"{CALL}/{name}").status_code == 404
    assert walker.get(f"{CALL}/{name}.gpx").status_code == 404
    assert walker.post(f"{CALL}/{name}/part", json={"from_m": 0, "to_m": 900}).status_code == 404
    page = walker.get(f"/routes/{name}", headers={"Accept": "text/html"})
    assert page.status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"from_m": -1, "to_m": 5}, {"from_m": 0, "to_m": "5"}, {"from_m": 0, "to_m": 5, "mode": "vliegen"}],
)
def test_parts_that_cannot_be_meant_are_refused(
    walker: FlaskClient, route: dict[str, Any], body: dict[str, Any]
) -> None:
    """By the field."""
    answer = walker.post(f"{CALL}/{route['id']}/part", json=body)
    described(walker, answer, CALL + "/{id}/part", "post")
    assert answer.status_code == 422


def test_the_page_lists_them_and_says_when_there_are_none(
    walker: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with its link; nothing found and nothing there are told apart."""
    listed = walker.get(CALL).get_json()["routes"]
    page = walker.get("/routes?lang=nl").get_data(as_text=True)
    assert all(f"/routes/{one['osm_id']}?lang=nl" in page for one in listed)
    lost = walker.get("/routes?lang=nl&q=zzzz&mode=vliegen").get_data(as_text=True)
    assert "Zo heet geen route" in lost
    monkeypatch.setattr(pages, "named_routes", lambda _: ())
    assert "geen bewegwijzerde routes" in walker.get("/routes?lang=nl").get_data(as_text=True)
