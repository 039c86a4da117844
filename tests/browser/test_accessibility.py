"""The rules of WCAG 2.2 AA that a machine can check, on every page, in every language, by day and by night."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.server import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[dict[str, Any]]:
    """What breaks a rule on a page that has come to rest; on a busy machine that takes more than a look."""
    for _ in range(4):
        found = violations_now(page)
        if not found:
            break
        page.wait_for_timeout(700)
    return found


def violations_now(page: Page) -> list[dict[str, Any]]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "(rules) => axe.run(document, { runOnly: rules }).then((answer) => answer.violations)", RULES
    )
    return [{"rule": rule["id"], "where": [node["target"] for node in rule["nodes"][:3]]} for rule in found]


@pytest.mark.parametrize(
    ("lang", "scheme", "viewport"),
    [
        ("nl", "light", {"width": 1280, "height": 800}),
        ("en", "dark", PHONE),
        ("de", "light", {"width": 320, "height": 640}),
    ],
)
def test_pages_keep_the_rules(
    province: str, open_page: OpenPage, lang: str, scheme: str, viewport: dict[str, int]
) -> None:
    """The empty planner, with tours, with everything opened, without a map, and a tour's page have no violation."""
    address = f"{province}/?lang={lang}"
    # The checker is run from the test, past the pages' own policy for scripts.
    page = open_page(address, viewport=viewport, color_scheme=scheme, bypass_csp=True, expected=("422",))
    assert violations(page) == []
    page.goto(f"{address}&mode=fietsen&km=35&themes=heide")
    page.wait_for_selector(".tour-details", timeout=30_000)
    assert violations(page) == []
    page.locator("#wishes > summary").click()
    page.fill("#date", "2027-05-15")
    page.locator("#keep-box > summary").click()
    page.click("label:has(input[value=pick])")
    expect(page.locator("#picker")).to_be_visible()
    for night in (True, False):
        # Without motion, or colours on their way would be measured.
        page.emulate_media(color_scheme="dark" if night else "light", reduced_motion="reduce")
        page.wait_for_timeout(300)
        assert violations(page) == []
    page.goto(f"{province}/plan?lang={lang}&km=900&from=Xyzzy")
    assert violations(page) == []
    page.goto(f"{province}/plan?lang={lang}&km=20")
    assert violations(page) == []
    page.goto(f"{address}&mode=fietsen&km=35&themes=heide")
    page.click("#tour-page")
    page.wait_for_selector("body.tour-page .tour-details", timeout=30_000)
    assert violations(page) == []
