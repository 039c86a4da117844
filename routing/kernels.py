"""Compiled searches over compressed sparse rows.

A direction of the graph is three arrays: ``indptr[n+1]``, and per entry the neighbour ``adj_node`` and the arc
``adj_arc`` whose cost leads there. Forward rows list arcs out of a node, backward rows arcs into it, so each kernel
serves both. Costs are ``float64`` per arc, ``inf`` where closed, never negative.

Signatures are explicit: everything is compiled (or read from the cache beside this file) at import, so that no
request waits for a compiler. The kernels release the GIL and write only to arrays they are given or make.
"""

import numba as nb
import numpy as np

_I4 = nb.int32[::1]
_F8 = nb.float64[::1]


@nb.njit(nb.void(_F8, _I4, nb.int64, nb.float64, nb.int32), cache=True, nogil=True, inline="always")
def _push(keys, items, size, key, item):  # type: ignore[no-untyped-def]
    """Add to a 4-ary heap that holds ``size`` entries."""
    at = size
    while at > 0:
        up = (at - 1) >> 2
        if keys[up] <= key:
            break
        keys[at] = keys[up]
        items[at] = items[up]
        at = up
    keys[at] = key
    items[at] = item


@nb.njit(nb.void(_F8, _I4, nb.int64), cache=True, nogil=True, inline="always")
def _drop_first(keys, items, size):  # type: ignore[no-untyped-def]
    """Remove the smallest of a 4-ary heap that holds ``size`` entries."""
    last = size - 1
    key = keys[last]
    item = items[last]
    at = 0
    while True:
        child = 4 * at + 1
        if child >= last:
            break
        best = child
        best_key = keys[child]
        for c in range(child + 1, min(child + 4, last)):
            if keys[c] < best_key:
                best = c
                best_key = keys[c]
        if best_key >= key:
            break
        keys[at] = best_key
        items[at] = items[best]
        at = best
    keys[at] = key
    items[at] = item


@nb.njit(
    nb.int64(_I4, _I4, _I4, _F8, _I4, _F8, nb.float64, _F8, _I4, _F8, _I4, _I4),
    cache=True,
    nogil=True,
)
def grow(indptr, adj_node, adj_arc, cost, seed_node, seed_cost, bound, ahead, targets, dist, pred, order):  # type: ignore[no-untyped-def]
    """Grow a shortest-path tree from seeds until the bound, or until all targets are settled.

    Parameters
    ----------
    indptr, adj_node, adj_arc
        One direction of the graph.
    cost
        Cost per arc.
    seed_node, seed_cost
        Where to start, and what has been spent to get there.
    bound
        Nodes farther than this are left at ``inf``.
    ahead
        Per node, what is sure to be spent after it and counts against the bound; empty for nothing.
    targets
        Nodes to wait for; empty for the whole tree.
    dist, pred, order
        Filled: cost from the seeds, arc that reached the node (-1 at a seed), nodes in the order they were settled.

    Returns
    -------
    int
        How many nodes were settled (entries of ``order``).
    """
    n = indptr.size - 1
    looks_ahead = ahead.size > 0
    dist[:] = np.inf
    pred[:] = -1
    settled = np.zeros(n, np.uint8)
    wanted = np.zeros(n if targets.size else 0, np.uint8)
    waiting = 0
    for t in targets:
        if wanted[t] == 0:
            wanted[t] = 1
            waiting += 1
    capacity = adj_node.size + seed_node.size + 1
    keys = np.empty(capacity, np.float64)
    items = np.empty(capacity, np.int32)
    size = 0
    for i in range(seed_node.size):
        v = seed_node[i]
        if seed_cost[i] < dist[v] and seed_cost[i] <= bound:
            dist[v] = seed_cost[i]
            _push(keys, items, size, seed_cost[i], v)
            size += 1
    count = 0
    while size > 0:
        d = keys[0]
        v = items[0]
        _drop_first(keys, items, size)
        size -= 1
        if settled[v]:
            continue
        settled[v] = 1
        order[count] = v
        count += 1
        if waiting > 0 and wanted[v]:
            waiting -= 1
            if waiting == 0:
                break
        for i in range(indptr[v], indptr[v + 1]):
            w = adj_node[i]
            if settled[w]:
                continue
            nd = d + cost[adj_arc[i]]
            if nd < dist[w] and nd + (ahead[w] if looks_ahead else 0.0) <= bound:
                dist[w] = nd
                pred[w] = adj_arc[i]
                _push(keys, items, size, nd, w)
                size += 1
    for i in range(size):  # reached, not settled: not final, so not told
        w = items[i]
        if not settled[w]:
            dist[w] = np.inf
            pred[w] = -1
    return count


