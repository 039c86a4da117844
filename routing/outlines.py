"""Outlines around lines: a raster of distances to the lines, and the rings where the distance is a given one."""

from collections.abc import Sequence

import numba as nb
import numpy as np
import numpy.typing as npt
import shapely

from routing.graph import RoutingGraph
from routing.types import Lonlat

CELL_M = 30.0
MAX_CELLS = 3_000_000  # wider areas get larger cells, so that time and memory stay bounded
CELLS_AROUND = 1.8  # the distance drawn is at least this many cells: else a thin line falls apart

_I4 = nb.int32[::1]
_I8 = nb.int64[::1]
_F4 = nb.float32[:, ::1]
_F8 = nb.float64[::1]

FloatArray = npt.NDArray[np.float64]


@nb.njit(nb.void(_F4, nb.float64, nb.float64, nb.float64, nb.float64, nb.float64), cache=True, nogil=True)
def _stamp(field, ax, ay, bx, by, around):  # type: ignore[no-untyped-def]
    """Lower the squared distances near one segment; all in cells."""
    rows, cols = field.shape
    x0 = max(0, int(np.ceil(min(ax, bx) - around)))
    x1 = min(cols - 1, int(np.floor(max(ax, bx) + around)))
    y0 = max(0, int(np.ceil(min(ay, by) - around)))
    y1 = min(rows - 1, int(np.floor(max(ay, by) + around)))
    ux = bx - ax
    uy = by - ay
    length2 = ux * ux + uy * uy
    for row in range(y0, y1 + 1):
        for col in range(x0, x1 + 1):
            px = col - ax
            py = row - ay
            if length2 > 0.0:
                t = min(1.0, max(0.0, (px * ux + py * uy) / length2))
                px -= t * ux
                py -= t * uy
            d = np.float32(px * px + py * py)
            if d < field[row, col]:  # noqa: PLR1730 - half the time of min() here
                field[row, col] = d


@nb.njit(
    nb.void(_F4, _I4, _F8, _F8, _I4, _F8, _F8, nb.float64, nb.float64, nb.float64, nb.float64, nb.float64),
    cache=True,
    nogil=True,
)
def _draw(field, edge, low, high, geom_indptr, lon, lat, west, south, per_lon, per_lat, around):  # type: ignore[no-untyped-def]
    """Squared distance in cells to pieces of edges; ``per_lon``/``per_lat`` are cells per degree."""
    for i in range(edge.size):
        a = geom_indptr[edge[i]]
        b = geom_indptr[edge[i] + 1]
        total = 0.0
        for s in range(a, b - 1):
            total += np.hypot((lon[s + 1] - lon[s]) * per_lon, (lat[s + 1] - lat[s]) * per_lat)
        begin = low[i] * total
        end = high[i] * total
        along = 0.0
        for s in range(a, b - 1):
            ax = (lon[s] - west) * per_lon
            ay = (lat[s] - south) * per_lat
            ux = (lon[s + 1] - lon[s]) * per_lon
            uy = (lat[s + 1] - lat[s]) * per_lat
            step = np.hypot(ux, uy)
            if along + step >= begin and along <= end:
                t0 = 0.0
                t1 = 1.0
                if step > 0.0:
                    t0 = max(0.0, (begin - along) / step)
                    t1 = min(1.0, (end - along) / step)
                _stamp(field, ax + t0 * ux, ay + t0 * uy, ax + t1 * ux, ay + t1 * uy, around)
            along += step


@nb.njit(nb.float64(nb.float64, nb.float64, nb.float64), cache=True, nogil=True, inline="always")
def _crossing(inside, outside, level):  # type: ignore[no-untyped-def]
    """Where between an inner and an outer point the distance is the level; never quite at either."""
    a = np.sqrt(inside)
    b = min(np.sqrt(outside), level + 1.0)
    return min(0.95, max(0.05, (level - a) / max(1e-9, b - a)))


@nb.njit(nb.int64(_F4, nb.float32, nb.int32[::1]), cache=True, nogil=True)
def _link(field, level2, after):  # type: ignore[no-untyped-def]
    """Find the sides of cells that the line crosses, and which it crosses next, what is lower on its left.

    Sides are numbered: ``2 * point`` for the one to the east of a grid point, ``2 * point + 1`` for the one to the
    north; ``after[side]`` is the next, -1 where the line does not pass. Each is crossed once at most. Returns how
    many are.
    """
    rows, cols = field.shape
    inside = np.empty(4, np.bool_)
    sides = np.empty(4, np.int32)
    crossings = 0
    for row in range(rows - 1):
        for col in range(cols - 1):
            inside[0] = field[row, col] < level2
            inside[1] = field[row, col + 1] < level2
            inside[2] = field[row + 1, col + 1] < level2
            inside[3] = field[row + 1, col] < level2
            if inside[0] == inside[1] and inside[1] == inside[2] and inside[2] == inside[3]:
                continue
            point = row * cols + col
            sides[0] = 2 * point  # between corners 0 and 1, then on counter-clockwise
            sides[1] = 2 * (point + 1) + 1
            sides[2] = 2 * (point + cols)
            sides[3] = 2 * point + 1
            saddle = inside[0] == inside[2] and inside[1] == inside[3]  # the two inner corners stay apart
            leave = -1
            come = -1
            for k in range(4):
                if saddle and inside[k]:
                    after[sides[k]] = sides[(k + 3) % 4]
                    crossings += 1
                elif inside[k] and not inside[(k + 1) % 4]:
                    leave = sides[k]
                elif inside[(k + 1) % 4] and not inside[k]:
                    come = sides[k]
            if not saddle:
                after[leave] = come
                crossings += 1
    return crossings


