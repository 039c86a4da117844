"""Bringing a tour to the asked length: from where it stands, out to some point and home, over ways not used yet.

Two trees, one out of the tour's last point and one into its end, give the length of the way over *every* node at
once. Among the nodes that bring the tour to the asked length the one is taken whose two halves repeat least and pass
the most of what the themes ask for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.graph import RoutingGraph
from routing.search import Tree, grow, walk_to
from routing.snapping import Snap
from routing.walks import Walk, join

USED_FACTOR = 8.0
"""How much dearer an edge is for the rest of the tour once it has been used."""
TOLERANCE = 0.008
"""Share of the asked length within which candidates are taken as fitting."""
SHORTLIST = 24
"""Turning points whose two halves are walked and compared in full."""
_BOUND_SLACK = 1.15

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Field:
    """What a request makes of a graph, ready for searching.

    Attributes
    ----------
    cost
        ``float64[m]`` per arc.
    beauty_m
        ``float64[m]``: metres of each arc that the themes ask for, or None.
    cost_per_m
        Mean cost of a metre: turns lengths into search bounds.
    """

    graph: RoutingGraph
    cost: FloatArray
    beauty_m: FloatArray | None
    cost_per_m: float


def field(graph: RoutingGraph, cost: FloatArray, beauty: npt.NDArray[np.float32] | None) -> Field:
    """Make a field from costs per arc and beauty per edge."""
    open_arcs = cost < np.inf
    metres = float(graph.arc_length[open_arcs].sum())
    mean = float(cost[open_arcs].sum()) / metres if metres > 0 else 1.0
    beauty_m = None if beauty is None else graph.arc_length * beauty[graph.arc_edge].astype(np.float64)
    return Field(graph, cost, beauty_m, mean)


def used_dearer(field: Field, walks: Sequence[Walk]) -> FloatArray:
    """Costs in which every edge of the walks is dearer, both ways."""
    cost = field.cost.copy()
    g = field.graph
    edges = np.unique(np.concatenate([g.arc_edge[w.arcs] for w in walks])) if walks else np.empty(0, dtype=np.int32)
    arcs = g.edge_arcs[edges].ravel()
    arcs = arcs[arcs >= 0]
    cost[arcs] *= USED_FACTOR
    return cost


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
    cost = used_dearer(field, prefix)
    bound = remaining_m * field.cost_per_m * _BOUND_SLACK
    out = grow(g, origin, cost, bound=bound)
    home = grow(g, end, cost, outward=False, bound=bound)
    nodes = out.order[home.dist[out.order] < np.inf]
    if len(nodes) == 0:
        return []
    length_out = out.along(g, g.arc_length)
    length_home = home.along(g, g.arc_length)
    total = length_out[nodes] + length_home[nodes]
    miss = np.abs(total - remaining_m)
    used = _used_metres(field, prefix)
    repeated = out.along(g, used)[nodes] + home.along(g, used)[nodes]
    spur = _same_edge(g, out, home, nodes)
    pretty = np.zeros(len(nodes))
    if field.beauty_m is not None:
        pretty = out.along(g, field.beauty_m)[nodes] + home.along(g, field.beauty_m)[nodes]
    # In metres, all of it: a metre repeated weighs most, then a metre missed beyond the tolerance, then beauty.
    dear = (out.dist[nodes] + home.dist[nodes]) / field.cost_per_m
    lopsided = np.maximum(0.0, 0.2 * remaining_m - np.minimum(length_out[nodes], length_home[nodes]))
    score = (
        pretty
        - 0.15 * dear
        - 4.0 * repeated
        - 6.0 * np.maximum(0.0, miss - TOLERANCE * asked_m)
        - 1.5 * lopsided
    )
    score[spur] -= 0.1 * asked_m
    short = np.argsort(-score, kind="stable")[: SHORTLIST * 8]
    short = _spread(g, nodes, short, asked_m)
    found = [_weigh(field, prefix, out, home, int(nodes[i]), float(score[i])) for i in short]
    found.sort(key=lambda d: -d.score)
    return found[:keep]


def _used_metres(field: Field, prefix: Sequence[Walk]) -> FloatArray:
    """Per arc, its length where the prefix used its edge, else 0."""
    g = field.graph
    hit = np.zeros(g.n_edges, dtype=np.bool_)
    for walk in prefix:
        hit[g.arc_edge[walk.arcs]] = True
    return np.where(hit[g.arc_edge], g.arc_length, 0.0)


def _same_edge(g: RoutingGraph, out: Tree, home: Tree, nodes: IntArray) -> npt.NDArray[np.bool_]:
    """Nodes that the one half reaches by the edge on which the other leaves: ends of a spur."""
    came, goes = out.pred[nodes], home.pred[nodes]
    both = (came >= 0) & (goes >= 0)
    return both & (g.arc_edge[came] == g.arc_edge[goes])


def _spread(g: RoutingGraph, nodes: IntArray, ranked: npt.NDArray[np.int64], asked_m: float) -> list[int]:
    """The best of each neighbourhood only, so that the shortlist is not one crossing many times."""
    cell = max(asked_m / 60, 60.0)
    seen: set[tuple[int, int]] = set()
    chosen: list[int] = []
    x = np.floor(g.node_x[nodes[ranked]] / cell).astype(np.int64)
    y = np.floor(g.node_y[nodes[ranked]] / cell).astype(np.int64)
    for i, key in zip(ranked, zip(x.tolist(), y.tolist(), strict=True), strict=True):
        if key not in seen:
            seen.add(key)
            chosen.append(int(i))
            if len(chosen) == SHORTLIST:
                break
    return chosen


def _weigh(field: Field, prefix: Sequence[Walk], out: Tree, home: Tree, node: int, score: float) -> Detour:
    """Walk both halves and take off what they share."""
    g = field.graph
    forth, back = walk_to(g, out, node), walk_to(g, home, node)
    shared = np.isin(g.arc_edge[back.arcs], g.arc_edge[forth.arcs])
    both = float(back.lengths(g)[shared].sum())
    walk = join([forth, back])
    return Detour(walk, walk.length_m(g), both, score - 4.0 * both)
