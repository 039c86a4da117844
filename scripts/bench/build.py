"""Time a build, and beside it Valhalla's and OSRM's of the same extract when they are installed."""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HELP = "extract to dataset: seconds per stage, peak memory, beside the peers"
GRAPH_STAGES = ("read", "graph", "networks")
"""What a route engine's tile build does; the rest (areas, places, base map) it has no counterpart for."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench build``."""
    parser.add_argument("--osm", type=Path, required=True, help="the extract")
    parser.add_argument("--region", default="drenthe")
    add_peer_arguments(parser)


def add_peer_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the peers are."""
    parser.add_argument("--peers", type=Path, help="the shared peers.py")
    parser.add_argument("--peers-python", type=Path, help="a Python that has pyvalhalla and osrm-bindings")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Build in a process of its own, so that its memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "scripts.build", "--osm", str(args.osm), "--region", args.region, "--out",
             f"{folder}/data", "--json"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        wall = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        report = json.loads(done.stdout)
        seconds = report["seconds"]
        figures: dict[str, Any] = {
            "extract": args.osm.name,
            "wall_s": round(wall, 2),
            "peak_mib": round(peak),
            "graph_s": round(sum(seconds[stage] for stage in GRAPH_STAGES), 2),
            "seconds": seconds,
            "counts": {
                key: report["counts"][key]
                for key in ("nodes", "edges", "length_m")
                if key in report["counts"]
            },
        }
        peers = peer(args, "build", str(args.osm), "--dir", f"{folder}/peers")
        if peers is not None:
            figures["peers"] = peers
            figures["graph_to_valhalla"] = round(figures["graph_s"] / peers["valhalla_build_s"], 2)
    return figures


def peer(args: argparse.Namespace, *words: str) -> dict[str, Any] | None:
    """Run the shared peers script; None where it or what it needs is not there."""
    if not args.peers or not args.peers_python or not args.peers.exists() or not args.peers_python.exists():
        return None
    path = f"{args.peers_python.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        [str(args.peers_python), str(args.peers), *words],
        check=True, capture_output=True, text=True, env={**os.environ, "PATH": path},
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
