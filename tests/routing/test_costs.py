"""Costs of a request: what is closed, what is dear, what themes change."""

import datetime as dt
import itertools

import numpy as np
import pytest

from geodata.vocabulary import MODES, SMOOTHNESS, SURFACES, WAY_CLASSES
from routing.costs import CostModel, closed_on
from routing.places import PlaceTable
from routing.profiles import profile
from tests.routing.drawing import draw

BREEDING = {"modes": ["wandelen", "toegankelijk"], "tag": "foot:conditional", "value": "no @ (Mar 15-Jul 15)"}


def model(drawn) -> CostModel:
    return CostModel(drawn.graph, PlaceTable.empty())


def place_table(category: str, lonlat: tuple[float, float]) -> PlaceTable:
    """A table of one place."""
    code = np.zeros(1, np.int16)
    lon, lat = (np.array([value]) for value in lonlat)
    return PlaceTable(["n1"], ["De Hei"], [""], [""], code, code, lon, lat, ["landscape"], [category])


@pytest.mark.parametrize("mode", MODES)
def test_no_metre_costs_less_than_a_metre(mode):
    """Searches draw on the crow's flight: whatever an edge is, its cost is at least its length."""
    rng = np.random.default_rng(1)
    names = [chr(ord("A") + i) for i in range(24)]
    options = {
        f"{a}{b}": {
            "way_class": str(rng.choice(WAY_CLASSES)),
            "surface": str(rng.choice(SURFACES)),
            "smoothness": str(rng.choice(SMOOTHNESS)),
            "networks": ["rcn", "rwn"] if rng.random() < 0.5 else [],
            "landcover": {"heath": int(rng.integers(0, 101))},
        }
        for a, b in itertools.pairwise(names)
    }
    drawn = draw("--".join(names), options)
    g = drawn.graph
    for themes in ({}, {"heide": 1.0}, {"heide": 0.2, "stilte": 1.0}):
        cost = model(drawn).arcs(mode, themes).cost
        assert (cost >= g.arc_length).all()
        straight = np.hypot(g.node_x[g.head] - g.node_x[g.tail], g.node_y[g.head] - g.node_y[g.tail])
        assert (cost >= straight).all()


def test_arcs_of_other_modes_are_closed():
    """A walker's stairs are no way for a bicycle; a one-way street has one direction."""
    drawn = draw("A--B--C", {"AB": {"modes": ["wandelen"]}, "BC": {"oneway": True}})
    cost = model(drawn).arcs("fietsen").cost
    assert cost[drawn.arc("AB")] == np.inf
    assert cost[drawn.arc("BC")] < np.inf
    assert model(drawn).arcs("wandelen").cost[drawn.arc("AB")] < np.inf


def test_seasonal_closures_hold_on_their_days_for_their_modes():
    """A path closed in the breeding season is open in autumn, and to others."""
    drawn = draw("A--B--C", {"AB": {"closure": BREEDING}})
    costs = model(drawn)
    arc, other = drawn.arc("BA"), drawn.arc("BC")
    assert costs.arcs("wandelen", on=dt.date(2027, 5, 1)).cost[arc] == np.inf
    assert costs.arcs("wandelen", on=dt.date(2027, 5, 1)).cost[other] < np.inf
    assert costs.arcs("wandelen", on=dt.date(2027, 9, 1)).cost[arc] < np.inf
    assert costs.arcs("fietsen", on=dt.date(2027, 5, 1)).cost[arc] < np.inf
    assert costs.arcs("wandelen").cost[arc] < np.inf  # without a date no season is known


@pytest.mark.parametrize(
    ("value", "day", "shut"),
    [
        ("no @ (Mar 15-Jul 15)", dt.date(2027, 3, 15), True),
        ("no @ (Mar 15-Jul 15)", dt.date(2027, 7, 15), True),
        ("no @ (Mar 15-Jul 15)", dt.date(2027, 7, 16), False),
        ("no @ Mar-Jul", dt.date(2027, 6, 1), True),
        ("no @ (Nov 01-Feb 15)", dt.date(2027, 1, 10), True),
        ("yes @ (Jul 16-Mar 14); no @ (Mar 15-Jul 15)", dt.date(2027, 4, 1), True),
        ("yes @ (Mar 15-Jul 15)", dt.date(2027, 4, 1), False),
        ("no @ (22:00-06:00)", dt.date(2027, 4, 1), False),
        ("no @ (wet)", dt.date(2027, 4, 1), False),
        ("private @ (Sa,Su)", dt.date(2027, 5, 15), True),
        ("private @ (Sa,Su)", dt.date(2027, 5, 17), False),
        ("destination @ (Mar-Apr)", dt.date(2027, 4, 1), False),
        ("", dt.date(2027, 4, 1), False),
    ],
)
def test_conditional_restrictions_are_read_as_they_are_written(value, day, shut):
    """Seasons, week days, hours (at noon), and what can't be read, which closes nothing."""
    assert (
        closed_on({"modes": ["wandelen"], "tag": "foot:conditional", "value": value}, "wandelen", day) is shut
    )


