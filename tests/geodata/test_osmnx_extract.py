"""OSMnx's graphs become OSM files that build like any other."""

import networkx as nx
import pytest
import shapely

from geodata.extract import read_extract
from geodata.graph import build_graph
from geodata.osmnx_extract import fetch_place, write_graph
from geodata.vocabulary import MODE_BIT, WAY_CLASSES


def graph_of(edges) -> nx.MultiDiGraph:
    """A little MultiDiGraph as OSMnx makes them: (u, v, osmid, tags) per direction."""
    graph = nx.MultiDiGraph(crs="epsg:4326")
    for u, v, osmid, tags in edges:
        for node in (u, v):
            graph.add_node(node, x=6.5 + node / 1000, y=52.9 + (node % 2) / 1000)
        graph.add_edge(u, v, osmid=osmid, **tags)
    return graph


def test_two_way_street_becomes_one_way_object(tmp_path):
    """Both directions of a street in OSMnx are one OSM way that may be travelled both ways."""
    tags = {"highway": "residential", "oneway": False, "name": "Brink"}
    graph = graph_of(
        [(1, 2, 7, tags | {"reversed": False}), (2, 3, 7, tags | {"reversed": False}),
         (2, 1, 7, tags | {"reversed": True}), (3, 2, 7, tags | {"reversed": True})]
    )  # fmt: skip
    write_graph(graph, tmp_path / "a.osm.pbf")
    extract = read_extract(tmp_path / "a.osm.pbf")
    assert extract.ways.osm_id.tolist() == [7]
    assert extract.ways.ref.tolist() == [1, 2, 3]
    assert extract.names == ["Brink"]
    tables = build_graph(extract)
    assert tables["arc_modes"].tolist() == [7, 7]


def test_one_way_street_stays_one_way(tmp_path):
    """``oneway=True`` keeps bicycles from riding back, and walkers may."""
    graph = graph_of([(1, 2, 8, {"highway": "tertiary", "oneway": True, "reversed": False})])
    write_graph(graph, tmp_path / "a.osm")
    tables = build_graph(read_extract(tmp_path / "a.osm"))
    modes = dict(zip(tables["arc_forward"].tolist(), tables["arc_modes"].tolist(), strict=True))
    assert modes[True] & MODE_BIT["fietsen"]
    assert not modes[False] & MODE_BIT["fietsen"]


def test_simplified_graph_keeps_its_bends(tmp_path):
    """Edges with a line, and with several ways' ids and tags in lists, are taken as they come."""
    line = shapely.LineString([(6.501, 52.901), (6.505, 52.95), (6.502, 52.9)])
    tags = {"highway": ["path", "track"], "oneway": False, "reversed": False, "geometry": line}
    write_graph(graph_of([(1, 2, [3, 4], tags)]), tmp_path / "a.osm.pbf")
    tables = build_graph(read_extract(tmp_path / "a.osm.pbf"))
    assert WAY_CLASSES[tables["edge_class"][0]] == "path"
    assert tables["edge_length"][0] == pytest.approx(5_474 + 5_571, rel=0.01)


@pytest.mark.network
def test_place_by_name():
    """A municipality arrives through OSMnx and builds."""
    extract = read_extract(fetch_place("Gemeente Assen"))
    assert len(extract.ways.osm_id) > 1000
