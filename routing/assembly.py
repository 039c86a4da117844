"""A graph from a table of edges: for small graphs made in memory (tests, OSMnx's world, the network of sections)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj

from geodata.graph_arcs import make_arcs, reachable_components
from geodata.snapgrid import make_grid
from geodata.vocabulary import LANDCOVER
from routing.graph import RoutingGraph

Array = npt.NDArray[Any]
_GEOD = pyproj.Geod(ellps="WGS84")

_EDGE_DEFAULTS: Mapping[str, tuple[str, float]] = {
    "edge_class": ("u1", 0), "edge_surface": ("u1", 0), "edge_smoothness": ("u1", 0), "edge_stress": ("u1", 0),
    "edge_lit": ("u1", 0), "edge_dog": ("u1", 0), "edge_wheelchair": ("u1", 0), "edge_noise": ("u1", 0),
    "edge_width": ("f4", np.nan), "edge_climb_up": ("f4", np.nan), "edge_climb_down": ("f4", np.nan),
    "edge_incline": ("f4", np.nan), "edge_closure": ("i4", -1), "edge_protected": ("u1", 0), "edge_area": ("i4", -1),
    "edge_municipality": ("i2", -1), "edge_networks": ("u2", 0), "edge_name": ("i4", -1), "edge_way": ("i8", 0),
}  # fmt: skip
_EMPTY: Mapping[str, str] = {
    "junction_node": "i4", "junction_osm_id": "i8", "junction_network": "u1", "junction_lon": "f8",
    "junction_lat": "f8", "section_from": "i4", "section_to": "i4", "section_network": "u1", "section_osm_id": "i8",
    "section_length": "f8", "section_edge": "i4", "section_forward": "?", "section_ok": "?", "route_edge": "i4",
    "near_place": "i4", "near_at": "f4", "near_gap": "f4", "twin_edge": "i4",
}  # fmt: skip


def graph_of_edges(
    node_lon: Array,
    node_lat: Array,
    u: Array,
    v: Array,
    *,
    forward: Array,
    backward: Array,
    lines: list[Array] | None = None,
    length: Array | None = None,
    columns: Mapping[str, Array] | None = None,
    texts: Mapping[str, Any] | None = None,
) -> RoutingGraph:
    """Make a graph from edges.

    Parameters
    ----------
    node_lon, node_lat
        Node positions in degrees.
    u, v
        End nodes of each edge.
    forward, backward
        Mode bits (``uint8``) permitted from u to v and from v to u.
    lines
        Points of each edge ``(n, 2)``; straight lines between the nodes where left out.
    length
        Metres; geodesic lengths of the lines where left out.
    columns, texts
        Any other columns and lists of docs/dataset.md; the rest is "unknown" or empty.
    """
    node_lon, node_lat = np.asarray(node_lon, dtype=np.float64), np.asarray(node_lat, dtype=np.float64)
    u, v = np.asarray(u, dtype=np.int32), np.asarray(v, dtype=np.int32)
    n, k = len(node_lon), len(u)
    cols: dict[str, Array] = {name: np.empty(0, dtype=kind) for name, kind in _EMPTY.items()}
    cols |= {name: np.full(k, value, dtype=kind) for name, (kind, value) in _EDGE_DEFAULTS.items()}
    cols |= _geometry(node_lon, node_lat, u, v, lines)
    if length is None:
        length = _lengths(cols)
    cols |= {
        "node_lon": node_lon,
        "node_lat": node_lat,
        "node_osm_id": np.arange(n, dtype=np.int64),
        "node_barrier": np.zeros(n, dtype=np.uint8),
        "edge_u": u,
        "edge_v": v,
        "edge_length": np.asarray(length, dtype=np.float64),
        "edge_landcover": np.zeros((k, len(LANDCOVER)), dtype=np.uint8),
        "section_indptr": np.zeros(1, dtype=np.int32),
        "route_indptr": np.zeros(1, dtype=np.int32),
        "near_indptr": np.zeros(k + 1, dtype=np.int32),
        "twin_indptr": np.zeros(k + 1, dtype=np.int32),
    }
    cols |= make_arcs(u, v, np.asarray(forward, dtype=np.uint8), np.asarray(backward, dtype=np.uint8), n)
    cols |= reachable_components(cols)
    cols |= dict(columns or {})
    grid_columns, grid = make_grid(cols["geom_indptr"], cols["geom_lon"], cols["geom_lat"])
    cols |= grid_columns
    lists: dict[str, Any] = {
        name: [] for name in ("names", "junction_refs", "routes", "municipalities", "closures")
    }
    return RoutingGraph(cols, lists | dict(texts or {}) | {"grid": grid})


def _geometry(
    node_lon: Array, node_lat: Array, u: Array, v: Array, lines: list[Array] | None
) -> dict[str, Array]:
    if lines is None:
        lon = np.column_stack((node_lon[u], node_lon[v])).ravel()
        lat = np.column_stack((node_lat[u], node_lat[v])).ravel()
        indptr = 2 * np.arange(len(u) + 1)
    else:
        points = np.concatenate(lines) if lines else np.empty((0, 2))
        lon, lat = points[:, 0].copy(), points[:, 1].copy()
        indptr = np.concatenate(([0], np.cumsum([len(line) for line in lines])))
    return {"geom_indptr": indptr.astype(np.int32), "geom_lon": lon, "geom_lat": lat}


def _lengths(cols: Mapping[str, Array]) -> Array:
    """Geodesic length per edge."""
    lon, lat, indptr = cols["geom_lon"], cols["geom_lat"], cols["geom_indptr"]
    _, _, step = _GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    along = np.concatenate(([0.0], np.cumsum(step)))
    return np.asarray(along[indptr[1:] - 1] - along[indptr[:-1]])
