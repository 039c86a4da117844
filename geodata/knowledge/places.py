"""Joins what is known of things to see to the places of an extract."""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.errors import KnowledgeError
from geodata.knowledge.files import Knowledge
from geodata.knowledge.finding import PlaceFinder
from geodata.knowledge.rows import KnownPlace
from geodata.regions import LANGUAGES

KNOWN_COLUMNS: Final = (
    "alt_names", "placed_by", *(f"note_{language}" for language in LANGUAGES), "source_title", "source_url",
)  # fmt: skip
"""What the join adds to ``places.parquet``."""
_POINT_WITHIN_M: Final = 10_000.0
"""A point farther than this from the row's settlement is taken for a slip."""
_FROM_ANCHOR: Final = ("municipality", "settlement", "lon", "lat")


@dataclass(frozen=True)
class PlaceOutcome:
    """What came of the join: ids of the rows that were joined, put at a street or settlement, or left out."""

    joined: tuple[str, ...] = ()
    placed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Numbers for the manifest."""
        return {
            "curated places joined": len(self.joined),
            "curated places put at their village": len(self.placed),
            "curated places left out": len(self.left_out),
        }


def add_knowledge(
    places: gpd.GeoDataFrame, knowledge: Knowledge, crs: str
) -> tuple[gpd.GeoDataFrame, PlaceOutcome]:
    """Enrich the places of an extract, and add those that it lacks at their street or settlement.

    Parameters
    ----------
    places
        The places table; not changed.
    knowledge
        What is known of the region.
    crs
        Its metric CRS.

    Returns
    -------
    table, outcome
        The places in their order with :data:`KNOWN_COLUMNS`, then the added ones in the order of the files; an added
        row says by ``placed_by`` that its point is not its own.
    """
    table: pd.DataFrame = pd.DataFrame(places).assign(**dict.fromkeys(KNOWN_COLUMNS, ""))
    finder = PlaceFinder(places, crs)
    added: list[dict[str, Any]] = []
    joined, placed, left_out = [], [], []
    columns = {name: table[name].astype(object).tolist() for name in _written()}
    taken: set[int] = set()
    for known in knowledge.places:
        row = _find(finder, known)
        facts = _facts(known, knowledge)
        if row is not None and row not in taken:
            taken.add(row)
            joined.append(known.id)
            _write(columns, row, known, facts)
        elif row is None and (anchor := _anchor(finder, known)) is not None:
            placed.append(known.id)
            added.append(_new_row(known, facts, table.iloc[anchor[0]], anchor[1]))
        else:
            left_out.append(known.id)
    for name, values in columns.items():
        table[name] = pd.Series(values, index=table.index, dtype=object)
    if added:
        more = pd.DataFrame(added, columns=table.columns).astype({"population": np.float64})
        table = pd.concat([table, more], ignore_index=True)
    result = gpd.GeoDataFrame(table, geometry="geometry", crs=places.crs)
    result.attrs.update(places.attrs)
    return result, PlaceOutcome(tuple(joined), tuple(placed), tuple(left_out))


def _written() -> tuple[str, ...]:
    """Columns that a joined row may change."""
    return ("category", "name", "name_en", "name_de", "website", *KNOWN_COLUMNS)


def _find(finder: PlaceFinder, known: KnownPlace) -> int | None:
    if known.ref:
        return finder.numbered(known.category, known.ref)
    return finder.place((known.name, *known.also), known.settlement, known.listed_as or known.category)


def _anchor(finder: PlaceFinder, known: KnownPlace) -> tuple[int, str] | None:
    """Row to put it at, and the word for ``placed_by``; never for a numbered thing, which has a point or none."""
    if known.ref or not known.settlement:
        return None
    settlement = finder.settlement(known.settlement)
    if known.point and settlement is not None:
        return _checked(finder, known, settlement), "source"
    beside = finder.place([known.beside], known.settlement) if known.beside else None
    if beside is not None:
        return beside, "beside"
    street = finder.street(known.street, known.settlement) if known.street else None
    if street is not None:
        return street, "street"
    return (settlement, "settlement") if settlement is not None else None


def _checked(finder: PlaceFinder, known: KnownPlace, settlement: int) -> int:
    """The settlement's row, if the point that a source gives lies near it."""
    away_m = finder.away_m(settlement, known.point.lon, known.point.lat) if known.point else 0.0
    if away_m > _POINT_WITHIN_M:
        raise KnowledgeError(
            f"{known.id}: its point lies {away_m / 1000:.0f} km from {known.settlement}; correct one of the two"
        )
    return settlement


def _facts(known: KnownPlace, knowledge: Knowledge) -> dict[str, str]:
    """Columns that it has something for."""
    source = knowledge.sources[known.sources[0]]
    facts = {
        "name_en": known.name_en,
        "name_de": known.name_de,
        "website": str(known.website or ""),
        "source_title": source.title,
        "source_url": str(source.url),
    }
    if known.note:
        facts |= {f"note_{language}": getattr(known.note, language) for language in LANGUAGES}
    return {name: text for name, text in facts.items() if text}


def _write(columns: dict[str, list[Any]], row: int, known: KnownPlace, facts: dict[str, str]) -> None:
    """Fill what the extract leaves open; its own names and links stay, as whoever stands there wrote them."""
    for name, text in facts.items():
        if not columns[name][row]:
            columns[name][row] = text
    columns["category"][row] = known.category
    if not columns["name"][row]:
        columns["name"][row] = known.name
    names = dict.fromkeys((known.name, *known.also))
    names.pop(columns["name"][row], None)
    columns["alt_names"][row] = ";".join(names)


def _new_row(known: KnownPlace, facts: dict[str, str], anchor: pd.Series, placed_by: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(anchor.index, "")
    row |= {name: anchor[name] for name in _FROM_ANCHOR}
    row |= {
        "place_id": f"c.{known.id}",
        "group": "attraction",
        "category": known.category,
        "name": known.name,
        "population": float("nan"),
        "tags": "{}",
        "alt_names": ";".join(dict.fromkeys(known.also)),
        "placed_by": placed_by,
        "geometry": shapely.Point(anchor["lon"], anchor["lat"]),
    }
    if known.point and placed_by == "source":
        row |= {"lon": known.point.lon, "lat": known.point.lat}
        row["geometry"] = shapely.Point(known.point.lon, known.point.lat)
    return row | facts
