"""What stands in the way, on the maps of planner and tour: closures with their way round, and reports."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage

PATIENCE_MS = 30_000


def _collection(features: list[dict[str, Any]]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def _intercept(page: Page, address: str, body: str) -> None:
    page.route(address, lambda route: route.fulfill(body=body, content_type="application/geo+json"))


def _answer(page: Page, middle: list[float]) -> None:
    lon, lat = middle
    closure = {
        "type": "Feature", "id": "a",
        "geometry": {"type": "LineString", "coordinates": [[lon - 0.1, lat], [lon + 0.1, lat]]},
        "properties": {
            "id": "a", "first_day": None, "last_day": None, "state": "now", "modes": ["fietsen", "wandelen"],
            "note": "Bridge under repair", "closed_m": 100.0,
            "detour": {
                "type": "LineString",
                "coordinates": [[lon - 0.1, lat], [lon, lat + 0.05], [lon + 0.1, lat]],
            },
        },
    }  # fmt: skip
    report = {
        "type": "Feature", "id": "b", "geometry": {"type": "Point", "coordinates": [lon, lat - 0.06]},
        "properties": {
            "id": "b", "kind": "litter", "text": "litter or damage", "note": "", "day": "2026-05-02", "photo": None,
        },
    }  # fmt: skip
    for name, features in (("closures", [closure]), ("field-reports*", [report])):
        _intercept(page, f"**/api/v1/{name}", _collection(features))


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "has_touch": True, "color_scheme": "dark"}])
def test_a_tap_on_a_closed_way_tells_why(demo: str, open_page: OpenPage, options: dict[str, Any]) -> None:
    """The planner's map shows a closed way; a tap on its sign tells the note, and chooses no starting point."""
    page = open_page(f"{demo}/offline", **options)
    west, south, east, north = page.request.get(f"{demo}/api/v1/region").json()["bbox"]
    _answer(page, [(west + east) / 2, (south + north) / 2])
    with page.expect_response("**/api/v1/field-reports*", timeout=PATIENCE_MS):
        page.goto(f"{demo}/?lang=en")
    page.wait_for_selector("body.map-ready", timeout=PATIENCE_MS)
    page.wait_for_timeout(500)
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = page.locator(".maplibregl-popup")
    expect(card).to_contain_text("Closed until further notice")
    expect(card).to_contain_text("Bridge under repair")
    assert "start" not in page.url
    card.get_by_role("button", name="Close").click()
    expect(card).to_have_count(0)
