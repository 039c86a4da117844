"""Tours through given points in their order, and from one point to another."""

from collections.abc import Sequence

from routing.detours import detours
from routing.fields import Field, Trail
from routing.judging import Candidate, candidate, differing
from routing.loops import between
from routing.search import path
from routing.snapping import Snap
from routing.walks import Walk, join


def one_way(whole: Field, start: Snap, end: Snap, asked_m: float | None, count: int) -> list[Candidate]:
    """The direct way, or one of the asked length where that is longer."""
    direct = path(whole.graph, start, end, whole.cost)
    if direct is None:
        return []
    length = direct.length_m(whole.graph)
    straight = [candidate(whole, direct, asked_m if asked_m is not None else length)]
    if asked_m is None or asked_m <= 1.02 * length:
        return straight
    return between(whole, start, end, asked_m, count=count) or straight


def through(
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
