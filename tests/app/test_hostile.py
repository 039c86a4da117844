"""What a careless or hostile client sends: each gets its status, a problem that helps, never a 5xx."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.app.tiny import START

WISH: dict[str, Any] = {"mode": "fietsen", "start": START, "distance_km": 7}
_DEEP = 50_000


def _wish(**change: Any) -> bytes:
    return json.dumps(WISH | change).encode()


BODIES: list[tuple[str, bytes, int, str | None]] = [
    # what is wrong, body of POST /tours, status, field that the problem names
    ("empty", b"", 400, None),
    ("not JSON", b"mode=fietsen", 400, None),
    ("cut off", b'{"mode": "fietsen"', 400, None),
    ("two values", b"{} {}", 400, None),
    ("literal NaN", b'{"mode": "fietsen", "distance_km": NaN}', 400, None),
    ("literal Infinity", b'{"mode": "fietsen", "distance_km": -Infinity}', 400, None),
    ("not UTF-8", b'{"mode": "\xff\xfe"}', 400, None),
    ("UTF-16", '{"mode": "fietsen"}'.encode("utf-16"), 400, None),
    ("lone surrogate", b'{"mode": "\\ud800"}', 400, None),
    ("lone surrogate as a name", b'{"mode": "fietsen", "\\udfff": 1}', 400, None),
    ("nested lists", b"[" * _DEEP + b"]" * _DEEP, 400, None),
    ("nested objects", b'{"themes":' * _DEEP + b"1" + b"}" * _DEEP, 400, None),
    ("number of 5000 digits", b'{"mode": "fietsen", "seed": ' + b"9" * 5000 + b"}", 400, None),
    ("a list", b"[]", 422, "body"),
    ("a text", b'"fietsen"', 422, "body"),
    ("null", b"null", 422, "body"),
    ("nothing in it", b"{}", 422, "mode"),
    ("unknown mode", _wish(mode="vliegen"), 422, "mode"),
    ("mode in capitals", _wish(mode="FIETSEN"), 422, "mode"),
    ("mode null", _wish(mode=None), 422, "mode"),
    ("mode a list", _wish(mode=["fietsen"]), 422, "mode"),
    ("unknown field", _wish(colour="red"), 422, "colour"),
    ("proto field", _wish(__proto__={"x": 1}), 422, "__proto__"),
    ("length 0", _wish(distance_km=0), 422, "distance_km"),
    ("length -1", _wish(distance_km=-1), 422, "distance_km"),
    ("length 10000", _wish(distance_km=10000), 422, "distance_km"),
    ("length past the numbers", b'{"mode": "fietsen", "distance_km": 1e400}', 422, "distance_km"),
    ("length a text", _wish(distance_km="35"), 422, "distance_km"),
    ("length true", _wish(distance_km=True), 422, "distance_km"),
    ("walk of 100 km", _wish(mode="wandelen", distance_km=100), 422, "distance_km"),
    ("length and duration", _wish(duration_min=60), 422, "distance_km"),
    ("duration 0", b'{"mode": "fietsen", "duration_min": 0}', 422, "duration_min"),
    ("start outside", _wish(start=[4.9, 52.37]), 422, "start"),
    ("start swapped", _wish(start=[52.5, 6.5]), 422, "start"),
    ("start off the earth", _wish(start=[1e300, 1e300]), 422, "start"),
    ("start of one number", _wish(start=[6.5]), 422, "start.1"),
    ("start of three numbers", _wish(start=[6.5, 52.5, 10]), 422, "start"),
    ("start of texts", _wish(start=["6.5", "52.5"]), 422, "start.0"),
    ("start an object", _wish(start={"lon": 6.5, "lat": 52.5}), 422, "start"),
    ("start a text", _wish(start="Assen"), 422, "start"),
    ("unknown theme", _wish(themes={"bergen": 1}), 422, "themes.bergen"),
    ("negative weight", _wish(themes={"heide": -1}), 422, "themes.heide"),
    ("weight of 11", _wish(themes={"heide": 11}), 422, "themes.heide"),
    ("themes a list", _wish(themes=["heide"]), 422, "themes"),
    ("via of 99 points", _wish(via=[START] * 99), 422, "via"),
    ("date of no calendar", _wish(date="2027-02-30"), 422, "date"),
    ("date a number", _wish(date=1), 422, "date"),
    ("date at the end of time", _wish(date="9999-12-31"), 422, "date"),
    ("time of 25 hours", _wish(depart="25:00"), 422, "depart"),
    ("time a number", _wish(depart=10), 422, "depart"),
    ("unknown network", _wish(network="rail"), 422, "network"),
    ("unknown thing to avoid", _wish(avoid=["cows"]), 422, "avoid.0"),
    ("dog a text", _wish(dog="yes"), 422, "dog"),
    ("need of nothing", _wish(needs=[{"kind": "toilet"}]), 422, "needs.0"),
    ("need half", _wish(needs=[{"kind": "toilet", "from": 0.4}]), 422, "needs.0"),
    ("need backwards", _wish(needs=[{"kind": "horeca", "from": 0.6, "to": 0.4}]), 422, "needs.0"),
    ("need unknown", _wish(needs=[{"kind": "sauna", "every_m": 1000}]), 422, "needs.0.kind"),
    ("unknown event", _wish(events=["nope"]), 422, "events"),
    ("event of hostile name", _wish(events=["\u0000'; DROP TABLE tours; --"]), 422, "events"),
    ("unknown audience", _wish(audience="cat"), 422, "audience"),
    ("no alternatives", _wish(alternatives=0), 422, "alternatives"),
    ("hundred alternatives", _wish(alternatives=100), 422, "alternatives"),
    ("half an alternative", _wish(alternatives=1.5), 422, "alternatives"),
    ("seed -1", _wish(seed=-1), 422, "seed"),
    ("seed of 20 digits", _wish(seed=10**20), 422, "seed"),
    ("unknown language", _wish(lang="fr"), 422, "lang"),
    ("emoji as a field", _wish(**{"🚲" * 300: 1}), 422, "🚲" * 200),
]


@pytest.mark.parametrize(
    ("body", "status", "field"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES]
)
def test_bad_body(client: FlaskClient, body: bytes, status: int, field: str | None) -> None:
    """Each bad body gets the status of the interface and a problem that names the field."""
    answer = client.post("/api/v1/tours", data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    if field is not None:
        assert field in [error["field"] for error in problem["errors"]]
        assert all(error["detail"] for error in problem["errors"])


def test_million_points_are_refused_before_they_are_read(client: FlaskClient) -> None:
    """A list of a million points is too large a body, and one just below the limit has too many points."""
    million = b'{"mode": "fietsen", "points": [' + b"[6.5,52.5]," * 999_999 + b"[6.5,52.5]]}"
    assert client.post("/api/v1/routes", data=million, content_type="application/json").status_code == 413
    points = b'{"mode": "fietsen", "points": [' + b"[6.5,52.5]," * 90_000 + b"[6.5,52.5]]}"
    answer = client.post("/api/v1/routes", data=points, content_type="application/json")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == ["points"]


def test_many_bad_values_make_a_short_answer(client: FlaskClient) -> None:
    """Ten thousand unknown fields do not come back as ten thousand messages."""
    body = {"mode": "fietsen"} | {f"x{i}": i for i in range(10_000)}
    answer = client.post("/api/v1/tours", json=body)
    assert answer.status_code == 422
    assert len(answer.data) < 10_000


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/xml"]
)
def test_body_must_be_said_to_be_json(client: FlaskClient, content_type: str) -> None:
    """JSON under another name is 415, with the name that is right."""
    answer = client.post("/api/v1/tours", data=_wish(), content_type=content_type)
    assert answer.status_code == 415
    assert "application/json" in answer.get_json()["detail"]


def test_point_outside_among_many_is_named(client: FlaskClient) -> None:
    """The third point lies outside: the problem says which, in Dutch when nothing else is asked."""
    points = [START, START, [4.9, 52.37]]
    answer = client.post("/api/v1/routes", json={"mode": "fietsen", "points": points})
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == [
        {"field": "points.2", "detail": "buiten het gebied; kies een punt erbinnen"}
    ]


ADDRESSES: list[tuple[str, int, str | None]] = [
    # path below /api/v1, status, parameter that the problem names
    ("/nope", 404, None),
    ("/region/", 404, None),
    ("/Region", 404, None),
    ("/region?x=1", 422, "x"),
    ("/region?lang=xx", 422, "lang"),
    ("/tours", 405, None),
    ("/tours/", 404, None),
    ("/tours/nope", 404, None),
    ("/tours/aaaaaaaaaaaaaaaaaaaa", 404, None),
    ("/tours/AAAAAAAAAAAAAAAAAAAA", 404, None),
    ("/tours/aaaaaaaaaaaaaaaaaaaa.gpx", 404, None),
    ("/tours/%F0%9F%9A%B2", 404, None),
    ("/tours/%00", 404, None),
    ("/tours/%ff%fe", 404, None),
    ("/tours/..%2f..%2fetc%2fpasswd", 404, None),
    ("/tours/' OR 1=1", 404, None),
    ("/tours/" + "a" * 5000, 404, None),
    ("/places", 422, "q"),
    ("/places?q=", 422, "q"),
    ("/places?q=" + "a" * 201, 422, "q"),
    ("/places?q=a&limit=0", 422, "limit"),
    ("/places?q=a&limit=999999999999999999999", 422, "limit"),
    ("/places?q=a&limit=x", 422, "limit"),
    ("/places?q=a&q=b", 422, "q"),
    ("/places?category=bergtop", 422, "category"),
    ("/places?bbox=1,2,3", 422, "bbox"),
    ("/places?bbox=7,52,6,53", 422, "bbox"),
    ("/places?bbox=nan,nan,nan,nan", 422, "bbox"),
    ("/places?bbox=-inf,0,inf,1", 422, "bbox"),
    ("/places?bbox=a,b,c,d", 422, "bbox"),
    ("/junctions?mode=vliegen", 422, "mode"),
    ("/junctions?bbox=0,0,0,0", 422, "bbox"),
    ("/isochrones", 422, "lon"),
    ("/isochrones?lon=nan&lat=52.5&mode=fietsen&minutes=10", 422, "lon"),
    ("/isochrones?lon=6.5&lat=52.5&mode=fietsen&minutes=0", 422, "minutes"),
    ("/isochrones?lon=6.5&lat=52.5&mode=fietsen&minutes=1e9", 422, "minutes"),
    ("/isochrones?lon=6.5&lat=52.5&mode=fietsen&minutes=inf", 422, "minutes"),
    ("/isochrones?lon=0&lat=0&mode=fietsen&minutes=10", 422, "lon"),
]


@pytest.mark.parametrize(("path", "status", "field"), ADDRESSES, ids=[row[0][:40] for row in ADDRESSES])
def test_bad_address(client: FlaskClient, path: str, status: int, field: str | None) -> None:
    """Each bad path or parameter gets its status and a problem."""
    answer = client.get(f"/api/v1{path}")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.headers["API-Version"] == "1.0.0"
    if field is not None:
        assert field in [error["field"] for error in answer.get_json()["errors"]]


@pytest.mark.parametrize(
    "text", ["%00", "%ff%fe", "%F0%9F%9A%B2", "'; DROP TABLE", "%25%25", "ß", "--", "*", "\\"]
)
def test_strange_search_finds_nothing(client: FlaskClient, text: str) -> None:
    """Whatever is typed into the search box is a search."""
    answer = client.get("/api/v1/places", query_string=f"q={text}")
    assert (answer.status_code, answer.get_json()["features"]) == (200, [])


def test_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    """DELETE on a call is 405 with Allow."""
    answer = client.delete("/api/v1/tours")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert answer.content_type == "application/problem+json"


def test_fault_of_our_own_is_a_problem_with_a_number(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault in the planner is a 500 whose number stands in the log, and the next request is served."""
    answer = client.post("/api/v1/tours", json=WISH | {"seed": 666}, headers={"X-Request-Id": "ticket-12345"})
    assert answer.status_code == 500
    assert answer.get_json()["request_id"] == answer.headers["X-Request-Id"] == "ticket-12345"
    assert "ZeroDivisionError" not in answer.get_data(as_text=True)
    assert "ticket-12345" in caplog.text
    assert client.post("/api/v1/tours", json=WISH).status_code == 200
