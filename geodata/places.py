"""Settlements, attractions, horeca, facilities, beds, landscape, streets and stops: ``places.parquet``."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from osmium import filter as osm_filter
from osmium import osm

from geodata.categories import PLACE_TAGS, categories_of
from geodata.place_facts import image_of, is_prose, survey_date_of, website_of, wheelchair_of
from geodata.place_surroundings import municipality_of, nearest_settlement, street_rows
from geodata.polygons import edited_at, read_polygons, reading

WGS84: Final = "EPSG:4326"
COLUMNS: Final = (
    "place_id", "group", "category", "name", "name_nl", "name_en", "name_de", "population", "opening_hours",
    "wheelchair", "fee", "website", "image", "survey_date", "edited", "ref", "municipality", "settlement", "tags",
    "lon", "lat",
)  # fmt: skip
_AS_TAGGED: Final[Mapping[str, str]] = {
    "name": "name",
    "name_nl": "name:nl",
    "name_en": "name:en",
    "name_de": "name:de",
    "opening_hours": "opening_hours",
    "fee": "fee",
}
"""Column → the tag that it is."""
_MADE: Final[Mapping[str, Callable[[Mapping[str, str]], str]]] = {
    "wheelchair": wheelchair_of,
    "website": website_of,
    "image": image_of,
    "survey_date": survey_date_of,
}
"""Column → how it is made of the tags."""
_TOLD: Final = frozenset(
    {*_AS_TAGGED.values(), "wheelchair", "website", "contact:website", "url", "image", "wikimedia_commons",
     "survey:date", "check_date", "population"}
)  # fmt: skip
"""Tags that have a column."""
_DIGITS: Final = re.compile(r"^\D{0,3}(\d[\d .,']*)")
_TOMB: Final = re.compile(r"\b([DGO]) ?(\d{1,2}[a-z]?)\b")
_NUMBER_OF_TOMB: Final = re.compile(r"^([A-Z]?) ?(\d{1,2}[a-z]?)$")


class PlaceRegion(Protocol):
    """What reading places needs to know of a region (:class:`geodata.regions.Region` is one)."""

    @property
    def crs(self) -> str:
        """Metric CRS."""


def read_places(
    extract: Path, region: PlaceRegion, areas: gpd.GeoDataFrame, streets: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Read the places of an extract.

    Parameters
    ----------
    extract
        The OSM extract.
    region
        Gives the metric CRS.
    areas
        Table of areas, for the municipalities.
    streets
        Lines with ``name`` and, where known, ``way``; each name becomes one place per nearest settlement.

    Returns
    -------
    GeoDataFrame
        The columns of ``places.parquet``, in a fixed order: nodes, ways, relations, streets. Things with an area are
        put at a point on it. ``attrs["problems"]`` lists broken ones, as ``{"kind", "osm", "detail"}``, that
        ``areas`` doesn't list already.

    Raises
    ------
    ExtractError
        If the file can't be read to its end.
    """
    rows, problems = _tagged_rows(extract)
    table = pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=object)
    for column in ("population", "lon", "lat"):
        table[column] = table[column].astype(np.float64)
    table["settlement"] = nearest_settlement(table, table["lon"], table["lat"], region.crs)
    if streets is not None and len(streets):
        more = pd.DataFrame(street_rows(streets, table, region.crs), columns=pd.Index(COLUMNS))
        table = pd.concat([table, more.astype(table.dtypes)], ignore_index=True)
    table["municipality"] = municipality_of(areas, table["lon"], table["lat"])
    places = gpd.GeoDataFrame(table, geometry=shapely.points(table["lon"], table["lat"]), crs=WGS84)
    told = {(problem["kind"], problem["osm"]) for problem in areas.attrs.get("problems", ())}
    places.attrs["problems"] = [p for p in problems if (p["kind"], p["osm"]) not in told]
    return places


