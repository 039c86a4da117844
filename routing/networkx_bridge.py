"""To and from the world of OSMnx: a graph as a ``networkx.MultiDiGraph``, and the reverse.

Out of here goes what OSMnx expects: nodes named by OSM id with ``x`` and ``y``, edges with ``osmid``, ``length``,
``oneway``, ``reversed``, ``geometry`` and OSM's own tags. Beside those stand ``modes`` (who may travel the arc),
``traffic_stress`` and ``edge`` (the row in ``edges.parquet``), which make the way back exact.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import networkx as nx
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from geodata.graph import kind_columns
from geodata.tag_tables import CONDITIONAL_KEYS, EVERYBODY, NOBODY, WAY_KEYS
from geodata.tags import WayKind, classify_way
from geodata.vocabulary import (
    DOG_RULES,
    MODE_BIT,
    SMOOTHNESS,
    SURFACES,
    TRAFFIC_STRESS,
    WAY_CLASSES,
    WHEELCHAIR,
    YES_NO,
)  # fmt: skip
from routing.assembly import graph_of_edges
from routing.errors import DatasetUnusable
from routing.graph import RoutingGraph

CRS: Final = "epsg:4326"
_GEOD: Final = pyproj.Geod(ellps="WGS84")

_CLASS_TAGS: Final[Mapping[str, Mapping[str, str]]] = {
    "unknown": {"highway": "road"},
    "cyclestreet": {"highway": "residential", "cyclestreet": "yes"},
    "ferry": {"route": "ferry"},
}
"""Tags of the way classes that are no OSM word themselves."""
_SURFACE_TAGS: Final = {"paving": "paving_stones"}
_WORD_COLUMNS: Final = (
    ("surface", "edge_surface", [_SURFACE_TAGS.get(word, word) for word in SURFACES]),
    ("smoothness", "edge_smoothness", SMOOTHNESS),
    ("lit", "edge_lit", YES_NO),
    ("dog", "edge_dog", DOG_RULES),
    ("wheelchair", "edge_wheelchair", WHEELCHAIR),
    ("traffic_stress", "edge_stress", TRAFFIC_STRESS),
)

Array = npt.NDArray[Any]


# ------------------------------------------------------------------------------------------------ out


def to_networkx(graph: RoutingGraph, mode: str | None = None) -> "nx.MultiDiGraph[int]":
    """Make a graph that OSMnx and NetworkX can work on.

    Parameters
    ----------
    graph
        Ways.
    mode
        Only arcs that this mode may travel; None for all of them.

    Returns
    -------
    networkx.MultiDiGraph
        One edge per arc. Nodes are named by their OSM ids (by their numbers, where those are not unique).
    """
    arcs = np.arange(graph.n_arcs)
    if mode is not None:
        arcs = np.flatnonzero(graph.arc_modes & MODE_BIT[mode])
    unique = len(np.unique(graph.node_osm_id)) == graph.n_nodes
    key = (graph.node_osm_id if unique else np.arange(graph.n_nodes)).tolist()
    streets = _street_count(graph, np.unique(graph.arc_edge[arcs]))
    g: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs=CRS, simplified=True)
    g.add_nodes_from(
        (key[i], {"x": x, "y": y, "street_count": count})
        for i, (x, y, count) in enumerate(
            zip(graph.node_lon.tolist(), graph.node_lat.tolist(), streets.tolist(), strict=True)
        )
    )
    common = _edge_attributes(graph)
    lines = _lines(graph)
    permitted = np.append(graph.arc_modes & (EVERYBODY if mode is None else MODE_BIT[mode]), 0)
    oneway = ((permitted[graph.edge_arcs] > 0).sum(axis=1) == 1).tolist()
    for arc in arcs.tolist():
        edge, forward = int(graph.arc_edge[arc]), bool(graph.arc_forward[arc])
        g.add_edge(
            key[graph.tail[arc]],
            key[graph.head[arc]],
            **common[edge],
            oneway=oneway[edge],
            reversed=not forward,
            modes=";".join(m for m, bit in MODE_BIT.items() if graph.arc_modes[arc] & bit),
            geometry=lines[edge] if forward else lines[edge].reverse(),
        )
    return g


def _street_count(graph: RoutingGraph, edges: Array) -> Array:
    """Ends of edges at each node, as OSMnx counts them: a ring has both of its ends there."""
    ends = np.concatenate((graph.edge_u[edges], graph.edge_v[edges]))
    return np.bincount(ends, minlength=graph.n_nodes)


def _lines(graph: RoutingGraph) -> Array:
    """Geometry of every edge."""
    points = np.column_stack((graph.geom_lon, graph.geom_lat))
    owner = np.repeat(np.arange(graph.n_edges), np.diff(graph.geom_indptr))
    return np.asarray(shapely.linestrings(points, indices=owner), dtype=object)


def _edge_attributes(graph: RoutingGraph) -> list[dict[str, Any]]:
    """What both arcs of an edge share; what is not known is left out, as OSMnx does."""
    way, length = graph.edge_way.tolist(), graph.edge_length.tolist()
    found: list[dict[str, Any]] = []
    for edge in range(graph.n_edges):
        word = WAY_CLASSES[graph.edge_class[edge]]
        data: dict[str, Any] = {"osmid": way[edge], "edge": edge, "length": length[edge]}
        data.update(_CLASS_TAGS.get(word, {"highway": word}))
        for key, column, words in _WORD_COLUMNS:
            code = graph.columns[column][edge]
            if code:
                data[key] = words[code]
        if graph.edge_name[edge] >= 0:
            data["name"] = graph.names[graph.edge_name[edge]]
        if not np.isnan(graph.edge_width[edge]):
            data["width"] = f"{graph.edge_width[edge]:g}"
        if not np.isnan(graph.edge_incline[edge]):
            data["incline"] = f"{graph.edge_incline[edge]:g}%"
        closure = graph.closures[graph.edge_closure[edge]] if graph.edge_closure[edge] >= 0 else None
        if closure is not None and closure["tag"] in CONDITIONAL_KEYS:
            data[closure["tag"]] = closure["value"]
        found.append(data)
    return found


# ------------------------------------------------------------------------------------------------ in


@dataclass(eq=False)
class _Edge:
    """Arcs of one way between two nodes, in the direction in which the way was drawn."""

    u: Hashable
    v: Hashable
    points: Array
    data: Mapping[str, Any]
    arcs: dict[bool, Mapping[str, Any]] = field(default_factory=dict)


def from_networkx(g: "nx.MultiDiGraph[Any]") -> RoutingGraph:
    """Make a graph of what OSMnx (or :func:`to_networkx`) made.

    Two opposite arcs of the same way with the same line become one edge. Who may travel it is said by its ``modes``
    where it has them; else by its tags, in both directions, whatever arcs there are (OSMnx directs a graph for one
    kind of traveller only); else, without ``highway`` or ``route``, everybody goes where there is an arc.
    Edges that no mode may use are left out.

    Parameters
    ----------
    g
        With ``crs`` in degrees, ``x`` and ``y`` per node.

    Raises
    ------
    DatasetUnusable
        If the graph is empty, projected, or its nodes have no place.
    """
    number = _checked_nodes(g)
    edges = _paired(g)
    kinds: list[WayKind] = []
    kept: list[_Edge] = []
    bits: list[tuple[int, int]] = []
    for edge in edges:
        kind, forward, backward = _kind(edge)
        if kind is not None and forward | backward:
            kinds.append(kind)
            kept.append(edge)
            bits.append((forward, backward))
    if not kept:
        raise DatasetUnusable("no edge of this graph can be used by any mode; does it have highway tags?")
    columns: dict[str, Array] = {}
    closures = kind_columns(columns, kinds, np.arange(len(kinds)))
    for i, edge in enumerate(kept):
        word = edge.data.get("traffic_stress")
        if word in TRAFFIC_STRESS or "modes" in edge.data:  # made here: what is not said is not known
            columns["edge_stress"][i] = TRAFFIC_STRESS.index(word) if word in TRAFFIC_STRESS else 0
        if "modes" in edge.data and "wheelchair" not in edge.data:
            columns["edge_wheelchair"][i] = 0
    names, columns["edge_name"] = _names(e.data for e in kept)
    columns["edge_way"] = np.array([_way_id(e.data) for e in kept], dtype=np.int64)
    columns["node_osm_id"] = np.array(
        [node if isinstance(node, int) else i for i, node in enumerate(g.nodes)], dtype=np.int64
    )
    forward_bits, backward_bits = np.array(bits, dtype=np.uint8).T
    return graph_of_edges(
        np.array([g.nodes[node]["x"] for node in g.nodes]),
        np.array([g.nodes[node]["y"] for node in g.nodes]),
        np.array([number[e.u] for e in kept]),
        np.array([number[e.v] for e in kept]),
        forward=forward_bits,
        backward=backward_bits,
        lines=[e.points for e in kept],
        length=np.array([_length_m(e) for e in kept]),
        columns=columns,
        texts={"names": names, "closures": closures},
    )


def _checked_nodes(g: "nx.MultiDiGraph[Any]") -> dict[Hashable, int]:
    """Number of each node, after a look at whether the graph can be read."""
    if not g.number_of_edges():
        raise DatasetUnusable("the graph has no edges")
    if "crs" in g.graph and not pyproj.CRS(g.graph["crs"]).is_geographic:
        raise DatasetUnusable(
            "the graph is projected; bring it back to degrees with osmnx.project_graph(g, to_latlong=True)"
        )
    lost = [node for node, data in g.nodes(data=True) if "x" not in data or "y" not in data]
    if lost:
        raise DatasetUnusable(f"{len(lost)} nodes have no x and y, e.g. {lost[0]!r}")
    return {node: i for i, node in enumerate(g.nodes)}


def _paired(g: "nx.MultiDiGraph[Any]") -> list[_Edge]:
    """Edges of a directed graph: opposite arcs of one way along one line are put together."""
    found: dict[tuple[Any, ...], list[_Edge]] = {}
    edges: list[_Edge] = []
    for u, v, data in g.edges(data=True):
        points = _points(g, u, v, data)
        # OSMnx says which arcs go against their way; on pieces of several ways it says both: then along the arc.
        along = data.get("reversed") is not True
        if not along:
            u, v, points = v, u, points[::-1]  # noqa: PLW2901
        rounded = np.round(points, 7)
        line = min(rounded.tobytes(), rounded[::-1].tobytes())
        key = (data.get("edge"), _way_ids(data.get("osmid")), frozenset((u, v)), line)
        for edge in found.setdefault(key, []):
            same = edge.u == u and edge.v == v and np.array_equal(np.round(edge.points, 7), rounded)
            side = along if same else not along
            if side not in edge.arcs:
                edge.arcs[side] = data
                break
        else:
            edge = _Edge(u, v, points, data, {along: data})
            found[key].append(edge)
            edges.append(edge)
    if all("edge" in e.data for e in edges):
        edges.sort(key=lambda e: int(e.data["edge"]))
    return edges


def _points(g: "nx.MultiDiGraph[Any]", u: Hashable, v: Hashable, data: Mapping[str, Any]) -> Array:
    """Line of an arc; a straight one where it has no geometry."""
    if data.get("geometry") is not None:
        return shapely.get_coordinates(data["geometry"])
    return np.array([[g.nodes[n]["x"], g.nodes[n]["y"]] for n in (u, v)], dtype=np.float64)


def _way_ids(osmid: Any) -> tuple[Any, ...]:
    """OSM ids of an arc in an order that does not depend on its direction."""
    return tuple(sorted(osmid)) if isinstance(osmid, list) else (osmid,)


def _way_id(data: Mapping[str, Any]) -> int:
    osmid = _one(data.get("osmid"))
    return osmid if isinstance(osmid, int) else 0


def _one(value: Any) -> Any:
    """The first where OSMnx joined pieces with different values."""
    return value[0] if isinstance(value, list) and value else value


def _length_m(edge: _Edge) -> float:
    length = edge.data.get("length")
    if length is None:
        length = _GEOD.line_length(edge.points[:, 0], edge.points[:, 1])
    return float(length)


def _names(data: Iterable[Mapping[str, Any]]) -> tuple[list[str], Array]:
    """Names that occur, and which of them each edge has (-1 none)."""
    code: dict[str, int] = {}
    name = (_one(d.get("name")) for d in data)
    codes = [code.setdefault(n, len(code)) if isinstance(n, str) and n else -1 for n in name]
    return list(code), np.array(codes, dtype=np.int32)


def _kind(edge: _Edge) -> tuple[WayKind | None, int, int]:
    """What an edge's tags say, and the mode bits along and against it."""
    told = "modes" in edge.data
    tagged = "highway" in edge.data or edge.data.get("route") == "ferry"
    if told or not tagged:
        # Who may use it is known, so the tags are read for everything else.
        tags = _tags(edge.data) if tagged else {**_tags(edge.data), "highway": "road"}
        kind = classify_way({**tags, "bicycle": "yes", "foot": "yes"})
        bits = {side: _mode_bits(data) if told else int(EVERYBODY) for side, data in edge.arcs.items()}
        return kind, bits.get(True, 0), bits.get(False, 0)
    kinds = [classify_way({**_tags(edge.data), **highway}) for highway in _each_highway(edge.data)]
    usable = [kind for kind in kinds if kind is not None]
    if len(usable) < len(kinds):
        return None, 0, 0
    # Pieces of several kinds in one edge: only who may use all of them gets through.
    forward = int(np.bitwise_and.reduce([kind.forward for kind in usable]))
    backward = int(np.bitwise_and.reduce([kind.backward for kind in usable]))
    return usable[0], forward, backward


def _each_highway(data: Mapping[str, Any]) -> list[dict[str, str]]:
    if "highway" not in data:
        return [{}]
    value = data["highway"]
    return [{"highway": str(word)} for word in (value if isinstance(value, list) else [value])]


def _mode_bits(data: Mapping[str, Any]) -> int:
    bits = NOBODY
    for mode in str(data.get("modes", "")).split(";"):
        bits |= MODE_BIT.get(mode, NOBODY)
    return int(bits)


def _tags(data: Mapping[str, Any]) -> dict[str, str]:
    """Tags of an OSMnx edge as OSM has them: text, one value each, ``oneway`` along the edge."""
    tags = {key: str(_one(data[key])) for key in WAY_KEYS if data.get(key) is not None and key != "oneway"}
    oneway = _one(data.get("oneway"))
    if oneway is True or str(oneway).lower() in {"yes", "true", "1", "-1", "reverse"}:
        tags["oneway"] = "yes"  # OSMnx turns the nodes of ways that are open against their direction
    return tags
