"""Compiled loops of coverage: distance profiles along edges, pieces of lines.

Distances here are metres along ways without a direction: rows list, per node, the neighbour and the *edge* to it.
"""

import numba as nb
import numpy as np

from routing.kernels import _drop_first, _push

_I4 = nb.int32[::1]
_I8 = nb.int64[::1]
_F8 = nb.float64[::1]
_B1 = nb.boolean[::1]


@nb.njit(nb.int64(_I4, _I4, _I4, _F8, _F8, _I4, _F8, _F8, _I4, _F8, _F8, _F8, _F8), cache=True, nogil=True)
def profile_pieces(  # type: ignore[no-untyped-def]
    edges, edge_u, edge_v, length, dist, at_indptr, at_x, at_gap, out_edge, out_lo, out_hi, out_from, out_to
):  # fmt: skip
    """Cut edges at the facilities on them; between two cuts the distance is that to one end or the other.

    Parameters
    ----------
    edges, edge_u, edge_v, length, dist
        Edges to cut; ends and length of every edge; distance of every node.
    at_indptr, at_x, at_gap
        Facilities on each edge by metre along it, and the metres to each that are not on the network.
    out_edge, out_lo, out_hi, out_from, out_to
        Filled: edge, metres where the piece begins and ends, distance at both.

    Returns
    -------
    int
        Number of pieces.
    """
    n = 0
    for e in edges:
        first = n
        x = 0.0
        d = dist[edge_u[e]]
        for i in range(at_indptr[e], at_indptr[e + 1]):
            here = min(at_gap[i], d + at_x[i] - x)
            out_edge[n] = e
            out_lo[n] = x
            out_hi[n] = at_x[i]
            out_from[n] = d
            out_to[n] = here
            n += 1
            x = at_x[i]
            d = here
        out_edge[n] = e
        out_lo[n] = x
        out_hi[n] = length[e]
        out_from[n] = d
        out_to[n] = dist[edge_v[e]]
        n += 1
        beyond = dist[edge_v[e]]
        for i in range(n - 1, first - 1, -1):  # what comes from the other side
            out_to[i] = min(out_to[i], beyond)
            out_from[i] = min(out_from[i], out_to[i] + out_hi[i] - out_lo[i])
            beyond = out_from[i]
    return n


@nb.njit(nb.void(_I4, _I4, _I4, _F8, _F8, _I4, _F8), cache=True, nogil=True)
def spread(indptr, adj_node, adj_edge, length, dist, seed_node, seed_cost):  # type: ignore[no-untyped-def]
    """Lower ``dist`` wherever the seeds are nearer than what is known: one more facility, without a new search."""
    keys = np.empty(adj_node.size + seed_node.size + 1, np.float64)
    items = np.empty(keys.size, np.int32)
    size = 0
    for i in range(seed_node.size):
        if seed_cost[i] < dist[seed_node[i]]:
            dist[seed_node[i]] = seed_cost[i]
            _push(keys, items, size, seed_cost[i], seed_node[i])
            size += 1
    while size > 0:
        d = keys[0]
        v = items[0]
        _drop_first(keys, items, size)
        size -= 1
        if d > dist[v]:
            continue
        for i in range(indptr[v], indptr[v + 1]):
            w = adj_node[i]
            nd = d + length[adj_edge[i]]
            if nd < dist[w]:
                dist[w] = nd
                _push(keys, items, size, nd, w)
                size += 1


@nb.njit(_I8(_I4, _F8, _F8, _B1, _I4, _F8, _F8, _F8, _F8, _F8), cache=True, nogil=True)
def cut_lines(edges, lo, hi, backward, geom_indptr, lon, lat, share, out_lon, out_lat):  # type: ignore[no-untyped-def]
    """Write the points of parts of edges, one part after the other.

    ``lo`` and ``hi`` are shares of the edge's length, ``share`` is that of every geometry point, ``backward`` turns a
    part round. Returns where each part's points begin in ``out_lon`` and ``out_lat`` (n + 1 entries).
    """
    begin = np.zeros(edges.size + 1, np.int64)
    n = 0
    for i in range(edges.size):
        a = geom_indptr[edges[i]]
        b = geom_indptr[edges[i] + 1]
        first = n
        for end in range(2):
            s = lo[i] if end == 0 else hi[i]
            if end == 1:
                for j in range(a, b):
                    if share[j] > lo[i] and share[j] < hi[i]:
                        out_lon[n] = lon[j]
                        out_lat[n] = lat[j]
                        n += 1
            j = a
            while j < b - 2 and share[j + 1] < s:
                j += 1
            wide = share[j + 1] - share[j]
            t = (s - share[j]) / wide if wide > 0 else 0.0
            t = min(1.0, max(0.0, t))
            # exact at both ends, so that parts that follow each other meet in the very same point
            out_lon[n] = lon[j + 1] if t == 1.0 else lon[j] + t * (lon[j + 1] - lon[j])
            out_lat[n] = lat[j + 1] if t == 1.0 else lat[j] + t * (lat[j + 1] - lat[j])
            n += 1
        if backward[i]:
            p = first
            q = n - 1
            while p < q:
                out_lon[p], out_lon[q] = out_lon[q], out_lon[p]
                out_lat[p], out_lat[q] = out_lat[q], out_lat[p]
                p += 1
                q -= 1
        begin[i + 1] = n
    return begin
