"""What the desk reads of a dataset beside its graph: people, beds, edits, areas, entrances, states of sections."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
import shapely

from routing.errors import DatasetUnusable

FloatArray = npt.NDArray[np.float64]
_BEDS = (
    "beds", "capacity:beds", "capacity:persons", "capacity", "capacity:pitches", "capacity:tents", "capacity:caravans",
)  # fmt: skip
"""Tags that tell how many can sleep somewhere, the first that is a number."""
_NUMBER = re.compile(r"^\d{1,6}$")


@dataclass(frozen=True, eq=False)
class Areas:
    """Rows of areas.parquet: id, kind, name, and the shape of municipalities and nature areas (None of others)."""

    area_id: list[str]
    kind: list[str]
    name: list[str]
    shape: npt.NDArray[np.object_]

    def rows(self, kind: str) -> list[int]:
        """Rows of a kind."""
        return [row for row, word in enumerate(self.kind) if word == kind]


@dataclass(frozen=True, eq=False)
class Entrances:
    """Where nature areas can be entered: area id, kind (path, parking, top), place."""

    area_id: list[str]
    kind: list[str]
    lon: FloatArray
    lat: FloatArray


class Records:
    """Tables of a dataset, each read when first asked for.

    Parameters
    ----------
    folder
        The version's folder; None: a dataset in memory, of which nothing but its places is known.
    count
        Number of places.
    """

    def __init__(self, folder: Path | None, count: int) -> None:
        self.folder = folder
        self.count = count

    @cached_property
    def municipality(self) -> npt.NDArray[np.object_]:
        """Of each place, "" unknown."""
        return self._texts("municipality")

    @cached_property
    def population(self) -> FloatArray:
        """Of each place, NaN unknown."""
        if self.folder is None:
            return np.full(self.count, np.nan)
        return np.asarray(self._places("population").to_numpy(), dtype=np.float64)

    @cached_property
    def beds(self) -> FloatArray:
        """Of each accommodation, NaN unknown; of all other places too."""
        beds = np.full(self.count, np.nan)
        tags = self._texts("tags")
        for row in np.flatnonzero(self._texts("group") == "accommodation").tolist():
            beds[row] = _first_number(json.loads(tags[row]))
        return beds

    @cached_property
    def edited(self) -> npt.NDArray[np.datetime64]:
        """Last edit of each place, NaT unknown."""
        return _days(self._texts("edited"))

    @cached_property
    def surveyed(self) -> npt.NDArray[np.datetime64]:
        """Last survey of each place, NaT unknown."""
        return _days(self._texts("survey_date"))

    @cached_property
    def areas(self) -> Areas:
        """The areas; none in memory."""
        if self.folder is None:
            return Areas([], [], [], np.empty(0, dtype=object))
        table = self._read("areas.parquet", ["area_id", "kind", "name", "geometry"])
        kind = table["kind"].to_pylist()
        shapes = np.full(len(kind), None, dtype=object)
        wanted = np.flatnonzero(np.isin(np.array(kind, dtype=object), ("municipality", "nature")))
        shapes[wanted] = shapely.from_wkb(table["geometry"].take(wanted).to_numpy(zero_copy_only=False))
        return Areas(table["area_id"].to_pylist(), kind, table["name"].to_pylist(), shapes)

    @cached_property
    def entrances(self) -> Entrances | None:
        """Entrances of nature areas; None where the dataset has no such table."""
        if self.folder is None or not (self.folder / "entrances.parquet").exists():
            return None
        table = self._read("entrances.parquet", ["area_id", "kind", "lon", "lat"])
        return Entrances(
            table["area_id"].to_pylist(), table["kind"].to_pylist(),
            np.asarray(table["lon"].to_numpy()), np.asarray(table["lat"].to_numpy()),
        )  # fmt: skip

    @cached_property
    def section_status(self) -> Mapping[int, str]:
        """OSM id of a section → ``ok``, ``broken`` or ``leaves_extract``."""
        if self.folder is None:
            return {}
        table = self._read("networks.parquet", ["kind", "osm_id", "status"])
        rows = zip(*(table[name].to_pylist() for name in ("kind", "osm_id", "status")), strict=True)
        return {osm_id: status for kind, osm_id, status in rows if kind == "section"}

    def _texts(self, column: str) -> npt.NDArray[np.object_]:
        if self.folder is None:
            return np.full(self.count, "", dtype=object)
        return np.array(self._places(column).to_pylist(), dtype=object)

    def _places(self, column: str) -> Any:
        return self._read("places.parquet", [column])[column]

    def _read(self, name: str, columns: list[str]) -> Any:
        assert self.folder is not None
        path = self.folder / name
        try:
            return pq.read_table(path, columns=columns, use_threads=False)
        except (OSError, ValueError, KeyError) as error:
            raise DatasetUnusable(f"{path}: {error}; build the dataset again") from error


def _first_number(tags: Mapping[str, str]) -> float:
    return next((float(tags[key]) for key in _BEDS if _NUMBER.match(tags.get(key, ""))), np.nan)


def _days(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.datetime64]:
    """Days from ISO texts such as 2021-05, 2021-05-04T10:00:00Z; NaT for what is none."""
    days = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[D]")
    for i, text in enumerate(texts.tolist()):
        if text:
            try:
                days[i] = np.datetime64(text[:10])
            except ValueError:
                continue
    return days
