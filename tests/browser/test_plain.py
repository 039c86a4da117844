"""The planner without scripts, and what its pages weigh."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, OpenPage


def test_without_scripts_a_form_plans(province: str, open_page: OpenPage) -> None:
    """A plain form gives tours with directions, a GPX and a picture of the map; nothing that needs a script shows."""
    page = open_page(f"{province}/?lang=nl", java_script_enabled=False, viewport=PHONE)
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator("#length")).to_be_hidden()
    page.fill("#km", "20")
    page.click("label:has(input[value=heide])")
    page.click("#plan-button")
    expect(page.locator("h1")).to_contain_text("gevonden")
    tour = page.locator(".plain-tour").first
    expect(tour.locator("details li").first).to_be_visible()
    assert page.request.get(province + str(tour.locator("a[download]").first.get_attribute("href"))).ok
    picture = page.request.get(province + str(tour.locator(".plain-map").get_attribute("src")))
    assert picture.ok
    assert picture.headers["content-type"].startswith("image/")
    expect(page.locator("#km")).to_have_value("20")
    expect(page.locator("input[value=heide]")).to_be_checked()


def test_colours_chosen_here_hold_on_every_page(province: str, open_page: OpenPage) -> None:
    """Who chooses dark gets it at once, map included, and on the next page too."""
    page = open_page(f"{province}/?lang=nl")
    page.wait_for_selector("body.map-ready", timeout=30_000)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.click(".menu-button")
    page.check("input[name=tone][value=dark]")
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(f"{province}/plan?lang=nl&km=20")
    assert page.evaluate(paper) == dark
