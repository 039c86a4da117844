"""How good a tour's line is, told from its coordinates alone: repeated share and quantiles.

The repeated share follows the definition of the shared yardstick, so that figures compare between planners: a sample
of the line every 25 m counts when it lies within 12 m of a stretch of the same line that is more than 250 m away along
it. Both passes count, and so do two ways side by side.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

STEP_M = 25.0
NEAR_M = 12.0
APART_M = 250.0
CLOSED_M = 60.0


def metres(coordinates: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """A line of (lon, lat) in metres around its own middle, ``(n, 2)``."""
    lonlat = np.asarray(coordinates, dtype=np.float64)[:, :2]
    lat = np.radians(lonlat[:, 1].mean())
    # lengths of a degree on the ellipsoid at this latitude
    per_lat = 111_132.95 - 559.85 * np.cos(2 * lat) + 1.17 * np.cos(4 * lat)
    per_lon = 111_412.88 * np.cos(lat) - 93.5 * np.cos(3 * lat)
    return np.asarray((lonlat - lonlat.mean(axis=0)) * np.array([per_lon, per_lat]))


def repeated_share(coordinates: npt.ArrayLike) -> float:
    """Share of a line that runs where the line has run, or will run, at another time."""
    xy = metres(coordinates)
    line = shapely.LineString(xy)
    if line.length < 4 * APART_M:
        return 0.0
    at = np.arange(0.0, line.length, STEP_M)
    samples = shapely.line_interpolate_point(line, at)
    points = shapely.get_coordinates(samples)
    pieces = list(np.asarray(shapely.linestrings(np.stack((points[:-1], points[1:]), axis=1))))
    sample, piece = shapely.STRtree(pieces).query(samples, predicate="dwithin", distance=NEAR_M)
    closed = np.hypot(*(xy[0] - xy[-1])) < CLOSED_M
    apart = np.zeros(len(sample), dtype=bool)
    for end in (piece, piece + 1):
        along = np.abs(at[sample] - at[end])
        if closed:
            along = np.minimum(along, line.length - along)
        apart |= along > APART_M
    return len(np.unique(sample[apart])) / len(at)


def middle_and_p95(values: Sequence[float], digits: int = 4) -> dict[str, float | None]:
    """Median and 95th percentile of sizes (signs are dropped); None where there are no values."""
    if not values:
        return {"median": None, "p95": None}
    ranked = sorted(abs(v) for v in values)
    p95 = ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]
    return {"median": round(float(np.median(ranked)), digits), "p95": round(p95, digits)}
