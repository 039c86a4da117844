"""Takes out of lines what can't be there: long straight jumps back over the line itself.

Pieces of one water that were strung together in the wrong order leave them: the line reaches an end, turns about,
flies straight to where the next piece begins, and turns about again. No water does that.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geodata.degrees import METRES_PER_DEGREE

Array = npt.NDArray[Any]

_LEAST_JUMP_M: Final = 100.0
_LEAST_TURN: Final = 60.0
_LEAST_TURNS_TOGETHER: Final = 200.0
"""More than the two right angles of a canal around a block."""
_LEAST_TURN_AT_END: Final = 105.0
"""Where the jump is the line's first or last step."""


def without_jumps(lines: Array) -> tuple[Array, Array]:
    """Cut lines where they jump.

    Parameters
    ----------
    lines
        LineStrings, (lon, lat).

    Returns
    -------
    lines
        The same, a cut one as the MultiLineString of its pieces, empty where nothing stays.
    jumps
        Number of jumps taken out of each.
    """
    points, line_of = shapely.get_coordinates(lines, return_index=True)
    jumps = _is_jump(points, line_of)
    number = np.bincount(line_of[:-1][jumps], minlength=len(lines))
    result = lines.copy()
    for i in np.flatnonzero(number):
        first, last = np.searchsorted(line_of, [i, i + 1])
        pieces = np.split(points[first:last], np.flatnonzero(jumps[first : last - 1]) + 1)
        result[i] = shapely.MultiLineString([piece for piece in pieces if len(piece) > 1])
    return result, number


def _is_jump(points: Array, line_of: Array) -> npt.NDArray[np.bool_]:
    """Whether the step from each point to the next is a jump."""
    if len(points) < 2:
        return np.zeros(0, dtype=np.bool_)
    shrink = np.cos(np.radians((points[1:, 1] + points[:-1, 1]) / 2))
    step = np.diff(points, axis=0) * METRES_PER_DEGREE
    step[:, 0] *= shrink
    within = line_of[1:] == line_of[:-1]
    length = np.hypot(step[:, 0], step[:, 1])
    cross = step[:-1, 0] * step[1:, 1] - step[:-1, 1] * step[1:, 0]
    turn = np.degrees(np.abs(np.arctan2(cross, (step[:-1] * step[1:]).sum(axis=1))))
    turn[~(within[:-1] & within[1:])] = np.nan  # no turn at the end of a line
    before, after = np.append(np.nan, turn), np.append(turn, np.nan)
    amid = (np.fmin(before, after) > _LEAST_TURN) & (before + after > _LEAST_TURNS_TOGETHER)
    at_end = (np.isnan(before) != np.isnan(after)) & (np.fmax(before, after) > _LEAST_TURN_AT_END)
    return np.asarray(within & (length > _LEAST_JUMP_M) & (amid | at_end))
