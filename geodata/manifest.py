"""What a dataset says of itself: region, extract, counts, problems, checksums."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final

from geodata.dataset import FORMAT
from geodata.extract import NODE_NETWORK_MODES, Extract, Problem
from geodata.graph import GraphTables
from geodata.layers import Layers
from geodata.networks import NetworkTables
from geodata.regions import Region
from geodata.vocabulary import MODES

BUILDER: Final = "rondje 0.1.0"
MAX_PROBLEMS: Final = 2000
"""Problems told one by one; all are counted."""


def describe(
    region: Region,
    extract: Extract,
    graph: GraphTables,
    networks: NetworkTables,
    layers: Layers,
) -> dict[str, Any]:
    """Everything in the manifest but version, checksum of the extract and checksums of the files."""
    problems = [*graph.problems, *networks.problems, *layers.problems]
    lon, lat = graph.geom_lon, graph.geom_lat
    return {
        "format": FORMAT,
        "region": region.name,
        "title": dict(region.title),
        "demo": region.demo,
        "bbox": [round(float(x), 7) for x in (lon.min(), lat.min(), lon.max(), lat.max())],
        "crs": region.crs,
        "builder": BUILDER,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "counts": _counts(extract, graph, networks) | layers.counts() | _problem_counts(problems),
        "attribution": list(region.attribution),
        "problems": [{"kind": p.kind, "osm": p.osm, "detail": p.detail} for p in _shown(problems)],
        "modes": {
            mode: {"component_m": round(float(graph["component_length"][0, column]), 1)}
            for column, mode in enumerate(MODES)
        },
    }


def _counts(extract: Extract, graph: GraphTables, networks: NetworkTables) -> dict[str, int]:
    sections = Counter(section.network for section in networks.sections)
    names = list(NODE_NETWORK_MODES)
    junctions = Counter(names[number] for number in networks.junctions.network.tolist())
    return {
        "nodes": len(graph["node_lon"]),
        "edges": graph.n_edges,
        "arcs": len(graph["head"]),
        "ways": len(set(extract.ways.osm_id.tolist())),
        "length_m": round(float(graph["edge_length"].sum())),
        **{f"sections_{network}": sections[network] for network in names},
        **{f"junctions_{network}": junctions[network] for network in names},
        **{f"length_{network}_m": _network_length(graph, bit) for bit, network in enumerate(names)},
        "routes": len(networks.routes),
    }


def _network_length(graph: GraphTables, bit: int) -> int:
    """Metres of ways that the network runs over, each once."""
    on = (graph["edge_networks"] >> bit) & 1
    return round(float(graph["edge_length"][on > 0].sum()))


def _problem_counts(problems: list[Problem]) -> dict[str, int]:
    kinds = Counter(problem.kind for problem in problems)
    return {"problems": len(problems)} | {f"problems: {kind}": kinds[kind] for kind in sorted(kinds)}


def _shown(problems: list[Problem]) -> list[Problem]:
    """The rarest kinds first, so that a flood of one kind hides no other."""
    kinds = Counter(problem.kind for problem in problems)
    return sorted(problems, key=lambda p: (kinds[p.kind], p.kind))[:MAX_PROBLEMS]
