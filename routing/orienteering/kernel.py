"""The compiled search: ruin a tour, rebuild it greedily, shorten it, keep it or not (simulated annealing).

Everything is in one file because the compiler's cache looks at no other. Locations are numbers; the kernel sees

``travel``
    ``float64[n, n]``, service at the first included; start and end are two different locations.
``window``
    ``float64[n, 2]``, when a visit may begin; the end's second value is the budget.
``near``
    ``int32[n, k]``, the nearest locations to each, nearest first.
``rank``
    ``int32[n]``, place in the order that required visits must keep, -1 where there is none.
``group, member_ptr, member, decay``
    Groups as rows of locations, dearest first; ``group`` is -1 for a location in none, ``decay[r]`` what the visit
    after ``r`` dearer ones of its group counts.

A tour under way is ``tour[:size]``, ``where`` (position of each location, -1 for none), ``clock`` (row 0: when the
visit at a position begins, row 1: the latest arrival there that keeps the rest in time) and ``gain`` (what a location
adds to the worth, or would). Random numbers come from the kernel's own generator, so that a seed means the same
everywhere.
"""

import numba as nb
import numpy as np

_I4 = nb.int32[::1]
_I4x2 = nb.int32[:, ::1]
_F8 = nb.float64[::1]
_F8x2 = nb.float64[:, ::1]
_U1 = nb.uint8[::1]
_U8 = nb.uint64[::1]


@nb.njit(nb.float64(_U8), cache=True, nogil=True)
def _uniform(rng):  # type: ignore[no-untyped-def]
    """Next number in [0, 1) of an xorshift64* generator whose state is ``rng[0]``."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * 2.0**-53


@nb.njit(nb.int64(_U8, nb.int64), cache=True, nogil=True)
def _below(rng, bound):  # type: ignore[no-untyped-def]
    """Whole number in 0..bound-1."""
    return int(_uniform(rng) * bound)


@nb.njit(nb.boolean(_F8x2, _F8x2, _I4, nb.int64, _F8x2), cache=True, nogil=True)
def _retime(travel, window, tour, size, clock):  # type: ignore[no-untyped-def]
    """Fill the clock of a tour; False when it comes too late somewhere."""
    in_time = True
    clock[0, 0] = 0.0
    for p in range(1, size):
        v = tour[p]
        begin = max(clock[0, p - 1] + travel[tour[p - 1], v], window[v, 0])
        if begin > window[v, 1]:
            in_time = False
        clock[0, p] = begin
    clock[1, size - 1] = window[tour[size - 1], 1]
    for p in range(size - 2, -1, -1):
        v = tour[p]
        clock[1, p] = min(window[v, 1], clock[1, p + 1] - travel[v, tour[p + 1]])
    return in_time


@nb.njit(nb.void(nb.int64, _F8, _F8, _I4, _I4, _I4, _F8, _I4, _F8), cache=True, nogil=True)
def _regain(v, worth, bonus, group, member_ptr, member, decay, where, gain):  # type: ignore[no-untyped-def]
    """Bring the gains of a location's group up to date after it was added or removed."""
    g = group[v]
    if g < 0:
        return
    dearer = 0
    for k in range(member_ptr[g], member_ptr[g + 1]):
        if where[member[k]] >= 0:
            dearer += 1
    step = 1.0 - decay[1]
    cheaper = 0.0  # worth of the cheaper visits, were the dearest of them the group's dearest
    for k in range(member_ptr[g + 1] - 1, member_ptr[g] - 1, -1):
        u = member[k]
        if where[u] >= 0:
            dearer -= 1
        gain[u] = bonus[u] + decay[dearer] * (worth[u] - step * cheaper)
        if where[u] >= 0:
            cheaper = worth[u] + decay[1] * cheaper


