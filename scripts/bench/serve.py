"""What the service bears: tiles, kept tours and fresh plans alone and together, swaps of the dataset, killed workers.

Everything goes to 127.0.0.1, asked by a process of its own, for a bounded time.
"""

import argparse
import base64
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from app.dataset import find_version
from routing import Planner
from scripts.bench.serving.client import Ask, Stream
from scripts.bench.serving.report import page
from scripts.bench.serving.servers import ROOT, Gunicorn, gunicorn, nginx

HELP = "load and faults: requests a second, latency, swaps and kills under load"
_RANGE_BYTES = 16_384
_THEMES = {"heide": 1.0, "erfgoed": 1.0}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench serve``."""
    parser.add_argument("--data", type=Path, required=True, help="dataset folder with its link current")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement (default 10)")
    parser.add_argument("--minutes", type=float, default=10.0, help="of the long one (default 10)")
    parser.add_argument("--swaps", type=int, default=20, help="datasets put in place under load (default 20)")
    parser.add_argument("--kills", type=int, default=200, help="workers killed under load (default 200)")
    parser.add_argument("--mode", default="fietsen")
    parser.add_argument("--km", type=float, default=35.0)
    parser.add_argument("--out", type=Path, help="also write the table to this Markdown file")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Measure one thing after the other, each on a server of its own state."""
    with tempfile.TemporaryDirectory(prefix="rondje-serve-") as name:
        folder = Path(name)
        data = _own_copy(args.data, folder)
        wishes = _wishes(data, args.mode, args.km)
        figures: dict[str, Any] = {}
        with gunicorn(data, folder) as server:
            figures |= _alone(server, data, folder, wishes, args.seconds)
            capacity = figures["fresh_tours"]["per_s"]
            figures["together"] = _together(server, wishes, args.seconds, capacity)
            figures["long"] = _long(server, wishes, args.minutes * 60, capacity)
        with gunicorn(data, folder) as server:
            figures["swaps"] = _swaps(server, data, wishes, args.swaps)
        with gunicorn(data, folder) as server:
            figures["kills"] = _kills(server, wishes, args.kills)
        if args.out:
            args.out.write_text(page(figures, args), encoding="utf-8")
        return figures


def _alone(
    server: Gunicorn, data: Path, folder: Path, wishes: Sequence[Ask], seconds: float
) -> dict[str, Any]:
    tiles = _tile_asks(data)
    found = {"tiles_gunicorn": _measure(server.port, [Stream("x", tiles, 4)], seconds)["x"]}
    with nginx(server, data, folder) as port:
        found["tiles_nginx"] = _measure(port, [Stream("x", tiles, 8)], seconds)["x"]
    reads = _read_asks(server.port, wishes)
    found["tour_reads"] = _measure(server.port, [Stream("x", reads, 4)], seconds)["x"]
    fresh = Stream("x", list(wishes[50:]), 4, once=True)
    found["fresh_tours"] = _measure(server.port, [fresh], max(seconds, 20.0))["x"]
    return found


def _together(server: Gunicorn, wishes: Sequence[Ask], seconds: float, capacity: float) -> dict[str, Any]:
    """Reads and tiles at 100 a second while tours are planned at half of what is possible."""
    reads = _read_asks(server.port, wishes)
    streams = [
        Stream("reads", reads, 16, per_s=100.0),
        Stream("tours", _shuffled(wishes, 3), 16, per_s=capacity / 2, once=True),
    ]
    return _measure(server.port, streams, max(seconds, 30.0))


