"""Choosing between walks that could be the tour."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing import kernels
from routing.fields import Field
from routing.graph import RoutingGraph
from routing.metrics import shared_share
from routing.walks import Walk

ALTERNATIVE_SHARE = 0.6
"""Alternatives share at most this part of their length."""
WORSE = 0.12
"""An alternative repeats at most this part of its length more than the best does."""
APART_M = 250.0
"""Coming back over an edge sooner than this is turning round a corner, not repeating."""

# Weights of a walk's score, in metres of way: a metre repeated costs most, for it spoils the tour; then one missed
# of the asked length beyond what nobody notices, then one that is dear to ride.
REPEATED = 6.0
MISSED = 6.0
UNNOTICED = 0.008
DEAR = 0.15


@dataclass(frozen=True, eq=False)
class Candidate:
    """A walk that could be the tour, with what counts for choosing it. A higher score is better."""

    walk: Walk
    length_m: float
    repeated_m: float
    score: float


def candidate(field: Field, walk: Walk, asked_m: float) -> Candidate:
    """Measure a walk and score it: what it passes, less what it repeats, misses of the length, and costs."""
    g = field.graph
    edges = g.arc_edge[walk.arcs]
    lengths = walk.lengths(g)
    if len(walk) > 1 and walk.arcs[0] == walk.arcs[-1] and walk.hi[-1] <= walk.lo[0]:
        edges = edges.copy()
        edges[-1] = -1  # home over the other part of the edge that it started on: not a repetition
    length = float(lengths.sum())
    repeated = float(kernels.felt_repeats(edges, lengths, g.twin_indptr, g.twin_edge, g.n_edges, APART_M))
    share = walk.hi - walk.lo
    good = 0.0
    if field.beauty_m is not None:
        _, first = np.unique(g.arc_edge[walk.arcs], return_index=True)
        good += float((field.beauty_m[walk.arcs] * share)[first].sum())
    if field.prize_m is not None:
        good += field.prize_m(walk)
    dear = float((field.cost[walk.arcs] * share).sum()) / field.cost_per_m
    missed = abs(length - asked_m)
    score = (
        good
        - DEAR * dear
        - REPEATED * repeated
        - MISSED * max(0.0, missed - UNNOTICED * asked_m)
        - 0.5 * missed
    )
    return Candidate(walk, length, repeated, score)


def differing(g: RoutingGraph, found: Sequence[Candidate], count: int) -> list[Candidate]:
    """The best candidates of which no two share more than :data:`ALTERNATIVE_SHARE`.

    One that doubles back where the best does not is no alternative: rather fewer than asked.
    """
    kept: list[Candidate] = []
    for c in sorted(found, key=lambda c: -c.score):
        if len(kept) == count:
            break
        if kept and c.repeated_m > kept[0].repeated_m + WORSE * c.length_m:
            continue
        if all(
            max(shared_share(g, c.walk, k.walk), shared_share(g, k.walk, c.walk)) <= ALTERNATIVE_SHARE
            for k in kept
        ):
            kept.append(c)
    return kept
