"""Numbered junctions, each joined to a node of the graph."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.extract import NODE_NETWORK_MODES, Problem, TaggedNode
from geodata.graph import GEOD, GraphTables
from geodata.junction_joins import JOIN_WITHIN_M

Array = npt.NDArray[Any]


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


def place_junctions(tagged: list[TaggedNode], graph: GraphTables) -> tuple[Junctions, list[Problem]]:
    """Find each junction's graph node: itself where a section runs through it, else the point joined to it.

    Parameters
    ----------
    tagged
        Nodes with ``rcn_ref`` or ``rwn_ref``.
    graph
        The graph, cut at the points that stand for junctions.
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
    stands_for = [graph.joined.get((r[0], r[1]), r[0]) for r in rows]
    node = _nodes_by_osm_id(graph, np.array(stands_for, dtype=np.int64))
    offset = np.zeros(len(rows))
    placed = node >= 0
    at = node[placed]
    offset[placed] = GEOD.inv(lon[placed], lat[placed], graph["node_lon"][at], graph["node_lat"][at])[2]
    junctions = Junctions(osm_id, network, lon, lat, ref, node, offset, _rows_at_nodes(network, node))
    return junctions, _faults(junctions, graph)


def _nodes_by_osm_id(graph: GraphTables, osm_id: Array) -> Array:
    order = np.argsort(graph["node_osm_id"], kind="stable")
    known = graph["node_osm_id"][order]
    at = np.minimum(np.searchsorted(known, osm_id), len(known) - 1)
    return np.where(known[at] == osm_id, order[at], -1).astype(np.int32)


def _rows_at_nodes(network: Array, node: Array) -> dict[tuple[int, int], list[int]]:
    rows_at: dict[tuple[int, int], list[int]] = {}
    for row, key in enumerate(zip(network.tolist(), node.tolist(), strict=True)):
        if key[1] >= 0:
            rows_at.setdefault(key, []).append(row)
    return rows_at


def _faults(junctions: Junctions, graph: GraphTables) -> list[Problem]:
    """Junctions that had to be joined over some metres, and those that could not be."""
    problems: list[Problem] = []
    names = list(NODE_NETWORK_MODES)
    for row, osm_id in enumerate(junctions.osm_id.tolist()):
        network = int(junctions.network[row])
        what = f"{names[network]} junction {junctions.ref[row]}"
        if (osm_id, network) in graph.joined:
            detail = (
                f"{what} lies {junctions.offset_m[row]:.0f} m from the point of its network it was joined to"
            )
            problems.append(Problem("junction beside its section", f"n{osm_id}", detail))
        elif junctions.node[row] < 0:
            detail = f"{what}: no section of its network within {JOIN_WITHIN_M:.0f} m"
            problems.append(Problem("junction off its network", f"n{osm_id}", detail))
    return problems
