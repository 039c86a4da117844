"""The planner's page in a real browser: first map, first tour, bytes and requests of a first visit, what moves."""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HELP = "the planner's page in headless Chromium: first map, first tour, bytes, layout shift"
PATIENCE_S = 60
# Software rendering, for machines without a graphics card, and nothing that calls home.
CHROMIUM = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

# Runs in the page before anything else: notes when the map is drawn, when the first tour stands there after the click,
# and how much moves, as browsers count it for their users (what follows a click at once does not count).
_WATCH = """
window.watched = { shift: 0, shift_all: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    watched.shift_all += entry.value;
    if (!entry.hadRecentInput) watched.shift += entry.value;
  }
}).observe({ type: 'layout-shift', buffered: true });
addEventListener('click', (event) => {
  if (event.target.closest('#plan-button')) watched.click = performance.now();
}, true);
document.addEventListener('DOMContentLoaded', () => {
  new MutationObserver(() => {
    const now = performance.now();
    if (!watched.map && document.body.classList.contains('map-ready')) watched.map = now;
    if (watched.click && !watched.tour && document.querySelector('.tour-details')) watched.tour = now;
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
});
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench page``."""
    parser.add_argument("--data", type=Path, required=True, help="dataset folder")
    parser.add_argument(
        "--n", type=int, default=5, help="first visits, each with a browser profile of its own"
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Visit the page, plan, visit it again; medians over the visits.

    Raises
    ------
    ValueError
        If there is no Chromium, no Playwright, or no built front end.
    """
    # Only who measures pages needs it.
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        raise ValueError("playwright is not installed; run: make test") from None
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise ValueError("no Chromium here; install it with: apt-get install chromium")
    with _serving(args.data) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        _visit(browser, address, DESKTOP)  # the server's own first answers are not the page's
        visits = [_visit(browser, address, (DESKTOP, PHONE)[i % 2]) for i in range(args.n)]
        browser.close()
    worst = ("requests", "transferred_bytes", "again_bytes", "other_hosts", "layout_shift", "console_errors")
    return {
        "visits": len(visits),
        "first_map_ms": round(statistics.median(visit["first_map_ms"] for visit in visits)),
        "first_tour_ms": round(statistics.median(visit["first_tour_ms"] for visit in visits)),
        "slowest_map_ms": round(max(visit["first_map_ms"] for visit in visits)),
        "slowest_tour_ms": round(max(visit["first_tour_ms"] for visit in visits)),
    } | {name: max(visit[name] for visit in visits) for name in worst}


def _visit(browser: Any, address: str, viewport: dict[str, int]) -> dict[str, float]:
    """One visit with an empty cache: the map, a tour after a click, and the same page again."""
    context = browser.new_context(viewport=viewport, locale="nl-NL")
    page = context.new_page()
    page.add_init_script(_WATCH)
    seen: list[tuple[str, int]] = []
    errors: list[str] = []
    context.on("requestfinished", lambda request: seen.append((request.url, _bytes(request))))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/?lang=nl")
    page.wait_for_selector("body.map-ready", timeout=PATIENCE_S * 1000)
    page.wait_for_timeout(300)
    first = [entry for entry in seen if urlsplit(entry[0]).scheme in ("http", "https")]
    page.click("#plan-button")
    page.wait_for_selector(".tour-details", timeout=PATIENCE_S * 1000)
    page.wait_for_timeout(300)
    watched = page.evaluate("watched")
    seen.clear()
    page.goto(f"{address}/?lang=nl")
    page.wait_for_selector("body.map-ready", timeout=PATIENCE_S * 1000)
    again = sum(size for _, size in seen)
    context.close()
    host = urlsplit(address).netloc
    return {
        "first_map_ms": watched["map"],
        "first_tour_ms": watched["tour"] - watched["click"],
        "requests": len(first),
        "transferred_bytes": sum(size for _, size in first),
        "again_bytes": again,
        "other_hosts": sum(urlsplit(url).netloc != host for url, _ in first),
        "layout_shift": round(watched["shift"], 4),
        "console_errors": len(errors),
    }


def _bytes(request: Any) -> int:
    """Bytes that came over the network for a request; none for what was in the cache."""
    sizes = request.sizes()
    return int(sizes["responseBodySize"]) + int(sizes["responseHeadersSize"])


@contextmanager
def _serving(data: Path) -> Iterator[str]:
    """Serve a dataset by gunicorn; gives the server's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "RONDJE_DATA": str(data.absolute()),
            "DATABASE_URL": f"sqlite:///{folder}/tours.sqlite",
            "RONDJE_WORKERS": "1",
            "RONDJE_LIMITS": "off",
        }
        environment.pop("PORT", None)
        command = [sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.py"]
        command += ["--bind", f"127.0.0.1:{port}", "app:create_app()"]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as server:
            try:
                _wait(f"http://127.0.0.1:{port}", server)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    last = time.monotonic() + PATIENCE_S
    while time.monotonic() < last and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except urllib.error.HTTPError as refused:
            refused.close()
        except OSError:
            pass
        time.sleep(0.1)
    raise ValueError("the server did not get ready; is the dataset there? make one with: make data")
