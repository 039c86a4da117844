"""A real browser, and pages that tell on anything that goes wrong in them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import ROOT, serving

# Software rendering, so that the map draws on a machine without a graphics card, and nothing that calls home.
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no Chromium here; install it with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def front_end() -> None:
    """The built pages."""
    if not (ROOT / "app" / "static" / "manifest.json").is_file():
        pytest.fail("the pages are not built; run: make setup")


@pytest.fixture(scope="session")
def province(
    front_end: None, drenthe_dataset: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a server on the province (where its extract is not there: on the made-up region)."""
    with serving(drenthe_dataset, tmp_path_factory.mktemp("province")) as address:
        yield address


@pytest.fixture(scope="session")
def demo(front_end: None, demo_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on the made-up region."""
    with serving(demo_dataset, tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open pages that must not complain: no error on the console, no uncaught one, no request to another host."""
    complaints: list[str] = []
    contexts = []

    def opened(url: str, expected: tuple[str, ...] = (), **options: Any) -> Page:
        context = chromium.new_context(**({"viewport": DESKTOP, "locale": "nl-NL"} | options))
        contexts.append(context)
        page = context.new_page()
        own = urlsplit(url).netloc

        def heard(text: str) -> None:
            if not any(part in text for part in expected):
                complaints.append(text)

        page.on(
            "console",
            lambda message: (
                heard(f"{message.type}: {message.text} ({message.location})")
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on("pageerror", lambda error: heard(f"{error.message}\n{error.stack}"))
        page.on("request", lambda request: _same_host(request.url, own) or heard(f"asked {request.url}"))
        page.goto(url)
        return page

    yield opened
    # What is cut off when a window closes is nobody's trouble.
    before_closing = list(complaints)
    for context in contexts:
        context.close()
    assert before_closing == []


def _same_host(url: str, own: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob") or parts.netloc == own
