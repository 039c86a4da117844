"""Taking a tour in hand in a browser: its line dragged, places along the way, a part kept, junctions picked."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_planner import asked_in_url, shown_km, wait_for_map

# A start that lies inside both the province and the made-up region is asked of the page itself.
LOOP = "?lang=nl&mode=fietsen&km=30"


def open_loop(open_page: OpenPage, address: str, more: str = "", **options: object) -> Page:
    """A page with a loop on it, around the middle of the region."""
    page = open_page(f"{address}/", **options)
    west, south, east, north = page.evaluate(
        "JSON.parse(document.getElementById('page').textContent).region.bbox"
    )
    page.goto(f"{address}/{LOOP}&start={(west + east) / 2:.5f},{(south + north) / 2:.5f}{more}")
    wait_for_map(page)
    if "network=pick" not in more:
        page.wait_for_selector(".tour-details", timeout=30_000)
        page.wait_for_timeout(900)  # the map moves to the tours
    return page


def on_the_line(page: Page) -> tuple[float, float]:
    """Where on the page the chosen tour's line is, away from signs and markers."""
    # The pointer says where the line can be taken hold of.
    box = page.locator("#map").bounding_box()
    assert box is not None
    canvas = page.locator(".maplibregl-canvas")
    for row in range(24, 90, 6):
        for column in range(6, 90, 2):
            x, y = box["x"] + box["width"] * column / 100, box["y"] + box["height"] * row / 100
            page.mouse.move(x, y)
            if canvas.evaluate("canvas => canvas.style.cursor") == "grab":
                return x, y
    raise AssertionError("the line is nowhere to be taken hold of")


def drag(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + by[0] / 2, start[1] + by[1] / 2, steps=3)
    page.mouse.move(start[0] + by[0], start[1] + by[1], steps=3)
    page.mouse.up()


def test_the_line_is_dragged_undone_and_kept_in_the_link(province: str, open_page: OpenPage) -> None:
    """Dragging gives another way through the new point; undo and redo go back and forth; the link holds it."""
    page = open_loop(open_page, province)
    before = page.locator("#download-gpx").get_attribute("href")
    drag(page, on_the_line(page), (40, 60))
    expect(page.locator(".results-head h2")).to_have_text("Je eigen route", timeout=30_000)
    drawn = page.locator("#download-gpx").get_attribute("href")
    assert drawn != before
    link = asked_in_url(page)
    assert link["fit"] == "exact"
    assert link["via"].count(",s") >= 1
    page.keyboard.press("Control+z")
    expect(page.locator("#download-gpx")).to_have_attribute("href", str(before), timeout=30_000)
    page.click("#redo")
    expect(page.locator("#download-gpx")).to_have_attribute("href", str(drawn))

    page.wait_for_timeout(500)
    again = open_page(page.url)
    again.wait_for_selector(".tour-details", timeout=30_000)
    assert again.locator("#download-gpx").get_attribute("href") == drawn


def test_a_finger_that_rests_on_the_line_drags_it(province: str, open_page: OpenPage) -> None:
    """On a phone: rest a finger on the line, move it, let go; a finger that moves at once moves the map."""
    page = open_loop(open_page, province, viewport=PHONE, has_touch=True, is_mobile=True)
    x, y = on_the_line(page)
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": px, "y": py} for px, py in points]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", (x, y))
    page.wait_for_timeout(500)
    for step in range(1, 5):
        touch("touchMove", (x + 5 * step, y - 5 * step))
    touch("touchEnd")
    expect(page.locator(".results-head h2")).to_have_text("Je eigen route", timeout=30_000)


