"""A tour, step by step: from a request to walks that answer it, best first.

1. the request is checked (:mod:`routing.requests`);
2. costs come from profile and themes (:mod:`routing.costs`);
3. points are snapped to where the asked tour can exist (:mod:`routing.snapping`);
4. the tour is built: through the given points, along the node network, or free (:mod:`routing.loops`);
5. length is brought to the asked one (:mod:`routing.detours`);
6. what was found is measured (:mod:`routing.report`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import MODES
from routing.costs import ArcCosts
from routing.detours import detours
from routing.fields import Field, Trail, mean_cost
from routing.graph import RoutingGraph
from routing.hours import Clock
from routing.judging import Candidate, candidate, differing
from routing.loops import TRIES, between, loops, node_snap
from routing.needs import all_unmet_m
from routing.passing import kinds_of_places, places_passed
from routing.prizes import (
    PRIZE_M,
    PlacePoints,
    candidates,
    collected,
    must_visit,
    place_prizes,
    with_required,
)
from routing.profiles import profile
from routing.rings import section_rings
from routing.search import grow, path, walk_to
from routing.sections import SectionGraph
from routing.snapping import Snap, snap, usable_edges
from routing.types import Lonlat, TourRequest
from routing.visits import visiting
from routing.walks import Walk, join

REACH_SHARE = 0.4
"""Crow-fly reach of a loop's visits, as a share of its length."""
MAX_CANDIDATES = 40
EVENT_REACH_M = 500.0
"""An event farther than this from any usable way can't be visited."""
SEEN_S = 900.0
"""Who arrives later than this before an event's end has missed it."""
CLEAN = 0.02
"""Share of its length that the best tour over visits may repeat without plain loops being tried beside it."""
UNMET = 3.0
"""Weight of a metre by which a need is missed."""
APPROACH_M = 10_000.0
"""The way to the nearest junction of the node network is looked for within this."""


@dataclass(frozen=True, eq=False)
class Found:
    """Walks that answer a request, best first, or the code of the reason why there is none."""

    walks: tuple[Walk, ...]
    start: Snap | None
    reason: str | None = None


def snap_points(
    graph: RoutingGraph, mode: str, points: Sequence[Lonlat], asked_m: float, closed: npt.NDArray[np.bool_]
) -> list[Snap] | str:
    """Snap points where a tour of the asked length can exist, or say why one can't be snapped.

    The first point chooses the component: best one with ways for the whole length (at least the straight lines
    between the points), else one for there and back; all others must lie in the same one.
    """
    x, y = graph.project(np.array([p[0] for p in points]), np.array([p[1] for p in points]))
    straight_m = float(np.hypot(np.diff(x), np.diff(y)).sum())
    column = MODES.index(mode)
    nearest = None
    thresholds = {max(asked_m, straight_m), max(asked_m / 2, straight_m)}
    if len(points) > 1:  # the one network that most points can be joined by
        thresholds.add(float(graph.component_length[:, column].max(initial=0.0)))
    for at_least_m in sorted(thresholds, key=lambda m: (m > asked_m + straight_m, -m)):
        usable = usable_edges(graph, mode, at_least_m)
        usable[closed] = 0
        first = snap(graph, points[0], usable)
        if first is None:
            continue
        nearest = first
        same = usable * (graph.edge_component[:, column] == graph.edge_component[first.edge, column])
        others = [snap(graph, point, same) for point in points[1:]]
        found = [first, *(o for o in others if o is not None)]
        if len(found) == len(points):
            return found
    if nearest is not None:
        return "no_way"
    return (
        "start_too_far"
        if snap(graph, points[0], usable_edges(graph, mode, 0.0)) is None
        else "start_isolated"
    )


