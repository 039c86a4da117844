"""Planning over HTTP: what is asked, what is answered, what a link keeps."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.app.conftest import close, make_app, parts
from tests.app.tiny import LAKE, START, write_dataset

TOURS = "/api/v1/tours"
WISH = {"mode": "fietsen", "start": START, "distance_km": 7, "themes": {"heide": 0.5}}
INTERFACE = {
    "id", "complete", "length_m", "duration_s", "depart", "ascent_m", "start_gap_m", "class", "repeated_m",
    "length_error", "surface", "way_class", "landscape", "traffic_stress", "themes", "junctions", "stops",
    "facilities", "warnings", "instructions",
}  # fmt: skip


def test_tour_has_every_property_of_the_interface(client: FlaskClient) -> None:
    """A client written against the interface finds each property, and classes that sum to the length."""
    answer = client.post(TOURS, json=WISH)
    assert answer.status_code == 200
    assert answer.content_type == "application/geo+json"
    (tour,) = answer.get_json()["features"]
    properties = tour["properties"]
    assert properties.keys() >= INTERFACE
    assert tour["geometry"]["coordinates"][0] == START
    for column in ("surface", "way_class", "landscape", "traffic_stress"):
        assert sum(properties[column].values()) == pytest.approx(properties["length_m"], abs=1)
    assert [junction["ref"] for junction in properties["junctions"]] == ["12", "45"]


def test_same_request_is_the_same_bytes_also_after_a_restart(app: Flask, data: Path, tmp_path: Path) -> None:
    """Twice the same wish, however it is spelled, gives byte for byte the same answer, by a new process too."""
    first = app.test_client().post(TOURS, json=WISH).data
    spelled = (
        b'{"themes":{"heide":0.5,"bos":0},"distance_km":7.0,"seed":1,"start":[6.5,5.25e1],"mode":"fietsen"}'
    )
    again = app.test_client().post(TOURS, data=spelled, content_type="application/json").data
    close(app)
    restarted = make_app(data, tmp_path)
    assert first == again == restarted.test_client().post(TOURS, json=WISH).data
    close(restarted)


def test_links_differ_by_request_alternative_and_dataset(app: Flask, data: Path) -> None:
    """Another seed, another alternative or another dataset is another link."""
    client = app.test_client()
    links = [f["id"] for f in client.post(TOURS, json=WISH | {"alternatives": 3}).get_json()["features"]]
    links += [f["id"] for f in client.post(TOURS, json=WISH | {"seed": 2}).get_json()["features"]]
    write_dataset(data, "v2")
    parts(app).datasets.refresh()
    links += [f["id"] for f in client.post(TOURS, json=WISH).get_json()["features"]]
    assert len(links) == len(set(links)) == 5


def test_link_outlives_restart_and_new_dataset(app: Flask, data: Path, tmp_path: Path) -> None:
    """Somebody opens last year's link: the tour is there, as it was."""
    before = app.test_client().post(TOURS, json=WISH).get_json()["features"][0]
    close(app)
    write_dataset(data, "v2")
    restarted = make_app(data, tmp_path)
    client = restarted.test_client()
    assert client.get("/api/v1/region").get_json()["dataset"] == "v2"
    assert client.get(f"{TOURS}/{before['id']}").get_json() == before
    close(restarted)


@pytest.mark.parametrize(
    ("header", "body_lang", "expected"),
    [
        ("", None, "Linksaf bij knooppunt 45: fietspad"),
        ("de-AT,de;q=0.9,en;q=0.5", None, "Links abbiegen an Knotenpunkt 45: Radweg"),
        ("en-GB", None, "Turn left at junction 45: cycleway"),
        ("fr", None, "Linksaf bij knooppunt 45: fietspad"),
        ("de", "en", "Turn left at junction 45: cycleway"),
    ],
)
def test_texts_follow_the_language(
    client: FlaskClient, header: str, body_lang: str | None, expected: str
) -> None:
    """A browser's language, or the one asked for in the body, is the language of the turns; Dutch else."""
    wish = WISH | ({"lang": body_lang} if body_lang else {})
    answer = client.post(TOURS, json=wish, headers={"Accept-Language": header} if header else {})
    assert answer.get_json()["features"][0]["properties"]["instructions"][1]["text"] == expected


def test_one_link_reads_in_three_languages(client: FlaskClient) -> None:
    """A link that was planned in Dutch opens in German, with the same id and line."""
    tour = client.post(TOURS, json=WISH).get_json()["features"][0]
    german = client.get(f"{TOURS}/{tour['id']}?lang=de").get_json()
    assert german["properties"]["title"] == "Runde (Radfahren), 7,0 km bei Nieuw-Rolde"
    assert german["geometry"] == tour["geometry"]
    english = client.post(TOURS, json=WISH | {"lang": "en"}).get_json()["features"][0]
    assert english["id"] == tour["id"]


def test_no_tour_is_an_answer_with_a_reason(client: FlaskClient) -> None:
    """A start in a lake gets 200, no feature, and a sentence that says what to do."""
    answer = client.post(TOURS, json=WISH | {"start": LAKE})
    content = answer.get_json()
    assert answer.status_code == 200
    assert content["features"] == []
    assert content["reason"] == "start_too_far"
    assert "Kies" in content["detail"]


