"""Compiled loop of network health: distances between many pairs of nodes, each with its own bound."""

import numba as nb
import numpy as np

from routing.kernels import _drop_first, _push

_I4 = nb.int32[::1]
_F8 = nb.float64[::1]


@nb.njit(_F8(_I4, _I4, _I4, _F8, _I4, _I4, _I4, _F8), cache=True, nogil=True)
def between(indptr, adj_node, adj_edge, length, start, end, skip, bound):  # type: ignore[no-untyped-def]
    """Metres from ``start[i]`` to ``end[i]`` without the edge ``skip[i]`` (-1: none); ``inf`` beyond ``bound[i]``.

    Rows list, per node, the neighbour and the edge to it; ``length`` is that of the edges.
    """
    answer = np.full(start.size, np.inf)
    dist = np.full(indptr.size - 1, np.inf)
    touched = np.empty(indptr.size - 1, np.int32)
    keys = np.empty(adj_node.size + 2, np.float64)
    items = np.empty(adj_node.size + 2, np.int32)
    for i in range(start.size):
        count = 1
        touched[0] = start[i]
        dist[start[i]] = 0.0
        size = 0
        _push(keys, items, size, 0.0, start[i])
        size += 1
        while size > 0:
            d = keys[0]
            v = items[0]
            _drop_first(keys, items, size)
            size -= 1
            if v == end[i]:
                answer[i] = d
                break
            if d > dist[v]:
                continue
            for k in range(indptr[v], indptr[v + 1]):
                if adj_edge[k] == skip[i]:
                    continue
                w = adj_node[k]
                nd = d + length[adj_edge[k]]
                if nd <= bound[i] and nd < dist[w]:
                    if dist[w] == np.inf:
                        touched[count] = w
                        count += 1
                    dist[w] = nd
                    _push(keys, items, size, nd, w)
                    size += 1
        for k in range(count):
            dist[touched[k]] = np.inf
    return answer
