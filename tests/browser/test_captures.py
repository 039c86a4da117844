"""The main pages look as they did: screen captures compared loosely, so that a letter may move and a colour not.

``RONDJE_WRITE_CAPTURES=1`` takes new ones, after a change that is meant; look at them before keeping them.
"""

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import DESKTOP, PHONE, OpenPage

CAPTURES = Path(__file__).parent / "captures"
SMALL = {"desktop": (64, 40), "phone": (26, 56)}
MEAN, WORST_TWENTIETH = 9.0, 48.0


@pytest.mark.parametrize(
    ("name", "query", "size", "scheme"),
    [
        ("empty", "", "desktop", "light"),
        ("empty-dark", "", "desktop", "dark"),
        ("tours", "&mode=fietsen&km=20", "desktop", "light"),
        ("tours-phone", "&mode=wandelen&km=8", "phone", "light"),
    ],
)
def test_the_planner_looks_as_it_did(
    demo: str, open_page: OpenPage, name: str, query: str, size: str, scheme: str
) -> None:
    """On the made-up region, which is the same everywhere: form, map and results in their places and colours."""
    page = open_page(
        f"{demo}/?lang=nl{query}",
        viewport=DESKTOP if size == "desktop" else PHONE,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page.wait_for_selector("body.map-ready", timeout=30_000)
    if query:
        page.wait_for_selector(".tour-details", timeout=30_000)
    page.wait_for_timeout(1500)  # labels fade in
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB").resize(SMALL[size], Image.Resampling.BOX)
    path = CAPTURES / f"{name}.png"
    if os.environ.get("RONDJE_WRITE_CAPTURES"):
        shot.save(path)
    before = np.asarray(Image.open(path).convert("RGB"), dtype=float)
    apart = np.abs(np.asarray(shot, dtype=float) - before).max(axis=2)
    assert apart.mean() <= MEAN
    assert np.percentile(apart, 95) <= WORST_TWENTIETH
