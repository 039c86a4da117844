"""Official nature areas (Natura 2000, national parks) laid over those of the extract, each area once.

A source has several features for one area where its parts are protected under different directives; they are put
together by number, else by name. An area of the extract is the same one when it is of the same class and has the same
name, or covers much of the same ground; it then keeps its id and its tagged facts and gets the official outline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.areas import COLUMNS, WGS84, area_row, measured
from geodata.errors import ServiceError
from geodata.knowledge.finding import folded
from geodata.services import Features

SAME_GROUND: Final = 0.5
"""Share of the ground that both cover in what either covers, from which on two areas of a class are one."""
_NAME_KEYS: Final = ("naamN2K", "naam_n2k", "NAAM_N2K", "naam", "sitename", "SITENAME", "name", "NAME")
_NUMBER_KEYS: Final = ("nr", "NR", "gebiedsnummer", "sitecode", "SITECODE", "ref")
_DIRECTIVE_KEYS: Final = ("beschermin", "bescherming", "BESCHERMIN")
_SITE_KEYS: Final = frozenset({"naamN2K", "naam_n2k", "NAAM_N2K", "beschermin", "sitecode_h", "siteCodeH"})
"""Attributes that only registers of Natura 2000 have."""
_CLASS_OF_WORD: Final = {
    "natura2000": "natura2000",
    "nationaleparken": "national_park",
    "nationalpark": "national_park",
}
_ID_OF_CLASS: Final = {"natura2000": "x-n2k-", "national_park": "x-park-", "reserve": "x-reserve-"}
"""Ids of areas that the extract does not have; no OSM object's begins so."""
_TITLE_OF_CLASS: Final = {"natura2000": "Natura 2000", "national_park": "Nationaal Park", "reserve": ""}


@dataclass(frozen=True, eq=False)
class OfficialArea:
    """One area of a register: its class, name, number, directives (``HR``, ``VR``) and outline, (lon, lat)."""

    kind: str
    name: str
    number: str
    directives: tuple[str, ...]
    geometry: Any


@dataclass(frozen=True)
class NatureOutcome:
    """What came of laying official areas over those of the extract, by source."""

    sources: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    problems: tuple[Mapping[str, str], ...] = field(default_factory=tuple)

    def counts(self) -> dict[str, int]:
        """Numbers for the manifest; none where no source was given."""
        if not self.sources:
            return {}
        return {"official areas merged": len(self.merged), "official areas added": len(self.added)}


def official_areas(features: Features) -> list[OfficialArea]:
    """Put the features of a register together to areas.

    Parameters
    ----------
    features
        As read.

    Raises
    ------
    ServiceError
        If they have no names.
    """
    parts: dict[tuple[str, str], list[int]] = {}
    for i, properties in enumerate(features.properties):
        name, number = _first(properties, _NAME_KEYS), _first(properties, _NUMBER_KEYS)
        if name and shapely.get_dimensions(features.geometry[i]) == 2:
            parts.setdefault((_class_of(features.source, properties), number or folded(name)), []).append(i)
    if features.properties and not parts:
        raise ServiceError(
            f"{features.source}: no areas with a name in it; attributes are "
            f"{', '.join(list(features.properties[0])[:12])}, one of {', '.join(_NAME_KEYS)} is needed"
        )
    return [_area(kind, [(features.properties[i], features.geometry[i]) for i in rows])
            for (kind, _), rows in parts.items()]  # fmt: skip


def _area(kind: str, parts: Sequence[tuple[Mapping[str, Any], Any]]) -> OfficialArea:
    directives = sorted(
        {word for properties, _ in parts for word in _first(properties, _DIRECTIVE_KEYS).split("+") if word}
    )
    whole = shapely.union_all(shapely.make_valid([geometry for _, geometry in parts]))
    polygons = [part for part in shapely.get_parts(shapely.get_parts(whole)) if part.geom_type == "Polygon"]
    outline = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    first = parts[0][0]
    return OfficialArea(
        kind, _first(first, _NAME_KEYS), _first(first, _NUMBER_KEYS), tuple(directives), outline
    )


def _class_of(source: str, properties: Mapping[str, Any]) -> str:
    """Class of an area, by the attributes of its register or the register's address; else a reserve."""
    if properties.keys() & _SITE_KEYS:
        return "natura2000"
    plain = folded(source).replace(" ", "")
    return next((word for part, word in _CLASS_OF_WORD.items() if part in plain), "reserve")


def _first(properties: Mapping[str, Any], keys: Sequence[str]) -> str:
    for key in keys:
        value = properties.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value not in (None, "") and not (isinstance(value, float) and np.isnan(value)):
            return str(value).strip()
    return ""


