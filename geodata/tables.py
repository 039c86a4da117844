"""The graph and the networks as tables with words and geometry, for GIS tools and the OGC API."""

import math
from itertools import pairwise
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.extract import NODE_NETWORK_MODES
from geodata.graph import GraphTables
from geodata.networks import NetworkTables
from geodata.relations import tagged_length_m
from geodata.vocabulary import SMOOTHNESS, SURFACES, TRAFFIC_STRESS, WAY_CLASSES, YES_NO

Array = npt.NDArray[Any]

WGS84: Final = "EPSG:4326"
NETWORK_COLUMNS: Final = (
    "kind", "network", "mode", "ref", "name", "osm_id", "from_ref", "to_ref", "length_m", "tagged_m", "status",
    "detail",
)  # fmt: skip
_WORDS: Final = {
    "way_class": ("edge_class", WAY_CLASSES),
    "surface": ("edge_surface", SURFACES),
    "smoothness": ("edge_smoothness", SMOOTHNESS),
    "traffic_stress": ("edge_stress", TRAFFIC_STRESS),
    "lit": ("edge_lit", YES_NO),
}


def edge_lines(graph: GraphTables) -> Array:
    """Geometry of every edge as LineStrings, (lon, lat)."""
    sizes = np.diff(graph.geom_indptr)
    points = np.column_stack((graph.geom_lon, graph.geom_lat))
    return np.asarray(shapely.linestrings(points, indices=np.repeat(np.arange(len(sizes)), sizes)))


def edge_table(graph: GraphTables) -> gpd.GeoDataFrame:
    """``edges.parquet``: one row per edge."""
    names = pd.Categorical.from_codes(
        graph["edge_name"], categories=pd.Index(graph.texts["names"], dtype=object)
    )
    table: dict[str, Any] = {
        "edge": np.arange(graph.n_edges, dtype=np.int32),
        "way": graph["edge_way"],
        "node_u": graph["node_osm_id"][graph["edge_u"]],
        "node_v": graph["node_osm_id"][graph["edge_v"]],
        "length_m": graph["edge_length"],
    }
    for name, (column, words) in _WORDS.items():
        table[name] = pd.Categorical.from_codes(graph[column].astype(np.int16), categories=pd.Index(words))
    table["name"] = names
    return gpd.GeoDataFrame(table, geometry=edge_lines(graph), crs=WGS84)


def network_table(graph: GraphTables, networks: NetworkTables) -> gpd.GeoDataFrame:
    """``networks.parquet``: junctions, sections and routes."""
    lines = edge_lines(graph)
    rows = [*_junction_rows(networks), *_section_rows(networks), *_route_rows(networks)]
    geometry = [
        *(
            shapely.Point(lonlat)
            for lonlat in zip(networks.junctions.lon, networks.junctions.lat, strict=True)
        ),
        *(_line(lines, section.edges, section.forward) for section in networks.sections),
        *(shapely.MultiLineString(list(lines[route.edges])) for route in networks.routes),
    ]
    table = pd.DataFrame(rows, columns=pd.Index(NETWORK_COLUMNS))
    return gpd.GeoDataFrame(table, geometry=np.array(geometry, dtype=object), crs=WGS84)


def _line(lines: Array, edges: Array, forward: Array) -> shapely.Geometry:
    """One line where the edges join end to end, else all of them."""
    if not len(edges):
        return shapely.LineString()
    parts = [
        shapely.get_coordinates(lines[e])[:: 1 if f else -1] for e, f in zip(edges, forward, strict=True)
    ]
    joins = all(np.array_equal(a[-1], b[0]) for a, b in pairwise(parts))
    if joins:
        return shapely.LineString(np.concatenate([parts[0], *(p[1:] for p in parts[1:])]))
    return shapely.MultiLineString(parts)


def _junction_rows(networks: NetworkTables) -> list[tuple[Any, ...]]:
    junctions = networks.junctions
    names = list(NODE_NETWORK_MODES)
    rows: list[tuple[Any, ...]] = []
    for i, ref in enumerate(junctions.ref):
        network = names[junctions.network[i]]
        off = junctions.node[i] < 0
        detail = "no node of its network near" if off else ""
        if junctions.offset_m[i]:
            detail = f"joined over {junctions.offset_m[i]:.0f} m"
        rows.append(
            ("junction", network, NODE_NETWORK_MODES[network], ref, "", int(junctions.osm_id[i]), "", "", 0.0,
             math.nan, "off_network" if off else "ok", detail)
        )  # fmt: skip
    return rows


def _section_rows(networks: NetworkTables) -> list[tuple[Any, ...]]:
    return [
        ("section", s.network, NODE_NETWORK_MODES[s.network], s.ref, s.name, s.osm_id, s.from_ref, s.to_ref,
         s.length_m, s.tagged_m, s.status, s.detail)
        for s in networks.sections
    ]  # fmt: skip


def _route_rows(networks: NetworkTables) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for route in networks.routes:
        tags = route.relation.tags
        status = "leaves_extract" if route.missing else "ok"
        detail = f"{route.missing} of its ways are not in the graph" if route.missing else ""
        rows.append(
            ("route", tags["network"], route.mode, tags.get("ref", ""), tags.get("name", ""), route.relation.osm_id,
             "", "", route.length_m, tagged_length_m(tags), status, detail)
        )  # fmt: skip
    return rows
