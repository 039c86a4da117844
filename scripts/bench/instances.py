"""Orienteering instances of the literature as problems, and their scores recounted without the solver."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from routing.orienteering import Problem

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Instance:
    """Locations (the first is where tours start and end), what they yield, when they are open.

    Costs are in units that make all sums exact: 1 for rounded distances, 0.1 for those cut to a decimal.
    """

    kind: str
    file: str
    best_known: float
    travel: FloatArray
    scores: FloatArray
    service: FloatArray
    opens: FloatArray
    closes: FloatArray
    budget: float

    def problem(self) -> Problem:
        """The instance for the solver; no windows where there are none."""
        timed = bool(np.isfinite(self.closes[1:]).any())
        return Problem(
            travel=self.travel,
            prizes=self.scores,
            budget=self.budget,
            service=self.service if self.service.any() else None,
            opens=self.opens if timed else None,
            closes=self.closes if timed else None,
        )

    def score(self, visits: Sequence[int]) -> float:
        """Score of a tour, the first location's included; ValueError when the instance forbids the tour."""
        if len(set(visits)) < len(visits) or 0 in visits:
            raise ValueError(f"{self.file}: the tour visits a location twice")
        now = 0.0
        for a, b in pairwise((0, *visits, 0)):
            now += self.travel[a, b]
            if b == 0:
                break
            if now > self.closes[b]:
                raise ValueError(f"{self.file}: the tour is at location {b} after closing")
            now = max(now, self.opens[b]) + self.service[b]
        if now > self.budget:
            raise ValueError(f"{self.file}: the tour costs {now}, more than {self.budget}")
        return float(self.scores[0] + sum(self.scores[v] for v in visits))


def read_instances(folder: Path) -> list[Instance]:
    """All instances that ``reference.csv`` in the folder names."""
    with (folder / "reference.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        _READERS[row["kind"]](folder / row["kind"] / row["file"], float(row["best_known_score"]))
        for row in rows
    ]


def read_op(path: Path, best_known: float) -> Instance:
    """An OPLib file: distances rounded to whole numbers, no windows."""
    sections: dict[str, list[list[str]]] = {}
    header: dict[str, str] = {}
    rows: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            header[name.strip()] = value.strip()
        elif name.strip().endswith("_SECTION"):
            rows = sections[name.strip()] = []
        elif line.strip():
            rows.append(line.split())
    xy = np.array([[float(v) for v in row[1:3]] for row in sections["NODE_COORD_SECTION"]])
    n = len(xy)
    return Instance(
        kind="op",
        file=path.name,
        best_known=best_known,
        travel=np.floor(_apart(xy) + 0.5),
        scores=np.array([float(row[1]) for row in sections["NODE_SCORE_SECTION"]]),
        service=np.zeros(n),
        opens=np.zeros(n),
        closes=np.full(n, math.inf),
        budget=float(header["COST_LIMIT"]),
    )


def read_optw(path: Path, best_known: float) -> Instance:
    """A file of Solomon's kind: distances cut to one decimal, so everything is counted in tenths."""
    lines = path.read_text(encoding="utf-8").splitlines()[2:]
    rows = np.array([[float(v) for v in (*row[1:5], *row[-2:])] for row in map(str.split, lines) if row])
    return Instance(
        kind="optw",
        file=path.name,
        best_known=best_known,
        travel=np.floor(10 * _apart(rows[:, :2])),
        scores=rows[:, 3],
        service=np.rint(10 * rows[:, 2]),
        opens=np.rint(10 * rows[:, 4]),
        closes=np.rint(10 * rows[:, 5]),
        budget=float(np.rint(10 * rows[0, 5])),
    )


def _apart(xy: FloatArray) -> FloatArray:
    """Straight distances between all points."""
    difference = xy[:, None, :] - xy[None, :, :]
    return np.asarray(np.sqrt((difference**2).sum(axis=2)))


_READERS = {"op": read_op, "optw": read_optw}
