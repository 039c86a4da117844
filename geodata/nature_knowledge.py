"""What is known of nature areas beyond the extract (``geodata/curated/<region>/nature.toml``), joined by name."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.areas import COLUMNS, WGS84
from geodata.errors import KnowledgeError
from geodata.knowledge.files import FOLDER
from geodata.knowledge.finding import folded
from geodata.place_surroundings import municipality_of, nearest_settlement

_SOURCED: Final = ("ref", "operator", "access")
_KEYS: Final = frozenset(
    {"name", "class", "also", "also_source", "website", "lon", "lat", "where", "where_source", *_SOURCED}
    | {f"{key}_source" for key in _SOURCED}
)


@dataclass(frozen=True)
class KnownArea:
    """Facts about one area; "" where nothing is known.

    Attributes
    ----------
    name
        As the extract writes it.
    kind
        Class of the area that is meant: a national park of the same name is another.
    also
        Other names that it goes by.
    ref
        Number of the site.
    operator
        Who manages it; several with semicolons between.
    access
        Value of OSM's ``access``.
    lonlat
        A point that stands for it where no outline is known, and in ``where`` what that is, in ``where_source`` the
        page it was read on; None where nobody gave one.
    """

    name: str
    also: tuple[str, ...] = ()
    ref: str = ""
    operator: str = ""
    access: str = ""
    website: str = ""
    lonlat: tuple[float, float] | None = None
    where: str = ""
    where_source: str = ""
    kind: str = "natura2000"


def known_areas(region: str, folder: Path = FOLDER) -> dict[str, KnownArea]:
    """Read what is known of a region's nature areas, by folded name; nothing where there is no such file.

    Parameters
    ----------
    region
        Its name, which is the folder's.
    folder
        Where the regions' folders lie.

    Raises
    ------
    KnowledgeError
        If the file can't be read, has an unknown key, or states a fact without a source.
    """
    path = folder / region / "nature.toml"
    if not path.is_file():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["area"]
        return {folded(row["name"]): _known(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KnowledgeError(f"{path}: {error}; correct the file") from error


def _known(row: Mapping[str, Any]) -> KnownArea:
    unknown = sorted(row.keys() - _KEYS)
    if unknown:
        raise ValueError(f"{row['name']}: unknown {', '.join(unknown)}")
    unsourced = [key for key in _SOURCED if row.get(key) and not row.get(f"{key}_source")]
    point = {"lon", "lat", "where", "where_source"}
    if point & row.keys() and not point <= row.keys():
        unsourced.append("its point (lon, lat, where and where_source go together)")
    if unsourced:
        raise ValueError(f"{row['name']}: no source for {', '.join(unsourced)}")
    lonlat = (float(row["lon"]), float(row["lat"])) if "lon" in row else None
    texts = {key: str(row.get(key, "")) for key in (*_SOURCED, "website", "where", "where_source")}
    return KnownArea(
        name=row["name"],
        also=tuple(row.get("also", ())),
        lonlat=lonlat,
        kind=str(row.get("class", "natura2000")),
        **texts,
    )


def add_area_knowledge(areas: gpd.GeoDataFrame, known: Mapping[str, KnownArea]) -> gpd.GeoDataFrame:
    """Fill what the extract leaves open on nature areas; what is tagged stays.

    Parameters
    ----------
    areas
        The areas table.
    known
        :func:`known_areas`.
    """
    columns = {key: areas[key].to_numpy(dtype=object).copy() for key in (*_SOURCED, "website", "alt_names")}
    for row in np.flatnonzero((areas["kind"] == "nature").to_numpy()):
        fact = known.get(folded(areas["name"].iloc[row]))
        if fact is None or fact.kind != areas["class"].iloc[row]:
            continue
        for key in (*_SOURCED, "website"):
            columns[key][row] = columns[key][row] or getattr(fact, key)
        columns["alt_names"][row] = _together(columns["alt_names"][row], fact.also)
    return areas.assign(**columns)


def add_lacking(
    areas: gpd.GeoDataFrame, known: Mapping[str, KnownArea], places: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Append the nature areas whose outline the extract lacks, as points, below all others.

    The point is that of a landscape of the same name in the extract, else the one that was curated; an area with
    neither stays out.

    Parameters
    ----------
    areas
        The areas table; ``attrs["lacking"]`` has the rows.
    known
        :func:`known_areas`.
    places
        The places table.
    """
    there = {folded(name) for name in areas.loc[areas["kind"] == "nature", "name"]}
    landscape = places[places["group"] == "landscape"]
    at = {
        folded(name): lonlat
        for name, *lonlat in zip(landscape["name"], landscape["lon"], landscape["lat"], strict=True)
    }
    rows, points = [], []
    for row in areas.attrs.get("lacking", ()):
        name = folded(row["name"])
        fact = known.get(name)
        meant = fact is not None and fact.kind == row["class"]
        lonlat = at.get(name) or (fact.lonlat if fact and meant else None)
        if name not in there and lonlat is not None:
            rows.append(row | {"outline": False, "area_m2": 0.0})
            points.append(shapely.Point(lonlat))
    if not rows:
        return areas
    more = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=pd.Index((*COLUMNS, "water"))), geometry=np.array(points), crs=WGS84
    )
    more = more.astype(areas.drop(columns="geometry").dtypes)
    table = gpd.GeoDataFrame(pd.concat([areas, more], ignore_index=True))
    table.attrs = areas.attrs
    return table


