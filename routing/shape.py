"""The fewest points through which the way is a given line again: what one holds on to when reshaping a tour.

A line is walked from its start. From each point held the farthest point ahead is looked for to which the cheapest way
is the line itself. There the next point is held. Points lie in the middle of straight pieces, where it is plain which
way is meant, and where the line turns round.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from routing.fields import Field
from routing.graph import RoutingGraph
from routing.search import path
from routing.snapping import Snap, snap
from routing.types import FloatArray, Lonlat
from routing.walks import Walk, coordinates

SPACING_M = 150.0
"""Points are looked for about this far apart; on long lines farther, so that there are at most :data:`MOST_PLACES`."""
MOST_PLACES = 400
DECIMALS = 5
"""Of the degrees in which points are given: a metre, so that links with many of them stay short."""
NEAR_M = 12.0
"""A line farther than this from the one wanted is another."""
TURNING_ROUND = -0.9
"""Cosine of the angle between two pieces of the line from which on it counts as turning round."""
SNAP_M = 30.0


@dataclass(frozen=True)
class Shape:
    """Points to hold, start and end among them.

    Attributes
    ----------
    points
        Longitude, latitude of each, in the order of travel.
    at_m
        Metres from the line's start to each.
    kept_share
        Part of the line that the way through the points is again; below 1 where ways have changed since, or where
        the line goes a way that nobody would who only wants to get there.
    """

    points: tuple[Lonlat, ...]
    at_m: tuple[float, ...]
    kept_share: float


@dataclass(frozen=True, eq=False)
class _Places:
    """Where points can be held: metres along the line, and the point on a way."""

    at_m: list[float]
    snaps: list[Snap]
    lonlats: list[Lonlat]


def shape_of(ways: Field, line: FloatArray, usable: npt.NDArray[np.uint8], most: int) -> Shape | None:
    """Find the points to hold.

    Parameters
    ----------
    ways
        Graph and costs of the tour's request.
    line
        ``(n, 2)`` lon, lat.
    usable
        ``uint8[k]`` per edge: 1 where a point may lie.
    most
        At most so many points.

    Returns
    -------
    Shape or None
        None where no way is near the line's ends.
    """
    g = ways.graph
    x, y = g.project(line[:, 0], line[:, 1])
    along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    places = _places(g, line, np.column_stack((x, y)), along, usable)
    if places is None:
        return None
    track = _Track(np.column_stack((x, y)), along)
    held, kept_m = [0], 0.0
    last = len(places.at_m) - 1
    while held[-1] < last:
        here = held[-1]
        reached, walk = _farthest(ways, track, places, here)
        if len(held) >= most - 1:
            reached, walk = last, path(g, places.snaps[here], places.snaps[last], ways.cost)
        if walk is not None and _is_again(g, track, places, here, reached, walk):
            kept_m += places.at_m[reached] - places.at_m[here]
        held.append(reached)
    return Shape(
        tuple(places.lonlats[i] for i in held),
        tuple(round(places.at_m[i], 1) for i in held),
        kept_m / along[-1] if along[-1] > 0 else 1.0,
    )


@dataclass(frozen=True, eq=False)
class _Track:
    """The line on the plane, and the metres along it at each of its points."""

    xy: FloatArray
    along: FloatArray

    def between(self, from_m: float, to_m: float) -> FloatArray:
        ends = [[np.interp(m, self.along, self.xy[:, c]) for c in (0, 1)] for m in (from_m, to_m)]
        inner = self.xy[(self.along > from_m) & (self.along < to_m)]
        return np.concatenate((ends[:1], inner, ends[1:]))


def _farthest(ways: Field, track: _Track, places: _Places, here: int) -> tuple[int, Walk | None]:
    """The farthest place to which the cheapest way from here is the line; the next one where there is none."""
    g = ways.graph
    last = len(places.at_m) - 1

    def walk_to(there: int) -> Walk | None:
        walk = path(g, places.snaps[here], places.snaps[there], ways.cost)
        return walk if walk is not None and _is_again(g, track, places, here, there, walk) else None

    good, best, step = here, None, 1
    while good < last:
        ahead = min(good + step, last)
        walk = walk_to(ahead)
        if walk is None:
            break
        good, best, step = ahead, walk, 2 * step
    low, high = good, min(good + step, last + 1)
    while high - low > 1:
        middle = (low + high) // 2
        walk = walk_to(middle)
        if walk is None:
            high = middle
        else:
            low, best = middle, walk
    if best is None:
        return here + 1, path(g, places.snaps[here], places.snaps[here + 1], ways.cost)
    return low, best


def _is_again(g: RoutingGraph, track: _Track, places: _Places, here: int, there: int, walk: Walk) -> bool:
    """Whether a walk between two places is the line between them."""
    from_m, to_m = places.at_m[here], places.at_m[there]
    if abs(walk.length_m(g) - (to_m - from_m)) > max(NEAR_M, 0.01 * (to_m - from_m)):
        return False
    points = coordinates(g, walk)
    x, y = g.project(points[:, 0], points[:, 1])
    wanted = shapely.LineString(track.between(from_m, to_m))
    return bool(shapely.distance(shapely.points(x, y), wanted).max() <= NEAR_M)


def _places(
    g: RoutingGraph, line: FloatArray, xy: FloatArray, along: FloatArray, usable: npt.NDArray[np.uint8]
) -> _Places | None:
    """Where points can be held, in the order of travel, both ends among them."""
    spacing = max(SPACING_M, float(along[-1]) / MOST_PLACES)
    middles = np.searchsorted(along, np.arange(spacing / 2, float(along[-1]), spacing), side="right") - 1
    chosen: dict[float, Lonlat] = {}
    for i in np.unique(np.clip(middles, 0, len(line) - 2)):
        chosen[float(along[i] + along[i + 1]) / 2] = _rounded((line[i] + line[i + 1]) / 2)
    for i in _turns(xy):
        chosen[float(along[i])] = _rounded(line[i])
    chosen[0.0] = _rounded(line[0])
    chosen[float(along[-1])] = _rounded(line[-1])
    at_m, snaps, lonlats = [], [], []
    for metres, lonlat in sorted(chosen.items()):
        point = snap(g, lonlat, usable, SNAP_M)
        if point is not None:
            at_m.append(metres)
            snaps.append(point)
            lonlats.append(lonlat)
    if len(snaps) < 2 or at_m[0] > 0.0 or at_m[-1] < float(along[-1]):
        return None
    return _Places(at_m, snaps, lonlats)


def _turns(xy: FloatArray) -> list[int]:
    """Points of the line at which it turns round."""
    step = np.diff(xy, axis=0)
    size = np.hypot(step[:, 0], step[:, 1])
    cosine = (step[1:] * step[:-1]).sum(axis=1) / np.maximum(size[1:] * size[:-1], 1e-9)
    return [int(i) + 1 for i in np.flatnonzero(cosine < TURNING_ROUND)]


def _rounded(lonlat: FloatArray) -> Lonlat:
    return round(float(lonlat[0]), DECIMALS), round(float(lonlat[1]), DECIMALS)
