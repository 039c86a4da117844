"""What lies around a place: its municipality and its settlement; and streets, told apart by settlement."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from scipy.spatial import cKDTree

Array = npt.NDArray[Any]

WGS84: Final = "EPSG:4326"
_PARTS: Final = frozenset({"suburb", "borough", "quarter", "neighbourhood"})
"""Settlements that are part of a larger one, which is the one that people name."""
_WHOLE: Final = frozenset({"city", "town", "village", "hamlet"})
_EMPTY_OF_STREET: Final = (
    "name_nl", "name_en", "name_de", "opening_hours", "wheelchair", "fee", "website", "image", "survey_date",
    "edited", "ref", "municipality",
)  # fmt: skip
_OF_PARTS: Final = frozenset({"city", "town", "village"})


def municipality_of(areas: gpd.GeoDataFrame, lon: Any, lat: Any) -> Array:
    """Name of the municipality that each point lies in, "" outside all.

    Parameters
    ----------
    areas
        The areas table.
    lon, lat
        The points.
    """
    inside = np.full(len(lon), "", dtype=object)
    municipalities = areas[areas["kind"] == "municipality"]
    if len(municipalities) and len(lon):
        points: Any = shapely.points(np.asarray(lon), np.asarray(lat))
        tree = shapely.STRtree(points)
        area, point = tree.query(municipalities.geometry.to_numpy(), predicate="intersects")
        inside[point] = municipalities["name"].to_numpy(dtype=object)[area]
    return inside


def nearest_settlement(places: pd.DataFrame, lon: Any, lat: Any, crs: str) -> Array:
    """Name of the settlement nearest to each point, "" where there is none.

    A suburb stands for the town or village that it is nearest to.

    Parameters
    ----------
    places
        Places with ``group``, ``category``, ``name``, ``lon``, ``lat``; its settlements count.
    lon, lat
        The points.
    crs
        Metric CRS.
    """
    known = places[(places["group"] == "settlement") & places["category"].isin(_PARTS | _WHOLE)]
    if not len(known) or not len(lon):
        return np.full(len(lon), "", dtype=object)
    to_metric = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)
    where = np.column_stack(to_metric.transform(known["lon"].to_numpy(), known["lat"].to_numpy()))
    names = known["name"].to_numpy(dtype=object)
    whole = known["category"].isin(_OF_PARTS).to_numpy()
    part = known["category"].isin(_PARTS).to_numpy()
    if whole.any() and part.any():
        names = names.copy()
        names[part] = names[whole][cKDTree(where[whole]).query(where[part])[1]]
    points = np.column_stack(to_metric.transform(np.asarray(lon), np.asarray(lat)))
    return np.asarray(names[cKDTree(where).query(points)[1]])


def street_rows(streets: gpd.GeoDataFrame, places: pd.DataFrame, crs: str) -> pd.DataFrame:
    """Rows for named streets: one per name and settlement, at the middle of the piece nearest to its midst.

    Parameters
    ----------
    streets
        Lines with ``name`` and, where known, ``way`` (OSM id).
    places
        Places read so far, for the settlements.
    crs
        Metric CRS.

    Returns
    -------
    DataFrame
        All columns of ``places.parquet`` but the geometry, ordered by name and settlement.
    """
    names = streets["name"].astype(object).fillna("").to_numpy(dtype=object)
    named = np.flatnonzero(names != "")
    middle = shapely.line_interpolate_point(
        _as_lines(streets.geometry.to_numpy()[named]), 0.5, normalized=True
    )
    there = ~shapely.is_empty(middle)
    named, middle = named[there], middle[there]
    pieces = pd.DataFrame(
        {"name": names[named].astype(str), "lon": shapely.get_x(middle), "lat": shapely.get_y(middle)}
    )
    pieces["way"] = streets["way"].to_numpy()[named] if "way" in streets.columns else named
    pieces["settlement"] = nearest_settlement(places, pieces["lon"], pieces["lat"], crs)
    groups = pieces.groupby(["name", "settlement"], sort=True)
    shrink = np.cos(np.radians(pieces["lat"]))
    pieces["away"] = np.hypot(
        (pieces["lon"] - groups["lon"].transform("mean")) * shrink,
        pieces["lat"] - groups["lat"].transform("mean"),
    )
    chosen = pieces.sort_values(["name", "settlement", "away", "way"], kind="stable").drop_duplicates(
        ["name", "settlement"]
    )
    # a way that two settlements share gives two rows, which need two ids
    again = chosen.groupby("way").cumcount().to_numpy()
    ids = [f"s{way}.{n}" if n else f"s{way}" for way, n in zip(chosen["way"], again, strict=True)]
    columns = chosen[["name", "settlement", "lon", "lat"]].reset_index(drop=True)
    return columns.assign(
        place_id=ids,
        group="street",
        category="street",
        population=np.nan,
        tags="{}",
        **dict.fromkeys(_EMPTY_OF_STREET, ""),
    )


def _as_lines(shapes: Array) -> Array:
    """The longest line of what may be several."""
    lines = shapes.copy()
    for i in np.flatnonzero(shapely.get_type_id(shapes) != shapely.GeometryType.LINESTRING):
        parts = shapely.get_parts(shapes[i])
        lines[i] = max(parts, key=shapely.length, default=shapely.LineString())
    return lines
