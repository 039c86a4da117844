"""Tours for what a request wants to pass: themes along ways, places, events, needs."""

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import MODES
from routing.costs import ArcCosts
from routing.deadline import Deadline
from routing.fields import Field, mean_cost
from routing.graph import RoutingGraph
from routing.hours import Clock
from routing.judging import Candidate
from routing.needs import all_unmet_m
from routing.passing import kinds_of_places, places_passed
from routing.prizes import (
    PRIZE_M,
    Location,
    PlacePoints,
    candidates,
    collected,
    event_prize,
    place_prizes,
    table,
    visit,
    with_events,
)
from routing.profiles import profile
from routing.snapping import Snap, snap
from routing.types import Event, Lonlat, Reason, TourRequest
from routing.visits import visiting
from routing.walks import Walk

REACH_SHARE = 0.4
"""Crow-fly reach of a loop's visits, as a share of its length."""
MAX_CANDIDATES = 40
EVENT_REACH_M = 500.0
"""An event farther than this from any usable way can't be visited."""
EVENTS_ALONE = 2
"""Events of the day that a tour is tried over that visits nothing else."""
SEEN_S = 900.0
"""Who arrives later than this before an event's end has missed it."""
UNMET = 3.0
"""Weight of a metre by which a need is missed."""


def request_field(points: PlacePoints, costs: ArcCosts, request: TourRequest, deadline: Deadline) -> Field:
    """What the request makes of the graph: costs, beauty along ways, and what places are worth going round for."""
    g, places = points.graph, points.places
    mean = mean_cost(g, costs.cost)
    needs = request.needs
    if costs.beauty is None and not needs:
        return Field(g, costs.cost, mean, deadline=deadline)
    beauty_m = None if costs.beauty is None else g.arc_length * costs.beauty[g.arc_edge].astype(np.float64)
    prize = place_prizes(places, request.themes, needs)
    edge, _ = points.nearest(costs.mode)
    rows = np.flatnonzero((prize > 0) & (edge >= 0))
    worth = np.bincount(edge[rows], weights=PRIZE_M * prize[rows], minlength=g.n_edges).astype(np.float64)
    lure_m = worth[g.arc_edge]
    if beauty_m is not None:
        lure_m += beauty_m
    themed = place_prizes(places, request.themes)
    kinds = kinds_of_places(places) if needs else {}
    agenda = [(e.lonlat, p) for e in request.agenda if (p := event_prize(e, request.themes)) > 0]

    def worth_m(walk: Walk) -> float:
        passed = places_passed(g, walk)
        lacking = all_unmet_m(needs, passed, kinds, walk.length_m(g)) if needs else 0.0
        events = sum(prize for lonlat, prize in agenda if _comes_by(g, walk, lonlat))
        return PRIZE_M * (collected(passed, themed, places) + events) - UNMET * lacking

    return Field(g, costs.cost, mean, beauty_m, lure_m, worth_m, deadline)


def themed(
    points: PlacePoints,
    ways: Field,
    request: TourRequest,
    start: Snap,
    end: Snap,
    asked_m: float,
    closed: npt.NDArray[np.bool_],
    clock: Clock | None,
) -> list[Candidate] | Reason:
    """Tours over selections of what the themes reward around the start, and over the events that must be."""
    g = points.graph
    mode = profile(request.mode)
    usable = _usable_from(g, request.mode, start, closed)
    x, y = g.project(*start.lonlat)
    places = candidates(
        points, request.themes, ways.beauty_m, usable, request.mode, (float(x), float(y)), REACH_SHARE * asked_m,
        MAX_CANDIDATES, needs=request.needs, clock=clock, latest_s=asked_m / mode.speed_ms,
    )  # fmt: skip
    must = asked_events(g, request, start, closed, clock)
    if must is None:
        return "event_missed"
    rewarded = [
        _on_the_way(g, event, usable, clock, prize)
        for event in request.agenda
        if (prize := event_prize(event, request.themes)) > 0 and _meets(event, clock, asked_m / mode.speed_ms)
    ]
    near = [e for e in rewarded if e is not None and np.hypot(e.x - x, e.y - y) <= REACH_SHARE * asked_m]
    if must or near:
        places = with_events(places, must, near)
    if len(places) == 0:
        return []
    found = visiting(ways, start, end, asked_m, places, mode, seed=request.seed)
    if not must:
        # Beside the selections of many, one over each of the best events alone: it leaves most room for a clean loop.
        for event in sorted(near, key=lambda e: -e.prize)[:EVENTS_ALONE]:
            if not ways.deadline.passed():
                found += visiting(ways, start, end, asked_m, table([], [event]), mode, seed=request.seed)
    return found or ("event_missed" if must else [])


def asked_events(
    g: RoutingGraph, request: TourRequest, start: Snap, closed: npt.NDArray[np.bool_], clock: Clock | None
) -> list[Location] | None:
    """The events that a request names as locations with their hours; None where one lies off the ways."""
    usable = _usable_from(g, request.mode, start, closed)
    found = [_on_the_way(g, event, usable, clock, 1.0) for event in request.events]
    located = [location for location in found if location is not None]
    return located if len(located) == len(found) else None


def _usable_from(
    g: RoutingGraph, mode: str, start: Snap, closed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.uint8]:
    column = MODES.index(mode)
    same = g.edge_component[:, column] == g.edge_component[start.edge, column]
    return np.asarray(same & ~closed, dtype=np.uint8)


def _comes_by(g: RoutingGraph, walk: Walk, lonlat: Lonlat) -> bool:
    """Whether a walk has a crossing near a place."""
    x, y = g.project(*lonlat)
    nodes = g.head[walk.arcs]
    return bool((np.hypot(g.node_x[nodes] - x, g.node_y[nodes] - y) <= EVENT_REACH_M).any())


def _on_the_way(
    g: RoutingGraph, event: Event, usable: npt.NDArray[np.uint8], clock: Clock | None, prize: float
) -> Location | None:
    """An event as a location to visit while it is on; None where no usable way is near."""
    there = snap(g, event.lonlat, usable, EVENT_REACH_M)
    if there is None or clock is None:
        return None
    return visit(g, event.lonlat, (clock.after(event.start), clock.after(event.end) - SEEN_S), there, prize)


def _meets(event: Event, clock: Clock | None, latest_s: float) -> bool:
    """Whether a tour that takes so long can come by while the event is on."""
    return clock is not None and clock.after(event.start) < latest_s and clock.after(event.end) - SEEN_S > 0
