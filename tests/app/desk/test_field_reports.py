"""Reports from the field: taken from anyone, cleaned, told only once somebody has looked."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.errors import InvalidInput
from app.field_reports.photos import LONGEST_SIDE, clean_photo
from app.storage import FieldReportStore
from tests.app.conftest import parts
from tests.app.desk.conftest import described, token_of

CALL = "/api/v1/field-reports"
GPS, MAKER = 0x8825, 0x010F


def photo(size: tuple[int, int] = (800, 600), kind: str = "JPEG", **more: Any) -> bytes:
    """A picture, with what a camera writes beside it."""
    picture = Image.new("RGB", size, (20, 120, 60))
    exif = Image.Exif()
    exif[MAKER] = "Camera of somebody"
    exif[GPS] = {1: "N", 2: (52.0, 59.0, 33.0)}
    written = BytesIO()
    picture.save(written, kind, exif=exif, **more)
    return written.getvalue()


def place(app: Flask) -> tuple[float, float]:
    """The middle of the region."""
    west, south, east, north = parts(app).datasets.current().bbox
    return (west + east) / 2, (south + north) / 2


def form(app: Flask, **more: Any) -> dict[str, Any]:
    """A form as a browser sends it."""
    lon, lat = place(app)
    return {"kind": "bench_broken", "lon": f"{lon:.5f}", "lat": f"{lat:.5f}", "note": "poot af"} | more


def test_nothing_but_the_picture_is_kept() -> None:
    """Where and with what a photo was taken is gone, and so is whatever was hidden behind the picture."""
    sent = photo() + b"PK\x03\x04 a whole archive behind it"
    assert Image.open(BytesIO(sent)).getexif()[MAKER] == "Camera of somebody"
    kept = clean_photo(sent, "en")
    with Image.open(BytesIO(kept)) as opened:
        assert opened.format == "JPEG"
        assert dict(opened.getexif()) == {}
        assert opened.size == (800, 600)
    assert b"Camera of somebody" not in kept
    assert b"archive" not in kept


def test_a_photo_is_made_small_and_upright() -> None:
    """A large photo held upright is kept upright, no larger than is needed to see a broken slat."""
    picture = Image.new("RGB", (3000, 1500), (200, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    written = BytesIO()
    picture.save(written, "JPEG", exif=exif)
    with Image.open(BytesIO(clean_photo(written.getvalue(), "en"))) as opened:
        assert max(opened.size) <= LONGEST_SIDE
        assert opened.height > opened.width


def gif() -> bytes:
    """A picture of a kind that is not taken."""
    written = BytesIO()
    Image.new("P", (10, 10)).save(written, "GIF")
    return written.getvalue()


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"<script>alert(1)</script>", id="markup"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="svg"),
        pytest.param(gif(), id="gif"),
        pytest.param(photo()[:300], id="cut off"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"\0" * 500, id="a jpeg in name"),
        pytest.param(photo((9000, 9000), "PNG"), id="too many pixels"),
        pytest.param(b"\xff\xd8\xff" + b"\0" * (9 * 1024 * 1024), id="too many bytes"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_no_photo_is_refused(sent: bytes) -> None:
    """Told by what it is, not by its name; in words that say what to send."""
    with pytest.raises(InvalidInput):
        clean_photo(sent, "en")


def test_a_report_is_told_once_it_was_looked_at(
    desk_app: Flask, visitor: FlaskClient, officer: FlaskClient
) -> None:
    """Not before an officer accepts it, with its photo; and no more once it is solved."""
    data = form(desk_app, photo=(BytesIO(photo()), "x.exe"))
    answer = visitor.post("/field-reports/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    (kept,) = FieldReportStore(parts(desk_app).database).in_states("new")
    assert (kept.kind, kept.note, kept.has_photo) == ("bench_broken", "poot af", True)
    assert visitor.get(CALL).get_json()["features"] == []
    assert visitor.get(f"/field-reports/{kept.report_id}/photo.jpg").status_code == 404
    assert visitor.get(f"/field-reports/{kept.report_id}/seen.jpg").status_code == 401

    accepted = {"csrf_token": token_of(officer), "state": "open"}
    assert officer.post(f"/field-reports/{kept.report_id}", data=accepted).status_code == 303
    told = visitor.get(f"{CALL}?lang=nl")
    described(visitor, told, "/field-reports", "get")
    (feature,) = told.get_json()["features"]
    assert feature["properties"]["text"] == "bank kapot"
    picture = visitor.get(feature["properties"]["photo"])
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert "sandbox" in picture.headers["Content-Security-Policy"]

    solved = {"csrf_token": token_of(officer), "state": "solved"}
    assert officer.post(f"/field-reports/{kept.report_id}", data=solved).status_code == 303
    assert visitor.get(CALL).get_json()["features"] == []


def test_a_tour_that_passes_tells_it(desk_app: Flask, visitor: FlaskClient) -> None:
    """Reported on the way, it is among the tour's warnings, with where; far away it is not."""
    a, b = parts(desk_app).datasets.current().places.search(kinds={"village"}, limit=2)
    points = [[a["lon"], a["lat"]], [b["lon"], b["lat"]]]
    wish = {"mode": "wandelen", "points": points}
    tour = visitor.post("/api/v1/routes", json=wish).get_json()
    line = tour["geometry"]["coordinates"]
    store = FieldReportStore(parts(desk_app).database)
    lon, lat = line[len(line) // 3]
    near = store.add("path_bad", lon, lat, note="diepe plassen")
    far = store.add("litter", *place(desk_app), note="ver weg")
    for report in (near, far):
        store.move(report.report_id, "open")
    kept = visitor.get(f"/api/v1/tours/{tour['properties']['id']}?lang=nl").get_json()
    told = [w["text"] for w in kept["properties"]["warnings"] if w["code"] == "field_report"]
    assert any("diepe plassen" in text and "pad in slechte staat" in text for text in told)
    page = visitor.get(f"/api/v1/tours/{tour['properties']['id']}.gpx").get_data(as_text=True)
    assert "diepe plassen" in page
    for report in (near, far):
        store.move(report.report_id, "solved")
    kept = visitor.get(f"/api/v1/tours/{tour['properties']['id']}").get_json()
    assert "field_report" not in {w["code"] for w in kept["properties"]["warnings"]}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"kind": "castle"}, "kind"),
        ({"lon": "0", "lat": "0"}, "lon"),
        ({"lon": "x"}, "lon"),
        ({"note": "a" * 501}, "note"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_reports_are_refused_kindly(
    desk_app: Flask, visitor: FlaskClient, more: dict[str, str], told: str
) -> None:
    """The form comes back with what was filled in; the API names the field."""
    answer = visitor.post("/field-reports/new", data=form(desk_app, **more))
    assert answer.status_code == 422
    assert "poot af" in answer.get_data(as_text=True) or "note" in more
    body = form(desk_app, **more)
    named = visitor.post(CALL, json=body)
    assert named.status_code == 422
    assert told in {error["field"] for error in named.get_json()["errors"]}


def test_what_is_written_stays_text(desk_app: Flask, visitor: FlaskClient) -> None:
    """Markup in a note is shown as it was typed, never run."""
    answer = visitor.post("/field-reports/new", data=form(desk_app, note="<b>x</b>", kind="castle"))
    page = answer.get_data(as_text=True)
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;" in page