def test_fewer_alternatives_than_asked_is_told(client: FlaskClient) -> None:
    """Who asks five and gets three learns why."""
    content = client.post(TOURS, json=WISH | {"alternatives": 5}).get_json()
    assert (len(content["features"]), content["reason"]) == (3, "fewer_alternatives")


def test_everything_asked_reaches_the_planner(app: Flask) -> None:
    """Every field of the body changes what the planner is asked."""
    wish = WISH | {
        "end": [6.6, 52.6], "via": [[6.55, 52.55]], "date": "2027-05-15", "depart": "10:00", "network": "junctions",
        "avoid": ["steps", "unpaved"], "dog": True, "audience": "family", "alternatives": 2, "seed": 7,
        "needs": [{"kind": "toilet", "every_m": 10000}, {"kind": "horeca", "from": 0.4, "to": 0.6}],
    }  # fmt: skip
    assert app.test_client().post(TOURS, json=wish).status_code == 200
    request = parts(app).datasets.current().planner.requests[-1]  # type: ignore[attr-defined]
    assert (request.start, request.end, request.via) == ((6.5, 52.5), (6.6, 52.6), ((6.55, 52.55),))
    assert (request.distance_m, request.duration_s, request.themes) == (7000, None, {"heide": 0.5})
    assert (request.date.isoformat(), request.depart.isoformat()) == ("2027-05-15", "10:00:00")
    assert (request.network, request.avoid, request.dog) == ("junctions", {"steps", "unpaved"}, True)
    assert [(n.kind, n.every_m, n.from_share, n.to_share) for n in request.needs] == [
        ("toilet", 10000, None, None), ("horeca", None, 0.4, 0.6),
    ]  # fmt: skip
    assert (request.audience, request.alternatives, request.seed) == ("family", 2, 7)


def test_route_is_one_feature_with_a_link(client: FlaskClient) -> None:
    """A → B gives a Feature like a tour's, and its link opens."""
    route = client.post(
        "/api/v1/routes", json={"mode": "wandelen", "points": [START, [6.6, 52.6]]}
    ).get_json()
    assert route["type"] == "Feature"
    assert route["properties"].keys() >= INTERFACE
    assert route["properties"]["class"] == "one-way"
    assert client.get(f"{TOURS}/{route['id']}").get_json()["geometry"] == route["geometry"]


def test_route_that_cannot_be_says_why(client: FlaskClient) -> None:
    """A point in a lake: a Feature without a line, and the reason."""
    answer = client.post("/api/v1/routes", json={"mode": "wandelen", "points": [START, LAKE]})
    content = answer.get_json()
    assert (answer.status_code, content["geometry"], content["reason"]) == (200, None, "no_way")


def test_isochrone_is_an_area(client: FlaskClient) -> None:
    """How far one gets is a polygon; from a lake there is none, with the reason."""
    area = client.get("/api/v1/isochrones?lon=6.5&lat=52.5&mode=fietsen&minutes=30").get_json()
    assert area["geometry"]["type"] == "Polygon"
    assert area["properties"] == {"mode": "fietsen", "minutes": 30.0, "reached_m": 1234.6}
    lake = client.get(f"/api/v1/isochrones?lon={LAKE[0]}&lat={LAKE[1]}&mode=fietsen&minutes=30").get_json()
    assert (lake["geometry"], lake["reason"]) == (None, "start_too_far")


def test_demo_region_says_so_on_every_tour(tmp_path: Path) -> None:
    """A tour through a made-up landscape carries the warning, in words."""
    write_dataset(tmp_path / "data", demo=True)
    app = make_app(tmp_path / "data", tmp_path)
    tour = app.test_client().post(TOURS, json=WISH | {"lang": "en"}).get_json()["features"][0]
    assert "This is a demo, not a real place." in [w["text"] for w in tour["properties"]["warnings"]]
    close(app)


def test_coordinates_are_short(client: FlaskClient) -> None:
    """Six decimals are a tenth of a metre; more would only be bytes."""
    text = client.post(TOURS, json=WISH).get_data(as_text=True)
    line = json.loads(text)["features"][0]["geometry"]["coordinates"]
    assert all(round(value, 6) == value for point in line for value in point)


def test_event_of_the_agenda_reaches_the_planner(app: Flask, data: Path) -> None:
    """An event's id becomes the event, with its moments and its place."""
    row = {
        "event_id": "e1", "title": "Bloemencorso", "category": "parade", "start": "2027-05-15T13:00",
        "end": "2027-05-15T16:00", "venue": "Brink", "lon": 6.51, "lat": 52.51, "place_id": "", "url": "",
        "source": "test", "status": "confirmed", "regional": False,
    }  # fmt: skip
    pq.write_table(pa.Table.from_pylist([row]), data / "v1" / "events.parquet")
    assert app.test_client().post(TOURS, json=WISH | {"events": ["e1"]}).status_code == 200
    (event,) = parts(app).datasets.current().planner.requests[-1].events  # type: ignore[attr-defined]
    assert (event.event_id, event.lonlat, event.start.hour, event.end.hour) == ("e1", (6.51, 52.51), 13, 16)
