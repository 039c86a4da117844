"""A trace made ready for matching: no spikes, no crowds of points, and points where there are none for long."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.errors import BadRequest
from routing.graph import RoutingGraph

LEAST_M = 15.0
"""Points nearer than this to the one before are left out: who rests leaves a crowd of them."""
LONG_M = 60.0
"""Steps longer than this get points between, in case the line runs along a way."""
BETWEEN_M = 40.0
LONGEST_FILLED_M = 5_000.0
"""Longer steps are jumps, not lines."""
MAX_M = 500_000.0
"""Longest trace, each jump counting as a step of :data:`LONGEST_FILLED_M`."""
AROUND_DEGREES = 0.02
SPIKE_M = 150.0
SPIKE_STEPS = 8.0
SPIKE_SHARP = 0.25

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trace:
    """A line to match.

    Attributes
    ----------
    lonlat
        ``(n, 2)``
    x, y
        The same in metres, see :meth:`routing.RoutingGraph.project`.
    at_m
        Metres along the trace at each point.
    given
        Whether the point stood in the trace (else it was put between two that did).
    """

    lonlat: FloatArray
    x: FloatArray
    y: FloatArray
    at_m: FloatArray
    given: npt.NDArray[np.bool_]

    @property
    def length_m(self) -> float:
        """Metres of the whole trace."""
        return float(self.at_m[-1])


def prepare(graph: RoutingGraph, coordinates: npt.ArrayLike, *, least_m: float = LEAST_M) -> Trace:
    """Make a trace of coordinates.

    Parameters
    ----------
    graph
        Whose projection to use.
    coordinates
        ``(n, 2)`` lon, lat, at least one point, all finite.
    least_m
        Distance that two points have at least.

    Raises
    ------
    BadRequest
        When the trace is longer than :data:`MAX_M`.
    """
    lonlat = np.asarray(coordinates, dtype=np.float64)[:, :2]
    lonlat = lonlat[_near_the_network(graph, lonlat)]
    x, y = _metres(graph, lonlat)
    keep = _apart(x, y, least_m / 3)
    keep = keep[~_spikes(x[keep], y[keep])]
    keep = keep[_apart(x[keep], y[keep], least_m)]
    lonlat, x, y = lonlat[keep], x[keep], y[keep]
    step = np.hypot(np.diff(x), np.diff(y))
    # Before it is filled: memory too is bounded so.
    if float(np.minimum(step, LONGEST_FILLED_M).sum()) > MAX_M:
        raise BadRequest("coordinates", f"at most {MAX_M / 1000:.0f} km; cut the trace into days")
    at_m = np.concatenate(([0.0], np.cumsum(step)))
    long_m, between_m = max(LONG_M, 3 * least_m), max(BETWEEN_M, 2 * least_m)
    filled = (step > long_m) & (step <= LONGEST_FILLED_M)
    extra = np.where(filled, np.ceil(step / between_m) - 1, 0).astype(np.int64)
    spot = np.concatenate([[0.0], *(i + np.arange(1, n + 2) / (n + 1) for i, n in enumerate(extra.tolist()))])
    index = np.arange(len(x), dtype=np.float64)
    lon, lat, x, y, at_m = (
        np.interp(spot, index, column) for column in (lonlat[:, 0], lonlat[:, 1], x, y, at_m)
    )
    return Trace(np.column_stack((lon, lat)), x, y, at_m, spot == np.round(spot))


def _near_the_network(graph: RoutingGraph, lonlat: FloatArray) -> npt.NDArray[np.bool_]:
    """All points but those in the midst of a stretch outside the network: a journey may come from far."""
    low = np.array([graph.node_lon.min(), graph.node_lat.min()]) - AROUND_DEGREES
    high = np.array([graph.node_lon.max(), graph.node_lat.max()]) + AROUND_DEGREES
    inside: npt.NDArray[np.bool_] = np.asarray(((lonlat >= low) & (lonlat <= high)).all(axis=1))
    keep = inside.copy()
    keep[:-1] |= inside[1:]
    keep[1:] |= inside[:-1]
    keep[[0, -1]] = True
    return np.asarray(keep)


def _metres(graph: RoutingGraph, lonlat: FloatArray) -> tuple[FloatArray, FloatArray]:
    x, y = graph.project(lonlat[:, 0], lonlat[:, 1])
    return np.asarray(x), np.asarray(y)


def _apart(x: FloatArray, y: FloatArray, least_m: float) -> npt.NDArray[np.int64]:
    """Points that lie so far from the one kept before; the first and the last always."""
    xs, ys = x.tolist(), y.tolist()
    kept = [0]
    least2 = least_m * least_m
    for i in range(1, len(xs)):
        j = kept[-1]
        if (xs[i] - xs[j]) ** 2 + (ys[i] - ys[j]) ** 2 >= least2:
            kept.append(i)
    if kept[-1] != len(xs) - 1 and len(kept) > 1:
        kept[-1] = len(xs) - 1
    return np.array(kept, dtype=np.int64)


def _spikes(x: FloatArray, y: FloatArray) -> npt.NDArray[np.bool_]:
    """Points that the trace jumps to and back from, far beyond its usual steps: a receiver's slips."""
    spike = np.zeros(len(x), dtype=np.bool_)
    if len(x) < 4:
        return spike
    step = np.hypot(np.diff(x), np.diff(y))
    far = max(SPIKE_M, SPIKE_STEPS * float(np.median(step)))
    past = np.hypot(x[2:] - x[:-2], y[2:] - y[:-2])
    spike[1:-1] = (step[:-1] > far) & (step[1:] > far) & (past < SPIKE_SHARP * (step[:-1] + step[1:]))
    return spike
