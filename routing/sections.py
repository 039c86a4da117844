"""The numbered node network as a graph of its own: junctions joined by sections.

Small (hundreds to a few thousand sections), so tours on it are searched there and then written out over the ways.
"""

from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy import sparse

from geodata.vocabulary import MODE_BIT, NETWORKS, NODE_NETWORK_OF_MODE
from routing.assembly import graph_of_edges
from routing.fields import Field, mean_cost
from routing.graph import RoutingGraph
from routing.snapping import Snap
from routing.types import Lonlat
from routing.walks import Walk, join

_OPEN = np.uint8(1)
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class SectionGraph:
    """Sections of one mode's network.

    Attributes
    ----------
    graph
        Nodes are junctions, edges sections; geometry is straight.
    base
        The graph of ways.
    ways_indptr, ways_forth, ways_back
        Arcs of ``base`` along each section and, in the same order of edges, against it (-1 where not permitted).
    share_from, share_to
        Share of the section's length at which each of these ways begins and ends.
    entry_of_node, entry_of_edge
        Which of these ways touches a node, or runs over an edge, of ``base``; -1 none. Sections on a ring are
        preferred to dead ends.
    over_indptr, over_edge, over_m
        Per section: others that run over or beside the same ways, and for how many metres.
    in_ring
        Sections that are part of some ring.
    """

    graph: RoutingGraph
    base: RoutingGraph
    ways_indptr: npt.NDArray[np.int64]
    ways_forth: npt.NDArray[np.int32]
    ways_back: npt.NDArray[np.int32]
    share_from: npt.NDArray[np.float64]
    share_to: npt.NDArray[np.float64]
    entry_of_node: npt.NDArray[np.int32]
    entry_of_edge: npt.NDArray[np.int32]
    over_indptr: npt.NDArray[np.int32]
    over_edge: npt.NDArray[np.int32]
    over_m: npt.NDArray[np.float64]
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
            ways.deadline,
        )

    def _per_section(self, value: npt.NDArray[np.float64] | None) -> npt.NDArray[np.float64] | None:
        """A value per arc of the ways, added up along each section."""
        if value is None:
            return None
        either = np.where(self.ways_forth >= 0, self.ways_forth, self.ways_back)
        total = _sums(np.append(value, 0.0)[either], self.ways_indptr)
        return np.asarray(total[self.graph.arc_edge])

    def write_out(self, walk: Walk) -> Walk:
        """A walk over sections, the first and last perhaps in part, as the walk over the ways that it is."""
        return join(
            [
                self._along(int(arc), float(lo), float(hi))
                for arc, lo, hi in zip(walk.arcs, walk.lo, walk.hi, strict=True)
                if hi > lo
            ]
        )

    def _along(self, arc: int, lo: float, hi: float) -> Walk:
        """The ways of one section between two shares of its length, in travel direction."""
        edge = int(self.graph.arc_edge[arc])
        a, b = int(self.ways_indptr[edge]), int(self.ways_indptr[edge + 1])
        if self.graph.arc_forward[arc]:
            arcs, begin, end = self.ways_forth[a:b], self.share_from[a:b], self.share_to[a:b]
        else:
            arcs, begin, end = (
                self.ways_back[a:b][::-1],
                1 - self.share_to[a:b][::-1],
                1 - self.share_from[a:b][::-1],
            )
        if lo <= 0 and hi >= 1:
            return Walk.of_arcs(arcs)
        wide = np.maximum(end - begin, _ROUNDING)
        first = np.clip((lo - begin) / wide, 0, 1)
        last = np.clip((hi - begin) / wide, 0, 1)
        first[first < _ROUNDING] = 0.0
        last[last > 1 - _ROUNDING] = 1.0
        some = last - first > _ROUNDING
        return Walk(arcs[some], first[some], last[some])

    def at_node(self, node: int) -> Snap | None:
        """A node of the ways as a point on a section, or None where no section passes."""
        entry = int(self.entry_of_node[node])
        if entry < 0:
            return None
        arc = int(self._either[entry])
        forward = bool(self.ways_forth[entry] >= 0)
        tail = int(self.base.tail[arc]) if forward else int(self.base.head[arc])
        share = self.share_from[entry] if tail == node else self.share_to[entry]
        return self._point(
            entry, float(share), (float(self.base.node_lon[node]), float(self.base.node_lat[node]))
        )

    def at_snap(self, point: Snap) -> Snap | None:
        """A point on an edge of the ways as a point on a section, or None where no section runs over the edge."""
        entry = int(self.entry_of_edge[point.edge])
        if entry < 0:
            return None
        along = bool(self.base.arc_forward[self._either[entry]]) == bool(self.ways_forth[entry] >= 0)
        at = point.at if along else 1 - point.at
        share = self.share_from[entry] + at * (self.share_to[entry] - self.share_from[entry])
        return self._point(entry, float(share), point.lonlat)

    def _point(self, entry: int, share: float, lonlat: Lonlat) -> Snap:
        section = int(np.searchsorted(self.ways_indptr, entry, side="right")) - 1
        return Snap(section, share, lonlat, 0.0)

    @cached_property
    def ring_of_entry(self) -> npt.NDArray[np.bool_]:
        """Whether each way of a section belongs to one on a ring."""
        return np.repeat(self.in_ring, np.diff(self.ways_indptr))

    @cached_property
    def _either(self) -> npt.NDArray[np.int32]:
        """An arc over each way of a section: along it, or against where only that is permitted."""
        return np.where(self.ways_forth >= 0, self.ways_forth, self.ways_back)


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
    ring = _in_ring(len(base_node), u, v, forth_open | back_open)
    end = np.cumsum(base.edge_length[edges])
    begin = end - base.edge_length[edges]
    origin = np.repeat(begin[indptr[:-1]], count)
    whole = np.repeat(graph.edge_length, count)
    entry_of_node, entry_of_edge = _entries(base, edges, np.repeat(ring, count))
    return SectionGraph(
        graph, base, indptr, forth, back, (begin - origin) / whole, (end - origin) / whole,
        entry_of_node, entry_of_edge, *_overlaps(base, edges, indptr), ring,
    )  # fmt: skip


