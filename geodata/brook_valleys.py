"""Grassland of brook valleys: meadows that lie along a natural stream, which no tag tells."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from geodata.area_classes import MEADOWS

BROOKS: Final = frozenset({"stream", "river"})
"""Waterways that make a valley; canals and ditches are dug."""
ALONG_M: Final = 50.0
"""A meadow this near to a brook is one of its valley."""
LEAST_M2: Final = 2_000.0
"""Smaller patches of grass are verges."""
WORD: Final = "brook_grassland"


def with_brook_valleys(areas: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Name the grassland that lies along a brook by its valley.

    Parameters
    ----------
    areas
        The areas table.
    lines
        Lines with ``kind`` and ``class``; its streams and rivers are the brooks.
    crs
        Metric CRS of the region.

    Returns
    -------
    GeoDataFrame
        The table with :data:`WORD` in ``ground`` for those areas.
    """
    meadow = areas["ground"].isin(MEADOWS | {"wet_meadow"}) & (areas["area_m2"] >= LEAST_M2)
    rows = np.flatnonzero(meadow.to_numpy())
    brooks = lines.geometry.to_numpy()[
        ((lines["kind"] == "waterway") & lines["class"].isin(BROOKS)).to_numpy()
    ]
    if not len(rows) or not len(brooks):
        return areas
    to_metric = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    shapes, waters = _moved(areas.geometry.to_numpy()[rows], to_metric), _moved(brooks, to_metric)
    near = np.unique(shapely.STRtree(waters).query(shapes, predicate="dwithin", distance=ALONG_M)[0])
    ground = areas["ground"].to_numpy(dtype=object).copy()
    ground[rows[near]] = WORD
    return areas.assign(ground=ground)


def _moved(shapes: Any, to_metric: pyproj.Transformer) -> npt.NDArray[Any]:
    def move(lonlat: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.column_stack(to_metric.transform(lonlat[:, 0], lonlat[:, 1]))

    return np.asarray(shapely.transform(np.asarray(shapes, dtype=object), move), dtype=object)
