"""The main job in a real browser: from an open page to a loop on the map and its GPX."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import gpxpy
import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import PHONE, OpenPage

ASKED_KM = 35
# The planner's promise for the province is 6 % for the worst twentieth.
TOLERANCE = 0.08


def wait_for_map(page: Page) -> None:
    page.wait_for_selector("body.map-ready", timeout=30_000)


def tap_map(page: Page, across: float = 0.5, down: float = 0.5) -> None:
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def plan(page: Page) -> None:
    page.click("#plan-button")
    page.wait_for_selector(".tour-details", timeout=30_000)


def download(page: Page, folder: Path) -> gpxpy.gpx.GPX:
    with page.expect_download() as waiting:
        page.click("#download-gpx")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.suffix == ".gpx"
    return gpxpy.parse(path.read_text(encoding="utf-8"))


def asked_in_url(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def shown_km(page: Page) -> float:
    text = page.locator(".tour-details .figures dd").first.inner_text()
    return float(re.sub(r"[^0-9,]", "", text).replace(",", "."))


def test_from_a_tap_on_the_map_to_a_gpx_file(province: str, open_page: OpenPage, tmp_path: Path) -> None:
    """Somebody taps a start, asks for a loop and takes away a GPX of about the asked length."""
    page = open_page(province)
    wait_for_map(page)
    tap_map(page)
    expect(page.locator(".point-start")).to_be_visible()
    expect(page.locator("#start")).to_have_value("Gekozen punt op de kaart")
    plan(page)
    expect(page.locator(".tour-card")).to_have_count(3)
    assert shown_km(page) == pytest.approx(ASKED_KM, rel=TOLERANCE)

    track = download(page, tmp_path).tracks[0]
    assert track.length_2d() / 1000 == pytest.approx(ASKED_KM, rel=TOLERANCE)
    points = track.segments[0].points
    assert points[0].distance_2d(points[-1]) < 50
    start_lon, start_lat = map(float, asked_in_url(page)["start"].split(","))
    assert points[0].distance_2d(gpxpy.gpx.GPXTrackPoint(start_lat, start_lon)) < 2000


def test_start_found_by_name_with_the_keyboard_alone(province: str, open_page: OpenPage) -> None:
    """Without touching map or mouse one finds a start by its name and gets a tour from there."""
    page = open_page(province)
    page.focus("#start")
    letters = page.evaluate(
        "fetch('/api/v1/places?category=settlement&limit=1').then((a) => a.json()).then((c) => c.features[0])"
    )
    name = letters["properties"]["name"]
    page.keyboard.type(name[:5], delay=20)
    expect(page.locator("#start-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#start")).to_have_attribute("aria-activedescendant", "start-option-0")
    page.keyboard.press("Enter")
    expect(page.locator("#start")).to_have_attribute("aria-expanded", "false")
    chosen = page.locator("#start").input_value()
    assert chosen
    assert asked_in_url(page)["place"] == chosen
    page.focus("#plan-button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tour-details", timeout=30_000)
    expect(page.locator("#status")).to_have_text(re.compile(r"gevonden"))


def test_a_link_is_a_plan(province: str, open_page: OpenPage) -> None:
    """Reloading the address gives the same wishes in the form and the same tours."""
    page = open_page(province)
    wait_for_map(page)
    page.click("label:has(input[value=wandelen])")
    page.click("label:has(input[value=heide])")
    page.click("label:has(input[value=junctions])")
    tap_map(page, 0.55, 0.5)
    plan(page)
    before = page.locator("#download-gpx").get_attribute("href")
    assert asked_in_url(page)["themes"] == "heide"

    again = open_page(page.url)
    again.wait_for_selector(".tour-details", timeout=30_000)
    expect(again.locator("input[value=wandelen]")).to_be_checked()
    expect(again.locator("input[value=heide]")).to_be_checked()
    expect(again.locator("input[value=junctions]")).to_be_checked()
    expect(again.locator("#length-value")).to_have_text("10\u00a0km")
    assert again.locator("#download-gpx").get_attribute("href") == before


def test_answers_follow_the_slider_and_old_questions_are_dropped(province: str, open_page: OpenPage) -> None:
    """Moving the slider asks again by itself, and only the last answer is shown."""
    page = open_page(province)
    wait_for_map(page)
    tap_map(page)
    plan(page)
    page.focus("#length")
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#length-value")).to_have_text("23\u00a0km")
    expect(page.locator(".tour-details .figures dd").first).to_have_text(
        re.compile(r"^2[1-5],"), timeout=30_000
    )
    assert asked_in_url(page)["km"] == "23"


def test_another_alternative_and_other_round_trips(province: str, open_page: OpenPage) -> None:
    """Choosing a card shows that tour; asking for others changes the seed and the tours."""
    page = open_page(province)
    wait_for_map(page)
    tap_map(page)
    plan(page)
    first = page.locator("#download-gpx").get_attribute("href")
    page.locator(".tour-card").nth(1).click()
    second = page.locator("#download-gpx").get_attribute("href")
    assert first != second
    page.click("#plan-again")
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true", timeout=30_000)
    assert asked_in_url(page)["seed"] == "2"


def test_the_tours_own_page(province: str, open_page: OpenPage, tmp_path: Path) -> None:
    """A tour has a page with its map, its directions and its download, under the same link in any language."""
    page = open_page(province)
    wait_for_map(page)
    tap_map(page)
    plan(page)
    title = page.locator(".tour-title").inner_text()
    page.click("#tour-page")
    wait_for_map(page)
    assert re.fullmatch(r"/tours/[a-z2-7]{20}", urlsplit(page.url).path)
    expect(page.locator("h1")).to_have_text(title)
    assert page.locator(".itinerary li").count() > 3
    assert download(page, tmp_path).tracks[0].length_2d() > 10_000
    assert page.locator(".take-along a").all_inner_texts()[:3] == ["FIT", "TCX", "KML"]
    with page.expect_download() as waiting:
        page.click(".take-along a >> text=FIT")
    waiting.value.save_as(tmp_path / "course.fit")
    assert (tmp_path / "course.fit").read_bytes()[8:12] == b".FIT"
    page.click("a[data-lang=de]")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#download-gpx")).to_have_text("GPX herunterladen")


def test_planning_on_a_phone(province: str, open_page: OpenPage) -> None:
    """On a phone the map stays in sight above the results, and everything can be hit by a thumb."""
    page = open_page(province, viewport=PHONE, has_touch=True, device_scale_factor=2)
    wait_for_map(page)
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".point-start")).to_be_visible()
    plan(page)
    page.locator("#download-gpx").scroll_into_view_if_needed()
    expect(page.locator("#map")).to_be_in_viewport()
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, .segment, .theme, .tour-card, input[type=range]')]
            .filter((e) => e.checkVisibility() && !e.classList.contains('skip'))
            .map((e) => [e.id || e.className || e.textContent, e.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_nothing_runs_off_the_page(province: str, open_page: OpenPage, width: int, scheme: str) -> None:
    """From 320 px on, nothing has to be scrolled sideways, in the longest language, by day and by night."""
    address = f"{province}/?lang=de&mode=fietsen&km=40"
    page = open_page(address, viewport={"width": width, "height": 700}, color_scheme=scheme)
    page.wait_for_selector(".tour-details", timeout=30_000)
    overflow = page.evaluate(
        """() => [document.documentElement, document.getElementById('panel')]
            .map((e) => e.scrollWidth - e.clientWidth)"""
    )
    assert overflow == [0, 0]


def test_results_move_nothing(province: str, open_page: OpenPage) -> None:
    """Neither the page's loading nor the results shift what one looks at."""
    page = open_page(province)
    page.evaluate(
        """() => {
            window.shifted = 0;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) window.shifted += entry.value;
            }).observe({ type: 'layout-shift', buffered: true });
        }"""
    )
    wait_for_map(page)
    plan(page)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") < 0.01


def test_first_load_is_small(province: str, open_page: OpenPage) -> None:
    """The first visit transfers at most 1.2 MB, fonts, map and its worker included, and can be kept for ever."""
    page = open_page("about:blank", expected=("asked",))
    received: dict[str, int] = {}

    def count(request: Request) -> None:
        sizes = request.sizes()
        size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        received[request.url] = received.get(request.url, 0) + size

    page.context.on("requestfinished", count)
    page.goto(province)
    wait_for_map(page)
    names = " ".join(received)
    assert "map-worker" in names
    assert "basemap.pmtiles" in names
    assert sum(received.values()) <= 1_200_000
    assert len(received) <= 40
    assert all(url.startswith(province) for url in received if not url.startswith(("data:", "blob:")))
    for url in received:
        if "/static/" in url:
            assert "immutable" in page.request.get(url).headers["cache-control"]
