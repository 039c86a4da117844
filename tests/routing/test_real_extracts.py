"""Searches, snapping and areas on datasets built from the real extracts."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from geodata.vocabulary import MODES
from routing.costs import CostModel
from routing.graph import RoutingGraph
from routing.isochrones import reachable
from routing.places import PlaceTable
from routing.profiles import profile
from routing.search import path
from routing.snapping import Snap, snap, usable_edges
from routing.walks import coordinates
from tests.routing.random_graphs import point_on

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def country(liechtenstein_dataset: Path) -> RoutingGraph:
    """A whole country."""
    return RoutingGraph.load(liechtenstein_dataset / "current")


@pytest.fixture(scope="module")
def province(drenthe_dataset: Path) -> RoutingGraph:
    """The province."""
    return RoutingGraph.load(drenthe_dataset / "current")


def points(graph: RoutingGraph, mode: str, count: int, seed: int) -> list[Snap]:
    """Random points on ways of the largest part that the mode can move about in."""
    rng = np.random.default_rng(seed)
    edges = np.flatnonzero(graph.edge_component[:, MODES.index(mode)] == 0)
    return [point_on(graph, int(rng.choice(edges)), float(rng.random())) for _ in range(count)]


def with_point(g: nx.MultiDiGraph, graph: RoutingGraph, cost: np.ndarray, name: str, at: Snap) -> None:
    """Add a point on an edge as a node."""
    for arc, gone in zip(graph.edge_arcs[at.edge].tolist(), (at.at, 1 - at.at), strict=True):
        if arc >= 0 and cost[arc] < np.inf:
            g.add_edge(int(graph.tail[arc]), name, weight=cost[arc] * gone)
            g.add_edge(name, int(graph.head[arc]), weight=cost[arc] * (1 - gone))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dataset", ["country", "province"])
def test_paths_between_random_points_equal_networkx(dataset, mode, request):
    """On real networks, with profiles and a theme, every path is the cheapest there is."""
    graph: RoutingGraph = request.getfixturevalue(dataset)
    cost = CostModel(graph, PlaceTable.empty()).arcs(mode, {"bos": 1.0}).cost
    g = nx.MultiDiGraph()
    open_arcs = np.flatnonzero(cost < np.inf)
    g.add_weighted_edges_from(
        zip(
            graph.tail[open_arcs].tolist(),
            graph.head[open_arcs].tolist(),
            cost[open_arcs].tolist(),
            strict=True,
        )
    )
    sources, targets = points(graph, mode, 5, 1), points(graph, mode, 10, 2)
    for i, target in enumerate(targets):
        with_point(g, graph, cost, f"to {i}", target)
    for i, source in enumerate(sources):
        with_point(g, graph, cost, f"from {i}", source)
        best = nx.single_source_dijkstra_path_length(g, f"from {i}")
        for j, target in enumerate(targets):
            walk = path(graph, source, target, cost)
            assert walk is not None
            assert (cost[walk.arcs] * (walk.hi - walk.lo)).sum() == pytest.approx(best[f"to {j}"], rel=1e-9)
            assert (graph.head[walk.arcs[:-1]] == graph.tail[walk.arcs[1:]]).all()
            line = coordinates(graph, walk)
            np.testing.assert_allclose(line[[0, -1]], [source.lonlat, target.lonlat], atol=1e-9)


@pytest.mark.parametrize("dataset", ["country", "province"])
def test_snapping_finds_the_nearest_way(dataset, request):
    """Anywhere in the region the snapped point is the nearest on any usable way, as shapely's tree finds it."""
    graph: RoutingGraph = request.getfixturevalue(dataset)
    usable = usable_edges(graph, "fietsen", 10_000)
    edges = np.flatnonzero(usable)
    owner = np.repeat(np.arange(graph.n_edges), np.diff(graph.geom_indptr))
    rng = np.random.default_rng(5)
    for _ in range(12):
        lon = float(rng.uniform(graph.node_lon.min(), graph.node_lon.max()))
        lat = float(rng.uniform(graph.node_lat.min(), graph.node_lat.max()))
        x = (graph.geom_lon - lon) * 111_319.0 * np.cos(np.radians(lat))
        y = (graph.geom_lat - lat) * 111_195.0
        lines = shapely.linestrings(np.column_stack((x, y)), indices=owner)[edges]
        gap = float(shapely.distance(lines, shapely.Point(0, 0)).min())
        found = snap(graph, (lon, lat), usable, reach_m=50_000)
        assert found is not None
        assert found.gap_m == pytest.approx(gap, abs=1e-6)
        assert usable[found.edge]


@pytest.mark.parametrize(
    ("mode", "minutes"), [("fietsen", 60), ("fietsen", 180), ("wandelen", 45), ("toegankelijk", 5)]
)
def test_areas_within_reach_are_sound(country, province, mode, minutes):
    """Valid, holding their start, within what the mode's best speed allows, and the same when asked again."""
    for graph in (country, province):
        costs = CostModel(graph, PlaceTable.empty())
        for start in points(graph, mode, 3, 9):
            result = reachable(graph, costs, start, mode, minutes)
            area = shape(result.geometry)
            assert area.is_valid
            assert area.contains(shapely.Point(start.lonlat))
            assert 0 < result.reached_m <= graph.edge_length.sum()
            scale = np.array([111_500 * np.cos(np.radians(start.lonlat[1])), 111_300])
            corners = (shapely.get_coordinates(area) - start.lonlat) * scale
            farthest = np.hypot(corners[:, 0], corners[:, 1]).max()
            assert farthest < minutes * 60 * profile(mode).speed_ms * 1.01 + 200
            assert reachable(graph, costs, start, mode, minutes) == result


def test_the_country_survives_the_way_to_osmnx_and_back(country):
    """All arcs of a whole country, with lengths, modes and names of surfaces, in their order."""
    back = RoutingGraph.from_networkx(country.to_networkx())
    for column in ("node_lon", "node_lat", "node_osm_id", "tail", "head", "arc_forward", "arc_modes"):
        np.testing.assert_array_equal(back.columns[column], country.columns[column], err_msg=column)
    edges = np.unique(country.arc_edge)
    for column in ("edge_length", "edge_way", "edge_class", "edge_surface", "edge_stress", "edge_width"):
        np.testing.assert_array_equal(back.columns[column], country.columns[column][edges], err_msg=column)
