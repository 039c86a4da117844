"""What the solver is asked and what it answers."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from routing.errors import BadProblem

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]
Reason = Literal["end_too_far", "required_unreachable"]


@dataclass(frozen=True, eq=False)
class Problem:
    """Which locations to visit, in which order, to collect most within a budget.

    Costs may be metres or seconds; with windows or service they are time. The tour leaves ``start`` at 0 and must be
    at ``end`` by ``budget``. Start and end are no visits: their prize, service and window do not count.

    Attributes
    ----------
    travel
        ``float64[n, n]``, cost from row to column, which need not be that of the way back; ``inf`` where there is
        no way.
    prizes
        ``float64[n]``, what a visit yields, never negative.
    budget
        The most that travel, service and waiting may cost together.
    start, end
        Locations, which may be the same.
    service
        ``float64[n]``, cost of the visit itself; None for nothing.
    opens, closes
        ``float64[n]``, when a visit may begin: who comes earlier waits, who comes later may not. Either may be None.
    required
        Locations that must be visited, other than start and end.
    in_order
        Whether ``required`` must be visited in the order given.
    group
        ``int32[n]``, locations of the same kind share a number; -1 for a kind of its own. None for no groups.
    group_decay
        0..1: of the visits in a group the dearest counts in full, the next this much of its prize, the third the
        square of this, and so on.
    """

    travel: FloatArray
    prizes: FloatArray
    budget: float
    start: int = 0
    end: int = 0
    service: FloatArray | None = None
    opens: FloatArray | None = None
    closes: FloatArray | None = None
    required: tuple[int, ...] = ()
    in_order: bool = False
    group: IntArray | None = None
    group_decay: float = 1.0

    def __post_init__(self) -> None:
        """Refuse numbers that do not fit each other."""
        n = len(self.prizes)
        _check(np.shape(self.travel) == (n, n), "travel", f"must be {n} x {n}, as there are {n} prizes")
        _check(n > 0, "prizes", "must name at least the start")
        _check(bool(np.all(np.asarray(self.travel) >= 0)), "travel", "must be numbers of 0 and more")
        _check(_finite(self.prizes), "prizes", "must be finite numbers of 0 and more")
        _check(_finite(np.array([self.budget])), "budget", "must be a finite number of 0 and more")
        for name in ("service", "opens", "closes", "group"):
            values = getattr(self, name)
            if values is not None:
                _check(np.shape(values) == (n,), name, f"must have {n} values, one a location")
                _check(not np.isnan(values).any(), name, "must be numbers")
        _check(
            self.service is None or _finite(self.service), "service", "must be finite numbers of 0 and more"
        )
        _check(0 <= self.group_decay <= 1, "group_decay", "must lie between 0 and 1")
        for name, v in (("start", self.start), ("end", self.end), *(("required", v) for v in self.required)):
            _check(0 <= v < n, name, f"names location {v}, but there are {n}")
        _check(len(set(self.required)) == len(self.required), "required", "must not name a location twice")
        _check(
            not {self.start, self.end} & set(self.required), "required", "must not name the start or the end"
        )


@dataclass(frozen=True)
class Parameters:
    """How long and how to search.

    Attributes
    ----------
    iterations
        Iterations per solution; the only thing that ends a search on a machine that keeps up.
    seed
        The same seed gives the same answer.
    time_limit_s
        Safety net over all solutions together; a search that it cuts says ``complete=False``.
    solutions
        How many different solutions to look for.
    most_shared
        Of two solutions, the one with fewer visits shares at most this part of them with the other (required visits
        do not count).
    """

    iterations: int = 20_000
    seed: int = 1
    time_limit_s: float = 10.0
    solutions: int = 1
    most_shared: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        _check(self.iterations > 0, "iterations", "must be at least 1")
        _check(self.time_limit_s > 0, "time_limit_s", "must be more than 0")
        _check(self.solutions > 0, "solutions", "must be at least 1")
        _check(0 <= self.most_shared <= 1, "most_shared", "must lie between 0 and 1")


@dataclass(frozen=True)
class Solution:
    """Visits in travel order without start and end, what they yield and cost, and the arrival at each.

    ``cost`` is the arrival at the end; ``arrivals`` are before any waiting.
    """

    visits: tuple[int, ...]
    prize: float
    cost: float
    arrivals: tuple[float, ...]


@dataclass(frozen=True)
class Result:
    """Solutions, best first; none with a reason.

    Attributes
    ----------
    solutions
        Best first; fewer than asked where no more differ enough.
    complete
        False when the clock cut the search.
    iterations
        Iterations done, over all solutions.
    reason
        Without solutions: ``end_too_far`` (not even the direct way was found to fit the budget) or
        ``required_unreachable`` (no tour over all required visits was found).
    """

    solutions: tuple[Solution, ...]
    complete: bool
    iterations: int
    reason: Reason | None = None


def _check(holds: bool, name: str, message: str) -> None:
    if not holds:
        raise BadProblem(f"{name} {message}")


def _finite(values: FloatArray) -> bool:
    return bool(np.all(np.isfinite(values)) and np.all(np.asarray(values) >= 0))
