"""The agenda in a real browser: list and map together, without a script too, within the rules for everybody."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_accessibility import violations

MONTH = "/agenda?view=month&date=2027-05-01"


@pytest.mark.parametrize(
    ("lang", "scheme", "viewport"),
    [("nl", "light", {"width": 1280, "height": 900}), ("de", "dark", {"width": 320, "height": 640})],
)
def test_list_and_event_keep_the_rules(
    demo: str, open_page: OpenPage, lang: str, scheme: str, viewport: dict[str, int]
) -> None:
    """Neither breaks a rule that a machine can check, and nothing hangs over the edge of the screen."""
    page = open_page(f"{demo}{MONTH}&lang={lang}", viewport=viewport, color_scheme=scheme, bypass_csp=True)
    page.wait_for_selector("body.map-ready", timeout=30_000)
    page.click(".filters summary")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.click(".event h4 a")
    page.wait_for_selector(".event-page")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.wait_for_function("document.querySelector('.event-map img').naturalWidth > 0")


def test_a_mark_on_the_map_leads_to_its_entry(demo: str, open_page: OpenPage) -> None:
    """There is a mark for each event; a click moves to the event's name in the list."""
    page = open_page(f"{demo}{MONTH}&lang=nl", viewport=PHONE)
    page.wait_for_selector("body.map-ready", timeout=30_000)
    assert page.locator(".agenda-marker").count() == page.locator(".event").count() > 0
    mark = page.locator(".agenda-marker").first
    title = mark.get_attribute("title")
    mark.dispatch_event("click")
    assert page.evaluate("document.activeElement.textContent") == title


def test_the_agenda_works_without_a_script(demo: str, chromium: Browser) -> None:
    """List, filter and the link to a ride are there before any script; no empty place is left for a map."""
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{demo}{MONTH}&lang=nl")
    assert page.locator(".event").count() > 0
    assert not page.locator("#map-frame").is_visible()
    page.click(".filters summary")
    page.check("input[value=market]")
    page.click(".filters button")
    assert "category=market" in page.url
    assert "/?event=" in (page.locator("a.event-ride").first.get_attribute("href") or "")
    context.close()
