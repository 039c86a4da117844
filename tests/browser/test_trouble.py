"""What the pages say when something is in the way: bad links, refused wishes, a lost network, a made-up region."""

import json
import re

from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage


def test_a_bad_link_opens_the_planner_with_a_notice(province: str, open_page: OpenPage) -> None:
    """A malformed link still opens the planner, and says what it skipped."""
    page = open_page(f"{province}/?mode=zwemmen&km=nan&start=7&seed=1")
    expect(page.locator("#url-notice")).to_contain_text("mode, start, km")
    expect(page.locator("input[value=fietsen]")).to_be_checked()


def test_a_start_outside_the_region_is_told_by_field(province: str, open_page: OpenPage) -> None:
    """The server's problem is shown at the field that it is about."""
    page = open_page(f"{province}/?mode=fietsen&start=4.9,52.37&km=35", expected=("422",))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Startpunt:")
    expect(alert).to_contain_text("Pas aan wat hieronder staat")


def test_no_tour_gives_the_reason(province: str, open_page: OpenPage) -> None:
    """Where no tour can be made the page says why, in words of the server."""
    page = open_page(province)
    answer = {
        "type": "FeatureCollection",
        "features": [],
        "reason": "no_tour",
        "detail": "Te ver weg. Kies anders.",
    }
    page.route("**/api/v1/tours", lambda route: _answer(route, answer))
    page.click("#plan-button")
    expect(page.locator("#results")).to_contain_text("Geen rondje gevonden")
    expect(page.locator("#results")).to_contain_text("Te ver weg. Kies anders.")


def test_a_lost_network_says_what_to_do(province: str, open_page: OpenPage) -> None:
    """Without network the page says so, and trying again works once it is back."""
    page = open_page(province, expected=("ERR_INTERNET_DISCONNECTED",))
    page.wait_for_selector("body.map-ready", timeout=30_000)
    page.context.set_offline(True)
    page.click("#plan-button")
    expect(page.get_by_role("alert")).to_contain_text("Geen verbinding met de server")
    page.context.set_offline(False)
    page.get_by_role("button", name="Probeer opnieuw").click()
    page.wait_for_selector(".tour-details", timeout=30_000)


def test_without_webgl_everything_but_the_map_works(province: str, open_page: OpenPage) -> None:
    """A browser that cannot draw the map says so, and plans all the same."""
    page = open_page("about:blank", expected=("WebGL", "webgl", "asked"))
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(province)
    expect(page.locator("#map-hint")).to_contain_text("zoek een startpunt", timeout=30_000)
    page.click("#plan-button")
    page.wait_for_selector(".tour-details", timeout=30_000)
    expect(page.locator("#download-gpx")).to_be_visible()


def test_names_never_become_markup(province: str, open_page: OpenPage) -> None:
    """A name from the map data, or from a link, is shown as text whatever it holds."""
    evil = "<img src=x onerror=document.title='broken'>"
    page = open_page(f"{province}/?mode=fietsen&km=30")
    page.wait_for_selector(".tour-details", timeout=30_000)
    place = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [6.5, 52.9]},
        "properties": {"name": evil, "group": "street", "settlement": evil, "municipality": ""},
    }
    page.route("**/api/v1/places*", lambda route: _answer(route, {"features": [place]}))
    page.fill("#start", "img")
    expect(page.locator("#start-list")).to_contain_text(evil)
    assert page.locator("#start-list img").count() == 0
    assert page.title() != "broken"


def test_the_made_up_region_says_so(demo: str, open_page: OpenPage) -> None:
    """On a demo region every page carries the banner, in the language of the page."""
    page = open_page(demo)
    expect(page.locator(".demo-banner")).to_contain_text("demo, geen echte plek")
    page.goto(f"{demo}/?lang=en")
    expect(page.locator(".demo-banner")).to_contain_text("demo, not a real place")


def test_the_language_changes_and_the_plan_stays(province: str, open_page: OpenPage) -> None:
    """Switching the language keeps what was asked."""
    page = open_page(f"{province}/?mode=wandelen&km=12")
    page.wait_for_selector(".tour-details", timeout=30_000)
    page.click("a[data-lang=en]")
    expect(page.locator("h1")).to_have_text("Where shall we go today?")
    expect(page.locator("#length-value")).to_have_text("12\u00a0km")
    expect(page.locator("input[value=wandelen]")).to_be_checked()
    page.wait_for_selector(".tour-details", timeout=30_000)
    expect(page.locator(".results-head h2")).to_have_text(re.compile("round trip"))


def _answer(route: Route, content: object) -> None:
    route.fulfill(status=200, content_type="application/geo+json", body=json.dumps(content))