@pytest.mark.parametrize(
    ("word", "option"),
    [
        ("unpaved", {"surface": "gravel"}),
        ("steps", {"way_class": "steps"}),
        ("ferries", {"way_class": "ferry"}),
        ("busy", {"stress": "high"}),
    ],
)
def test_what_is_avoided_is_closed(word, option):
    """Each word of ``avoid`` closes what is known to be so, and nothing else."""
    drawn = draw("A--B--C", {"AB": option})
    cost = model(drawn).arcs("wandelen", avoid=frozenset({word})).cost
    assert cost[drawn.arc("BA")] == np.inf
    assert cost[drawn.arc("BC")] < np.inf
    assert model(drawn).arcs("wandelen").cost[drawn.arc("BA")] < np.inf


def test_a_dog_closes_ways_where_dogs_may_not_go():
    """On the lead is allowed, forbidden is not."""
    drawn = draw("A--B--C", {"AB": {"dog": "no"}, "BC": {"dog": "leashed"}})
    cost = model(drawn).arcs("wandelen", dog=True).cost
    assert cost[drawn.arc("AB")] == np.inf
    assert cost[drawn.arc("BC")] < np.inf
    assert model(drawn).arcs("wandelen").cost[drawn.arc("AB")] < np.inf


@pytest.mark.parametrize(
    ("mode", "network"), [("fietsen", "rcn"), ("wandelen", "rwn"), ("toegankelijk", "rwn")]
)
def test_the_signed_network_of_the_mode_is_preferred(mode, network):
    """A metre on the mode's own node network costs no more than beside it; another mode's network does not count."""
    drawn = draw("A--B--C", {"AB": {"networks": [network]}, "BC": {"networks": ["lwn"]}})
    cost = model(drawn).arcs(mode).cost / drawn.graph.arc_length
    assert cost[drawn.arc("AB")] <= cost[drawn.arc("BC")]
    p = profile(mode)
    assert p.on_network <= p.off_network


@pytest.mark.parametrize("mode", MODES)
def test_sand_is_dearer_than_asphalt_and_a_main_road_than_a_cycleway(mode):
    """The profiles know what their riders and walkers like."""
    drawn = draw(
        "A--B--C--D",
        {"AB": {"surface": "asphalt", "way_class": "cycleway"}, "BC": {"surface": "sand", "way_class": "cycleway"},
         "CD": {"surface": "asphalt", "way_class": "primary", "stress": "high"}},
    )  # fmt: skip
    cost = model(drawn).arcs(mode).cost / drawn.graph.arc_length
    good, sand, main = (cost[drawn.arc(pair)] for pair in ("AB", "BC", "CD"))
    assert main > good
    if mode != "wandelen":
        assert sand > good


def test_a_theme_makes_what_it_rewards_cheaper_than_the_rest():
    """With heath asked for, a metre of heath costs less beside a metre of field than it did before."""
    drawn = draw("A--B--C", {"AB": {"landcover": {"heath": 100}}, "BC": {"landcover": {"field": 100}}})
    costs = model(drawn)
    heath, field = drawn.arc("AB"), drawn.arc("BC")
    plain, themed = costs.arcs("wandelen").cost, costs.arcs("wandelen", {"heide": 1.0}).cost
    assert plain[heath] == pytest.approx(plain[field], rel=0.001)
    assert themed[heath] < 0.7 * themed[field]
    assert themed[heath] == pytest.approx(plain[heath])


def test_weights_are_relative_and_zero_is_none():
    """The largest weight counts in full; a theme of weight 0 changes nothing."""
    drawn = draw("A--B--C", {"AB": {"landcover": {"heath": 100}}, "BC": {"landcover": {"forest": 100}}})
    costs = model(drawn)
    np.testing.assert_array_equal(costs.arcs("wandelen", {"heide": 0.0}).cost, costs.arcs("wandelen").cost)
    one, small = costs.beauty({"heide": 1.0}), costs.beauty({"heide": 0.1})
    np.testing.assert_array_equal(one, small)
    both = costs.beauty({"heide": 1.0, "bos": 0.5})
    assert both[drawn.edge("AB")] > both[drawn.edge("BC")] > 0
    assert both.max() <= 1


def test_a_named_heath_counts_where_land_cover_is_not_known():
    """An extract that knows a heath by name only still has ways that lie by it."""
    drawn = draw("A--B" + 40 * "-" + "C--D")
    g = drawn.graph
    a = drawn.node["A"]
    costs = CostModel(g, place_table("heath", (float(g.node_lon[a]), float(g.node_lat[a]))))
    beauty = costs.beauty({"heide": 1.0})
    assert beauty[drawn.edge("AB")] > 0.5
    assert beauty[drawn.edge("CD")] == 0


def test_closures_do_not_leak_into_the_next_request():
    """Kept base costs are not changed by a request that closes something."""
    drawn = draw("A--B--C", {"AB": {"stress": "high"}})
    costs = model(drawn)
    before = costs.arcs("wandelen").cost.copy()
    costs.arcs("wandelen", {"bos": 1.0}, avoid=frozenset({"busy"}))
    np.testing.assert_array_equal(costs.arcs("wandelen").cost, before)