@nb.njit(nb.int64(_I4, nb.int64, _I4, nb.int64, nb.int64), cache=True, nogil=True)
def _put(tour, size, where, at, v):  # type: ignore[no-untyped-def]
    """Insert ``v`` at a position; return the new size."""
    for p in range(size, at, -1):
        tour[p] = tour[p - 1]
        where[tour[p]] = p
    tour[at] = v
    where[v] = at
    return size + 1


@nb.njit(nb.int64(_I4, nb.int64, _I4, nb.int64), cache=True, nogil=True)
def _take(tour, size, where, at):  # type: ignore[no-untyped-def]
    """Remove the visit at a position; return the new size."""
    where[tour[at]] = -1
    for p in range(at, size - 1):
        tour[p] = tour[p + 1]
        where[tour[p]] = p
    return size - 1


@nb.njit(
    nb.types.UniTuple(nb.float64, 2)(_F8x2, _F8x2, _I4, _F8x2, nb.int64, nb.int64), cache=True, nogil=True
)
def _detour(travel, window, tour, clock, p, u):  # type: ignore[no-untyped-def]
    """Delay after position ``p``, and by how much it is too much (≤ 0 when in time), if ``u`` came after it."""
    i = tour[p]
    j = tour[p + 1]
    begin = clock[0, p] + travel[i, u]
    late = begin - window[u, 1]
    begin = max(begin, window[u, 0])
    arrive = begin + travel[u, j]
    late = max(late, arrive - clock[1, p + 1])
    extra = travel[i, u] + travel[u, j] - travel[i, j]
    delay = max(arrive, window[j, 0]) - clock[0, p + 1]
    return 0.9 * delay + 0.1 * extra, late


@nb.njit(
    nb.types.Tuple((nb.float64, nb.int64))(_F8x2, _F8x2, _I4x2, _I4, _I4, nb.int64, _I4, _F8x2, nb.int64),
    cache=True,
    nogil=True,
)
def _cheapest(travel, window, near, rank, tour, size, where, clock, u):  # type: ignore[no-untyped-def]
    """Cheapest place for ``u``: its detour and the location that it follows; ``(inf, -1)`` when there is none."""
    first = 0
    last = size - 2
    if rank[u] >= 0:
        for p in range(1, size - 1):
            r = rank[tour[p]]
            if 0 <= r < rank[u]:
                first = p
            elif r > rank[u]:
                last = p - 1
                break
    best = np.inf
    after = -1
    if size > near.shape[1]:
        for k in range(near.shape[1]):
            p = where[near[u, k]]
            if p < 0:
                continue
            for q in range(max(p - 1, first), min(p, last) + 1):
                extra, late = _detour(travel, window, tour, clock, q, u)
                if late <= 0.0 and extra < best:
                    best = extra
                    after = tour[q]
        if after >= 0:
            return best, after
    for q in range(first, last + 1):
        extra, late = _detour(travel, window, tour, clock, q, u)
        if late <= 0.0 and extra < best:
            best = extra
            after = tour[q]
    return best, after


