"""What nature areas ask of those who come through: a season without visitors, no entry, dogs on a leash or none."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from geodata.vocabulary import DOG_RULES
from routing.errors import DatasetUnusable
from routing.graph import RoutingGraph
from routing.types import TourRequest, Warning, WarningCode

LEAST_M = 50.0
"""Who only brushes an area needs no word about it."""
NO_ENTRY = frozenset({"no", "private"})
_COLUMNS = ("access", "closed_from", "closed_until", "dog")


@dataclass(frozen=True, eq=False)
class AreaRules:
    """Rules per row of areas.parquet; "" where nothing is known.

    Attributes
    ----------
    name
        Of the area.
    access
        OSM value.
    closed_from, closed_until
        First and last day (``MM-DD``) of the yearly closure.
    dog
        DOG_RULES word.
    """

    name: list[str]
    access: list[str]
    closed_from: list[str]
    closed_until: list[str]
    dog: list[str]

    @classmethod
    def load(cls, path: Path) -> "AreaRules":
        """Read a dataset's ``areas.parquet``; older ones tell less.

        Raises
        ------
        DatasetUnusable
            If the file is missing or lacks the names.
        """
        try:
            known = set(pq.read_schema(path).names)
            columns = ["name", *(name for name in _COLUMNS if name in known)]
            table = pq.read_table(path, columns=columns, use_threads=False)
            told = {name: table[name].to_pylist() for name in columns}
        except (OSError, ValueError, KeyError) as error:
            raise DatasetUnusable(f"{path}: {error}; build the dataset again") from error
        nothing = [""] * len(table)
        return cls(told["name"], *(told.get(name, nothing) for name in _COLUMNS))

    @classmethod
    def unknown(cls, names: list[str]) -> "AreaRules":
        """Areas of which only the names are known."""
        nothing = [""] * len(names)
        return cls(names, nothing, nothing, nothing, nothing)

    def warnings(
        self,
        graph: RoutingGraph,
        edges: npt.NDArray[np.int32],
        lengths: npt.NDArray[np.float64],
        request: TourRequest,
    ) -> Iterator[Warning]:
        """What to know of the areas that a tour comes through.

        Parameters
        ----------
        graph
            Ways.
        edges, lengths
            Of the tour, in order.
        request
            Its day and whether a dog comes along count here.
        """
        area = graph.edge_area[edges]
        inside = lengths * graph.edge_protected[edges] / 100.0
        for row in np.unique(area[area >= 0]).tolist():
            metres = float(inside[area == row].sum())
            if metres < LEAST_M or not self.name[row]:
                continue
            values = {"name": self.name[row], "metres": round(metres)}
            if self.access[row] in NO_ENTRY:
                yield Warning("area_no_entry", values)
            elif self.closed_on(row, request.date):
                season = {"from": self.closed_from[row], "until": self.closed_until[row]}
                yield Warning("area_closed", values | season)
            if request.dog and self.dog[row] in _DOG_WARNINGS:
                untold = (area == row) & (graph.edge_dog[edges] == DOG_RULES.index("unknown"))
                if inside[untold].sum() > 0:  # where the way itself says nothing
                    yield Warning(_DOG_WARNINGS[self.dog[row]], values)

    def closed_on(self, row: int, day: dt.date | None) -> bool:
        """Whether a day falls in an area's closed season; without a day, whether there is one."""
        first, last = self.closed_from[row], self.closed_until[row]
        if not first or day is None:
            return bool(first)
        now = f"{day:%m-%d}"
        return first <= now <= last if first <= last else now >= first or now <= last


_DOG_WARNINGS: dict[str, WarningCode] = {"no": "area_no_dogs", "leashed": "area_leash"}
