"""Edges that run side by side: a street and the cycleway along it, the two lanes of a road.

To a rider, coming back along the other side is coming back along the same road, so a tour that keeps off what it has
used must keep off its twins too.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
from scipy.spatial import cKDTree

APART_M = 13.0
"""Lines nearer than this to each other are felt as one."""
STEP_M = 15.0
SHARE = 0.5
"""An edge is a twin of another along which at least this part of it runs."""

Array = npt.NDArray[Any]


def twin_edges(geom_indptr: Array, geom_lon: Array, geom_lat: Array, crs: str) -> dict[str, Array]:
    """Find, for each edge, the others that run beside it.

    Parameters
    ----------
    geom_indptr, geom_lon, geom_lat
        Edge geometry, see docs/dataset.md.
    crs
        Metric CRS of the region.

    Returns
    -------
    dict
        ``twin_indptr`` int32[k+1], ``twin_edge`` int32: symmetric, each edge's twins in ascending order.
    """
    k = len(geom_indptr) - 1
    if k == 0:
        return {"twin_indptr": np.zeros(1, np.int32), "twin_edge": np.empty(0, np.int32)}
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(
        np.asarray(geom_lon), np.asarray(geom_lat)
    )
    points, edge = _samples(np.asarray(geom_indptr, dtype=np.int64), x, y)
    # Two samples of lines APART_M apart are at most half a step further from each other.
    pairs = cKDTree(points).query_pairs(float(np.hypot(APART_M, STEP_M / 2)), output_type="ndarray")
    a, b = edge[pairs[:, 0]], edge[pairs[:, 1]]
    pairs, a, b = pairs[a != b], a[a != b], b[a != b]
    sample = np.concatenate((pairs[:, 0], pairs[:, 1])).astype(np.int64)
    other = np.concatenate((b, a))
    hits = np.unique(sample * k + other)  # a sample counts once for each edge beside it
    mine, beside = edge[hits // k], hits % k
    pair, count = np.unique(mine * k + beside, return_counts=True)
    total = np.bincount(edge, minlength=k)
    mine, beside = pair // k, pair % k
    runs_along = (count >= SHARE * total[mine]) & (count >= 2)
    both = np.concatenate((pair[runs_along], beside[runs_along] * k + mine[runs_along]))
    both = np.unique(both)
    return {
        "twin_indptr": np.concatenate(([0], np.cumsum(np.bincount(both // k, minlength=k)))).astype(np.int32),
        "twin_edge": (both % k).astype(np.int32),
    }


def _samples(indptr: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """Points every :data:`STEP_M` along the edges, away from their ends (where edges meet, all run side by side)."""
    k = len(indptr) - 1
    step = np.hypot(np.diff(x), np.diff(y))
    step[indptr[1:-1] - 1] = 0.0  # from one edge's last point to the next edge's first
    along = np.concatenate(([0.0], np.cumsum(step)))
    first, last = along[indptr[:-1]], along[indptr[1:] - 1]
    count = np.maximum(((last - first - STEP_M) / STEP_M).astype(np.int64), 0)
    edge = np.repeat(np.arange(k), count)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    at = first[edge] + (nth + 1) * STEP_M
    segment = np.clip(np.searchsorted(along, at, side="right") - 1, 0, len(step) - 1)
    share = np.divide(at - along[segment], step[segment], out=np.zeros(len(at)), where=step[segment] > 0)
    px = x[segment] + share * (x[segment + 1] - x[segment])
    py = y[segment] + share * (y[segment + 1] - y[segment])
    return np.column_stack((px, py)), edge
