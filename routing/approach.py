"""How a point of the ways joins the node network."""

from dataclasses import dataclass

import numpy as np

from routing.fields import Field
from routing.loops import node_snap
from routing.search import grow, walk_to
from routing.sections import SectionGraph
from routing.snapping import Snap
from routing.walks import Walk

APPROACH_M = 10_000.0
"""The way to the nearest section of the node network is looked for within this."""


@dataclass(frozen=True, eq=False)
class Approach:
    """The walk to the node network, the point where it joins the sections, and the same point on the ways."""

    walk: Walk
    point: Snap
    leaves: Snap


def approach(whole: Field, sections: SectionGraph, point: Snap, *, rings: bool) -> Approach | None:
    """The nearest section by the ways' cost (one that is part of a ring where asked), and the walk to it."""
    g = whole.graph
    here = sections.at_snap(point)
    if here is not None and (not rings or sections.in_ring[here.edge]):
        return Approach(Walk.of_arcs(np.empty(0, dtype=np.int32)), here, point)
    tree = grow(g, point, whole.cost, bound=APPROACH_M * whole.cost_per_m)
    entry = sections.entry_of_node[tree.order]
    good = (entry >= 0) & (sections.ring_of_entry[entry] if rings else True)
    at = np.flatnonzero(good)
    if len(at) == 0:
        return None
    node = int(tree.order[at[0]])
    on_section = sections.at_node(node)
    assert on_section is not None
    arcs = np.arange(int(g.indptr[node]), int(g.indptr[node + 1]))
    way_out = int(arcs[np.argmin(whole.cost[arcs])])
    return Approach(walk_to(g, tree, node), on_section, node_snap(g, node, int(g.arc_edge[way_out])))
