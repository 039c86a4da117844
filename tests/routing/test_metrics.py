"""Figures of a tour, measured again in other ways."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.metrics import (
    arc_seconds,
    by_class,
    climb,
    composition,
    repeated_m,
    seconds,
    shared_share,
    tour_class,
)
from routing.profiles import profile
from routing.search import path
from routing.walks import Walk, join
from tests.routing.drawing import draw

GRID = """
    A--B--C--D
    |  |  |  |
    E--F--G--H
    |  |  |  |
    I--J--K--L
"""
CENTIMETRES = 1000  # pieces that an edge is cut into to count what is covered


def counted_repetition(graph, walk) -> float:
    """Metres used again, by ticking off every thousandth of every edge."""
    times = np.zeros((graph.n_edges, CENTIMETRES))
    middle = (np.arange(CENTIMETRES) + 0.5) / CENTIMETRES
    for arc, lo, hi in zip(walk.arcs, walk.lo, walk.hi, strict=True):
        forward = graph.arc_forward[arc]
        a, b = (lo, hi) if forward else (1 - hi, 1 - lo)
        times[graph.arc_edge[arc]] += (middle > a) & (middle < b)
    again = np.maximum(times - 1, 0).sum(axis=1) / CENTIMETRES
    return float((again * graph.edge_length).sum())


edges = st.sampled_from(draw(GRID).ends)
shares = st.integers(0, 10).map(lambda i: i / 10)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.lists(st.tuples(edges, shares), min_size=2, max_size=7))
def test_repeated_metres_are_those_ticked_off_twice(stops):
    """A walk through some points repeats what counting every piece of every edge says."""
    drawn = draw(GRID)
    g = drawn.graph
    points = [drawn.on(pair, at) for pair, at in stops]
    legs = [path(g, a, b, g.arc_length) for a, b in itertools.pairwise(points)]
    walk = join(legs)
    assert repeated_m(g, walk) == pytest.approx(counted_repetition(g, walk), abs=0.01)


def test_out_and_back_repeats_half_of_itself():
    """The same street there and back: all of the way back is repeated."""
    drawn = draw(GRID)
    walk = drawn.walk("ABFBA")
    assert repeated_m(drawn.graph, walk) == pytest.approx(walk.length_m(drawn.graph) / 2)


def test_a_round_repeats_nothing():
    """A loop over different streets repeats nothing, a second round all of it."""
    drawn = draw(GRID)
    once = drawn.walk("ABCGFEA")
    assert repeated_m(drawn.graph, once) == 0
    twice = drawn.walk("ABFEABFEA")
    assert repeated_m(drawn.graph, twice) == pytest.approx(twice.length_m(drawn.graph) / 2)
    thrice = drawn.walk("ABABA")
    assert repeated_m(drawn.graph, thrice) == pytest.approx(3 * drawn.graph.edge_length[drawn.edge("AB")])


@pytest.mark.parametrize(
    ("repeated", "closed", "expected"),
    [
        (0, True, "loop"),
        (50, True, "loop"),
        (51, True, "lollipop"),
        (400, True, "lollipop"),
        (401, True, "out-and-back"),
        (500, True, "out-and-back"),
        (0, False, "one-way"),
        (500, False, "one-way"),
    ],
)
def test_classes_change_at_five_and_forty_percent(repeated, closed, expected):
    """The plain class of a kilometre's tour follows what it repeats."""
    assert tour_class(1000.0, repeated, closed=closed) == expected


def test_a_tour_of_no_length_is_no_loop():
    """Nothing walked is nothing to praise."""
    assert tour_class(0.0, 0.0, closed=True) == "out-and-back"


def test_composition_sums_to_the_length():
    """Every table of a tour's make-up adds up to its length, whatever is known of its edges."""
    drawn = draw(
        "A---B--C----D",
        {
            "AB": {"surface": "asphalt", "way_class": "cycleway", "landcover": {"heath": 60, "water": 25}},
            "BC": {"surface": "sand", "stress": "high", "landcover": {"forest": 100}},
        },
    )
    g = drawn.graph
    walk = path(g, drawn.on("AB", 0.3), drawn.on("CD", 0.7), g.arc_length)
    tables = composition(g, walk)
    assert set(tables) == {"surface", "way_class", "traffic_stress", "landscape"}
    for table in tables.values():
        assert sum(table.values()) == pytest.approx(walk.length_m(g), abs=1)
    metres = g.edge_length[drawn.edge("AB")] * 0.7
    assert tables["surface"]["asphalt"] == pytest.approx(metres)
    assert tables["landscape"]["heath"] == pytest.approx(0.6 * metres)
    assert tables["landscape"]["unknown"] > 0
    assert list(tables["surface"].values()) == sorted(tables["surface"].values(), reverse=True)


def test_classes_that_do_not_occur_are_left_out():
    """A table names what is there."""
    assert by_class(np.array([1, 1], np.uint8), np.array([2.0, 3.0]), ("unknown", "yes", "no")) == {
        "yes": 5.0
    }


def test_heights_count_by_direction():
    """What is climbed one way is descended the other; one edge without heights makes the climb unknown."""
    drawn = draw(
        "A--B--C", {"AB": {"climb_up": 12, "climb_down": 2}, "BC": {"climb_up": 0, "climb_down": 30}}
    )
    assert climb(drawn.graph, drawn.walk("ABC")) == pytest.approx(12)
    assert climb(drawn.graph, drawn.walk("CBA")) == pytest.approx(32)
    assert climb(draw("A--B").graph, Walk.of_arcs(np.array([0]))) is None


def test_time_grows_with_sand_and_climbing():
    """The same metres take longer on sand, and longer up than down."""
    drawn = draw("A--B--C--D", {"BC": {"surface": "sand"}, "CD": {"climb_up": 10, "climb_down": 0}})
    g = drawn.graph
    p = profile("fietsen")
    asphalt, sand, up = seconds(g, drawn.walk("ABCD"), p)
    down = seconds(g, drawn.walk("DC"), p)[0]
    assert asphalt == pytest.approx(g.edge_length[0] / (16 / 3.6))
    assert sand > 2 * asphalt
    assert up == pytest.approx(asphalt + 10 / 0.25, rel=0.01)
    assert down == pytest.approx(asphalt, rel=0.01)


def test_time_on_part_of_an_edge_is_that_part_of_its_time():
    """Half an edge takes half its time."""
    drawn = draw("A--B", {"AB": {"climb_up": 8, "climb_down": 0}})
    g = drawn.graph
    half = path(g, drawn.on("AB", 0.25), drawn.on("AB", 0.75), g.arc_length)
    p = profile("wandelen")
    assert seconds(g, half, p)[0] == pytest.approx(arc_seconds(g, p)[drawn.arc("AB")] / 2)


def test_share_in_common_is_measured_on_the_first():
    """Of the short walk all lies on the long one, of the long one a part on the short."""
    drawn = draw(GRID)
    g = drawn.graph
    short, long = drawn.walk("AB"), drawn.walk("ABCD")
    assert shared_share(g, short, long) == 1
    assert shared_share(g, long, short) == pytest.approx(1 / 3, rel=0.01)
