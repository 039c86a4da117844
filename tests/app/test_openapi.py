"""The description is right: it is valid, it names every call, and the answers are as it says."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from app.exports import EXPORTS
from tests.app.tiny import LAKE, START

WISH = {"mode": "fietsen", "start": START, "distance_km": 7, "themes": {"heide": 1}}
ROUTE = {"mode": "fietsen", "points": [START, [6.6, 52.6]]}
AREA = "lon=6.5&lat=52.5&mode=fietsen&minutes=30"
LAKE_AREA = f"lon={LAKE[0]}&lat={LAKE[1]}&mode=fietsen&minutes=30"


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    """The description, as served."""
    content: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return content


def test_description_is_valid(description: dict[str, Any]) -> None:
    """It is OpenAPI 3.1."""
    assert description["openapi"].startswith("3.1")
    validate(description)


def test_description_names_every_call(app: Flask, description: dict[str, Any]) -> None:
    """No call is left out, and none is described that is not there."""
    served = {
        (rule.rule.removeprefix("/api/v1").replace("<name>", "{id}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, methods in description["paths"].items() for method in methods}
    formats = {(path, method) for path, method in described if path.startswith("/tours/{id}.")}
    assert described - formats == served
    assert {path for path, _ in formats} == {f"/tours/{{id}}.{ending}" for ending in EXPORTS}
    assert {"geojson", "gpx", "kml", "fit", "tcx", "ics", "html"} <= set(EXPORTS)


@pytest.mark.parametrize(
    ("method", "path", "body", "described"),
    [
        ("get", "/region", None, "/region"),
        ("get", "/themes", None, "/themes"),
        ("get", "/places?q=a", None, "/places"),
        ("get", "/places", None, "/places"),
        ("get", "/junctions", None, "/junctions"),
        ("get", f"/isochrones?{AREA}", None, "/isochrones"),
        ("get", f"/isochrones?{LAKE_AREA}", None, "/isochrones"),
        ("get", "/isochrones", None, "/isochrones"),
        ("get", "/tours/{id}", None, "/tours/{id}"),
        ("get", "/tours/nope", None, "/tours/{id}"),
        ("post", "/tours", WISH | {"alternatives": 3}, "/tours"),
        ("post", "/tours", WISH | {"alternatives": 5}, "/tours"),
        ("post", "/tours", WISH | {"start": LAKE}, "/tours"),
        ("post", "/tours", {}, "/tours"),
        ("post", "/tours", None, "/tours"),
        ("post", "/routes", ROUTE, "/routes"),
        ("post", "/routes", ROUTE | {"points": [START, LAKE]}, "/routes"),
        ("post", "/routes", {"mode": "x"}, "/routes"),
    ],
)
def test_answers_are_as_described(
    client: FlaskClient, description: dict[str, Any], method: str, path: str, body: Any, described: str
) -> None:
    """Good or bad, an answer has a status, a media type and a form that the description tells."""
    if "{id}" in path:
        path = path.replace("{id}", client.post("/api/v1/tours", json=WISH).get_json()["features"][0]["id"])
    answer = client.open(f"/api/v1{path}", method=method.upper(), json=body)
    told = description["paths"][described][method]["responses"][str(answer.status_code)]
    schema = told["content"][answer.mimetype]["schema"]
    Draft202012Validator(schema | {"components": description["components"]}).validate(answer.get_json())
    assert answer.headers["API-Version"] == description["info"]["version"]


def test_any_site_may_read_the_description(client: FlaskClient) -> None:
    """Catalogues of APIs read it from a browser."""
    assert client.get("/api/v1/openapi.json").headers["Access-Control-Allow-Origin"] == "*"


def test_description_is_readable(client: FlaskClient, description: dict[str, Any]) -> None:
    """The page names every call and loads nothing from elsewhere."""
    page = client.get("/api/v1/docs").get_data(as_text=True)
    for path in description["paths"]:
        assert path in page
    assert 'src="' not in page
    assert "http://" not in page
    assert "https://" not in page
