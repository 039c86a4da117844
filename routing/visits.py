"""Themed tours: which places and scenery to visit, in which order, and the walk over them.

Selecting is an orienteering problem (:mod:`routing.orienteering`) on crow-fly distances stretched by what ways around
the start really take; each selection is then walked for real, and the longest leg bent until the length is right.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from routing.detours import detours
from routing.fields import USED_FACTOR, Field, Trail, calibrated
from routing.judging import Candidate, candidate
from routing.metrics import seconds
from routing.orienteering import Parameters, Problem, solve
from routing.prizes import Candidates
from routing.profiles import Profile
from routing.search import Tree, grow, path
from routing.snapping import Snap
from routing.walks import Walk, join

ITERATIONS = 300
SELECTIONS = 3
"""Selections followed up."""
BUDGET_SHARE = 0.92
"""Part of the asked length that a selection may fill by estimate; the rest is for bending a leg."""
LEAST_SEARCH_S = 0.05
"""Time for selecting even where none is left: without a selection there would be no tour at all."""
GROUP_DECAY = 0.75
TOO_LONG = 1.02
LENIENT = (USED_FACTOR, 3.0, 1.5, 1.0)
"""How much dearer used edges are, tried in turn where a tour can't be short enough otherwise."""
MOST_WAITING_S = 5400.0
"""Longest wait at an event; who would come earlier sets out later."""


def visiting(
    field: Field, start: Snap, end: Snap, asked_m: float, places: Candidates, profile: Profile, *, seed: int
) -> list[Candidate]:
    """Tours of about ``asked_m`` metres over selections of places.

    Parameters
    ----------
    field
        Graph and costs.
    start, end
        Ends of the tour; the same object for a loop.
    asked_m
        Length wanted.
    places
        What may be visited, and the first of them what must be; in windows of seconds after departure.
    profile
        Of the mode, for its speed.
    seed
        Of the selection.
    """
    found: list[Candidate] = []
    tree = grow(field.graph, start, field.cost, bound=0.4 * asked_m * field.cost_per_m)
    field = calibrated(field, tree)
    for visits in _selections(field, tree, start, end, asked_m, places, profile.speed_ms, seed):
        if found and field.deadline.passed():
            break
        walk = _walk_over(field, start, end, asked_m, places, visits, profile)
        if walk is not None:
            found.append(candidate(field, walk, asked_m))
    return found


def _selections(
    field: Field,
    tree: Tree,
    start: Snap,
    end: Snap,
    asked_m: float,
    places: Candidates,
    speed_ms: float,
    seed: int,
) -> list[list[int]]:
    """Orders of places worth following up, most rewarding first."""
    g = field.graph
    ends_x, ends_y = g.project(
        np.array([start.lonlat[0], end.lonlat[0]]), np.array([start.lonlat[1], end.lonlat[1]])
    )
    x, y = np.concatenate((ends_x, places.x)), np.concatenate((ends_y, places.y))
    crow = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    travel = crow * _stretch(field, tree, places) / speed_ms
    n = len(x)
    windows = bool(np.isfinite(places.opens).any() or np.isfinite(places.closes).any())
    result = solve(
        Problem(
            travel=travel,
            prizes=np.concatenate(([0.0, 0.0], places.prize)),
            budget=BUDGET_SHARE * asked_m / speed_ms + _waiting(places),
            start=0,
            end=1,
            opens=np.concatenate(([-np.inf, -np.inf], places.opens)) if windows else None,
            closes=np.concatenate(([np.inf, np.inf], places.closes)) if windows else None,
            required=tuple(range(2, 2 + places.required)),
            group=np.concatenate(([-1, -1], places.group)).astype(np.int32),
            group_decay=GROUP_DECAY,
        ),
        Parameters(
            iterations=ITERATIONS,
            seed=seed,
            solutions=SELECTIONS,
            time_limit_s=max(field.deadline.left_s, LEAST_SEARCH_S),
        ),
    )
    field.deadline.cut |= not result.complete
    return [[v - 2 for v in s.visits if 2 <= v < n] for s in result.solutions]


def _stretch(field: Field, tree: Tree, places: Candidates) -> float:
    """Metres of way per metre of crow-fly distance, from a tree around the start that reaches many of the places."""
    g = field.graph
    nodes = np.unique([int(g.edge_u[s.edge]) for s in places.snaps]).astype(np.int32)
    length = tree.along(g, g.arc_length)[nodes]
    sx, sy = g.project(*tree.root.lonlat)
    crow = np.hypot(g.node_x[nodes] - sx, g.node_y[nodes] - sy)
    far = (length < np.inf) & (crow > 500)
    return float(np.clip(np.median(length[far] / crow[far]), 1.1, 2.5)) if far.any() else 1.35


def _waiting(places: Candidates) -> float:
    """Seconds that the budget allows for waiting at what must be visited."""
    must = places.opens[: places.required]
    return MOST_WAITING_S if len(must) and np.isfinite(must).any() else 0.0


