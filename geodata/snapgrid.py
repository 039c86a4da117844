"""The snapping index: a uniform grid over the segments of all edges, searched by a compiled kernel.

Files in ``graph/``:

``grid.json``
    ``lon0``, ``lat0`` (south-west corner), ``cell_lon``, ``cell_lat`` (a cell's size in degrees, about
    250 m), ``cols``, ``rows``. Cell of a point: ``row * cols + col`` with ``col = floor((lon - lon0) / cell_lon)``.
``grid_indptr`` i4[cols × rows + 1]
    Entries of cell c: ``grid_indptr[c]:grid_indptr[c + 1]``.
``grid_segment`` i4[entries]
    A segment, as the index of its first point in ``geom_lon``/``geom_lat``; the second is the next one.
``grid_segment_edge`` i4[entries]
    The edge that the segment of the same entry belongs to.

A segment has an entry in every cell that its bounding box touches, so the nearest segment to a point is found by
visiting cells ring by ring. Entries of a cell are in the order of their segments.
"""

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geodata.degrees import METRES_PER_DEGREE

Array = npt.NDArray[Any]

CELL_M: Final = 250.0
MAX_CELLS: Final = 4_000_000  # a far-off stray way must not blow the grid up: cells grow instead


def make_grid(indptr: Array, lon: Array, lat: Array) -> tuple[dict[str, Array], dict[str, float]]:
    """Index the segments of all lines.

    Parameters
    ----------
    indptr, lon, lat
        Geometry of the edges.

    Returns
    -------
    tuple
        The ``grid_*`` columns, and the content of ``grid.json``.
    """
    lon0, lat0 = float(lon.min()), float(lat.min())
    width, height = float(lon.max()) - lon0, float(lat.max()) - lat0
    cell_lat = CELL_M / METRES_PER_DEGREE
    cell_lon = cell_lat / max(0.05, math.cos(math.radians(lat0 + height / 2)))
    grow = math.sqrt(max(1.0, (width / cell_lon + 1) * (height / cell_lat + 1) / MAX_CELLS))
    cell_lon, cell_lat = cell_lon * grow, cell_lat * grow
    cols, rows = int(width / cell_lon) + 1, int(height / cell_lat) + 1

    last = np.zeros(len(lon), dtype=np.bool_)
    last[indptr[1:] - 1] = True
    segment = np.flatnonzero(~last)
    edge = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))[segment]
    col = np.minimum(((lon - lon0) / cell_lon).astype(np.int64), cols - 1)
    row = np.minimum(((lat - lat0) / cell_lat).astype(np.int64), rows - 1)
    west, east = np.minimum(col[segment], col[segment + 1]), np.maximum(col[segment], col[segment + 1])
    south, north = np.minimum(row[segment], row[segment + 1]), np.maximum(row[segment], row[segment + 1])
    wide = east - west + 1
    count = wide * (north - south + 1)
    entry = np.repeat(np.arange(len(segment)), count)
    nth = np.arange(len(entry)) - np.repeat(np.cumsum(count) - count, count)
    cell = (south[entry] + nth // wide[entry]) * cols + west[entry] + nth % wide[entry]
    order = np.argsort(cell, kind="stable")
    columns = {
        "grid_indptr": np.concatenate(([0], np.cumsum(np.bincount(cell, minlength=cols * rows)))).astype(
            np.int32
        ),
        "grid_segment": segment[entry[order]].astype(np.int32),
        "grid_segment_edge": edge[entry[order]].astype(np.int32),
    }
    return columns, {
        "lon0": lon0, "lat0": lat0, "cell_lon": cell_lon, "cell_lat": cell_lat, "cols": cols, "rows": rows,
    }  # fmt: skip
