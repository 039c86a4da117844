"""A walk through the graph: arcs in travel order, each with the part of it that is travelled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.graph import RoutingGraph


@dataclass(frozen=True, eq=False)
class Walk:
    """Arcs in travel order.

    Attributes
    ----------
    arcs
        ``int32[n]``
    lo, hi
        ``float64[n]``: share of the arc, in travel direction, where the walk enters and leaves it. Only the ends of
        a walk, and the points where it was joined, are not 0 and 1.
    """

    arcs: npt.NDArray[np.int32]
    lo: npt.NDArray[np.float64]
    hi: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.arcs)

    @classmethod
    def of_arcs(cls, arcs: npt.NDArray[np.int32]) -> "Walk":
        """Walk over whole arcs."""
        return cls(np.asarray(arcs, dtype=np.int32), np.zeros(len(arcs)), np.ones(len(arcs)))

    def lengths(self, graph: RoutingGraph) -> npt.NDArray[np.float64]:
        """Metres travelled on each arc."""
        return np.asarray(graph.arc_length[self.arcs] * (self.hi - self.lo))

    def length_m(self, graph: RoutingGraph) -> float:
        """Metres travelled."""
        return float(self.lengths(graph).sum())


def join(walks: Sequence[Walk]) -> Walk:
    """Walks one after the other; where one goes on along the arc on which the last ended, the two parts are one."""
    arcs = np.concatenate([w.arcs for w in walks]) if walks else np.empty(0, dtype=np.int32)
    lo = np.concatenate([w.lo for w in walks]) if walks else np.empty(0)
    hi = np.concatenate([w.hi for w in walks]) if walks else np.empty(0)
    if len(arcs) > 1:
        goes_on = (arcs[1:] == arcs[:-1]) & (lo[1:] == hi[:-1]) & (hi[:-1] < 1)
        keep_start = np.concatenate(([True], ~goes_on))
        keep_end = np.concatenate((~goes_on, [True]))
        arcs, lo, hi = arcs[keep_start], lo[keep_start], hi[keep_end]
    some = hi > lo
    some |= not some.any()
    return Walk(arcs[some], lo[some], hi[some])


def coordinates(graph: RoutingGraph, walk: Walk) -> npt.NDArray[np.float64]:
    """Dense line of a walk, ``(n, 2)`` lon, lat; points where two arcs meet stand once."""
    edges = graph.arc_edge[walk.arcs]
    first = graph.geom_indptr[edges].astype(np.int64)
    count = graph.geom_indptr[edges + 1].astype(np.int64) - first
    forward = graph.arc_forward[walk.arcs]
    start = np.where(forward, first, first + count - 1)
    step = np.where(forward, 1, -1)
    whole = (walk.lo <= 0) & (walk.hi >= 1)
    if whole.all():
        return _whole(graph, start, step, count)
    parts: list[npt.NDArray[np.float64]] = []
    begin = 0
    for i in [*np.flatnonzero(~whole), len(walk)]:
        if i > begin:
            parts.append(_whole(graph, start[begin:i], step[begin:i], count[begin:i]))
        if i < len(walk):
            index = start[i] + step[i] * np.arange(count[i])
            points = np.column_stack((graph.geom_lon[index], graph.geom_lat[index]))
            parts.append(part_of_line(points, float(walk.lo[i]), float(walk.hi[i])))
        begin = i + 1
    line = np.concatenate(parts)
    new = np.concatenate(([True], (line[1:] != line[:-1]).any(axis=1)))
    line = line[new]
    return line if len(line) > 1 else np.repeat(line, 2, axis=0)


def _whole(
    graph: RoutingGraph,
    start: npt.NDArray[np.int64],
    step: npt.NDArray[np.int64],
    count: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """Points of whole arcs, in one gather."""
    offset = np.concatenate(([0], np.cumsum(count)[:-1]))
    nth = np.arange(int(count.sum())) - np.repeat(offset, count)
    index = np.repeat(start, count) + np.repeat(step, count) * nth
    keep = (nth > 0) | (np.arange(len(nth)) == 0)
    index = index[keep]
    return np.column_stack((graph.geom_lon[index], graph.geom_lat[index]))


def part_of_line(points: npt.NDArray[np.float64], lo: float, hi: float) -> npt.NDArray[np.float64]:
    """The line between two shares of its length."""
    share = shares_along(points)
    if share[-1] <= 0:
        return points[:1]
    inner = (share > lo) & (share < hi)
    ends = np.array([[np.interp(s, share, points[:, c]) for c in (0, 1)] for s in (lo, hi)])
    return np.concatenate((ends[:1], points[inner], ends[1:]))


def shares_along(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Share of a line's length at which each of its points lies; all 0 on a line without length."""
    kx = np.cos(np.radians(points[0, 1]))
    steps = np.hypot(np.diff(points[:, 0]) * kx, np.diff(points[:, 1]))
    along = np.concatenate(([0.0], np.cumsum(steps)))
    return along / along[-1] if along[-1] > 0 else along
