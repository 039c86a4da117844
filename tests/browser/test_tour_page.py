"""A tour's own page in a real browser: map and profile together, on the way, without a network; known routes."""

import json
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.server import serving
from tests.browser.test_accessibility import violations

PATIENCE_MS = 30_000
WISH = {"mode": "fietsen", "distance_km": 15, "themes": {"bos": 1, "water": 1}}
STEP_DEG = 0.004  # some 250 m


@pytest.fixture(scope="module")
def country(
    front_end: None, liechtenstein_dataset: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a server on a country whose surfaces are known (else on the made-up region)."""
    with serving(liechtenstein_dataset, tmp_path_factory.mktemp("country")) as address:
        yield address


@pytest.fixture(scope="module")
def tour(country: str) -> dict[str, Any]:
    """A tour there."""
    body = json.dumps(WISH).encode()
    asked = urllib.request.Request(
        f"{country}/api/v1/tours", body, {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)["features"][0]
    return found


def shown(page: Page) -> Page:
    page.wait_for_selector("body.map-ready", timeout=PATIENCE_MS)
    return page


def at(page: Page) -> int:
    return int(page.locator("#profile").get_attribute("aria-valuenow") or -1)


def marker(page: Page) -> tuple[float, float]:
    box = page.locator(".cursor-marker").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_profile_and_map_point_at_each_other(country: str, tour: dict[str, Any], open_page: OpenPage) -> None:
    """Arrow keys and the pointer on the profile move the mark on the map; a tap on the line moves the profile."""
    page = shown(open_page(f"{country}/tours/{tour['id']}?lang=nl"))
    length = tour["properties"]["length_m"]
    profile = page.locator("#profile")
    profile.focus()
    page.keyboard.press("PageUp")
    first = marker(page)
    said = profile.get_attribute("aria-valuetext") or ""
    assert at(page) in (1000, 2500)
    assert "km" in said or "m" in said
    page.keyboard.press("End")
    assert at(page) == pytest.approx(length, abs=1)
    assert marker(page) != first
    box = profile.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert at(page) == pytest.approx(length / 2, rel=0.02)
    middle = marker(page)
    page.keyboard.press("Home")
    page.mouse.click(*middle)
    # Where the tour comes by twice the first time counts; this is then the place on the map all the same.
    assert at(page) > 0
    assert marker(page) == pytest.approx(middle, abs=26)


def test_the_longest_stretch_without_is_seen(country: str, tour: dict[str, Any], open_page: OpenPage) -> None:
    """A tap on it marks the profile between its two kilometres, a second one takes the mark away."""
    page = shown(open_page(f"{country}/tours/{tour['id']}?lang=nl"))
    kind, gap = next((k, f) for k, f in tour["properties"]["facilities"].items() if f["count"])
    button = page.locator(f".gap-button[data-kind={kind}]")
    from_km = f"{gap['gap_from_m'] / 1000:.1f}".replace(".", ",")
    expect(button).to_contain_text(f"km {from_km}–")
    button.click()
    band = page.locator(".profile-band")
    left = band.evaluate("band => parseFloat(band.style.left)")
    assert left == pytest.approx(100 * gap["gap_from_m"] / tour["properties"]["length_m"], abs=0.1)
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(band).to_be_hidden()


def test_on_the_way_the_position_stays_on_the_phone(
    country: str, tour: dict[str, Any], open_page: OpenPage
) -> None:
    """The next turn and what is left follow the phone; off the line it says so; no request tells where one is."""
    lon, lat = tour["geometry"]["coordinates"][len(tour["geometry"]["coordinates"]) // 3]
    page = shown(
        open_page(
            f"{country}/tours/{tour['id']}?lang=nl",
            viewport=PHONE,
            permissions=["geolocation"],
            geolocation={"longitude": lon, "latitude": lat, "accuracy": 5},
        )
    )
    sent: list[str] = []
    page.context.on("request", lambda r: sent.append(f"{r.url} {r.post_data or ''} {r.headers}"))
    page.click("#follow")
    expect(page.locator("#way-figures")).to_contain_text("nog")
    expect(page.locator(".way-distance")).to_be_visible()
    assert 0 < at(page) < tour["properties"]["length_m"]
    assert violations(page) == []
    # One position may be wild; it takes a second one.
    for north in (STEP_DEG / 2, STEP_DEG):
        far = {"longitude": lon + 3 * STEP_DEG, "latitude": lat + north, "accuracy": 5}
        page.context.set_geolocation(far)
        page.wait_for_timeout(500)
    expect(page.locator(".way-notice")).to_contain_text("van de route")
    page.click("#way-stop")
    expect(page.locator("#way")).to_have_count(0)
    expect(page.locator("#follow")).to_be_focused()
    told = [f"{value:.{digits}f}" for value in (lon, lat, lat + STEP_DEG) for digits in (3, 4)]
    assert [request for request in sent if any(number in request for number in told)] == []


def test_without_permission_it_says_what_to_do(
    country: str, tour: dict[str, Any], open_page: OpenPage
) -> None:
    """Who does not let the page know where they are reads how to."""
    page = shown(open_page(f"{country}/tours/{tour['id']}?lang=nl", viewport=PHONE))
    page.click("#follow")
    expect(page.locator(".way-notice")).to_contain_text("Sta de locatie toe")


def test_a_kept_tour_opens_without_a_network(country: str, tour: dict[str, Any], open_page: OpenPage) -> None:
    """Page, profile, following and the map along the tour work; another page says that there is no network."""
    page = open_page(
        f"{country}/routes?lang=nl", expected=("ERR_INTERNET_DISCONNECTED", "ERR_FAILED"), viewport=PHONE
    )
    page.evaluate("caches.open('tours-0')")  # what an earlier version left
    page.goto(f"{country}/tours/{tour['id']}?lang=nl")
    shown(page)
    page.wait_for_function("() => navigator.serviceWorker.controller", timeout=PATIENCE_MS)
    size = page.locator("#keep").inner_text()
    assert "MB" in size
    page.click("#keep")
    expect(page.locator("#keep-status")).to_contain_text("Bewaard", timeout=PATIENCE_MS)
    # Nothing may come from the browser's own cache by chance.
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.context.set_offline(True)
    page.reload()
    shown(page)
    expect(page.locator("h1")).to_have_text(tour["properties"]["title"])
    kept = nonce(page)
    assert drawn_colours(page) > 8, "the map's ground is not drawn"
    page.goto(f"{country}/routes?lang=nl")
    expect(page.locator("#kept a")).to_have_text(tour["properties"]["title"])
    page.context.set_offline(False)
    page.click("#again")
    expect(page.locator("#kept")).to_have_count(0)
    # With a network the page is the server's own of this moment, whatever is kept.
    page.goto(f"{country}/tours/{tour['id']}?lang=nl")
    assert nonce(page) != kept
    assert "tours-0" not in page.evaluate("caches.keys()")


def nonce(page: Page) -> str:
    """A word that the server makes anew for each answer."""
    return str(page.evaluate("document.querySelector('script[nonce]').nonce"))


def drawn_colours(page: Page) -> int:
    """How many colours the picture of the map has: bare ground with a line on it has few."""
    page.wait_for_timeout(600)
    picture = Image.open(BytesIO(page.locator("#map").screenshot())).convert("RGB").quantize(64)
    counts = picture.getcolors() or []
    return sum(1 for count, _ in counts if count > 60)


def test_where_no_map_can_be_drawn_the_text_stands(
    country: str, tour: dict[str, Any], open_page: OpenPage
) -> None:
    """The page says so in the map's place; profile and directions are there."""
    page = open_page(
        f"{country}/routes?lang=nl", expected=("ERR_FAILED", "blocked by"), service_workers="block"
    )
    page.route("**/static/tour-map-*.js", lambda route: route.abort())
    page.goto(f"{country}/tours/{tour['id']}?lang=nl")
    expect(page.locator(".map-failed")).to_contain_text("De tekst zegt alles")
    page.focus("#profile")
    page.keyboard.press("End")
    assert at(page) == pytest.approx(tour["properties"]["length_m"], abs=1)
    assert page.locator(".itinerary li").count() >= len(tour["properties"]["instructions"])


def test_a_part_of_a_known_route_becomes_a_tour(country: str, open_page: OpenPage) -> None:
    """Found by its name, two kilometres given, the part stands on the profile and then has a page of its own."""
    page = open_page(f"{country}/routes?lang=nl")
    first = page.locator(".route-list a").filter(has_text="km").first
    name = first.locator(".route-title").inner_text()
    page.fill("input[type=search]", name)
    page.click(".route-search button")
    page.locator(".route-list a").first.click()
    shown(page)
    page.fill("#from-km", "0,5")
    page.fill("#to-km", "2,5")
    page.press("#to-km", "Tab")
    expect(page.locator("#part-said")).to_contain_text("2,0")
    expect(page.locator(".profile-band")).to_be_visible()
    page.click("#plan-part")
    page.wait_for_selector("body.tour-page #follow", timeout=PATIENCE_MS)
    assert "/tours/" in page.url


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    return not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize(
    ("lang", "scheme", "viewport"),
    [
        ("nl", "dark", {"width": 320, "height": 640}),
        ("de", "light", PHONE),
        ("en", "light", DESKTOP),
    ],
)
def test_pages_keep_the_rules(
    country: str, tour: dict[str, Any], open_page: OpenPage, lang: str, scheme: str, viewport: dict[str, int]
) -> None:
    """No violation of what a machine can check, and nothing wider than the screen."""
    page = open_page(f"{country}/routes?lang={lang}", viewport=viewport, color_scheme=scheme, bypass_csp=True)
    address = page.locator(".route-list a").first.get_attribute("href")
    for path in (None, f"{address}", f"/tours/{tour['id']}?lang={lang}", f"/offline?lang={lang}"):
        if path:
            page.goto(country + path)
        page.wait_for_timeout(300)
        assert violations(page) == [], path
        assert fits(page), path


def test_a_tour_that_does_not_exist_leads_on(country: str, open_page: OpenPage) -> None:
    """The page says so and links to the planner."""
    page = open_page(f"{country}/tours/{'a' * 20}?lang=nl", expected=("404",))
    expect(page.locator("main")).to_contain_text("rondje")
    assert page.locator("main a").first.get_attribute("href") == "/?lang=nl"
