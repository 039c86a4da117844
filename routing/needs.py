"""Hard wishes about facilities: a toilet at least every so many metres, a café half-way."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from routing.passing import Passed
from routing.types import Need

ABSENT_SHARE = 0.25
"""A place that should come by and does not weighs like this part of the tour."""


def unmet_m(need: Need, passed: Passed, kinds: Mapping[str, npt.NDArray[np.bool_]], length_m: float) -> float:
    """How far a tour is from meeting a need.

    Parameters
    ----------
    need
        The wish.
    passed
        Places that the tour passes.
    kinds
        From :func:`routing.passing.kinds_of_places`.
    length_m
        Of the tour.

    Returns
    -------
    float
        0 where it is met. Else the metres by which stretches without the facility are too long, together, or from
        the wanted part of the tour to the nearest such place.
    """
    is_kind = kinds.get(need.kind)
    at = passed.at_m[is_kind[passed.place]] if is_kind is not None else np.empty(0)
    unmet = 0.0
    if need.every_m is not None:
        gaps = np.diff(np.concatenate(([0.0], np.clip(at, 0, length_m), [length_m])))
        unmet += float(np.maximum(0.0, gaps - need.every_m).sum())
    if need.from_share is not None and need.to_share is not None:
        low, high = need.from_share * length_m, need.to_share * length_m
        beside = np.maximum(0.0, np.maximum(low - at, at - high))
        unmet += float(beside.min()) if len(beside) else ABSENT_SHARE * length_m
    return unmet


def all_unmet_m(
    needs: Sequence[Need], passed: Passed, kinds: Mapping[str, npt.NDArray[np.bool_]], length_m: float
) -> float:
    """Sum over needs, those left out whose kind the dataset has no record of: no tour could meet them."""
    return sum(unmet_m(need, passed, kinds, length_m) for need in needs if need.kind in kinds)


def halts(
    needs: Sequence[Need],
    passed: Passed,
    kinds: Mapping[str, npt.NDArray[np.bool_]],
    length_m: float,
    is_open: Callable[[int, float], bool],
) -> Iterator[tuple[int, float]]:
    """The places that meet wishes for a part of the tour: per wish the one nearest to the middle of that part.

    Parameters
    ----------
    needs
        The wishes; those for every so many metres have no place of their own.
    passed, kinds, length_m
        As for :func:`unmet_m`.
    is_open
        Whether a row of the place table is open, or not known to be closed, when the tour is at a metre.

    Yields
    ------
    tuple
        Row in the place table, and metre along the tour.
    """
    for need in needs:
        if need.from_share is None or need.to_share is None or need.kind not in kinds:
            continue
        low, high = need.from_share * length_m, need.to_share * length_m
        inside = kinds[need.kind][passed.place] & (passed.at_m >= low) & (passed.at_m <= high)
        by_nearness = np.argsort(np.abs(passed.at_m - (low + high) / 2), kind="stable")
        for i in by_nearness[inside[by_nearness]].tolist():
            row, at_m = int(passed.place[i]), float(passed.at_m[i])
            if is_open(row, at_m):
                yield row, at_m
                break
