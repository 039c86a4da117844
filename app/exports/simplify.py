"""A line with fewer points, for devices that take only so many.

Douglas and Peucker's splitting, worst stretch first: the line starts as its two ends, and the point that lies furthest
off comes in until the limit is reached. Points on a straight line never come in.
"""

import heapq
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
    kept, deviation_m = _chosen(_plane(coordinates), points_limit)
    return Simplified([coordinates[place] for place in kept], deviation_m)


def _plane(coordinates: Sequence[Sequence[float]]) -> npt.NDArray[np.float64]:
    """Project to metres around the middle of the line: good to a few parts in a thousand over a day's ride."""
    points = np.asarray(coordinates, dtype=np.float64)
    lon, lat = (points.min(axis=0) + points.max(axis=0)) / 2
    _, _, east_m = _GEOD.inv(lon, lat, lon + 0.01, lat)
    _, _, north_m = _GEOD.inv(lon, lat, lon, lat + 0.01)
    metres: npt.NDArray[np.float64] = (points - (lon, lat)) * (east_m * 100, north_m * 100)
    return metres


def _chosen(points: npt.NDArray[np.float64], points_limit: int) -> tuple[list[int], float]:
    """Split the stretch that is furthest off, again and again; return the splits and what is left of the deviation."""
    kept = [0, len(points) - 1]
    heap = [_stretch(points, 0, len(points) - 1)]
    while len(kept) < points_limit and heap[0][0] < 0:
        _, first, furthest, last = heapq.heappop(heap)
        kept.append(furthest)
        heapq.heappush(heap, _stretch(points, first, furthest))
        heapq.heappush(heap, _stretch(points, furthest, last))
    return sorted(kept), -heap[0][0]


def _stretch(points: npt.NDArray[np.float64], first: int, last: int) -> tuple[float, int, int, int]:
    """Return how far a stretch is from the straight line at most, negative for the heap, and where."""
    if last - first < 2:
        return 0.0, first, first, last
    distances = _distances(points[first + 1 : last], points[first], points[last])
    furthest = int(distances.argmax())
    return -float(distances[furthest]), first, first + 1 + furthest, last


def _distances(points: npt.NDArray[np.float64], start: Any, end: Any) -> npt.NDArray[np.float64]:
    along = end - start
    squared = float(along @ along)
    share = np.clip((points - start) @ along / squared, 0, 1) if squared else np.zeros(len(points))
    away: npt.NDArray[np.float64] = np.hypot(*(points - start - share[:, None] * along).T)
    return away
