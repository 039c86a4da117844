"""Shortest paths and trees between points on edges, over the compiled kernels."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing import kernels
from routing.graph import RoutingGraph, Rows
from routing.snapping import Snap
from routing.walks import Walk, join

_NOWHERE = np.empty(0, dtype=np.int32)
_NOTHING = np.empty(0)
Costs = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Seeds:
    """Nodes to start from, with what it costs to get there, and the arcs taken to do so."""

    node: npt.NDArray[np.int32]
    cost: npt.NDArray[np.float64]
    arc: npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Tree:
    """A shortest-path tree.

    Attributes
    ----------
    dist
        ``float64[n]``, cost from (or to) the root, ``inf`` outside the tree.
    pred
        ``int32[n]``, arc that reached the node; -1 at seeds and outside.
    order
        Settled nodes, nearest first.
    """

    rows: Rows
    root: Snap
    seeds: Seeds
    dist: npt.NDArray[np.float64]
    pred: npt.NDArray[np.int32]
    order: npt.NDArray[np.int32]

    def along(self, graph: RoutingGraph, value: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Sum of a value per arc (scaled on the root's partial arc) along the tree to each node; inf outside."""
        total = np.full(len(self.dist), np.inf)
        for node in self.seeds.node.tolist():
            if self.pred[node] < 0 and self.dist[node] < np.inf:
                arc = _root_arc(self.seeds, node, float(self.dist[node]))
                total[node] = value[arc] * _share_left(graph, self.root, arc, outward=self.rows is graph.out)
        kernels.accumulate(self.order, len(self.order), self.pred, self.rows.parent_of_arc, value, total)
        return total


