"""The web side on real datasets: planned, kept, downloaded, searched."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gpxpy
import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from app import create_app
from tests.app.conftest import close, parts

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.real


@pytest.fixture(scope="module", params=["drenthe", "liechtenstein"])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app on each real dataset."""
    folder = request.getfixturevalue(f"{request.param}_dataset")
    database = tmp_path_factory.mktemp("kept") / "tours.sqlite"
    app = create_app({"RONDJE_DATA": folder, "DATABASE_URL": f"sqlite:///{database}"})
    yield app
    close(app)


def a_start(app: Flask) -> list[float]:
    """The largest settlement, as somebody would type it."""
    dataset = parts(app).datasets.current()
    place = dataset.places.search(kinds={"settlement"}, limit=1)[0]
    return [place["lon"], place["lat"]]


def wish(app: Flask) -> dict[str, Any]:
    """A walk that both regions can give."""
    return {"mode": "wandelen", "start": a_start(app), "distance_km": 8, "themes": {"bos": 1, "heide": 1}}


def test_tour_is_as_described(real: Flask) -> None:
    """What a real dataset gives holds to the description, sums to its length, and downloads as GPX."""
    client = real.test_client()
    answer = client.post("/api/v1/tours", json=wish(real) | {"alternatives": 3})
    description = client.get("/api/v1/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/Tours", "components": description["components"]}
    Draft202012Validator(schema).validate(answer.get_json())
    assert answer.get_json()["features"]
    for tour in answer.get_json()["features"]:
        properties = tour["properties"]
        for column in ("surface", "way_class", "landscape", "traffic_stress"):
            assert sum(properties[column].values()) == pytest.approx(properties["length_m"], abs=1)
        gpx = gpxpy.parse(client.get(f"/api/v1/tours/{tour['id']}.gpx").get_data(as_text=True))
        line = [[p.longitude, p.latitude] for p in gpx.tracks[0].segments[0].points]
        assert line == tour["geometry"]["coordinates"]
        assert gpx.routes[0].points


def test_same_request_is_the_same_bytes(real: Flask) -> None:
    """The planner, twice in one process."""
    client = real.test_client()
    assert (
        client.post("/api/v1/tours", json=wish(real)).data
        == client.post("/api/v1/tours", json=wish(real)).data
    )


def test_command_line_gives_the_answer_of_the_api(real: Flask) -> None:
    """``plan --json`` in a process of its own prints the very bytes of ``POST /tours``."""
    lon, lat = a_start(real)
    folder = str(parts(real).datasets.current().folder)
    asked = [
        "--mode",
        "wandelen",
        "--start",
        f"{lon},{lat}",
        "--km",
        "8",
        "--theme",
        "bos",
        "--theme",
        "heide",
    ]
    command = [sys.executable, "-m", "scripts.plan", "--data", folder, *asked, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.rstrip(b"\n") == real.test_client().post("/api/v1/tours", json=wish(real)).data


def test_route_and_reach(real: Flask) -> None:
    """A way between two places, and the area around one."""
    client = real.test_client()
    lon, lat = a_start(real)
    route = client.post(
        "/api/v1/routes", json={"mode": "wandelen", "points": [[lon, lat], [lon + 0.01, lat + 0.01]]}
    )
    assert route.get_json()["geometry"]["type"] == "LineString"
    area = client.get(f"/api/v1/isochrones?lon={lon}&lat={lat}&mode=wandelen&minutes=20").get_json()
    assert area["geometry"]["type"] in ("Polygon", "MultiPolygon")


@pytest.mark.parametrize("path", ["/region", "/themes", "/places?q=a&limit=50", "/junctions?mode=wandelen"])
def test_region_calls_are_as_described(real: Flask, path: str) -> None:
    """Every row of the real layers fits the described form."""
    client = real.test_client()
    description = client.get("/api/v1/openapi.json").get_json()
    told = description["paths"][path.split("?", maxsplit=1)[0]]["get"]["responses"]["200"]["content"]
    answer = client.get(f"/api/v1{path}")
    schema = told[answer.mimetype]["schema"] | {"components": description["components"]}
    Draft202012Validator(schema).validate(answer.get_json())


@pytest.mark.parametrize(
    "change",
    [
        {"start": [0, 0]},
        {"start": [6.5, 52.0]},
        {"distance_km": 60},
        {"network": "junctions"},
        {"duration_min": 90, "distance_km": None},
        {"start": None, "seed": 5},
        {"avoid": ["unpaved", "steps", "ferries", "busy"], "mode": "toegankelijk"},
        {"date": "2027-05-15", "depart": "23:59", "dog": True, "needs": [{"kind": "toilet", "every_m": 500}]},
        {"audience": "family", "alternatives": 5},
    ],
)
def test_no_wish_breaks_the_server(real: Flask, change: dict[str, Any]) -> None:
    """Strange but well-formed wishes get tours, a reason, or a named field; never a 5xx."""
    answer = real.test_client().post("/api/v1/tours", json=wish(real) | change)
    assert answer.status_code in (200, 422)
    content = answer.get_json()
    assert content.get("features") or content.get("reason") or content.get("errors")


def test_ends_of_the_region_break_nothing(real: Flask) -> None:
    """Starts all over the bounding box, lakes and borders included, are answered."""
    client = real.test_client()
    west, south, east, north = parts(real).datasets.current().bbox
    for i in range(4):
        for j in range(4):
            start = [west + (east - west) * i / 3, south + (north - south) * j / 3]
            answer = client.post("/api/v1/tours", json={"mode": "fietsen", "start": start, "distance_km": 10})
            assert answer.status_code in (200, 422), (start, answer.get_data(as_text=True))


@pytest.mark.parametrize(("typed", "first"), [("rolde", "Rolde"), ("emmen", "Emmen"), ("hunebed d27", "D27")])
def test_places_of_the_province(drenthe_dataset: Path, typed: str, first: str) -> None:
    """What people of the province type finds what they mean."""
    from app.places import PlaceIndex  # noqa: PLC0415

    manifest = json.loads((drenthe_dataset / "current" / "manifest.json").read_text())
    if manifest["demo"]:
        pytest.skip("the made-up region has no such names")
    found = PlaceIndex.load(drenthe_dataset / "current").search(typed)
    assert first in found[0]["name"]
