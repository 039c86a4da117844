"""Opening a file of one's own in a real browser, with and without a script."""

import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.brought_files import gpx
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import violations


@pytest.fixture
def ride(province: str, tmp_path: Path) -> Path:
    """A one-way ride in the region, as a file."""
    region = json.load(urlopen(f"{province}/api/v1/region"))
    west, south, east, north = region["bbox"]
    start = [west + 0.5 * (east - west), south + 0.5 * (north - south)]
    body = json.dumps({"mode": "fietsen", "start": start, "distance_km": 15}).encode()
    asked = Request(f"{province}/api/v1/tours", body, {"Content-Type": "application/json"})
    line = json.load(urlopen(asked))["features"][0]["geometry"]["coordinates"]
    path = tmp_path / "ride.gpx"
    path.write_bytes(gpx(line[: len(line) // 2]))
    return path


def test_a_file_is_chosen_sent_and_made_round(province: str, open_page: OpenPage, ride: Path) -> None:
    """Choose, send, read, make a round trip, open the tour; every page keeps the rules, on a narrow screen too."""
    page: Page = open_page(
        f"{province}/import?lang=en", viewport={"width": 320, "height": 700}, bypass_csp=True
    )
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_input_files("#file", ride)
    page.get_by_role("button", name="Put it on the map").click()
    expect(page.locator(".import-share")).to_contain_text("This tour follows")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Make it a round trip").click()
    expect(page.locator(".import-notes")).to_contain_text("Another way back to the start was added.")
    page.get_by_role("link", name="Open the tour").click()
    expect(page.locator("body.tour-page")).to_be_visible()


def test_a_file_that_is_none_comes_back_with_the_reason(
    province: str, open_page: OpenPage, tmp_path: Path
) -> None:
    """The form stands there again, and says why."""
    (tmp_path / "a.gpx").write_text("hello")
    page = open_page(f"{province}/import?lang=en", expected=("422",))
    page.set_input_files("#file", tmp_path / "a.gpx")
    page.get_by_role("button", name="Put it on the map").click()
    expect(page.get_by_role("alert")).to_contain_text("This is no GPX")


def test_it_works_without_a_script(province: str, chromium: Browser, ride: Path) -> None:
    """Scripts off: the plain form does the same."""
    context = chromium.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{province}/import?lang=en")
        page.set_input_files("#file", ride)
        page.get_by_role("button", name="Put it on the map").click()
        expect(page.locator(".import-share")).to_contain_text("This tour follows")
    finally:
        context.close()
