"""Matched traces as tours, measured like any other."""

import dataclasses

import numpy as np

from geodata.vocabulary import MODE_BIT, MODES
from routing.errors import BadRequest
from routing.graph import RoutingGraph
from routing.matching.journeys import Journey, Traveller, start_of
from routing.matching.model import MatchRequest, MatchResult
from routing.matching.stretches import worth_telling
from routing.report import Reporter
from routing.types import Tour, TourRequest, Warning
from routing.walks import Walk

MAX_POINTS = 200_000
FORBIDDEN_M = 20.0
"""Less than this on ways that the mode may not use is not worth a warning: a trace crosses the road."""


def check_match(request: MatchRequest) -> None:
    """Check a request to match a trace.

    Raises
    ------
    BadRequest
        Naming the field.
    """
    if request.mode not in MODES:
        raise BadRequest("mode", f"one of {', '.join(MODES)}")
    if request.network not in ("free", "junctions"):
        raise BadRequest("network", "free or junctions")
    line = request.coordinates
    if line.ndim != 2 or line.shape[1] != 2 or not 2 <= len(line) <= MAX_POINTS:
        raise BadRequest("coordinates", f"2 to {MAX_POINTS} points of longitude and latitude")
    bad = np.flatnonzero(~np.isfinite(line).all(axis=1) | (np.abs(line) > [180.0, 90.0]).any(axis=1))
    if len(bad):
        raise BadRequest(f"coordinates.{int(bad[0])}", "longitude and latitude in degrees")


def matched_tour(traveller: Traveller, reporter: Reporter, request: MatchRequest) -> MatchResult:
    """Match a checked request and measure what came out.

    Parameters
    ----------
    traveller
        For the request's mode.
    reporter
        Of the same graph.
    request
        What was asked.

    Raises
    ------
    BadRequest
        When the trace is too long.
    """
    found = traveller.journey(request)
    stretches = worth_telling(found.unmatched)
    if found.walk is None:
        return MatchResult(None, 0.0, found.trace_m, stretches, found.remarks, "no_match")
    tour = _measured(traveller.graph, reporter, request, found, found.walk)
    return MatchResult(tour, found.matched_share, found.trace_m, stretches, found.remarks)


def _measured(g: RoutingGraph, reporter: Reporter, request: MatchRequest, found: Journey, walk: Walk) -> Tour:
    first = request.coordinates[0]
    start = start_of(g, walk)
    (ax, bx), (ay, by) = g.project(
        np.array([first[0], start.lonlat[0]]), np.array([first[1], start.lonlat[1]])
    )
    start = dataclasses.replace(start, gap_m=float(np.hypot(ax - bx, ay - by)))
    asked = TourRequest(
        mode=request.mode, start=(float(first[0]), float(first[1])), closures=request.closures
    )
    tour = reporter.tour(walk, asked, asked_m=None, start=start, closed=found.closed)
    forbidden = float(walk.lengths(g)[(g.arc_modes[walk.arcs] & MODE_BIT[request.mode]) == 0].sum())
    if forbidden < FORBIDDEN_M:
        return tour
    told = Warning("forbidden", {"metres": round(forbidden)})
    return dataclasses.replace(tour, warnings=(told, *tour.warnings))
