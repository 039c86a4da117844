"""A problem as arrays for the kernel (see :mod:`routing.orienteering.kernel` for what each means)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.orienteering.problem import FloatArray, IntArray, Problem

Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

NEIGHBOURS = 20
"""Nearest locations looked at for a place in a long tour."""
SLACK = 1e-9
"""Relative excess over the budget and windows that is rounding."""


@dataclass(frozen=True, eq=False)
class Model:
    """The problem without what is not worth a visit: the start first, what may be visited, the end last.

    ``names`` are the locations' numbers in the problem; ``into`` is travel turned over.
    """

    names: IntArray
    travel: FloatArray
    into: FloatArray
    window: FloatArray
    prizes: FloatArray
    near: IntArray
    rank: IntArray
    group: IntArray
    group_decay: float
    required: Flags
    timeless: bool

    @classmethod
    def of(cls, problem: Problem) -> "Model":
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
        bare = np.asarray(problem.travel, dtype=np.float64)[np.ix_(names, names)]
        bare = np.minimum(bare, 4 * problem.budget + 1)  # no way at all: beyond every budget, but a number
        travel = bare + _inside(problem.service, names)[:, None]
        return cls(
            names=names,
            travel=travel,
            into=np.ascontiguousarray(travel.T),
            window=_window(problem, names),
            prizes=_inside(problem.prizes, names),
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
        return self.timeless and not bool((self.rank > 0).any())


@dataclass(frozen=True, eq=False)
class Stage:
    """What one solution of several is looked for with: prizes collected before count less.

    Attributes
    ----------
    worth, bonus
        What visits yield in this search; what makes required ones go before all others.
    much
        A bonus that outweighs all that can be collected.
    unit
        Mean worth of an optional visit, the measure of temperatures.
    optional, taken
        Flags of optional locations, and rows of flags of the optional visits of earlier solutions.
    group, member_ptr, member, decay
        Groups, see the kernel.
    """

    worth: FloatArray
    bonus: FloatArray
    much: float
    unit: float
    optional: Bytes
    taken: Bytes
    group: IntArray
    member_ptr: IntArray
    member: IntArray
    decay: FloatArray

    @classmethod
    def of(cls, model: Model, earlier: Sequence[IntArray], discount: float) -> "Stage":
        """Count each earlier visit to a location as a discount on its prize."""
        n = len(model.names)
        taken = np.zeros((len(earlier), n), dtype=np.uint8)
        for row, tour in zip(taken, earlier, strict=True):
            row[tour] = 1
        taken[:, model.required] = 0
        worth = model.prizes * discount ** taken.sum(axis=0)
        much = 1.0 + 2.0 * float(worth.sum())
        optional = ~model.required
        optional[[0, -1]] = False
        group, member_ptr, member = _groups(model, worth)
        return cls(
            worth=worth,
            bonus=np.where(model.required, much, 0.0),
            much=much,
            unit=float(worth[optional].mean()) if optional.any() else 1.0,
            optional=optional.astype(np.uint8),
            taken=taken,
            group=group,
            member_ptr=member_ptr,
            member=member,
            decay=np.power(model.group_decay, np.arange(max(n, 2)), dtype=np.float64),
        )


def _inside(values: FloatArray | None, names: IntArray) -> FloatArray:
    """Values of the locations that are visits; nothing at the start and the end."""
    chosen = np.zeros(len(names)) if values is None else np.asarray(values, dtype=np.float64)[names]
    chosen[[0, -1]] = 0.0
    return chosen


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


def _groups(model: Model, worth: FloatArray) -> tuple[IntArray, IntArray, IntArray]:
    """Group of each location, numbered from 0, and the members of each, dearest first, as rows."""
    group = np.full(len(worth), -1, dtype=np.int32)
    inside = np.empty(0, dtype=np.intp)
    if model.group_decay < 1:
        inside = np.flatnonzero(model.group[1:-1] >= 0) + 1
    numbers, group[inside] = np.unique(model.group[inside], return_inverse=True)
    member = inside[np.lexsort((inside, -worth[inside], group[inside]))].astype(np.int32)
    sizes = np.bincount(group[inside], minlength=len(numbers))
    return group, np.concatenate(([0], np.cumsum(sizes))).astype(np.int32), member
