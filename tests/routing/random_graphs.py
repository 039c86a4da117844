"""Random little graphs for property tests, and the same as NetworkX knows them."""

from dataclasses import dataclass
from itertools import pairwise

import hypothesis.strategies as st
import networkx as nx
import numpy as np

from geodata.vocabulary import ModeBit
from routing.assembly import graph_of_edges
from routing.graph import RoutingGraph
from routing.snapping import Snap
from routing.walks import Walk, part_of_line

EVERYBODY = int(ModeBit.FIETSEN | ModeBit.WANDELEN | ModeBit.TOEGANKELIJK)
STEP_DEGREES = 0.004


@dataclass(frozen=True, eq=False)
class Case:
    """A graph, a cost per arc, and two points on edges that some arc uses."""

    graph: RoutingGraph
    cost: np.ndarray
    source: Snap
    target: Snap


def point_on(graph: RoutingGraph, edge: int, at: float) -> Snap:
    """Point at a share of an edge."""
    lon, lat = part_of_line(graph.edge_points(edge), at, 1.0)[0]
    return Snap(edge, at, (float(lon), float(lat)), 0.0)


@st.composite
def cases(draw: st.DrawFn, *, longer_than_straight: bool = True) -> Case:
    """Graphs with one-way and parallel edges, rings, edges without length, closed arcs, parts out of reach.

    Parameters
    ----------
    longer_than_straight
        Costs are lengths × factors ≥ 1, as requests make them; else whole numbers from zero on, so that many ways
        cost the same.
    """
    n = draw(st.integers(1, 7))
    spots = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=n, max_size=n))
    node = st.integers(0, n - 1)
    edges = draw(st.lists(st.tuples(node, node, st.sampled_from([1, 2, 3])), min_size=1, max_size=16))
    lon = np.array([6.5 + x * STEP_DEGREES for x, _ in spots])
    lat = np.array([52.9 + y * STEP_DEGREES for _, y in spots])
    lines = []
    for u, v, _ in edges:
        bend = [(lon[u] + STEP_DEGREES, lat[u] + STEP_DEGREES / 2)] if u == v else []
        lines.append(np.array([(lon[u], lat[u]), *bend, (lon[v], lat[v])]))
    graph = graph_of_edges(
        lon, lat, [u for u, _, _ in edges], [v for _, v, _ in edges],
        forward=[EVERYBODY if way & 1 else 0 for _, _, way in edges],
        backward=[EVERYBODY if way & 2 else 0 for _, _, way in edges],
        lines=lines,
    )  # fmt: skip
    size = graph.n_arcs
    if longer_than_straight:
        factors = st.sampled_from([1.0, 1.0, 1.5, 3.0, np.inf])
        factor = np.array(draw(st.lists(factors, min_size=size, max_size=size)))
        cost = np.where(factor < np.inf, graph.arc_length * np.minimum(factor, 9), np.inf)
    else:
        whole = st.sampled_from([0.0, 0.0, 1.0, 2.0, 4.0, np.inf])
        cost = np.array(draw(st.lists(whole, min_size=size, max_size=size)))
    at = st.sampled_from([0.0, 0.25, 0.5, 1.0])
    edge = st.integers(0, len(edges) - 1)
    ends = [point_on(graph, draw(edge), draw(at)) for _ in range(2)]
    return Case(graph, cost, ends[0], ends[1])


def reference(case: Case) -> nx.MultiDiGraph:
    """The same graph for NetworkX: edges cut at both points, which are the nodes "source" and "target"."""
    graph = case.graph
    g = nx.MultiDiGraph()
    g.add_nodes_from([*range(graph.n_nodes), "source", "target"])
    points: dict[int, list[tuple[float, str]]] = {}
    for name, snap in (("source", case.source), ("target", case.target)):
        points.setdefault(snap.edge, []).append((snap.at, name))
    for arc in range(graph.n_arcs):
        cost = float(case.cost[arc])
        if cost == np.inf:
            continue
        edge = int(graph.arc_edge[arc])
        forward = bool(graph.arc_forward[arc])
        cuts = [(0.0, int(graph.edge_u[edge])), *sorted(points.get(edge, [])), (1.0, int(graph.edge_v[edge]))]
        for (a, here), (b, there) in pairwise(cuts):
            ends = (here, there) if forward else (there, here)
            g.add_edge(*ends, weight=cost * (b - a))
    one, other = case.source, case.target
    if (one.edge, one.at) == (other.edge, other.at) and (
        case.cost[graph.arc_edge == one.edge] < np.inf
    ).any():
        g.add_edge("source", "target", weight=0.0)  # two names for one place
        g.add_edge("target", "source", weight=0.0)
    return g


def assert_walkable(case: Case, walk: Walk) -> None:
    """A walk goes on where it stood, only over arcs that are open, from the source to the target."""
    graph = case.graph
    assert (case.cost[walk.arcs] < np.inf).all()
    assert (walk.lo <= walk.hi).all()
    inner = np.flatnonzero((walk.arcs[1:] != walk.arcs[:-1]) | (walk.hi[:-1] != walk.lo[1:]))
    assert (graph.head[walk.arcs[inner]] == graph.tail[walk.arcs[inner + 1]]).all()
    assert (walk.hi[inner] == 1).all()
    assert (walk.lo[inner + 1] == 0).all()


def cost_of(case: Case, walk: Walk) -> float:
    """What a walk costs, added up."""
    return float((case.cost[walk.arcs] * (walk.hi - walk.lo)).sum())
