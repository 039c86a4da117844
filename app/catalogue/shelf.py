"""The catalogue as pages and API read it: entries with their tours, read once per change."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from app.catalogue.sketch import sketch
from app.storage import Database, TourStore
from app.storage.catalogue import CatalogueEntry, CatalogueStore

# About 25 m: a line on a map of the whole region needs no more.
_SIMPLER_DEGREES = 0.0003


@dataclass(frozen=True)
class Shown:
    """A tour of the catalogue, ready to be shown.

    Attributes
    ----------
    entry
        What is kept of it in the catalogue.
    facts
        The tour without its coordinates.
    line
        A simpler line, in degrees.
    path, start
        Its drawing (see :func:`app.catalogue.sketch.sketch`).
    """

    entry: CatalogueEntry
    facts: Mapping[str, Any]
    line: Sequence[Sequence[float]]
    path: str
    start: tuple[float, float]


@dataclass(frozen=True)
class Wish:
    """What one filters by; None where all will do. Lengths in km."""

    mode: str | None = None
    theme: str | None = None
    village: str | None = None
    longest_km: float | None = None

    def fits(self, entry: CatalogueEntry) -> bool:
        """Whether an entry is asked for."""
        return (
            self.mode in (None, entry.mode)
            and self.theme in (None, entry.theme)
            and self.village in (None, entry.village)
            and (self.longest_km is None or entry.length_m <= self.longest_km * 1000)
        )


class Shelf:
    """The catalogue in memory; looks into the database for a newer one at each use."""

    def __init__(self) -> None:
        self._entries: list[CatalogueEntry] | None = None
        self._shown: list[Shown] = []
        self._lock = threading.Lock()

    def shown(self, database: Database, wish: Wish | None = None) -> list[Shown]:
        """Return the tours that fit, best first."""
        entries = CatalogueStore(database).all()
        with self._lock:
            if entries != self._entries:
                self._shown = _read(entries, TourStore(database))
                self._entries = entries
            found = self._shown
        return found if wish is None else [item for item in found if wish.fits(item.entry)]


def _read(entries: Sequence[CatalogueEntry], tours: TourStore) -> list[Shown]:
    shown = []
    for entry in entries:
        kept = tours.find(entry.tour_id)
        if kept is None:
            continue
        coordinates = kept.record["coordinates"]
        path, start = sketch(coordinates)
        line = shapely.LineString(coordinates).simplify(_SIMPLER_DEGREES)
        facts = {
            name: value for name, value in kept.record.items() if name not in ("coordinates", "instructions")
        }
        points = [[round(lon, 5), round(lat, 5)] for lon, lat in line.coords]
        shown.append(Shown(entry, facts, points, path, start))
    return shown
