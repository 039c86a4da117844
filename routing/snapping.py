"""From a coordinate to the nearest point on an edge that a request can use."""

from dataclasses import dataclass

import numba as nb
import numpy as np
import numpy.typing as npt

from geodata.vocabulary import MODES
from routing.graph import RoutingGraph
from routing.types import Lonlat
from routing.walks import shares_along

REACH_M = 2000.0
"""Starts farther than this from any usable way get no tour."""

_I4 = nb.int32[::1]
_F8 = nb.float64[::1]


@dataclass(frozen=True)
class Snap:
    """A point on an edge.

    Attributes
    ----------
    edge
        Edge number.
    at
        Share of the edge's length from its first point, 0…1.
    lonlat
        The point on the edge.
    gap_m
        Metres from the asked coordinate to it.
    """

    edge: int
    at: float
    lonlat: Lonlat
    gap_m: float


@nb.njit(
    nb.types.Tuple((nb.int64, nb.int64, nb.float64, nb.float64))(
        nb.float64, nb.float64, nb.float64, nb.float64, nb.float64, nb.float64, nb.float64, nb.int64, nb.int64,
        _I4, _I4, _I4, _F8, _F8, nb.uint8[::1], nb.float64,
    ),
    cache=True,
    nogil=True,
)  # fmt: skip
def _nearest(  # type: ignore[no-untyped-def]
    lon, lat, kx, lon0, lat0, cell_lon, cell_lat, cols, rows,
    grid_indptr, grid_segment, grid_segment_edge, geom_lon, geom_lat, usable, reach,
):  # fmt: skip
    """Nearest usable segment: cells are visited in square rings until nothing nearer can come.

    ``kx`` is metres per degree of longitude here. Returns edge, segment, share of the segment, distance in metres
    (edge -1 where nothing lies within reach).
    """
    ky = 111_195.0
    cx = int(np.floor((lon - lon0) / cell_lon))
    cy = int(np.floor((lat - lat0) / cell_lat))
    side = min(cell_lon * kx, cell_lat * ky)
    best = reach
    best_edge = -1
    best_segment = -1
    best_t = 0.0
    ring = 0
    last = int(reach / side) + 2
    while ring <= last and (ring - 1) * side <= best:
        for dy in range(-ring, ring + 1):
            step = 1 if abs(dy) == ring else max(1, 2 * ring)
            for dx in range(-ring, ring + 1, step):
                gx = cx + dx
                gy = cy + dy
                if gx < 0 or gy < 0 or gx >= cols or gy >= rows:
                    continue
                cell = gy * cols + gx
                for i in range(grid_indptr[cell], grid_indptr[cell + 1]):
                    e = grid_segment_edge[i]
                    if usable[e] == 0:
                        continue
                    s = grid_segment[i]
                    ax = (geom_lon[s] - lon) * kx
                    ay = (geom_lat[s] - lat) * ky
                    bx = (geom_lon[s + 1] - lon) * kx
                    by = (geom_lat[s + 1] - lat) * ky
                    ux = bx - ax
                    uy = by - ay
                    length2 = ux * ux + uy * uy
                    t = 0.0
                    if length2 > 0.0:
                        t = min(1.0, max(0.0, -(ax * ux + ay * uy) / length2))
                    d = np.hypot(ax + t * ux, ay + t * uy)
                    # ties go to the lower edge number, so that the answer never hangs on the grid's order
                    if d < best or (d == best and best_edge >= 0 and e < best_edge):
                        best = d
                        best_edge = e
                        best_segment = s
                        best_t = t
        ring += 1
    return best_edge, best_segment, best_t, best


def usable_edges(graph: RoutingGraph, mode: str, at_least_m: float) -> npt.NDArray[np.uint8]:
    """Edges from which a tour of the asked length can exist: their component has that many metres of ways.

    Returns
    -------
    numpy.ndarray
        ``uint8[k]``, 1 where usable.
    """
    column = MODES.index(mode)
    large = np.append(graph.component_length[:, column] >= at_least_m, False)
    return np.asarray(large[graph.edge_component[:, column]], dtype=np.uint8)  # -1 reads the last entry


def snap(
    graph: RoutingGraph, lonlat: Lonlat, usable: npt.NDArray[np.uint8], reach_m: float = REACH_M
) -> Snap | None:
    """Nearest point on a usable edge, or None when all are farther than ``reach_m``."""
    lon, lat = lonlat
    kx = 111_319.0 * float(np.cos(np.radians(lat)))
    g = graph.grid
    edge, segment, t, gap = _nearest(
        lon, lat, kx, g["lon0"], g["lat0"], g["cell_lon"], g["cell_lat"], int(g["cols"]), int(g["rows"]),
        graph.grid_indptr, graph.grid_segment, graph.grid_segment_edge, graph.geom_lon, graph.geom_lat, usable,
        reach_m,
    )  # fmt: skip
    if edge < 0:
        return None
    share = shares_along(
        graph.edge_points(edge)
    )  # as walks cut edges, so that a tour starts where it was snapped
    nth = segment - int(graph.geom_indptr[edge])
    at = float(share[nth] + t * (share[nth + 1] - share[nth]))
    lon_at = float(graph.geom_lon[segment] + t * (graph.geom_lon[segment + 1] - graph.geom_lon[segment]))
    lat_at = float(graph.geom_lat[segment] + t * (graph.geom_lat[segment + 1] - graph.geom_lat[segment]))
    return Snap(int(edge), at, (lon_at, lat_at), float(gap))
