"""Time until a worker is ready, and what ten workers keep for themselves beside the one shared graph."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from routing import Planner, TourRequest, themes

HELP = "opening a dataset: seconds until ready, memory of ten workers"
WORKERS = 10

_CHILD = """
import json, sys, time
began = time.perf_counter()
from pathlib import Path
from routing import Planner
imported = time.perf_counter()
planner = Planner.open(Path(sys.argv[1]))
opened = time.perf_counter()
print(json.dumps([imported - began, opened - imported]))
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench load``."""
    parser.add_argument("--data", type=Path, required=True, help="dataset folder")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Open in a new process five times; then fork workers off one that has opened, as the server does."""
    opened = []
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, str(args.data)], check=True, capture_output=True, text=True
        )
        opened.append(json.loads(done.stdout))
    imports, opens = (sorted(column)[2] for column in zip(*opened, strict=True))
    return {"import_s": round(imports, 3), "open_s": round(opens, 3), **_forked(args.data)}


def _forked(data: Path) -> dict[str, Any]:
    """Fork workers off a warm master, as gunicorn does with preload: seconds until all answer, and their memory."""
    planner = Planner.open(data)
    planner.warm()
    g = planner.graph
    start = (float(g.node_lon[g.n_nodes // 2]), float(g.node_lat[g.n_nodes // 2]))
    request = TourRequest(mode="fietsen", start=start, distance_m=20_000)
    planner.tours(request)
    began = time.perf_counter()
    pipes = []
    for _ in range(WORKERS):
        done_r, done_w = os.pipe()
        stop_r, stop_w = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(done_w, b"1")
            planner.tours(request)
            os.write(done_w, b"2")
            os.read(stop_r, 1)
            os._exit(0)
        pipes.append((pid, done_r, stop_w))
    for _, done, _ in pipes:
        os.read(done, 1)
    ready = time.perf_counter() - began
    for _, done, _ in pipes:
        os.read(done, 1)
    own = [_private_mib(pid) for pid, _, _ in pipes]
    for pid, _, stop in pipes:
        os.write(stop, b"x")
        os.waitpid(pid, 0)
    return {
        "workers": WORKERS,
        "ready_s": round(ready, 3),
        "private_mib_each": round(sum(own) / len(own), 1),
        "master_mib": round(_rss_mib(os.getpid()), 1),
        "largest_request_mib": round(_peak_of(lambda: planner.tours(_largest(start))), 1),
    }


def _largest(start: tuple[float, float]) -> TourRequest:
    """The longest tour that may be asked for, with everything on."""
    return TourRequest(
        mode="fietsen", start=start, distance_m=200_000, alternatives=5, themes=dict.fromkeys(themes(), 1.0)
    )


def _peak_of(work: Callable[[], object]) -> float:
    """Most memory that some work needs on top of what the process has, in MiB."""
    before = _rss_mib(os.getpid())
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forgets the peak until now
    work()
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return max(0.0, peak / 1024 - before)


def _private_mib(pid: int) -> float:
    """Memory that only this process has, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    kib = sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))
    return kib / 1024


def _rss_mib(pid: int) -> float:
    """Memory that the process has in RAM, shared or not, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss")) / 1024
