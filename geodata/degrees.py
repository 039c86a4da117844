"""Degrees as metres, for what is as small as a region: the earth is flat there, to a few parts in a thousand."""

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

METRES_PER_DEGREE: Final = 111_195.0
"""Of latitude, on the sphere with the earth's mean radius."""
METRES_PER_DEGREE_LON: Final = 111_319.0
"""Of longitude at the equator, on the ellipsoid; times the cosine of the latitude elsewhere."""


def scale_at(lat: float) -> npt.NDArray[np.float64]:
    """Return metres per degree of longitude and of latitude at a latitude."""
    return np.array([METRES_PER_DEGREE_LON * np.cos(np.radians(lat)), METRES_PER_DEGREE])


def away_m(lonlat: tuple[float, float], lon: Any, lat: Any) -> npt.NDArray[np.float64]:
    """Return how far points of the same region are from one, as the crow flies."""
    east_m, north_m = scale_at(lonlat[1])
    return np.asarray(
        np.hypot((np.asarray(lon) - lonlat[0]) * east_m, (np.asarray(lat) - lonlat[1]) * north_m)
    )


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far two points of the same region are from each other, as the crow flies."""
    squeeze = math.cos(math.radians((one[1] + other[1]) / 2))
    east_m = (one[0] - other[0]) * squeeze * METRES_PER_DEGREE_LON
    return math.hypot(east_m, (one[1] - other[1]) * METRES_PER_DEGREE)