@nb.njit(nb.types.Tuple((_F8, _F8, _I8))(_F4, nb.float64), cache=True, nogil=True)  # type: ignore[no-untyped-call]
def _contours(field, level):  # type: ignore[no-untyped-def]
    """Closed rings where the field of squared distances is the level, what is nearer on their left.

    Returns
    -------
    tuple
        x and y in cells, and where each ring starts (with a last entry for the end).
    """
    rows, cols = field.shape
    after = np.full(2 * rows * cols, -1, np.int32)
    crossings = _link(field, np.float32(level * level), after)
    x = np.empty(crossings, np.float64)
    y = np.empty(crossings, np.float64)
    starts = np.empty(crossings + 1, np.int64)
    rings = 0
    size = 0
    for first in range(after.size):
        if after[first] < 0:
            continue
        starts[rings] = size
        rings += 1
        side = first
        while after[side] >= 0:
            row, col = divmod(side >> 1, cols)
            east = 1 - (side & 1)
            north = side & 1
            here = field[row, col]
            there = field[row + north, col + east]
            t = _crossing(here, there, level) if here < there else 1.0 - _crossing(there, here, level)
            x[size] = col + t * east
            y[size] = row + t * north
            size += 1
            onward = after[side]
            after[side] = -1
            side = onward
    starts[rings] = size
    return x, y, starts[: rings + 1].copy()


def around_lines(
    graph: RoutingGraph,
    origin: Lonlat,
    scale: tuple[float, float],
    edge: npt.NDArray[np.int32],
    low: FloatArray,
    high: FloatArray,
    *,
    around_m: float,
    smallest_hole_m2: float,
) -> list[FloatArray]:
    """Rings around pieces of edges.

    Parameters
    ----------
    graph
        Whose edges they are.
    origin, scale
        Where the metres of the answer count from, and metres per degree of longitude and latitude there.
    edge, low, high
        Pieces as shares of the edges' lengths, at least one.
    around_m
        Distance from the lines at which the rings run.
    smallest_hole_m2
        Holes smaller than this are left out.

    Returns
    -------
    list of numpy.ndarray
        Closed rings ``(n, 2)`` in metres, outer ones counter-clockwise, holes clockwise.
    """
    west, south, east, north = _bounds(graph, edge)
    width, height = (east - west) * scale[0] + 2 * around_m, (north - south) * scale[1] + 2 * around_m
    cell = max(CELL_M, float(np.sqrt(width * height / MAX_CELLS)))
    level = max(around_m / cell, CELLS_AROUND)
    # The raster's points lie at multiples of the cell from the origin, with two of margin outside the line.
    margin = int(np.ceil(level)) + 2
    col0 = int(np.floor((west - origin[0]) * scale[0] / cell)) - margin
    row0 = int(np.floor((south - origin[1]) * scale[1] / cell)) - margin
    cols = int(np.ceil((east - origin[0]) * scale[0] / cell)) + margin - col0 + 1
    rows = int(np.ceil((north - origin[1]) * scale[1] / cell)) + margin - row0 + 1
    field = np.full((rows, cols), np.float32(np.inf))
    _draw(
        field, edge, low, high, graph.geom_indptr, graph.geom_lon, graph.geom_lat,
        origin[0] + col0 * cell / scale[0], origin[1] + row0 * cell / scale[1], scale[0] / cell, scale[1] / cell,
        level + 1.0,
    )  # fmt: skip
    x, y, starts = _contours(field, level)
    x, y = (x + col0) * cell, (y + row0) * cell
    rings = []
    for a, b in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        ring = np.column_stack((np.append(x[a:b], x[a]), np.append(y[a:b], y[a])))
        if _area(ring) > -smallest_hole_m2 and _area(ring) <= 0:
            continue
        rings.append(ring)
    return rings


def _bounds(graph: RoutingGraph, edge: npt.NDArray[np.int32]) -> tuple[float, float, float, float]:
    """West, south, east, north of edges."""
    first = graph.geom_indptr[edge].astype(np.int64)
    count = graph.geom_indptr[edge + 1].astype(np.int64) - first
    index = np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    lon, lat = graph.geom_lon[index], graph.geom_lat[index]
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _area(ring: FloatArray) -> float:
    """Signed area of a closed ring, positive where it runs counter-clockwise."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2


def polygon_of_rings(rings: Sequence[FloatArray], tolerance_m: float) -> shapely.Geometry:
    """One polygon per outer ring with the holes inside it, drawn with fewer points."""
    shells = [ring for ring in rings if _area(ring) > 0]
    holes = [ring for ring in rings if _area(ring) <= 0]
    outer = [shapely.Polygon(shell) for shell in shells]
    inside: list[list[FloatArray]] = [[] for _ in shells]
    for hole in holes:
        at = shapely.Point(hole[0])
        owner = next(i for i, shape in enumerate(outer) if len(outer) == 1 or shape.contains(at))
        inside[owner].append(hole)
    shapes = [shapely.Polygon(shell, own) for shell, own in zip(shells, inside, strict=True)]
    whole = shapes[0] if len(shapes) == 1 else shapely.MultiPolygon(shapes)
    return shapely.simplify(whole, tolerance_m, preserve_topology=True)
