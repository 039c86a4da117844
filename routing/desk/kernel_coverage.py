"""Compiled loops of coverage: distance profiles along edges, pieces of lines, balls around candidates.

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


@nb.njit(
    nb.types.Tuple((_I8, _I4, nb.int64))(
        _I4, _I4, _I4, _F8, _I4, _I4, _I4, _F8, _I4, _F8, _F8, nb.float64, nb.int64
    ),
    cache=True,
    nogil=True,
)
def balls(  # type: ignore[no-untyped-def]
    indptr, adj_node, adj_edge, length, edge_u, edge_v, cell_indptr, cell_x, at_edge, at_x, at_gap, bound, most
):  # fmt: skip
    """Which cells each candidate is near enough to.

    Parameters
    ----------
    indptr, adj_node, adj_edge, length, edge_u, edge_v
        The ways.
    cell_indptr, cell_x
        Cells on each edge: metre of their middle.
    at_edge, at_x, at_gap
        Candidates: edge, metre along it, metres beside it.
    bound
        Metres within which a cell is served.
    most
        Stop before a candidate once this many nodes have been visited.

    Returns
    -------
    tuple
        Rows of cells per candidate (``indptr`` and cells), and how many candidates were looked at.
    """
    dist = np.full(indptr.size - 1, np.inf)
    touched = np.empty(indptr.size - 1, np.int32)
    stamp = np.full(length.size, -1, np.int32)
    keys = np.empty(adj_node.size + 3, np.float64)
    items = np.empty(adj_node.size + 3, np.int32)
    rows = np.zeros(at_edge.size + 1, np.int64)
    out = np.empty(1024, np.int32)
    n = 0
    visited = 0
    looked = 0
    for c in range(at_edge.size):
        if visited >= most:
            break
        looked += 1
        count = 0
        size = 0
        mine = at_edge[c]
        for end in range(2):
            v = edge_u[mine] if end == 0 else edge_v[mine]
            d = at_gap[c] + (at_x[c] if end == 0 else length[mine] - at_x[c])
            if d <= bound and d < dist[v]:
                if dist[v] == np.inf:
                    touched[count] = v
                    count += 1
                dist[v] = d
                _push(keys, items, size, d, v)
                size += 1
        while size > 0:
            d = keys[0]
            v = items[0]
            _drop_first(keys, items, size)
            size -= 1
            if d > dist[v]:
                continue
            visited += 1
            for i in range(indptr[v], indptr[v + 1]):
                w = adj_node[i]
                nd = d + length[adj_edge[i]]
                if nd <= bound and nd < dist[w]:
                    if dist[w] == np.inf:
                        touched[count] = w
                        count += 1
                    dist[w] = nd
                    _push(keys, items, size, nd, w)
                    size += 1
        for i in range(-1, count):
            first = 0 if i < 0 else indptr[touched[i]]
            last = 1 if i < 0 else indptr[touched[i] + 1]
            for k in range(first, last):
                e = mine if i < 0 else adj_edge[k]
                if stamp[e] == c:
                    continue
                stamp[e] = c
                for j in range(cell_indptr[e], cell_indptr[e + 1]):
                    d = min(dist[edge_u[e]] + cell_x[j], dist[edge_v[e]] + length[e] - cell_x[j])
                    if e == mine:
                        d = min(d, at_gap[c] + abs(cell_x[j] - at_x[c]))
                    if d <= bound:
                        if n == out.size:
                            more = np.empty(2 * n, np.int32)
                            more[:n] = out
                            out = more
                        out[n] = j
                        n += 1
        for i in range(count):
            dist[touched[i]] = np.inf
        rows[c + 1] = n
    return rows[: looked + 1].copy(), out[:n].copy(), looked


@nb.njit(nb.void(nb.int64, nb.int64, _I8, _I4, _I8, _I4, _F8, _I4, _F8), cache=True, nogil=True)
def _put(c, step, rows, cells, inverse, takers, weight, served, gain):  # type: ignore[no-untyped-def]
    """Choose a candidate (step 1) or give it up (-1), and keep every candidate's gain right."""
    for i in range(rows[c], rows[c + 1]):
        j = cells[i]
        before = served[j]
        served[j] += step
        if before == 0 or served[j] == 0:
            for k in range(inverse[j], inverse[j + 1]):
                gain[takers[k]] -= step * weight[j]


