"""Search for solutions of a problem: the kernel's arrays, its schedule, and solutions that differ."""

import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from routing.orienteering import kernel
from routing.orienteering.problem import FloatArray, IntArray, Parameters, Problem, Reason, Result, Solution

NEIGHBOURS = 20
"""Nearest locations looked at for a place in a long tour."""
HOT, COLD = 2.0, 0.02
"""First and last temperature, in mean prizes."""
LARGEST_RUIN = 25.0
LARGEST_RUIN_SHARE = 0.5
"""Most visits that a ruin takes out, and most as a share of the tour."""
NOISE = 0.5
"""Of the scores by which a fill chooses."""
LEAST_DETOUR = 1e-3
"""Share of the budget; shorter detours count as this."""
STEEP = 0.5
"""Share of fills that value prize² / detour rather than prize / detour."""
FORCED = 0.3
"""Share of fills that begin with a visit from the neighbourhood of the ruin, whatever it yields."""
THRIFT = 0.5
"""Mean prizes that the whole budget is worth, so that of equal tours the shorter is kept."""
DISCOUNTS = (0.5, 0.1)
"""What prizes collected by earlier solutions count in the search for one that differs; tried in turn."""
CHUNK = 500
"""Iterations between looks at the clock."""
SLACK = 1e-9
"""Relative excess over the budget and windows that is rounding."""


def solve(problem: Problem, parameters: Parameters | None = None) -> Result:
    """Look for the best tours of a problem.

    Parameters
    ----------
    problem
        What to visit.
    parameters
        Effort, seed and number of solutions.

    Returns
    -------
    Result
        Solutions that differ, best first. Where no tour was found: none, and the reason.
    """
    search = _Search(_Model.of(problem), parameters or Parameters())
    tours = search.tours()
    if not tours:
        reason: Reason = "required_unreachable" if problem.required else "end_too_far"
        return Result((), search.complete, search.iterations, reason)
    solutions = [_solution(problem, tour) for tour in tours]
    solutions.sort(key=lambda s: (-s.prize, s.cost))
    return Result(tuple(solutions), search.complete, search.iterations)


@dataclass(frozen=True, eq=False)
class _Model:
    """The problem as the kernel wants it: only the start (first), what may be visited, the end (last).

    See there for ``travel``, ``window``, ``near`` and ``rank``; ``names`` are the locations' numbers in the problem.
    """

    names: IntArray
    travel: FloatArray
    window: FloatArray
    prizes: FloatArray
    near: IntArray
    rank: IntArray
    group: IntArray
    group_decay: float
    required: npt.NDArray[np.bool_]
    timeless: bool

    @classmethod
    def of(cls, problem: Problem) -> "_Model":
        """Leave out what is not worth a visit, and put service into travel."""
        must = np.zeros(len(problem.prizes), dtype=np.bool_)
        must[list(problem.required)] = True
        may = must | (np.asarray(problem.prizes) > 0)
        may[[problem.start, problem.end]] = False
        names = np.concatenate(([problem.start], np.flatnonzero(may), [problem.end])).astype(np.int32)
        order = np.full(len(must), -1, dtype=np.int32)
        if problem.in_order:
            order[list(problem.required)] = np.arange(len(problem.required))
        group = np.full(len(must), -1) if problem.group is None else problem.group
        prizes = np.asarray(problem.prizes, dtype=np.float64)[names]
        prizes[[0, -1]] = 0.0
        bare = np.minimum(
            np.asarray(problem.travel, dtype=np.float64)[np.ix_(names, names)], 4 * problem.budget + 1
        )
        return cls(
            names=names,
            travel=bare + _service(problem, names)[:, None],
            window=_window(problem, names),
            prizes=prizes,
            near=_nearest(bare),
            rank=order[names],
            group=np.asarray(group, dtype=np.int32)[names],
            group_decay=problem.group_decay,
            required=must[names],
            timeless=problem.opens is None and problem.closes is None,
        )

    @property
    def movable(self) -> bool:
        """Whether stretches may be turned and moved without a look at windows or order."""
        return self.timeless and not (self.rank > 0).any()


def _service(problem: Problem, names: IntArray) -> FloatArray:
    if problem.service is None:
        return np.zeros(len(names))
    service = np.asarray(problem.service, dtype=np.float64)[names]
    service[[0, -1]] = 0.0
    return service


def _window(problem: Problem, names: IntArray) -> FloatArray:
    window = np.empty((len(names), 2))
    window[:, 0] = 0.0 if problem.opens is None else np.asarray(problem.opens)[names]
    window[:, 1] = np.inf if problem.closes is None else np.asarray(problem.closes)[names]
    window[0] = 0.0, np.inf
    window[-1] = 0.0, problem.budget
    window[:, 1] += SLACK * problem.budget
    return window


def _nearest(travel: FloatArray) -> IntArray:
    """The nearest locations to each, there and back."""
    both_ways = travel + travel.T
    np.fill_diagonal(both_ways, np.inf)
    count = min(NEIGHBOURS, len(travel) - 1)
    return np.ascontiguousarray(np.argsort(both_ways, axis=1, kind="stable")[:, :count], dtype=np.int32)


