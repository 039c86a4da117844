"""Time a build, and beside it Valhalla's and OSRM's of the same extract when they are installed."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from geodata.errors import GeodataError
from scripts.bench.peers import Peers

HELP = "extract to dataset: seconds per stage, peak memory, beside the peers"
GRAPH_STAGES = ("read", "graph", "networks")
"""What a route engine's tile build does; the rest (areas, places, base map) it has no counterpart for."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench build``."""
    parser.add_argument("--osm", type=Path, required=True, help="the extract")
    parser.add_argument("--region", default="drenthe")
    parser.add_argument(
        "--peers", type=Path, default=Path("../shared/bench/peers.py"), help="the shared peers.py"
    )
    parser.add_argument(
        "--peers-python", type=Path, default=os.environ.get("RONDJE_PEERS_PYTHON"),
        help="a Python that has pyvalhalla and osrm-bindings",
    )  # fmt: skip


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Build into a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        return measure(args.osm, args.region, Path(folder) / "data", Peers(args.peers, args.peers_python))


def measure(extract: Path, region: str, out: Path, peers: Peers) -> dict[str, Any]:
    """Build in a process of its own, so that its memory is its own; the peers' tiles go beside ``out``."""
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as complained:
        began = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "scripts.build", "--osm", str(extract), "--region", region, "--out", str(out),
             "--json"],
            stdout=told, stderr=complained,
        )  # fmt: skip
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        told.seek(0)
        complained.seek(0)
        output, complaint = told.read(), complained.read()
    if child.returncode:
        raise GeodataError(complaint.strip() or f"the build of {extract} failed")
    report = json.loads(output)
    seconds = report["seconds"]
    figures: dict[str, Any] = {
        "extract": extract.name,
        "wall_s": round(wall, 2),
        "peak_mib": round(usage.ru_maxrss / 1024),
        "graph_s": round(sum(seconds[stage] for stage in GRAPH_STAGES), 2),
        "seconds": seconds,
        "counts": {
            key: report["counts"][key] for key in ("nodes", "edges", "length_m") if key in report["counts"]
        },
    }
    beside = peers.build(extract, out.parent / f"{out.name}-peers")
    if beside is not None:
        figures["peers"] = beside
        figures["graph_to_valhalla"] = round(figures["graph_s"] / beside["valhalla_build_s"], 2)
    return figures
