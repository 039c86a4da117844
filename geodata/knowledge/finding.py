"""Finds a named thing among the places of an extract: by name, near the town or village it is named with."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj

WITHIN_M: Final = 6_000.0
"""A place belongs to a settlement up to this far from its point; of several of one name the nearest does."""
_LARGE_FIRST: Final = ("city", "town", "village", "hamlet")
_NAMES: Final = ("name", "name_nl", "name_en", "name_de")


def folded(name: str) -> str:
    """Name without case, accents and punctuation, to compare by."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


class PlaceFinder:
    """The places of an extract by name and number.

    Parameters
    ----------
    places
        The places table.
    crs
        Metric CRS of the region.
    """

    def __init__(self, places: pd.DataFrame, crs: str) -> None:
        self._to_metric = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        xy = self._to_metric.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
        self._where: npt.NDArray[np.float64] = np.column_stack(xy) if len(places) else np.empty((0, 2))
        self._group = places["group"].tolist()
        self._category = places["category"].tolist()
        self._population = places["population"].fillna(0).tolist()
        self._named: dict[str, list[int]] = defaultdict(list)
        self._numbered: dict[tuple[str, str], list[int]] = defaultdict(list)
        columns: Any = zip(*(places[name].tolist() for name in _NAMES), strict=True)
        for row, names in enumerate(columns):
            for name in {folded(name) for name in names if name}:
                self._named[name].append(row)
        for row, (category, ref) in enumerate(zip(self._category, places["ref"].tolist(), strict=True)):
            if ref:
                self._numbered[category, ref].append(row)

    def numbered(self, category: str, ref: str) -> int | None:
        """Row of what has a number; None where nothing, or more than one thing, has it."""
        rows = self._numbered.get((category, ref), [])
        return rows[0] if len(rows) == 1 else None

    def settlement(self, name: str) -> int | None:
        """Row of the town or village of a name, the largest of several; None where there is none."""
        rows = [row for row in self._named.get(folded(name), ()) if self._group[row] == "settlement"]
        return min(rows, key=self._size, default=None)

    def away_m(self, row: int, lon: float, lat: float) -> float:
        """Metres from a place to a point."""
        return float(np.hypot(*(self._where[row] - np.array(self._to_metric.transform(lon, lat)))))

    def _size(self, row: int) -> tuple[int, float, int]:
        kind = self._category[row]
        rank = _LARGE_FIRST.index(kind) if kind in _LARGE_FIRST else len(_LARGE_FIRST)
        return rank, -self._population[row], row

    def street(self, name: str, settlement: str) -> int | None:
        """Row of the street of a settlement; None where the extract knows it not."""
        return self._near(self._in_group(name, "street"), settlement)

    def place(self, names: Iterable[str], settlement: str = "", category: str = "") -> int | None:
        """Row of the place that has one of the names, the first name that fits.

        Parameters
        ----------
        names
            What it may be called.
        settlement
            Where it is: needed where several have the name.
        category
            What it is; any place but settlements and streets without it.
        """
        for name in names:
            rows = [
                row
                for row in self._named.get(folded(name), ())
                if (
                    self._category[row] == category
                    if category
                    else self._group[row] not in ("settlement", "street")
                )
            ]
            found = self._near(rows, settlement)
            if found is not None:
                return found
        return None

    def _in_group(self, name: str, group: str) -> list[int]:
        return [row for row in self._named.get(folded(name), ()) if self._group[row] == group]

    def _near(self, rows: list[int], settlement: str) -> int | None:
        """Of several rows the one nearest to the settlement, if near enough; without a settlement, the only one."""
        if not settlement:
            return rows[0] if len(rows) == 1 else None
        centre = self.settlement(settlement)
        if centre is None:
            return None
        away = {row: float(np.hypot(*(self._where[row] - self._where[centre]))) for row in rows}
        found = min(rows, key=away.__getitem__, default=None)
        return found if found is not None and away[found] <= WITHIN_M else None
