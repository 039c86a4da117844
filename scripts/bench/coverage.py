"""Time the officers' desk: search, gaps, every kind and mode, what-ifs, sites, evidence, health."""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from geodata.vocabulary import MODES
from routing import Planner
from routing.desk.context import contexts
from routing.desk.coverage import CoverageDesk, CoverageRequest
from routing.desk.distance_profile import distances
from routing.desk.evidence import evidence
from routing.desk.health import network_health
from routing.desk.quality import route_quality
from routing.desk.siting import propose_sites

HELP = "the officers' desk: milliseconds of coverage, what-ifs, sites, evidence, health"
QUESTIONS: Final = (("toilet", "wandelen", 5_000.0), ("drinking_water", "fietsen", 10_000.0))
SITES: Final = 50
CUSTOM_NORM_M: Final = 5_000.0
"""For pairs of kind and mode that the region has no norm for."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench coverage``."""
    parser.add_argument("--data", type=Path, required=True, help="dataset folder")
    parser.add_argument("--n", type=int, default=7, help="how often each is measured; the median is told")
    parser.add_argument("--sites", type=int, default=SITES, help="places proposed")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Run it; everything once before the clock starts, except where the first time is what is asked."""
    planner = Planner.open(args.data)
    desk = planner.coverage()
    every = _once(lambda: _every(desk))
    figures: dict[str, Any] = {"n": args.n, "every_kind_and_mode_s": round(every / 1e3, 2)}
    for facility, mode, norm_m in QUESTIONS:
        figures[f"{facility} {mode}"] = _question(
            desk, CoverageRequest(facility, mode, norm_m, "spacing"), args
        )
    figures["health_ms"] = {mode: _median(partial(network_health, desk, mode), 3) for mode in MODES}
    figures["route_quality_ms"] = _median(lambda: route_quality(desk), 3)
    figures["routes"] = len(desk.graph.routes)
    return figures


def _question(desk: CoverageDesk, asked: CoverageRequest, args: argparse.Namespace) -> dict[str, Any]:
    found = desk.coverage(asked)
    network, access = desk.network(asked.mode), found.access
    added = tuple(site.lonlat for site in propose_sites(desk, found, 2))
    what_if = CoverageRequest(asked.facility, asked.mode, asked.norm_m, asked.norm_type, added=added)
    contexts(desk, asked.mode, found.gaps[:1])
    return {
        "network_km": round(found.network_m / 1000, 1),
        "gaps": len(found.gaps),
        "search_ms": _median(lambda: distances(desk.graph, network, access), args.n),
        "gaps_ms": _median(lambda: desk.coverage(asked), args.n),
        "what_if_ms": _median(lambda: desk.coverage(what_if), args.n),
        "sites": args.sites,
        "sites_ms": _median(lambda: propose_sites(desk, found, args.sites), min(args.n, 3)),
        "contexts_ms": _median(lambda: contexts(desk, asked.mode, found.gaps), args.n),
        "evidence_ms": _median(lambda: evidence(desk, asked.facility, asked.mode, found.gaps), args.n),
    }


def _every(desk: CoverageDesk) -> None:
    """Coverage of every kind on record for every mode, joining facilities to the network included."""
    norms = {(norm.facility, norm.mode) for norm in desk.norms}
    for facility in desk.kinds:
        for mode in MODES:
            norm_m = None if (facility, mode) in norms else CUSTOM_NORM_M
            desk.coverage(CoverageRequest(facility, mode, norm_m))


def _once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def _median(work: Callable[[], object], n: int) -> float:
    work()
    return round(statistics.median(_once(work) for _ in range(n)), 1)