def _long(server: Gunicorn, wishes: Sequence[Ask], seconds: float, capacity: float) -> dict[str, Any]:
    """Mixed requests at capacity: errors, and the workers' own memory at the start, after a minute, at the end."""
    reads = _read_asks(server.port, wishes)
    streams = [
        Stream("reads", reads, 8, per_s=50.0),
        Stream("tours", _again(wishes, int(seconds * capacity)), 4, once=True),
    ]
    memory: list[float] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(max(1.0, seconds / 40)):
            memory.append(round(server.own_mib(), 1))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        found = _measure(server.port, streams, seconds)
    finally:
        done.set()
        watcher.join()
    quarter = max(1, len(memory) // 4)
    return found | {
        "own_mib_second_quarter": float(np.median(memory[quarter : 2 * quarter] or memory or [0.0])),
        "own_mib_last_quarter": float(np.median(memory[-quarter:] or [0.0])),
    }


def _swaps(server: Gunicorn, data: Path, wishes: Sequence[Ask], times: int) -> dict[str, Any]:
    """Put a new version in place again and again while people plan and read."""
    reads = _read_asks(server.port, wishes)
    first = find_version(data)
    assert first is not None
    manifest = json.loads((first / "manifest.json").read_text())

    def swap() -> None:
        for number in range(times):
            version = data / f"swap-{number}"
            shutil.copytree(first, version, copy_function=_link)
            (version / "manifest.json").unlink()
            (version / "manifest.json").write_text(json.dumps(manifest | {"version": version.name}))
            link = data / ".next"
            link.symlink_to(version.name)
            link.replace(data / "current")
            time.sleep(1.5)

    streams = [Stream("reads", reads, 4, per_s=40.0), Stream("tours", _again(wishes, 10**4), 2, once=True)]
    before = server.own_mib()
    found = _beside(server.port, streams, 2.0 * times + 5, swap)
    wanted = f"swap-{times - 1}"
    end = time.monotonic() + 60
    # Each worker looks for itself: a row of answers from the last version means all have changed.
    while time.monotonic() < end:
        versions = {json.loads(_get(server.port, "/api/v1/region"))["dataset"] for _ in range(12)}
        if versions == {wanted}:
            break
        time.sleep(0.5)
    return found | {
        "swaps": times,
        "last_in_use": versions == {wanted},
        "own_mib_before": round(before, 1),
        "own_mib_after": round(server.own_mib(), 1),
    }


def _kills(server: Gunicorn, wishes: Sequence[Ask], times: int) -> dict[str, Any]:
    """Kill workers at random moments while people plan; then try the link of every plan that was answered."""
    chance = random.Random(2)

    def kill() -> None:
        for _ in range(times):
            time.sleep(chance.uniform(0.05, 0.4))
            with suppress(OSError, IndexError):
                os.kill(chance.choice(server.workers()), signal.SIGKILL)

    plans = Stream("tours", _again(wishes, 10**4), 4, keep=True, once=True)
    found = _beside(server.port, [plans], 0.45 * times + 5, kill, keep=True)
    ids = {
        feature["id"]
        for body in found["tours"].pop("bodies")
        for feature in json.loads(body).get("features", ())
    }
    time.sleep(2)
    asks = [Ask(f"/api/v1/tours/{tour}") for tour in sorted(ids)]
    tried = _ask_all(server.port, [Stream("x", asks, 2, once=True)], 120.0)["x"]
    return found | {"kills": times, "plans": len(ids), "lost": len(ids) - tried["statuses"].get("200", 0)}


def _beside(
    port: int, streams: list[Stream], seconds: float, work: Callable[[], None], keep: bool = False
) -> dict[str, Any]:
    worker = threading.Thread(target=work)
    worker.start()
    try:
        return _measure(port, streams, seconds, keep=keep)
    finally:
        worker.join()


def _measure(port: int, streams: list[Stream], seconds: float, keep: bool = False) -> dict[str, Any]:
    began = time.perf_counter()
    found = _ask_all(port, streams, seconds)
    # A stream that was through before its time is counted by the time it took.
    took = min(time.perf_counter() - began, seconds)
    return {name: _summary(figures, took, keep) for name, figures in found.items()}


def _ask_all(port: int, streams: list[Stream], seconds: float) -> dict[str, Any]:
    plan = {"port": port, "seconds": seconds, "streams": [asdict(stream) for stream in streams]}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench.serving.client"],
        input=json.dumps(plan), capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _summary(figures: dict[str, Any], seconds: float, keep: bool) -> dict[str, Any]:
    times = np.array(figures["seconds"] or [0.0]) * 1000
    statuses = Counter({int(status): count for status, count in figures["statuses"].items()})
    return {
        "answers": sum(statuses.values()),
        "per_s": round(sum(statuses.values()) / seconds, 1),
        "median_ms": round(float(np.median(times)), 1),
        "p99_ms": round(float(np.percentile(times, 99)), 1),
        "errors": sum(count for status, count in statuses.items() if status >= 400) + figures["broken"],
        **({"bodies": figures["bodies"]} if keep else {}),
    }


def _own_copy(data: Path, folder: Path) -> Path:
    """A dataset folder whose ``current`` may be moved; the files are the same ones."""
    version = find_version(data)
    if version is None:
        raise OSError(f"{data} holds no dataset; make one with: python -m scripts.build")
    copy = folder / "data"
    shutil.copytree(version, copy / version.name, copy_function=_link)
    (copy / "current").symlink_to(version.name)
    return copy


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)
    return target


def _wishes(data: Path, mode: str, km: float) -> list[Ask]:
    """Requests for three themed alternatives, each from another start."""
    g = Planner.open(data).graph
    chosen = np.random.default_rng(5).choice(g.n_nodes, size=min(1500, g.n_nodes), replace=False)
    return [
        _post(
            "/api/v1/tours",
            {
                "mode": mode,
                "start": [round(float(g.node_lon[node]), 6), round(float(g.node_lat[node]), 6)],
                "distance_km": km,
                "themes": _THEMES,
                "alternatives": 3,
            },
        )
        for node in chosen.tolist()
    ]


def _again(wishes: Sequence[Ask], count: int) -> list[Ask]:
    """As many wishes as asked: the same starts with other seeds, so that each is planned anew."""
    made: list[Ask] = []
    for seed in range(2, 100):
        if len(made) >= count:
            break
        for wish in wishes:
            body = json.loads(base64.b64decode(wish.body))
            made.append(_post(wish.path, body | {"seed": seed}))
    return made[: max(1, count)]


def _shuffled(wishes: Sequence[Ask], seed: int) -> list[Ask]:
    return _again(wishes, len(wishes))[:: -1 if seed % 2 else 1]


def _post(path: str, body: dict[str, Any]) -> Ask:
    content = base64.b64encode(json.dumps(body).encode()).decode()
    return Ask(path, "POST", {"Content-Type": "application/json"}, content)


def _tile_asks(data: Path) -> list[Ask]:
    size = (data / "current" / "basemap.pmtiles").stat().st_size
    chance = random.Random(3)
    starts = [chance.randrange(max(1, size - _RANGE_BYTES)) for _ in range(200)]
    return [
        Ask("/tiles/basemap.pmtiles", headers={"Range": f"bytes={start}-{start + _RANGE_BYTES - 1}"})
        for start in starts
    ]


def _read_asks(port: int, wishes: Sequence[Ask]) -> list[Ask]:
    """Plan a few tours and return the requests that read them."""
    stream = Stream("x", list(wishes[:20]), 2, keep=True, once=True)
    bodies = _ask_all(port, [stream], 120.0)["x"]["bodies"]
    ids = [feature["id"] for body in bodies for feature in json.loads(body)["features"]]
    return [Ask(f"/api/v1/tours/{tour}", headers={"Accept-Encoding": "gzip, br"}) for tour in ids]


def _get(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return bytes(answer.read())
