"""What lies around the ways: areas, places, lines, and what the graph's edges know of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geodata.areas import municipality_names, read_areas
from geodata.brook_valleys import with_brook_valleys
from geodata.entrances import find_entrances
from geodata.extract import Problem
from geodata.graph import GraphTables
from geodata.knowledge import Knowledge, PlaceOutcome, add_knowledge
from geodata.lines import noisy_roads, open_waters, read_lines
from geodata.nature_knowledge import add_area_knowledge, add_lacking, known_areas, nature_places
from geodata.nature_services import NatureOutcome, lay_over
from geodata.nearby import places_near_edges
from geodata.overlay import overlay_edges
from geodata.places import read_places
from geodata.progress import Stages
from geodata.regions import Region
from geodata.services import Fetcher, read_features
from geodata.sources import RAW_FOLDER
from geodata.twins import twin_edges

Array = npt.NDArray[Any]

CACHE: Final = RAW_FOLDER.parent / "cache"
"""Where answers of services are kept."""


@dataclass(frozen=True, eq=False)
class Layers:
    """Tables of an extract beside its graph.

    Attributes
    ----------
    areas, places
        As in docs/dataset.md.
    lines
        Waterways, railways and main roads, for the base map.
    columns
        What the layers add to the graph.
    municipalities
        Names in the order of ``edge_municipality``.
    problems
        Faults found on the way.
    entrances
        Of the nature areas, as in docs/dataset.md.
    known
        What came of joining the curated places.
    official
        What came of laying official nature areas over the extract's.
    """

    areas: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    columns: dict[str, Array]
    municipalities: list[str]
    problems: list[Problem]
    entrances: gpd.GeoDataFrame
    known: PlaceOutcome = field(default_factory=PlaceOutcome)
    official: NatureOutcome = field(default_factory=NatureOutcome)

    def counts(self) -> dict[str, int]:
        """Rows by kind of area and group of place, for the manifest."""
        kinds = self.areas["kind"].value_counts()
        groups = self.places["group"].value_counts()
        return {
            "areas": len(self.areas),
            **{f"areas: {kind}": int(kinds[kind]) for kind in sorted(kinds.index)},
            "places": len(self.places),
            **{f"places: {group}": int(groups[group]) for group in sorted(groups.index)},
            "entrances": len(self.entrances),
            **self.known.counts(),
            **self.official.counts(),
        }


def make_layers(
    path: Path,
    region: Region,
    graph: GraphTables,
    edges: gpd.GeoDataFrame,
    stages: Stages,
    knowledge: Knowledge | None = None,
    nature: Sequence[str] = (),
) -> Layers:
    """Read the layers of an extract and lay them over the graph.

    Parameters
    ----------
    path
        The extract.
    region
        The region that it is.
    graph
        Its graph.
    edges
        The graph as a table, whose names are the streets.
    stages
        Told what goes on.
    knowledge
        What is known of the region's places beyond the extract.
    nature
        Files or services of official nature areas.

    Raises
    ------
    GeodataError
        If the extract or a source can't be read.
    """
    with stages.stage("areas", "Reading areas"):
        areas = read_areas(path, region)
        areas, official = _with_official(areas, edges, nature, region)
    with stages.stage("lines", "Reading waterways and main roads"):
        lines = read_lines(path)
        areas = with_brook_valleys(areas, lines, region.crs)
    with stages.stage("places", "Reading places"):
        streets = edges.loc[graph["edge_name"] >= 0, ["way", "name", "geometry"]]
        places, known = add_knowledge(
            read_places(path, region, areas, streets), knowledge or Knowledge(), region.crs
        )
        about_areas = known_areas(region.name)
        areas = add_area_knowledge(add_lacking(areas, about_areas, places), about_areas)
        places = nature_places(areas, about_areas, places, region.crs)
    geometry = (graph.geom_indptr, graph.geom_lon, graph.geom_lat)
    with stages.stage("overlay", "Laying areas over the ways"):
        columns = overlay_edges(*geometry, areas, noisy_roads(lines), open_waters(lines), region)
    with stages.stage("entrances", "Finding the entrances of nature areas"):
        entrances = find_entrances(graph, areas, places, region)
    with stages.stage("nearby", "Finding places along the ways"):
        columns |= places_near_edges(*geometry, places, region.crs)
    with stages.stage("twins", "Finding ways side by side"):
        columns |= twin_edges(*geometry, region.crs)
    told = [problem for table in (areas, places, lines) for problem in table.attrs.get("problems", ())]
    problems = [Problem(p["kind"], p["osm"], p["detail"]) for p in told]
    problems += [Problem("curated_left_out", "", f"{name} is not in the extract") for name in known.left_out]
    return Layers(
        areas, places, lines, columns, municipality_names(areas), problems, entrances, known, official
    )


def _with_official(
    areas: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, nature: Sequence[str], region: Region
) -> tuple[gpd.GeoDataFrame, NatureOutcome]:
    """Lay what registers publish of the region over its areas; nothing is asked where no source is given."""
    if not nature:
        return areas, NatureOutcome()
    shapes = [edges.total_bounds, *([areas.total_bounds] if len(areas) else [])]
    west, south = np.min(shapes, axis=0)[:2].tolist()
    east, north = np.max(shapes, axis=0)[2:].tolist()
    with Fetcher(CACHE) as fetcher:
        sources = [read_features(where, (west, south, east, north), fetcher) for where in nature]
    return lay_over(areas, sources, region.crs)
