"""A closure holds from the moment it is drawn: new tours go round it, kept ones tell of it, GIS sees it."""

from typing import Any

import numpy as np
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient

from app.storage import KeptClosure
from tests.app.conftest import parts
from tests.app.desk.conftest import described, token_of

CALL = "/api/v1/closures"


@pytest.fixture
def tour(visitor: FlaskClient, desk_app: Flask) -> dict[str, Any]:
    """A way between two places, as planned before anything was closed."""
    feature = plan(visitor, desk_app)
    assert feature["geometry"] is not None
    return feature


def plan(visitor: FlaskClient, desk_app: Flask) -> dict[str, Any]:
    """The way between two villages."""
    dataset = parts(desk_app).datasets.current()
    a, b = dataset.places.search(kinds={"village"}, limit=2)
    points = [[a["lon"], a["lat"]], [b["lon"], b["lat"]]]
    answer = visitor.post("/api/v1/routes", json={"mode": "wandelen", "points": points})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def middle_of(feature: dict[str, Any]) -> list[list[float]]:
    """A few points in the middle of a line."""
    line = feature["geometry"]["coordinates"]
    return line[len(line) // 2 - 2 : len(line) // 2 + 3]


def codes(feature: dict[str, Any]) -> set[str]:
    """What a tour warns of."""
    return {warning["code"] for warning in feature["properties"]["warnings"]}


def test_a_drawn_line_closes_its_ways_at_once(
    desk_app: Flask, visitor: FlaskClient, officer: FlaskClient, tour: dict[str, Any]
) -> None:
    """New tours avoid the closed ways and the kept tour says so; both are over when it is taken back."""
    drawn = {"type": "LineString", "coordinates": middle_of(tour)}
    token = {"X-CSRFToken": token_of(officer)}
    body = {"geometry": drawn, "note": "Boom over het pad", "modes": ["wandelen"]}
    made = officer.post(CALL, json=body, headers=token)
    assert made.status_code == 200, made.get_json()
    described(officer, made, "/closures", "post")
    assert made.get_json()["properties"]["closed_m"] > 0
    listed = visitor.get(CALL)
    described(visitor, listed, "/closures", "get")
    assert [f["id"] for f in listed.get_json()["features"]] == [made.get_json()["id"]]

    kept = visitor.get(f"/api/v1/tours/{tour['properties']['id']}").get_json()
    told = [w["text"] for w in kept["properties"]["warnings"] if w["code"] == "closed_since"]
    assert len(told) == 1
    assert "Boom over het pad" in told[0]
    around = plan(visitor, desk_app)
    if around["geometry"] is not None:
        assert overlap(around, closed_ways(desk_app, drawn)) < 12
        assert "closed_since" not in codes(around)

    name = made.get_json()["id"]
    assert officer.delete(f"{CALL}/{name}", headers=token).status_code == 200
    assert officer.delete(f"{CALL}/{name}", headers=token).status_code == 404
    again = plan(visitor, desk_app)
    assert again["properties"]["length_m"] == tour["properties"]["length_m"]
    assert "closed_since" not in codes(visitor.get(f"/api/v1/tours/{tour['properties']['id']}").get_json())


def closed_ways(app: Flask, drawn: dict[str, Any]) -> shapely.Geometry:
    """Lines of the ways that a drawn line closes."""
    from app.closures.current import edges_of  # noqa: PLC0415

    dataset = parts(app).datasets.current()
    edges = edges_of(dataset, KeptClosure("test", drawn, None, None, None, ("wandelen",), ""))
    return shapely.MultiLineString([dataset.planner.graph.edge_points(edge) for edge in edges])


def overlap(feature: dict[str, Any], ways: shapely.Geometry) -> float:
    """Metres of a tour on ways, worked out anew."""
    lat = feature["geometry"]["coordinates"][0][1]
    scale = np.array([111_200 * np.cos(np.radians(lat)), 111_200])
    line = shapely.transform(shapely.LineString(feature["geometry"]["coordinates"]), lambda xy: xy * scale)
    return float(line.intersection(shapely.transform(ways, lambda xy: xy * scale).buffer(0.5)).length)


def test_a_closure_of_last_year_is_over(
    officer: FlaskClient, visitor: FlaskClient, tour: dict[str, Any]
) -> None:
    """After its last day a closure neither stands on the list nor warns."""
    drawn = {"type": "LineString", "coordinates": middle_of(tour)}
    body = {"geometry": drawn, "first_day": "2020-01-01", "last_day": "2020-02-01"}
    made = officer.post(CALL, json=body, headers={"X-CSRFToken": token_of(officer)})
    assert made.status_code == 200
    assert visitor.get(CALL).get_json()["features"] == []


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"geometry": {"type": "Point", "coordinates": [6, 52]}}, "geometry"),
        ({"geometry": {"type": "LineString", "coordinates": [[6, 52]]}}, "geometry"),
        ({"geometry": {"type": "LineString", "coordinates": "x"}}, "geometry"),
        (
            {"geometry": {"type": "Polygon", "coordinates": [[[6, 52], [7, 53], [7, 52], [6, 53], [6, 52]]]}},
            "geometry",
        ),
        ({"geometry": {"type": "LineString", "coordinates": [[0.0, 0.0], [0.001, 0.0]]}}, "geometry"),
        ({"geometry": {"type": "LineString", "coordinates": [[300, 52], [301, 52]]}}, "geometry"),
        ({"modes": []}, "modes"),
        ({"modes": ["vliegen"]}, "modes.0"),
        ({"first_day": "2027-05-02", "last_day": "2027-05-01"}, "last_day"),
    ],
)
def test_what_cannot_be_closed_is_named(officer: FlaskClient, wish: dict[str, Any], field: str) -> None:
    """No shape, no way there, no day: the field is named."""
    body = {"geometry": {"type": "LineString", "coordinates": [[0.0, 0.0], [0.001, 0.0]]}} | wish
    answer = officer.post(CALL, json=body, headers={"X-CSRFToken": token_of(officer)})
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.get_json()["errors"]}


def test_visitors_close_nothing(visitor: FlaskClient, officer: FlaskClient) -> None:
    """Without an account, or without the form token, no way is closed."""
    body = {"geometry": {"type": "LineString", "coordinates": [[0.0, 0.0], [0.001, 0.0]]}}
    assert visitor.post(CALL, json=body).status_code == 401
    assert officer.post(CALL, json=body).status_code == 400
