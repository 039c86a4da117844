"""The numbered node network as a graph of its own: junctions joined by sections.

Small (hundreds to a few thousand sections), so tours on it are searched there and then written out over the ways.
"""

from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt

from geodata.vocabulary import MODE_BIT, NETWORKS, NODE_NETWORK_OF_MODE
from routing.assembly import graph_of_edges
from routing.fields import Field, mean_cost
from routing.graph import RoutingGraph
from routing.walks import Walk

_OPEN = np.uint8(1)


@dataclass(frozen=True, eq=False)
class SectionGraph:
    """Sections of one mode's network.

    Attributes
    ----------
    graph
        Nodes are junctions, edges sections; geometry is straight.
    base
        The graph of ways.
    base_node
        Node of ``base`` at each junction node.
    node_of_base
        The reverse, -1 where there is no junction.
    ways_indptr, ways_forth, ways_back
        Arcs of ``base`` along each section and, in the same order of edges, against it (-1 where not permitted).
    in_ring
        Junctions from which some ring of sections starts (2-edge-connected).
    """

    graph: RoutingGraph
    base: RoutingGraph
    base_node: npt.NDArray[np.int32]
    node_of_base: npt.NDArray[np.int32]
    ways_indptr: npt.NDArray[np.int64]
    ways_forth: npt.NDArray[np.int32]
    ways_back: npt.NDArray[np.int32]
    in_ring: npt.NDArray[np.bool_]

    def field(self, ways: Field) -> Field:
        """Costs, beauty and lure of the ways, added up per section and direction."""
        g = self.graph
        cost_of_arc = np.append(ways.cost, np.inf)  # -1, no arc, reads the last entry
        forth = _sums(cost_of_arc[self.ways_forth], self.ways_indptr)
        back = _sums(cost_of_arc[self.ways_back], self.ways_indptr)
        cost = np.where(g.arc_forward, forth[g.arc_edge], back[g.arc_edge])
        prize_m = ways.prize_m
        return Field(
            g,
            cost,
            mean_cost(g, cost),
            self._per_section(ways.beauty_m),
            self._per_section(ways.lure_m),
            None if prize_m is None else lambda walk: prize_m(self.write_out(walk)),
        )

    def _per_section(self, value: npt.NDArray[np.float64] | None) -> npt.NDArray[np.float64] | None:
        """A value per arc of the ways, added up along each section."""
        if value is None:
            return None
        either = np.where(self.ways_forth >= 0, self.ways_forth, self.ways_back)
        total = _sums(np.append(value, 0.0)[either], self.ways_indptr)
        return np.asarray(total[self.graph.arc_edge])

    def write_out(self, walk: Walk) -> Walk:
        """A walk over whole sections as the walk over the ways that it is."""
        parts = [np.empty(0, dtype=np.int32)]
        for arc, lo, hi in zip(walk.arcs.tolist(), walk.lo.tolist(), walk.hi.tolist(), strict=True):
            if hi <= lo:
                continue
            edge = int(self.graph.arc_edge[arc])
            a, b = int(self.ways_indptr[edge]), int(self.ways_indptr[edge + 1])
            forward = bool(self.graph.arc_forward[arc])
            parts.append(self.ways_forth[a:b] if forward else self.ways_back[a:b][::-1])
        return Walk.of_arcs(np.concatenate(parts))


def _sums(values: npt.NDArray[np.float64], indptr: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Sums of consecutive runs, none of them empty."""
    return np.add.reduceat(values, indptr[:-1]) if len(values) else np.zeros(len(indptr) - 1)


def section_graph(base: RoutingGraph, mode: str) -> SectionGraph | None:
    """Graph of a mode's sections, or None where the dataset has none.

    Only sections that form one path between two junctions of the file take part, in the directions that the mode may
    travel all of their ways.
    """
    network = NETWORKS.index(NODE_NETWORK_OF_MODE[mode])
    usable = base.section_ok & (base.section_network == network) & (np.diff(base.section_indptr) > 0)
    usable &= (base.section_from >= 0) & (base.section_to >= 0)
    rows = np.flatnonzero(usable)
    rows = rows[base.junction_node[base.section_from[rows]] >= 0]
    rows = rows[base.junction_node[base.section_to[rows]] >= 0]
    if len(rows) == 0:
        return None
    start, count = (
        base.section_indptr[rows].astype(np.int64),
        np.diff(base.section_indptr)[rows].astype(np.int64),
    )
    indptr = np.concatenate(([0], np.cumsum(count)))
    entry = np.repeat(start - indptr[:-1], count) + np.arange(indptr[-1])
    edges, forward = base.section_edge[entry], base.section_forward[entry]
    forth = base.edge_arcs[edges, np.where(forward, 0, 1)]
    back = base.edge_arcs[edges, np.where(forward, 1, 0)]
    permitted = np.append((base.arc_modes & MODE_BIT[mode]) != 0, False)
    forth_open = np.logical_and.reduceat(permitted[forth], indptr[:-1])
    back_open = np.logical_and.reduceat(permitted[back], indptr[:-1])

    ends = np.column_stack(
        (base.junction_node[base.section_from[rows]], base.junction_node[base.section_to[rows]])
    )
    base_node, flat = np.unique(ends, return_inverse=True)
    u, v = flat.reshape(ends.shape).T
    graph = graph_of_edges(
        base.node_lon[base_node], base.node_lat[base_node], u, v,
        forward=np.where(forth_open, _OPEN, 0), backward=np.where(back_open, _OPEN, 0),
        length=np.add.reduceat(base.edge_length[edges], indptr[:-1]),
    )  # fmt: skip
    node_of_base = np.full(base.n_nodes, -1, dtype=np.int32)
    node_of_base[base_node] = np.arange(len(base_node))
    return SectionGraph(
        graph, base, base_node.astype(np.int32), node_of_base, indptr, forth, back,
        _in_ring(len(base_node), u, v, forth_open | back_open),
    )  # fmt: skip


def _in_ring(
    n: int, u: npt.NDArray[np.int64], v: npt.NDArray[np.int64], usable: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Nodes that keep an edge when all bridges are taken out."""
    g: nx.MultiGraph[int] = nx.MultiGraph()
    g.add_nodes_from(range(n))
    g.add_edges_from((a, b) for a, b in zip(u[usable].tolist(), v[usable].tolist(), strict=True) if a != b)
    simple: nx.Graph[int] = nx.Graph(g)
    bridges = {frozenset(e) for e in nx.bridges(simple) if g.number_of_edges(*e) == 1}  # type: ignore
    ring = np.zeros(n, dtype=np.bool_)
    for a, b in simple.edges:
        if frozenset((a, b)) not in bridges:
            ring[[a, b]] = True
    return ring
