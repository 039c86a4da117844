"""Compiled parts of map matching: candidates around points, the most likely sequence of them, the ways between.

As in :mod:`routing.kernels`, signatures are explicit, so that everything is compiled or read from the cache at import.
A *state* is a point on an arc: where a traveller may have been, and which way they went.
"""

import numba as nb
import numpy as np

from routing.kernels import _drop_first, _push

_I4 = nb.int32[::1]
_F8 = nb.float64[::1]
_U1 = nb.uint8[::1]

FARTHEST_M = 40_000.0
"""Ways longer than this are not looked for, however far two points lie apart."""
SAME_SPOT_M = 60.0
"""Points on one edge nearer than this along it are one candidate: the nearest of them."""


@nb.njit(
    nb.int64(
        _F8, _F8, _F8, nb.float64, nb.float64, nb.float64, nb.float64, nb.int64, nb.int64,
        _I4, _I4, _I4, _F8, _F8, _F8, _U1, nb.float64, nb.int64,
        _I4, _I4, _F8, _F8,
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def candidates(  # type: ignore[no-untyped-def]
    lon, lat, kx, lon0, lat0, cell_lon, cell_lat, cols, rows,
    grid_indptr, grid_segment, grid_segment_edge, geom_lon, geom_lat, geom_at, usable, reach, most,
    indptr, edge, at, gap,
):  # fmt: skip
    """Find the points on usable edges around each point, at most ``most`` of them, the nearest.

    Parameters
    ----------
    lon, lat, kx
        The points, and metres per degree of longitude at each.
    lon0 … grid_segment_edge
        The dataset's grid, see :mod:`geodata.snapgrid`.
    geom_lon, geom_lat, geom_at
        Points of the edges, and metres along its edge at each.
    usable, reach
        Which edges count, and how far from a point.
    indptr, edge, at, gap
        Filled: candidates of point i are ``indptr[i]:indptr[i + 1]``; edge, metres along it, metres from the point.

    Returns
    -------
    int
        How many candidates there are.
    """
    ky = 111_195.0
    count = 0
    for i in range(lon.size):
        first = count
        indptr[i] = first
        wide = reach / kx[i]
        high = reach / ky
        west = max(0, int(np.floor((lon[i] - wide - lon0) / cell_lon)))
        east = min(cols - 1, int(np.floor((lon[i] + wide - lon0) / cell_lon)))
        south = max(0, int(np.floor((lat[i] - high - lat0) / cell_lat)))
        north = min(rows - 1, int(np.floor((lat[i] + high - lat0) / cell_lat)))
        for gy in range(south, north + 1):
            for gx in range(west, east + 1):
                cell = gy * cols + gx
                for entry in range(grid_indptr[cell], grid_indptr[cell + 1]):
                    e = grid_segment_edge[entry]
                    if usable[e] == 0:
                        continue
                    s = grid_segment[entry]
                    ax = (geom_lon[s] - lon[i]) * kx[i]
                    ay = (geom_lat[s] - lat[i]) * ky
                    ux = (geom_lon[s + 1] - geom_lon[s]) * kx[i]
                    uy = (geom_lat[s + 1] - geom_lat[s]) * ky
                    length2 = ux * ux + uy * uy
                    t = 0.0
                    if length2 > 0.0:
                        t = min(1.0, max(0.0, -(ax * ux + ay * uy) / length2))
                    d = np.hypot(ax + t * ux, ay + t * uy)
                    if d > reach:
                        continue
                    here = geom_at[s] + t * (geom_at[s + 1] - geom_at[s])
                    slot = -1
                    worst = -1
                    for j in range(first, count):
                        if edge[j] == e and abs(at[j] - here) < SAME_SPOT_M:
                            slot = j
                            break
                        if worst < 0 or gap[j] > gap[worst]:
                            worst = j
                    if slot >= 0:
                        if d >= gap[slot]:
                            continue
                    elif count - first < most:
                        slot = count
                        count += 1
                    elif d < gap[worst]:
                        slot = worst
                    else:
                        continue
                    edge[slot] = e
                    at[slot] = here
                    gap[slot] = d
    indptr[lon.size] = count
    return count


@nb.njit(
    nb.int64(_I4, _I4, _F8, nb.int32, nb.float64, nb.int64, _I4, nb.int32, _I4, _F8, _I4, _I4, _I4, _F8, _I4),
    cache=True,
    nogil=True,
)  # fmt: skip
def _spread(  # type: ignore[no-untyped-def]
    indptr, head, weight, root, bound, waiting, wanted, stamp, seen, dist, pred, first, settled, keys, items
):  # fmt: skip
    """Shortest ways from a node until the wanted nodes are settled or the bound is reached.

    Arrays per node are valid where ``seen`` (reached) or ``settled`` hold ``stamp``, so that none has to be cleared.
    ``first`` is the arc by which the way to a node leaves the root.
    """
    dist[root] = 0.0
    pred[root] = -1
    first[root] = -1
    seen[root] = stamp
    keys[0] = 0.0
    items[0] = root
    size = 1
    count = 0
    room = keys.size
    while size > 0:
        d = keys[0]
        v = items[0]
        _drop_first(keys, items, size)
        size -= 1
        if settled[v] == stamp:
            continue
        settled[v] = stamp
        count += 1
        if wanted[v] == stamp:
            waiting -= 1
            if waiting == 0:
                break
        for a in range(indptr[v], indptr[v + 1]):
            nd = d + weight[a]
            if nd > bound:
                continue
            w = head[a]
            if settled[w] == stamp or (seen[w] == stamp and nd >= dist[w]):
                continue
            if size == room:
                return count
            dist[w] = nd
            pred[w] = a
            first[w] = a if v == root else first[v]
            seen[w] = stamp
            _push(keys, items, size, nd, w)
            size += 1
    return count


@nb.njit(
    nb.void(
        _I4, _I4, _I4, _F8, _F8, _I4, _F8, _F8, _I4, _I4, _F8, _F8,
        nb.float64, nb.float64, nb.float64, nb.float64, nb.float64, nb.float64, nb.float64, nb.int64,
        _I4, _F8, _I4,
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def likeliest(  # type: ignore[no-untyped-def]
    indptr, head, tail, weight, arc_length, reverse, x, y, state_ptr, state_arc, state_pos, state_emit,
    beta, beta_share, turn, bound_m, bound_factor, back_m, prune, max_skip,
    came_from, score, previous,
):  # fmt: skip
    """Find the likeliest sequence of states by the Viterbi algorithm.

    Parameters
    ----------
    indptr, head, tail
        Arcs in rows by their tail.
    weight, arc_length, reverse
        Per arc: metres as they count, ``inf`` where nobody can go; metres; the arc the other way (-1 none).
    x, y
        The points of the trace in metres.
    state_ptr, state_arc, state_pos, state_emit
        States of point t are ``state_ptr[t]:state_ptr[t + 1]``: arc, metres along it, how unlikely it is.
    beta, beta_share
        A way that differs from the straight line by ``beta + beta_share × line`` costs 1.
    turn
        What turning round costs.
    bound_m, bound_factor
        Ways longer than ``bound_m + bound_factor × line`` are not looked for.
    back_m
        Going back on an arc by less than this is standing still.
    prune, max_skip
        States so much worse than the best are dropped; so many points that cannot be reached are skipped in a row.
    came_from, score, previous
        Filled. Per state the state before it (-1 at a beginning) and its cost; per point the point before it, -1 at the
        beginning of a piece, -2 where the point is left out.
    """
    n = indptr.size - 1
    dist = np.empty(n)
    pred = np.empty(n, np.int32)
    first = np.empty(n, np.int32)
    seen = np.full(n, -1, np.int32)
    settled = np.full(n, -1, np.int32)
    wanted = np.full(n, -1, np.int32)
    keys = np.empty(head.size + 1)
    items = np.empty(head.size + 1, np.int32)
    points = x.size
    done = np.zeros(state_arc.size, np.uint8)
    previous[:] = -2
    came_from[:] = -1
    score[:] = np.inf
    stamp = -1
    last = -1
    failed_first = -1
    failed = 0
    t = 0
    while t < points:
        a0, a1 = state_ptr[t], state_ptr[t + 1]
        if a0 == a1:
            t += 1
            continue
        if last < 0:
            for j in range(a0, a1):
                score[j] = state_emit[j]
                came_from[j] = -1
            previous[t] = -1
            last = t
            failed = 0
            t += 1
            continue
        straight = np.hypot(x[t] - x[last], y[t] - y[last])
        bound = min(bound_m + bound_factor * straight, FARTHEST_M)
        scale = beta + beta_share * straight
        b0, b1 = state_ptr[last], state_ptr[last + 1]
        best = np.inf
        for i in range(b0, b1):
            best = min(best, score[i])
            done[i] = 0
        reached = False
        for i in range(b0, b1):
            if done[i] or score[i] > best + prune:
                continue
            root = head[state_arc[i]]
            stamp += 1
            waiting = 0
            for j in range(a0, a1):
                v = tail[state_arc[j]]
                if wanted[v] != stamp:
                    wanted[v] = stamp
                    waiting += 1
            _spread(
                indptr, head, weight, root, bound, waiting, wanted, np.int32(stamp), seen, dist, pred, first, settled,
                keys, items,
            )  # fmt: skip
            for k in range(i, b1):
                arc = state_arc[k]
                if head[arc] != root or score[k] > best + prune:
                    continue
                done[k] = 1
                other = reverse[arc]
                a_factor = weight[arc] / arc_length[arc] if arc_length[arc] > 0.0 else 1.0
                rest = (arc_length[arc] - state_pos[k]) * a_factor
                for j in range(a0, a1):
                    b = state_arc[j]
                    penalty = 0.0
                    if b == arc and state_pos[j] >= state_pos[k] - back_m:
                        way = max(0.0, state_pos[j] - state_pos[k]) * a_factor
                    elif b == other:
                        way = abs(arc_length[arc] - state_pos[j] - state_pos[k]) * a_factor
                        penalty = turn
                    else:
                        v = tail[b]
                        if settled[v] != stamp:
                            continue
                        b_factor = weight[b] / arc_length[b] if arc_length[b] > 0.0 else 1.0
                        way = rest + dist[v] + state_pos[j] * b_factor
                        if first[v] >= 0 and first[v] == other:
                            penalty += turn
                        if pred[v] >= 0 and pred[v] == reverse[b]:
                            penalty += turn
                    if way > bound:
                        continue
                    s = score[k] + abs(way - straight) / scale + penalty + state_emit[j]
                    if s < score[j]:
                        score[j] = s
                        came_from[j] = k
                        reached = True
        if reached:
            previous[t] = last
            last = t
            failed = 0
            t += 1
        else:
            if failed == 0:
                failed_first = t
            failed += 1
            t += 1
            if failed > max_skip or t == points:
                t = failed_first  # nothing leads on: a new piece begins here
                last = -1
                failed = 0


@nb.njit(
    nb.types.Tuple((_I4, _I4))(_I4, _I4, _I4, _F8, _I4, _I4, _F8),
    cache=True,
    nogil=True,
)
def legs(indptr, head, tail, weight, start, end, bound):  # type: ignore[no-untyped-def]
    """Arcs of the shortest ways between nodes.

    Parameters
    ----------
    indptr, head, tail, weight
        As in :func:`likeliest`.
    start, end
        Nodes of each way; a way from -1 is none.
    bound
        Ways are no longer than this.

    Returns
    -------
    tuple
        Row pointers, and the arcs of all ways.
    """
    n = indptr.size - 1
    dist = np.empty(n)
    pred = np.empty(n, np.int32)
    first = np.empty(n, np.int32)
    seen = np.full(n, -1, np.int32)
    settled = np.full(n, -1, np.int32)
    wanted = np.full(n, -1, np.int32)
    keys = np.empty(head.size + 1)
    items = np.empty(head.size + 1, np.int32)
    ptr = np.zeros(start.size + 1, np.int32)
    arcs = np.empty(1024, np.int32)
    count = 0
    for i in range(start.size):
        if start[i] >= 0 and start[i] != end[i]:
            wanted[end[i]] = i
            _spread(
                indptr, head, weight, start[i], bound[i], 1, wanted, np.int32(i), seen, dist, pred, first, settled,
                keys, items,
            )  # fmt: skip
            steps = 0
            v = end[i]
            if settled[v] == i:
                while pred[v] >= 0:
                    steps += 1
                    v = tail[pred[v]]
                while count + steps > arcs.size:
                    more = np.empty(2 * arcs.size, np.int32)
                    more[:count] = arcs[:count]
                    arcs = more
                v = end[i]
                for back in range(steps):
                    arcs[count + steps - 1 - back] = pred[v]
                    v = tail[pred[v]]
                count += steps
        ptr[i + 1] = count
    return ptr, arcs[:count].copy()