def test_places_along_the_way_by_keyboard_alone(province: str, open_page: OpenPage) -> None:
    """Without the map: a place is added by name, put in another order, taken out; the tour comes past it."""
    page = open_loop(open_page, province)
    names = page.evaluate(
        """fetch('/api/v1/places?category=settlement&limit=30&bbox=' + (() => {
            const [w, s, e, n] = JSON.parse(document.getElementById('page').textContent).region.bbox;
            const [x, y] = [(w + e) / 2, (s + n) / 2];
            return [x - 0.08, y - 0.05, x + 0.08, y + 0.05].join(',');
        })()).then((a) => a.json()).then((c) => c.features.map((f) => f.properties.name))"""
    )
    for name in names[:2]:
        page.focus("#via")
        page.keyboard.type(name, delay=10)
        expect(page.locator("#via-list [role=option]").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(page.locator("#points-list .point")).to_have_count(2)
    first = page.locator("#points-list .point-name").first.inner_text()
    page.focus("#point-down-0")
    page.keyboard.press("Enter")
    expect(page.locator("#points-list .point-name").nth(1)).to_have_text(first)
    assert (
        page.evaluate("document.activeElement.id") == "point-down-1"
        or page.locator("#point-down-1").is_disabled()
    )
    page.focus("#point-remove-1")
    page.keyboard.press("Enter")
    expect(page.locator("#points-list .point")).to_have_count(1)
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true", timeout=30_000)
    page.wait_for_timeout(500)  # the address follows a little later
    assert asked_in_url(page)["via"].count(";") == 0
    page.focus("#reverse")
    page.keyboard.press("Enter")
    expect(page.locator(".results-head h2")).to_have_text("Je eigen route", timeout=30_000)


def test_a_point_on_the_map_is_moved_with_the_arrow_keys(province: str, open_page: OpenPage) -> None:
    """A marker that has the focus goes with the arrows and is put down with Enter."""
    page = open_loop(open_page, province)
    before = asked_in_url(page)["start"]
    page.focus(".point-start")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert asked_in_url(page)["start"] == before
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert float(asked_in_url(page)["start"].split(",")[0]) > float(before.split(",")[0])


def test_a_part_is_kept_and_the_rest_planned_anew(province: str, open_page: OpenPage) -> None:
    """The kept part stays, the whole comes to the asked length again, and the link says which leg is free."""
    page = open_loop(open_page, province)
    page.locator("#keep-box summary").click()
    page.locator("#keep-to").fill("80")
    expect(page.locator("#keep-said")).to_contain_text("blijft")
    page.click("#keep-part")
    expect(page).to_have_url(re.compile("fill="))
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true", timeout=30_000)
    assert 27 <= shown_km(page) <= 33
    page.click("#undo")
    expect(page.locator("#points-list .point")).to_have_count(0)


def test_junctions_are_picked_from_number_to_number(province: str, open_page: OpenPage) -> None:
    """From the list of next junctions a way grows; the strip shows the numbers large; the rest can be filled up."""
    page = open_loop(open_page, province, "&network=pick")
    for count in range(1, 4):
        page.locator(".next-junction").last.click()
        expect(page.locator("#picked li")).to_have_count(count)
    expect(page.locator(".results-head h2")).to_have_text("Je eigen route", timeout=30_000)
    numbers = page.locator("#picked .strip-number").all_inner_texts()
    assert len(numbers) == 3
    size = page.locator("#picked .strip-number").first.evaluate(
        "e => [e.offsetHeight, getComputedStyle(e).fontSize]"
    )
    assert size[0] >= 44
    assert float(size[1].removesuffix("px")) >= 20
    page.wait_for_timeout(500)  # the address follows a little later
    assert re.findall(r",j,(\w+)", asked_in_url(page)["via"]) == numbers
    assert asked_in_url(page)["open"] == "1"
    page.click("#pick-fill")
    expect(page.locator(".tour-cards")).to_be_visible(timeout=30_000)
    assert asked_in_url(page)["network"] == "junctions"


def test_no_junctions_where_there_is_no_network(open_page: OpenPage, province: str) -> None:
    """A region without a node network of the mode does not offer it, and a link that asks for it is told so."""
    page = open_page("about:blank", expected=("asked",))

    def without_network(route) -> None:  # type: ignore[no-untyped-def]
        answer = route.fetch()
        route.fulfill(
            response=answer, body=re.sub(r'"node_networks": ?\[[^\]]*\]', '"node_networks":[]', answer.text())
        )

    page.route(f"{province}/?*", without_network)
    page.goto(f"{province}/?lang=nl&mode=fietsen&network=pick")
    expect(page.locator("#url-notice")).to_contain_text("network")
    expect(page.locator("#network-field")).to_be_hidden()
    expect(page.locator("#picker")).to_be_hidden()
