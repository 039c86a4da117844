"""What stands on a node: its code, and the edge that a mode loses by it."""

from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.extract import Problem, TaggedNode
from geodata.tags import classify_barrier
from geodata.vocabulary import BARRIERS

Array = npt.NDArray[Any]


def apply_barriers(
    barriers: list[TaggedNode], columns: dict[str, Array], forward: Array, backward: Array
) -> tuple[Array, list[Problem]]:
    """Close the shorter of the two edges at a barrier for the modes that it stops.

    Searches know arcs, not turns, so a mode that can't pass a node loses one of its edges. At a barrier where
    three or more edges meet it is not known which of them it stands on: those stay open and are reported.

    Parameters
    ----------
    barriers
        Nodes with a ``barrier`` tag.
    columns
        Nodes and edges.
    forward, backward
        Mode bits of the edges; changed in place.

    Returns
    -------
    tuple
        ``node_barrier`` and the problems found.
    """
    node_barrier = np.full(len(columns["node_osm_id"]), BARRIERS.index("none"), dtype=np.uint8)
    problems: list[Problem] = []
    if not barriers:
        return node_barrier, problems
    order = np.argsort(columns["node_osm_id"], kind="stable")
    sorted_ids = columns["node_osm_id"][order]
    at = np.minimum(np.searchsorted(sorted_ids, [b.osm_id for b in barriers]), len(order) - 1)
    u, v = columns["edge_u"], columns["edge_v"]
    end = np.concatenate((u, v))
    by_node = np.argsort(end, kind="stable")
    starts = np.searchsorted(end[by_node], np.arange(len(node_barrier) + 1))
    for place, barrier in zip(at.tolist(), barriers, strict=True):
        if sorted_ids[place] != barrier.osm_id:
            continue  # on no usable way: part of a fence
        node = order[place]
        found = classify_barrier(barrier.tags)
        node_barrier[node] = found.code
        edges = np.unique(by_node[starts[node] : starts[node + 1]] % len(u))
        if not found.stops or len(edges) < 2:
            continue
        if len(edges) > 2:
            kind = barrier.tags["barrier"]
            problems.append(Problem("barrier where ways meet", f"n{barrier.osm_id}", f"{kind}: left open"))
            continue
        shorter = edges[np.argmin(columns["edge_length"][edges])]
        forward[shorter] &= ~np.uint8(found.stops)
        backward[shorter] &= ~np.uint8(found.stops)
    return node_barrier, problems
