"""The network that officers look after: which edges count as it, and the stretches that it consists of.

Sections of the mode's node network and named routes of the mode; where a region has neither, all paths, tracks and
cycleways. Distances run over *every* way of the mode, in both directions: a rider who turns round at a toilet comes
from either side, and a network rarely has one-way streets without a way back beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import MODE_BIT, NETWORKS, NODE_NETWORK_OF_MODE, WAY_CLASSES
from routing.graph import RoutingGraph

PATHS = ("cycleway", "path", "footway", "bridleway", "track")
"""Ways that are the network where nothing is signed."""

IntArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RecreationNetwork:
    """The network of a mode.

    Attributes
    ----------
    edges
        Edges that count, in order.
    is_edge
        ``uint8[k]``: the same as a mask.
    source
        ``signed`` (sections and named routes) or ``paths`` (nothing is signed here).
    indptr, node, edge
        Rows of all ways of the mode: neighbours of each node and the edges to them, both directions.
    chain
        ``int32[k]``: stretch that an edge belongs to, -1 off the network. A stretch is a section of the node network,
        or a part of other routes between two places where ways branch.
    begin
        Metres along its stretch at which an edge begins.
    backward
        Whether the stretch runs against the edge's geometry.
    from_ref, to_ref
        Junction numbers at the ends of each stretch, None where there is none.
    """

    mode: str
    edges: IntArray
    is_edge: npt.NDArray[np.uint8]
    source: str
    indptr: IntArray
    node: IntArray
    edge: IntArray
    chain: IntArray
    begin: FloatArray
    backward: npt.NDArray[np.bool_]
    from_ref: Sequence[str | None]
    to_ref: Sequence[str | None]


def recreation_network(graph: RoutingGraph, mode: str) -> RecreationNetwork:
    """The network of a mode, with its stretches."""
    usable = np.zeros(graph.n_edges, dtype=np.bool_)
    usable[graph.arc_edge[(graph.arc_modes & MODE_BIT[mode]) != 0]] = True
    signed = np.zeros(graph.n_edges, dtype=np.bool_)
    sections = _sections(graph, mode)
    signed[graph.section_edge[_entries(graph.section_indptr, sections)]] = True
    signed[graph.route_edge[_entries(graph.route_indptr, routes_of_mode(graph, mode))]] = True
    counts = signed & usable
    source = "signed"
    if not counts.any():
        source = "paths"
        counts = usable & np.isin(graph.edge_class, [WAY_CLASSES.index(word) for word in PATHS])
    edges = np.flatnonzero(counts).astype(np.int32)
    chain, begin, backward, from_ref, to_ref = _chains(graph, counts, sections, mode)
    return RecreationNetwork(
        mode, edges, counts.astype(np.uint8), source, *_rows(graph, usable), chain, begin, backward, from_ref, to_ref
    )  # fmt: skip


def _sections(graph: RoutingGraph, mode: str) -> npt.NDArray[np.int64]:
    network = NETWORKS.index(NODE_NETWORK_OF_MODE[mode])
    return np.flatnonzero(graph.section_network == network)


def routes_of_mode(graph: RoutingGraph, mode: str) -> npt.NDArray[np.int64]:
    """Rows of the named routes that a mode follows."""
    # Whoever walks with a wheelchair follows the walkers' signs, on those ways that can be used.
    signs = "wandelen" if mode == "toegankelijk" else mode
    return np.array([i for i, r in enumerate(graph.routes) if r["mode"] in (mode, signs)], dtype=np.int64)


def _entries(indptr: npt.NDArray[np.int32], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Positions of all entries of some rows, one row after the other."""
    start = indptr[:-1].astype(np.int64)[rows]
    count = np.diff(indptr).astype(np.int64)[rows]
    return np.arange(int(count.sum())) + np.repeat(start - np.cumsum(count) + count, count)


def _rows(graph: RoutingGraph, usable: npt.NDArray[np.bool_]) -> tuple[IntArray, IntArray, IntArray]:
    edges = np.flatnonzero(usable).astype(np.int32)
    tail = np.concatenate((graph.edge_u[edges], graph.edge_v[edges]))
    head = np.concatenate((graph.edge_v[edges], graph.edge_u[edges]))
    order = np.argsort(tail, kind="stable")
    indptr = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=graph.n_nodes))))
    return indptr.astype(np.int32), head[order].astype(np.int32), np.concatenate((edges, edges))[order]


