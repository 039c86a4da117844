"""Which places a rider or walker passes: places within reach of each edge, stored with the graph.

A tour's stops and facilities are then looked up by its edges, without any geometry at request time.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from geodata.vocabulary import PLACED_CLOSELY

NEAR_M = 150.0
"""Places farther than this from every edge have no entry; readers may ask for less."""


def places_near_edges(
    geom_indptr: npt.NDArray[Any],
    geom_lon: npt.NDArray[Any],
    geom_lat: npt.NDArray[Any],
    places: gpd.GeoDataFrame,
    crs: str,
) -> dict[str, npt.NDArray[Any]]:
    """Places within :data:`NEAR_M` of each edge, as rows per edge.

    Parameters
    ----------
    geom_indptr, geom_lon, geom_lat
        Edge geometry, see docs/dataset.md.
    places
        The places table; rows of group street, settlement and transport, and those whose point is that of a
        street or settlement (``placed_by``), are not listed.
    crs
        Metric CRS of the region.

    Returns
    -------
    dict
        ``near_indptr`` int32[k+1]; ``near_place`` int32, row in the places table; ``near_at`` float32, share of the
        edge's length at the closest point; ``near_gap`` float32, metres between place and edge.
    """
    k = len(geom_indptr) - 1
    listed = ~places["group"].isin(["street", "settlement", "transport"]).to_numpy()
    if "placed_by" in places:
        listed &= places["placed_by"].isin(PLACED_CLOSELY).to_numpy()
    rows = np.flatnonzero(listed)
    edge: Any = np.empty(0, dtype=np.int64)
    point: Any = np.empty(0, dtype=np.int64)
    at: Any = np.empty(0)
    gap: Any = np.empty(0)
    if len(rows) and k:
        to_metric = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        x, y = to_metric.transform(np.asarray(geom_lon), np.asarray(geom_lat))
        lines: Any = shapely.linestrings(
            np.column_stack((x, y)), indices=np.repeat(np.arange(k), np.diff(np.asarray(geom_indptr)))
        )
        px, py = to_metric.transform(places["lon"].to_numpy()[rows], places["lat"].to_numpy()[rows])
        points: Any = shapely.points(px, py)
        point, edge = shapely.STRtree(lines).query(points, predicate="dwithin", distance=NEAR_M)
        at = shapely.line_locate_point(lines[edge], points[point], normalized=True)
        gap = shapely.distance(lines[edge], points[point])
    order = np.lexsort((rows[point], edge))
    return {
        "near_indptr": np.concatenate(([0], np.cumsum(np.bincount(edge, minlength=k)))).astype(np.int32),
        "near_place": rows[point][order].astype(np.int32),
        "near_at": at[order].astype(np.float32),
        "near_gap": gap[order].astype(np.float32),
    }
