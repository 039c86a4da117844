"""A line with fewer points, for devices that take only so many.

The points that matter most stay: each point is worth the deviation that leaving it out would cause, as Douglas and
Peucker's splitting finds it, and the most valuable ones are kept. So one pass answers for every limit at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pyproj import Geod

_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Simplified:
    """A line within a limit.

    Attributes
    ----------
    coordinates
        The kept points, (lon, lat), the ends among them.
    deviation_m
        How far the original line is from it at most.
    """

    coordinates: Sequence[Sequence[float]]
    deviation_m: float


def simplify(coordinates: Sequence[Sequence[float]], points_limit: int) -> Simplified:
    """Return a line with at most so many points, as close to the original as they allow.

    Parameters
    ----------
    coordinates
        The line, (lon, lat).
    points_limit
        At least 2. A line that is within it stays as it is.
    """
    if len(coordinates) <= points_limit:
        return Simplified(coordinates, 0.0)
    worth = _worth_m(_plane(coordinates))
    kept = np.sort(np.argsort(-worth, kind="stable")[:points_limit])
    left_out = np.delete(worth, kept)
    return Simplified([coordinates[place] for place in kept.tolist()], float(left_out.max()))


def _plane(coordinates: Sequence[Sequence[float]]) -> npt.NDArray[np.float64]:
    """Project to metres around the middle of the line: good to a few parts in a thousand over a day's ride."""
    points = np.asarray(coordinates, dtype=np.float64)
    lon, lat = (points.min(axis=0) + points.max(axis=0)) / 2
    _, _, east_m = _GEOD.inv(lon, lat, lon + 0.01, lat)
    _, _, north_m = _GEOD.inv(lon, lat, lon, lat + 0.01)
    metres: npt.NDArray[np.float64] = (points - (lon, lat)) * (east_m * 100, north_m * 100)
    return metres


def _worth_m(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Deviation that comes of leaving out each point and all that are worth less; endless for the ends."""
    worth = np.full(len(points), np.inf)
    stretches = [(0, len(points) - 1, np.inf)]
    while stretches:
        first, last, at_most = stretches.pop()
        if last - first < 2:
            continue
        distances = _distances(points[first + 1 : last], points[first], points[last])
        furthest = first + 1 + int(distances.argmax())
        # A point is never worth more than the one that splits its stretch: it stays only if that one does.
        value = min(float(distances.max()), at_most)
        worth[furthest] = value
        stretches += [(first, furthest, value), (furthest, last, value)]
    return worth


def _distances(points: npt.NDArray[np.float64], start: Any, end: Any) -> npt.NDArray[np.float64]:
    along = end - start
    squared = float(along @ along)
    share = np.clip((points - start) @ along / squared, 0, 1) if squared else np.zeros(len(points))
    away: npt.NDArray[np.float64] = np.hypot(*(points - start - share[:, None] * along).T)
    return away
