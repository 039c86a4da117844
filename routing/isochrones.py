"""The area within reach: a tree bounded by time, the ways it covers, and a shape around them.

The shape is made on a raster, not by buffering thousands of lines: every cell learns how far the nearest reached way
is, and the outline is the line of equal distance. That costs the same for a village and for a dense town.
"""

import numpy as np
import numpy.typing as npt
import shapely

from geodata.degrees import scale_at
from routing import outlines
from routing.costs import CostModel
from routing.graph import RoutingGraph
from routing.metrics import arc_seconds
from routing.profiles import profile
from routing.search import Tree, grow
from routing.snapping import Snap
from routing.types import Isochrone

AROUND_M = 70.0
"""Ways are drawn this wide to each side."""
SMALLEST_HOLE_M2 = 500_000.0
"""What is enclosed by reached ways and smaller than this counts as reached: half a square kilometre of fields."""
TOLERANCE_M = 12.0
DECIMALS = 6

FloatArray = npt.NDArray[np.float64]


def reachable(graph: RoutingGraph, costs: CostModel, start: Snap, mode: str, minutes: float) -> Isochrone:
    """Area that can be reached from a point within some minutes.

    Parameters
    ----------
    graph, costs
        Ways, and which of them the mode may use.
    start
        Point on an edge.
    mode
        One of MODES.
    minutes
        Time; ways that are reached in part are cut where it ends.
    """
    limit_s = minutes * 60.0
    open_arcs = costs.arcs(mode).cost < np.inf
    duration = np.where(open_arcs, arc_seconds(graph, profile(mode)), np.inf)
    tree = grow(graph, start, duration, bound=limit_s)
    edge, low, high = covered(graph, tree, duration, limit_s)
    reached_m = float((graph.edge_length[edge] * (high - low)).sum())
    shape = _shape(graph, start, edge, low, high)
    return Isochrone(mode, minutes, _geojson(shape), reached_m)


def covered(
    graph: RoutingGraph, tree: Tree, duration: FloatArray, limit_s: float
) -> tuple[npt.NDArray[np.int32], FloatArray, FloatArray]:
    """Pieces of edges that a traveller can be on before the time is up.

    Parameters
    ----------
    graph, tree
        Graph, and the tree of times out of the start.
    duration
        Seconds per arc.
    limit_s
        Time.

    Returns
    -------
    tuple
        Edge, and where the piece begins and ends as shares of the edge's length. Pieces do not overlap.
    """
    arcs = np.flatnonzero((tree.dist[graph.tail] <= limit_s) & (duration < np.inf))
    share = _share_of_arc(limit_s - tree.dist[graph.tail[arcs]], duration[arcs])
    forward = graph.arc_forward[arcs]
    edge = graph.arc_edge[arcs]
    low = np.where(forward, 0.0, 1.0 - share)
    high = np.where(forward, share, 1.0)
    for arc in graph.edge_arcs[tree.root.edge]:  # the start lies somewhere along its edge
        if arc >= 0 and duration[arc] < np.inf:
            ahead = float(_share_of_arc(np.array([limit_s]), duration[[arc]])[0])
            at = tree.root.at
            span = (at, min(1.0, at + ahead)) if graph.arc_forward[arc] else (max(0.0, at - ahead), at)
            edge = np.append(edge, graph.arc_edge[arc])
            low, high = np.append(low, span[0]), np.append(high, span[1])
    return _merged(edge, low, high)


def _share_of_arc(left_s: FloatArray, duration: FloatArray) -> FloatArray:
    """How much of an arc is travelled in the time left, at most all of it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = left_s / duration
    return np.minimum(1.0, np.where(duration > 0, share, 1.0))


def _merged(
    edge: npt.NDArray[np.int32], low: FloatArray, high: FloatArray
) -> tuple[npt.NDArray[np.int32], FloatArray, FloatArray]:
    """Pieces of the same edge that touch, as one."""
    order = np.lexsort((high, low, edge))
    edge, low, high = edge[order], low[order], high[order]
    if len(edge) == 0:
        return edge, low, high
    # Edges are numbered 0, 1, 2 … along one line with gaps, so that one running maximum serves all of them.
    base = 2.0 * np.cumsum(np.concatenate(([0], np.diff(edge) != 0)))
    reach = np.maximum.accumulate(base + high)
    new = np.concatenate(([True], base[1:] + low[1:] > reach[:-1]))
    first = np.flatnonzero(new)
    last = np.concatenate((first[1:], [len(edge)])) - 1
    return edge[first], low[first], reach[last] - base[first]


def _shape(
    graph: RoutingGraph, start: Snap, edge: npt.NDArray[np.int32], low: FloatArray, high: FloatArray
) -> shapely.Geometry:
    """Area around pieces of edges, in degrees."""
    lon0, lat0 = start.lonlat
    east_m, north_m = scale_at(lat0).tolist()
    scale = (east_m, north_m)
    if len(edge) == 0:  # a start that no arc leaves: the point itself
        edge, low, high = np.array([start.edge], dtype=np.int32), np.array([start.at]), np.array([start.at])
    rings = outlines.around_lines(
        graph, (lon0, lat0), scale, edge, low, high, around_m=AROUND_M, smallest_hole_m2=SMALLEST_HOLE_M2
    )
    shape = outlines.polygon_of_rings(rings, TOLERANCE_M)
    degrees = shapely.transform(shape, lambda xy: xy / scale + (lon0, lat0))
    return shapely.set_precision(degrees, 10.0**-DECIMALS)  # also mends what rounding makes touch


def _geojson(shape: shapely.Geometry) -> dict[str, object]:
    """GeoJSON of a polygon or several, outer rings counter-clockwise, coordinates rounded."""
    polygons = [
        [np.round(shapely.get_coordinates(ring), DECIMALS).tolist() for ring in (p.exterior, *p.interiors)]
        for p in shapely.get_parts(shapely.orient_polygons(shape))
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}
