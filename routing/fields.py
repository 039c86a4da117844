"""What a request makes of a graph, ready for searching: costs, what is pretty, what lures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.graph import RoutingGraph
from routing.walks import Walk

USED_FACTOR = 8.0
"""How much dearer an edge is for the rest of the tour once it has been used."""

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Field:
    """A graph with a request's costs.

    Attributes
    ----------
    cost
        ``float64[m]`` per arc, ``inf`` where closed.
    cost_per_m
        Mean cost of a metre: turns lengths into search bounds.
    beauty_m
        ``float64[m]``: metres of each arc that the themes ask for, or None without themes.
    lure_m
        ``float64[m]``: the same, and the worth in metres of places by the arc: what searches add up. Or None.
    prize_m
        Worth in metres of the places that a whole walk passes, each counted once; None where nothing is rewarded.
    """

    graph: RoutingGraph
    cost: FloatArray
    cost_per_m: float
    beauty_m: FloatArray | None = None
    lure_m: FloatArray | None = None
    prize_m: Callable[[Walk], float] | None = None


def mean_cost(graph: RoutingGraph, cost: FloatArray) -> float:
    """Cost of a metre, on average over all open arcs."""
    open_arcs = cost < np.inf
    metres = float(graph.arc_length[open_arcs].sum())
    return float(cost[open_arcs].sum()) / metres if metres > 0 else 1.0


def used_dearer(field: Field, walks: Sequence[Walk]) -> FloatArray:
    """Costs in which every edge of the walks, and those beside them, are dearer both ways."""
    cost = field.cost.copy()
    cost[used_arcs(field.graph, walks)] *= USED_FACTOR
    return cost


def used_arcs(g: RoutingGraph, walks: Sequence[Walk]) -> npt.NDArray[np.int32]:
    """Arcs that would repeat a part of the walks or run beside it.

    An edge used in part, from a point on it, is repeated only the other way: going on in the same direction covers
    its other part, as a loop does that comes home past its own start.
    """
    arcs = g.edge_arcs[felt_edges(g, walks)].ravel()
    arcs = arcs[arcs >= 0]
    in_part = [w.arcs[(w.lo > 0) | (w.hi < 1)] for w in walks]
    return arcs[~np.isin(arcs, np.concatenate(in_part))] if in_part else arcs


def felt_edges(g: RoutingGraph, walks: Sequence[Walk]) -> npt.NDArray[np.int32]:
    """Edges of walks, and those beside them: what a rider would recognise."""
    if not walks:
        return np.empty(0, dtype=np.int32)
    edges = np.unique(np.concatenate([g.arc_edge[w.arcs] for w in walks]))
    count = g.twin_indptr[edges + 1] - g.twin_indptr[edges]
    entry = np.repeat(g.twin_indptr[edges] - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    return np.unique(np.concatenate((edges, g.twin_edge[entry])))
