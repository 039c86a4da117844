"""Rivers, canals, brooks and ditches, each named water one row: ``waterways.parquet``, for printed maps and search."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

COLUMNS: Final = ("way", "class", "name", "length_m")
"""The columns of ``waterways.parquet``, but the geometry."""
_ONE_WATER_M: Final = 1000.0
"""Pieces of one name this near are one water: sluices and culverts lie between; farther off it is a namesake."""


def waterway_table(lines: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Waterways above the ground, pieces of one water together.

    Parameters
    ----------
    lines
        As :func:`geodata.lines.read_lines` gives them.
    crs
        Metric CRS.

    Returns
    -------
    GeoDataFrame
        ``way`` (the first of the OSM ways), ``class``, ``name``, ``length_m``, ``geometry``; by class, name and way.
    """
    shown = (lines["kind"] == "waterway") & ~lines["covered"] & ~lines.geometry.is_empty
    chosen = lines[shown.to_numpy(dtype=bool)]
    metric = chosen.geometry.to_crs(crs).to_numpy()
    water = _waters(chosen["class"].to_numpy(), chosen["name"].to_numpy(), metric)
    order = np.lexsort((chosen["way"].to_numpy(), water))
    starts = np.flatnonzero(np.diff(water[order], prepend=-1))
    shapes = chosen.geometry.to_numpy()[order]
    table = pd.DataFrame(
        {
            "way": chosen["way"].to_numpy()[order][starts],
            "class": chosen["class"].to_numpy(dtype=object)[order][starts],
            "name": chosen["name"].to_numpy(dtype=object)[order][starts],
            "length_m": np.round(np.bincount(water, weights=shapely.length(metric)), 1),
        }
    )
    parts, row = _parts(shapes, water[order])
    merged: Any = shapely.line_merge(shapely.multilinestrings(parts, indices=row))
    waters = gpd.GeoDataFrame(table, geometry=np.atleast_1d(merged), crs=lines.crs)
    return waters.sort_values(["class", "name", "way"], kind="stable", ignore_index=True)


def _waters(
    classes: npt.NDArray[Any], names: npt.NDArray[Any], metric: npt.NDArray[Any]
) -> npt.NDArray[np.int64]:
    """Number of the water that each piece belongs to; a nameless piece is one by itself."""
    tree = shapely.STRtree(metric)
    named = np.flatnonzero(names != "")
    mine, other = tree.query(metric[named], predicate="dwithin", distance=_ONE_WATER_M)
    mine = named[mine]
    same = (names[mine] == names[other]) & (classes[mine] == classes[other])
    pairs = (np.ones(int(same.sum()), dtype=bool), (mine[same], other[same]))
    _, water = connected_components(coo_array(pairs, shape=(len(names), len(names))), directed=False)
    return np.asarray(water, dtype=np.int64)


def _parts(
    shapes: npt.NDArray[Any], water: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp]]:
    """Single lines, and the row of the water of each."""
    parts, piece = shapely.get_parts(shapes, return_index=True)
    _, row = np.unique(water, return_inverse=True)
    return parts, row[piece]
