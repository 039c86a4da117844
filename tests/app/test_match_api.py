"""``POST /match``: a file becomes a tour with a link, or a problem that says what to do."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from app.operations.limits import gate_of
from tests.app import brought_files as files
from tests.app.conftest import close, make_app, parts
from tests.app.tiny import LAKE

HERE = [(6.5, 52.5), (6.51, 52.5), (6.52, 52.51)]
GPX = "application/gpx+xml"
ZIP = "application/zip"
LAKESIDE = files.gpx([(LAKE[0], LAKE[1]), (LAKE[0] + 0.001, LAKE[1])])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (files.gpx(HERE), GPX),
        (files.gpx(HERE), "application/octet-stream"),
        (files.kml(HERE), "application/vnd.google-earth.kml+xml"),
        (files.fit(HERE), "application/vnd.ant.fit"),
        (files.geojson(HERE), "application/geo+json"),
        (b'{"type": "LineString", "coordinates": [[6.5, 52.5], [6.51, 52.5]]}', "application/json"),
        (files.zipped(a_gpx=files.gpx(HERE)), ZIP),
    ],
    ids=["gpx", "bytes", "kml", "fit", "geojson", "json", "zip"],
)
def test_a_body_becomes_a_tour_with_a_link(client: FlaskClient, app: Flask, body: bytes, kind: str) -> None:
    """Whatever the format, the answer is a tour as described, and its link and exports work."""
    answer = client.post("/api/v1/match?mode=fietsen&lang=en", data=body, content_type=kind)
    assert answer.status_code == 200
    told = answer.get_json()
    description = client.get("/api/v1/openapi.json").get_json()
    schema = description["paths"]["/match"]["post"]["responses"]["200"]["content"]["application/geo+json"][
        "schema"
    ]
    Draft202012Validator(schema | {"components": description["components"]}).validate(told)
    properties = told["properties"]
    assert properties["matched_share"] == 0.9476
    assert (
        properties["unmatched"][0]["text"]
        == "From 1.2 km to 1.7 km your file leaves the ways that the map knows."
    )
    kept = client.get(f"/api/v1/tours/{told['id']}?lang=nl").get_json()
    assert kept["geometry"] == told["geometry"]
    assert kept["properties"]["unmatched"][0]["text"].startswith("Van 1,2 km")
    for ending in ("gpx", "fit", "kml", "tcx"):
        assert client.get(f"/api/v1/tours/{told['id']}.{ending}").status_code == 200
    asked = parts(app).datasets.current().planner.matched[-1]
    assert (asked.mode, asked.loop, asked.network) == ("fietsen", False, "free")
    assert asked.coordinates[0].tolist() == pytest.approx([6.5, 52.5], abs=1e-6)


def test_a_form_with_a_file_does_too_and_wishes_are_passed_on(client: FlaskClient, app: Flask) -> None:
    """As a browser sends it; loop and network are wishes, and what was done is told."""
    form = {"file": (io.BytesIO(files.gpx([(lat, lon) for lon, lat in HERE])), "tocht.gpx")}
    answer = client.post("/api/v1/match?mode=wandelen&loop=true&network=junctions&lang=en", data=form)
    remarks = {r["code"]: r["text"] for r in answer.get_json()["properties"]["remarks"]}
    assert set(remarks) == {"swapped", "no_network", "made_round"}
    assert remarks["made_round"] == "Another way back to the start was added."
    asked = parts(app).datasets.current().planner.matched[-1]
    assert (asked.mode, asked.loop, asked.network) == ("wandelen", True, "junctions")


def test_the_same_file_has_the_same_link(client: FlaskClient) -> None:
    """The link depends on the line and the wish, not on the format or the moment."""
    links = {
        client.post(f"/api/v1/match?mode=fietsen{more}", data=data, content_type=ZIP).get_json()["id"]
        for data, more in ((files.gpx(HERE), ""), (files.kml(HERE), ""), (files.gpx(HERE), "&lang=de"))
    }  # fmt: skip
    assert len(links) == 1
    other = client.post(
        "/api/v1/match?mode=fietsen&loop=true", data=files.gpx(HERE), content_type=GPX
    ).get_json()["id"]
    assert other not in links


def test_nothing_in_common_is_an_answer_with_a_reason(client: FlaskClient) -> None:
    """In the region, yet off all ways: no tour, no error."""
    answer = client.post("/api/v1/match?mode=fietsen", data=LAKESIDE, content_type=GPX)
    assert answer.status_code == 200
    assert answer.get_json()["geometry"] is None
    assert answer.get_json()["reason"] == "no_match"


@pytest.mark.parametrize(
    ("query", "body", "kind", "status", "field", "words"),
    [
        ("mode=fietsen", files.gpx([(3, 55), (3.1, 55)]), GPX, 422, "file", "Geen van de 2 punten"),
        ("mode=fietsen&lang=de", b"hello", GPX, 422, "file", "Das ist keine GPX-"),
        ("mode=fietsen&lang=en", files.gpx(HERE)[:-30], GPX, 422, "file", "breaks off or is damaged at line 2"),
        ("mode=fietsen&lang=en", files.gpx(head='<!DOCTYPE gpx [<!ENTITY a "b">]>'), GPX, 422, "file", "entities"),
        ("mode=fietsen&lang=en", b'{"coordinates": [[6.5, NaN]]}', "application/json", 400, "", ""),
        ("mode=fietsen&lang=en", b"{", "application/geo+json", 400, "", "no JSON"),
        ("mode=fietsen&lang=en", b"[]", "application/geo+json", 422, "file", "no GeoJSON line"),
        ("mode=fietsen&lang=en", b"x", "text/plain", 415, "", "Send a file as GPX"),
        ("mode=fietsen&lang=en", b"", "", 415, "", "Send a file as GPX"),
        ("mode=fietsen", b"", GPX, 422, "file", "leeg"),
        ("mode=fietsen", files.gpx([*HERE] * 222), GPX, 422, "file", "langer dan 500 km"),
        ("", files.gpx(HERE), GPX, 422, "mode", ""),
        ("mode=vliegen", files.gpx(HERE), GPX, 422, "mode", ""),
        ("mode=fietsen&loop=maybe", files.gpx(HERE), GPX, 422, "loop", ""),
        ("mode=fietsen&colour=red", files.gpx(HERE), GPX, 422, "colour", ""),
    ],
)  # fmt: skip
def test_bad_input_is_a_problem_that_helps(
    client: FlaskClient, query: str, body: bytes, kind: str, status: int, field: str, words: str
) -> None:
    """The field and the reason, in the language asked, as the description says."""
    answer = client.post(f"/api/v1/match?{query}", data=body, content_type=kind or None)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    told: dict[str, Any] = answer.get_json()
    if field:
        assert told["errors"][0]["field"] == field
    assert words in told["detail"]


def test_a_form_without_a_file_says_so(client: FlaskClient) -> None:
    """Nothing chosen is 400, with what to do."""
    answer = client.post("/api/v1/match?mode=fietsen&lang=en", data={"other": (io.BytesIO(b"x"), "x.gpx")})
    assert answer.status_code == 400
    assert "choose one" in answer.get_json()["detail"]


def test_fifty_megabytes_are_refused_before_they_are_read(client: FlaskClient) -> None:
    """A body that says it is too long is not read at all; the reason and the limit are told."""

    class Unread(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("it was read")

        readinto = readline = read

    answer = client.post(
        "/api/v1/match?mode=fietsen&lang=en", input_stream=Unread(), content_type=GPX,
        environ_overrides={"CONTENT_LENGTH": str(50 * 1024 * 1024)},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "20 MB at most" in answer.get_json()["detail"]


def test_a_body_of_unknown_length_is_read_up_to_the_limit(data, tmp_path) -> None:
    """Sent in chunks, it ends at the limit; the larger limit holds for this call only."""
    made = make_app(data, tmp_path, RONDJE_MAX_UPLOAD_BYTES=200_000, RONDJE_MAX_BODY_BYTES=10_000)
    try:
        client = made.test_client()
        large = files.gpx([(6.5 + i * 1e-5, 52.5) for i in range(1000)])
        assert 10_000 < len(large) < 200_000
        assert client.post("/api/v1/match?mode=fietsen", data=large, content_type=GPX).status_code == 200
        assert client.post("/api/v1/tours", data=large, content_type="application/json").status_code == 413
        endless = io.BytesIO(b"<gpx>" + b" " * 5_000_000)
        answer = client.post(
            "/api/v1/match?mode=fietsen&lang=en", input_stream=endless, content_type=GPX,
            environ_overrides={"wsgi.input_terminated": True},
        )  # fmt: skip
        assert answer.status_code == 413
        assert "0 MB at most" in answer.get_json()["detail"]
        assert endless.tell() < 1_000_000
    finally:
        close(made)


@pytest.mark.usefixtures("front_end")
def test_a_page_takes_a_file_and_leads_to_the_tour(client: FlaskClient) -> None:
    """Without a script: choose, send, read what was found, open the tour, make something else of it."""
    assert "Eigen route openen" in client.get("/import?lang=nl").get_data(as_text=True)
    form = {"file": (io.BytesIO(files.gpx(HERE)), "a.gpx"), "mode": "wandelen"}
    sent = client.post("/import?lang=nl", data=form)
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"])
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Deze tocht volgt 95 % van de 9,9 km in je bestand." in text
    assert f"/tours/{sent.headers['Location'].split('/')[2][:20]}" in text
    assert "Maak er een rondje van" in text
    again = client.post(sent.headers["Location"], data={"change": "loop"})
    assert again.status_code == 303
    text = client.get(again.headers["Location"]).get_data(as_text=True)
    assert "Er is een andere weg terug naar het begin bij gemaakt." in text
    assert "Maak er een rondje van" not in text
    assert client.post(sent.headers["Location"], data={"change": "nothing"}).status_code == 400
    assert client.post("/import/" + "a" * 20, data={"change": "loop"}).status_code == 404


@pytest.mark.usefixtures("front_end")
@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"file": (b"hello", "a.gpx"), "mode": "fietsen"}, 422, "Dit is geen GPX-"),
        ({"mode": "fietsen"}, 400, "kies er een"),
        ({"file": (b"", ""), "mode": "fietsen"}, 400, "kies er een"),
        ({"file": (files.gpx(HERE), "a.gpx"), "mode": "vliegen"}, 400, "Kies hoe je reist"),
        ({"file": (LAKESIDE, "a.gpx"), "mode": "fietsen"}, 422, "bijna niets gemeen"),
    ],
)  # fmt: skip
def test_the_page_says_what_is_wrong(
    client: FlaskClient, form: dict[str, Any], status: int, words: str
) -> None:
    """The form comes back with the reason on it."""
    sent = {k: (io.BytesIO(v[0]), v[1]) if isinstance(v, tuple) else v for k, v in form.items()}
    answer = client.post("/import?lang=nl", data=sent, content_type="multipart/form-data")
    assert answer.status_code == status
    text = answer.get_data(as_text=True)
    assert 'role="alert"' in text
    assert words in text


@pytest.mark.usefixtures("front_end")
def test_the_page_refuses_a_large_file_with_the_form(client: FlaskClient) -> None:
    """Too large is told on the page, and the body is not read for it."""
    answer = client.post(
        "/import?lang=nl", input_stream=io.BytesIO(b"x"), content_type="multipart/form-data; boundary=b",
        environ_overrides={"CONTENT_LENGTH": str(50 * 1024 * 1024)},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "hoogstens 20 MB" in answer.get_data(as_text=True)


def test_a_slow_sender_holds_up_nobody(client: FlaskClient, app: Flask) -> None:
    """While a file is still coming in, it takes no turn among the costly calls: its work has not begun."""
    gate = gate_of(app)
    seen = []

    class Slow(io.BytesIO):
        def read(self, *size: int) -> bytes:
            with gate.turn(), gate.turn():  # both turns that there are
                seen.append("free")
            return super().read(*size)

        def readinto(self, into: Any) -> int:
            content = self.read(len(into))
            into[: len(content)] = content
            return len(content)

    body = files.gpx(HERE)
    answer = client.post(
        "/api/v1/match?mode=fietsen", input_stream=Slow(body), content_type=GPX,
        environ_overrides={"CONTENT_LENGTH": str(len(body))},
    )  # fmt: skip
    assert answer.status_code == 200
    assert seen
