"""Passing a tour on: links, codes, pictures, and what other sites read of a page."""

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.assets import Assets
from app.sharing.card import card_of
from app.sharing.links import short_of, tour_of
from app.storage.tours import TOURS
from tests.app.conftest import close, make_app, parts
from tests.app.tiny import HOSTILE_NAME, START, write_dataset

HTML = {"Accept": "text/html"}
PUBLIC = "https://rondje.example"


@pytest.fixture
def app(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app with a public address and whatever front end its pages ask for."""
    monkeypatch.setattr(Assets, "path", lambda _assets, name: name)
    made = make_app(data, tmp_path, RONDJE_PUBLIC_URL=PUBLIC)
    yield made
    close(made)


@pytest.fixture
def tour(client: FlaskClient) -> str:
    """A kept tour whose stop has a hostile name."""
    body = {"mode": "fietsen", "start": START, "distance_km": 7, "themes": {"heide": 1}, "lang": "nl"}
    found: str = client.post("/api/v1/tours", json=body).get_json()["features"][0]["id"]
    return found


def page_of(client: FlaskClient, path: str) -> BeautifulSoup:
    """A page, read."""
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def part(page: BeautifulSoup, name: str | None = None, **attributes: str) -> Tag:
    """The one element of a page that is meant."""
    found = page.find(name, attributes)
    assert isinstance(found, Tag), attributes
    return found


def meta(page: BeautifulSoup) -> dict[str, str]:
    """What the head says to other sites."""
    return {
        str(tag.get("property") or tag.get("name")): str(tag["content"])
        for tag in page.find_all("meta")
        if tag.get("content")
    }


def test_short_link_leads_to_the_tour(client: FlaskClient, tour: str) -> None:
    """The link on the page is short, leads to the tour in capitals too, and keeps the language asked for."""
    link = part(page_of(client, f"/tours/{tour}"), id="share-link")["href"]
    assert link == f"{PUBLIC}/t/{tour[:8]}"
    for path in (f"/t/{tour[:8]}", f"/t/{tour[:8].upper()}", f"/t/{tour}"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (302, f"/tours/{tour}")
    assert client.get(f"/t/{tour[:8]}?lang=de").location == f"/tours/{tour}?lang=de"


@pytest.mark.parametrize("short", ["aaaaaaaa", "a", "a" * 40, "%00", "..", "' OR 1=1"])
def test_dead_short_link_is_a_friendly_404(client: FlaskClient, tour: str, short: str) -> None:
    """A link that means nothing says to plan again; none reaches another tour."""
    answer = client.get(f"/t/{short}", headers=HTML)
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


def test_short_link_means_the_same_tour_for_ever(app: Flask, client: FlaskClient, tour: str) -> None:
    """A later tour that begins with the same letters gets a longer link and does not take the earlier one's."""
    later = tour[:9] + ("a" if tour[9] != "a" else "b") * 11
    with parts(app).database.writing() as connection:
        row = connection.execute(sa.select(TOURS).where(TOURS.c.id == tour)).one()._asdict()
        after = datetime.now(UTC) + timedelta(days=1)
        connection.execute(sa.insert(TOURS), row | {"id": later, "created": after})
    with app.test_request_context():
        assert short_of(tour) == tour[:8]
        assert tour_of(tour[:8]) == tour
        assert short_of(later) == later[:10]
        assert tour_of(short_of(later)) == later


def test_page_tells_other_sites_what_it_is(client: FlaskClient, tour: str) -> None:
    """Title, description, absolute addresses and the size of the picture, in the language of the page."""
    dutch, german = (meta(page_of(client, f"/tours/{tour}?lang={lang}")) for lang in ("nl", "de"))
    assert dutch["og:url"] == german["og:url"] == f"{PUBLIC}/tours/{tour}"
    assert dutch["og:image"] == f"{PUBLIC}/tours/{tour}.png?lang=nl"
    assert (dutch["og:image:width"], dutch["og:image:height"]) == ("1200", "630")
    assert dutch["twitter:card"] == "summary_large_image"
    assert "7,0 km" in dutch["og:description"]
    assert "Rondje" in dutch["og:title"]
    assert "Runde" in german["og:title"]
    assert (dutch["og:locale"], german["og:locale"]) == ("nl_NL", "de_DE")


def test_structured_data_lists_start_and_stops(client: FlaskClient, tour: str) -> None:
    """A schema.org TouristTrip whose places are in the order of the tour; a hostile name stays text."""
    page = page_of(client, f"/tours/{tour}?lang=nl")
    trip = json.loads(str(part(page, "script", type="application/ld+json").string))
    feature = client.get(f"/api/v1/tours/{tour}?lang=nl").get_json()
    stops = feature["properties"]["stops"]
    assert trip["@type"] == "TouristTrip"
    assert trip["name"] == feature["properties"]["title"]
    listed = trip["itinerary"]["itemListElement"]
    assert [entry["position"] for entry in listed] == list(range(1, len(stops) + 2))
    assert [entry["item"]["name"] for entry in listed[1:]] == [stop["name"] for stop in stops]
    assert HOSTILE_NAME in [stop["name"] for stop in stops]
    assert listed[0]["item"]["geo"]["longitude"] == feature["geometry"]["coordinates"][0][0]
    assert page.find("b") is None


def test_code_is_that_of_the_short_link(client: FlaskClient, tour: str) -> None:
    """The QR code on the page and at its address is a picture of the short link, dark on white."""
    answer = client.get(f"/tours/{tour}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    drawn = answer.get_data(as_text=True)
    assert f"<title>{PUBLIC}/t/{tour[:8]}</title>" in drawn
    assert 'fill="#fff"' in drawn
    assert part(page_of(client, f"/tours/{tour}"), "img", src=f"/tours/{tour}/qr.svg")["alt"]
    again = client.get(f"/tours/{tour}/qr.svg", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_picture_is_of_the_asked_size_and_kept(client: FlaskClient, tour: str) -> None:
    """1200 by 630 pixels with a map on it, the same bytes again, other words in another language."""
    answer = client.get(f"/tours/{tour}.png?lang=nl")
    with Image.open(io.BytesIO(answer.data)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (1200, 630))
        red, green, blue = np.moveaxis(np.asarray(drawn.convert("RGB"))[:, 430:].astype(int), 2, 0)
    # The tour's own colour, a little lighter where its casing shines through.
    assert ((red > 110) & (green < 110) & (blue > 90)).sum() > 500
    assert client.get(f"/tours/{tour}.png?lang=nl").data == answer.data
    assert client.get(f"/tours/{tour}.png?lang=de").data != answer.data
    assert "max-age" in answer.headers["Cache-Control"]


def test_only_the_framed_page_may_be_framed(client: FlaskClient, tour: str) -> None:
    """Any site may frame the page made for it; no other page, and its scripts stay as strict."""
    embed = client.get(f"/tours/{tour}/embed?lang=nl", headers=HTML)
    policy = embed.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors *")
    assert re.search(r"script-src 'self' 'nonce-[^']+';", policy)
    for path in (f"/tours/{tour}", "/", f"/api/v1/tours/{tour}.html"):
        other = client.get(path, headers=HTML).headers["Content-Security-Policy"]
        assert "frame-ancestors *" not in other


def test_snippet_frames_the_page(client: FlaskClient, tour: str) -> None:
    """The piece of HTML to copy is one frame of that page with a title; the page has no chrome and leads back."""
    text = part(page_of(client, f"/tours/{tour}?lang=nl"), id="share-snippet").get_text()
    frame = part(BeautifulSoup(text, "html.parser"), "iframe")
    assert frame["src"] == f"{PUBLIC}/tours/{tour}/embed?lang=nl"
    assert frame["title"]
    page = page_of(client, f"/tours/{tour}/embed?lang=nl")
    assert page.find("nav") is None
    assert part(page, "a", **{"class": "embed-open"})["href"] == f"{PUBLIC}/tours/{tour}?lang=nl"
    assert "7,0 km" in page.get_text()


@pytest.mark.parametrize("path", ["/tours/{}/qr.svg", "/tours/{}.png", "/tours/{}/embed"])
@pytest.mark.parametrize("name", ["aaaaaaaaaaaaaaaaaaaa", "x", "%00"])
def test_what_is_no_tour_has_nothing_to_share(client: FlaskClient, path: str, name: str) -> None:
    """No code, picture or page of a tour that there is not."""
    assert client.get(path.format(name)).status_code == 404


def test_made_up_region_says_so_everywhere(data: Path, tmp_path: Path) -> None:
    """The label of the demo region is in what other sites show."""
    write_dataset(tmp_path / "demo", demo=True)
    app = make_app(tmp_path / "demo", tmp_path, RONDJE_PUBLIC_URL=PUBLIC)
    client = app.test_client()
    body = {"mode": "fietsen", "start": START, "distance_km": 7}
    feature = client.post("/api/v1/tours", json=body).get_json()["features"][0]
    with app.test_request_context():
        assert "demo" in card_of(feature, "nl").description.casefold()
    close(app)
