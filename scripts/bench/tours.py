"""Time and judge tours from many starts, all in one run with one setting."""

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from geodata.vocabulary import MODE_BIT, MODES
from routing import Planner, Tour, TourRequest
from routing.snapping import usable_edges
from scripts.bench.yardstick import middle_and_p95, repeated_share

HELP = "loops of an asked length: milliseconds, length error, repeated share, themes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench tours``."""
    parser.add_argument("--data", type=Path, required=True, help="dataset folder")
    parser.add_argument("--mode", choices=MODES, default="fietsen")
    parser.add_argument("--km", type=float, default=35.0)
    parser.add_argument("--n", type=int, default=200, help="starts, random but for --starts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--theme", action="append", default=[], metavar="NAME[=WEIGHT]")
    parser.add_argument("--network", choices=("free", "junctions"), default="free")
    parser.add_argument("--alternatives", type=int, default=3)
    parser.add_argument("--starts", type=Path, help="JSON: [[lon, lat], …]")
    parser.add_argument("--geojson", type=Path, help="write the best tour of each start")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Plan from every start; times are inside the planner, nothing kept from one request to the next."""
    planner = Planner.open(args.data)
    planner.warm()
    weights = themes_of(args.theme)
    if args.starts:
        starts = json.loads(args.starts.read_text(encoding="utf-8"))[: args.n]
    else:
        starts = random_starts(planner, args.mode, args.km * 1000, args.n, args.seed)
    spent: list[float] = []
    tours: list[Tour] = []
    reasons: Counter[str] = Counter()
    alternatives: Counter[str] = Counter()
    for start in starts:
        request = TourRequest(
            mode=args.mode, start=(start[0], start[1]), distance_m=args.km * 1000, themes=weights,
            network=args.network, alternatives=args.alternatives, seed=args.seed,
        )  # fmt: skip
        began = time.perf_counter()
        result = planner.tours(request)
        spent.append((time.perf_counter() - began) * 1e3)
        alternatives[str(len(result.tours))] += 1
        if result.tours:
            tours.append(result.tours[0])
        else:
            reasons[result.reason or "none"] += 1
    if args.geojson:
        args.geojson.write_text(json.dumps(collection(tours, args.km * 1000)), encoding="utf-8")
    times = middle_and_p95(spent, digits=2)
    return {
        "n": len(starts),
        "median_ms": times["median"],
        "p95_ms": times["p95"],
        "length_error": middle_and_p95([t.length_error for t in tours if t.length_error is not None]),
        "repeated_share": middle_and_p95([repeated_share(t.coordinates) for t in tours]),
        "classes": dict(Counter(t.tour_class for t in tours)) | dict(reasons),
        "alternatives": dict(sorted(alternatives.items())),
        "theme": theme_figures(tours),
    }


def themes_of(words: list[str]) -> dict[str, float]:
    """``NAME`` or ``NAME=WEIGHT`` as weights."""
    pairs = (word.partition("=") for word in words)
    return {name: float(weight) if weight else 1.0 for name, _, weight in pairs}


def random_starts(planner: Planner, mode: str, asked_m: float, n: int, seed: int) -> list[list[float]]:
    """Middle points of random edges that the mode can use in a network large enough for the tour."""
    g = planner.graph
    usable = usable_edges(g, mode, asked_m)
    open_edges = np.zeros(g.n_edges, dtype=bool)
    open_edges[g.arc_edge[(g.arc_modes & MODE_BIT[mode]) != 0]] = True
    edges = np.flatnonzero(usable & open_edges)
    chosen = np.random.default_rng(seed).choice(edges, size=n, replace=len(edges) < n)
    points = (g.edge_points(int(e)) for e in chosen)
    return [[round(float(x), 6) for x in p[len(p) // 2]] for p in points]


def write_random_starts(data: Path, mode: str, km: float, n: int, out: Path, seed: int = 1) -> None:
    """Random starts as a file, so that others can start there too."""
    out.write_text(json.dumps(random_starts(Planner.open(data), mode, km * 1000, n, seed)), encoding="utf-8")


def collection(tours: list[Tour], asked_m: float) -> dict[str, Any]:
    """Tours as GeoJSON for any other yardstick."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"asked_m": asked_m, "length_m": round(t.length_m, 1), "class": t.tour_class},
                "geometry": {"type": "LineString", "coordinates": t.coordinates.round(7).tolist()},
            }
            for t in tours
        ],
    }


def theme_figures(tours: list[Tour]) -> dict[str, Any]:
    """Per theme: mean metres and places per kilometre of tour."""
    km = sum(t.length_m for t in tours) / 1000 or 1.0
    names = sorted({name for t in tours for name in t.themes})
    return {
        name: {
            "metres_per_km": round(sum(t.themes[name].metres for t in tours if name in t.themes) / km, 1),
            "places_per_km": round(sum(t.themes[name].stops for t in tours if name in t.themes) / km, 4),
        }
        for name in names
    }
