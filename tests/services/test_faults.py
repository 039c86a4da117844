"""What breaks in real life: workers killed, a full disk, a database that is away or hangs."""

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import threading
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.services import running
from tests.services.serving import Site, gunicorn


def wish(site: Site, seed: int) -> dict[str, Any]:
    """A walk from the middle of the region; each seed is a plan of its own."""
    west, south, east, north = json.loads(site.ask("/api/v1/region")[1])["bbox"]
    return {
        "mode": "wandelen",
        "start": [(west + east) / 2, (south + north) / 2],
        "distance_km": 5,
        "seed": seed,
    }


def children(pid: int) -> list[int]:
    """Ids of the processes that a process started."""
    listed = subprocess.run(
        ["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True, check=False
    )
    return [int(word) for word in listed.stdout.split()]


@pytest.fixture
def settings(demo_dataset: Path) -> dict[str, str]:
    """Settings of a server on the small region."""
    return {"RONDJE_DATA": str(demo_dataset), "RONDJE_WORKERS": "2", "RONDJE_LIMITS": "off"}


def test_no_plan_is_lost_when_workers_are_killed(settings: dict[str, str], tmp_path: Path) -> None:
    """Workers die at any moment, twenty times; every plan that was answered can be opened afterwards."""
    settings["DATABASE_URL"] = f"sqlite:///{tmp_path / 'kept.sqlite'}"
    chance = random.Random(1)
    answered: set[str] = set()
    done = threading.Event()
    with gunicorn(tmp_path, settings) as (site, process):
        body = wish(site, 1)

        def plan(first: int) -> None:
            seed = first
            while not done.is_set():
                seed += 4
                # A worker that is killed takes its requests with it; people then press the button again.
                with contextlib.suppress(OSError, ValueError, HTTPException):
                    status, content = site.ask("/api/v1/tours", body | {"seed": seed})
                    if status == 200:
                        answered.update(tour["id"] for tour in json.loads(content)["features"])

        people = [threading.Thread(target=plan, args=(first,)) for first in range(4)]
        for person in people:
            person.start()
        for _ in range(20):
            time.sleep(chance.uniform(0.02, 0.3))
            workers = children(process.pid)
            if workers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)
        time.sleep(1)
        done.set()
        for person in people:
            person.join()
        assert answered
        lost = [tour for tour in answered if site.ask(f"/api/v1/tours/{tour}")[0] != 200]
        assert lost == []


def test_full_disk_stops_keeping_but_not_reading(settings: dict[str, str], tmp_path: Path) -> None:
    """A plan that cannot be kept is 503 with when to come again; kept ones and the pages stay."""
    settings |= {"DATABASE_URL": f"sqlite:///{tmp_path / 'kept.sqlite'}", "RONDJE_WORKERS": "1"}
    with gunicorn(tmp_path, settings) as (site, process):
        body = wish(site, 1)
        kept = json.loads(site.ask("/api/v1/tours", body)[1])["features"][0]["id"]
        worker = children(process.pid)[0]
        # No file of the worker may grow from now on, which is what a full disk is to it.
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (1, 1))
        status, content = site.ask("/api/v1/tours", body | {"seed": 2})
        assert (status, json.loads(content)["status"]) == (503, 503)
        assert site.ask(f"/api/v1/tours/{kept}")[0] == 200
        assert site.ask("/api/v1/region")[0] == 200


def test_lost_database_comes_back(settings: dict[str, str], tmp_path: Path) -> None:
    """While PostgreSQL is away plans are 503 and what needs no database goes on; afterwards all is as before."""
    port = running.free_port()
    with (
        running.postgresql(tmp_path, port) as url,
        gunicorn(tmp_path, settings | {"DATABASE_URL": url}) as (site, _process),
    ):
        body = wish(site, 1)
        kept = json.loads(site.ask("/api/v1/tours", body)[1])["features"][0]["id"]
        running.stop_postgresql(tmp_path)
        assert site.ask("/api/v1/tours", body | {"seed": 2})[0] == 503
        assert site.ask("/readyz")[0] == 503
        assert site.ask("/api/v1/region")[0] == 200
        assert site.ask("/healthz")[0] == 200
        with running.postgresql(tmp_path, port):
            assert site.ask(f"/api/v1/tours/{kept}")[0] == 200
            assert site.ask("/api/v1/tours", body | {"seed": 2})[0] == 200


def test_hanging_database_does_not_hang_the_site(settings: dict[str, str], tmp_path: Path) -> None:
    """While somebody holds the tours' table, plans end in 503 after a bounded time, and the rest is answered."""
    with (
        running.postgresql(tmp_path) as url,
        gunicorn(tmp_path, settings | {"DATABASE_URL": url}) as (site, _),
    ):
        body = wish(site, 1)
        assert site.ask("/api/v1/tours", body)[0] == 200
        with psycopg.connect(url.replace("+psycopg", "")) as other:
            other.execute("LOCK TABLE tours IN ACCESS EXCLUSIVE MODE")
            assert site.ask("/api/v1/tours", body | {"seed": 2})[0] == 503
            assert site.ask("/api/v1/region")[0] == 200
        assert site.ask("/api/v1/tours", body | {"seed": 2})[0] == 200