def plan(
    points: PlacePoints,
    sections: SectionGraph | None,
    costs: ArcCosts,
    request: TourRequest,
    asked_m: float | None,
    clock: Clock | None,
) -> Found:
    """Build the tours of a checked request.

    Parameters
    ----------
    points
        The graph of ways, and its places.
    sections
        The mode's node network (None where the dataset has none).
    costs
        From :class:`routing.costs.CostModel`.
    request
        With a start.
    asked_m
        Length wanted; None for the direct way to the end.
    clock
        Departure, where the request has one.
    """
    assert request.start is not None
    graph = points.graph
    asked_points = [request.start, *request.via, *([request.end] if request.end else [])]
    shut = np.append(np.isinf(costs.cost), True)  # -1, no arc, reads the last entry
    closed = shut[graph.edge_arcs[:, 0]] & shut[graph.edge_arcs[:, 1]]
    snaps = snap_points(graph, request.mode, asked_points, asked_m or 0.0, closed)
    if isinstance(snaps, str):
        return Found((), None, snaps)
    ways = request_field(points, costs, request)
    jitter = np.random.default_rng(request.seed)
    end = snaps[-1] if request.end else snaps[0]
    via = snaps[1 : 1 + len(request.via)]
    count = request.alternatives
    if request.network == "junctions":
        if sections is None:
            return Found((), snaps[0], "no_network")
        found = _on_sections(ways, sections, [snaps[0], *via, end], asked_m, count, jitter, request.seed)
    elif via:
        found = _through(ways, snaps[0], via, end, asked_m, count)
    elif request.end:
        found = _one_way(ways, snaps[0], end, asked_m, count)
    else:
        assert asked_m is not None
        found = []
        if ways.lure_m is not None or request.events:
            visited = _themed(points, ways, request, snaps[0], end, asked_m, closed, clock)
            if isinstance(visited, str):
                return Found((), snaps[0], visited)
            found = visited
        if (request.needs and not request.events) or not (
            request.events or _enough(graph, found, count, asked_m)
        ):
            tries = 2 if found and not request.needs else TRIES
            found += loops(ways, snaps[0], asked_m, count=count, jitter=jitter, tries=tries)
        found = differing(graph, found, count)
    if not found:
        return Found((), snaps[0], "no_way" if via or request.end else "no_tour")
    reason = "fewer_alternatives" if len(found) < count else None
    return Found(tuple(c.walk for c in found), snaps[0], reason)


def _enough(graph: RoutingGraph, found: Sequence[Candidate], count: int, asked_m: float) -> bool:
    """Whether tours over visits alone give what was asked for, without flaws that one over no visits would not have."""
    best = differing(graph, found, count)
    return len(best) == count and all(c.repeated_m <= CLEAN * asked_m for c in best[:1])


def request_field(points: PlacePoints, costs: ArcCosts, request: TourRequest) -> Field:
    """What the request makes of the graph: costs, beauty along ways, and what places are worth going round for."""
    g, places = points.graph, points.places
    mean = mean_cost(g, costs.cost)
    needs = request.needs
    if costs.beauty is None and not needs:
        return Field(g, costs.cost, mean)
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

    def worth_m(walk: Walk) -> float:
        passed = places_passed(g, walk)
        lacking = all_unmet_m(needs, passed, kinds, walk.length_m(g)) if needs else 0.0
        return PRIZE_M * collected(passed, themed, places) - UNMET * lacking

    return Field(g, costs.cost, mean, beauty_m, lure_m, worth_m)


def _themed(
    points: PlacePoints,
    ways: Field,
    request: TourRequest,
    start: Snap,
    end: Snap,
    asked_m: float,
    closed: npt.NDArray[np.bool_],
    clock: Clock | None,
) -> list[Candidate] | str:
    """Tours over selections of what the themes reward around the start, and over the events that must be."""
    g = points.graph
    mode = profile(request.mode)
    column = MODES.index(request.mode)
    usable = (g.edge_component[:, column] == g.edge_component[start.edge, column]) & ~closed
    usable = usable.astype(np.uint8)
    x, y = g.project(*start.lonlat)
    places = candidates(
        points, request.themes, ways.beauty_m, usable, request.mode, (float(x), float(y)), REACH_SHARE * asked_m,
        MAX_CANDIDATES, needs=request.needs, clock=clock, latest_s=asked_m / mode.speed_ms,
    )  # fmt: skip
    must = []
    for event in request.events:
        assert clock is not None
        there = snap(g, event.lonlat, usable, EVENT_REACH_M)
        if there is None:
            return "event_missed"
        window = (clock.after(event.start), clock.after(event.end) - SEEN_S)
        must.append(must_visit(g, event.lonlat, window, there))
    if must:
        places = with_required(places, must)
    if len(places) == 0:
        return []
    found = visiting(ways, start, end, asked_m, places, mode, seed=request.seed)
    return found or ("event_missed" if must else [])


