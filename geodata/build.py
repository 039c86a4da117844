"""Extract → dataset: the stages in order, each a call to the module that knows how."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geodata.extract import Extract, Problem, check_extract, file_sha256, read_extract
from geodata.graph import GraphTables, build_graph
from geodata.networks import NetworkTables, build_networks, route_texts
from geodata.progress import Stages
from geodata.publish import checksums, new_version
from geodata.regions import Region
from geodata.tables import edge_table, network_table
from geodata.vocabulary import MODES

FORMAT: Final = 1
BUILDER: Final = "rondje 0.1.0"
MAX_PROBLEMS: Final = 2000
_STAGES: Final = 8


@dataclass(frozen=True)
class BuildResult:
    """What a build made: the published folder, its manifest, and the seconds of each stage."""

    folder: Path
    manifest: dict[str, Any]
    seconds: dict[str, float]


def build_dataset(path: Path, region: Region, out: Path, shown: bool | None = None) -> BuildResult:
    """Build a dataset from an extract and publish it.

    Parameters
    ----------
    path
        The extract.
    region
        The region that it is.
    out
        Folder for the versions and the pointer ``current``.
    shown
        Show progress; by default on a terminal.

    Raises
    ------
    GeodataError
        If the extract can't be used or the dataset can't be written; ``current`` is then what it was.
    """
    check_extract(path)
    with Stages(_STAGES, shown) as stages:
        sha256 = file_sha256(path)
        with new_version(out, sha256) as (folder, version, publish):
            extract, graph, networks = make_graph(path, stages)
            with stages.stage("tables", "Writing tables"):
                _write_tables(folder, graph, networks)
            with stages.stage("write", "Writing the graph"):
                texts = {"municipalities": [], "routes": route_texts(networks.routes), "junction_refs": networks.junctions.ref}
                _write_graph(folder / "graph", graph, networks, texts)
            with stages.stage("publish", "Publishing"):
                manifest = _manifest(version, region, extract, sha256, graph, networks)
                manifest["files"] = checksums(folder)
                _write_json(folder / "manifest.json", manifest)
                target = publish()
    return BuildResult(target, manifest, stages.seconds)


def make_graph(path: Path, stages: Stages) -> tuple[Extract, GraphTables, NetworkTables]:
    """Read an extract and make graph and networks: the part that is compared with other routers' builds."""
    with stages.stage("read", "Reading the extract"):
        extract = read_extract(path)
    with stages.stage("graph", "Making the graph"):
        graph = build_graph(extract)
    with stages.stage("networks", "Tracing the networks"):
        networks = build_networks(extract, graph)
    return extract, graph, networks


def _write_tables(folder: Path, graph: GraphTables, networks: NetworkTables) -> None:
    edge_table(graph).to_parquet(folder / "edges.parquet", index=False)
    network_table(graph, networks).to_parquet(folder / "networks.parquet", index=False)
    columns = ("place_id", "group", "category", "name", "lon", "lat", "opening_hours", "website")
    pd.DataFrame({c: pd.Series(dtype="float64" if c in {"lon", "lat"} else "object") for c in columns}).to_parquet(
        folder / "places.parquet", index=False
    )


def _write_graph(folder: Path, graph: GraphTables, networks: NetworkTables, texts: dict[str, Any]) -> None:
    folder.mkdir()
    for name, column in (graph.columns | networks.columns).items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(column))
    for name, content in (graph.texts | texts).items():
        _write_json(folder / f"{name}.json", content)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def _manifest(
    version: str, region: Region, extract: Extract, sha256: str, graph: GraphTables, networks: NetworkTables
) -> dict[str, Any]:
    problems: list[Problem] = [*graph.problems, *networks.problems]
    kinds = Counter(problem.kind for problem in problems)
    sections = Counter(s.network for s in networks.sections)
    junctions = Counter(("rcn", "rwn")[n] for n in networks.junctions.network.tolist())
    counts = {
        "nodes": len(graph["node_lon"]),
        "edges": graph.n_edges,
        "arcs": len(graph["head"]),
        "ways": len(set(extract.ways.osm_id.tolist())),
        "length_m": round(float(graph["edge_length"].sum())),
        **{f"sections_{network}": sections[network] for network in ("rcn", "rwn")},
        **{f"junctions_{network}": junctions[network] for network in ("rcn", "rwn")},
        **{f"length_{network}_m": _network_length(graph, bit) for bit, network in enumerate(("rcn", "rwn"))},
        "routes": len(networks.routes),
        "problems": len(problems),
        **{f"problems: {kind}": number for kind, number in sorted(kinds.items())},
    }
    lon, lat = graph.geom_lon, graph.geom_lat
    return {
        "format": FORMAT,
        "version": version,
        "region": region.name,
        "title": dict(region.title),
        "demo": region.demo,
        "bbox": [round(float(x), 7) for x in (lon.min(), lat.min(), lon.max(), lat.max())],
        "crs": region.crs,
        "extract": {"name": extract.path.name, "timestamp": extract.timestamp, "sha256": sha256},
        "builder": BUILDER,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "counts": counts,
        "attribution": list(region.attribution),
        "problems": [{"kind": p.kind, "osm": p.osm, "detail": p.detail} for p in problems[:MAX_PROBLEMS]],
        "modes": {m: {"component_m": round(float(graph["component_length"][0, i]), 1)} for i, m in enumerate(MODES)},
    }


def _network_length(graph: GraphTables, bit: int) -> int:
    """Metres of ways that the network runs over, each once."""
    on = (graph["edge_networks"] >> bit) & 1
    return round(float(graph["edge_length"][on > 0].sum()))