def cost_of_a_metre(graph: RoutingGraph, tree: Tree) -> float | None:
    """Mean cost of a metre on the paths of a tree, which choose what is cheap; None for a tree too small to tell."""
    far = tree.order[len(tree.order) // 2 :]
    length = tree.along(graph, graph.arc_length)[far]
    total = float(length.sum())
    return float(tree.dist[far].sum()) / total if len(far) > 20 and total > 0 else None


def _share_left(graph: RoutingGraph, point: Snap, arc: int, *, outward: bool) -> float:
    """Share of the arc between the point and the arc's end (outward) or its start."""
    at = point.at if graph.arc_forward[arc] else 1 - point.at
    return 1 - at if outward else at


def seeds(graph: RoutingGraph, point: Snap, cost: Costs, *, outward: bool) -> Seeds:
    """Nodes at the ends of the point's edge: those it can leave to (outward) or come from."""
    node, spent, arc = [], [], []
    for a in graph.edge_arcs[point.edge]:
        if a >= 0 and cost[a] < np.inf:
            node.append(graph.head[a] if outward else graph.tail[a])
            spent.append(cost[a] * _share_left(graph, point, int(a), outward=outward))
            arc.append(a)
    return Seeds(
        np.array(node, dtype=np.int32), np.array(spent, dtype=np.float64), np.array(arc, dtype=np.int32)
    )


def grow(
    graph: RoutingGraph,
    root: Snap,
    cost: Costs,
    *,
    outward: bool = True,
    bound: float = np.inf,
    ahead: Costs = _NOTHING,
    targets: npt.NDArray[np.int32] = _NOWHERE,
) -> Tree:
    """Shortest-path tree out of (or into) a point.

    Parameters
    ----------
    graph, root, cost
        Graph, point on an edge, cost per arc.
    outward
        Paths from the point; False: paths to it.
    bound
        Cost beyond which nothing is settled.
    ahead
        Per node, what is sure to be spent after it and counts against the bound; empty for nothing.
    targets
        Stop when all of these nodes are settled; empty means never.
    """
    rows = graph.out if outward else graph.into
    start = seeds(graph, root, cost, outward=outward)
    dist = np.empty(graph.n_nodes)
    pred = np.empty(graph.n_nodes, dtype=np.int32)
    order = np.empty(graph.n_nodes, dtype=np.int32)
    count = kernels.grow(
        rows.indptr,
        rows.node,
        rows.arc,
        cost,
        start.node,
        start.cost,
        bound,
        ahead,
        targets,
        dist,
        pred,
        order,
    )
    return Tree(rows, root, start, dist, pred, order[:count])


def _root_arc(tree_seeds: Seeds, node: int, dist: float) -> int:
    """Which arc of the root's edge a path to the seed node used."""
    for n, c, a in zip(tree_seeds.node, tree_seeds.cost, tree_seeds.arc, strict=True):
        if n == node and c == dist:
            return int(a)
    raise AssertionError("a tree's path ends at a seed")


def _end_piece(graph: RoutingGraph, point: Snap, arc: int, *, outward: bool) -> Walk:
    at = point.at if graph.arc_forward[arc] else 1 - point.at
    lo, hi = (at, 1.0) if outward else (0.0, at)
    return Walk(np.array([arc], dtype=np.int32), np.array([lo]), np.array([hi]))


def walk_to(graph: RoutingGraph, tree: Tree, node: int) -> Walk:
    """Walk of the tree between its root and a node, in travel direction."""
    outward = tree.rows is graph.out
    arcs = kernels.trace(tree.pred, tree.rows.parent_of_arc, node)
    seed = int(tree.rows.parent_of_arc[arcs[-1]]) if len(arcs) else node
    first = _root_arc(tree.seeds, seed, float(tree.dist[seed]))
    piece = _end_piece(graph, tree.root, first, outward=outward)
    if outward:
        return join([piece, Walk.of_arcs(arcs[::-1])])
    return join([Walk.of_arcs(arcs), piece])


def path(graph: RoutingGraph, source: Snap, target: Snap, cost: Costs) -> Walk | None:
    """Cheapest walk between two points on edges, or None where there is none.

    ``cost`` must not be below the geodesic length of any arc (see :func:`routing.kernels.meet`).
    """
    n = graph.n_nodes
    leave = seeds(graph, source, cost, outward=True)
    come = seeds(graph, target, cost, outward=False)
    (sx, tx), (sy, ty) = graph.project(
        np.array([source.lonlat[0], target.lonlat[0]]), np.array([source.lonlat[1], target.lonlat[1]])
    )
    dist_f, dist_b = np.empty(n), np.empty(n)
    pred_f, pred_b = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    best, at = kernels.meet(
        graph.out.indptr, graph.out.node, graph.out.arc, graph.into.indptr, graph.into.node, graph.into.arc, cost,
        graph.node_x, graph.node_y, leave.node, leave.cost, come.node, come.cost,
        float(sx), float(sy), float(tx), float(ty), dist_f, dist_b, pred_f, pred_b,
    )  # fmt: skip
    direct = _along_one_edge(graph, source, target, cost)
    if direct is not None and direct[0] <= best:
        return direct[1]
    if at < 0:
        return None
    forth = kernels.trace(pred_f, graph.tail, at)[::-1]
    back = kernels.trace(pred_b, graph.head, at)
    first = int(graph.tail[forth[0]]) if len(forth) else int(at)
    last = int(graph.head[back[-1]]) if len(back) else int(at)
    return join(
        [
            _end_piece(graph, source, _root_arc(leave, first, float(dist_f[first])), outward=True),
            Walk.of_arcs(np.concatenate((forth, back))),
            _end_piece(graph, target, _root_arc(come, last, float(dist_b[last])), outward=False),
        ]
    )


def _along_one_edge(
    graph: RoutingGraph, source: Snap, target: Snap, cost: Costs
) -> tuple[float, Walk] | None:
    """The straight way between two points of the same edge, where its direction is open."""
    if source.edge != target.edge:
        return None
    for arc in graph.edge_arcs[source.edge].tolist():
        if arc < 0 or not cost[arc] < np.inf:
            continue
        forward = bool(graph.arc_forward[arc])
        lo, hi = (source.at, target.at) if forward else (1 - source.at, 1 - target.at)
        if lo <= hi:
            one = Walk(np.array([arc], dtype=np.int32), np.array([lo]), np.array([hi]))
            return float(cost[arc] * (hi - lo)), one
    return None
