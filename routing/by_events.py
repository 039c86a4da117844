"""Tours whose way is given (via points, an end, the node network) and that come by events while they last.

Events are put between the points of the way where they fit their hours and cost least; then it is a tour through given
points, and what is left of the length goes into the leg that brings one to the events in time.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import shapely

from routing.graph import RoutingGraph
from routing.hours import Clock, Timetable
from routing.judging import Candidate
from routing.prizes import Location
from routing.profiles import Profile
from routing.snapping import Snap
from routing.types import TourRequest
from routing.walks import Walk, coordinates

CROOKED = 1.3
"""Metres of way per metre of straight line, for the order only."""
REACH_M = 500.0
"""A tour that stays farther than this from an event has not come by it."""
MOST_WAITING_S = 5400.0
"""Longest wait at an event; who would come earlier sets out later, or goes round before it."""

Build = Callable[[list[Snap], int | None], list[Candidate]]


def by_events(
    graph: RoutingGraph,
    stops: Sequence[Snap],
    events: Sequence[Location],
    clock: Clock,
    profile: Profile,
    *,
    build: Build,
    bendable: bool,
) -> list[Candidate]:
    """Tours over stops in their order that come by events in time; none where they cannot.

    Parameters
    ----------
    graph
        The ways.
    stops
        Start, via points, end.
    events
        With their hours in seconds after departure.
    clock, profile
        Departure, and how fast one goes.
    build
        Makes tours through points, what is left of the length in the leg of a number (None: the last).
    bendable
        Whether there is a length to fill.
    """
    points, numbers = ordered(graph, stops, events, profile.speed_ms)
    # The last leg makes nobody late; one before an event keeps from coming there too early.
    before = [i - 1 for i, is_event in enumerate(numbers) if is_event and i < len(points) - 1]
    fills: list[int | None] = [None, *before] if bendable else [None]
    best: list[tuple[float, Candidate]] = []
    for fill in fills:
        timed = [(waiting_s(graph, c.walk, events, clock, profile), c) for c in build(points, fill)]
        in_time = [(wait, c) for wait, c in timed if wait is not None]
        if in_time and (not best or in_time[0][0] < best[0][0]):
            best = in_time
        if best and best[0][0] == 0:
            break
    return [c for _, c in best]


def ordered(
    graph: RoutingGraph, stops: Sequence[Snap], events: Sequence[Location], speed_ms: float
) -> tuple[list[Snap], list[bool]]:
    """Put events between stops, and tell which of the points are events.

    One after another, the first to end first: where all come in time if that is possible, and of those places where it
    is least out of the way.
    """
    x, y = graph.project(np.array([s.lonlat[0] for s in stops]), np.array([s.lonlat[1] for s in stops]))
    row = [
        Location(float(a), float(b), 0.0, -1, -np.inf, np.inf, s) for a, b, s in zip(x, y, stops, strict=True)
    ]
    for event in sorted(events, key=lambda e: (e.closes, e.opens, e.x, e.y)):
        tried = [[*row[:i], event, *row[i:]] for i in range(1, len(row))]
        row = min(tried, key=lambda points: _burden(points, speed_ms))
    wanted = {id(event) for event in events}
    return [point.snap for point in row], [id(point) in wanted for point in row]


def waiting_s(
    graph: RoutingGraph, walk: Walk, events: Sequence[Location], clock: Clock, profile: Profile
) -> float | None:
    """Seconds that one waits for events on a walk; None where one is missed."""
    line = coordinates(graph, walk)
    x, y = graph.project(line[:, 0], line[:, 1])
    track = shapely.LineString(np.column_stack((x, y)))
    timetable = Timetable(graph, walk, profile)
    length, total = walk.length_m(graph), 0.0
    placed = []
    for event in events:
        there = shapely.Point(event.x, event.y)
        if track.distance(there) > REACH_M:
            return None
        placed.append((float(track.project(there, normalized=True)) * length, event))
    for at_m, event in sorted(placed, key=lambda pair: pair[0]):
        arrive = timetable.seconds(at_m)
        wait = max(0.0, event.opens - arrive)
        if arrive > event.closes or wait > MOST_WAITING_S:
            return None
        timetable.wait(at_m, wait)
        total += wait
    return total


def there_and_on_m(graph: RoutingGraph, request: TourRequest) -> float | None:
    """Twice the way to the first event, by estimate: a tour without a length then comes there as it begins."""
    if not request.events or request.start is None:
        return None
    first = min(request.events, key=lambda event: event.start)
    (x, x2), (y, y2) = graph.project(*np.array([request.start, first.lonlat]).T)
    return 2 * CROOKED * float(np.hypot(x2 - x, y2 - y))


def _burden(points: Sequence[Location], speed_ms: float) -> tuple[float, float]:
    """How late one is altogether on straight lines, and how far it is."""
    now = late = far = 0.0
    for a, b in pairwise(points):
        metres = CROOKED * float(np.hypot(a.x - b.x, a.y - b.y))
        far += metres
        now = max(now + metres / speed_ms, b.opens)
        late += max(0.0, now - b.closes)
    return late, far
