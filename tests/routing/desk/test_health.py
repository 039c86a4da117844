"""What is wrong with a network is found where it was drawn, and nothing where all is well."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from geodata.regions import Guideline
from geodata.vocabulary import BARRIERS
from routing.desk.coverage import CoverageDesk
from routing.desk.findings import KINDS, Finding
from routing.desk.health import network_health
from routing.desk.health_sections import _Look
from routing.desk.numbered_network import numbered_network
from routing.errors import BadRequest
from routing.graph import RoutingGraph
from routing.places import PlaceTable
from routing.planner import Planner
from tests.routing.desk.test_coverage import signed
from tests.routing.drawing import draw

RULES = (
    Guideline("section", "wandelen", "", "a handbook", "foreign", {"good_to_m": 900, "most_m": 1500}),
    Guideline("smallest loop", "wandelen", "", "a handbook", "foreign", {"good_to_m": 2500, "most_m": 4000}),
)


def found(graph: RoutingGraph, kind: str, mode: str = "wandelen") -> list[Finding]:
    """Findings of one kind on a drawn network."""
    desk = CoverageDesk(graph, PlaceTable.empty(), guidelines=RULES)
    return list(network_health(desk, mode, kinds=[kind]))


SQUARE = "A-----B\n|     |\n|     |\n|     |\nC-----D"
ROUND = {"AB": ("1", "2"), "BD": ("2", "4"), "DC": ("4", "3"), "CA": ("3", "1")}


def test_a_sound_network_has_no_findings() -> None:
    """Four numbers, four sections, one loop of 2 km: nothing to complain about."""
    desk = CoverageDesk(signed(SQUARE, ROUND).graph, PlaceTable.empty(), guidelines=RULES)
    assert network_health(desk, "wandelen") == ()


def test_a_section_that_is_too_long_says_so_and_how_bad() -> None:
    """Over 900 m is worth knowing, over 1500 m too long; the finding lies on the section and names its ends."""
    drawn = signed(
        "A----------B-----------------C---D", {"AB": ("1", "2"), "BC": ("2", "3"), "CD": ("3", "4")}
    )
    [worse, lesser] = found(drawn.graph, "section_too_long")
    assert (worse.severity, worse.values["from"], worse.values["to"]) == (2, "2", "3")
    assert worse.values["length_m"] == pytest.approx(drawn.graph.edge_length[drawn.edge("BC")], abs=1)
    assert (lesser.severity, lesser.values["from"], lesser.values["limit_m"]) == (1, "1", 900)
    assert worse.geometry.length > 0


def test_dead_ends_are_numbers_with_one_section() -> None:
    """E hangs on the square by one section only."""
    drawn = signed("A-----B-----E\n|     |\n|     |\n|     |\nC-----D", ROUND | {"BE": ("2", "5")})
    [end] = found(drawn.graph, "dead_end")
    assert end.values["ref"] == "5"


def test_where_the_data_ends_is_no_dead_end() -> None:
    """A number from which another section leaves the extract is not called a dead end."""
    drawn = signed(
        "A-----B-----E-----F\n|     |\n|     |\n|     |\nC-----D",
        ROUND | {"BE": ("2", "5"), "EF": ("5", "6")},
    )
    columns = dict(drawn.graph.columns)
    away = columns["section_to"].copy()
    away[5] = -1
    ok = columns["section_ok"].copy()
    ok[5] = False
    texts = {
        name: getattr(drawn.graph, name)
        for name in ("names", "junction_refs", "routes", "municipalities", "closures", "grid")
    }
    graph = RoutingGraph(columns | {"section_to": away, "section_ok": ok}, texts)
    assert found(graph, "dead_end") == []
    [left] = found(graph, "section_end_unknown")
    assert (left.severity, left.values["from"]) == (1, "5")
    assert [f.values["ref"] for f in found(graph, "junction_without_sections")] == ["6"]


def test_one_number_twice_within_sight() -> None:
    """Two junctions 12 a good half kilometre apart are mistaken for each other; split posts 200 m apart are one."""
    twice = signed("A------B------C", {"AB": ("12", "45"), "BC": ("45", "12")})
    [mistaken] = found(twice.graph, "duplicate_number")
    assert mistaken.values["ref"] == "12"
    assert mistaken.values["distance_m"] == pytest.approx(1400, abs=10)  # twice the next number from 45
    split = signed("A--B------C", {"AB": ("12", "12"), "BC": ("12", "45")})
    assert found(split.graph, "duplicate_number") == []


def test_loops_are_as_small_as_networkx_finds() -> None:
    """The long way round is too large for a family, the square is not; lengths are those of NetworkX's paths."""
    gap = "|     |               |\n" * 3
    text = f"A-----B---------------E\n{gap}C-----D---------------F"
    drawn = signed(text, ROUND | {"BE": ("2", "5"), "EF": ("5", "6"), "FD": ("6", "4")})
    desk = CoverageDesk(drawn.graph, PlaceTable.empty(), guidelines=RULES)
    net = numbered_network(desk, "wandelen")
    smallest = _Look(desk, "wandelen", net).smallest_loops(50_000)
    g = nx.Graph()
    for a, b, k in zip(net.start.tolist(), net.end.tolist(), net.section.tolist(), strict=True):
        g.add_edge(a, b, weight=float(drawn.graph.section_length[k]))
    for group in range(len(net.lead)):
        loops = []
        for other in list(g[group]):
            metres = g[group][other]["weight"]
            g.remove_edge(group, other)
            loops.append(metres + nx.shortest_path_length(g, group, other, weight="weight"))
            g.add_edge(group, other, weight=metres)
        assert smallest[group] == pytest.approx(min(loops))
    large = found(drawn.graph, "loop_too_large")
    assert {f.values["ref"] for f in large} == {"5", "6"}
    assert {f.severity for f in large} == {2}