def nature_places(
    areas: gpd.GeoDataFrame, known: Mapping[str, KnownArea], places: gpd.GeoDataFrame, crs: str
) -> gpd.GeoDataFrame:
    """Make every named, protected nature area a place that is found by each of its names.

    Parameters
    ----------
    areas
        The areas table.
    known
        :func:`known_areas`.
    places
        The places table, with the columns of curated knowledge.
    crs
        Metric CRS of the region.

    Returns
    -------
    GeoDataFrame
        The places, those of areas with their other names; then one row for each area that had none.
    """
    nature = areas[(areas["kind"] == "nature") & (areas["class"] != "park") & (areas["name"] != "")]
    table = _with_other_names(places, known)
    there = {place_id.partition(".")[0] for place_id in places["place_id"]}
    lacking = nature[~nature["area_id"].isin(there)]
    if not len(lacking):
        return table
    points = shapely.point_on_surface(lacking.geometry.to_numpy())
    rows = []
    for area, point in zip(lacking.to_dict("records"), points, strict=True):
        rows.append(_place(area, known.get(folded(area["name"])), point, list(places.columns)))
    more = pd.DataFrame(rows, columns=places.columns.drop("geometry")).astype(
        places.drop(columns="geometry").dtypes
    )
    more["municipality"] = municipality_of(areas, more["lon"], more["lat"])
    inside = (more["municipality"] != "").to_numpy()  # the settlement next to a point abroad is far away
    more["settlement"] = np.where(inside, nearest_settlement(places, more["lon"], more["lat"], crs), "")
    found = gpd.GeoDataFrame(more, geometry=points, crs=WGS84)
    result = gpd.GeoDataFrame(pd.concat([table, found], ignore_index=True))
    result.attrs = places.attrs
    return result


def _together(names: str, also: tuple[str, ...]) -> str:
    """Names with semicolons between, each once."""
    return ";".join(dict.fromkeys([*(name for name in names.split(";") if name), *also]))


def _with_other_names(places: gpd.GeoDataFrame, known: Mapping[str, KnownArea]) -> gpd.GeoDataFrame:
    names = places["alt_names"].to_numpy(dtype=object).copy()
    for row in np.flatnonzero((places["group"] == "landscape").to_numpy()):
        fact = known.get(folded(places["name"].iloc[row]))
        if fact:
            names[row] = _together(names[row], fact.also)
    return places.assign(alt_names=names)


def _place(area: Mapping[str, Any], fact: KnownArea | None, point: Any, columns: list[str]) -> dict[str, Any]:
    """Row of ``places.parquet`` for an area."""
    row: dict[str, Any] = dict.fromkeys(columns, "")
    for key in ("name", "name_nl", "name_en", "name_de", "opening_hours", "website"):
        row[key] = area[key]
    row |= {
        "place_id": area["area_id"],
        "group": "landscape",
        "category": "protected_area",
        "population": np.nan,
        "alt_names": area["alt_names"],
        "tags": "{}",
        "lon": point.x,
        "lat": point.y,
    }
    if not area["outline"]:
        row["placed_by"] = "area"
        row["source_title"] = fact.where if fact else ""
        row["source_url"] = fact.where_source if fact else ""
    return row
