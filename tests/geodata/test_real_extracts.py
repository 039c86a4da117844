"""Both real extracts: the figures that are known of them come out."""

from pathlib import Path

import numpy as np
import pytest

from geodata.extract import read_extract
from geodata.graph import build_graph
from geodata.networks import build_networks

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real extracts are not here"),
]


@pytest.fixture(scope="module")
def province():
    """Graph and networks of the province."""
    extract = read_extract(DATA / "drenthe.osm.pbf")
    graph = build_graph(extract)
    return graph, build_networks(extract, graph)


@pytest.fixture(scope="module")
def country():
    """Graph and networks of the country."""
    extract = read_extract(DATA / "liechtenstein.osm.pbf")
    graph = build_graph(extract)
    return graph, build_networks(extract, graph)


@pytest.mark.parametrize(
    ("bit", "sections", "length_km", "junctions"),
    [(0, 1167, 2967, 807), (1, 6049, 6019, 4018)],
    ids=["rcn", "rwn"],
)
def test_node_networks_are_complete(province, bit, sections, length_km, junctions):
    """All sections and junctions of the province are found, on the known kilometres of ways."""
    graph, networks = province
    assert (networks.columns["section_network"] == bit).sum() == sections
    assert (networks.columns["junction_network"] == bit).sum() == junctions
    on = (graph["edge_networks"] >> bit & 1) > 0
    assert graph["edge_length"][on].sum() / 1000 == pytest.approx(length_km, rel=0.01)


def test_faults_of_the_province_are_told(province):
    """Sections at the border and junctions beside their section are reported; nearly all sections are whole."""
    graph, networks = province
    kinds = {p.kind for p in networks.problems}
    assert {"section leaves extract", "junction beside its section", "junction off its network"} <= kinds
    assert networks.columns["section_ok"].mean() > 0.97
    told = {p.osm for p in networks.problems}
    broken = [s for s in networks.sections if s.status != "ok"]
    assert all(f"r{s.osm_id}" in told for s in broken)
    assert graph["edge_length"].min() > 0


def test_whole_sections_join_end_to_end(province):
    """Each usable section is a chain of edges from one of its junctions to the other."""
    graph, networks = province
    u, v = graph["edge_u"], graph["edge_v"]
    for section in networks.sections:
        if section.status != "ok":
            continue
        start = np.where(section.forward, u[section.edges], v[section.edges])
        end = np.where(section.forward, v[section.edges], u[section.edges])
        assert (start[1:] == end[:-1]).all(), section.osm_id
        ends = networks.junctions.node[[section.from_row, section.to_row]]
        assert [start[0], end[-1]] == ends.tolist(), section.osm_id


def test_walking_sections_are_not_open_to_bicycles(province):
    """A way that only says ``foot=yes`` is walked, not ridden; almost every network metre is in one piece."""
    graph, _ = province
    modes = graph["arc_modes"]
    assert (modes == 6).any()
    assert (modes == 1).any()
    longest = graph["component_length"][0]
    assert longest[0] > 3_500_000
    assert longest[1] > 6_500_000


def test_country_has_its_routes_and_tags(country):
    """About two hundred signed routes, no node network, most ways with a surface or a class that says it."""
    graph, networks = country
    assert 190 <= len(networks.routes) <= 215
    assert not networks.sections
    assert not len(networks.junctions.ref)
    assert (graph["edge_class"] == 0).sum() == 0
    assert (graph["edge_surface"] > 0).mean() > 0.5
    assert (graph["node_barrier"] > 0).sum() > 100
    assert len(graph.texts["closures"]) >= 2
