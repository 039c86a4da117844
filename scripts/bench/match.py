"""Map matching: planned tours, made as bad as a receiver makes them, and what comes back."""

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.twins import APART_M
from geodata.vocabulary import MODES
from routing import MatchRequest, Planner, RoutingGraph, Tour, TourRequest
from scripts.bench.tours import random_starts
from scripts.bench.yardstick import middle_and_p95

HELP = "tours with errors of 8 m, a point every 30 m: how much comes back on the same edges, and how fast"
SAMPLE_M = 10.0

FloatArray = npt.NDArray[np.float64]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench match``."""
    parser.add_argument("--data", type=Path, required=True, help="dataset folder")
    parser.add_argument("--mode", choices=MODES, default="fietsen")
    parser.add_argument("--km", type=float, default=35.0, help="length of the tours")
    parser.add_argument("--n", type=int, default=200, help="tours")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise-m", type=float, default=8.0, help="standard error along each axis")
    parser.add_argument("--thin-m", type=float, default=30.0, help="one point every so many metres")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Plan loops, spoil their lines, match them; times are of matching and measuring, not of planning."""
    planner = Planner.open(args.data)
    planner.warm()
    rng = np.random.default_rng(args.seed)
    tours = planned(planner, args.mode, args.km, args.n, args.seed)
    figures: dict[str, list[float]] = {name: [] for name in ("same", "twin", "beside", "share", "ms")}
    metres = 0.0
    for tour in tours:
        trace = spoiled(planner.graph, tour.coordinates, args.noise_m, args.thin_m, rng)
        began = time.perf_counter()
        found = planner.match(MatchRequest(args.mode, trace))
        spent = time.perf_counter() - began
        metres += tour.length_m
        figures["ms"].append(1e3 * spent * 100_000 / tour.length_m)
        figures["share"].append(found.matched_share)
        same, twin, beside = come_back(planner.graph, tour, found.tour)
        for name, value in (("same", same), ("twin", twin), ("beside", beside)):
            figures[name].append(value)
    weights = [tour.length_m for tour in tours]
    return {
        "n": len(tours),
        "mode": args.mode,
        "km": args.km,
        "noise_m": args.noise_m,
        "thin_m": args.thin_m,
        "same_edges": _spread(figures["same"], weights),
        "same_or_twin_edges": _spread(figures["twin"], weights),
        f"within_{APART_M:.0f}_m": _spread(figures["beside"], weights),
        "matched_share": _spread(figures["share"], weights),
        "ms_per_100_km": middle_and_p95(figures["ms"], digits=1),
    }


def planned(planner: Planner, mode: str, km: float, n: int, seed: int) -> list[Tour]:
    """Loops from random starts, as many as asked where there are so many."""
    tours: list[Tour] = []
    for lon, lat in random_starts(planner, mode, km * 1000, n, seed):
        tours += planner.tours(TourRequest(mode=mode, start=(lon, lat), distance_m=1000 * km)).tours[:1]
    return tours


def spoiled(
    graph: RoutingGraph, line: FloatArray, noise_m: float, thin_m: float, rng: np.random.Generator
) -> FloatArray:
    """A line, as precise as a GPX file has it, thinned and with normal errors along both axes."""
    lon, lat = np.round(line, 6).T
    x, y = graph.project(lon, lat)
    along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    at = np.append(np.arange(0.0, along[-1], thin_m), along[-1])
    east, north = graph.project(1.0, 1.0)
    return np.column_stack(
        (
            np.interp(at, along, lon) + rng.normal(0, noise_m, len(at)) / float(east),
            np.interp(at, along, lat) + rng.normal(0, noise_m, len(at)) / float(north),
        )
    )


def come_back(graph: RoutingGraph, tour: Tour, found: Tour | None) -> tuple[float, float, float]:
    """Shares of a tour's length that the match has: on the same edges, on those or ones beside, near it at all.

    The tour's first and last edge, on which it begins and ends somewhere, are left out of the first two.
    """
    if found is None:
        return 0.0, 0.0, 0.0
    edges = tour.edges[1:-1]
    length = graph.edge_length[edges]
    total = float(length.sum()) or 1.0
    twins = [graph.twin_edge[graph.twin_indptr[e] : graph.twin_indptr[e + 1]] for e in np.unique(found.edges)]
    felt = np.concatenate((found.edges, *twins))
    line, other = (
        shapely.LineString(np.column_stack(graph.project(*t.coordinates.T))) for t in (tour, found)
    )
    samples = shapely.line_interpolate_point(line, np.arange(0.0, line.length, SAMPLE_M))
    shapely.prepare(other)
    return (
        float(length[np.isin(edges, found.edges)].sum()) / total,
        float(length[np.isin(edges, felt)].sum()) / total,
        float(np.mean(shapely.dwithin(samples, other, APART_M))),
    )


def _spread(values: list[float], weights: list[float]) -> dict[str, float | None]:
    """Mean by length, and the fifth part of a hundred from below."""
    if not values:
        return {"mean": None, "p5": None}
    mean = float(np.average(values, weights=weights))
    return {"mean": round(mean, 4), "p5": round(float(np.quantile(values, 0.05)), 4)}
