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
def uniform(rng):  # type: ignore[no-untyped-def]
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
    return int(uniform(rng) * bound)


@nb.njit(nb.boolean(_F8x2, _F8x2, _I4, nb.int64, _F8x2, _F8), cache=True, nogil=True)
def _retime(travel, window, tour, size, clock, leg):  # type: ignore[no-untyped-def]
    """Fill the clock of a tour; False when it comes too late somewhere."""
    in_time = True
    clock[0, 0] = 0.0
    for p in range(1, size):
        v = tour[p]
        leg[tour[p - 1]] = travel[tour[p - 1], v]
        begin = max(clock[0, p - 1] + leg[tour[p - 1]], window[v, 0])
        if begin > window[v, 1]:
            in_time = False
        clock[0, p] = begin
    clock[1, size - 1] = window[tour[size - 1], 1]
    for p in range(size - 2, -1, -1):
        v = tour[p]
        clock[1, p] = min(window[v, 1], clock[1, p + 1] - leg[v])
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
    nb.types.Tuple((nb.float64, nb.int64))(
        _F8x2, _F8x2, _F8x2, nb.boolean, _I4, _F8x2, _F8, nb.int64, nb.int64, nb.float64, nb.int64, nb.int64
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def _cheaper(travel, into, window, timeless, tour, clock, leg, low, high, best, after, u):  # type: ignore[no-untyped-def]
    """Detour of ``u`` at the cheapest place after positions ``low..high``, and what it follows, if under ``best``."""
    for p in range(low, high + 1):
        i = tour[p]
        j = tour[p + 1]
        extra = into[u, i] + travel[u, j] - leg[i]
        if not timeless:
            begin = clock[0, p] + into[u, i]
            if begin > window[u, 1]:
                continue
            arrive = max(begin, window[u, 0]) + travel[u, j]
            if arrive > clock[1, p + 1]:
                continue
            delay = max(arrive, window[j, 0]) - clock[0, p + 1]
            extra = (
                0.9 * delay + 0.1 * extra
            )  # a little for the way, so that a wait is not spent on just anything
        if extra < best:
            best = extra
            after = i
    return best, after


@nb.njit(
    nb.types.Tuple((nb.float64, nb.int64))(
        _F8x2, _F8x2, _F8x2, nb.boolean, _I4x2, _I4, _I4, nb.int64, _I4, _F8x2, _F8, nb.int64
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def _cheapest(travel, into, window, timeless, near, rank, tour, size, where, clock, leg, u):  # type: ignore[no-untyped-def]
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
            v = near[u, k]
            p = where[v]
            if p < 0:
                continue
            if timeless and rank[u] < 0:  # by far the most frequent case, so without a call
                if v != tour[size - 1]:
                    extra = into[u, v] + travel[u, tour[p + 1]] - leg[v]
                    if extra < best:
                        best = extra
                        after = v
                if p > 0:
                    i = tour[p - 1]
                    extra = into[u, i] + travel[u, v] - leg[i]
                    if extra < best:
                        best = extra
                        after = i
            else:
                best, after = _cheaper(
                    travel,
                    into,
                    window,
                    timeless,
                    tour,
                    clock,
                    leg,
                    max(p - 1, first),
                    min(p, last),
                    best,
                    after,
                    u,
                )
    if after < 0:
        best, after = _cheaper(travel, into, window, timeless, tour, clock, leg, first, last, best, after, u)
    return best, after


@nb.njit(
    nb.types.Tuple((nb.int64, nb.float64))(
        _F8x2, _F8x2, _F8x2, nb.boolean, _F8, _F8, _I4x2, _I4, _I4, _I4, _I4, _F8,
        _I4, nb.int64, _I4, _F8x2, _F8, _F8, _U1, nb.int64, _F8, _U8,
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def _fill(  # type: ignore[no-untyped-def]
    travel, into, window, timeless, worth, bonus, near, rank, group, member_ptr, member, decay,
    tour, size, where, clock, leg, gain, look, first, knobs, rng,
):  # fmt: skip
    """Insert visits, best worth for its detour first, until nothing fits; return size and worth added.

    ``first`` goes in before all others when it fits (-1 for none). Clock and legs must be right.
    """
    n = worth.size
    fitting = 0
    candidate = np.empty(n, np.int32)
    after = np.empty(n, np.int32)
    extra = np.empty(n)
    room = clock[1, 0] if timeless else np.inf
    for u in range(1, n - 1):
        if where[u] < 0:
            e, a = _cheapest(travel, into, window, timeless, near, rank, tour, size, where, clock, leg, u)
            if a >= 0 and e <= room:
                candidate[fitting] = u
                after[fitting] = a
                extra[fitting] = e
                fitting += 1
    steep = uniform(rng) < knobs[3]
    floor = knobs[2] * window[n - 1, 1]
    added = 0.0
    while fitting > 0:
        chosen = 0
        best = -1.0
        for k in range(fitting):
            u = candidate[k]
            if u == first:
                chosen = k
                break
            score = gain[u] / max(extra[k], floor)
            if steep:
                score *= gain[u]
            score *= 1.0 - knobs[1] * uniform(rng)
            if score > best:
                best = score
                chosen = k
        x = candidate[chosen]
        a = after[chosen]
        at = where[a] + 1
        b = tour[at]
        size = _put(tour, size, where, at, x)
        added += gain[x]
        look[a] = look[x] = look[b] = 1
        _regain(x, worth, bonus, group, member_ptr, member, decay, where, gain)
        if timeless:
            leg[a] = travel[a, x]
            leg[x] = travel[x, b]
            room -= extra[chosen]
        else:
            _retime(travel, window, tour, size, clock, leg)
        kept = 0
        for k in range(fitting):
            if k == chosen:
                continue
            u = candidate[k]
            e = extra[k]
            f = after[k]
            if timeless and f != a and rank[u] < 0:  # its place is still there: only two are new
                d = into[u, a] + travel[u, x] - leg[a]
                if d < e:
                    e = d
                    f = a
                d = into[u, x] + travel[u, b] - leg[x]
                if d < e:
                    e = d
                    f = x
            else:
                e, f = _cheapest(travel, into, window, timeless, near, rank, tour, size, where, clock, leg, u)
            if f >= 0 and e <= room:
                candidate[kept] = u
                after[kept] = f
                extra[kept] = e
                kept += 1
        fitting = kept
    return size, added


@nb.njit(
    nb.types.Tuple((nb.int64, nb.float64, nb.int64))(
        _F8, _F8, _I4x2, _I4, _I4, _I4, _F8, _I4, nb.int64, _I4, _F8, _U1, _F8, _U8
    ),
    cache=True,
    nogil=True,
)
def _ruin(  # type: ignore[no-untyped-def]
    worth, bonus, near, group, member_ptr, member, decay, tour, size, where, gain, look, knobs, rng
):
    """Take out a stretch of the tour, or what is near a location; return size, worth lost, who may come first."""
    if size <= 2:
        return size, 0.0, -1
    most = int(min(knobs[0], max(knobs[4] * (size - 2), 4.0)))  # a short tour may go altogether
    count = min(1 + _below(rng, most), size - 2)
    lost = 0.0
    if uniform(rng) < 0.7:  # a stretch
        centre = tour[1 + _below(rng, size - 2)]
        p = max(1, min(where[centre] - count // 2, size - 1 - count))
        for q in range(p, p + count):
            v = tour[q]
            where[v] = -1
            lost += gain[v]
            _regain(v, worth, bonus, group, member_ptr, member, decay, where, gain)
        for q in range(p, size - count):
            tour[q] = tour[q + count]
            where[tour[q]] = q
        size -= count
        look[tour[p - 1]] = look[tour[p]] = 1
    else:
        centre = 1 + _below(rng, worth.size - 2)
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
    if uniform(rng) < knobs[5]:
        v = near[centre, _below(rng, near.shape[1])]
        if where[v] < 0 and gain[v] > 0.0:
            first = v
    return size, lost, first


@nb.njit(nb.boolean(_F8x2, _I4, nb.int64, _F8x2, _U1, nb.float64, nb.int64, nb.int64), cache=True, nogil=True)
def _reverse(travel, tour, size, along, look, least, i, j):  # type: ignore[no-untyped-def]
    """Bring positions ``i`` and ``j`` side by side by reversing a stretch, if that shortens the tour."""
    for heads in range(2):  # as the heads of their stretches, or as the tails
        lo = min(i, j) + 1 - heads
        hi = max(i, j) - heads
        if lo < 1 or hi > size - 2 or lo >= hi:
            continue
        a = tour[lo - 1]
        z = tour[hi + 1]
        change = (
            travel[a, tour[hi]] + travel[tour[lo], z] + along[1, hi] - along[1, lo]
            - travel[a, tour[lo]] - travel[tour[hi], z] - along[0, hi] + along[0, lo]
        )  # fmt: skip
        if change < -least:
            look[a] = look[z] = look[tour[lo]] = look[tour[hi]] = 1
            tour[lo : hi + 1] = tour[lo : hi + 1][::-1].copy()
            return True
    return False


@nb.njit(nb.boolean(_F8x2, _I4, nb.int64, _F8x2, _U1, nb.float64, nb.int64, nb.int64), cache=True, nogil=True)
def _move(travel, tour, size, along, look, least, i, j):  # type: ignore[no-untyped-def]
    """Move up to three visits that begin or end at ``i`` beside position ``j``, if that shortens the tour."""
    for shape in range(12):
        more = shape // 4  # visits beyond the first
        begins = shape % 2 == 0
        ahead = shape % 4 < 2  # put before j rather than after
        lo = i if begins else i - more
        hi = i + more if begins else i
        gap = j - 1 if ahead else j  # between gap and gap + 1
        if lo < 1 or hi > size - 2 or lo <= j <= hi or gap < 0 or gap > size - 2 or gap in (hi, lo - 1):
            continue
        turned = begins == ahead and more > 0
        a = tour[hi] if turned else tour[lo]
        z = tour[lo] if turned else tour[hi]
        change = (
            travel[tour[lo - 1], tour[hi + 1]] + travel[tour[gap], a] + travel[z, tour[gap + 1]]
            - travel[tour[lo - 1], tour[lo]] - travel[tour[hi], tour[hi + 1]] - travel[tour[gap], tour[gap + 1]]
        )  # fmt: skip
        if turned:
            change += along[1, hi] - along[1, lo] - along[0, hi] + along[0, lo]
        if change < -least:
            look[tour[lo - 1]] = look[tour[hi + 1]] = look[a] = look[z] = look[tour[gap]] = look[
                tour[gap + 1]
            ] = 1
            piece = tour[lo : hi + 1].copy()
            if turned:
                piece = piece[::-1].copy()
            if gap > hi:
                tour[lo : gap - more] = tour[hi + 1 : gap + 1].copy()
                tour[gap - more : gap + 1] = piece
            else:
                tour[gap + more + 2 : hi + 1] = tour[gap + 1 : lo].copy()
                tour[gap + 1 : gap + more + 2] = piece
            return True
    return False


@nb.njit(nb.boolean(_F8x2, _I4x2, _I4, nb.int64, _I4, _F8x2, _U1, nb.float64), cache=True, nogil=True)
def _shorten(travel, near, tour, size, where, along, look, least):  # type: ignore[no-untyped-def]
    """Make the first shortening found from the locations to look at; False when there is none.

    ``along`` is filled: travel up to each position, and in row 1 back from there.
    """
    along[:, 0] = 0.0
    for p in range(1, size):
        along[0, p] = along[0, p - 1] + travel[tour[p - 1], tour[p]]
        along[1, p] = along[1, p - 1] + travel[tour[p], tour[p - 1]]
    for i in range(size):
        u = tour[i]
        if not look[u]:
            continue
        onward = travel[u, tour[i + 1]] if i < size - 1 else 0.0
        hither = travel[tour[i - 1], u] if i > 0 else 0.0
        for k in range(min(near.shape[1], 10)):
            v = near[u, k]
            if travel[u, v] >= onward and travel[v, u] >= hither:
                break  # too far to gain anything, and so are the rest
            j = where[v]
            if j >= 0 and (
                _reverse(travel, tour, size, along, look, least, i, j)
                or _move(travel, tour, size, along, look, least, i, j)
            ):
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
        _F8x2, _F8x2, _F8x2, nb.boolean, nb.boolean, _F8, _F8, _I4x2, _I4, _I4, _I4, _I4, _F8,
        _U1, nb.uint8[:, ::1], nb.float64, _I4, _I4, _F8, _F8, nb.int64, nb.float64, nb.float64, _U8,
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def anneal(  # type: ignore[no-untyped-def]
    travel, into, window, timeless, movable, worth, bonus, near, rank, group, member_ptr, member, decay,
    optional, taken, most_shared, current, best, standing, knobs, iterations, hot, cold, rng,
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
        ``float64[6]``: size, value and worth of ``current``, then of ``best`` (size 0 for none). Value is worth less
        the price of what the tour costs.
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
    worth_now = standing[2]
    where = np.full(n, -1, np.int32)
    look = np.zeros(n, np.uint8)
    along = np.empty((2, n))
    leg = np.empty(n)
    clock = np.empty((2, n))
    gain = worth + bonus
    for p in range(size):
        where[tour[p]] = p
    for g in range(member_ptr.size - 1):
        _regain(member[member_ptr[g]], worth, bonus, group, member_ptr, member, decay, where, gain)
    budget = window[n - 1, 1]
    least = 1e-9 * budget
    tie = 1e-9 * (1.0 + worth.sum())  # worths this close are the same
    cooling = (cold / hot) ** (1.0 / max(iterations, 1))
    temperature = hot
    size_now = size
    for _ in range(iterations):
        total = worth_now
        size, lost, first = _ruin(
            worth, bonus, near, group, member_ptr, member, decay, tour, size, where, gain, look, knobs, rng
        )
        total -= lost
        while True:
            _retime(travel, window, tour, size, clock, leg)
            size, added = _fill(
                travel, into, window, timeless, worth, bonus, near, rank, group, member_ptr, member, decay,
                tour, size, where, clock, leg, gain, look, first, knobs, rng,
            )  # fmt: skip
            total += added
            first = -1
            shorter = False
            if movable:
                while _shorten(travel, near, tour, size, where, along, look, least):
                    shorter = True
            if not shorter:
                break
        in_time = _retime(travel, window, tour, size, clock, leg)
        new = total - knobs[6] * clock[0, size - 1] / budget
        if in_time and new >= value + temperature * np.log(1e-300 + uniform(rng)):
            value = new
            worth_now = total
            size_now = size
            current[:size] = tour[:size]
            better = total > standing[5] + tie or (total > standing[5] - tie and new > standing[4] + tie)
            if better and _differs(tour, size, optional, taken, most_shared):
                standing[3] = size
                standing[4] = new
                standing[5] = total
                best[:size] = tour[:size]
        else:
            for p in range(size):
                where[tour[p]] = -1
            size = size_now
            tour[:size] = current[:size]
            for p in range(size):
                where[tour[p]] = p
            for g in range(member_ptr.size - 1):
                _regain(member[member_ptr[g]], worth, bonus, group, member_ptr, member, decay, where, gain)
        temperature *= cooling
    standing[0] = size_now
    standing[1] = value
    standing[2] = worth_now
