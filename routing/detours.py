"""Bringing a tour to the asked length: from where it stands, out to some point and home, over ways not used yet.

Two trees, one out of the tour's last point and one into its end, give the length of the way over *every* node at
once. Among the nodes that bring the tour to the asked length the one is taken whose two halves repeat least and pass
the most of what the themes ask for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing import kernels
from routing.fields import USED_FACTOR, Field, Trail
from routing.graph import RoutingGraph
from routing.judging import DEAR, MISSED, REPEATED, UNNOTICED
from routing.search import Tree, grow, walk_to
from routing.snapping import Snap
from routing.walks import Walk, join

SHORTLIST = 300
"""Turning points whose two halves are walked and compared in full."""
_BOUND_SLACK = 1.15
_CROOKED = 1.1
"""Ways are at least this much longer than straight lines, over the distances of a detour; a bound, not a promise."""
_LONGER_HALF = 0.8
"""The turning point splits the detour at most 4 : 1, so no tree need be larger."""

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Detour:
    """Two legs over a turning point, and how they score (higher is better)."""

    walk: Walk
    length_m: float
    repeated_m: float
    score: float


def detours(
    field: Field,
    prefix: Sequence[Walk],
    origin: Snap,
    end: Snap,
    remaining_m: float,
    asked_m: float,
    *,
    keep: int = 1,
) -> list[Detour]:
    """Ways from ``origin`` to ``end`` of about ``remaining_m`` metres that keep off the prefix, best first.

    Parameters
    ----------
    field
        Graph and costs.
    prefix
        What the tour has walked already.
    origin, end
        Where it stands, and where it must end.
    remaining_m, asked_m
        Metres wanted for the detour, and for the whole tour (the scale of the tolerance).
    keep
        How many to return at most.
    """
    g = field.graph
    trail = Trail(field, prefix)
    cost = trail.cost
    bound = remaining_m * field.cost_per_m * _BOUND_SLACK
    least = (1 - _LONGER_HALF) * bound
    ahead = np.empty(g.n_nodes)
    to_x, to_y = g.project(*end.lonlat)
    kernels.crow(g.node_x, g.node_y, float(to_x), float(to_y), _CROOKED, least, ahead)
    out = grow(g, origin, cost, bound=bound, ahead=ahead)
    home = grow(g, end, cost, outward=False, bound=bound, ahead=np.maximum(out.dist, least))
    nodes = out.order[home.dist[out.order] < np.inf]
    if len(nodes) == 0 and prefix:
        # The only way home is a long stretch of the way out: look past it, dear as it is.
        spent = sum(float((field.cost[w.arcs] * (w.hi - w.lo)).sum()) for w in prefix)
        home = grow(g, end, cost, outward=False, bound=bound + (USED_FACTOR - 1) * spent)
        nodes = out.order[home.dist[out.order] < np.inf]
    if len(nodes) == 0:
        return []
    length_out = out.along(g, g.arc_length)
    length_home = home.along(g, g.arc_length)
    total = length_out[nodes] + length_home[nodes]
    miss = np.abs(total - remaining_m)
    gain = trail.gain(REPEATED)
    spur = _same_edge(g, out, home, nodes)
    dear = (out.dist[nodes] + home.dist[nodes]) / field.cost_per_m
    lopsided = np.maximum(0.0, 0.2 * remaining_m - np.minimum(length_out[nodes], length_home[nodes]))
    score = (
        out.along(g, gain)[nodes]
        + home.along(g, gain)[nodes]
        - DEAR * dear
        - MISSED * np.maximum(0.0, miss - UNNOTICED * asked_m)
        - 1.5 * lopsided
    )
    score[spur] -= 0.1 * asked_m
    short = (
        np.argpartition(-score, SHORTLIST)[:SHORTLIST] if len(score) > SHORTLIST else np.arange(len(score))
    )
    short = short[np.lexsort((nodes[short], -score[short]))]
    both = kernels.shared_by_branches(
        nodes[short],
        out.pred,
        g.tail,
        home.pred,
        g.head,
        g.arc_edge,
        g.edge_length,
        g.twin_indptr,
        g.twin_edge,
    )
    total_score = score[short] - REPEATED * both
    ranked = np.argsort(-total_score, kind="stable")
    chosen = _spread(g, nodes[short], ranked, asked_m, keep)
    return [
        _detour(g, out, home, int(nodes[short[i]]), float(both[i]), float(total_score[i])) for i in chosen
    ]


def _same_edge(g: RoutingGraph, out: Tree, home: Tree, nodes: IntArray) -> npt.NDArray[np.bool_]:
    """Nodes that the one half reaches by the edge on which the other leaves: ends of a spur."""
    came, goes = out.pred[nodes], home.pred[nodes]
    both = (came >= 0) & (goes >= 0)
    return np.asarray(both & (g.arc_edge[came] == g.arc_edge[goes]))


def _spread(
    g: RoutingGraph, nodes: IntArray, ranked: npt.NDArray[np.int64], asked_m: float, keep: int
) -> list[int]:
    """The first ``keep`` of a ranking that lie well apart, so that they are not one crossing many times."""
    apart = asked_m / 12
    chosen: list[int] = []
    for i in ranked.tolist():
        x, y = g.node_x[nodes[i]], g.node_y[nodes[i]]
        if all(np.hypot(g.node_x[nodes[j]] - x, g.node_y[nodes[j]] - y) > apart for j in chosen):
            chosen.append(i)
            if len(chosen) == keep:
                break
    return chosen


def _detour(g: RoutingGraph, out: Tree, home: Tree, node: int, shared_m: float, score: float) -> Detour:
    walk = join([walk_to(g, out, node), walk_to(g, home, node)])
    return Detour(walk, walk.length_m(g), shared_m, score)
