"""Makes the graph of an extract: nodes, edges, arcs and components as the columns of docs/dataset.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyproj

from geodata.errors import ExtractError
from geodata.extract import Extract, Problem
from geodata.graph_arcs import make_arcs, reachable_components
from geodata.graph_barriers import apply_barriers
from geodata.graph_order import along_a_curve
from geodata.graph_split import Pieces, split_ways
from geodata.junction_joins import JoinedTo, join_junctions
from geodata.relations import is_section
from geodata.snapgrid import make_grid
from geodata.tags import Closure, WayKind
from geodata.vocabulary import LANDCOVER

Array = npt.NDArray[Any]
GEOD: Final = pyproj.Geod(ellps="WGS84")

_KIND_COLUMNS: Final = {
    "edge_class": ("way_class", np.uint8),
    "edge_surface": ("surface", np.uint8),
    "edge_smoothness": ("smoothness", np.uint8),
    "edge_stress": ("stress", np.uint8),
    "edge_lit": ("lit", np.uint8),
    "edge_dog": ("dog", np.uint8),
    "edge_wheelchair": ("wheelchair", np.uint8),
    "edge_width": ("width_m", np.float32),
    "edge_incline": ("incline_percent", np.float32),
}


@dataclass(frozen=True, eq=False)
class GraphTables:
    """The graph before it is written.

    Attributes
    ----------
    columns
        Every ``.npy`` of docs/dataset.md that the graph itself gives; overlays and networks add theirs.
    texts
        ``names``, ``closures``, ``grid``: the JSON lists beside the columns.
    way_indptr, way_edges, way_rows
        See :meth:`edges_of_way`.
    joined
        Points that stand for junctions drawn beside their sections.
    problems
        Faults found on the way.
    """

    columns: dict[str, Array]
    texts: dict[str, Any]
    way_indptr: Array
    way_edges: Array
    way_rows: dict[int, list[int]]
    joined: JoinedTo
    problems: list[Problem] = field(default_factory=list)

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    @property
    def geom_indptr(self) -> Array:
        """Points of edge e: ``geom_indptr[e]:geom_indptr[e + 1]``."""
        return self.columns["geom_indptr"]

    @property
    def geom_lon(self) -> Array:
        """Longitude of the edges' points."""
        return self.columns["geom_lon"]

    @property
    def geom_lat(self) -> Array:
        """Latitude of the edges' points."""
        return self.columns["geom_lat"]

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return len(self.columns["edge_u"])

    def edges_of_way(self, osm_id: int) -> list[Array]:
        """Edges of a way in its order: one array for each piece of it that is in the extract."""
        return [
            self.way_edges[self.way_indptr[row] : self.way_indptr[row + 1]]
            for row in self.way_rows.get(osm_id, ())
        ]


def build_graph(extract: Extract) -> GraphTables:
    """Make the graph of an extract.

    Parameters
    ----------
    extract
        What was read.

    Returns
    -------
    GraphTables

    Raises
    ------
    ExtractError
        If no usable way has any length.
    """
    sections = [relation for relation in extract.routes if is_section(relation)]
    ways, joined = join_junctions(extract.ways, extract.junctions, sections)
    cut_at = {node.osm_id for node in (*extract.barriers, *extract.junctions)} | set(joined.values())
    pieces = split_ways(ways, np.array(sorted(cut_at), dtype=np.int64))
    if not len(pieces.way):
        raise ExtractError(f"{extract.path}: no way in it has any length; is it a full extract?")
    columns, rank = _nodes_and_edges(pieces)
    way = np.empty_like(pieces.way)
    way[rank] = pieces.way
    columns["edge_way"] = ways.osm_id[way]
    columns["edge_name"] = ways.name[way]
    kind_of_edge = ways.kind[way]
    closures = kind_columns(columns, extract.kinds, kind_of_edge)
    forward = np.array([kind.forward for kind in extract.kinds], dtype=np.uint8)[kind_of_edge]
    backward = np.array([kind.backward for kind in extract.kinds], dtype=np.uint8)[kind_of_edge]
    columns["node_barrier"], problems = apply_barriers(extract.barriers, columns, forward, backward)
    columns |= make_arcs(columns["edge_u"], columns["edge_v"], forward, backward, len(columns["node_lon"]))
    columns |= reachable_components(columns)
    grid, grid_json = make_grid(columns["geom_indptr"], columns["geom_lon"], columns["geom_lat"])
    columns |= grid
    columns |= _without_layers(len(way))
    counts = np.bincount(pieces.way, minlength=len(ways.osm_id))
    rows: dict[int, list[int]] = {}
    for row, osm_id in enumerate(ways.osm_id.tolist()):
        rows.setdefault(osm_id, []).append(row)
    return GraphTables(
        columns,
        {"names": extract.names, "closures": closures, "grid": grid_json},
        np.concatenate(([0], np.cumsum(counts))),
        rank.astype(np.int32),
        rows,
        joined,
        [*extract.problems, *problems],
    )


