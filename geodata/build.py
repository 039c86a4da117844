"""Extract → dataset: the stages in order, each a call to the module that knows how."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from geodata.agenda import event_table
from geodata.basemap import write_basemap
from geodata.extract import Extract, check_extract, file_sha256, read_extract
from geodata.graph import GraphTables, build_graph
from geodata.knowledge import place_events, read_knowledge
from geodata.layers import make_layers
from geodata.manifest import describe
from geodata.networks import NetworkTables, build_networks, route_texts
from geodata.progress import Stages
from geodata.publish import checksums, new_version
from geodata.regions import Region
from geodata.tables import edge_table, network_table
from geodata.waterways import waterway_table

_STAGES: Final = 12


@dataclass(frozen=True)
class BuildResult:
    """What a build made: the published folder, its manifest, and the seconds of each stage."""

    folder: Path
    manifest: dict[str, Any]
    seconds: dict[str, float]


def build_dataset(
    path: Path,
    region: Region,
    out: Path,
    shown: bool | None = None,
    nature: Sequence[str] = (),
    check: Callable[[Mapping[str, Any]], None] | None = None,
) -> BuildResult:
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
    nature
        Files or services (OGC API - Features, WFS) of official nature areas; none are asked unless given.
    check
        Is given the manifest before the dataset is published; what it raises stops that.

    Raises
    ------
    GeodataError
        If the extract can't be used or the dataset can't be written; ``current`` is then what it was.
    """
    check_extract(path)
    knowledge = read_knowledge(region.name)
    with Stages(_STAGES, shown) as stages:
        extract, graph, networks = make_graph(path, stages)
        sha256 = file_sha256(path)
        with new_version(out, sha256) as (folder, version, publish):
            edges = edge_table(graph)
            layers = make_layers(path, region, graph, edges, stages, knowledge, nature)
            graph.columns.update(layers.columns)
            with stages.stage("basemap", "Drawing the base map"):
                network_lines = network_table(graph, networks)
                write_basemap(
                    folder / "basemap.pmtiles", extract=path, edges=edges, networks=network_lines,
                    areas=layers.areas, places=layers.places, region=region, lines=layers.lines,
                )  # fmt: skip
            with stages.stage("write", "Writing tables and graph"):
                edges.to_parquet(folder / "edges.parquet", index=False)
                network_lines.to_parquet(folder / "networks.parquet", index=False)
                layers.areas.drop(columns="water").to_parquet(folder / "areas.parquet", index=False)
                layers.places.to_parquet(folder / "places.parquet", index=False)
                layers.entrances.to_parquet(folder / "entrances.parquet", index=False)
                waterway_table(layers.lines, region.crs).to_parquet(folder / "waterways.parquet", index=False)
                events = place_events(knowledge, layers.places, region)
                event_table(region, layers.places, events.rows).to_parquet(
                    folder / "events.parquet", index=False
                )
                _write_graph(folder / "graph", graph, networks, {"municipalities": layers.municipalities})
            with stages.stage("publish", "Publishing"):
                manifest = describe(region, extract, graph, networks, layers)
                manifest["counts"] |= events.counts()
                manifest["attribution"] += [f"{source}: nature areas" for source in layers.official.sources]
                manifest["version"] = version
                manifest["extract"] = {"name": path.name, "timestamp": extract.timestamp, "sha256": sha256}
                manifest["files"] = checksums(folder)
                _write_json(folder / "manifest.json", manifest)
                if check is not None:
                    check(manifest)
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


def _write_graph(folder: Path, graph: GraphTables, networks: NetworkTables, texts: dict[str, Any]) -> None:
    folder.mkdir()
    for name, column in (graph.columns | networks.columns).items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(column))
    network_texts = {"routes": route_texts(networks.routes), "junction_refs": networks.junctions.ref}
    for name, content in (graph.texts | network_texts | texts).items():
        _write_json(folder / f"{name}.json", content)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
