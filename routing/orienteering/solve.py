"""Search for solutions of a problem: scouts, then on from the best of them; and solutions that differ."""

import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from routing.orienteering import kernel
from routing.orienteering.model import Model, Stage
from routing.orienteering.problem import FloatArray, IntArray, Parameters, Problem, Reason, Result, Solution

SCOUTS = 8
"""Short searches before the long one."""
SCOUTING = 0.5
"""Share of the iterations that they take."""
ELBOW_ROOM = 5
"""Nearest locations to a scout's anchor that can be no anchor after it."""
HOT, WARM, COLD = 2.0, 1.0, 0.02
"""Temperature in mean prizes: at a scout's beginning, at that of the long search, at the end of both."""
LARGEST_RUIN = 25.0
LARGEST_RUIN_SHARE = 0.5
"""Most visits that a ruin takes out, and most as a share of the tour."""
NOISE = 0.5
"""Part of the scores by which a fill chooses that is left to chance."""
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
    search = _Search(Model.of(problem), parameters or Parameters())
    tours = search.tours()
    if not tours:
        reason: Reason = "required_unreachable" if problem.required else "end_too_far"
        return Result((), search.complete, search.iterations, reason)
    solutions = [_solution(problem, tour) for tour in tours]
    solutions.sort(key=lambda s: (-s.prize, s.cost))
    return Result(tuple(solutions), search.complete, search.iterations)


@dataclass(frozen=True, eq=False)
class _Found:
    """The best tour of a run, as positions in the model without start and end; worth and value as in the kernel."""

    tour: IntArray
    worth: float
    value: float


class _Search:
    """Finds tours one after another, each differing from those before."""

    def __init__(self, model: Model, parameters: Parameters) -> None:
        self.iterations = 0
        self.complete = True
        self._model = model
        self._parameters = parameters
        self._deadline = time.monotonic() + parameters.time_limit_s
        self._rng = _generator(parameters.seed)

    def tours(self) -> list[IntArray]:
        """As many tours as wanted and found, as locations of the problem without start and end."""
        tours: list[IntArray] = []
        for _ in range(self._parameters.solutions):
            found = None
            for discount in DISCOUNTS if tours else (1.0,):
                if found is None and self.complete:
                    found = self._another(Stage.of(self._model, tours, discount))
            if found is None:
                break
            tours.append(found.tour)
        return [self._model.names[tour] for tour in tours]

    def _another(self, stage: Stage) -> _Found | None:
        """Best tour of a stage.

        Which corner a tour goes to is decided early, and small changes do not undo it. So scouts go first, each but
        the first bound to an anchor where the best so far has left most; the long search goes on from the best scout.
        """
        total = self._parameters.iterations
        each = max(1, int(SCOUTING * total / SCOUTS))
        lead = self._anneal(stage, min(each, total), HOT)
        left = total - each
        spent: list[int] = []
        for _ in range(min(SCOUTS - 1, left // each)):
            anchor = self._anchor(stage, lead, spent)
            if anchor < 0:
                break
            lead = _better(lead, self._anneal(stage, each, HOT, anchor=anchor))
            spent += [anchor, *self._model.near[anchor, :ELBOW_ROOM].tolist()]
            left -= each
        lead = _better(lead, self._anneal(stage, left, WARM, begin=lead))
        if lead is None or not np.isin(np.flatnonzero(self._model.required), lead.tour).all():
            return None
        return lead

    def _anchor(self, stage: Stage, lead: _Found | None, spent: list[int]) -> int:
        """Draw a location among those that the lead leaves out, by what is left around it; -1 when there is none."""
        left = stage.worth * stage.optional
        left[spent] = 0.0
        if lead is not None:
            left[lead.tour] = 0.0
        around = np.where(left > 0, left + left[self._model.near].sum(axis=1), 0.0) ** 2
        upto = np.cumsum(around)
        if upto[-1] <= 0:
            return -1
        return int(np.searchsorted(upto, kernel.uniform(self._rng) * upto[-1], side="right"))

    def _anneal(
        self,
        stage: Stage,
        iterations: int,
        hot: float,
        *,
        anchor: int | None = None,
        begin: _Found | None = None,
    ) -> _Found | None:
        """Run the kernel from a tour or from the direct way; an anchor is as good as required."""
        model = self._model
        if iterations <= 0 or not self.complete:
            return None
        bonus = stage.bonus.copy()
        if anchor is not None:
            bonus[anchor] = stage.much
        current, best, standing = _begin(len(model.names), begin)
        knobs = np.array(
            [LARGEST_RUIN, NOISE, LEAST_DETOUR, STEEP, LARGEST_RUIN_SHARE, FORCED, THRIFT * stage.unit]
        )
        marks = np.arange(0, iterations + CHUNK, CHUNK).clip(max=iterations)
        heat = stage.unit * hot * (COLD / hot) ** (marks / iterations)
        for steps, (warmer, colder) in zip(np.diff(marks), pairwise(heat), strict=True):
            if time.monotonic() > self._deadline:
                self.complete = False
                break
            kernel.anneal(
                model.travel, model.into, model.window, model.timeless, model.movable, stage.worth, bonus,
                model.near, model.rank, stage.group, stage.member_ptr, stage.member, stage.decay,
                stage.optional, stage.taken, self._parameters.most_shared,
                current, best, standing, knobs, steps, warmer, colder, self._rng,
            )  # fmt: skip
            self.iterations += int(steps)
        if standing[3] == 0:
            return None
        tour = best[1 : int(standing[3]) - 1]
        extra = stage.much if anchor is not None and anchor in tour else 0.0
        return _Found(tour, standing[5] - extra, standing[4] - extra)


def _better(a: _Found | None, b: _Found | None) -> _Found | None:
    """The one of more worth, of equals the one of more value."""
    if a is None or b is None:
        return a or b
    return b if (b.worth, b.value) > (a.worth, a.value) else a


def _begin(n: int, found: _Found | None) -> tuple[IntArray, IntArray, FloatArray]:
    """Current tour, best tour and their standing for the kernel."""
    current = np.zeros(n, dtype=np.int32)
    if found is None:
        current[1] = n - 1
        return current, current.copy(), np.array([2.0, -np.inf, 0.0, 0.0, -np.inf, -np.inf])
    size = len(found.tour) + 2
    current[1 : size - 1] = found.tour
    current[size - 1] = n - 1
    return current, current.copy(), np.array([size, found.value, found.worth] * 2)


def _generator(seed: int) -> npt.NDArray[np.uint64]:
    """State of the kernel's generator: the seed's bits well mixed, never 0."""
    return np.maximum(np.random.SeedSequence(abs(seed)).generate_state(1, np.uint64), np.uint64(1))


def _solution(problem: Problem, tour: IntArray) -> Solution:
    """The visits with their figures, counted from the problem itself."""
    visits = tuple(int(v) for v in tour)
    arrivals: list[float] = []
    now = 0.0
    here = problem.start
    for v in visits:
        now += float(problem.travel[here, v])
        arrivals.append(now)
        if problem.opens is not None:
            now = max(now, float(problem.opens[v]))
        if problem.service is not None:
            now += float(problem.service[v])
        here = v
    cost = now + float(problem.travel[here, problem.end])
    return Solution(visits, _prize(problem, visits), cost, tuple(arrivals))


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
