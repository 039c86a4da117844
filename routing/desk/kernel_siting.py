"""Compiled loops of siting: balls around candidates, and the choice of those that together serve most."""

import numba as nb
import numpy as np

from routing.kernels import _drop_first, _push

_I4 = nb.int32[::1]
_I8 = nb.int64[::1]
_F8 = nb.float64[::1]


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


@nb.njit(nb.int64(_F8, nb.int64, _F8, nb.float64, nb.boolean), cache=True, nogil=True)
def _best(gain, shun, cost, left, by_cost):  # type: ignore[no-untyped-def]
    """Affordable candidate that gains most (for its cost), the first of equals; -1 where none gains a centimetre."""
    best = -1
    most = 0.0
    for c in range(gain.size):
        if gain[c] > 0.01 and c != shun and cost[c] <= left:
            worth = gain[c] / (cost[c] + 1e-9) if by_cost else gain[c]
            if worth > most:
                most = worth
                best = c
    return best


@nb.njit(
    nb.types.Tuple((nb.int64, nb.float64))(
        nb.int64, _I4, nb.int64, nb.int64, _I8, _I4, _I8, _I4, _F8, _I4, _F8, _F8, nb.float64, nb.boolean
    ),
    cache=True,
    nogil=True,
)
def _improve(  # type: ignore[no-untyped-def]
    size, chosen, count, shun, rows, cells, inverse, takers, weight, served, gain, cost, left, by_cost
):  # fmt: skip
    """Fill up with the best ones, then swap one at a time until no swap gains; how many are chosen, and money left."""
    again = True
    turns = 0
    while again and turns < 50:
        while size < count:
            best = _best(gain, shun, cost, left, by_cost)
            if best < 0:
                break
            chosen[size] = best
            size += 1
            left -= cost[best]
            _put(best, 1, rows, cells, inverse, takers, weight, served, gain)
        again = False
        turns += 1
        shun = -1
        for i in range(size):
            old = chosen[i]
            _put(old, -1, rows, cells, inverse, takers, weight, served, gain)
            best = _best(gain, -1, cost, left + cost[old], False)
            if best < 0 or gain[best] <= gain[old] + 0.01:
                best = old
            again = again or best != old
            chosen[i] = best
            left += cost[old] - cost[best]
            _put(best, 1, rows, cells, inverse, takers, weight, served, gain)
    return size, left


@nb.njit(
    _I4(_I8, _I4, _I8, _I4, _F8, _I4, nb.int64, nb.int64, nb.int64, _F8, nb.float64, nb.boolean),
    cache=True,
    nogil=True,
)
def choose(  # type: ignore[no-untyped-def]
    rows, cells, inverse, takers, weight, start, count, kicks, seed, cost, budget, by_cost
):  # fmt: skip
    """Choose up to ``count`` candidates within the budget that together serve as much weight as can be found.

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
    cost, budget
        Of each candidate, and of all chosen at most (``inf``: no matter).
    by_cost
        Whether greedy looks at weight for the money.
    """
    gain = np.zeros(rows.size - 1)
    served = np.zeros(weight.size, np.int32)
    for c in range(gain.size):
        for i in range(rows[c], rows[c + 1]):
            gain[c] += weight[cells[i]]
    chosen = np.empty(max(count, start.size, 1), np.int32)
    size = 0
    left = budget
    for c in start:
        chosen[size] = c
        size += 1
        left -= cost[c]
        _put(c, 1, rows, cells, inverse, takers, weight, served, gain)
    size, left = _improve(
        size, chosen, count, -1, rows, cells, inverse, takers, weight, served, gain, cost, left, by_cost
    )
    best = chosen[:size].copy()
    best_left = left
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
                left += cost[shun]
                chosen[i] = chosen[size]
        size, left = _improve(
            size, chosen, count, shun, rows, cells, inverse, takers, weight, served, gain, cost, left, by_cost
        )
        total = 0.0
        for j in range(weight.size):
            if served[j] > 0:
                total += weight[j]
        if total > most + 0.01:
            most = total
            best = chosen[:size].copy()
            best_left = left
        elif total < most - 0.01:
            for i in range(size):
                _put(chosen[i], -1, rows, cells, inverse, takers, weight, served, gain)
            size = best.size
            left = best_left
            for i in range(size):
                chosen[i] = best[i]
                _put(best[i], 1, rows, cells, inverse, takers, weight, served, gain)
    return best