def _nodes_and_edges(pieces: Pieces) -> tuple[dict[str, Array], Array]:
    """Number nodes and edges so that neighbours are near each other in memory; also each piece's number."""
    ends = np.concatenate((pieces.ref_u, pieces.ref_v))
    osm_id, first, inverse = np.unique(ends, return_index=True, return_inverse=True)
    start, stop = pieces.indptr[:-1], pieces.indptr[1:] - 1
    at = np.concatenate((start, stop))[first]
    node_lon, node_lat = pieces.point_lon[at], pieces.point_lat[at]
    order = along_a_curve(node_lon, node_lat)
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    u, v = number[inverse[: len(start)]], number[inverse[len(start) :]]
    edge_order = np.lexsort((np.arange(len(u)), np.maximum(u, v), np.minimum(u, v)))
    rank = np.empty(len(u), dtype=np.int64)
    rank[edge_order] = np.arange(len(u))
    size = np.diff(pieces.indptr)[edge_order]
    indptr = np.concatenate(([0], np.cumsum(size)))
    take = np.arange(indptr[-1]) - np.repeat(indptr[:-1] - start[edge_order], size)
    lon, lat = pieces.point_lon[take], pieces.point_lat[take]
    columns = {
        "node_lon": node_lon[order],
        "node_lat": node_lat[order],
        "node_osm_id": osm_id[order],
        "edge_u": u[edge_order],
        "edge_v": v[edge_order],
        "edge_length": edge_lengths(indptr, lon, lat),
        "geom_indptr": indptr.astype(np.int32),
        "geom_lon": lon,
        "geom_lat": lat,
    }
    return columns, rank


def edge_lengths(indptr: Array, lon: Array, lat: Array) -> Array:
    """Geodesic length of each line of points, metres."""
    steps = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    steps[indptr[1:-1] - 1] = 0.0  # from the end of one line to the start of the next
    return np.asarray(np.add.reduceat(np.append(steps, 0.0), indptr[:-1]))


def kind_columns(
    columns: dict[str, Array], kinds: list[WayKind], kind_of_edge: Array
) -> list[dict[str, Any]]:
    """Spread the properties of the kinds over the edges; returns the list of closures."""
    for name, (attribute, dtype) in _KIND_COLUMNS.items():
        columns[name] = np.array([getattr(kind, attribute) for kind in kinds], dtype=dtype)[kind_of_edge]
    number: dict[Closure, int] = {}
    codes = [-1 if k.closure is None else number.setdefault(k.closure, len(number)) for k in kinds]
    columns["edge_closure"] = np.array(codes, dtype=np.int32)[kind_of_edge]
    return [{"modes": list(c.modes), "tag": c.tag, "value": c.value} for c in number]


def _without_layers(k: int) -> Mapping[str, Array]:
    """Columns that land cover, areas, networks and heights fill later, as if none of them were known."""
    return {
        "edge_climb_up": np.full(k, np.nan, dtype=np.float32),
        "edge_climb_down": np.full(k, np.nan, dtype=np.float32),
        "edge_landcover": np.zeros((k, len(LANDCOVER)), dtype=np.uint8),
        "edge_protected": np.zeros(k, dtype=np.uint8),
        "edge_area": np.full(k, -1, dtype=np.int32),
        "edge_municipality": np.full(k, -1, dtype=np.int16),
        "edge_noise": np.zeros(k, dtype=np.uint8),
        "edge_networks": np.zeros(k, dtype=np.uint16),
        "near_indptr": np.zeros(k + 1, dtype=np.int32),
        "near_place": np.empty(0, dtype=np.int32),
        "near_at": np.empty(0, dtype=np.float32),
        "near_gap": np.empty(0, dtype=np.float32),
    }
