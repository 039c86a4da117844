"""How much a stretch is used: seeded loops from the settlements, as the planner would plan them.

Half a minute to some minutes of work, so never part of a request: the command line or a background task does it, and
what it finds is kept in a file beside the dataset's version.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from routing.types import DISTANCE_RANGE_KM, TourRequest

if TYPE_CHECKING:
    from routing.planner import Planner

LOOPS = 500
SEED = 1
FORMAT = 1
"""Counted up when loops are drawn differently, so that files of before are not taken for those of now."""
LENGTHS_KM = {"fietsen": (15, 25, 35, 45), "wandelen": (4, 7, 10, 15), "toegankelijk": (2, 3, 4, 6)}
"""Usual lengths, in turn."""
WHOLE = ("city", "town", "village", "hamlet", "isolated_dwelling")
"""Settlements that loops start from; suburbs are parts of theirs."""
UNKNOWN_PEOPLE = 100.0
"""A settlement without a number on record counts as a hamlet."""
_TRIES = 2
"""Starts that are tried for each loop, on average, before fewer loops have to do."""


@dataclass(frozen=True, eq=False)
class Use:
    """The edges that each loop runs over.

    Attributes
    ----------
    mode
        Of the loops.
    indptr, edge
        Edges of loop i: ``edge[indptr[i]:indptr[i + 1]]``, each once, in order of their number.
    """

    mode: str
    indptr: npt.NDArray[np.int64]
    edge: npt.NDArray[np.int32]

    @property
    def loops(self) -> int:
        """How many there are; fewer than asked where some start gives none."""
        return len(self.indptr) - 1

    def passes(self, n_edges: int) -> npt.NDArray[np.int64]:
        """Loops over each edge."""
        return np.bincount(self.edge, minlength=n_edges)


def expected_use(
    planner: "Planner", mode: str, *, loops: int = LOOPS, seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Use:  # fmt: skip
    """Plan loops from settlements drawn in proportion to their people, and note the ways they take.

    Parameters
    ----------
    planner
        The dataset's.
    mode, loops, seed
        The same give the same.
    progress
        Called with how many are done, of how many.
    """
    starts = _starts(planner, loops * _TRIES, seed)
    low, high = DISTANCE_RANGE_KM[mode]
    edges: list[npt.NDArray[np.int32]] = []
    for nth, start in enumerate(starts):
        if len(edges) == loops:
            break
        km = min(max(LENGTHS_KM[mode][nth % len(LENGTHS_KM[mode])], low), high)
        found = planner.tours(TourRequest(mode, start, distance_m=km * 1000.0, seed=seed + nth)).tours
        if found and found[0].tour_class in ("loop", "lollipop"):
            edges.append(np.unique(found[0].edges).astype(np.int32))
        if progress is not None:
            progress(len(edges), loops)
    indptr = np.concatenate(([0], np.cumsum([len(each) for each in edges], dtype=np.int64)))
    return Use(mode, indptr, np.concatenate([np.empty(0, dtype=np.int32), *edges]))


def use_file(version: Path, mode: str) -> Path:
    """Where the use of a dataset's version is kept: beside the version, which itself never changes."""
    return version.parent / "use" / f"{version.name}-{mode}-{LOOPS}-{SEED}-{FORMAT}.npz"


def load_use(version: Path, mode: str, n_edges: int) -> Use | None:
    """Use that was worked out before, None where it was not (or the file does not fit)."""
    try:
        with np.load(use_file(version, mode), allow_pickle=False) as kept:
            use = Use(mode, kept["indptr"], kept["edge"])
            fits = int(kept["n_edges"]) == n_edges and int(use.indptr[-1]) == len(use.edge)
    except (OSError, ValueError, KeyError):
        return None
    return use if fits else None


def save_use(version: Path, use: Use, n_edges: int) -> bool:
    """Keep it for the next process; False where the folder cannot be written."""
    path = use_file(version, use.mode)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        with part.open("wb") as file:
            np.savez_compressed(file, indptr=use.indptr, edge=use.edge, n_edges=np.int64(n_edges))
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        return False
    return True


def _starts(planner: "Planner", count: int, seed: int) -> list[tuple[float, float]]:
    """Settlements, each as often as its people make likely; an empty dataset of places gives none."""
    p = planner.places
    if "settlement" not in p.groups:
        return []
    west, south, east, north = planner.bbox
    inside = (p.lon >= west) & (p.lon <= east) & (p.lat >= south) & (p.lat <= north)
    rows = p.rows_of(set(WHOLE))
    rows = rows[inside[rows] & (p.group[rows] == p.groups.index("settlement"))]
    if len(rows) == 0:
        return []
    people = planner.coverage().records.population[rows]
    weight = np.where(np.isfinite(people) & (people > 0), people, UNKNOWN_PEOPLE)
    drawn = np.random.default_rng(seed).choice(rows, count, p=weight / weight.sum())
    return [(float(p.lon[row]), float(p.lat[row])) for row in drawn.tolist()]
