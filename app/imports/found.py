"""What is found in a file, and the limits that hold while it is looked for."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import FileRefused
from app.languages import mark

MOST_POINTS = 200_000
LONGEST_S = 20.0
"""Reading a file may take so long; what takes longer is made to take long."""
CHECK_EVERY = 2000

Point = tuple[float, float]


@dataclass(frozen=True)
class Notice:
    """Something to tell about a file that was taken all the same: a code, and what its text needs."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass
class Found:
    """Lines of a file, in its order.

    Attributes
    ----------
    tracks
        Where somebody went: one list of points per track, its segments joined.
    routes
        Where somebody wants to go.
    waypoints
        Places, in the order of the file.
    """

    tracks: list[list[Point]] = field(default_factory=list)
    routes: list[list[Point]] = field(default_factory=list)
    waypoints: list[Point] = field(default_factory=list)


class Counter:
    """Counts points and time while a file is read."""

    def __init__(self) -> None:
        self.points = 0
        self._steps = 0
        self._until = time.monotonic() + LONGEST_S

    def step(self) -> None:
        """One more piece of the file was read.

        Raises
        ------
        FileRefused
            If reading takes too long.
        """
        self._steps += 1
        if self._steps % CHECK_EVERY == 0 and time.monotonic() > self._until:
            raise FileRefused(mark("Reading this file takes too long. Send only the track, as GPX."))

    def point(self, lon: object, lat: object) -> Point:
        """One more point was read; return it as numbers.

        Raises
        ------
        FileRefused
            If it is no point, or one too many.
        """
        self.points += 1
        if self.points > MOST_POINTS:
            raise FileRefused(
                mark("There are more than {most} points in this file. Cut it into days, or thin it out."),
                {"most": MOST_POINTS},
            )
        self.step()
        return self._number(lon), self._number(lat)

    def _number(self, value: object) -> float:
        number = math.nan
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            try:
                # Some programs write the numbers of their language: 52,99.
                number = float(value.strip().replace(",", ".")) if isinstance(value, str) else float(value)
            except (ValueError, OverflowError):
                number = math.nan
        if not math.isfinite(number):
            shown = "" if value is None else str(value)[:20]
            raise FileRefused(
                mark("Point {row} of this file has no usable position: “{value}” is not a number."),
                {"row": self.points, "value": shown},
            )
        return number
