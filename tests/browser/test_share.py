"""Passing a tour on, in a browser: copying, the device's own sharing, a frame on somebody else's site."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_accessibility import violations


@pytest.fixture(scope="module")
def tour(province: str) -> str:
    """Address of a tour's page."""
    body = json.dumps({"mode": "fietsen", "distance_km": 25, "seed": 3}).encode()
    asked = urllib.request.Request(
        f"{province}/api/v1/tours", data=body, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked) as answer:
        found = json.load(answer)["features"][0]["properties"]["id"]
    return f"{province}/tours/{found}"


@pytest.fixture
def partner(tour: str) -> Iterator[str]:
    """Address of another site, on a port of its own, that frames the tour."""
    frame = f'<iframe title="Rondje" src="{tour}/embed?lang=de" width="100%" height="480">'
    page = f"<!doctype html><title>VVV</title>{frame}"

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            if self.path == "/":
                self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_link_and_snippet_are_copied(open_page: OpenPage, tour: str) -> None:
    """One press puts the short link, or the HTML, on the clipboard, and says so; the link opens the tour."""
    page = open_page(f"{tour}?lang=nl", permissions=["clipboard-read", "clipboard-write"])
    page.click("[data-copies=share-link]")
    expect(page.locator("#share-status")).to_have_text("Gekopieerd")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "/t/" in link
    page.click(".share-embed summary")
    page.click("[data-copies=share-snippet]")
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('<iframe'))")
    page.goto(link)
    assert page.url.startswith(tour)


def test_device_shares_what_the_page_says(open_page: OpenPage, tour: str) -> None:
    """Where the device can share, a button hands it title and short link; where it cannot, there is none."""
    page = open_page(f"{tour}?lang=nl", viewport=PHONE)
    page.add_init_script(
        "navigator.canShare = () => true; navigator.share = async (data) => { window.shared = data; };"
    )
    page.reload()
    page.click("#share-send")
    shared = page.evaluate("window.shared")
    assert "/t/" in shared["url"]
    assert "Rondje" in shared["title"]
    plain = open_page(f"{tour}?lang=nl")
    plain.evaluate("delete Navigator.prototype.canShare")
    plain.add_init_script("delete Navigator.prototype.canShare")
    plain.reload()
    expect(plain.locator("#share-send")).to_be_hidden()


def test_without_script_all_can_be_copied_by_hand(open_page: OpenPage, tour: str) -> None:
    """Link, code, paper and HTML are there as text; no button that would do nothing."""
    page = open_page(f"{tour}?lang=nl", java_script_enabled=False)
    expect(page.locator("#share-link")).to_be_visible()
    expect(page.locator(".share-code img")).to_be_visible()
    assert page.locator(".share button:visible").count() == 0


def test_frame_shows_the_map_on_another_site(open_page: OpenPage, tour: str, partner: str) -> None:
    """Framed by a site of another origin, the map is drawn; the tour's own page would be refused."""
    own = tour.partition("/tours/")[0]
    page = open_page(partner, expected=(f"asked {own}",))
    frame = page.frame_locator("iframe")
    expect(frame.locator("body.map-ready")).to_be_visible(timeout=30_000)
    expect(frame.locator("h1")).to_contain_text("25 km")
    expect(frame.locator(".embed-open")).to_have_attribute("target", "_blank")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_framed_page_keeps_the_rules(open_page: OpenPage, tour: str, scheme: str) -> None:
    """The page to be framed and the share box, opened, have no violation, at 320 px too, and nothing sticks out."""
    page = open_page(
        f"{tour}/embed?lang=en", viewport={"width": 320, "height": 480}, color_scheme=scheme, bypass_csp=True
    )
    page.wait_for_selector("body.map-ready", timeout=30_000)
    assert violations(page) == []
    page.goto(f"{tour}?lang=en")
    page.wait_for_selector(".tour-details")
    page.click(".share-embed summary")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
