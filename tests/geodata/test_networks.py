"""Sections put in order, junctions joined, routes kept, faults told."""

import numpy as np
import pytest

from geodata.vocabulary import NETWORKS
from tests.geodata.osm_drawing import Drawing

ROAD = {"highway": "road", "bicycle": "yes"}
SECTION = {"type": "route", "route": "bicycle", "network": "rcn", "network:type": "node_network"}
LINE = """
    A-B-C-D
"""
ENDS = {"A": {"rcn_ref": "12"}, "D": {"rcn_ref": "45"}}


def trace(tmp_path, ways, members, text=LINE, nodes=ENDS, **tags):
    """Trace one section 12-45 with these members."""
    relation = (SECTION | {"ref": "12-45"} | tags, members)
    drawn = Drawing(text).networks(tmp_path, [(letters, ROAD) for letters in ways], nodes, [relation])
    return drawn, drawn.networks.sections[0]


@pytest.mark.parametrize("ways", [["AB", "BC", "CD"], ["BA", "BC", "DC"], ["BA", "CB", "DC"]])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0)])
def test_members_in_any_order_and_direction_make_one_path(tmp_path, ways, order):
    """However ways are drawn and listed, the section runs from its first number to its second."""
    drawn, section = trace(tmp_path, ways, [(f"w{i + 1}", "") for i in order])
    assert section.status == "ok"
    assert drawn.walk(section.edges, section.forward) == "ABCD"
    assert (section.from_ref, section.to_ref) == ("12", "45")
    assert section.length_m == pytest.approx(600, rel=0.01)


def test_number_order_decides_the_direction(tmp_path):
    """A section 45-12 starts at 45."""
    drawn, section = trace(tmp_path, ["ABCD"], [("w1", "")], ref="45-12")
    assert drawn.walk(section.edges, section.forward) == "DA"


def test_without_ref_the_ends_give_the_numbers(tmp_path):
    """A relation without ``ref`` takes the numbers of the junctions at its ends."""
    _, section = trace(tmp_path, ["AB", "BD"], [("w1", ""), ("w2", "")], ref="")
    assert section.status == "ok"
    assert {section.from_ref, section.to_ref} == {"12", "45"}


def test_forward_and_backward_branches(tmp_path):
    """Of a pair of one-way branches, the path takes the one meant for its direction."""
    text = """
          X
        A-B---C-D
            Y
    """
    members = [("w1", ""), ("w2", "forward"), ("w3", "backward"), ("w4", "")]
    drawn, section = trace(tmp_path, ["AB", "BXC", "CYB", "CD"], members, text)
    assert section.status == "ok"
    assert drawn.edge("AB") == section.edges[0]
    forward_branch = section.edges[1]
    assert drawn.tables["edge_way"][forward_branch] == 2
    assert set(section.all_edges) > set(section.edges)
    assert "section with branches" in drawn.problem_kinds()


def test_gap_is_broken_and_told(tmp_path):
    """A section whose ways do not join is kept, marked, and reported."""
    drawn, section = trace(tmp_path, ["AB", "CD"], [("w1", ""), ("w2", "")])
    assert section.status == "broken"
    assert len(section.edges) == 2
    assert not drawn.networks.columns["section_ok"][0]
    assert drawn.problem_kinds() == {"section broken"}


def test_section_that_leaves_the_file(tmp_path):
    """At the border a section keeps what there is and knows which end is missing."""
    drawn, section = trace(tmp_path, ["ABC"], [("w1", ""), ("w99", "")], nodes={"A": ENDS["A"]})
    assert section.status == "leaves_extract"
    assert (section.from_row, section.to_row) == (0, -1)
    assert "section leaves extract" in drawn.problem_kinds()
    assert drawn.networks.columns["section_length"][0] == pytest.approx(400, rel=0.01)


def test_section_from_a_junction_to_itself(tmp_path):
    """A loop section runs once around."""
    text = """
        A-B
        D-C
    """
    drawn, section = trace(tmp_path, ["AB", "BC", "CDA"], [("w1", ""), ("w2", ""), ("w3", "")], text,
                           nodes={"A": {"rcn_ref": "12"}}, ref="12-12")  # fmt: skip
    assert section.status == "ok"
    assert sorted(drawn.walk(section.edges, section.forward)) == ["A", "A", "B", "C"]