def lay_over(
    areas: gpd.GeoDataFrame, sources: Sequence[Features], crs: str
) -> tuple[gpd.GeoDataFrame, NatureOutcome]:
    """Lay the areas of registers over those of the extract.

    Parameters
    ----------
    areas
        The areas table; ``attrs["lacking"]`` has rows of areas without outline, which a register may give.
    sources
        Features of each register.
    crs
        Metric CRS of the region.

    Returns
    -------
    areas, outcome
        The table with official outlines, new areas below; and which areas were merged or added.
    """
    merged, added = [], []
    table, lacking = areas, list(areas.attrs.get("lacking", ()))
    for features in sources:
        new_rows, new_shapes = [], []
        for official in official_areas(features):
            row = _same_area(table, official, crs)
            if row is not None:
                table = _with_official(table, row, official, features.source)
                merged.append(official.name)
                continue
            known = next((each for each in lacking if _is_named(each, official)), None)
            if known is not None:
                lacking.remove(known)
                merged.append(official.name)
            else:
                added.append(official.name)
            new_rows.append(_facts(known or _new_row(official), official, features.source))
            new_shapes.append(official.geometry)
        table = _appended(table, new_rows, new_shapes)
    table = table.assign(area_m2=np.where(table["outline"], measured(table, crs), 0.0))
    table.attrs = dict(areas.attrs) | {"lacking": lacking}
    return table, NatureOutcome(tuple(each.source for each in sources), tuple(merged), tuple(added))


def _same_area(table: gpd.GeoDataFrame, official: OfficialArea, crs: str) -> int | None:
    """Row of the area that an official one is: of its class, by name, else by ground."""
    rows = np.flatnonzero(((table["kind"] == "nature") & (table["class"] == official.kind)).to_numpy())
    named = [row for row in rows if folded(table["name"].iloc[row]) == folded(official.name)]
    if named:
        return int(max(named, key=lambda row: table["area_m2"].iloc[row]))
    if not len(rows):
        return None
    shapes = _metric(table.geometry.to_numpy()[rows], crs)
    (outline,) = _metric([official.geometry], crs)
    both = shapely.area(shapely.intersection(shapes, outline))
    shared = both / np.maximum(shapely.area(shapes) + shapely.area(outline) - both, 1.0)
    best = int(np.argmax(shared))
    return int(rows[best]) if shared[best] >= SAME_GROUND else None


def _metric(shapes: Any, crs: str) -> npt.NDArray[Any]:
    return np.asarray(gpd.GeoSeries(list(shapes), crs=WGS84).to_crs(crs).make_valid().to_numpy())


def _is_named(row: Mapping[str, Any], official: OfficialArea) -> bool:
    return row["class"] == official.kind and folded(row["name"]) == folded(official.name)


def _with_official(
    table: gpd.GeoDataFrame, row: int, official: OfficialArea, source: str
) -> gpd.GeoDataFrame:
    facts = _facts(table.iloc[row].to_dict(), official, source)
    changed = {}
    for key in ("name", "ref", "protection", "source"):
        changed[key] = table[key].to_numpy(dtype=object).copy()
        changed[key][row] = facts[key]
    shapes = table.geometry.to_numpy().copy()
    shapes[row] = official.geometry
    return table.assign(**changed).set_geometry(gpd.GeoSeries(shapes, index=table.index, crs=WGS84))


def _facts(row: Mapping[str, Any], official: OfficialArea, source: str) -> dict[str, Any]:
    """A row with what the register says; what is tagged stays."""
    title = _TITLE_OF_CLASS[official.kind]
    directives = f" ({', '.join(official.directives)})" if official.directives else ""
    sources = [each for each in row["source"].split("; ") if each and each != source]
    return dict(row) | {
        "name": row["name"] or official.name,
        "ref": row["ref"] or official.number,
        "protection": f"{title}{directives}" if row["protection"] in ("", title) else row["protection"],
        "source": "; ".join([*sources, source]),
    }


def _new_row(official: OfficialArea) -> dict[str, Any]:
    """Row of an area that the extract does not have."""
    number = folded(official.number or official.name).replace(" ", "-")
    row = area_row(f"{_ID_OF_CLASS[official.kind]}{number}", {"name": official.name}, "nature", official.kind)
    return row | {"source": ""}


def _appended(table: gpd.GeoDataFrame, rows: list[dict[str, Any]], shapes: list[Any]) -> gpd.GeoDataFrame:
    if not rows:
        return table
    data = [
        row | {"outline": True, "area_m2": 0.0, "source": row["source"].removeprefix("; ")} for row in rows
    ]
    more = gpd.GeoDataFrame(
        pd.DataFrame(data, columns=pd.Index((*COLUMNS, "water"))),
        geometry=np.array(shapes, dtype=object),
        crs=WGS84,
    )
    return gpd.GeoDataFrame(
        pd.concat([table, more.astype(table.drop(columns="geometry").dtypes)], ignore_index=True)
    )
