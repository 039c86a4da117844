"""What the batch plans: one task for each village, way of moving, theme and length.

Villages are those with most people first, then always the one farthest from all chosen so far, so that a few dozen
cover the region.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from app.api.schemas import TourBody
from app.canonical import to_json
from geodata.degrees import apart_m
from routing.themes import Theme

LENGTHS_KM = {"fietsen": (25, 40), "wandelen": (6, 12), "toegankelijk": (5,)}
_VILLAGES = ("city", "town", "village")


@dataclass(frozen=True)
class Village:
    """Where tours start.

    Attributes
    ----------
    place_id
        Of ``places.parquet``.
    name
        Its name.
    lon, lat
        Where it is, in degrees.
    people
        Who live there; 0 where it is not known.
    """

    place_id: str
    name: str
    lon: float
    lat: float
    people: int


@dataclass(frozen=True)
class Task:
    """One tour to plan; doing it twice gives the same tour."""

    village: Village
    mode: str
    theme: str
    km: int

    @property
    def key(self) -> str:
        """A name for files: letters, digits, dashes."""
        safe = "".join(c if c.isalnum() else "-" for c in self.village.place_id)
        return f"{self.mode}-{self.theme}-{self.km}-{safe}"

    def body(self) -> TourBody:
        """Return the request that it stands for."""
        return TourBody(
            mode=self.mode,
            start=(self.village.lon, self.village.lat),
            distance_km=float(self.km),
            themes={self.theme: 1.0},
            legs=[],
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain values, for a worker in another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Task":
        """Return the task of :meth:`as_json`'s values."""
        return cls(**values | {"village": Village(**values["village"])})


def tasks_of(
    villages: Sequence[Village], themes: Sequence[Theme], modes: Sequence[str] = ("fietsen", "wandelen")
) -> list[Task]:
    """Return every sensible combination, a village's tasks side by side."""
    return [
        Task(village, mode, theme.name, km)
        for village in villages
        for mode in modes
        for theme in themes
        if mode in theme.modes
        for km in LENGTHS_KM[mode]
    ]


def villages_of(dataset: Path, most: int) -> list[Village]:
    """Return at most so many villages of a dataset's version, spread over the region."""
    columns = ["place_id", "group", "category", "name", "population", "municipality", "lon", "lat"]
    rows = pq.read_table(dataset / "places.parquet", columns=columns, use_threads=False).to_pylist()
    all_villages = [
        Village(row["place_id"], row["name"], row["lon"], row["lat"], _people(row["population"]))
        for row in rows
        if row["group"] == "settlement"
        and row["category"] in _VILLAGES
        and row["name"]
        and row["municipality"]
    ]
    # Largest first; the name breaks ties, so that the choice is the same on every machine.
    waiting = sorted(all_villages, key=lambda village: (-village.people, village.name, village.place_id))
    chosen = waiting[: max(1, most // 3)]
    waiting = waiting[len(chosen) :]
    gaps = [min((_km(village, near) for near in chosen), default=math.inf) for village in waiting]
    while waiting and len(chosen) < most:
        farthest = max(range(len(waiting)), key=gaps.__getitem__)
        village = waiting.pop(farthest)
        gaps.pop(farthest)
        chosen.append(village)
        gaps = [min(gap, _km(other, village)) for gap, other in zip(gaps, waiting, strict=True)]
    return chosen[:most]


def fingerprint(task: Task, version: str) -> str:
    """Return what a kept result must have been made of to stand for a task."""
    return f"{version} {to_json(task.body().canonical()).decode()}"


def _people(value: float | None) -> int:
    return 0 if value is None or math.isnan(value) else int(value)


def _km(one: Village, other: Village) -> float:
    return apart_m((one.lon, one.lat), (other.lon, other.lat)) / 1000
