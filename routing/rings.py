"""Rings of sections: tours of an asked length on the numbered node network, searched outright.

The network is small, so the simple paths of the asked length are enumerated (as many as some hundred thousand steps
reach), which finds rings where legs of shortest paths would run over each other.
"""

import numpy as np

from routing.fields import Field
from routing.judging import MISSED, REPEATED, UNNOTICED
from routing.kernel_rings import rings as search
from routing.search import grow, walk_to
from routing.sections import SectionGraph
from routing.snapping import Snap
from routing.walks import Walk, join

STEPS = 20_000
ROUNDS = 8
KEPT = 16
LONGEST = 120
"""Most sections of a ring."""
SLACK = 0.1
LONGEST_STICK = 0.2
"""Part of the tour that the way to a ring farther on may take, one way."""
JUNCTIONS_TRIED = 10


def section_rings(
    net: Field, sections: SectionGraph, start: Snap, asked_m: float, *, seed: int
) -> list[Walk]:
    """Rings through a point on a section, of about the asked length, best first.

    Parameters
    ----------
    net
        Costs on the graph of sections.
    sections
        That graph.
    start
        A point on one of its edges; a ring through the middle of a section uses all of it.
    asked_m, seed
        Length, and order of search.
    """
    g = net.graph
    found: list[tuple[float, Walk]] = []
    middle = 0 < start.at < 1
    arcs = [int(a) for a in g.edge_arcs[start.edge] if a >= 0 and net.cost[a] < np.inf]
    if not middle:
        node = int(g.edge_u[start.edge] if start.at <= 0 else g.edge_v[start.edge])
        return [w for _, w in _paths(net, sections, node, node, -1, asked_m, asked_m, seed)]
    for arc in arcs[:1]:  # the other direction would find the same rings, the other way round
        length = float(g.arc_length[arc])
        at = start.at if g.arc_forward[arc] else 1 - start.at
        first = Walk(np.array([arc], dtype=np.int32), np.array([at]), np.array([1.0]))
        last = Walk(np.array([arc], dtype=np.int32), np.array([0.0]), np.array([at]))
        rest = _paths(
            net, sections, int(g.head[arc]), int(g.tail[arc]), start.edge, asked_m - length, asked_m, seed
        )
        found += [(score, join([first, walk, last])) for score, walk in rest]
    return [walk for _, walk in sorted(found, key=lambda pair: -pair[0])]


def rings_beyond(net: Field, sections: SectionGraph, start: Snap, asked_m: float, *, seed: int) -> list[Walk]:
    """Rings that begin at other junctions near by, with the way there and back the same way: better than none.

    Parameters
    ----------
    net, sections, start, asked_m, seed
        See :func:`section_rings`.
    """
    g = net.graph
    bound = LONGEST_STICK * asked_m * net.cost_per_m
    out = grow(g, start, net.cost, bound=bound)
    home = grow(g, start, net.cost, outward=False, bound=bound)
    found: list[tuple[float, Walk]] = []
    near = out.order[home.dist[out.order] < np.inf]
    for node in near[near >= 0][:JUNCTIONS_TRIED].tolist():
        if net.deadline.passed():
            break
        stick, back = walk_to(g, out, node), walk_to(g, home, node)
        apart = stick.length_m(g) + back.length_m(g)
        ring_m = asked_m - apart
        found += [
            (score - REPEATED * apart / 2, join([stick, ring, back]))
            for score, ring in _paths(net, sections, node, node, -1, ring_m, asked_m, seed)[:2]
        ]
    return [walk for _, walk in sorted(found, key=lambda pair: -pair[0])[:KEPT]]


def _paths(
    net: Field,
    sections: SectionGraph,
    source: int,
    target: int,
    banned: int,
    length_m: float,
    asked_m: float,
    seed: int,
) -> list[tuple[float, Walk]]:
    """Simple paths of about ``length_m`` with their scores, best first."""
    g = net.graph
    if length_m <= 0:
        return []
    length = np.where(net.cost < np.inf, g.arc_length, np.inf)
    rows = g.into
    edge = (
        int(g.arc_edge[rows.arc[rows.indptr[target]]])
        if rows.indptr[target] < rows.indptr[target + 1]
        else -1
    )
    if edge < 0:
        return []
    root = Snap(edge, 0.0 if int(g.edge_u[edge]) == target else 1.0, (0.0, 0.0), 0.0)
    home = grow(g, root, length, outward=False).dist
    score, size = np.empty(KEPT), np.zeros(KEPT, dtype=np.int32)
    path = np.zeros((KEPT, LONGEST), dtype=np.int32)
    lure = net.lure_m if net.lure_m is not None else np.zeros(g.n_arcs)
    kept, _ = search(
        g.out.indptr, g.out.node, g.out.arc, g.arc_edge, length, lure, home,
        sections.over_indptr, sections.over_edge, sections.over_m, source, target, banned,
        length_m, SLACK * asked_m, UNNOTICED * asked_m, REPEATED, MISSED, STEPS, ROUNDS,
        np.uint64(2 * seed + 1), score, size, path,
    )  # fmt: skip
    order = np.argsort(-score[:kept], kind="stable")
    return [(float(score[i]), Walk.of_arcs(path[i, : size[i]].copy())) for i in order]
