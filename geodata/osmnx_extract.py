"""OSMnx's graphs as OSM files: a small area by name, or any graph that somebody made in its world."""

import re
from pathlib import Path
from typing import Any, Final

import networkx as nx
import osmium
import osmnx
from osmium.osm.mutable import Node, Way

from geodata.errors import SourceError
from geodata.extract import JUNCTION_KEYS
from geodata.sources import RAW_FOLDER
from geodata.tag_tables import WAY_KEYS

NODE_KEYS: Final = (
    "barrier",
    "access",
    "bicycle",
    "foot",
    "wheelchair",
    "locked",
    "maxwidth",
    *JUNCTION_KEYS,
)
FIRST_OWN_NODE: Final = 15_000_000_000  # ids for points that OSMnx kept without theirs
FIRST_OWN_WAY: Final = 6_000_000_000


def fetch_place(name: str, folder: Path = RAW_FOLDER / "places") -> Path:
    """Fetch the ways of a place through OSMnx and write them as ``.osm.pbf``.

    Parameters
    ----------
    name
        As one would type it into OpenStreetMap's search, e.g. ``"Gemeente Assen"``.
    folder
        Where the file is kept.

    Raises
    ------
    SourceError
        If there is no such place, or no network.
    """
    osmnx.settings.cache_folder = folder / "cache"
    osmnx.settings.useful_tags_way = sorted({*osmnx.settings.useful_tags_way, *WAY_KEYS, "name"})
    osmnx.settings.useful_tags_node = sorted({*osmnx.settings.useful_tags_node, *NODE_KEYS})
    try:
        graph = osmnx.graph_from_place(name, network_type="all", simplify=False, retain_all=True)
    except Exception as error:  # its errors have no base of their own, and requests' come through
        raise SourceError(f"{name}: can't be fetched ({error}); try another name, or --osm PATH") from error
    target = folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.osm.pbf"
    write_graph(graph, target)
    return target


def write_graph(graph: "nx.MultiDiGraph[Any]", target: Path) -> None:
    """Write an OSMnx graph as an OSM file.

    Parameters
    ----------
    graph
        Nodes with ``x`` and ``y``; edges with ``osmid`` and the way's tags. Simplified graphs (with ``geometry``)
        are taken too.
    target
        ``.osm.pbf`` or ``.osm``; replaced where it exists.
    """
    nodes: dict[int, tuple[float, float, dict[str, str]]] = {
        int(n): (float(d["x"]), float(d["y"]), {k: str(d[k]) for k in NODE_KEYS if k in d})
        for n, d in graph.nodes(data=True)
    }
    ways = _ways(graph, nodes)
    target.parent.mkdir(parents=True, exist_ok=True)
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for osm_id, (lon, lat, tags) in sorted(nodes.items()):
            writer.add_node(Node(id=osm_id, location=(lon, lat), tags=tags, version=1))
        for way_id, refs, tags in sorted(ways, key=lambda way: way[0]):
            writer.add_way(Way(id=way_id, nodes=refs, tags=tags, version=1))


def _ways(
    graph: "nx.MultiDiGraph[Any]", nodes: dict[int, Any]
) -> list[tuple[int, list[int], dict[str, str]]]:
    """Chains of edges that came from one way; a way in several pieces gets own ids from the second on."""
    pieces: dict[int, list[tuple[list[int], dict[str, str]]]] = {}
    next_way = FIRST_OWN_WAY
    for u, v, data in sorted(_one_of_each_pair(graph), key=lambda edge: (edge[0], edge[1])):
        osmid = data.get("osmid", next_way)
        tags = {key: _text(data[key]) for key in sorted({*WAY_KEYS, "name"}) if data.get(key) is not None}
        tags["oneway"] = "yes" if data.get("oneway") in (True, "yes", "True") else "no"
        refs = [int(u), *_points_between(data, nodes), int(v)]
        if isinstance(osmid, list):
            osmid = next_way
        next_way += osmid == next_way
        pieces.setdefault(int(osmid), []).append((refs, tags))
    ways: list[tuple[int, list[int], dict[str, str]]] = []
    for osmid, parts in sorted(pieces.items()):
        for number, (refs, tags) in enumerate(_chained(parts)):
            ways.append((osmid if number == 0 else next_way, refs, tags))
            next_way += number > 0
    return ways


def _one_of_each_pair(graph: "nx.MultiDiGraph[Any]") -> list[tuple[int, int, dict[str, Any]]]:
    """Edges in the direction of their way: OSMnx marks the opposite ones ``reversed``."""
    return [
        (u, v, data)
        for u, v, data in graph.edges(data=True)
        if not (data.get("reversed") is True and graph.has_edge(v, u))
    ]


def _points_between(data: dict[str, Any], nodes: dict[int, Any]) -> list[int]:
    """Own ids for the inner points of a simplified edge's line."""
    line = data.get("geometry")
    if line is None:
        return []
    ids: list[int] = []
    for lon, lat in list(line.coords)[1:-1]:
        osm_id = FIRST_OWN_NODE + len(nodes)
        nodes[osm_id] = (float(lon), float(lat), {})
        ids.append(osm_id)
    return ids


def _chained(parts: list[tuple[list[int], dict[str, str]]]) -> list[tuple[list[int], dict[str, str]]]:
    """Join pieces of one way that follow on each other."""
    starts: dict[int, list[int]] = {}
    for number, (refs, _) in enumerate(parts):
        starts.setdefault(refs[0], []).append(number)
    ends = {refs[-1] for refs, _ in parts}
    order = sorted(range(len(parts)), key=lambda number: parts[number][0][0] in ends)
    used: set[int] = set()
    chains: list[tuple[list[int], dict[str, str]]] = []
    for number in order:
        if number in used:
            continue
        used.add(number)
        refs, tags = list(parts[number][0]), parts[number][1]
        while following := next((n for n in starts.get(refs[-1], ()) if n not in used), None):
            used.add(following)
            refs += parts[following][0][1:]
        chains.append((refs, tags))
    return chains


def _text(value: Any) -> str:
    if isinstance(value, list):
        return str(value[0])
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
