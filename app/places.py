"""Everything with a name and a place, found by name, by area and by kind; made in memory when a dataset is opened.

Places come from ``places.parquet``; areas, junctions, sections and named routes join them (:mod:`app.search.sources`).
Columns stay in Arrow's buffers, which worker processes share.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from app.errors import DatasetRefused
from app.search import NameIndex, fold
from app.search.names import names_of
from app.search.sources import GROUPS, OPTIONAL, SCHEMA, other_rows
from geodata.categories import place_categories
from geodata.degrees import away_m
from geodata.vocabulary import FACILITIES, PLACE_GROUPS

__all__ = ["Bbox", "PlaceIndex", "fold"]

Bbox = tuple[float, float, float, float]

# What somebody who types a name most likely means, 0 to 1.6; a settlement gains by its people.
_WEIGHT = {
    "town": 1.6, "city": 1.6, "village": 1.4, "hamlet": 1.0,
    "natura2000": 1.5, "national_park": 1.6, "province": 1.4, "municipality": 1.0, "reserve": 1.1, "area": 1.0,
    "hunebed": 1.2, "museum": 1.3, "castle": 1.2, "zoo": 1.2, "theme_park": 1.2, "attraction": 1.0,
    "settlement": 0.9, "landscape": 0.9, "river": 1.0, "water": 0.7, "route": 1.2,
    "junction": 1.0, "section": 0.5, "event": 1.2, "street": 0.8,
    "accommodation": 0.8, "station": 1.0, "transport": 0.5, "horeca": 0.7, "facility": 0.2,
}  # fmt: skip
# Being near weighs as much as a town over a bench, and half of that this far away.
_NEAR, _NEAR_KM = 1.5, 8.0
# A number of the other network is still found, below all of one's own.
_OTHER_MODE = 2.0


class PlaceIndex:
    """All that can be found in a dataset.

    Parameters
    ----------
    table
        The columns of ``places.parquet`` that pages and searches need.
    others
        Rows of what else has a name (:func:`app.search.sources.other_rows`).
    """

    def __init__(self, table: pa.Table, others: pa.Table | None = None) -> None:
        self._places = len(table)
        tables = [_complete(table)] if others is None else [_complete(table), others]
        self._table = pa.concat_tables(tables).combine_chunks()
        self._lon = self._table["lon"].to_numpy()
        self._lat = self._table["lat"].to_numpy()
        self._groups = _codes(self._table["group"])
        self._categories = _codes(self._table["category"])
        self._modes = _codes(self._table["mode"])
        self._weight = self._base_weight()
        self._settlements = np.flatnonzero(self._mask({"settlement"})).astype(np.int32)
        if others is not None:
            self._table = self._table.set_column(
                self._table.schema.get_field_index("settlement"), "settlement", self._settlement_column()
            )
        self._index = NameIndex(names_of(self._table))
        self._told_by_area = self._doubles()

    @classmethod
    def load(cls, folder: Path) -> "PlaceIndex":
        """Read the tables of a dataset's version.

        Raises
        ------
        DatasetRefused
            If one is missing, damaged or lacks a column.
        """
        file = folder / "places.parquet"
        try:
            known = set(pq.read_schema(file).names)
            columns = [name for name in SCHEMA.names if name in known or name not in OPTIONAL]
            table = pq.read_table(file, columns=columns, use_threads=False)
        except (OSError, ValueError, KeyError) as error:
            raise DatasetRefused(f"{file.name}: {str(error).splitlines()[0]}") from error
        try:
            return cls(table, other_rows(folder))
        except (OSError, ValueError, KeyError) as error:
            raise DatasetRefused(f"areas or networks: {str(error).splitlines()[0]}") from error

    def __len__(self) -> int:
        return len(self._lon)

    @property
    def kinds(self) -> frozenset[str]:
        """Words that ``category`` takes: groups, facility kinds, categories, of this dataset or another."""
        words = (*PLACE_GROUPS, *GROUPS, *FACILITIES, *place_categories(), *self._categories[0])
        return frozenset(words) - {""}

    def search(
        self,
        text: str = "",
        bbox: Bbox | None = None,
        kinds: Collection[str] = (),
        limit: int = 20,
        near: tuple[float, float] | None = None,
        mode: str = "",
    ) -> list[dict[str, Any]]:
        """Find places, the likeliest first.

        Parameters
        ----------
        text
            A name, the last word perhaps unfinished, mistyped perhaps; empty for all.
        bbox
            West, south, east, north.
        kinds
            Groups or categories; empty for all, without a text for all places.
        limit
            At most so many.
        near
            Longitude and latitude that what is near to is likelier meant.
        mode
            How one travels: the other network's numbers come last.
        """
        return [row for _, row in self.ranked(text, bbox, kinds, limit, near, mode)]

    def ranked(
        self,
        text: str = "",
        bbox: Bbox | None = None,
        kinds: Collection[str] = (),
        limit: int = 20,
        near: tuple[float, float] | None = None,
        mode: str = "",
    ) -> list[tuple[float, dict[str, Any]]]:
        """Find places as :meth:`search` does, with their scores, which are of one scale for all indices."""
        if text:
            score = self._index.score(text)
            chosen = (score > 0) & ~self._told_by_area
            score = score + self._weight
        else:
            score = self._weight
            chosen = np.ones(len(self), dtype=bool)
            if not kinds:
                chosen[self._places :] = False
        if kinds:
            chosen &= self._mask(kinds)
        if bbox:
            west, south, east, north = bbox
            chosen &= (self._lon >= west) & (self._lon <= east) & (self._lat >= south) & (self._lat <= north)
        rows = np.flatnonzero(chosen)
        final = score[rows].astype(np.float64)
        if near:
            final += _NEAR * 0.5 ** (self._km_from(near, rows) / _NEAR_KM)
        if mode:
            words, codes = self._modes
            own = np.array([word in ("", _network_mode(mode)) for word in words] or [True])
            final -= np.where(own[codes[rows]], 0, _OTHER_MODE)
        order = np.argsort(-final, kind="stable")[:limit]
        found = self._table.take(pa.array(rows[order])).to_pylist()
        return list(zip(final[order].tolist(), found, strict=True))

    def settlement_near(self, lon: float, lat: float) -> str:
        """Return the name of the nearest town, village or hamlet; empty where there is none."""
        if not len(self._settlements):
            return ""
        nearest = self._settlements[np.argmin(self._km_from((lon, lat), self._settlements))]
        return str(self._table["name"][int(nearest)].as_py())

    def _km_from(self, lonlat: tuple[float, float], rows: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        return away_m(lonlat, self._lon[rows], self._lat[rows]) / 1000

    def _mask(self, kinds: Collection[str]) -> npt.NDArray[np.bool_]:
        mask = np.zeros(len(self), dtype=bool)
        for words, codes in (self._groups, self._categories):
            mask |= np.isin(codes, [code for code, word in enumerate(words) if word in kinds])
        return mask

    def _base_weight(self) -> npt.NDArray[np.float32]:
        weights = []
        for words, codes in (self._categories, self._groups):
            by_code = np.array([_WEIGHT.get(word, np.nan) for word in words] or [np.nan], dtype=np.float32)
            weights.append(by_code[codes] if len(codes) else np.zeros(0, dtype=np.float32))
        weight = np.nan_to_num(np.where(np.isnan(weights[0]), weights[1], weights[0]), nan=0.5)
        population = np.nan_to_num(self._table["population"].to_numpy(zero_copy_only=False), nan=0.0)
        # A named bench or car park is somebody's, a nameless one nobody's search.
        return np.asarray(weight + np.log10(1 + np.maximum(population, 0)) / 5, dtype=np.float32)

    def _settlement_column(self) -> pa.Array:
        """Return the settlements, those of junctions and sections filled in by nearness; an area has many around it."""
        told = self._table["settlement"].to_pylist()
        if len(self._settlements):
            names = self._table["name"].take(pa.array(self._settlements)).to_pylist()
            shrink = np.cos(np.radians(self._lat[self._settlements].mean()))
            points = shapely.points(self._lon * shrink, self._lat)
            rows = np.flatnonzero(self._mask({"junction", "section", "water"}))
            nearest = shapely.STRtree(points[self._settlements]).nearest(points[rows])
            for row, town in zip(rows.tolist(), nearest.tolist(), strict=True):
                told[row] = names[town]
        return pa.array(told, pa.string())

    def _doubles(self) -> npt.NDArray[np.bool_]:
        """Return which landscapes an area of the same name tells of already, with its extent."""
        names = self._table["name"].take(pa.array(np.flatnonzero(self._mask({"area"})))).to_pylist()
        areas = {fold(name) for name in names}
        doubles = np.zeros(len(self), dtype=bool)
        rows = np.flatnonzero(self._mask({"landscape"}))
        for row, name in zip(
            rows.tolist(), self._table["name"].take(pa.array(rows)).to_pylist(), strict=True
        ):
            doubles[row] = fold(name) in areas
        return doubles


def _network_mode(mode: str) -> str:
    return "wandelen" if mode == "toegankelijk" else mode


def _complete(table: pa.Table) -> pa.Table:
    """Return a table of places with all columns of an index."""
    columns = {
        field.name: table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(len(table), field.type)
        for field in SCHEMA
    }
    return pa.table(columns, schema=SCHEMA)


def _codes(column: pa.ChunkedArray) -> tuple[list[str], npt.NDArray[np.int16]]:
    encoded = column.combine_chunks().fill_null("").dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False).astype(np.int16)
