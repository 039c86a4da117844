"""Tours through given points in their order, and from one point to another."""

from collections.abc import Sequence
from dataclasses import replace

from routing.approach import approach
from routing.detours import detours
from routing.fields import Field, Trail
from routing.judging import Candidate, candidate, differing
from routing.loops import between
from routing.search import path
from routing.sections import SectionGraph
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
    whole: Field,
    points: Sequence[Snap],
    asked_m: float | None,
    count: int,
    *,
    fill: int | None = None,
    sections: SectionGraph | None = None,
    networks: Sequence[str] = (),
) -> list[Candidate]:
    """Through the given points in their order; what is left of the length goes into one leg.

    With a length the legs keep off each other. Without one, each leg is the best way between its points whatever the
    others are: who moves a point changes the two legs beside it and nothing else.

    Parameters
    ----------
    whole
        Graph and costs.
    points
        Start, the points between, end.
    asked_m
        Length wanted; None for the way without any detour.
    count
        How many that differ.
    fill
        The leg that takes what is left of the length, counted from 0; the last unless said.
    sections
        The node network; None where there is none, or none is asked for.
    networks
        Per leg: ``junctions`` to keep to the node network where that leads there, else over any way; empty for any.
    """
    g = whole.graph
    last = len(points) - 2
    filled = last if fill is None else fill
    # The others come first, so that the detour keeps off all of them.
    order = [*(i for i in range(last + 1) if i != filled), filled]
    trail = Trail(whole)
    legs: dict[int, Walk] = {}
    for i in order:
        wanted = networks[i] if i < len(networks) else "free"
        ways = replace(whole, cost=trail.cost)
        walk = (
            along_network(ways, sections, *points[i : i + 2]) if wanted == "junctions" and sections else None
        )
        walk = walk or path(g, points[i], points[i + 1], trail.cost)
        if walk is None:
            return []
        legs[i] = walk
        if asked_m is not None:
            trail.add(walk)
    shortest = sum(leg.length_m(g) for leg in legs.values())
    straight = [candidate(whole, _joined(legs), asked_m if asked_m is not None else shortest)]
    if asked_m is None or asked_m <= 1.02 * shortest:
        return straight
    others = [legs[i] for i in sorted(legs) if i != filled]
    remaining = asked_m - sum(leg.length_m(g) for leg in others)
    found = detours(whole, others, points[filled], points[filled + 1], remaining, asked_m, keep=3 * count)
    # Told apart by the one leg in which they can differ, judged as the tours that they make.
    longer = [
        replace(candidate(whole, _joined(legs | {filled: detour.walk}), asked_m), walk=detour.walk)
        for detour in found
    ]
    chosen = differing(g, longer, count)
    return [replace(c, walk=_joined(legs | {filled: c.walk})) for c in chosen] or straight


def along_network(ways: Field, sections: SectionGraph, start: Snap, end: Snap) -> Walk | None:
    """The way between two points along the sections of the node network, or None where they do not lead there."""
    net = sections.field(replace(ways, beauty_m=None, lure_m=None, prize_m=None))
    joins = approach(ways, sections, start, rings=False)
    leaves = approach(ways, sections, end, rings=False)
    if joins is None or leaves is None:
        return None
    on_net = path(net.graph, joins.point, leaves.point, net.cost)
    off_net = path(ways.graph, leaves.leaves, end, ways.cost)
    if on_net is None or off_net is None:
        return None
    return join([joins.walk, sections.write_out(on_net), off_net])


def _joined(legs: dict[int, Walk]) -> Walk:
    return join([legs[i] for i in sorted(legs)])