def test_junction_beside_its_section_is_joined(tmp_path):
    """A junction node that no way runs through belongs to the network's nearest node within 30 m."""
    drawing = Drawing(LINE)
    lon, lat = drawing.at["D"]
    drawing.at["Z"] = (lon, lat + 20 / 111_300)
    nodes = {"A": ENDS["A"], "Z": {"rcn_ref": "45"}}
    drawn = drawing.networks(tmp_path, [("ABCD", ROAD)], nodes, [(SECTION | {"ref": "12-45"}, [("w1", "")])])
    section = drawn.networks.sections[0]
    assert section.status == "ok"
    assert drawn.letter(drawn.networks.junctions.node[section.to_row]) == "D"
    assert drawn.problem_kinds() == {"junction beside its section"}


def test_junction_far_off_is_told(tmp_path):
    """One that is nowhere near any way of its network gets no node."""
    nodes = ENDS | {"X": {"rcn_ref": "77"}}
    drawn, _ = trace(tmp_path, ["ABCD"], [("w1", "")], "A-B-C-D\n\nX", nodes)
    junctions = drawn.networks.junctions
    assert junctions.node[junctions.ref.index("77")] == -1
    assert "junction off its network" in drawn.problem_kinds()


def test_numbers_may_repeat(tmp_path):
    """Split junctions share a number: the section ends at the one at its end."""
    nodes = ENDS | {"C": {"rcn_ref": "45"}}
    drawn, section = trace(tmp_path, ["AB", "BC", "CD"], [("w1", ""), ("w2", ""), ("w3", "")], nodes=nodes)
    assert drawn.walk(section.edges, section.forward) == "ABCD"


def test_both_networks_share_ways_and_junctions(tmp_path):
    """A node with two numbers is two junctions; the way carries both bits."""
    nodes = {letter: {"rcn_ref": n, "rwn_ref": n} for letter, n in (("A", "12"), ("D", "45"))}
    walking = SECTION | {"route": "hiking", "network": "rwn", "ref": "12-45"}
    drawn = Drawing(LINE).networks(
        tmp_path, [("ABCD", {"highway": "path"})], nodes,
        [(SECTION | {"ref": "12-45"}, [("w1", "")]), (walking, [("w1", "")])],
    )  # fmt: skip
    assert drawn.networks.junctions.network.tolist() == [0, 0, 1, 1]
    assert [s.status for s in drawn.networks.sections] == ["ok", "ok"]
    assert drawn.tables["edge_networks"].tolist() == [0b11]


def test_named_routes_and_routes_of_routes(tmp_path):
    """A signed route keeps its edges in order; a superroute has those of its parts."""
    stage = {"type": "route", "route": "hiking", "network": "lwn", "name": "Etappe 1"}
    whole = {"type": "superroute", "route": "hiking", "network": "nwn", "name": "Pieterpad"}
    drawn = Drawing(LINE).networks(
        tmp_path, [("AB", {"highway": "path"}), ("BD", {"highway": "path"})], None,
        [(stage, [("w2", ""), ("w1", "")]), (whole, [("r1001", "")])],
    )  # fmt: skip
    first, second = drawn.networks.routes
    assert drawn.tables["edge_way"][first.edges].tolist() == [2, 1]
    assert second.edges.tolist() == first.edges.tolist()
    bits = 1 << NETWORKS.index("lwn") | 1 << NETWORKS.index("nwn")
    assert np.unique(drawn.tables["edge_networks"]).tolist() == [bits]


def test_regional_route_without_numbers_is_no_section(tmp_path):
    """``network=rcn`` alone does not make a node network: a route with a name stays a route."""
    tags = {"type": "route", "route": "bicycle", "network": "rcn", "ref": "35", "name": "Rheintal"}
    drawn = Drawing(LINE).networks(tmp_path, [("AD", ROAD)], None, [(tags, [("w1", "")])])
    assert not drawn.networks.sections
    assert [r.mode for r in drawn.networks.routes] == ["fietsen"]
    assert drawn.tables["edge_networks"].tolist() == [0]
