"""Named routes are measured as a walker would with a wheel and a list."""

from pathlib import Path

import numpy as np
import pytest

from geodata.regions import Guideline, Norm
from geodata.vocabulary import SEALED, SURFACES
from routing.desk.coverage import CoverageDesk
from routing.desk.quality import RouteQuality, route_quality
from routing.errors import BadRequest
from routing.graph import RoutingGraph
from routing.places import PlaceTable
from routing.planner import Planner
from tests.routing.drawing import draw

RULE = Guideline(
    "walking route", "wandelen", "", "a seal", "foreign",
    {"natural_share": 0.35, "sealed_share": 0.2, "sealed_m": 3000, "busy_share": 0.03, "busy_m": 300},
)  # fmt: skip
NORM = Norm("bench", "wandelen", 1250, "spacing", "a handbook", "foreign")


def route(text: str, ways: dict[str, dict[str, object]], order: list[str]) -> RouteQuality:
    """A walking route over drawn ways in the order that its relation lists them, measured."""
    drawn = draw(text, ways)
    texts = {
        name: getattr(drawn.graph, name)
        for name in ("names", "junction_refs", "routes", "municipalities", "closures", "grid")
    }
    facts = {"osm_id": 7, "network": "lwn", "mode": "wandelen", "ref": "K", "name": "Keienpad"}
    columns = dict(drawn.graph.columns) | {
        "edge_way": np.arange(drawn.graph.n_edges),
        "route_indptr": np.array([0, len(order)], dtype=np.int32),
        "route_edge": np.array([drawn.edge(pair) for pair in order], dtype=np.int32),
    }
    graph = RoutingGraph(columns, texts | {"routes": [facts]})
    [measured] = route_quality(CoverageDesk(graph, PlaceTable.empty(), (NORM,), guidelines=(RULE,)))
    return measured


def test_shares_and_longest_stretches() -> None:
    """Of 2 km half is sealed, in two stretches of 400 and 600 m; 500 m are busy, in one."""
    sealed, sand = {"surface": "asphalt", "stress": "low"}, {"surface": "sand", "stress": "low"}
    ways = {"AB": sealed, "BC": sand, "CD": sealed, "DE": sand | {"stress": "high"}, "EF": sand}
    found = route("A----B----C-----DE----F".replace("DE", "D-----E"), ways, ["AB", "BC", "CD", "DE", "EF"])
    metres = {"AB": 500, "BC": 500, "CD": 600, "DE": 600, "EF": 500}
    whole = sum(metres.values())
    assert found.length_m == pytest.approx(whole, rel=0.01)
    assert found.sealed_share == pytest.approx(1100 / whole, rel=0.01)
    assert found.natural_share == pytest.approx(1600 / whole, rel=0.01)
    assert found.longest_sealed_m == pytest.approx(600, rel=0.01)
    assert found.busy_share == pytest.approx(600 / whole, rel=0.01)
    assert found.longest_busy_m == pytest.approx(600, rel=0.01)
    assert found.breaks == 0
    met = {check.subject: check.met for check in found.checks}
    assert met == {
        "natural_share": True, "sealed_share": False, "sealed_m": True, "busy_share": False, "busy_m": False,
        "bench": None,
    }  # fmt: skip
    assert {(check.source, check.kind) for check in found.checks} == {
        ("a seal", "foreign"),
        ("a handbook", "foreign"),
    }


def test_a_break_ends_a_stretch_and_is_told() -> None:
    """Two sealed ways that do not join are two stretches, with one break between them."""
    sealed = {"surface": "asphalt", "stress": "low"}
    found = route("A----B----C----D", {"AB": sealed, "BC": {}, "CD": sealed}, ["AB", "CD"])
    assert found.breaks == 1
    assert found.longest_sealed_m == pytest.approx(500, rel=0.01)


def test_what_is_not_known_meets_no_norm() -> None:
    """A route of unknown surface is not said to be natural or unsealed, nor the contrary."""
    found = route("A----B----C", {"AB": {"stress": "low"}, "BC": {"stress": "low"}}, ["AB", "BC"])
    assert found.unknown_surface_share == pytest.approx(1)
    met = {check.subject: check.met for check in found.checks}
    assert (met["natural_share"], met["sealed_share"], met["busy_share"]) == (None, None, True)


def test_a_mode_that_there_is_not_is_refused() -> None:
    """By name."""
    with pytest.raises(BadRequest) as error:
        route_quality(CoverageDesk(draw("A---B").graph, PlaceTable.empty()), "vliegen")
    assert error.value.field == "mode"


@pytest.mark.real
def test_a_countrys_routes_measured_again(liechtenstein_dataset: Path) -> None:
    """Lengths, shares and landscape of every route are those of a plain sum over its ways; the longest comes first."""
    desk = Planner.open(liechtenstein_dataset).coverage()
    g, found = desk.graph, route_quality(desk)
    assert len(found) == len(g.routes) > 0
    assert [r.length_m for r in found] == sorted((r.length_m for r in found), reverse=True)
    row_of = {r["osm_id"]: row for row, r in enumerate(g.routes)}
    for measured in found:
        row = row_of[measured.osm_id]
        edges = {int(e) for e in g.route_edge[g.route_indptr[row] : g.route_indptr[row + 1]]}
        length = sum(float(g.edge_length[e]) for e in edges)
        sealed = sum(float(g.edge_length[e]) for e in edges if SURFACES[g.edge_surface[e]] in SEALED)
        assert measured.length_m == pytest.approx(length)
        assert measured.sealed_share == pytest.approx(sealed / length)
        assert (
            measured.natural_share + measured.sealed_share + measured.unknown_surface_share
            == pytest.approx(1)
        )
        assert measured.longest_sealed_m <= sealed + 1e-6
        assert sum(measured.landscape.values()) <= 1.02
    assert any(r.landscape_changes > 2 for r in found)
