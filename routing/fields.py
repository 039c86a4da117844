"""What a request makes of a graph, ready for searching: costs, what is pretty, what lures."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from routing.deadline import Deadline
from routing.graph import RoutingGraph
from routing.search import Tree, cost_of_a_metre
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
    deadline
        When to be content with what was found.
    """

    graph: RoutingGraph
    cost: FloatArray
    cost_per_m: float
    beauty_m: FloatArray | None = None
    lure_m: FloatArray | None = None
    prize_m: Callable[[Walk], float] | None = None
    deadline: Deadline = dataclasses.field(default_factory=Deadline)


def mean_cost(graph: RoutingGraph, cost: FloatArray) -> float:
    """Cost of a metre, on average over all open arcs."""
    open_arcs = cost < np.inf
    metres = float(graph.arc_length[open_arcs].sum())
    return float(cost[open_arcs].sum()) / metres if metres > 0 else 1.0


def calibrated(field: Field, tree: Tree) -> Field:
    """The field with the cost of a metre as a tree around the start finds it: tighter bounds for what follows."""
    cost_per_m = cost_of_a_metre(field.graph, tree)
    return field if cost_per_m is None else replace(field, cost_per_m=cost_per_m)


class Trail:
    """What a tour has walked so far, and the costs with that made dearer.

    Every edge walked, and those beside it, count as used in both directions. An edge walked in part, from a point on
    it, is used only the other way: going on in the same direction covers its other part, as a loop does that comes
    home past its own start.
    """

    def __init__(self, field: Field, walks: Sequence[Walk] = (), factor: float = USED_FACTOR) -> None:
        self.field = field
        self.factor = factor
        self.cost = field.cost.copy()
        self.used = np.zeros(field.graph.n_arcs, dtype=np.bool_)
        for walk in walks:
            self.add(walk)

    def add(self, walk: Walk) -> None:
        """Go on along a walk."""
        g = self.field.graph
        arcs = g.edge_arcs[felt_edges(g, walk)].ravel()
        new = arcs[(arcs >= 0) & ~self.used[arcs]]
        in_part = walk.arcs[(walk.lo > 0) | (walk.hi < 1)]
        if len(in_part):
            new = new[~np.isin(new, in_part)]
        self.used[new] = True
        self.cost[new] *= self.factor

    def gain(self, repeated: float) -> FloatArray:
        """What going along each arc is worth in metres: what lures there, less ``repeated`` a metre used before."""
        g = self.field.graph
        gain = np.zeros(g.n_arcs) if self.field.lure_m is None else self.field.lure_m.copy()
        gain[self.used] -= repeated * g.arc_length[self.used]
        return gain


def felt_edges(g: RoutingGraph, walk: Walk) -> npt.NDArray[np.int32]:
    """Edges of a walk, and those beside them: what a rider would recognise. Each once."""
    edges = np.unique(g.arc_edge[walk.arcs])
    count = g.twin_indptr[edges + 1] - g.twin_indptr[edges]
    if not count.any():
        return edges
    entry = np.repeat(g.twin_indptr[edges] - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    return np.unique(np.concatenate((edges, g.twin_edge[entry])))
