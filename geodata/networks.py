"""Node networks and signed routes: relations become junctions, sections and routes on the graph's edges.

Which relations are sections is told by :func:`geodata.relations.is_section`; the others are named *routes*.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.extract import JUNCTION_KEYS, NODE_NETWORK_MODES, ROUTE_KINDS, Extract, Problem, RouteRelation
from geodata.graph import GraphTables
from geodata.junctions import Junctions, place_junctions
from geodata.relations import is_section, number_pair, tagged_length_m
from geodata.sections import Section, trace_section
from geodata.vocabulary import NETWORKS

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Route:
    """A named route: the relation, what it is for, and its edges in the order of the relation."""

    relation: RouteRelation
    mode: str
    edges: Array
    length_m: float
    tagged_m: float
    missing: int


@dataclass(frozen=True, eq=False)
class NetworkTables:
    """Everything about networks: columns for ``graph/``, and the same as objects for the tables."""

    columns: dict[str, Array]
    junctions: Junctions
    sections: list[Section]
    routes: list[Route]
    problems: list[Problem]


def build_networks(extract: Extract, graph: GraphTables) -> NetworkTables:
    """Trace sections and routes over the graph, and mark its edges with their networks.

    Parameters
    ----------
    extract
        Relations and junctions as read.
    graph
        The graph made from the same extract; its ``edge_networks`` is filled.

    Returns
    -------
    NetworkTables
    """
    section_relations = [r for r in extract.routes if is_section(r)]
    junctions, problems = place_junctions(extract.junctions, graph)
    sections = [
        trace_section(relation, number_pair(relation.tags), tagged_length_m(relation.tags), junctions, graph)
        for relation in section_relations
    ]
    for section in sections:
        if section.detail:
            kind = "section with branches" if section.status == "ok" else f"section {section.status}"
            problems.append(Problem(kind.replace("_", " "), f"r{section.osm_id}", section.detail))
    routes = [r for r in _routes(extract, graph) if len(r.edges)]
    for route in routes:
        if route.missing:
            words = f"{route.missing} of its ways are not in the graph"
            problems.append(Problem("route with ways missing", f"r{route.relation.osm_id}", words))
    bits = graph["edge_networks"]
    for section in sections:
        bits[section.all_edges] |= np.uint16(1 << NETWORKS.index(section.network))
    for route in routes:
        network = route.relation.tags["network"]
        if network not in NODE_NETWORK_MODES:  # those bits are kept for the numbered network
            bits[route.edges] |= np.uint16(1 << NETWORKS.index(network))
    columns = junctions.columns() | _section_columns(sections) | _route_columns(routes)
    return NetworkTables(columns, junctions, sections, routes, problems)


def _routes(extract: Extract, graph: GraphTables) -> Iterable[Route]:
    """Named routes with the edges of their ways; of a route of routes, the ways of its parts."""
    by_id = {r.osm_id: r for r in extract.routes}
    for relation in extract.routes:
        if is_section(relation):
            continue
        ways: list[int] = []
        for kind, ref, role in relation.members:
            if kind == "w" and not role.startswith("platform"):
                ways.append(ref)
            elif kind == "r" and ref in by_id:
                ways += [m[1] for m in by_id[ref].members if m[0] == "w"]
        parts: list[Array] = []
        missing = 0
        for way in ways:
            edges = graph.edges_of_way(way)
            missing += not edges
            parts += edges
        edges_of_route = np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
        length = float(graph["edge_length"][np.unique(edges_of_route)].sum())
        mode = ROUTE_KINDS[relation.tags["route"]]
        yield Route(relation, mode, edges_of_route, length, tagged_length_m(relation.tags), missing)


def route_texts(routes: list[Route]) -> list[dict[str, Any]]:
    """Rows of ``routes.json``."""
    return [
        {
            "osm_id": route.relation.osm_id,
            "network": route.relation.tags["network"],
            "mode": route.mode,
            "name": route.relation.tags.get("name", ""),
            "ref": route.relation.tags.get("ref", ""),
            "length_m": round(route.length_m, 1),
            "colour": route.relation.tags.get("colour", ""),
            "operator": route.relation.tags.get("operator", ""),
            "website": route.relation.tags.get("website") or route.relation.tags.get("url", ""),
        }
        for route in routes
    ]


def _section_columns(sections: list[Section]) -> dict[str, Array]:
    networks = list(NODE_NETWORK_MODES)
    return {
        "section_from": np.array([s.from_row for s in sections], dtype=np.int32),
        "section_to": np.array([s.to_row for s in sections], dtype=np.int32),
        "section_network": np.array([networks.index(s.network) for s in sections], dtype=np.uint8),
        "section_osm_id": np.array([s.osm_id for s in sections], dtype=np.int64),
        "section_length": np.array([s.length_m for s in sections], dtype=np.float64),
        "section_ok": np.array([s.status == "ok" for s in sections], dtype=np.bool_),
        "section_indptr": _row_starts([len(s.edges) for s in sections]),
        "section_edge": _joined([s.edges for s in sections], np.int32),
        "section_forward": _joined([s.forward for s in sections], np.bool_),
    }


def _route_columns(routes: list[Route]) -> dict[str, Array]:
    return {
        "route_indptr": _row_starts([len(r.edges) for r in routes]),
        "route_edge": _joined([r.edges for r in routes], np.int32),
    }


def _row_starts(sizes: list[int]) -> Array:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))).astype(np.int32)


def _joined(parts: list[Array], dtype: Any) -> Array:
    return np.concatenate([*parts, np.empty(0)]).astype(dtype)


assert tuple(f"{network}_ref" for network in NODE_NETWORK_MODES) == JUNCTION_KEYS
