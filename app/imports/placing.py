"""From lines of a file to the one trace that lies in the region."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.errors import FileRefused
from app.imports.found import Found, Notice
from app.languages import mark

JOIN_DEGREES = 0.02
"""Tracks whose ends lie this near to each other (about 2 km) are one journey in parts."""
AROUND_DEGREES = 0.05
_MOSTLY = 0.5

Line = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Placed:
    """The trace of a file: ``(n, 2)`` lon, lat, on earth and in part in the region; and what to tell about it."""

    coordinates: Line
    notices: tuple[Notice, ...]


def place(found: Found, bbox: Sequence[float], region: str) -> Placed:
    """Choose the trace of a file and see to it that it lies in the region.

    Parameters
    ----------
    found
        What the file holds.
    bbox
        West, south, east, north of the region.
    region
        What the region is called.

    Raises
    ------
    FileRefused
        If there is no line, or it lies elsewhere.
    """
    line, notices = _chosen(found)
    given = len(line)
    empty = (line == 0).all(axis=1)
    if empty.any() and not empty.all():
        line = line[~empty]
        notices.append(Notice("no_fix", {"count": int(empty.sum())}))
    inside, swapped = _inside(line, bbox), _inside(line[:, ::-1], bbox)
    if not inside.any() and swapped.mean() >= _MOSTLY:
        line, inside = line[:, ::-1], swapped
        notices.append(Notice("swapped"))
    off_earth = (np.abs(line) > [180.0, 90.0]).any(axis=1)
    if off_earth.any():
        row = int(np.flatnonzero(off_earth)[0])
        raise FileRefused(
            mark("Point {row} of this file is not on earth: longitude {lon}, latitude {lat}."),
            {"row": row + 1, "lon": f"{line[row, 0]:g}", "lat": f"{line[row, 1]:g}"},
        )
    if not inside.any():
        lon, lat = np.median(line, axis=0)
        raise FileRefused(
            mark(
                "None of the {count} points lies in {region}; they lie around {lat}, {lon} (latitude, longitude). "
                "Only routes in this region can be opened here."
            ),
            {"count": given, "region": region, "lat": f"{lat:.3f}", "lon": f"{lon:.3f}"},
        )
    outside = int((~inside).sum())
    if outside:
        notices.append(Notice("outside", {"count": outside, "total": len(line)}))
    return Placed(np.ascontiguousarray(line), tuple(notices))


def _chosen(found: Found) -> tuple[Line, list[Notice]]:
    """The track; without one the route, without that the waypoints in their order."""
    for lines, code in (
        (found.tracks, None),
        (found.routes, "from_route"),
        ([found.waypoints], "from_waypoints"),
    ):
        usable = [np.array(line, dtype=np.float64) for line in lines if len(line) > 1]
        if usable:
            journeys = _journeys(usable)
            notices = [Notice(code)] if code else []
            if len(journeys) > 1:
                notices.append(Notice("several", {"count": len(journeys)}))
            return max(journeys, key=_degrees), notices
    raise FileRefused(
        mark("There is no line in this file: it needs a track, a route or at least two points.")
    )


def _journeys(lines: Sequence[Line]) -> list[Line]:
    """Lines joined where one goes on where the one before ended."""
    joined: list[list[Line]] = []
    for line in lines:
        if joined and np.abs(joined[-1][-1][-1] - line[0]).max() <= JOIN_DEGREES:
            joined[-1].append(line)
        else:
            joined.append([line])
    return [np.concatenate(parts) for parts in joined]


def _degrees(line: Line) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _inside(line: Line, bbox: Sequence[float]) -> npt.NDArray[np.bool_]:
    west, south, east, north = bbox
    low = np.array([west, south]) - AROUND_DEGREES
    high = np.array([east, north]) + AROUND_DEGREES
    return np.asarray(((line >= low) & (line <= high)).all(axis=1))
