"""What one map on paper shows: a piece of country at a scale, and how a tour is cut into such pieces."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.places import Bbox
from geodata.degrees import METRES_PER_DEGREE

Points = npt.NDArray[np.float64]

# Scales of printed maps, the most readable first.
SCALES = (25_000, 30_000, 40_000, 50_000, 75_000, 100_000, 150_000, 200_000, 300_000, 500_000, 1_000_000)


@dataclass(frozen=True)
class Frame:
    """A map of a size and a scale around a centre, north up.

    Attributes
    ----------
    lon, lat
        The centre.
    width_mm, height_mm
        Size on paper.
    scale
        Metres in the country per metre on paper.
    """

    lon: float
    lat: float
    width_mm: float
    height_mm: float
    scale: int

    def place(self, lonlat: Points) -> Points:
        """Return where points lie on paper, in mm from the upper left corner.

        Degrees are taken as straight: over the few kilometres of a sheet that is less than a line's width.
        """
        per_degree = METRES_PER_DEGREE * 1000 / self.scale
        x = (lonlat[:, 0] - self.lon) * per_degree * np.cos(np.radians(self.lat)) + self.width_mm / 2
        y = self.height_mm / 2 - (lonlat[:, 1] - self.lat) * per_degree
        return np.column_stack([x, y])

    @property
    def bbox(self) -> Bbox:
        """West, south, east, north."""
        per_mm = self.scale / 1000 / METRES_PER_DEGREE
        half_lat = self.height_mm / 2 * per_mm
        half_lon = self.width_mm / 2 * per_mm / float(np.cos(np.radians(self.lat)))
        return self.lon - half_lon, self.lat - half_lat, self.lon + half_lon, self.lat + half_lat

    def holds(self, x: float, y: float, margin_mm: float = 0.0) -> bool:
        """Tell whether a place on paper is on the map."""
        return margin_mm <= x <= self.width_mm - margin_mm and margin_mm <= y <= self.height_mm - margin_mm


def overview(line: Points, width_mm: float, height_mm: float, margin_mm: float = 6.0) -> Frame:
    """Return the frame that shows a whole line as large as one of the usual scales allows."""
    extent_mm = _extent_m(line) * 1000
    room_mm = np.array([width_mm - 2 * margin_mm, height_mm - 2 * margin_mm])
    needed = float((extent_mm / room_mm).max())
    scale = next((usual for usual in SCALES if usual >= needed), int(np.ceil(needed / 1e6) * 1_000_000))
    return _around(line, width_mm, height_mm, scale)


def along(
    line: Points, width_mm: float, height_mm: float, first_scale: int, most: int, margin_mm: float = 9.0
) -> list[tuple[Frame, int, int]]:
    """Return frames in travel order that show a line piece by piece.

    Each frame holds the longest piece from where the last one ended; the scale is the first usual one, from
    ``first_scale`` on, with which there are not more than ``most`` of them.

    Returns
    -------
    list of (Frame, int, int)
        With the first and the last point of the line that each is there for.
    """
    pieces: list[tuple[int, int]] = []
    for scale in [usual for usual in SCALES if usual >= first_scale]:
        room_m = np.array([width_mm - 2 * margin_mm, height_mm - 2 * margin_mm]) * scale / 1000
        pieces = _cut(line, room_m)
        if len(pieces) <= most:
            break
    return [
        (_around(line[first : last + 1], width_mm, height_mm, scale), first, last) for first, last in pieces
    ]


def _cut(line: Points, room_m: Points) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    first = 0
    per_degree = np.array([np.cos(np.radians(line[:, 1].mean())), 1.0]) * METRES_PER_DEGREE
    while first < len(line) - 1:
        rest = line[first:] * per_degree
        spans = np.maximum.accumulate(rest) - np.minimum.accumulate(rest)
        fits = int(np.searchsorted((spans > room_m).any(axis=1), True)) - 1
        last = min(first + max(fits, 1), len(line) - 1)
        pieces.append((first, last))
        first = last
    return pieces


def _around(line: Points, width_mm: float, height_mm: float, scale: int) -> Frame:
    low, high = line.min(axis=0), line.max(axis=0)
    lon, lat = (low + high) / 2
    return Frame(float(lon), float(lat), width_mm, height_mm, scale)


def _extent_m(line: Points) -> Points:
    low, high = line.min(axis=0), line.max(axis=0)
    shrink = np.cos(np.radians((low[1] + high[1]) / 2))
    return np.asarray((high - low) * np.array([shrink, 1.0]) * METRES_PER_DEGREE)