@nb.njit(nb.void(_I4, nb.int64, _I4, _I4, _F8, _F8), cache=True, nogil=True)
def accumulate(order, count, pred, parent_of_arc, value, total):  # type: ignore[no-untyped-def]
    """Add up ``value`` of arcs along a tree, from the seeds (whose ``total`` is kept) outwards.

    ``parent_of_arc`` is ``tail`` for a forward tree and ``head`` for a backward one.
    """
    for i in range(count):
        v = order[i]
        a = pred[v]
        if a >= 0:
            total[v] = total[parent_of_arc[a]] + value[a]


@nb.njit(
    nb.types.Tuple((nb.float64, nb.int64))(
        _I4, _I4, _I4, _I4, _I4, _I4, _F8, _F8, _F8, _I4, _F8, _I4, _F8, nb.float64, nb.float64, nb.float64,
        nb.float64, _F8, _F8, _I4, _I4,
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def meet(  # type: ignore[no-untyped-def]
    out_ptr, out_node, out_arc, in_ptr, in_node, in_arc, cost, x, y,
    source_node, source_cost, target_node, target_cost, sx, sy, tx, ty,
    dist_f, dist_b, pred_f, pred_b,
):  # fmt: skip
    """Cheapest path from a source to a target: two searches that meet, drawn towards each other.

    Both searches use the balanced potential (crow-fly to target − crow-fly to source) / 2, which stays valid as long
    as no arc costs less than the straight line between its ends; ``x, y`` are node positions in metres, already
    scaled so that this holds.

    Returns
    -------
    tuple[float, int]
        Cost and the node where the halves meet; ``(inf, -1)`` where there is no path.
    """
    n = out_ptr.size - 1
    dist_f[:] = np.inf
    dist_b[:] = np.inf
    pred_f[:] = -1
    pred_b[:] = -1
    done = np.zeros(n, np.uint8)  # bit 1: settled from the source, bit 2: from the target
    pot = np.full(n, np.nan)
    cap_f = out_node.size + source_node.size + 1
    cap_b = in_node.size + target_node.size + 1
    keys_f = np.empty(cap_f, np.float64)
    items_f = np.empty(cap_f, np.int32)
    keys_b = np.empty(cap_b, np.float64)
    items_b = np.empty(cap_b, np.int32)
    size_f = 0
    size_b = 0
    best = np.inf
    at = -1
    for i in range(source_node.size):
        v = source_node[i]
        pot[v] = 0.5 * (np.hypot(x[v] - tx, y[v] - ty) - np.hypot(x[v] - sx, y[v] - sy))
        if source_cost[i] < dist_f[v]:
            dist_f[v] = source_cost[i]
            _push(keys_f, items_f, size_f, source_cost[i] + pot[v], v)
            size_f += 1
    for i in range(target_node.size):
        v = target_node[i]
        pot[v] = 0.5 * (np.hypot(x[v] - tx, y[v] - ty) - np.hypot(x[v] - sx, y[v] - sy))
        if target_cost[i] < dist_b[v]:
            dist_b[v] = target_cost[i]
            _push(keys_b, items_b, size_b, target_cost[i] - pot[v], v)
            size_b += 1
            if dist_f[v] + dist_b[v] < best:
                best = dist_f[v] + dist_b[v]
                at = v
    while size_f > 0 and size_b > 0:
        if keys_f[0] + keys_b[0] >= best:
            break
        if size_f <= size_b:
            v = items_f[0]
            _drop_first(keys_f, items_f, size_f)
            size_f -= 1
            if done[v] & 1:
                continue
            done[v] |= 1
            if done[v] & 2:
                continue  # the other search has the best rest from here already
            d = dist_f[v]
            for i in range(out_ptr[v], out_ptr[v + 1]):
                w = out_node[i]
                nd = d + cost[out_arc[i]]
                if nd < dist_f[w]:
                    if np.isnan(pot[w]):
                        pot[w] = 0.5 * (np.hypot(x[w] - tx, y[w] - ty) - np.hypot(x[w] - sx, y[w] - sy))
                    dist_f[w] = nd
                    pred_f[w] = out_arc[i]
                    _push(keys_f, items_f, size_f, nd + pot[w], w)
                    size_f += 1
                    if nd + dist_b[w] < best:
                        best = nd + dist_b[w]
                        at = w
        else:
            v = items_b[0]
            _drop_first(keys_b, items_b, size_b)
            size_b -= 1
            if done[v] & 2:
                continue
            done[v] |= 2
            if done[v] & 1:
                continue
            d = dist_b[v]
            for i in range(in_ptr[v], in_ptr[v + 1]):
                w = in_node[i]
                nd = d + cost[in_arc[i]]
                if nd < dist_b[w]:
                    if np.isnan(pot[w]):
                        pot[w] = 0.5 * (np.hypot(x[w] - tx, y[w] - ty) - np.hypot(x[w] - sx, y[w] - sy))
                    dist_b[w] = nd
                    pred_b[w] = in_arc[i]
                    _push(keys_b, items_b, size_b, nd - pot[w], w)
                    size_b += 1
                    if dist_f[w] + nd < best:
                        best = dist_f[w] + nd
                        at = w
    return best, at


@nb.njit(_I4(_I4, _I4, nb.int64), cache=True, nogil=True)
def trace(pred, parent_of_arc, node):  # type: ignore[no-untyped-def]
    """Arcs of a tree from ``node`` back to its seed, in that order."""
    count = 0
    v = node
    while pred[v] >= 0:
        count += 1
        v = parent_of_arc[pred[v]]
    arcs = np.empty(count, np.int32)
    v = node
    for i in range(count):
        arcs[i] = pred[v]
        v = parent_of_arc[pred[v]]
    return arcs


@nb.njit(_F8(_I4, _I4, _I4, _I4, _I4, _I4, _F8, _I4, _I4), cache=True, nogil=True)
def shared_by_branches(
    nodes, pred_a, parent_a, pred_b, parent_b, arc_edge, edge_length, twin_indptr, twin_edge
):  # type: ignore[no-untyped-def]
    """Metres of a node's branch in one tree that its branch in another uses too, or runs beside.

    Parameters
    ----------
    nodes
        Nodes settled in both trees.
    pred_a, parent_a, pred_b, parent_b
        The two trees, see :func:`grow` and :func:`trace`.
    arc_edge, edge_length
        Edge of each arc, metres of each edge.
    twin_indptr, twin_edge
        Edges that run beside each edge.

    Returns
    -------
    numpy.ndarray
        ``float64`` per node.
    """
    shared = np.zeros(nodes.size)
    mark = np.full(edge_length.size, -1, np.int32)
    for i in range(nodes.size):
        v = nodes[i]
        while pred_a[v] >= 0:
            e = arc_edge[pred_a[v]]
            mark[e] = i
            for j in range(twin_indptr[e], twin_indptr[e + 1]):
                mark[twin_edge[j]] = i
            v = parent_a[pred_a[v]]
        v = nodes[i]
        while pred_b[v] >= 0:
            e = arc_edge[pred_b[v]]
            if mark[e] == i:
                shared[i] += edge_length[e]
            v = parent_b[pred_b[v]]
    return shared


@nb.njit(nb.float64(_I4, _F8, _I4, _I4, nb.int64, nb.float64), cache=True, nogil=True)
def felt_repeats(edges, lengths, twin_indptr, twin_edge, n_edges, apart):  # type: ignore[no-untyped-def]
    """Metres of a walk on edges that it has used before, or run beside more than ``apart`` metres of travel before.

    Parameters
    ----------
    edges, lengths
        Edges in travel order (-1: not to be counted), metres travelled on each.
    twin_indptr, twin_edge, n_edges
        Edges that run beside each edge.
    apart
        Metres of travel that must lie between an edge and one beside it: round a corner the two are close.
    """
    seen = np.full(n_edges, -1.0)
    used = np.zeros(n_edges, np.uint8)
    at = 0.0
    total = 0.0
    for i in range(edges.size):
        e = edges[i]
        if e < 0:
            continue
        if used[e] or (seen[e] >= 0.0 and at - seen[e] > apart):
            total += lengths[i]
        used[e] = 1
        at += lengths[i]
        if seen[e] < 0.0:
            seen[e] = at
        for j in range(twin_indptr[e], twin_indptr[e + 1]):
            if seen[twin_edge[j]] < 0.0:
                seen[twin_edge[j]] = at
    return total


@nb.njit(nb.void(_F8, _F8, nb.float64, nb.float64, nb.float64, nb.float64, _F8), cache=True, nogil=True)
def crow(x, y, to_x, to_y, stretch, least, ahead):  # type: ignore[no-untyped-def]
    """Fill ``ahead`` with the stretched straight distance of each node to a point, at least ``least``."""
    for v in range(x.size):
        ahead[v] = max(stretch * np.sqrt((x[v] - to_x) ** 2 + (y[v] - to_y) ** 2), least)
