"""Where on the network each point of a trace may have been: the states of the hidden Markov model."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.graph import RoutingGraph
from routing.matching import kernels
from routing.matching.traces import FloatArray, Trace

MOST = 16
"""Candidates of one point."""
BETWEEN_WEIGHT = 0.25
"""What lies between two given points says less than they do."""

NOISE_PER_GAP = 3.0
"""Normal errors lie twice as far off as their median distance from a line, and some points lie nearer to another line.

The rest is caution: the errors of points in a row are alike, so that many points tell less than their number.
"""


@dataclass(frozen=True, eq=False)
class States:
    """Points on arcs, in rows by the trace's points.

    Attributes
    ----------
    indptr
        States of point t are ``indptr[t]:indptr[t + 1]``.
    arc, pos_m
        Arc, and metres along it in its own direction.
    emission
        How unlikely it is to see the trace's point from there.
    gap_m
        Metres from the trace's point.
    """

    indptr: npt.NDArray[np.int32]
    arc: npt.NDArray[np.int32]
    pos_m: FloatArray
    emission: FloatArray
    gap_m: FloatArray


class StateFinder:
    """Finds states on one graph; what every trace needs is made once.

    Parameters
    ----------
    graph
        The dataset's.
    """

    def __init__(self, graph: RoutingGraph) -> None:
        self.graph = graph
        self.geom_at_m = metres_along(graph)

    def find(
        self,
        trace: Trace,
        usable: npt.NDArray[np.uint8],
        strange: npt.NDArray[np.bool_],
        *,
        reach_m: float,
        noise_m: tuple[float, float],
        strange_cost: float,
    ) -> States:
        """States of a trace.

        Parameters
        ----------
        trace
            What to match.
        usable
            Edges that count, ``uint8[k]``.
        strange
            Arcs that the mode may not use, ``bool[m]``.
        reach_m, noise_m
            How far a state may be from its point, and how far it usually is, at least and at most.
        strange_cost
            What makes a state on a strange arc less likely.
        """
        g = self.graph
        indptr, edge, at_m, gap_m = self._candidates(trace, usable, reach_m)
        point = np.repeat(np.arange(len(trace.x)), np.diff(indptr))
        arcs = g.edge_arcs[edge]
        length = g.edge_length[edge]
        arc = arcs.ravel()
        pos = np.column_stack((at_m, length - at_m)).ravel()
        gap = np.repeat(gap_m, 2)
        point = np.repeat(point, 2)
        there = (arc >= 0) & ~_beside_all_ways(trace, indptr)[point]
        arc, pos, gap, point = arc[there], pos[there], gap[there], point[there]
        weight = np.where(trace.given, 1.0, BETWEEN_WEIGHT)[point]
        noise = float(np.clip(_noise(trace, indptr, gap_m), *noise_m))
        off = gap / noise
        # Beyond twice the usual the cost grows in proportion: what the map has elsewhere must not outweigh all else.
        emission = weight * (np.where(off < 2, 0.5 * off**2, 2 * off - 2) + strange_cost * strange[arc])
        rows = np.concatenate(([0], np.cumsum(np.bincount(point, minlength=len(trace.x))))).astype(np.int32)
        return States(rows, arc.astype(np.int32), pos, emission, gap)

    def _candidates(
        self, trace: Trace, usable: npt.NDArray[np.uint8], reach_m: float
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], FloatArray, FloatArray]:
        g, n = self.graph, len(trace.x)
        indptr = np.zeros(n + 1, dtype=np.int32)
        edge = np.empty(n * MOST, dtype=np.int32)
        at_m, gap_m = np.empty(n * MOST), np.empty(n * MOST)
        lon, lat = np.ascontiguousarray(trace.lonlat[:, 0]), np.ascontiguousarray(trace.lonlat[:, 1])
        grid = g.grid
        count = kernels.candidates(
            lon, lat, 111_319.0 * np.cos(np.radians(lat)), grid["lon0"], grid["lat0"], grid["cell_lon"],
            grid["cell_lat"], int(grid["cols"]), int(grid["rows"]), g.grid_indptr, g.grid_segment,
            g.grid_segment_edge, g.geom_lon, g.geom_lat, self.geom_at_m, usable, reach_m, MOST,
            indptr, edge, at_m, gap_m,
        )  # fmt: skip
        return indptr, edge[:count], np.minimum(at_m[:count], g.edge_length[edge[:count]]), gap_m[:count]


def _noise(trace: Trace, indptr: npt.NDArray[np.int32], gap_m: FloatArray) -> float:
    """How far the trace's points usually lie from where they were, told from how far the nearest way is."""
    some = np.flatnonzero(np.diff(indptr) > 0)
    if not trace.given[some].any():
        return 0.0
    nearest = np.minimum.reduceat(gap_m, indptr[some])
    return NOISE_PER_GAP * float(np.median(nearest[trace.given[some]]))


def _beside_all_ways(trace: Trace, indptr: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Points put into a step that does not run along ways all the time: they say nothing."""
    step = np.cumsum(trace.given)
    lost = ~trace.given & (np.diff(indptr) == 0)
    bad = np.zeros(int(step[-1]) + 1, dtype=np.bool_)
    bad[step[lost]] = True
    return np.asarray(bad[step] & ~trace.given)


def metres_along(graph: RoutingGraph) -> FloatArray:
    """Metres along its edge at each point of the geometry, the last one's being the edge's length."""
    first = graph.geom_indptr[:-1].astype(np.int64)
    count = np.diff(graph.geom_indptr)
    edge = np.repeat(np.arange(graph.n_edges), count)
    kx = np.cos(np.radians(graph.geom_lat[first]))[edge]  # as routing.walks.shares_along
    step = np.zeros(len(edge))
    step[1:] = np.hypot(np.diff(graph.geom_lon) * kx[1:], np.diff(graph.geom_lat))
    step[first] = 0.0
    along = np.cumsum(step)
    along -= along[first][edge]
    whole = along[graph.geom_indptr[1:].astype(np.int64) - 1][edge]
    share = np.divide(along, whole, out=np.zeros(len(along)), where=whole > 0)
    return np.asarray(share * graph.edge_length[edge])
