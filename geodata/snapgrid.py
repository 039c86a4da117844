"""The snapping index: which geometry segments touch each cell of a regular grid.

Saved as three columns and a few numbers, so that workers map it instead of building a tree each:

- ``grid_indptr`` int32[cols × rows + 1], entries of cell (column c, row r): ``indptr[r * cols + c]`` to the next;
- ``grid_segment`` int32, number of the segment's first point in ``geom_lon``;
- ``grid_segment_edge`` int32, the segment's edge;
- ``grid.json``: ``lon0``, ``lat0`` (south-west corner), ``cell_lon``, ``cell_lat`` (degrees), ``cols``, ``rows``.

A segment is entered in every cell that its bounding box touches: segments are short beside the cells.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

CELL_M = 250.0
MAX_CELLS = 4_000_000


def build_grid(
    geom_indptr: npt.NDArray[Any], geom_lon: npt.NDArray[Any], geom_lat: npt.NDArray[Any], cell_m: float = CELL_M
) -> tuple[dict[str, npt.NDArray[np.int32]], dict[str, float]]:
    """Index the segments of all edges.

    Parameters
    ----------
    geom_indptr, geom_lon, geom_lat
        Edge geometry, see docs/dataset.md.
    cell_m
        Side of a cell in metres; enlarged where the grid would get more than :data:`MAX_CELLS` cells.

    Returns
    -------
    tuple
        The columns and the content of ``grid.json``.
    """
    if len(geom_lon) == 0:
        empty = np.empty(0, dtype=np.int32)
        columns = {"grid_indptr": np.zeros(2, np.int32), "grid_segment": empty, "grid_segment_edge": empty}
        return columns, {"lon0": 0.0, "lat0": 0.0, "cell_lon": 1.0, "cell_lat": 1.0, "cols": 1, "rows": 1}
    west, east = float(geom_lon.min()), float(geom_lon.max())
    south, north = float(geom_lat.min()), float(geom_lat.max())
    k_lat = 111_195.0
    k_lon = k_lat * float(np.cos(np.radians((south + north) / 2)))
    area = max((east - west) * k_lon, cell_m) * max((north - south) * k_lat, cell_m)
    cell_m = max(cell_m, float(np.sqrt(area / MAX_CELLS)))
    cell_lon, cell_lat = cell_m / k_lon, cell_m / k_lat
    cols, rows = int((east - west) / cell_lon) + 1, int((north - south) / cell_lat) + 1

    starts = np.ones(len(geom_lon), dtype=bool)
    starts[np.asarray(geom_indptr[1:]) - 1] = False  # the last point of an edge starts no segment
    first = np.flatnonzero(starts)
    edge = np.repeat(np.arange(len(geom_indptr) - 1), np.diff(geom_indptr))[first]
    cx = ((geom_lon - west) / cell_lon).astype(np.int64)
    cy = ((geom_lat - south) / cell_lat).astype(np.int64)
    left, right = np.minimum(cx[first], cx[first + 1]), np.maximum(cx[first], cx[first + 1])
    low, high = np.minimum(cy[first], cy[first + 1]), np.maximum(cy[first], cy[first + 1])
    wide = right - left + 1
    times = wide * (high - low + 1)
    segment, edge = np.repeat(first, times), np.repeat(edge, times)
    nth = np.arange(len(segment)) - np.repeat(np.concatenate(([0], np.cumsum(times)[:-1])), times)
    wide = np.repeat(wide, times)
    cell = (np.repeat(low, times) + nth // wide) * cols + np.repeat(left, times) + nth % wide
    order = np.argsort(cell, kind="stable")
    columns = {
        "grid_indptr": np.concatenate(([0], np.cumsum(np.bincount(cell, minlength=cols * rows)))).astype(np.int32),
        "grid_segment": segment[order].astype(np.int32),
        "grid_segment_edge": edge[order].astype(np.int32),
    }
    grid = {
        "lon0": west, "lat0": south, "cell_lon": cell_lon, "cell_lat": cell_lat, "cols": cols, "rows": rows,
    }  # fmt: skip
    return columns, grid
