"""Two servers share nothing but SQL and Redis: either may go, nobody notices."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.services import running
from tests.services.conftest import make_empty
from tests.services.serving import Site, gunicorn, nginx


@dataclass
class Pair:
    """Two servers, nginx before them, the settings they share."""

    front: Site
    one: Site
    two: Site
    first: subprocess.Popen[bytes]
    second: subprocess.Popen[bytes]
    redis: subprocess.Popen[bytes]
    data: Path


@pytest.fixture(scope="module")
def pair(
    demo_dataset: Path, postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    """PostgreSQL, Redis, two servers and nginx."""
    folder = tmp_path_factory.mktemp("pair")
    make_empty(postgresql_server)
    with running.redis(folder) as (redis_url, redis):
        settings = {
            "RONDJE_DATA": str(demo_dataset),
            "DATABASE_URL": postgresql_server,
            "REDIS_URL": redis_url,
            "RONDJE_WORKERS": "1",
            "RONDJE_PROXIES": "1",
            "RONDJE_ENV": "production",
            "RONDJE_SECRET": "the same on every server, and long",
            "RONDJE_RATE_COVERAGE": "5",
        }
        with (
            gunicorn(folder, settings) as (one, first),
            gunicorn(folder, settings) as (two, second),
            nginx(folder, (one.port, two.port), demo_dataset) as front,
        ):
            yield Pair(front, one, two, first, second, redis, demo_dataset)


def wish(site: Site, seed: int = 1) -> dict[str, Any]:
    """A walk from the middle of the region."""
    west, south, east, north = json.loads(site.ask("/api/v1/region")[1])["bbox"]
    start = [(west + east) / 2, (south + north) / 2]
    return {"mode": "wandelen", "start": start, "distance_km": 5, "seed": seed}


def test_a_tour_planned_on_one_is_read_on_the_other(pair: Pair) -> None:
    """Both give the same tour for the same request, and each opens the other's link."""
    body = wish(pair.one)
    answers = [site.ask("/api/v1/tours", body) for site in (pair.one, pair.two)]
    assert answers[0] == answers[1]
    tour = json.loads(answers[0][1])["features"][0]["id"]
    fresh = json.loads(pair.two.ask("/api/v1/tours", wish(pair.two, 7))[1])["features"][0]["id"]
    assert pair.one.ask(f"/api/v1/tours/{fresh}.gpx")[0] == 200
    assert pair.two.ask(f"/api/v1/tours/{tour}.gpx")[0] == 200


def test_limits_count_over_both(pair: Pair) -> None:
    """A client that changes servers is not counted anew."""
    path = "/api/v1/coverage?facility=bench&mode=wandelen"
    headers = {"X-Forwarded-For": "192.0.2.50"}
    statuses = [site.ask(path, headers=headers)[0] for _ in range(4) for site in (pair.one, pair.two)]
    assert statuses.count(200) == 5
    assert statuses.count(429) == 3


def test_nginx_sends_tiles_and_assets_itself(pair: Pair) -> None:
    """A range of the base map and a hashed file come as ours would send them; figures stay inside."""
    tiles = (pair.data / "current" / "basemap.pmtiles").read_bytes()
    status, content = pair.front.ask("/tiles/basemap.pmtiles", headers={"Range": "bytes=0-99"})
    assert (status, content) == (206, tiles[:100])
    assert pair.front.ask("/metrics")[0] == 403
    assert pair.front.ask("/healthz")[0] == 200


def test_either_may_go(pair: Pair) -> None:
    """One is killed while people plan and read, comes back, and the other is killed: every request is answered."""
    body = wish(pair.front)
    kept = json.loads(pair.front.ask("/api/v1/tours", body)[1])["features"][0]["id"]
    statuses: list[int] = []

    def ask(number: int) -> None:
        statuses.append(pair.front.ask(f"/api/v1/tours/{kept}")[0])
        statuses.append(pair.front.ask("/api/v1/tours", body | {"seed": number % 5})[0])

    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(ask, number) for number in range(60)]
        time.sleep(0.5)
        # The whole group at once, as when a machine goes.
        running.os.killpg(pair.first.pid, signal.SIGKILL)
        for item in work:
            item.result()
    assert set(statuses) == {200}


def test_without_redis_the_site_goes_on(pair: Pair) -> None:
    """When Redis goes, each server counts for itself, and people plan."""
    running.stop(pair.redis, signal.SIGKILL)
    assert pair.two.ask("/api/v1/tours", wish(pair.two))[0] == 200
    assert pair.two.ask("/readyz")[0] == 200
