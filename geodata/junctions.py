"""Numbered junctions, each joined to a node of the graph."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from geodata.extract import NODE_NETWORK_MODES, Problem, RouteRelation, TaggedNode
from geodata.graph import GraphTables

Array = npt.NDArray[Any]

JOIN_WITHIN_M: Final = 30.0
"""A junction this far beside its section is taken to be on it: mappers put the node where the sign stands."""
_METRES_PER_DEGREE: Final = 111_195.0


@dataclass(frozen=True, eq=False)
class Junctions:
    """One row per numbered node *and* network; ``node`` is -1 where it could not be joined to the graph."""

    osm_id: Array
    network: Array
    lon: Array
    lat: Array
    ref: list[str]
    node: Array
    offset_m: Array
    rows_at_node: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    """(network, graph node) → rows."""

    def columns(self) -> dict[str, Array]:
        """The ``junction_*`` columns."""
        return {
            "junction_osm_id": self.osm_id,
            "junction_network": self.network,
            "junction_lon": self.lon,
            "junction_lat": self.lat,
            "junction_node": self.node,
        }


def place_junctions(
    tagged: list[TaggedNode], sections: list[RouteRelation], graph: GraphTables
) -> tuple[Junctions, list[Problem]]:
    """Find each junction's graph node: itself where a section runs through it, else its network's nearest.

    Parameters
    ----------
    tagged
        Nodes with ``rcn_ref`` or ``rwn_ref``.
    sections
        Relations of the node networks.
    graph
        The graph.
    """
    rows = [
        (node.osm_id, number, node.lon, node.lat, node.tags[f"{network}_ref"].strip())
        for number, network in enumerate(NODE_NETWORK_MODES)
        for node in tagged
        if f"{network}_ref" in node.tags
    ]
    osm_id = np.array([r[0] for r in rows], dtype=np.int64)
    network = np.array([r[1] for r in rows], dtype=np.uint8)
    lon = np.array([r[2] for r in rows], dtype=np.float64)
    lat = np.array([r[3] for r in rows], dtype=np.float64)
    ref = [r[4] for r in rows]
    node = _nodes_by_osm_id(graph, osm_id)
    offset = np.zeros(len(rows))
    on_section = {
        number: _section_nodes(sections, name, graph) for number, name in enumerate(NODE_NETWORK_MODES)
    }
    problems: list[Problem] = []
    for number, name in enumerate(NODE_NETWORK_MODES):
        beside = np.flatnonzero((network == number) & ~np.isin(node, on_section[number]))
        problems += _join_to_nearest(
            beside, name, on_section[number], node, offset, (osm_id, lon, lat, ref), graph
        )
    rows_at: dict[tuple[int, int], list[int]] = {}
    for row, key in enumerate(zip(network.tolist(), node.tolist(), strict=True)):
        if key[1] >= 0:
            rows_at.setdefault(key, []).append(row)
    return Junctions(osm_id, network, lon, lat, ref, node, offset, rows_at), problems


def _nodes_by_osm_id(graph: GraphTables, osm_id: Array) -> Array:
    order = np.argsort(graph["node_osm_id"], kind="stable")
    known = graph["node_osm_id"][order]
    at = np.minimum(np.searchsorted(known, osm_id), len(known) - 1)
    return np.where(known[at] == osm_id, order[at], -1).astype(np.int32)


def _section_nodes(sections: list[RouteRelation], network: str, graph: GraphTables) -> Array:
    """Graph nodes on the sections of a network."""
    ways = {m[1] for r in sections if r.tags["network"] == network for m in r.members if m[0] == "w"}
    parts = [edges for way in sorted(ways) for edges in graph.edges_of_way(way)]
    edges = np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
    return np.unique(np.concatenate((graph["edge_u"][edges], graph["edge_v"][edges])))


def _join_to_nearest(
    beside: Array, network: str, candidates: Array, node: Array, offset: Array,
    junctions: tuple[Array, Array, Array, list[str]], graph: GraphTables,
) -> list[Problem]:  # fmt: skip
    """Join junctions beside their sections to the network's nearest node; those too far off get none."""
    osm_id, lon, lat, ref = junctions
    if not len(beside):
        return []
    problems: list[Problem] = []
    kx = _METRES_PER_DEGREE * np.cos(np.radians(float(np.mean(lat[beside]))))
    where = np.column_stack(
        (graph["node_lon"][candidates] * kx, graph["node_lat"][candidates] * _METRES_PER_DEGREE)
    )
    points = np.column_stack((lon[beside] * kx, lat[beside] * _METRES_PER_DEGREE))
    if len(candidates):
        gap, nearest = KDTree(where).query(points)
    else:
        gap, nearest = np.full(len(beside), np.inf), np.zeros(len(beside), dtype=np.int64)
    for row, distance, at in zip(beside.tolist(), gap.tolist(), nearest.tolist(), strict=True):
        what = f"{network} junction {ref[row]}"
        if distance <= JOIN_WITHIN_M:
            node[row], offset[row] = candidates[at], distance
            detail = f"{what} lies {distance:.0f} m from the nearest node of its network, joined to it"
            problems.append(Problem("junction beside its section", f"n{osm_id[row]}", detail))
        elif node[row] < 0:
            detail = f"{what}: no node of its network within {JOIN_WITHIN_M:.0f} m"
            problems.append(Problem("junction off its network", f"n{osm_id[row]}", detail))
    return problems
