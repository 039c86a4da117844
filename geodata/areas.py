"""Nature areas, land cover, municipalities and the province: ``areas.parquet``."""

from pathlib import Path
from typing import Any, Final, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.area_access import access_rules
from geodata.area_classes import AREA_TAGS, ground_of, landcover_of, nature_of, protection_of, water_of
from geodata.place_facts import website_of
from geodata.polygons import Polygons, read_polygons

WGS84: Final = "EPSG:4326"
KINDS: Final = ("province", "municipality", "nature", "landcover")
"""Kinds of areas, in the order of the table's rows."""
OSM: Final = "OpenStreetMap"
TEXTS: Final = (
    "area_id", "kind", "class", "ground", "name", "name_nl", "name_en", "name_de", "alt_names", "protection", "ref",
    "operator", "access", "opening_hours", "access_conditional", "closed_from", "closed_until", "dog",
    "dog_conditional", "website", "wikidata", "source",
)  # fmt: skip
"""The columns that are texts."""
_MANAGER_KEYS: Final = ("operator", "managed_by", "owner")
_OTHER_NAME_KEYS: Final = ("alt_name", "official_name", "short_name")
_REF_KEYS: Final = ("ref:natura2000", "site_code", "ref")
COLUMNS: Final = (*TEXTS, "outline", "area_m2")
"""The columns of ``areas.parquet``, in their order, but the geometry."""


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
        lists broken areas as ``{"kind", "osm", "detail"}``, ``attrs["lacking"]`` the rows of named nature areas whose
        outline is not in the file.

    Raises
    ------
    ExtractError
        If the file can't be read to its end.
    """
    polygons = read_polygons(extract, AREA_TAGS, lambda tags: bool(_kinds_of(tags, region)))
    rows: list[dict[str, Any]] = []
    source: list[int] = []
    for i, tags in enumerate(polygons.tags):
        for kind, word in _kinds_of(tags, region):
            rows.append(area_row(polygons.osm_id[i], tags, kind, word))
            source.append(i)
    order = sorted(range(len(rows)), key=lambda j: (KINDS.index(rows[j]["kind"]), source[j]))
    table = pd.DataFrame([rows[j] for j in order], columns=pd.Index((*TEXTS, "water")), dtype=object)
    shapes = polygons.geometry[np.array([source[j] for j in order], dtype=np.int64)]
    areas = gpd.GeoDataFrame(table, geometry=shapes, crs=WGS84)
    areas["outline"] = True
    areas["area_m2"] = measured(areas, region.crs)
    areas = areas[[*COLUMNS, "water", "geometry"]]
    areas.attrs["problems"] = polygons.problems
    areas.attrs["lacking"] = _lacking(polygons)
    return areas


def measured(areas: gpd.GeoDataFrame, crs: str) -> npt.NDArray[np.float64]:
    """Square metres of each area, to the decimetre."""
    return np.asarray(areas.geometry.to_crs(crs).area.round(1).to_numpy(dtype=np.float64))


def _lacking(polygons: Polygons) -> list[dict[str, Any]]:
    """Rows of named nature areas whose outline the extract does not hold."""
    named = [(osm_id, tags, nature_of(tags)) for osm_id, tags in polygons.lacking if tags.get("name")]
    return [area_row(osm_id, tags, "nature", word) for osm_id, tags, word in named if word]


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


def area_row(area_id: str, tags: dict[str, str], kind: str, word: str) -> dict[str, Any]:
    """What the tags of an area tell, by column; ``water`` is for the base map only.

    Parameters
    ----------
    area_id
        Its id.
    tags
        All its tags.
    kind, word
        One of :data:`KINDS`, and its class.
    """
    rules = access_rules(tags)
    return {
        "area_id": area_id,
        "kind": kind,
        "class": word,
        "ground": ground_of(tags) if kind == "landcover" else "",
        "name": tags.get("name", ""),
        "name_nl": tags.get("name:nl", ""),
        "name_en": tags.get("name:en", ""),
        "name_de": tags.get("name:de", ""),
        "alt_names": ";".join(dict.fromkeys(tags[key] for key in _OTHER_NAME_KEYS if tags.get(key))),
        "protection": protection_of(tags) if kind == "nature" else "",
        "ref": _first(tags, _REF_KEYS),
        "operator": _first(tags, _MANAGER_KEYS),
        "access": rules.access,
        "opening_hours": rules.opening_hours,
        "access_conditional": rules.conditional,
        "closed_from": rules.closed_from,
        "closed_until": rules.closed_until,
        "dog": rules.dog,
        "dog_conditional": rules.dog_conditional,
        "website": website_of(tags),
        "wikidata": tags.get("wikidata", ""),
        "source": OSM,
        "water": water_of(tags) if word == "water" else "",
    }


def _first(tags: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((tags[key] for key in keys if tags.get(key)), "")
