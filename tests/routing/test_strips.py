"""What lies where along a tour says the same as its figures."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.metrics import climb, composition
from routing.passing import places_passed
from routing.search import path
from routing.strips import strips
from routing.walks import Walk, join
from tests.routing.drawing import draw

MAP = """
    A--B--C--D
       |     |
       E-----F
"""
SURFACES = ("asphalt", "sand", "unknown", "gravel")
drawn = draw(
    MAP,
    {
        pair: {
            "surface": SURFACES[i % 4],
            "stress": ("low", "high")[i % 2],
            "landcover": {"heath": 60, "forest": 15 * i},
        }
        for i, pair in enumerate(("AB", "BC", "BE"))
    }
    | {"CD": {"landcover": {"heath": 100}}, "DF": {"surface": "sand"}},
)
ends = st.sampled_from(drawn.ends)
shares = st.integers(0, 10).map(lambda i: i / 10)


def told(walk: Walk):
    return strips(drawn.graph, walk, places_passed(drawn.graph, walk), {})


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.tuples(ends, shares), min_size=2, max_size=5))
def test_stretches_add_up_to_the_figures(stops):
    """Whatever the tour, its stretches of a surface together are as long as the tour says, and end where it ends."""
    g = drawn.graph
    points = [drawn.on(pair, at) for pair, at in stops]
    walk = join([path(g, a, b, g.arc_length) for a, b in itertools.pairwise(points)])
    found, figures = told(walk), composition(g, walk)
    for column in ("surface", "way_class", "traffic_stress"):
        metres = Counter()
        begin = 0.0
        for to_m, word in getattr(found, column):
            metres[word] += to_m - begin
            begin = to_m
        assert begin == pytest.approx(walk.length_m(g))
        assert {word: m for word, m in metres.items() if m > 0} == pytest.approx(figures[column])
    landscape = Counter()
    for _, metres in found.landscape:
        landscape.update(metres)
    assert dict(landscape) == pytest.approx(figures["landscape"], abs=0.5)


def test_a_stretch_ends_where_the_surface_changes():
    """Asphalt for 300 m, then sand for 300 m: two stretches, told at the metre."""
    walk = Walk.of_arcs(np.array([drawn.arc("AB"), drawn.arc("BC")], dtype=np.int32))
    surface = told(walk).surface
    assert [word for _, word in surface] == ["asphalt", "sand"]
    assert [to_m for to_m, _ in surface] == pytest.approx([300, 600], abs=1)


def test_heights_rise_and_fall_as_the_way_does():
    """Up 12 m and down 5 m is 7 m above the start, and the other way round as far below."""
    hill = draw("A--B", {"AB": {"climb_up": 12.0, "climb_down": 5.0}})
    for pair, rise in (("AB", 7.0), ("BA", -7.0)):
        walk = Walk.of_arcs(np.array([hill.arc(pair)], dtype=np.int32))
        height = strips(hill.graph, walk, places_passed(hill.graph, walk), {}).height
        assert height[-1] == pytest.approx((300, rise), abs=1)
        assert climb(hill.graph, walk) == pytest.approx(12.0 if pair == "AB" else 5.0)
    assert told(Walk.of_arcs(np.array([drawn.arc("AB")], dtype=np.int32))).height == ()
