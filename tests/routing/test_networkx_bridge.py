"""The way to OSMnx's world and back."""

import networkx as nx
import numpy as np
import osmnx as ox
import pytest
from hypothesis import given, settings
from shapely.geometry import LineString

from geodata.vocabulary import SURFACES, WAY_CLASSES
from routing.errors import DatasetUnusable
from routing.graph import RoutingGraph
from routing.search import path
from tests.routing.drawing import draw
from tests.routing.random_graphs import cases

TOWN = r"""
    A---B--C
    |   |\ |
    |   | \|
    D---E--F
    |      |
    +---G--+
"""
OPTIONS = {
    "AB": {
        "oneway": True,
        "modes": ["fietsen"],
        "way_class": "cycleway",
        "surface": "paving",
        "name": "Brink",
    },
    "BE": {"way_class": "steps", "modes": ["wandelen"], "lit": "yes"},
    "CF": {"way_class": "trunk", "surface": "asphalt", "stress": "high"},
    "BF": {"way_class": "ferry"},
    "DE": {"way_class": "cyclestreet", "surface": "paved", "dog": "leashed", "wheelchair": "limited"},
    "EF": {"way_class": "path", "smoothness": "impassable", "surface": "sand", "name": "Zandweg"},
}


def arcs_of(graph: RoutingGraph) -> list[tuple]:
    """Everything that matters about each arc, in an order of its own."""
    return sorted(
        (
            int(graph.node_osm_id[graph.tail[a]]), int(graph.node_osm_id[graph.head[a]]), int(graph.arc_modes[a]),
            float(graph.arc_length[a]), WAY_CLASSES[graph.edge_class[e]], SURFACES[graph.edge_surface[e]],
            int(graph.edge_stress[e]), graph.edge_points(e)[:: 1 if graph.arc_forward[a] else -1].tolist(),
        )
        for a, e in enumerate(graph.arc_edge)
    )  # fmt: skip


@settings(max_examples=80, deadline=None, derandomize=True)
@given(cases())
def test_there_and_back_is_the_same_graph(case):
    """Nodes, arcs, their lengths and lines survive, with rings and parallel ways."""
    graph = case.graph
    if not graph.n_arcs:
        return
    back = RoutingGraph.from_networkx(graph.to_networkx())
    np.testing.assert_array_equal(back.node_lon, graph.node_lon)
    np.testing.assert_array_equal(back.node_osm_id, graph.node_osm_id)
    assert arcs_of(back) == arcs_of(graph)
    assert back.n_edges == len(np.unique(graph.arc_edge))


def test_words_of_ways_survive():
    """Class, surface, stress, names and who may travel come back as they were, odd combinations too."""
    graph = draw(TOWN, OPTIONS).graph
    back = RoutingGraph.from_networkx(graph.to_networkx())
    assert arcs_of(back) == arcs_of(graph)
    for column in ("edge_smoothness", "edge_lit", "edge_dog", "edge_wheelchair"):
        np.testing.assert_array_equal(back.columns[column], graph.columns[column])
    assert [back.names[i] if i >= 0 else "" for i in back.edge_name] == [
        graph.names[i] if i >= 0 else "" for i in graph.edge_name
    ]


def test_a_mode_sees_its_own_arcs():
    """The walkers' graph has the steps, and not the cycleway."""
    drawn = draw(TOWN, OPTIONS)
    g, key = drawn.graph.to_networkx("wandelen"), drawn.node
    assert g.has_edge(key["B"], key["E"])
    assert not g.has_edge(key["A"], key["B"])
    bikes = drawn.graph.to_networkx("fietsen")
    assert bikes.has_edge(key["A"], key["B"])
    assert not bikes.has_edge(key["B"], key["A"])
    assert bikes.edges[key["A"], key["B"], 0]["oneway"] is True
    assert bikes.edges[key["D"], key["E"], 0]["oneway"] is False


def test_osmnx_finds_the_same_shortest_path():
    """OSMnx's shortest path by length is as long as ours."""
    drawn = draw(TOWN, OPTIONS)
    g = drawn.graph.to_networkx()
    nodes = ox.routing.shortest_path(g, drawn.node["D"], drawn.node["C"], weight="length")
    gdf = ox.routing.route_to_gdf(g, nodes)
    ours = path(drawn.graph, drawn.at("D"), drawn.at("C"), drawn.graph.arc_length)
    assert gdf["length"].sum() == pytest.approx(ours.length_m(drawn.graph))


def test_osmnx_turns_it_into_tables_and_back():
    """Its tables of nodes and edges have our columns, and its graph of them is one that we read."""
    graph = draw(TOWN, OPTIONS).graph
    nodes, edges = ox.convert.graph_to_gdfs(graph.to_networkx())
    assert nodes.crs.to_epsg() == edges.crs.to_epsg() == 4326
    assert {"osmid", "highway", "surface", "name", "oneway", "reversed", "length", "geometry"} <= set(
        edges.columns
    )
    assert edges.geometry.geom_type.unique().tolist() == ["LineString"]
    assert arcs_of(RoutingGraph.from_networkx(ox.convert.graph_from_gdfs(nodes, edges))) == arcs_of(graph)


def test_osmnx_counts_what_is_there():
    """Its statistics count our streets once, whichever way they may be travelled."""
    drawn = draw(TOWN, OPTIONS)
    stats = ox.stats.basic_stats(drawn.graph.to_networkx())
    assert stats["n"] == drawn.graph.n_nodes
    assert stats["m"] == drawn.graph.n_arcs
    assert stats["street_segment_count"] == drawn.graph.n_edges
    assert stats["street_length_total"] == pytest.approx(drawn.graph.edge_length.sum())
    assert stats["streets_per_node_counts"] == {0: 0, 1: 0, 2: 3, 3: 2, 4: 2}