def _walk_over(
    field: Field,
    start: Snap,
    end: Snap,
    asked_m: float,
    places: Candidates,
    visits: Sequence[int],
    profile: Profile,
) -> Walk | None:
    """The walk over the visits in order: dropping those that make it too long, bending it where it is too short.

    None where a visit that must be made comes too late.
    """
    visits = list(visits)
    factors = iter(LENIENT)
    factor = next(factors)
    while True:
        stops = [start, *(places.snaps[v] for v in visits), end]
        legs = _legs(field, stops, factor)
        if legs is None:
            return None
        lengths = [leg.length_m(field.graph) for leg in legs]
        spent = [float(seconds(field.graph, leg, profile).sum()) for leg in legs]
        late = [
            v for v, t in zip(visits, _arrivals(spent, visits, places), strict=True) if t > places.closes[v]
        ]
        if any(v < places.required for v in late):
            return None
        optional = any(v >= places.required for v in visits)
        if late:
            visits = [v for v in visits if v not in late]
        elif sum(lengths) > TOO_LONG * asked_m and optional:
            visits = _shortened(field, stops, lengths, visits, places, asked_m)
        elif sum(lengths) > TOO_LONG * asked_m and visits and (more := next(factors, None)) is not None:
            factor = (
                more  # what must be visited is far: rather come back over a part of the way than ride too far
            )
        else:
            return _bent(field, stops, legs, lengths, spent, visits, places, asked_m)


def _arrivals(spent: Sequence[float], visits: Sequence[int], places: Candidates) -> list[float]:
    """Seconds after departure at each visit, waiting where it opens later."""
    arrivals, now = [], 0.0
    for leg_s, visit in zip(spent, visits, strict=False):
        now = max(now + leg_s, float(places.opens[visit]))
        arrivals.append(now)
    return arrivals


def _shortened(
    field: Field,
    stops: Sequence[Snap],
    lengths: Sequence[float],
    visits: Sequence[int],
    places: Candidates,
    asked_m: float,
) -> list[int]:
    """Fewer visits, so many as by estimate fit: those go first that give least for the way that they take."""
    g = field.graph
    x, y = g.project(np.array([s.lonlat[0] for s in stops]), np.array([s.lonlat[1] for s in stops]))
    crow = float(np.hypot(np.diff(x), np.diff(y)).sum())
    crooked = sum(lengths) / crow if crow > 0 else 1.3
    kept, legs = list(range(1, len(stops) - 1)), list(lengths)
    total = sum(legs)
    while kept and total > asked_m:
        around = [0, *kept, len(stops) - 1]
        saved = [
            legs[i]
            + legs[i + 1]
            - crooked * float(np.hypot(x[around[i + 2]] - x[around[i]], y[around[i + 2]] - y[around[i]]))
            for i in range(len(kept))
        ]
        worth = [
            np.inf if visits[k - 1] < places.required else places.prize[visits[k - 1]] / max(s, 1.0)
            for k, s in zip(kept, saved, strict=True)
        ]
        i = int(np.argmin(worth))
        if worth[i] == np.inf:
            break
        legs[i : i + 2] = [max(legs[i] + legs[i + 1] - saved[i], 0.0)]
        total -= saved[i]
        del kept[i]
    if len(kept) == len(
        visits
    ):  # the estimate sees no excess where there is one: take the costliest all the same
        del kept[int(np.argmin([np.inf if v < places.required else places.prize[v] for v in visits]))]
    return [visits[k - 1] for k in kept]


def _legs(field: Field, stops: Sequence[Snap], factor: float) -> list[Walk] | None:
    """Ways from stop to stop, each keeping off those before."""
    legs: list[Walk] = []
    trail = Trail(field, factor=factor)
    for a, b in pairwise(stops):
        if a is b:
            legs.append(Walk.of_arcs(np.empty(0, dtype=np.int32)))
            continue
        leg = path(field.graph, a, b, trail.cost)
        if leg is None:
            return None
        legs.append(leg)
        trail.add(leg)
    return legs


def _bent(
    field: Field,
    stops: Sequence[Snap],
    legs: list[Walk],
    lengths: Sequence[float],
    spent: Sequence[float],
    visits: Sequence[int],
    places: Candidates,
    asked_m: float,
) -> Walk | None:
    """The walk with its longest leg made as long as the tour needs, where no visit comes too late by it."""
    missing = asked_m - sum(lengths)
    if missing > 0.002 * asked_m:
        delay = missing / max(sum(lengths), 1.0) * sum(spent) if sum(lengths) > 0 else 0.0
        i = _leg_to_bend(lengths, spent, visits, places, delay)
        others = [leg for j, leg in enumerate(legs) if j != i and len(leg)]
        longer = detours(field, others, stops[i], stops[i + 1], lengths[i] + missing, asked_m)
        if longer:
            legs[i] = longer[0].walk
    walks = [leg for leg in legs if len(leg)]
    return join(walks) if walks else None


def _leg_to_bend(
    lengths: Sequence[float], spent: Sequence[float], visits: Sequence[int], places: Candidates, delay: float
) -> int:
    """The longest leg that may take ``delay`` seconds more, before a visit that would have to wait where one would."""
    arrivals = _arrivals(spent, visits, places)
    slack = [float(places.closes[v]) - t for v, t in zip(visits, arrivals, strict=True)]
    allowed = [i for i in range(len(lengths)) if delay <= min(slack[i:], default=np.inf)]
    riding = np.cumsum(spent)
    waits = [i for i, v in enumerate(visits) if riding[i] < places.opens[v]]
    early = [i for i in allowed if waits and i <= waits[0]]
    return max(early or allowed or [len(lengths) - 1], key=lambda i: lengths[i])
