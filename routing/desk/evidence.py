"""Absent or unmapped? What the data says about whether somebody has looked where a facility is missing.

Two explanations of what is on record around a stretch are weighed against each other. Where a kind is being mapped,
records come at a rate near the usual one of the data, though rates differ much from place to place (a Poisson count
whose rate is gamma distributed). Where nobody maps it, hardly any come at all. "Around" is within a distance that is
chosen so that the usual rate gives :data:`USUAL` records, and within the municipality: who maps, imports and keeps
lists mostly stops at its border. Records surveyed or edited lately weigh more: somebody looks there these days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter
from scipy.signal import fftconvolve
from scipy.special import expit, gammaln

from geodata.vocabulary import FACILITIES
from routing.desk.stretches import Stretch
from routing.errors import BadRequest

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

USUAL = 15.0
"""Records of a kind that the usual rate gives around a stretch: enough to tell few from none."""
REACH_M = (1_000.0, 6_000.0)
"""Bounds of what is around."""
MAPPED_RATE, SPREAD, UNMAPPED_RATE = 0.6, 1.0, 0.03
"""Where a kind is mapped, its rate as a share of the usual and the shape of the gamma; where it is not, its rate."""
FRESH = np.timedelta64(3 * 365, "D")
FRESH_WEIGHT, SURVEY_WEIGHT = 1.5, 2.0
"""What a record counts that was edited, or surveyed, in the last three years of the data; any other counts 1."""
SURE, DOUBTFUL = 0.7, 0.3
MOST_ODDS = 3.0
"""Log odds that confidence comes near but never reaches: a map alone proves nothing beyond 0.95."""
_CELLS = 10
"""Squares from the middle of what is around to its edge."""

FloatArray = npt.NDArray[np.float64]
Verdict = Literal["absent", "unmapped", "unclear"]


@dataclass(frozen=True)
class Evidence:
    """Evidence about one stretch of gap.

    Attributes
    ----------
    absent
        Confidence, 0…1, that the kind is really missing here and not only on the map.
    verdict
        ``absent`` from 0.7 on, ``unmapped`` up to 0.3, else ``unclear``.
    mapped, expected
        Facilities of the kind on record around the stretch, and how many there would be at the usual rate of the
        data for as many metres of network.
    surveyed
        Facilities (any kind) around it with a survey date in the last three years of the data.
    recent
        Those edited in that time.
    last_edit
        Last edit of any facility around it, ISO date; "" where the extract has none.
    within_m
        How far around it was looked; 0 where nothing is known of the kind.
    """

    absent: float
    verdict: Verdict
    mapped: int
    expected: float
    surveyed: int
    recent: int
    last_edit: str
    within_m: float = 0.0


@dataclass(frozen=True)
class Look:
    """An entry of the list "go and look": a stretch where the map may lack what is there.

    ``rank`` counts from 1; ``row`` is the stretch's place among those that were asked about.
    """

    rank: int
    row: int
    stretch: Stretch
    evidence: Evidence


def evidence(
    desk: "CoverageDesk", kind: str, mode: str, stretches: Sequence[Stretch], removed: Sequence[str] = ()
) -> list[Evidence]:
    """Evidence about stretches, in their order.

    Parameters
    ----------
    desk
        The dataset's.
    kind, mode
        What is missing, on whose network.
    stretches
        Where.
    removed
        Ids of places that are taken as not being on record.

    Raises
    ------
    BadRequest
        When there is no such kind. Of one that the dataset has no record of nothing is known: all is unclear.
    """
    if kind not in FACILITIES:
        raise BadRequest("facility", f"there is no kind {kind!r}; give one of {', '.join(FACILITIES)}")
    if kind not in desk.kinds:
        return [Evidence(0.5, "unclear", 0, 0.0, 0, 0, "")] * len(stretches)
    if not stretches:
        return []
    around = _Surroundings(desk, kind, mode, stretches, removed)
    known = around.sums(around.of_kind, np.ones(len(desk.places)))
    weight = around.sums(around.of_kind, around.weight)
    surveyed = around.sums(around.any_kind, around.surveyed.astype(np.float64))
    recent = around.sums(around.any_kind, around.recent.astype(np.float64))
    expected = around.network_m() * around.usual_per_m
    absent = expit(MOST_ODDS * np.tanh(_log_odds(weight, expected) / MOST_ODDS))
    last = around.last_edits()
    return [
        Evidence(float(p), _verdict(float(p)), round(n), float(e), round(s), round(r), day, around.reach_m)
        for p, n, e, s, r, day in zip(absent, known, expected, surveyed, recent, last, strict=True)
    ]


def go_and_look(stretches: Sequence[Stretch], told: Sequence[Evidence], most: int = 50) -> list[Look]:
    """Stretches to visit, most metres that may be unmapped first; those known to lack it are left out."""
    worth = [
        (1 - e.absent) * s.length_m if e.verdict != "absent" else 0.0
        for s, e in zip(stretches, told, strict=True)
    ]
    rows = [row for row in np.argsort(-np.array(worth), kind="stable").tolist() if worth[row] > 0][:most]
    return [Look(rank, row, stretches[row], told[row]) for rank, row in enumerate(rows, start=1)]


def _log_odds(weight: FloatArray, expected: FloatArray) -> FloatArray:
    """Log odds that a kind is mapped where records of some weight are and so many would be usual."""
    n, usual = np.maximum(weight, 0.0), np.maximum(expected, 1e-6)
    mean = MAPPED_RATE * usual
    mapped = (
        gammaln(n + SPREAD)
        - gammaln(SPREAD)
        + SPREAD * np.log(SPREAD / (SPREAD + mean))
        + n * np.log(mean / (SPREAD + mean))
    )
    few = UNMAPPED_RATE * usual
    return np.asarray(mapped - (n * np.log(few) - few))


def _verdict(absent: float) -> Verdict:
    if absent >= SURE:
        return "absent"
    return "unmapped" if absent <= DOUBTFUL else "unclear"


class _Surroundings:
    """What is on record around stretches: sums over discs, on squares, per municipality."""

    def __init__(
        self, desk: "CoverageDesk", kind: str, mode: str, stretches: Sequence[Stretch], removed: Sequence[str]
    ) -> None:
        g, p, records = desk.graph, desk.places, desk.records
        self.network = desk.network(mode).edges
        self.length_m = g.edge_length[self.network]
        there = ~np.isin(np.array(p.place_id, dtype=object), np.array(list(removed), dtype=object))
        self.of_kind = np.flatnonzero(desk.kinds[kind] & there)
        self.any_kind = np.flatnonzero(np.logical_or.reduce(list(desk.kinds.values())) & there)
        self.edited, surveyed = records.edited, records.surveyed
        now = max((d for d in (_latest(self.edited), _latest(surveyed)) if d is not None), default=None)
        never = np.zeros(len(p), dtype=np.bool_)
        self.recent = never if now is None else self.edited >= now - FRESH  # NaT compares as false
        self.surveyed = never if now is None else surveyed >= now - FRESH
        self.weight = np.where(self.surveyed, SURVEY_WEIGHT, np.where(self.recent, FRESH_WEIGHT, 1.0))
        self.usual_per_m = max(len(self.of_kind), 1) / float(self.length_m.sum())
        self._place(desk, stretches)

    def _place(self, desk: "CoverageDesk", stretches: Sequence[Stretch]) -> None:
        """Lay the squares, and put ways, places and stretches on them."""
        g, p = desk.graph, desk.places
        x, y = (g.node_x[g.edge_u] + g.node_x[g.edge_v]) / 2, (g.node_y[g.edge_u] + g.node_y[g.edge_v]) / 2
        px, py = g.project(p.lon, p.lat)
        west, south = x[self.network].min(), y[self.network].min()
        wide, high = np.ptp(x[self.network]) + 1.0, np.ptp(y[self.network]) + 1.0
        side = np.sqrt(USUAL / (max(len(self.of_kind), 1) / (wide * high)) / np.pi)
        self.reach_m = float(np.clip(side, *REACH_M))
        self.cell_m = self.reach_m / _CELLS
        margin = _CELLS + 1
        self.shape = (int(high / self.cell_m) + 2 * margin + 1, int(wide / self.cell_m) + 2 * margin + 1)

        def square(east: FloatArray, north: FloatArray) -> npt.NDArray[np.int64]:
            column = np.clip((east - west) / self.cell_m + margin, 0, self.shape[1] - 1).astype(np.int64)
            row = np.clip((north - south) / self.cell_m + margin, 0, self.shape[0] - 1).astype(np.int64)
            return np.asarray(row * self.shape[1] + column)

        names = {name: i for i, name in enumerate(g.municipalities)}
        self.way_at, self.place_at = square(x[self.network], y[self.network]), square(px, py)
        self.way_in = g.edge_municipality[self.network].astype(np.int64)
        self.place_in = np.array(
            [names.get(name, -1) for name in desk.records.municipality.tolist()], dtype=np.int64
        )
        edges = np.concatenate([s.edges for s in stretches])
        self.stretch = np.repeat(np.arange(len(stretches)), [len(s.edges) for s in stretches])
        self.metres = np.concatenate([s.metres for s in stretches])
        self.looked_at = square(x[edges], y[edges])
        self.looked_in = g.edge_municipality[edges].astype(np.int64)
        rows = np.arange(-_CELLS, _CELLS + 1)
        self.disc = (np.hypot(rows[:, None], rows[None, :]) <= _CELLS).astype(np.float64)

    def sums(self, rows: npt.NDArray[np.int64], value: FloatArray) -> FloatArray:
        """Sum of a value of places around each stretch, the mean over its metres."""
        return self._around(self.place_at[rows], self.place_in[rows], value[rows])

    def network_m(self) -> FloatArray:
        """Metres of network around each stretch."""
        return self._around(self.way_at, self.way_in, self.length_m)

    def last_edits(self) -> list[str]:
        """Last edit of a facility around the middle of each stretch, ISO day, "" unknown."""
        first = np.unique(self.stretch, return_index=True)[1]
        middle = self.looked_at[(first + np.append(first[1:], len(self.stretch))) // 2]
        known = self.any_kind[~np.isnat(self.edited[self.any_kind])]
        newest = np.full(self.shape[0] * self.shape[1], -1, dtype=np.int32)
        np.maximum.at(newest, self.place_at[known], self.edited[known].astype(np.int32))
        around = maximum_filter(newest.reshape(self.shape), footprint=self.disc > 0).ravel()[middle]
        days = around.astype("datetime64[D]")
        return [str(day) if n >= 0 else "" for day, n in zip(days, around.tolist(), strict=True)]

    def _around(
        self, at: npt.NDArray[np.int64], inside: npt.NDArray[np.int64], value: FloatArray
    ) -> FloatArray:
        total = np.zeros(len(self.looked_at))
        for municipality in np.unique(self.looked_in).tolist():
            mine = inside == municipality
            squares = np.bincount(at[mine], value[mine], minlength=self.shape[0] * self.shape[1])
            summed = fftconvolve(squares.reshape(self.shape), self.disc, mode="same").ravel()
            here = self.looked_in == municipality
            total[here] = np.maximum(summed[self.looked_at[here]], 0.0)
        weighted = np.bincount(self.stretch, total * self.metres)
        return np.asarray(weighted / np.maximum(np.bincount(self.stretch, self.metres), 1e-9))


def _latest(days: npt.NDArray[np.datetime64]) -> np.datetime64 | None:
    known = days[~np.isnat(days)]
    return np.datetime64(known.max()) if len(known) else None
