"""Compiled search for rings on a small graph: simple paths between two nodes of an asked length, the best kept."""

import numba as nb
import numpy as np

_I4 = nb.int32[::1]
_F8 = nb.float64[::1]


@nb.njit(nb.uint64(nb.uint64), cache=True, nogil=True, inline="always")
def _next_random(state):
    """Xorshift: the next of a sequence of numbers that is the same everywhere."""
    state ^= state << nb.uint64(13)
    state ^= state >> nb.uint64(7)
    state ^= state << nb.uint64(17)
    return state


@nb.njit(
    nb.types.Tuple((nb.int64, nb.int64))(
        _I4, _I4, _I4, _I4, _F8, _F8, _F8, _I4, _I4, _F8, nb.int64, nb.int64, nb.int64, nb.float64, nb.float64,
        nb.float64, nb.float64, nb.float64, nb.int64, nb.int64, nb.uint64, _F8, _I4, nb.int32[:, ::1],
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def rings(
    indptr, node, arc, arc_edge, length, lure, home, over_indptr, over_edge, over_m, source, target, banned_edge,
    asked, slack, unnoticed, weight_repeated, weight_missed, steps, rounds, seed, best_score, best_size, best_path,
):  # fmt: skip
    """Search simple paths from ``source`` to ``target`` of about ``asked`` metres, depth first, in random order.

    Parameters
    ----------
    indptr, node, arc
        Forward rows of the graph.
    arc_edge, length, lure
        Per arc: edge, metres (``inf`` closed), worth in metres of what lies along it.
    home
        Per node: least metres to the target.
    over_indptr, over_edge, over_m
        Per edge: others that share ways with it, and how many metres.
    source, target, banned_edge
        Ends, equal for a ring; an edge not to be used (-1: none).
    asked, slack
        Metres wanted, and by how many a path may differ.
    unnoticed, weight_repeated, weight_missed
        How paths are scored, see :mod:`routing.judging`.
    steps, rounds
        Arcs tried in each of a number of rounds, which differ in their random order.
    seed
        Of that order, not 0.
    best_score, best_size, best_path
        Filled with the best paths found: score, number of arcs, arcs. As many as they have rows.

    Returns
    -------
    tuple[int, int]
        How many paths were kept, and 1 when some round ended by itself: then nothing was left untried.
    """
    n = indptr.size - 1
    depth_max = best_path.shape[1]
    keep = best_score.size
    kept = 0
    complete = 0
    state = seed
    on_path = np.zeros(n, np.uint8)
    used = np.zeros(over_indptr.size - 1, np.uint8)
    stack_node = np.empty(depth_max + 1, np.int32)
    stack_at = np.empty(depth_max + 1, np.int32)
    stack_turn = np.empty(depth_max + 1, np.int32)
    stack_arc = np.empty(depth_max + 1, np.int32)
    stack_length = np.empty(depth_max + 1)
    stack_lure = np.empty(depth_max + 1)
    stack_over = np.empty(depth_max + 1)
    for _ in range(rounds):
        on_path[:] = 0
        used[:] = 0
        depth = 0
        stack_node[0] = source
        stack_at[0] = 0
        state = _next_random(state)
        stack_turn[0] = state % 64
        stack_length[0] = 0.0
        stack_lure[0] = 0.0
        stack_over[0] = 0.0
        on_path[source] = 1
        left = steps
        while depth >= 0 and left > 0:
            v = stack_node[depth]
            degree = indptr[v + 1] - indptr[v]
            if stack_at[depth] >= degree or depth + 1 > depth_max:
                if depth > 0:
                    used[arc_edge[stack_arc[depth]]] = 0
                on_path[v] = 0
                depth -= 1
                continue
            i = indptr[v] + (stack_at[depth] + stack_turn[depth]) % degree
            stack_at[depth] += 1
            left -= 1
            a = arc[i]
            w = node[i]
            e = arc_edge[a]
            total = stack_length[depth] + length[a]
            if e == banned_edge or used[e] or not total + home[w] <= asked + slack:
                continue
            if on_path[w] and w != target:
                continue
            over = stack_over[depth]
            for j in range(over_indptr[e], over_indptr[e + 1]):
                if used[over_edge[j]]:
                    over += over_m[j]
            if over > 0.25 * asked:
                continue
            worth = stack_lure[depth] + lure[a]
            if w == target:
                missed = abs(total - asked)
                if missed <= slack:
                    score = (
                        worth
                        - weight_repeated * over
                        - weight_missed * max(0.0, missed - unnoticed)
                        - 0.5 * missed
                    )
                    slot = kept if kept < keep else int(np.argmin(best_score))
                    if kept < keep or score > best_score[slot]:
                        best_score[slot] = score
                        best_size[slot] = depth + 1
                        for k in range(1, depth + 1):
                            best_path[slot, k - 1] = stack_arc[k]
                        best_path[slot, depth] = a
                        kept = min(keep, kept + 1)
                if source == target or on_path[w]:
                    continue
            depth += 1
            stack_node[depth] = w
            stack_at[depth] = 0
            state = _next_random(state)
            stack_turn[depth] = state % 64
            stack_arc[depth] = a
            stack_length[depth] = total
            stack_lure[depth] = worth
            stack_over[depth] = over
            on_path[w] = 1
            used[e] = 1
        if left > 0:
            complete = 1
            break
    return kept, complete