def test_a_section_past_a_number_lacks_its_halves() -> None:
    """12–45 runs over 30's post: 12–30 and 30–45 are missing."""
    drawn = signed("A-----B-----C\n      |\n      |\n      D", {"ABC": ("12", "45"), "BD": ("30", "7")})
    missing = found(drawn.graph, "missing_section")
    halves = {(f.values["from"], f.values["to"]) for f in missing if f.severity == 2}
    assert halves == {("12", "30"), ("30", "45")}


def test_near_numbers_with_a_way_between_want_a_link() -> None:
    """Ends of a horseshoe 500 m apart, 6 km by the numbers, with a path between: a section is worth it."""
    side = "|    |\n" * 24
    text = f"A----B\n{side}C----D"
    ways = {"AC": ("1", "3"), "CD": ("3", "4"), "DB": ("4", "2")}
    drawn = signed(text, ways)
    [link] = found(drawn.graph, "missing_section")
    assert {link.values["from"], link.values["to"]} == {"1", "2"}
    assert link.values["length_m"] == pytest.approx(500, abs=5)
    assert link.values["detour_m"] == pytest.approx(5500, abs=20)


def test_a_gate_before_wheels_on_a_signed_way() -> None:
    """A stile where a smooth signed way goes on is a barrier; one on a way that is steps anyway is not told."""
    step_free = {
        "AB": {"surface": "asphalt", "way_class": "path"},
        "BC": {"surface": "asphalt", "way_class": "path"},
    }
    drawn = draw("A-----B-----C", step_free)
    columns = dict(drawn.graph.columns)
    barrier = columns["node_barrier"].copy()
    barrier[drawn.node["B"]] = BARRIERS.index("stile")
    texts = {
        name: getattr(drawn.graph, name)
        for name in ("names", "junction_refs", "routes", "municipalities", "closures", "grid")
    }
    graph = RoutingGraph(columns | {"node_barrier": barrier}, texts)
    [told] = found(graph, "barrier_on_route", "toegankelijk")
    assert (told.values["barrier"], told.action) == ("stile", "remove_barrier")
    assert found(graph, "barrier_on_route", "wandelen") == []


@pytest.mark.parametrize(
    ("mode", "municipality", "kinds", "field"),
    [
        ("vliegen", None, KINDS, "mode"),
        ("fietsen", "Atlantis", KINDS, "municipality"),
        ("fietsen", None, ["moon"], "kinds"),
    ],
)
def test_what_cannot_be_meant_is_named(
    mode: str, municipality: str | None, kinds: list[str], field: str
) -> None:
    """Each bad value is refused by name."""
    desk = CoverageDesk(signed(SQUARE, ROUND).graph, PlaceTable.empty())
    with pytest.raises(BadRequest) as error:
        network_health(desk, mode, municipality, kinds)
    assert error.value.field == field


@pytest.mark.real
def test_a_province(drenthe_dataset: Path) -> None:
    """Every finding lies in its municipality's part of the answer; broken sections are those the build reported."""
    planner = Planner.open(drenthe_dataset)
    desk = planner.coverage()
    whole = network_health(desk, "fietsen")
    assert [f.severity for f in whole] == sorted((f.severity for f in whole), reverse=True)
    names = desk.graph.municipalities
    assert sum(len(network_health(desk, "fietsen", name)) for name in names) == sum(
        f.municipality != "" for f in whole
    )
    status = desk.records.section_status
    broken = {f.values["osm_id"] for f in whole if f.kind == "section_broken"}
    of_cycling = set(desk.graph.section_osm_id[numbered_network(desk, "fietsen").section].tolist())
    assert broken == {i for i, word in status.items() if word == "broken" and i in of_cycling}
    rule = next(r for r in desk.guidelines if (r.subject, r.mode) == ("section", "fietsen"))
    long = [f for f in whole if f.kind == "section_too_long" and f.severity == 2]
    assert all(float(f.values["length_m"]) > rule.limits["most_m"] for f in long)
    lengths = np.array([float(f.values["length_m"]) for f in whole if f.kind == "section_too_long"])
    assert (lengths > rule.limits["good_to_m"]).all()


@pytest.mark.real
def test_nature_that_cannot_be_entered(liechtenstein_dataset: Path) -> None:
    """Each area told is near a village, and no way into it starts within the reach that the rule allows."""
    desk = Planner.open(liechtenstein_dataset).coverage()
    told = network_health(desk, "wandelen", kinds=["area_without_entrance"])
    if "Vaduz" not in desk.graph.municipalities:
        pytest.skip("the country's extract is not here")
    assert told
    for finding in told:
        assert float(finding.values.get("distance_m", np.inf)) > float(finding.values["limit_m"])
        assert finding.values["neighbour"]
