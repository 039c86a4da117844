"""Tours on the numbered node network, with the way to it and home."""

from collections.abc import Sequence

import numpy as np

from routing.approach import approach
from routing.fields import Field
from routing.judging import Candidate, candidate, differing
from routing.loops import loops
from routing.rings import rings_beyond, section_rings
from routing.search import path
from routing.sections import SectionGraph
from routing.snapping import Snap
from routing.through import one_way, through
from routing.walks import Walk, join

FITTING = 0.05
"""A ring that misses or repeats at most this share of its length is not looked for elsewhere."""


def network_tours(
    whole: Field,
    sections: SectionGraph,
    points: Sequence[Snap],
    asked_m: float | None,
    count: int,
    jitter: np.random.Generator,
    seed: int,
    fill: int | None = None,
) -> list[Candidate]:
    """Tours along sections: the way to the nearest one, the tour on the network, and the way back.

    Parameters
    ----------
    whole, sections
        The ways, and the network on them.
    points
        Start, via points, end; a loop has its start twice.
    asked_m
        Length wanted; None for the direct way.
    count, jitter, seed
        How many that differ; sources of disorder.
    fill
        The leg that takes what is left of the length; the last unless said.
    """
    net = sections.field(whole)
    closed = len(points) == 2 and points[0] == points[-1]
    joined = [approach(whole, sections, p, rings=closed) for p in points]
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
        if not any(_spotless(net, w, length_m) for w in walks):
            walks += rings_beyond(net, sections, start, length_m, seed=seed)
    elif via or asked_m is None:
        length = None if asked_m is None else asked_m - apart
        walks = [c.walk for c in through(net, [start, *via, end], length, count, fill=fill)]
    else:
        walks = [c.walk for c in one_way(net, start, end, asked_m - apart, count)]
    goal = asked_m if asked_m is not None else 0.0
    found = [candidate(whole, join([to_net, sections.write_out(w), from_net]), goal) for w in walks]
    return differing(whole.graph, found, count)


def _spotless(net: Field, walk: Walk, asked_m: float) -> bool:
    """Whether a tour on the network leaves nothing to wish for in length and repetition."""
    found = candidate(net, walk, asked_m)
    return abs(found.length_m - asked_m) <= FITTING * asked_m and found.repeated_m <= FITTING * asked_m