@nb.njit(nb.int64(_F8, nb.int64), cache=True, nogil=True)
def _best(gain, shun):  # type: ignore[no-untyped-def]
    """Candidate with the largest gain, the first of equals; -1 where none gains a centimetre."""
    best = -1
    most = 0.01
    for c in range(gain.size):
        if gain[c] > most and c != shun:
            most = gain[c]
            best = c
    return best


@nb.njit(
    nb.int64(nb.int64, _I4, nb.int64, nb.int64, _I8, _I4, _I8, _I4, _F8, _I4, _F8), cache=True, nogil=True
)
def _improve(size, chosen, count, shun, rows, cells, inverse, takers, weight, served, gain):  # type: ignore[no-untyped-def]
    """Fill up with the best ones, then swap one at a time until no swap gains; returns how many are chosen."""
    while size < count:
        best = _best(gain, shun)
        if best < 0:
            break
        chosen[size] = best
        size += 1
        _put(best, 1, rows, cells, inverse, takers, weight, served, gain)
    again = True
    turns = 0
    while again and turns < 50:
        again = False
        turns += 1
        for i in range(size):
            old = chosen[i]
            _put(old, -1, rows, cells, inverse, takers, weight, served, gain)
            best = _best(gain, -1)
            if best < 0 or gain[best] <= gain[old] + 0.01:
                best = old
            again = again or best != old
            chosen[i] = best
            _put(best, 1, rows, cells, inverse, takers, weight, served, gain)
    return size


@nb.njit(_I4(_I8, _I4, _I8, _I4, _F8, _I4, nb.int64, nb.int64, nb.int64), cache=True, nogil=True)
def choose(rows, cells, inverse, takers, weight, start, count, kicks, seed):  # type: ignore[no-untyped-def]
    """Choose up to ``count`` candidates that together serve as much weight as can be found.

    Greedy from ``start`` on, swaps, then ``kicks`` times: two chosen at random are given up, one of them not to be
    taken again at once, and what follows is kept where it is better. The same seed chooses the same.

    Parameters
    ----------
    rows, cells
        Cells of each candidate.
    inverse, takers
        Candidates of each cell.
    weight
        Worth of each cell.
    start
        Candidates to begin with.
    count, kicks, seed
        See above.
    """
    gain = np.zeros(rows.size - 1)
    served = np.zeros(weight.size, np.int32)
    for c in range(gain.size):
        for i in range(rows[c], rows[c + 1]):
            gain[c] += weight[cells[i]]
    chosen = np.empty(max(count, start.size, 1), np.int32)
    size = 0
    for c in start:
        chosen[size] = c
        size += 1
        _put(c, 1, rows, cells, inverse, takers, weight, served, gain)
    size = _improve(size, chosen, count, -1, rows, cells, inverse, takers, weight, served, gain)
    best = chosen[:size].copy()
    most = 0.0
    for j in range(weight.size):
        if served[j] > 0:
            most += weight[j]
    np.random.seed(seed)
    for _ in range(kicks if size > 1 else 0):
        shun = -1
        for _ in range(2):
            if size > 0:
                i = np.random.randint(size)
                shun = chosen[i]
                _put(shun, -1, rows, cells, inverse, takers, weight, served, gain)
                size -= 1
                chosen[i] = chosen[size]
        size = _improve(size, chosen, count, shun, rows, cells, inverse, takers, weight, served, gain)
        total = 0.0
        for j in range(weight.size):
            if served[j] > 0:
                total += weight[j]
        if total > most + 0.01:
            most = total
            best = chosen[:size].copy()
        elif total < most - 0.01:
            for i in range(size):
                _put(chosen[i], -1, rows, cells, inverse, takers, weight, served, gain)
            size = best.size
            for i in range(size):
                chosen[i] = best[i]
                _put(best[i], 1, rows, cells, inverse, takers, weight, served, gain)
    return best
