"""Puts things that lie near each other on the ground near each other in memory."""

from typing import Any

import numpy as np
import numpy.typing as npt

_BITS = 16


def along_a_curve(lon: npt.NDArray[Any], lat: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Order of points along a Hilbert curve over their bounding box; ties keep their order.

    Searches touch neighbouring nodes, so this keeps what they read in few pages and cache lines.
    """
    side = max(float(np.ptp(lon)), float(np.ptp(lat)), 1e-9)
    x = ((lon - lon.min()) / side * (2**_BITS - 1)).astype(np.int64)
    y = ((lat - lat.min()) / side * (2**_BITS - 1)).astype(np.int64)
    at = np.zeros(len(x), dtype=np.int64)
    for level in range(_BITS - 1, -1, -1):
        half = 1 << level
        right = (x & half) > 0
        upper = (y & half) > 0
        at += half * half * ((3 * right) ^ upper)
        # each quadrant holds the curve turned: mirror and swap what is not upper
        flip = ~upper & right
        x, y = (
            np.where(flip, half - 1 - (x & (half - 1)), x & (half - 1)),
            np.where(flip, half - 1 - (y & (half - 1)), y & (half - 1)),
        )
        x, y = np.where(upper, x, y), np.where(upper, y, x)
    return np.argsort(at, kind="stable")
