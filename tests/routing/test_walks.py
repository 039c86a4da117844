"""Walks: their lines, their joints, their parts."""

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.ops import substring

from routing.search import path
from routing.walks import Walk, coordinates, join, part_of_line
from tests.routing.drawing import draw
from tests.routing.random_graphs import cases

GEOD = pyproj.Geod(ellps="WGS84")
many = settings(max_examples=100, deadline=None, derandomize=True)
MAP = """
    A--+  B---C
       |  |   |
       +--D---E
"""


def one_by_one(graph, walk) -> np.ndarray:
    """The line of a walk put together arc by arc, points that repeat dropped."""
    parts = []
    for arc, lo, hi in zip(walk.arcs, walk.lo, walk.hi, strict=True):
        points = graph.edge_points(int(graph.arc_edge[arc]))
        parts.append(part_of_line(points if graph.arc_forward[arc] else points[::-1], lo, hi))
    line = np.concatenate(parts)
    keep = np.concatenate(([True], (np.diff(line, axis=0) != 0).any(axis=1)))
    line = line[keep]
    return line if len(line) > 1 else np.repeat(line, 2, axis=0)


@many
@given(cases())
def test_the_line_of_a_walk_is_that_of_its_arcs(case):
    """The fast gathering of points gives what putting arcs together one by one gives."""
    walk = path(case.graph, case.source, case.target, case.cost)
    if walk is not None:
        np.testing.assert_allclose(coordinates(case.graph, walk), one_by_one(case.graph, walk), atol=1e-12)


@many
@given(cases())
def test_the_line_is_as_long_as_the_walk(case):
    """The geodesic length of what is drawn is the length that is told."""
    walk = path(case.graph, case.source, case.target, case.cost)
    if walk is not None:
        line = coordinates(case.graph, walk)
        drawn = GEOD.line_length(line[:, 0], line[:, 1])
        assert drawn == pytest.approx(walk.length_m(case.graph), rel=0.001, abs=0.5)


def test_bends_are_drawn_in_travel_order():
    """Backwards along a bent edge the bends come in the other order, and nodes stand once."""
    drawn = draw(MAP)
    there = coordinates(drawn.graph, drawn.walk("ADEC"))
    back = coordinates(drawn.graph, drawn.walk("CEDA"))
    assert len(there) == 6
    np.testing.assert_array_equal(there, back[::-1])


points = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=6, unique=True).map(
    lambda p: np.array([(6.5 + x * 0.001, 52.9 + y * 0.001) for x, y in p])
)
shares = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)


@many
@given(points, shares)
def test_a_part_of_a_line_is_shapelys_substring(line, part):
    """Cutting a line at two shares of its length, measured on a plane where the line is."""
    scale = np.array([np.cos(np.radians(line[0, 1])), 1.0])
    lo, hi = part
    whole = shapely.LineString(line * scale)
    ours = shapely.LineString(part_of_line(line, lo, hi) * scale)
    theirs = substring(whole, lo, hi, normalized=True)  # a point where both are the same
    assert ours.length == pytest.approx(theirs.length, abs=1e-9)
    assert ours.hausdorff_distance(theirs) == pytest.approx(0, abs=1e-9)


def test_a_line_without_length_has_one_point():
    """Cutting what has no length gives its place, not a fault."""
    assert len(part_of_line(np.array([[6.5, 52.9], [6.5, 52.9]]), 0.2, 0.8)) == 1


def test_joined_walks_go_on_along_the_edge_they_ended_on():
    """Two legs that meet half-way along an edge pass it once, whole."""
    drawn = draw(MAP)
    g = drawn.graph
    first = path(g, drawn.at("B"), drawn.on("DE", 0.4), g.arc_length)
    second = path(g, drawn.on("DE", 0.4), drawn.at("C"), g.arc_length)
    whole = join([first, second])
    assert drawn.letters(whole) == "BDEC"
    assert (whole.hi - whole.lo == 1).all()
    assert whole.length_m(g) == pytest.approx(first.length_m(g) + second.length_m(g))


def test_joined_walks_that_turn_back_keep_both_parts():
    """Out to a point on an edge and back the same way stays two parts."""
    drawn = draw(MAP)
    g = drawn.graph
    there = path(g, drawn.at("B"), drawn.on("BC", 0.5), g.arc_length)
    back = path(g, drawn.on("BC", 0.5), drawn.at("B"), g.arc_length)
    out_and_back = join([there, back])
    assert len(out_and_back) == 2
    assert out_and_back.length_m(g) == pytest.approx(g.edge_length[drawn.edge("BC")])


def test_a_round_over_one_ring_edge_twice_is_two_passes():
    """Coming back to where an edge starts and taking it again is not merged into one pass."""
    ring = join([Walk.of_arcs(np.array([3])), Walk.of_arcs(np.array([3]))])
    assert len(ring) == 2
