"""Finding places by name and by area: a small index in memory, built when a dataset is opened.

Names are compared without case, accents and punctuation; every word of the question must begin a word of the name, or
of the settlement or municipality that the place lies in. Columns stay in Arrow's buffers, which worker processes share.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from app.errors import DatasetRefused
from geodata.vocabulary import FACILITIES, PLACE_GROUPS

Rows = npt.NDArray[np.int32]
Bbox = tuple[float, float, float, float]

_NAMES = ("name", "name_nl", "name_en", "name_de")
_COLUMNS = (
    "place_id", "group", "category", *_NAMES, "population", "opening_hours", "wheelchair", "website", "ref",
    "municipality", "settlement", "lon", "lat",
)  # fmt: skip
# What somebody who types a name most likely means.
_GROUP_RANK = {
    "settlement": 3.0, "attraction": 2.2, "landscape": 2.0, "street": 1.6, "accommodation": 1.4, "horeca": 1.3,
    "transport": 1.2, "facility": 1.0,
}  # fmt: skip


def fold(text: str) -> str:
    """Return lower-case words without accents and punctuation, one space between them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


@dataclass(frozen=True, eq=False)
class _WordRows:
    """Rows by word: a sorted list of words, each with its rows."""

    words: list[str]
    indptr: npt.NDArray[np.int32]
    rows: Rows

    @classmethod
    def build(cls, pairs: Iterable[tuple[str, int]]) -> "_WordRows":
        ordered = sorted(set(pairs))
        words: list[str] = []
        starts: list[int] = []
        for position, (word, _) in enumerate(ordered):
            if not words or words[-1] != word:
                words.append(word)
                starts.append(position)
        indptr = np.array([*starts, len(ordered)], dtype=np.int32)
        return cls(
            words, indptr, np.fromiter((row for _, row in ordered), dtype=np.int32, count=len(ordered))
        )

    def beginning(self, start: str) -> Rows:
        low = bisect_left(self.words, start)
        high = bisect_left(self.words, start + "\U0010ffff")
        return self.rows[self.indptr[low] : self.indptr[high]]

    def exactly(self, word: str) -> Rows:
        low = bisect_left(self.words, word)
        if low == len(self.words) or self.words[low] != word:
            return self.rows[:0]
        return self.rows[self.indptr[low] : self.indptr[low + 1]]


class PlaceIndex:
    """All places of a dataset.

    Parameters
    ----------
    table
        The columns of ``places.parquet`` that pages and searches need.
    """

    def __init__(self, table: pa.Table) -> None:
        self._table = table.combine_chunks()
        self._lon = self._table["lon"].to_numpy()
        self._lat = self._table["lat"].to_numpy()
        self._groups = _codes(self._table["group"])
        self._categories = _codes(self._table["category"])
        names = [self._table[column].to_pylist() for column in _NAMES]
        folded = [{fold(name) for name in row if name} for row in zip(*names, strict=True)]
        self._full = _WordRows.build((name, row) for row, names in enumerate(folded) for name in names)
        self._words = _WordRows.build(
            (word, row) for row, names in enumerate(folded) for name in names for word in name.split()
        )
        self._around = _WordRows.build(_words_around(self._table))
        self._rank = self._base_rank()
        self._settlements = np.flatnonzero(self._mask({"settlement"})).astype(np.int32)

    @classmethod
    def load(cls, path: Path) -> "PlaceIndex":
        """Read ``places.parquet``.

        Raises
        ------
        DatasetRefused
            If the file is missing, damaged or lacks a column.
        """
        try:
            return cls(pq.read_table(path, columns=list(_COLUMNS), use_threads=False))
        except (OSError, ValueError, KeyError) as error:
            raise DatasetRefused(f"{path.name}: {str(error).splitlines()[0]}") from error

    def __len__(self) -> int:
        return len(self._lon)

    @property
    def kinds(self) -> frozenset[str]:
        """Words that ``category`` takes: groups, categories of this dataset, facility kinds."""
        return frozenset(PLACE_GROUPS) | frozenset(FACILITIES) | frozenset(self._categories[0])

    def search(
        self, text: str = "", bbox: Bbox | None = None, kinds: Collection[str] = (), limit: int = 20
    ) -> list[dict[str, Any]]:
        """Find places, the likeliest first.

        Parameters
        ----------
        text
            Words of a name; empty for all.
        bbox
            West, south, east, north.
        kinds
            Groups or categories; empty for all.
        limit
            At most so many.
        """
        chosen = np.ones(len(self), dtype=bool)
        score = self._rank
        words = fold(text).split()
        if text and not words:
            return []
        if words:
            chosen, score = self._match(words)
        if kinds:
            chosen &= self._mask(kinds)
        if bbox:
            west, south, east, north = bbox
            chosen &= (self._lon >= west) & (self._lon <= east) & (self._lat >= south) & (self._lat <= north)
        rows = np.flatnonzero(chosen)
        best = rows[np.argsort(-score[rows], kind="stable")[:limit]]
        return list(self._table.take(pa.array(best)).to_pylist())

    def settlement_near(self, lon: float, lat: float) -> str:
        """Return the name of the nearest town, village or hamlet; empty where there is none."""
        if not len(self._settlements):
            return ""
        east = (self._lon[self._settlements] - lon) * np.cos(np.radians(lat))
        north = self._lat[self._settlements] - lat
        return str(self._table["name"][int(self._settlements[np.argmin(east**2 + north**2)])].as_py())

    def _match(self, words: list[str]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float32]]:
        chosen = np.ones(len(self), dtype=bool)
        named = np.zeros(len(self), dtype=bool)
        score = self._rank.copy()
        for word in words:
            in_name = self._flags(self._words.beginning(word))
            named |= in_name
            chosen &= in_name | self._flags(self._around.beginning(word))
            score[self._words.exactly(word)] += 4
            score[in_name] += 2
        joined = " ".join(words)
        score[self._full.beginning(joined)] += 4
        score[self._full.exactly(joined)] += 10
        return chosen & named, score

    def _flags(self, rows: Rows) -> npt.NDArray[np.bool_]:
        flags = np.zeros(len(self), dtype=bool)
        flags[rows] = True
        return flags

    def _mask(self, kinds: Collection[str]) -> npt.NDArray[np.bool_]:
        mask = np.zeros(len(self), dtype=bool)
        for words, codes in (self._groups, self._categories):
            mask |= np.isin(codes, [code for code, word in enumerate(words) if word in kinds])
        return mask

    def _base_rank(self) -> npt.NDArray[np.float32]:
        words, codes = self._groups
        by_code = np.array([_GROUP_RANK.get(word, 1.0) for word in words] or [0], dtype=np.float32)
        population = np.nan_to_num(self._table["population"].to_numpy().astype(np.float64), nan=0.0)
        rank = by_code[codes] if len(codes) else np.zeros(0, dtype=np.float32)
        return np.asarray(rank + np.log10(1 + np.maximum(population, 0)) / 2, dtype=np.float32)


def _codes(column: pa.ChunkedArray) -> tuple[list[str], npt.NDArray[np.int16]]:
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False).astype(np.int16)


def _words_around(table: pa.Table) -> Iterable[tuple[str, int]]:
    known: dict[str, list[str]] = {}
    for column in ("settlement", "municipality"):
        for row, name in enumerate(table[column].to_pylist()):
            if name and name not in known:
                known[name] = fold(name).split()
            for word in known.get(name, ()):
                yield word, row