@nb.njit(
    nb.types.Tuple((nb.int64, nb.float64))(
        _F8x2, _F8x2, _F8, _F8, _I4x2, _I4, _I4, _I4, _I4, _F8, _I4, nb.boolean,
        _I4, nb.int64, _I4, _F8x2, _F8, _U1, nb.int64, _F8, _U8,
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def _fill(  # type: ignore[no-untyped-def]
    travel, window, worth, bonus, near, rank, group, member_ptr, member, decay, visitable, timeless,
    tour, size, where, clock, gain, look, first, knobs, rng,
):  # fmt: skip
    """Insert visits, best worth for its detour first, until nothing fits; return size and worth added.

    ``first`` goes in before all others when it fits (-1 for none). The clock must be right, and is on return.
    """
    open_to = np.empty(visitable.size, np.int32)
    after = np.empty(visitable.size, np.int32)
    extra = np.empty(visitable.size)
    fitting = 0
    for u in visitable:
        if where[u] < 0:
            e, a = _cheapest(travel, window, near, rank, tour, size, where, clock, u)
            if a >= 0:
                open_to[fitting] = u
                after[fitting] = a
                extra[fitting] = e
                fitting += 1
    steep = _uniform(rng) < knobs[3]
    floor = knobs[2] * window[tour[size - 1], 1]
    added = 0.0
    while fitting > 0:
        chosen = 0
        best = -1.0
        for k in range(fitting):
            u = open_to[k]
            if u == first:
                chosen = k
                break
            score = gain[u] / max(extra[k], floor)
            if steep:
                score *= gain[u]
            score *= 1.0 - knobs[1] * _uniform(rng)
            if score > best:
                best = score
                chosen = k
        x = open_to[chosen]
        a = after[chosen]
        at = where[a] + 1
        b = tour[at]
        size = _put(tour, size, where, at, x)
        added += gain[x]
        look[a] = look[x] = look[b] = 1
        _regain(x, worth, bonus, group, member_ptr, member, decay, where, gain)
        _retime(travel, window, tour, size, clock)
        kept = 0
        for k in range(fitting):
            u = open_to[k]
            if k == chosen:
                continue
            e = extra[k]
            if timeless and after[k] != a and rank[u] < 0:  # its place is still there: only two are new
                f = after[k]
                for q in range(at - 1, at + 1):
                    d, late = _detour(travel, window, tour, clock, q, u)
                    if d < e:
                        e = d
                        f = tour[q]
                _, late = _detour(travel, window, tour, clock, where[f], u)
                if late > 0.0:
                    f = -1
            else:
                e, f = _cheapest(travel, window, near, rank, tour, size, where, clock, u)
            if f >= 0:
                open_to[kept] = u
                after[kept] = f
                extra[kept] = e
                kept += 1
        fitting = kept
    return size, added


@nb.njit(
    nb.types.Tuple((nb.int64, nb.float64, nb.int64))(
        _F8, _F8, _I4x2, _I4, _I4, _I4, _F8, _I4, _I4, nb.int64, _I4, _F8, _U1, _F8, _U8
    ),
    cache=True,
    nogil=True,
)
def _ruin(
    worth, bonus, near, group, member_ptr, member, decay, visitable, tour, size, where, gain, look, knobs, rng
):  # type: ignore[no-untyped-def]
    """Take out a stretch of the tour, or what is near a location; return size, worth lost, who may come first."""
    if size <= 2:
        return size, 0.0, -1
    most = min(knobs[0], knobs[4] * (size - 2))
    count = 1 + _below(rng, max(1, int(most)))
    lost = 0.0
    if _uniform(rng) < 0.7:  # a stretch
        centre = tour[1 + _below(rng, size - 2)]
        p = max(1, min(where[centre] - count // 2, size - 1 - count))
        look[tour[p - 1]] = 1
        for _ in range(count):
            v = tour[p]
            lost += gain[v]
            size = _take(tour, size, where, p)
            _regain(v, worth, bonus, group, member_ptr, member, decay, where, gain)
        look[tour[p]] = 1
    else:
        centre = visitable[_below(rng, visitable.size)]
        for k in range(-1, near.shape[1]):
            v = centre if k < 0 else near[centre, k]
            p = where[v]
            if count == 0 or size <= 2:
                break
            if p <= 0 or p >= size - 1:
                continue
            look[tour[p - 1]] = look[tour[p + 1]] = 1
            lost += gain[v]
            size = _take(tour, size, where, p)
            _regain(v, worth, bonus, group, member_ptr, member, decay, where, gain)
            count -= 1
    first = -1
    if _uniform(rng) < knobs[5]:
        v = near[centre, _below(rng, near.shape[1])]
        if where[v] < 0 and gain[v] > 0.0:
            first = v
    return size, lost, first


@nb.njit(nb.boolean(_F8x2, _I4x2, _I4, nb.int64, _I4, _F8, _U1, nb.float64), cache=True, nogil=True)
def _shorten_once(travel, near, tour, size, where, back, look, least):  # type: ignore[no-untyped-def]
    """Make the first shortening found by reversing a stretch or moving up to three visits; False when none is."""
    forth = np.empty(size)
    forth[0] = 0.0
    back[0] = 0.0
    for p in range(1, size):
        forth[p] = forth[p - 1] + travel[tour[p - 1], tour[p]]
        back[p] = back[p - 1] + travel[tour[p], tour[p - 1]]
    for i in range(size):
        u = tour[i]
        if not look[u]:
            continue
        for k in range(min(near.shape[1], 10)):
            j = where[near[u, k]]
            if j < 0:
                continue
            # Reverse lo..hi so that u and its neighbour come side by side, as heads or as tails of their stretches.
            for heads in range(2):
                lo = min(i, j) + 1 - heads
                hi = max(i, j) - heads
                if lo < 1 or hi > size - 2 or lo >= hi:
                    continue
                before = tour[lo - 1]
                behind = tour[hi + 1]
                change = (
                    travel[before, tour[hi]] + travel[tour[lo], behind] + back[hi] - back[lo]
                    - travel[before, tour[lo]] - travel[tour[hi], behind] - forth[hi] + forth[lo]
                )  # fmt: skip
                if change < -least:
                    look[before] = look[behind] = look[tour[lo]] = look[tour[hi]] = 1
                    while lo < hi:
                        tour[lo], tour[hi] = tour[hi], tour[lo]
                        lo += 1
                        hi -= 1
                    for p in range(1, size):
                        where[tour[p]] = p
                    return True
            # Move the stretch lo..hi that begins or ends with u beside the neighbour, either way round.
            for shape in range(12):
                length = shape // 4
                begins = shape % 2 == 0
                ahead = shape % 4 < 2  # put before the neighbour rather than after
                lo = i if begins else i - length
                hi = i + length if begins else i
                if lo < 1 or hi > size - 2 or lo <= j <= hi:
                    continue
                gap = j - 1 if ahead else j  # between gap and gap + 1
                if gap < 0 or gap > size - 2 or gap == hi or gap == lo - 1:
                    continue
                turned = begins == ahead and length > 0
                a = tour[hi] if turned else tour[lo]
                z = tour[lo] if turned else tour[hi]
                c = tour[gap]
                d = tour[gap + 1]
                change = (
                    travel[tour[lo - 1], tour[hi + 1]] + travel[c, a] + travel[z, d]
                    - travel[tour[lo - 1], tour[lo]] - travel[tour[hi], tour[hi + 1]] - travel[c, d]
                )  # fmt: skip
                if turned:
                    change += back[hi] - back[lo] - forth[hi] + forth[lo]
                if change < -least:
                    look[tour[lo - 1]] = look[tour[hi + 1]] = look[a] = look[z] = look[c] = look[d] = 1
                    piece = tour[lo : hi + 1].copy()
                    if turned:
                        piece = piece[::-1].copy()
                    if gap > hi:
                        for p in range(lo, gap - length):
                            tour[p] = tour[p + length + 1]
                        tour[gap - length : gap + 1] = piece
                    else:
                        for p in range(hi, gap + length + 1, -1):
                            tour[p] = tour[p - length - 1]
                        tour[gap + 1 : gap + length + 2] = piece
                    for p in range(1, size):
                        where[tour[p]] = p
                    return True
        look[u] = 0
    return False


@nb.njit(nb.boolean(_I4, nb.int64, _U1, nb.uint8[:, ::1], nb.float64), cache=True, nogil=True)
def _differs(tour, size, optional, taken, most_shared):  # type: ignore[no-untyped-def]
    """Whether a tour shares few enough of its optional visits with each earlier one."""
    for s in range(taken.shape[0]):
        mine = 0
        shared = 0
        for p in range(1, size - 1):
            if optional[tour[p]]:
                mine += 1
                shared += taken[s, tour[p]]
        theirs = 0
        for v in range(taken.shape[1]):
            theirs += taken[s, v]
        if mine == 0 or shared > most_shared * min(mine, theirs):
            return False
    return True


@nb.njit(
    nb.void(
        _F8x2, _F8x2, _F8, _F8, _I4x2, _I4, _I4, _I4, _I4, _F8, _I4, nb.boolean, nb.boolean,
        _U1, nb.uint8[:, ::1], nb.float64,
        _I4, _I4, _F8, _F8, nb.int64, nb.float64, nb.float64, _U8,
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def anneal(  # type: ignore[no-untyped-def]
    travel, window, worth, bonus, near, rank, group, member_ptr, member, decay, visitable, timeless, movable,
    optional, taken, most_shared,
    current, best, standing, knobs, iterations, hot, cold, rng,
):  # fmt: skip
    """Run a number of iterations on ``current``, keeping the best acceptable tour seen in ``best``.

    Parameters
    ----------
    timeless, movable
        No windows at all; stretches may be turned and moved (no windows, no order).
    optional, taken, most_shared
        What counts as shared, earlier tours as rows of flags, the largest share allowed.
    current, best
        ``int32[n]``, tours.
    standing
        ``float64[5]``: size, value and worth of ``current``, size and value of ``best`` (size 0 for none).
    knobs
        Largest ruin, noise, least detour, share of steep fills, largest ruin as a share, share of forced visits,
        price of the whole budget.
    hot, cold
        Temperature at the first and at the last iteration.
    """
    n = travel.shape[0]
    tour = current.copy()
    size = int(standing[0])
    value = standing[1]
    where = np.full(n, -1, np.int32)
    look = np.zeros(n, np.uint8)
    back = np.empty(n)
    clock = np.empty((2, n))
    gain = worth + bonus
    for p in range(size):
        where[tour[p]] = p
    for v in visitable:
        _regain(v, worth, bonus, group, member_ptr, member, decay, where, gain)
    budget = window[tour[size - 1], 1]
    least = 1e-9 * budget
    worth_now = standing[2]
    cooling = (cold / hot) ** (1.0 / max(iterations, 1))
    temperature = hot
    size_now = size
    for _ in range(iterations):
        total = worth_now
        size, lost, first = _ruin(
            worth,
            bonus,
            near,
            group,
            member_ptr,
            member,
            decay,
            visitable,
            tour,
            size,
            where,
            gain,
            look,
            knobs,
            rng,
        )
        total -= lost
        _retime(travel, window, tour, size, clock)
        while True:
            size, added = _fill(
                travel, window, worth, bonus, near, rank, group, member_ptr, member, decay, visitable, timeless,
                tour, size, where, clock, gain, look, first, knobs, rng,
            )  # fmt: skip
            total += added
            first = -1
            shorter = False
            if movable:
                while _shorten_once(travel, near, tour, size, where, back, look, least):
                    shorter = True
            if not shorter:
                break
            _retime(travel, window, tour, size, clock)
        in_time = _retime(travel, window, tour, size, clock)
        new = total - knobs[6] * clock[0, size - 1] / budget
        if in_time and new >= value + temperature * np.log(1e-300 + _uniform(rng)):
            value = new
            worth_now = total
            size_now = size
            current[:size] = tour[:size]
            if new > standing[4] + least and _differs(tour, size, optional, taken, most_shared):
                standing[3] = size
                standing[4] = new
                best[:size] = tour[:size]
        else:
            for p in range(size):
                where[tour[p]] = -1
            size = size_now
            tour[:size] = current[:size]
            for p in range(size):
                where[tour[p]] = p
            for g in range(member_ptr.size - 1):
                if member_ptr[g] < member_ptr[g + 1]:
                    _regain(
                        member[member_ptr[g]], worth, bonus, group, member_ptr, member, decay, where, gain
                    )
        temperature *= cooling
    standing[0] = size_now
    standing[1] = value
    standing[2] = worth_now