class _Search:
    """Finds tours one after another, each differing from those before."""

    def __init__(self, model: _Model, parameters: Parameters) -> None:
        self.iterations = 0
        self.complete = True
        self._model = model
        self._parameters = parameters
        self._deadline = time.monotonic() + parameters.time_limit_s
        self._rng = _generator(parameters.seed)

    def tours(self) -> list[IntArray]:
        """As many tours as wanted and found, as positions in the model without start and end."""
        found: list[IntArray] = []
        while len(found) < self._parameters.solutions:
            for discount in DISCOUNTS if found else (1.0,):
                tour = self._anneal(found, discount)
                if tour is not None or not self.complete:
                    break
            if tour is None:
                break
            found.append(tour)
        return [self._model.names[tour] for tour in found]

    def _anneal(self, earlier: list[IntArray], discount: float) -> IntArray | None:
        """One run of the kernel from the direct way; None when it met no tour that will do."""
        model = self._model
        n = len(model.names)
        taken = np.zeros((len(earlier), n), dtype=np.uint8)
        for row, tour in zip(taken, earlier, strict=True):
            row[tour] = 1
        taken[:, model.required] = 0
        worth = model.prizes * discount ** taken.sum(axis=0)
        bonus = np.where(model.required, 1.0 + 2.0 * worth.sum(), 0.0)
        group, member_ptr, member = _groups(model, worth)
        optional = ~model.required
        unit = float(worth[1:-1][optional[1:-1]].mean()) if optional[1:-1].any() else 1.0
        current = np.zeros(n, dtype=np.int32)
        current[1] = n - 1
        best = np.zeros(n, dtype=np.int32)
        standing = np.array([2.0, -np.inf, 0.0, 0.0, -np.inf])
        knobs = np.array(
            [LARGEST_RUIN, NOISE, LEAST_DETOUR, STEEP, LARGEST_RUIN_SHARE, FORCED, THRIFT * unit]
        )
        total = self._parameters.iterations
        heat = unit * HOT * (COLD / HOT) ** (np.arange(0, total + CHUNK, CHUNK).clip(max=total) / total)
        for done, (hot, cold) in zip(range(0, total, CHUNK), pairwise(heat), strict=True):
            if time.monotonic() > self._deadline:
                self.complete = False
                break
            steps = min(CHUNK, total - done)
            kernel.anneal(
                model.travel, model.window, worth, bonus, model.near, model.rank, group, member_ptr, member,
                model.group_decay ** np.arange(max(n, 2)), np.arange(1, n - 1, dtype=np.int32), model.timeless,
                model.movable, optional.astype(np.uint8), taken, self._parameters.most_shared,
                current, best, standing, knobs, steps, hot, cold, self._rng,
            )  # fmt: skip
            self.iterations += steps
        tour = best[1 : max(int(standing[3]) - 1, 1)]
        if standing[3] == 0 or not np.isin(np.flatnonzero(model.required), tour).all():
            return None
        return tour


def _groups(model: _Model, worth: FloatArray) -> tuple[IntArray, IntArray, IntArray]:
    """Group of each location, numbered from 0, and the members of each, dearest first, as rows."""
    group = np.full(len(worth), -1, dtype=np.int32)
    inside = (
        np.flatnonzero(model.group[1:-1] >= 0) + 1 if model.group_decay < 1 else np.empty(0, dtype=np.intp)
    )
    numbers, group[inside] = np.unique(model.group[inside], return_inverse=True)
    member = inside[np.lexsort((inside, -worth[inside], group[inside]))].astype(np.int32)
    sizes = np.bincount(group[inside], minlength=len(numbers))
    return group, np.concatenate(([0], np.cumsum(sizes))).astype(np.int32), member


def _generator(seed: int) -> npt.NDArray[np.uint64]:
    """State of the kernel's generator: the seed's bits well mixed, never 0."""
    return np.maximum(np.random.SeedSequence(abs(seed)).generate_state(1, np.uint64), np.uint64(1))


def _solution(problem: Problem, tour: IntArray) -> Solution:
    """The visits with their figures, counted from the problem itself."""
    visits = tuple(int(v) for v in tour)
    arrivals = []
    now = 0.0
    here = problem.start
    for v in (*visits, problem.end):
        now += float(problem.travel[here, v])
        here = v
        if len(arrivals) == len(visits):
            break
        arrivals.append(now)
        if problem.opens is not None:
            now = max(now, float(problem.opens[v]))
        if problem.service is not None:
            now += float(problem.service[v])
    return Solution(visits, _prize(problem, visits), now, tuple(arrivals))


def _prize(problem: Problem, visits: tuple[int, ...]) -> float:
    """What the visits yield together."""
    total = 0.0
    seen: dict[int, int] = {}
    for v in sorted(visits, key=lambda v: -problem.prizes[v]):
        kind = -1 if problem.group is None else int(problem.group[v])
        before = seen.get(kind, 0) if kind >= 0 else 0
        total += float(problem.prizes[v]) * problem.group_decay**before
        seen[kind] = before + 1
    return total
