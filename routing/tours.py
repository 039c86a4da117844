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
from routing.by_events import by_events
from routing.costs import ArcCosts
from routing.deadline import Deadline
from routing.fields import Field
from routing.graph import RoutingGraph
from routing.hours import Clock
from routing.judging import Candidate, differing
from routing.loops import TRIES, loops
from routing.network_tours import network_tours
from routing.prizes import PlacePoints
from routing.profiles import profile
from routing.sections import SectionGraph
from routing.snapping import Snap, snap, usable_edges
from routing.themed import asked_events, request_field, themed
from routing.through import one_way, through
from routing.types import Lonlat, Reason, TourRequest
from routing.walks import Walk

CLEAN = 0.02
"""Share of its length that the best tour over visits may repeat without plain loops being tried beside it."""


@dataclass(frozen=True, eq=False)
class Found:
    """Walks that answer a request, best first, or the code of the reason why there is none."""

    walks: tuple[Walk, ...]
    start: Snap | None
    reason: Reason | None = None


def snap_points(
    graph: RoutingGraph, mode: str, points: Sequence[Lonlat], asked_m: float, closed: npt.NDArray[np.bool_]
) -> list[Snap] | Reason:
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
    deadline: Deadline,
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
    deadline
        When to be content with what was found.
    """
    assert request.start is not None
    graph = points.graph
    asked_points = [request.start, *request.via, *([request.end] if request.end else [])]
    shut = np.append(np.isinf(costs.cost), True)  # -1, no arc, reads the last entry
    closed = shut[graph.edge_arcs[:, 0]] & shut[graph.edge_arcs[:, 1]]
    snaps = snap_points(graph, request.mode, asked_points, asked_m or 0.0, closed)
    if isinstance(snaps, str):
        return Found((), None, snaps)
    ways = request_field(points, costs, request, deadline)
    jitter = np.random.default_rng(request.seed)
    end = snaps[-1] if request.end else snaps[0]
    via = snaps[1 : 1 + len(request.via)]
    count = request.alternatives
    if request.network == "junctions" and sections is None:
        return Found((), snaps[0], "no_network")
    if request.events and (via or request.end or request.network == "junctions"):
        found = _by_way_of_events(
            ways, sections, request, [snaps[0], *via, end], asked_m, closed, clock, jitter
        )
        if not found:
            return Found((), snaps[0], "event_missed")
    elif request.network == "junctions":
        assert sections is not None
        found = network_tours(
            ways, sections, [snaps[0], *via, end], asked_m, count, jitter, request.seed, request.fill
        )
    elif via or "junctions" in request.legs:
        found = through(
            ways, [snaps[0], *via, end], asked_m, count,
            fill=request.fill, sections=sections, networks=request.legs,
        )  # fmt: skip
    elif request.end:
        found = one_way(ways, snaps[0], end, asked_m, count)
    else:
        assert asked_m is not None
        found = []
        if ways.lure_m is not None or request.events:
            visited = themed(points, ways, request, snaps[0], end, asked_m, closed, clock)
            if isinstance(visited, str):
                return Found((), snaps[0], visited)
            found = visited
        more = bool(request.needs) or not _enough(graph, found, count, asked_m)
        if more and not request.events and not (found and deadline.passed()):
            tries = 2 if found and not request.needs else TRIES
            found += loops(ways, snaps[0], asked_m, count=count, jitter=jitter, tries=tries)
        found = differing(graph, found, count)
    if not found:
        return Found((), snaps[0], "no_way" if via or request.end else "no_tour")
    return Found(tuple(c.walk for c in found), snaps[0], "fewer_alternatives" if len(found) < count else None)


def _by_way_of_events(
    ways: Field,
    sections: SectionGraph | None,
    request: TourRequest,
    stops: list[Snap],
    asked_m: float | None,
    closed: npt.NDArray[np.bool_],
    clock: Clock | None,
    jitter: np.random.Generator,
) -> list[Candidate]:
    """Tours whose way is given, by events while they last; none where one is missed."""
    must = asked_events(ways.graph, request, stops[0], closed, clock)
    if must is None or clock is None:
        return []
    count = request.alternatives

    def build(points: list[Snap], fill: int | None) -> list[Candidate]:
        if request.network == "junctions" and sections is not None:
            return network_tours(ways, sections, points, asked_m, count, jitter, request.seed, fill)
        return through(ways, points, asked_m, count, fill=fill)

    return by_events(
        ways.graph, stops, must, clock, profile(request.mode), build=build, bendable=asked_m is not None
    )


def _enough(graph: RoutingGraph, found: Sequence[Candidate], count: int, asked_m: float) -> bool:
    """Whether tours over visits alone give what was asked for, without flaws that one over no visits would not have."""
    best = differing(graph, found, count)
    return len(best) == count and best[0].repeated_m <= CLEAN * asked_m
