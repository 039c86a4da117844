"""Arcs in compressed rows, and the components that each mode can move about in."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geodata.vocabulary import MODE_BIT, MODES

Array = npt.NDArray[Any]


def make_arcs(u: Array, v: Array, forward: Array, backward: Array, n_nodes: int) -> dict[str, Array]:
    """One arc per edge and direction that some mode may travel, sorted by the node it leaves.

    Parameters
    ----------
    u, v
        End nodes of the edges.
    forward, backward
        Mode bits along and against the edges' geometry.
    n_nodes
        Number of nodes.
    """
    along, against = np.flatnonzero(forward), np.flatnonzero(backward)
    tail = np.concatenate((u[along], v[against]))
    head = np.concatenate((v[along], u[against]))
    edge = np.concatenate((along, against))
    is_forward = np.arange(len(edge)) < len(along)
    modes = np.concatenate((forward[along], backward[against]))
    order = np.lexsort((~is_forward, edge, head, tail))
    tail, head = tail[order].astype(np.int32), head[order].astype(np.int32)
    return {
        "indptr": _row_starts(tail, n_nodes),
        "head": head,
        "tail": tail,
        "arc_edge": edge[order].astype(np.int32),
        "arc_forward": is_forward[order],
        "arc_modes": modes[order].astype(np.uint8),
        "rev_indptr": _row_starts(head, n_nodes),
        "rev_arc": np.argsort(head, kind="stable").astype(np.int32),
    }


def reachable_components(columns: dict[str, Array]) -> dict[str, Array]:
    """Strongly connected components per mode, longest first; an edge belongs where one of its arcs does."""
    n, k = len(columns["node_lon"]), len(columns["edge_u"])
    component = np.full((k, len(MODES)), -1, dtype=np.int32)
    lengths: list[Array] = []
    for column, mode in enumerate(MODES):
        usable = (columns["arc_modes"] & MODE_BIT[mode]) > 0
        tail, head, edge = (columns[name][usable] for name in ("tail", "head", "arc_edge"))
        links = csr_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(n, n))
        _, label = connected_components(links, directed=True, connection="strong")
        inside = label[tail] == label[head]
        of_edge = np.full(k, -1, dtype=np.int64)
        of_edge[edge[inside]] = label[tail[inside]]
        found = of_edge >= 0
        length = np.bincount(of_edge[found], weights=columns["edge_length"][found], minlength=1)
        used = np.flatnonzero(np.bincount(of_edge[found], minlength=1))
        used = used[np.argsort(-length[used], kind="stable")]
        number = np.full(len(length) + 1, -1, dtype=np.int32)
        number[used] = np.arange(len(used), dtype=np.int32)
        component[found, column] = number[of_edge[found]]
        lengths.append(length[used])
    table = np.zeros((max(map(len, lengths)), len(MODES)))
    for column, length in enumerate(lengths):
        table[: len(length), column] = length
    return {"edge_component": component, "component_length": table}


def _row_starts(row: Array, n_rows: int) -> Array:
    return np.concatenate(([0], np.cumsum(np.bincount(row, minlength=n_rows)))).astype(np.int32)
