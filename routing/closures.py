"""Ways that an officer has closed for some days: from a drawn line or area to edges, and what a tour makes of them.

A closure is part of a request, never of the dataset: it counts from the moment it is drawn, with no rebuild.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from geodata.degrees import scale_at
from geodata.vocabulary import MODES
from routing.errors import BadRequest
from routing.graph import RoutingGraph
from routing.types import Tour, Warning

BESIDE_M = 12.0
"""A drawn line this near to a way for a while follows it: as far as hand and map may be off."""
FOLLOWED_M = 25.0
"""Metres beside a way (or most of a shorter one) from which on a line follows it and does not merely touch it."""
NEAR_M = 300.0
"""A tour that comes this near to a closed way is told of it."""
MOST_EDGES = 50_000
"""A closure of more edges is a drawing error: it would shut half a province."""

_LINES = {shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING}
_AREAS = {shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON}

IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Closure:
    """A closure or diversion.

    Attributes
    ----------
    closure_id
        The owner's name for it.
    edges
        Edge numbers of the dataset that is planned on, see :func:`closed_edges`.
    start, end
        First and last day; None: open-ended.
    modes
        Ways of moving that it stops.
    note
        What to tell who meets it.
    """

    closure_id: str
    edges: tuple[int, ...]
    start: dt.date | None = None
    end: dt.date | None = None
    modes: tuple[str, ...] = MODES
    note: str = ""

    def holds(self, mode: str, on: dt.date | None) -> bool:
        """Whether it stops a mode on a day; without a day it does: better warned than stuck."""
        if mode not in self.modes:
            return False
        if on is None:
            return True
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


def closed_edges(graph: RoutingGraph, shape: shapely.Geometry) -> IntArray:
    """Edges that a drawn shape closes, in order.

    An area closes every way that runs through it. A line closes the ways that it crosses and those that it follows;
    a side way that it only touches where they meet stays open. A way is closed from one crossing to the next.

    Parameters
    ----------
    graph
        The dataset's.
    shape
        (Multi)LineString or (Multi)Polygon in (lon, lat).

    Raises
    ------
    BadRequest
        Where it is empty, broken, of another type, or would close more than :data:`MOST_EDGES` edges.
    """
    kind = shapely.GeometryType(int(shapely.get_type_id(shape)))
    if kind not in _LINES | _AREAS:
        raise BadRequest("geometry", "draw a line or an area")
    coordinates = shapely.get_coordinates(shape)
    if len(coordinates) == 0 or not np.isfinite(coordinates).all() or not shapely.is_valid(shape):
        raise BadRequest("geometry", "draw a line or an area whose border does not cross itself")
    scale = scale_at(coordinates[:, 1].mean())
    flat = shapely.transform(shape, lambda xy: xy * scale)
    area = kind in _AREAS
    reach = flat if area else shapely.buffer(flat, BESIDE_M, quad_segs=4)
    near = _edges_near(graph, shapely.bounds(reach) / np.tile(scale, 2))
    if len(near) > MOST_EDGES:
        raise BadRequest("geometry", "that would close half of the map; draw something smaller")
    lines = _lines(graph, near, scale)
    if area:
        return near[shapely.length(shapely.intersection(lines, flat)) > 0.5]
    beside_m, whole_m = shapely.length(shapely.intersection(lines, reach)), shapely.length(lines)
    follows = (beside_m >= FOLLOWED_M) | (beside_m >= 0.8 * whole_m)
    # Near an end of a way the line may only pass the crossing there, drawn a little aside.
    ends = shapely.union(shapely.get_point(lines, 0), shapely.get_point(lines, -1))
    inner = shapely.difference(lines, shapely.buffer(ends, np.minimum(BESIDE_M, 0.25 * whole_m)))
    return near[follows | shapely.intersects(inner, flat)]


def active(closures: Iterable[Closure], mode: str, on: dt.date | None) -> tuple[Closure, ...]:
    """Closures that stop a mode on a day."""
    return tuple(closure for closure in closures if closure.holds(mode, on))


def shut(graph: RoutingGraph, closures: Sequence[Closure]) -> npt.NDArray[np.bool_] | None:
    """Mask of the edges that some closures close, None where they close nothing."""
    mask = np.zeros(graph.n_edges, dtype=np.bool_)
    for closure in closures:
        edges = np.asarray(closure.edges, dtype=np.int64)
        mask[edges[(edges >= 0) & (edges < graph.n_edges)]] = True
    return mask if mask.any() else None


def metres_closed(graph: RoutingGraph, edges: Sequence[int] | IntArray, closure: Closure) -> float:
    """Metres of a tour (its edges in travel order) that a closure has shut since it was planned."""
    travelled = np.asarray(edges, dtype=np.int64)
    return float(graph.edge_length[travelled[np.isin(travelled, closure.edges)]].sum())


def passed(graph: RoutingGraph, edges: IntArray, closures: Sequence[Closure]) -> tuple[Closure, ...]:
    """Closures that a tour comes by: where it passes near an end of a closed way, signs will tell of it."""
    if not closures:
        return ()
    nodes = np.unique(np.concatenate((graph.edge_u[edges], graph.edge_v[edges])))
    tree = cKDTree(np.column_stack((graph.node_x[nodes], graph.node_y[nodes])))
    met = []
    for closure in closures:
        closed = np.asarray(closure.edges, dtype=np.int64)
        closed = closed[(closed >= 0) & (closed < graph.n_edges)]
        ends = np.unique(np.concatenate((graph.edge_u[closed], graph.edge_v[closed])))
        where = np.column_stack((graph.node_x[ends], graph.node_y[ends]))
        if len(ends) and tree.query(where, distance_upper_bound=NEAR_M)[0].min() <= NEAR_M:
            met.append(closure)
    return tuple(met)


def diversion(closure: Closure) -> Warning:
    """The warning that a tour goes round a closure."""
    first, last = (day.isoformat() if day else "" for day in (closure.start, closure.end))
    words = {"closure": closure.closure_id, "note": closure.note, "from": first, "until": last}
    return Warning("diversion", words)


def diverted(
    graph: RoutingGraph, tour: Tour, without: Tour, closures: Sequence[Closure]
) -> tuple[Warning, ...]:
    """Warnings of a way that closures have changed: what it tells already, and those that the free way runs over."""
    told = {w.values.get("closure") for w in tour.warnings if w.code == "diversion"}
    met = [c for c in closures if c.closure_id not in told and metres_closed(graph, without.edges, c) > 0]
    return (*tour.warnings, *(diversion(closure) for closure in met))


def _edges_near(graph: RoutingGraph, bounds: npt.NDArray[np.float64]) -> IntArray:
    """Edges whose box meets a box of degrees."""
    first = graph.geom_indptr[:-1]
    west, south, east, north = bounds
    lon0, lon1 = np.minimum.reduceat(graph.geom_lon, first), np.maximum.reduceat(graph.geom_lon, first)
    lat0, lat1 = np.minimum.reduceat(graph.geom_lat, first), np.maximum.reduceat(graph.geom_lat, first)
    return np.flatnonzero((lon0 <= east) & (lon1 >= west) & (lat0 <= north) & (lat1 >= south)).astype(
        np.int32
    )


def _lines(graph: RoutingGraph, edges: IntArray, scale: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    """Edges as lines in metres."""
    lines = [shapely.LineString(graph.edge_points(edge) * scale) for edge in edges.tolist()]
    return np.array(lines, dtype=object)
