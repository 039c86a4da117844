"""Time A → B on given pairs: everything a client gets, geometry and figures included."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from geodata.vocabulary import MODES
from routing import Planner, RouteRequest
from scripts.bench.tours import random_starts
from scripts.bench.yardstick import middle_and_p95

HELP = "A to B: milliseconds and metres over given pairs of points"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench paths``."""
    parser.add_argument("--data", type=Path, required=True, help="dataset folder")
    parser.add_argument("--mode", choices=MODES, default="fietsen")
    parser.add_argument("--pairs", type=Path, required=True, help="JSON: [[[lon, lat], [lon, lat]], …]")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Run it; the first pairs are planned once before the clock starts, so that files are mapped."""
    planner = Planner.open(args.data)
    planner.warm()
    pairs = json.loads(args.pairs.read_text(encoding="utf-8"))
    requests = [RouteRequest(mode=args.mode, points=(tuple(a), tuple(b))) for a, b in pairs]
    for request in requests[:5]:
        planner.route(request)
    spent: list[float] = []
    lengths: list[int | None] = []
    for request in requests:
        began = time.perf_counter()
        result = planner.route(request)
        ms = (time.perf_counter() - began) * 1e3
        if result.tours:
            spent.append(ms)
            lengths.append(round(result.tours[0].length_m))
        else:
            lengths.append(None)
    figures = middle_and_p95(spent, digits=3)
    return {
        "n": len(spent),
        "median_ms": figures["median"],
        "p95_ms": figures["p95"],
        "no_route": lengths.count(None),
        "length_m": lengths,
    }


def write_random_pairs(data: Path, n: int, out: Path) -> None:
    """Random pairs of points on cycling ways, where the peers' script can't make them."""
    planner = Planner.open(data)
    points = random_starts(planner, "fietsen", 1000.0, 2 * n, seed=1)
    out.write_text(json.dumps(list(zip(points[::2], points[1::2], strict=True))), encoding="utf-8")