def _tagged_rows(extract: Path) -> tuple[list[tuple[Any, ...]], list[dict[str, str]]]:
    """Rows of everything whose tags make it a place."""
    rows: list[tuple[Any, ...]] = []
    polygons = read_polygons(extract, PLACE_TAGS, lambda tags: bool(categories_of(tags)))
    closed = set(polygons.osm_id)
    stream = (
        osmium.FileProcessor(str(extract))
        .with_locations()
        .with_filter(osm_filter.EntityFilter(osm.NODE | osm.WAY))
        .with_filter(osm_filter.TagFilter(*PLACE_TAGS))
    )
    with reading(extract):
        thing: Any
        for thing in stream:
            tags = dict(thing.tags)
            kinds = categories_of(tags)
            if not kinds or f"w{thing.id}" in closed:
                continue
            if thing.is_node():
                rows += _rows(f"n{thing.id}", tags, edited_at(thing), thing.lon, thing.lat, kinds)
            elif middle := _middle(thing):
                rows += _rows(f"w{thing.id}", tags, edited_at(thing), *middle, kinds)
    points = shapely.point_on_surface(polygons.geometry)
    for osm_id, tags, edited, point in zip(
        polygons.osm_id, polygons.tags, polygons.edited, points, strict=True
    ):
        rows += _rows(osm_id, tags, edited, point.x, point.y, categories_of(tags))
    rows.sort(key=lambda row: ("nwr".index(row[0][0]), int(row[0][1:].partition(".")[0])))
    return rows, polygons.problems


def _middle(way: Any) -> tuple[float, float] | None:
    """Half-way point of a line (a lock, a memorial wall); None where fewer than two of its nodes are there."""
    points = [(n.location.lon, n.location.lat) for n in way.nodes if n.location.valid()]
    if len(points) < 2 or way.is_closed():
        return None
    point = shapely.line_interpolate_point(shapely.LineString(points), 0.5, normalized=True)
    return point.x, point.y


def _rows(
    osm_id: str, tags: dict[str, str], edited: str, lon: float, lat: float, kinds: list[tuple[str, str]]
) -> list[tuple[Any, ...]]:
    """One row for each group that an object belongs to; the second and later ones get the group into their id."""
    told = {column: tags.get(key, "") for column, key in _AS_TAGGED.items()}
    told |= {column: make(tags) for column, make in _MADE.items()}
    kept = {key: value for key, value in sorted(tags.items()) if key not in _TOLD and not is_prose(key)}
    rest = json.dumps(kept, ensure_ascii=False)
    rows = []
    for i, (group, category) in enumerate(kinds):
        row = told | {
            "place_id": f"{osm_id}.{group}" if i else osm_id,
            "group": group,
            "category": category,
            "population": _number(tags.get("population", "")),
            "edited": edited,
            "ref": tomb_ref(tags) if category == "hunebed" else "",
            "municipality": "",
            "settlement": "",
            "tags": rest,
            "lon": lon,
            "lat": lat,
        }
        rows.append(tuple(row[column] for column in COLUMNS))
    return rows


def _number(text: str) -> float:
    """Number that a text begins with (``"12 345"``, ``"ca 900"``), NaN where it begins with none."""
    found = _DIGITS.match(text)
    return float(re.sub(r"\D", "", found[1])) if found else float("nan")


def tomb_ref(tags: Mapping[str, str]) -> str:
    """Number of a megalithic tomb (``D27``), from ``ref`` or from its names; "" where neither tells.

    Parameters
    ----------
    tags
        Tags of the tomb.
    """
    found = _NUMBER_OF_TOMB.match(tags.get("ref", "").strip())
    if found:
        return f"{found[1] or 'D'}{found[2]}"
    for key in ("name", "alt_name", "name:nl", "description"):
        found = _TOMB.search(tags.get(key, ""))
        if found:
            return f"{found[1]}{found[2]}"
    return ""