def _one_way(whole: Field, start: Snap, end: Snap, asked_m: float | None, count: int) -> list[Candidate]:
    """The direct way, or one of the asked length where that is longer."""
    direct = path(whole.graph, start, end, whole.cost)
    if direct is None:
        return []
    length = direct.length_m(whole.graph)
    straight = [candidate(whole, direct, asked_m if asked_m is not None else length)]
    if asked_m is None or asked_m <= 1.02 * length:
        return straight
    return between(whole, start, end, asked_m, count=count) or straight


def _through(
    whole: Field, start: Snap, via: Sequence[Snap], end: Snap, asked_m: float | None, count: int
) -> list[Candidate]:
    """Through the given points in their order; what is left of the length goes into the last leg."""
    g = whole.graph
    legs: list[Walk] = []
    trail = Trail(whole)
    at = start
    for point in via:
        leg = path(g, at, point, trail.cost)
        if leg is None:
            return []
        legs.append(leg)
        trail.add(leg)
        at = point
    home = path(g, at, end, trail.cost)
    if home is None:
        return []
    walked = sum(leg.length_m(g) for leg in legs)
    shortest = walked + home.length_m(g)
    goal = asked_m if asked_m is not None else shortest
    straight = [candidate(whole, join([*legs, home]), goal)]
    if asked_m is None or asked_m <= 1.02 * shortest:
        return straight
    longer = [
        candidate(whole, join([*legs, detour.walk]), asked_m)
        for detour in detours(whole, legs, at, end, asked_m - walked, asked_m, keep=3 * count)
    ]
    return differing(g, longer or straight, count)


def _on_sections(
    whole: Field,
    sections: SectionGraph,
    points: Sequence[Snap],
    asked_m: float | None,
    count: int,
    jitter: np.random.Generator,
    seed: int,
) -> list[Candidate]:
    """Along sections: the way to the nearest one, the tour on the network, and the way back."""
    net = sections.field(whole)
    closed = len(points) == 2 and points[0] == points[-1]
    joined = [_approach(whole, sections, p, rings=closed) for p in points]
    if any(j is None for j in joined):
        return []
    on_net = [j for j in joined if j is not None]
    to_net = on_net[0].walk
    from_net = path(whole.graph, on_net[-1].leaves, points[-1], whole.cost)
    if from_net is None:
        return []
    apart = to_net.length_m(whole.graph) + from_net.length_m(whole.graph)
    start, end, via = on_net[0].point, on_net[-1].point, [j.point for j in on_net[1:-1]]
    if closed:
        assert asked_m is not None
        length_m = max(asked_m - apart, 0.25 * asked_m)
        walks = [c.walk for c in loops(net, start, length_m, count=count, jitter=jitter)]
        walks += section_rings(net, sections, start, length_m, seed=seed)
    elif via or asked_m is None:
        walks = [
            c.walk
            for c in _through(net, start, via, end, None if asked_m is None else asked_m - apart, count)
        ]
    else:
        walks = [c.walk for c in _one_way(net, start, end, asked_m - apart, count)]
    goal = asked_m if asked_m is not None else 0.0
    found = [candidate(whole, join([to_net, sections.write_out(w), from_net]), goal) for w in walks]
    return differing(whole.graph, found, count)


@dataclass(frozen=True, eq=False)
class _Approach:
    """How a point joins the node network: the walk there, the point on its sections, the same on the ways."""

    walk: Walk
    point: Snap
    leaves: Snap


def _approach(whole: Field, sections: SectionGraph, point: Snap, *, rings: bool) -> _Approach | None:
    """The nearest section by the ways' cost (one that is part of a ring where asked), and the walk to it."""
    g = whole.graph
    here = sections.at_snap(point)
    if here is not None and (not rings or sections.in_ring[here.edge]):
        return _Approach(Walk.of_arcs(np.empty(0, dtype=np.int32)), here, point)
    tree = grow(g, point, whole.cost, bound=APPROACH_M * whole.cost_per_m)
    entry = sections.entry_of_node[tree.order]
    good = (entry >= 0) & (sections.ring_of_entry[entry] if rings else True)
    at = np.flatnonzero(good)
    if len(at) == 0:
        return None
    node = int(tree.order[at[0]])
    on_section = sections.at_node(node)
    assert on_section is not None
    arcs = np.arange(int(g.indptr[node]), int(g.indptr[node + 1]))
    way_out = int(arcs[np.argmin(whole.cost[arcs])])
    return _Approach(walk_to(g, tree, node), on_section, node_snap(g, node, int(g.arc_edge[way_out])))
