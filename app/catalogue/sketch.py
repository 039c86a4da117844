"""A tour's shape as a small drawing: one line, no map, no request."""

import math
from collections.abc import Sequence

import shapely

WIDTH, HEIGHT = 160, 110
_MARGIN = 10


def sketch(coordinates: Sequence[Sequence[float]]) -> tuple[str, tuple[float, float]]:
    """Return the path of an SVG of :data:`WIDTH` × :data:`HEIGHT`, and where its start is."""
    lat0 = coordinates[0][1]
    scale = math.cos(math.radians(lat0))
    line = shapely.LineString([(lon * scale, -lat) for lon, lat in coordinates])
    west, north, east, south = line.bounds
    size = max((east - west) / (WIDTH - 2 * _MARGIN), (south - north) / (HEIGHT - 2 * _MARGIN), 1e-9)
    dx = (WIDTH - (east - west) / size) / 2
    dy = (HEIGHT - (south - north) / size) / 2
    points = [
        (round((x - west) / size + dx, 1), round((y - north) / size + dy, 1))
        for x, y in line.simplify(size * 0.6).coords
    ]
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    return path, points[0]
