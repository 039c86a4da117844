"""Traces on datasets built from the real extracts."""

from pathlib import Path

import numpy as np
import pytest

from geodata.vocabulary import NETWORKS, NODE_NETWORK_OF_MODE
from routing import MatchRequest, Planner
from scripts.bench.match import come_back, planned, spoiled

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def province(drenthe_dataset: Path) -> Planner:
    """The province."""
    return Planner.open(drenthe_dataset)


@pytest.fixture(scope="module")
def country(liechtenstein_dataset: Path) -> Planner:
    """A whole country."""
    return Planner.open(liechtenstein_dataset)


@pytest.mark.parametrize("mode", ["fietsen", "wandelen"])
@pytest.mark.parametrize("dataset", ["province", "country"])
def test_a_spoiled_tour_comes_back(dataset, mode, request):
    """With errors of 8 m and a point every 30 m a tour is found again, but for the other side of the same road."""
    planner: Planner = request.getfixturevalue(dataset)
    rng = np.random.default_rng(3)
    tours = planned(planner, mode, 20.0 if mode == "fietsen" else 10.0, 4, 3)
    assert tours
    for tour in tours:
        found = planner.match(MatchRequest(mode, spoiled(planner.graph, tour.coordinates, 8.0, 30.0, rng)))
        same, twin, beside = come_back(planner.graph, tour, found.tour)
        assert beside > 0.98
        assert twin >= same > 0.85
        assert found.matched_share > 0.98
        assert found.tour.tour_class == tour.tour_class
        assert found.tour.length_m == pytest.approx(tour.length_m, rel=0.03)


def test_an_exported_tour_comes_back_with_its_junctions(province):
    """The line of a tour with six decimals, as every export has it, is that tour with the same numbers to follow."""
    for tour in planned(province, "fietsen", 25.0, 3, 4):
        found = province.match(MatchRequest("fietsen", np.round(tour.coordinates, 6)))
        assert found.matched_share == 1.0
        assert come_back(province.graph, tour, found.tour)[0] > 0.98
        assert [j.ref for j in found.tour.junctions] == [j.ref for j in tour.junctions]
        assert sum(found.tour.surface.values()) == pytest.approx(found.tour.length_m, abs=1)


def test_a_free_tour_is_moved_to_the_node_network(province):
    """Following the numbers instead, most of the journey runs along sections, and near where it was."""
    bit = 1 << NETWORKS.index(NODE_NETWORK_OF_MODE["fietsen"])
    g = province.graph
    tour = planned(province, "fietsen", 25.0, 1, 6)[0]
    found = province.match(MatchRequest("fietsen", tour.coordinates, network="junctions"))
    on = (g.edge_networks[found.tour.edges] & bit) != 0
    length = g.edge_length[found.tour.edges]
    if province.sections("fietsen") is None:
        assert found.remarks == ("no_network",)
        return
    assert length[on].sum() > 0.8 * length.sum()
    assert found.tour.length_m < 1.6 * tour.length_m


def test_half_a_tour_is_made_round(country):
    """The way back is another one, and the tour ends where it started."""
    for tour in planned(country, "wandelen", 10.0, 2, 5):
        half = tour.coordinates[: len(tour.coordinates) // 2]
        found = country.match(MatchRequest("wandelen", half, loop=True))
        assert found.tour.tour_class in ("loop", "lollipop")
        np.testing.assert_allclose(found.tour.coordinates[0], found.tour.coordinates[-1], atol=1e-6)
        assert found.tour.repeated_m < 0.4 * found.tour.length_m