Chains = tuple[IntArray, FloatArray, npt.NDArray[np.bool_], list[str | None], list[str | None]]


def _chains(
    graph: RoutingGraph, counts: npt.NDArray[np.bool_], sections: npt.NDArray[np.int64], mode: str
) -> Chains:
    """Every edge in one stretch: that of the longest section over it, else a part of a route between branchings."""
    chain = np.full(graph.n_edges, -1, dtype=np.int32)
    begin = np.zeros(graph.n_edges)
    backward = np.zeros(graph.n_edges, dtype=np.bool_)
    sections = sections[np.lexsort((sections, -graph.section_length[sections]))]
    entry = _entries(graph.section_indptr, sections)
    count = np.diff(graph.section_indptr)[sections].astype(np.int64)
    edge = graph.section_edge[entry]
    which = np.repeat(np.arange(len(sections)), count)
    end = np.cumsum(graph.edge_length[edge])
    first = np.concatenate(([0.0], end))[np.cumsum(count) - count]  # where each section begins in that sum
    at = end - graph.edge_length[edge] - np.repeat(first, count)
    mine, where = np.unique(edge, return_index=True)  # the longest section comes first
    keep = counts[mine]
    mine, where = mine[keep], where[keep]
    chain[mine], begin[mine] = which[where], at[where]
    backward[mine] = ~graph.section_forward[entry[where]]
    refs: list[str | None] = [*graph.junction_refs, None]
    from_ref = [refs[i] or None for i in graph.section_from[sections].tolist()]
    to_ref = [refs[i] or None for i in graph.section_to[sections].tolist()]
    _walk_the_rest(graph, counts, mode, (chain, begin, backward, from_ref, to_ref))
    return chain, begin, backward, from_ref, to_ref


def _walk_the_rest(graph: RoutingGraph, counts: npt.NDArray[np.bool_], mode: str, chains: Chains) -> None:
    """Give edges that no section runs over their stretches: from branching, end or junction to the next."""
    chain, begin, backward, from_ref, to_ref = chains
    rest = np.flatnonzero(counts & (chain < 0))
    ref_of_node = _refs_of_nodes(graph, mode)
    degree = np.bincount(graph.edge_u[counts], minlength=graph.n_nodes)
    degree += np.bincount(graph.edge_v[counts], minlength=graph.n_nodes)
    around: dict[int, list[int]] = {}
    ends: dict[int, tuple[int, int]] = {}
    columns = (rest.tolist(), graph.edge_u[rest].tolist(), graph.edge_v[rest].tolist())
    for e, u, v in zip(*columns, strict=True):
        ends[e] = (u, v)
        around.setdefault(u, []).append(e)
        around.setdefault(v, []).append(e)
    length = dict(zip(rest.tolist(), graph.edge_length[rest].tolist(), strict=True))
    passes = {node for node in around if degree[node] == 2 and node not in ref_of_node}
    starts = [(node, e) for node in sorted(around) if node not in passes for e in around[node]]
    starts += [(ends[e][0], e) for e in rest.tolist()]  # rings without a branching: begin anywhere
    done: set[int] = set()
    for node, first in starts:
        if first in done:
            continue
        here, e, at = node, first, 0.0
        while True:
            done.add(e)
            chain[e], begin[e], backward[e] = len(from_ref), at, ends[e][0] != here
            at += length[e]
            here = ends[e][0] if backward[e] else ends[e][1]
            onward = [x for x in around[here] if x not in done] if here in passes else []
            if not onward:
                break
            e = onward[0]
        from_ref.append(ref_of_node.get(node))
        to_ref.append(ref_of_node.get(here))


def _refs_of_nodes(graph: RoutingGraph, mode: str) -> dict[int, str]:
    network = NETWORKS.index(NODE_NETWORK_OF_MODE[mode])
    rows = np.flatnonzero((graph.junction_network == network) & (graph.junction_node >= 0))
    refs = {int(graph.junction_node[row]): graph.junction_refs[row] for row in rows[::-1].tolist()}
    return {node: ref for node, ref in refs.items() if ref}