def _overlaps(
    base: RoutingGraph, edges: npt.NDArray[np.int32], indptr: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Metres that each section shares with each other one: the same ways, or ways side by side."""
    k = base.n_edges
    runs = sparse.csr_array((np.ones(len(edges)), edges, indptr), shape=(len(indptr) - 1, k))
    beside = sparse.csr_array((np.ones(len(base.twin_edge)), base.twin_edge, base.twin_indptr), shape=(k, k))
    felt = runs @ (sparse.eye_array(k, format="csr") + beside)
    felt.data[:] = 1.0
    metres = sparse.csr_array(felt @ (runs * base.edge_length[None, :]).T)
    metres.setdiag(0.0)
    metres.eliminate_zeros()
    metres.sort_indices()
    return metres.indptr.astype(np.int32), metres.indices.astype(np.int32), metres.data.astype(np.float64)


def _entries(
    base: RoutingGraph, edges: npt.NDArray[np.int32], ring: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """For each node and edge of the ways, a way of a section there, one on a ring where there is one; else -1."""
    order = np.argsort(ring, kind="stable").astype(np.int32)  # rings last: they overwrite
    of_node = np.full(base.n_nodes, -1, dtype=np.int32)
    of_edge = np.full(base.n_edges, -1, dtype=np.int32)
    of_edge[edges[order]] = order
    for side in (base.edge_u, base.edge_v):
        of_node[side[edges[order]]] = order
    for side in (base.edge_u, base.edge_v):
        of_node[side[edges[ring]]] = np.flatnonzero(ring)
    return of_node, of_edge


def _in_ring(
    n: int, u: npt.NDArray[np.int64], v: npt.NDArray[np.int64], usable: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Sections that are no bridges: some ring runs over them."""
    g: nx.MultiGraph[int] = nx.MultiGraph()
    g.add_nodes_from(range(n))
    g.add_edges_from((a, b) for a, b in zip(u[usable].tolist(), v[usable].tolist(), strict=True) if a != b)
    simple: nx.Graph[int] = nx.Graph(g)
    bridges = {tuple(sorted(e)) for e in nx.bridges(simple) if g.number_of_edges(*e) == 1}  # type: ignore
    pairs = zip(np.minimum(u, v).tolist(), np.maximum(u, v).tolist(), strict=True)
    return usable & np.array([pair not in bridges for pair in pairs], dtype=np.bool_)
