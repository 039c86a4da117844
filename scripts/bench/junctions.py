"""Loops on the numbered node network with every junction as the start."""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from geodata.vocabulary import NETWORKS, NODE_NETWORK_OF_MODE
from routing import Planner, Tour, TourRequest
from scripts.bench.yardstick import middle_and_p95, repeated_share

HELP = "node-network loops from every junction: how many are as long as asked and hardly repeat"
LENGTH_LIMIT, REPEAT_LIMIT = 0.10, 0.10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench junctions``."""
    parser.add_argument("--data", type=Path, required=True, help="dataset folder")
    parser.add_argument("--mode", choices=("fietsen", "wandelen"), default="fietsen")
    parser.add_argument("--km", type=float, action="append", help="20, 30, 40, 50 and 60 unless given")
    parser.add_argument("--every", type=int, default=1, help="take only every nth junction")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Count junctions that get a loop within 10 % of the asked length, repeating at most 10 % beyond the approach."""
    planner = Planner.open(args.data)
    planner.warm()
    g = planner.graph
    network = NETWORKS.index(NODE_NETWORK_OF_MODE[args.mode])
    rows = np.flatnonzero((g.junction_network == network) & (g.junction_node >= 0))[:: args.every]
    lengths: dict[str, Any] = {}
    for km in args.km or (20, 30, 40, 50, 60):
        verdicts: Counter[str] = Counter()
        missed, repeated = [], []
        for row in rows.tolist():
            start = (float(g.junction_lon[row]), float(g.junction_lat[row]))
            request = TourRequest(mode=args.mode, start=start, distance_m=1000 * km, network="junctions")
            result = planner.tours(request)
            if not result.tours:
                verdicts[result.reason or "none"] += 1
                continue
            tour = result.tours[0]
            share = _beyond_the_approach(tour)
            missed.append(tour.length_error or 0.0)
            repeated.append(share)
            good = abs(tour.length_error or 0.0) <= LENGTH_LIMIT and share <= REPEAT_LIMIT
            verdicts["good" if good else "repeats" if share > REPEAT_LIMIT else "length"] += 1
        lengths[f"{km:g} km"] = {
            "junctions": len(rows),
            "good_share": round(verdicts["good"] / len(rows), 4),
            "length_error": middle_and_p95(missed),
            "repeated_share": middle_and_p95(repeated),
            "verdicts": dict(verdicts),
        }
    shares = [figures["good_share"] for figures in lengths.values()]
    return {"mode": args.mode, "good_share": round(float(np.mean(shares)), 4), "lengths": lengths}


def _beyond_the_approach(tour: Tour) -> float:
    """Repeated share of the line between joining and leaving the ring, the way there and back taken off both ends.

    The approach is what the tour rides out and home again over the same ways at its two ends.
    """
    line = tour.coordinates
    n = len(line)
    out = 0
    while out < n // 2 - 2 and bool((line[out] == line[n - 1 - out]).all()):
        out += 1
    return repeated_share(line[max(out - 1, 0) : n - max(out - 1, 0)])