def test_a_saved_graph_is_read_back(tmp_path):
    """GraphML, where everything becomes text, loses nothing that matters."""
    graph = draw(TOWN, OPTIONS).graph
    ox.io.save_graphml(graph.to_networkx(), tmp_path / "g.graphml")
    assert arcs_of(RoutingGraph.from_networkx(ox.io.load_graphml(tmp_path / "g.graphml"))) == arcs_of(graph)


def osmnx_graph(*edges: tuple[int, int, dict], simplified: bool = True) -> nx.MultiDiGraph:
    """A graph as ``osmnx.graph_from_place`` returns it: no modes, OSM's tags as text, lists where ways were joined."""
    g = nx.MultiDiGraph(crs="epsg:4326", simplified=simplified)
    for node in sorted({n for u, v, _ in edges for n in (u, v)}):
        g.add_node(node, x=6.5 + node * 0.001, y=52.9 + (node % 2) * 0.001, street_count=3)
    for u, v, data in edges:
        g.add_edge(
            u, v, **{"osmid": 100 * u + v, "oneway": False, "reversed": False, "length": 120.0, **data}
        )
    return g


def both_ways(u: int, v: int, **data) -> list[tuple[int, int, dict]]:
    """A street and its opposite, as OSMnx adds them."""
    one = {"osmid": 7, **data}
    line = one.get("geometry")
    other = {**one, "reversed": True} | (
        {"geometry": LineString(line.coords[::-1])} if line is not None else {}
    )
    return [(u, v, one), (v, u, other)]


def modes(graph: RoutingGraph, edge: int = 0) -> tuple[int, int]:
    """Mode bits along and against an edge."""
    return tuple(int(graph.arc_modes[a]) if a >= 0 else 0 for a in graph.edge_arcs[edge])


def test_tags_say_who_may_travel():
    """A graph fetched from OSM is read by the rules of tags: a footway is not for bicycles, a motorway for nobody."""
    line = LineString([(6.501, 52.901), (6.5015, 52.903), (6.502, 52.9)])
    graph = RoutingGraph.from_networkx(
        osmnx_graph(
            *both_ways(1, 2, highway="footway", geometry=line, surface="gravel"),
            *both_ways(2, 3, highway="residential", name="Brink", maxspeed="30", osmid=8),
            (3, 4, {"highway": "motorway", "oneway": True}),
        )
    )
    assert graph.n_nodes == 4
    assert graph.n_edges == 2
    assert modes(graph, 0) == (6, 6)
    assert modes(graph, 1) == (7, 7)
    assert len(graph.edge_points(0)) == 3
    assert graph.names[graph.edge_name[1]] == "Brink"
    assert SURFACES[graph.edge_surface[0]] == "gravel"
    assert graph.edge_way.tolist() == [7, 8]


def test_walkers_go_both_ways_where_osmnx_has_one_arc():
    """OSMnx directs a graph for its own kind of traveller; a one-way street still has two ways on foot."""
    graph = RoutingGraph.from_networkx(osmnx_graph((1, 2, {"highway": "residential", "oneway": True})))
    assert modes(graph) == (7, 6)
    again = RoutingGraph.from_networkx(
        osmnx_graph((1, 2, {"highway": "residential", "oneway": True, "cycleway": "opposite_lane"}))
    )
    assert modes(again) == (7, 7)


def test_pieces_of_several_ways_are_open_to_who_may_use_all():
    """A footway that goes on as a street, joined by OSMnx: bicycles get through neither."""
    graph = RoutingGraph.from_networkx(
        osmnx_graph(
            *both_ways(
                1,
                2,
                highway=["footway", "residential"],
                osmid=[5, 6],
                name=["Pad", "Brink"],
                surface=["sett", "gravel"],
            )
        )
    )
    assert graph.n_edges == 1
    assert modes(graph) == (6, 6)
    assert WAY_CLASSES[graph.edge_class[0]] == "footway"
    assert graph.edge_way[0] == 5


def test_without_tags_the_arcs_say_it():
    """A graph that knows no tags is open to everybody along its arcs."""
    graph = RoutingGraph.from_networkx(osmnx_graph((1, 2, {}), (2, 3, {"osmid": 9}), (3, 2, {"osmid": 9})))
    assert modes(graph, 0) == (7, 0)
    assert modes(graph, 1) == (7, 7)


def test_lengths_are_measured_where_they_are_missing():
    """An edge without length gets that of its line."""
    g = osmnx_graph((1, 2, {"highway": "path"}))
    del g.edges[1, 2, 0]["length"]
    graph = RoutingGraph.from_networkx(g)
    assert graph.edge_length[0] == pytest.approx(130, abs=3)


def test_islands_keep_their_own_components():
    """What is not joined is not one component, so that no tour is planned from one to the other."""
    graph = RoutingGraph.from_networkx(
        osmnx_graph(*both_ways(1, 2, highway="path"), *both_ways(3, 4, highway="path"))
    )
    assert len(np.unique(graph.edge_component[:, 0])) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda g: g.remove_edges_from(list(g.edges)), "no edges"),
        (lambda g: g.graph.update(crs="EPSG:28992"), "to_latlong"),
        (lambda g: g.nodes[1].pop("x"), "no x and y"),
        (lambda g: g.edges[1, 2, 0].update(highway="motorway"), "used by any mode"),
    ],
)
def test_graphs_that_cannot_be_read_say_what_to_do(change, message):
    """No edges, metres instead of degrees, nodes without a place, nothing to ride or walk on."""
    g = osmnx_graph((1, 2, {"highway": "path"}))
    change(g)
    with pytest.raises(DatasetUnusable, match=message):
        RoutingGraph.from_networkx(g)
