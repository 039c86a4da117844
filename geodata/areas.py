"""Nature areas, land cover, municipalities and the province: ``areas.parquet``."""

from pathlib import Path
from typing import Any, Final, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.area_classes import AREA_TAGS, landcover_of, nature_of, water_of
from geodata.polygons import Polygons, read_polygons
from geodata.vocabulary import DOG_RULES

WGS84: Final = "EPSG:4326"
KINDS: Final = ("province", "municipality", "nature", "landcover")
"""Kinds of areas, in the order of the table's rows."""
_COLUMNS: Final = (
    "area_id", "kind", "class", "name", "name_en", "name_de", "protection", "operator", "access", "dog", "website",
    "water",
)  # fmt: skip


class _Boundary(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def admin_level(self) -> int: ...


class AreaRegion(Protocol):
    """What reading areas needs to know of a region (:class:`geodata.regions.Region` is one)."""

    @property
    def crs(self) -> str:
        """Metric CRS."""

    @property
    def boundary(self) -> _Boundary | None:
        """The administrative area that the region is."""

    @property
    def municipality_level(self) -> int:
        """``admin_level`` of municipalities."""


def read_areas(extract: Path, region: AreaRegion) -> gpd.GeoDataFrame:
    """Read the areas of an extract.

    Parameters
    ----------
    extract
        The OSM extract.
    region
        Names the levels of municipalities and province, and the CRS that areas are measured in.

    Returns
    -------
    GeoDataFrame
        The columns of ``areas.parquet``; municipalities are numbered by their order in it. ``attrs["problems"]``
        lists broken areas as ``{"kind", "osm", "detail"}``.

    Raises
    ------
    ExtractError
        If the file can't be read to its end.
    """
    polygons = read_polygons(extract, AREA_TAGS, lambda tags: bool(_kinds_of(tags, region)))
    rows: list[tuple[Any, ...]] = []
    source: list[int] = []
    for i, tags in enumerate(polygons.tags):
        for kind, word in _kinds_of(tags, region):
            rows.append(_row(polygons, i, kind, word))
            source.append(i)
    order = sorted(range(len(rows)), key=lambda j: (KINDS.index(rows[j][1]), source[j]))
    table = pd.DataFrame([rows[j] for j in order], columns=pd.Index(_COLUMNS), dtype=object)
    shapes = polygons.geometry[np.array([source[j] for j in order], dtype=np.int64)]
    areas = gpd.GeoDataFrame(table, geometry=shapes, crs=WGS84)
    areas["area_m2"] = areas.geometry.to_crs(region.crs).area.round(1).to_numpy(dtype=np.float64)
    areas = areas[[*_COLUMNS[:-1], "area_m2", "water", "geometry"]]
    areas.attrs["problems"] = polygons.problems
    return areas


def municipality_names(areas: gpd.GeoDataFrame) -> list[str]:
    """Names of the municipalities in the order that ``edge_municipality`` counts them."""
    return [str(name) for name in areas.loc[areas["kind"] == "municipality", "name"]]


def _kinds_of(tags: dict[str, str], region: AreaRegion) -> list[tuple[str, str]]:
    """Kinds and classes that an area has; heath that is a reserve is both."""
    found: list[tuple[str, str]] = []
    if tags.get("boundary") == "administrative":
        level = tags.get("admin_level", "")
        boundary = region.boundary
        if boundary and level == str(boundary.admin_level) and tags.get("name") == boundary.name:
            found.append(("province", ""))
        if level == str(region.municipality_level) and tags.get("name"):
            found.append(("municipality", ""))
    nature, cover = nature_of(tags), landcover_of(tags)
    if nature:
        found.append(("nature", nature))
    if cover:
        found.append(("landcover", cover))
    return found


def _row(polygons: Polygons, i: int, kind: str, word: str) -> tuple[Any, ...]:
    tags = polygons.tags[i]
    dog = tags.get("dog", "")
    title = tags.get("protection_title") or tags.get("designation", "")
    return (
        polygons.osm_id[i],
        kind,
        word,
        tags.get("name", ""),
        tags.get("name:en", ""),
        tags.get("name:de", ""),
        title if kind == "nature" else "",
        tags.get("operator", ""),
        tags.get("access", ""),
        dog if dog in DOG_RULES else "",
        tags.get("website") or tags.get("contact:website", ""),
        water_of(tags) if word == "water" else "",
    )
