"""The officers' desk in a browser: by mouse, by keyboard, on a phone, and for who sees no map."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_accessibility import violations

QUESTION = "facility=toilet&mode=wandelen&norm=3000"


def gap_metres(page: Page) -> str:
    """What the figures say of the gap."""
    return page.locator("#figures dd").nth(1).inner_text()


def test_what_if_by_keyboard_alone(demo: str, open_page: OpenPage) -> None:
    """A proposal is asked for and placed without a mouse; the figures change, the link keeps it, and back is back."""
    page = open_page(f"{demo}/desk?lang=en&{QUESTION}", bypass_csp=True)
    expect(page.locator("#gaps-list table")).to_be_visible(timeout=60_000)
    before = gap_metres(page)
    page.focus("#sites-count")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    place = page.locator("#sites-list .text-button").first
    expect(place).to_be_visible(timeout=60_000)
    place.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".effect")).to_contain_text("less gap than now", timeout=60_000)
    assert gap_metres(page) != before
    assert re.search(r"add=[\d.]+,[\d.]+", page.url)
    assert violations(page) == []
    page.reload()
    expect(page.locator(".effect")).to_be_visible(timeout=60_000)
    page.focus("#what-if-clear")
    page.keyboard.press("Enter")
    expect(page.locator(".effect")).to_have_count(0, timeout=60_000)
    assert gap_metres(page) == before


def test_the_norm_stands_in_the_link_and_goes_back(demo: str, open_page: OpenPage) -> None:
    """An own norm is said to be one; one press leads back to the region's, with its source."""
    page = open_page(f"{demo}/desk?lang=en&{QUESTION}")
    expect(page.locator("#norm-source")).to_contain_text("Your own norm")
    page.click("#norm-reset")
    expect(page.locator("#norm-source")).to_contain_text("Toiletalliantie")
    assert "norm=" not in page.url
    expect(page.locator(".share")).to_be_visible(timeout=60_000)


def test_the_desk_on_a_phone_and_in_the_dark(demo: str, open_page: OpenPage) -> None:
    """Nothing sticks out, and the rules for everybody's eyes and hands hold."""
    page = open_page(f"{demo}/desk?lang=de", viewport=PHONE, color_scheme="dark", bypass_csp=True)
    expect(page.locator("#gaps-list table")).to_be_visible(timeout=60_000)
    assert violations(page) == []
    for path in ("/desk/overview", "/desk/health", "/desk/parks", "/desk/report", "/field-reports/new"):
        page.goto(f"{demo}{path}?lang=nl")
        assert violations(page) == []
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, path
