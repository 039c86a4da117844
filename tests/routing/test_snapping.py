"""Snapping against the distance to every line that shapely measures."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.vocabulary import ModeBit
from routing.assembly import graph_of_edges
from routing.search import path
from routing.snapping import REACH_M, snap, usable_edges
from routing.walks import coordinates, part_of_line
from tests.routing.drawing import draw

ALL = int(ModeBit.FIETSEN | ModeBit.WANDELEN | ModeBit.TOEGANKELIJK)
degrees = st.integers(-60, 60).map(lambda i: i * 0.0005)


def scattered(lines: list[list[tuple[float, float]]]):
    """Graph of lines that share no node."""
    points = [np.array([(6.5 + x, 52.9 + y) for x, y in line]) for line in lines]
    ends = np.array([p[[0, -1]] for p in points]).reshape(-1, 2)
    u = np.arange(0, 2 * len(points), 2)
    bits = np.full(len(points), ALL)
    return graph_of_edges(ends[:, 0], ends[:, 1], u, u + 1, forward=bits, backward=bits, lines=points)


def gaps(graph, lonlat) -> np.ndarray:
    """Metres from a point to every edge, by shapely on a plane around the point."""
    scale = np.array([111_319.0 * np.cos(np.radians(lonlat[1])), 111_195.0])
    lines = [
        shapely.LineString((graph.edge_points(e) - lonlat) * scale) if np.ptp(graph.edge_points(e)) else None
        for e in range(graph.n_edges)
    ]
    ends = [shapely.Point((graph.edge_points(e)[0] - lonlat) * scale) for e in range(graph.n_edges)]
    return np.array(
        [shapely.distance(line or end, shapely.Point(0, 0)) for line, end in zip(lines, ends, strict=True)]
    )


lines = st.lists(st.lists(st.tuples(degrees, degrees), min_size=2, max_size=5), min_size=1, max_size=12)
asked = st.tuples(st.floats(-0.06, 0.06), st.floats(-0.06, 0.06))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(lines, asked, st.integers(0, 2**12 - 1), st.sampled_from([300.0, REACH_M, 50_000.0]))
def test_the_nearest_usable_edge_is_found(drawn_lines, point, usable_bits, reach_m):
    """Inside the grid, outside it and in its empty cells: what is found is what shapely finds nearest."""
    graph = scattered(drawn_lines)
    lonlat = (6.5 + point[0], 52.9 + point[1])
    usable = np.array([usable_bits >> e & 1 for e in range(graph.n_edges)], dtype=np.uint8)
    distance = np.where(usable, gaps(graph, lonlat), np.inf)
    found = snap(graph, lonlat, usable, reach_m)
    if distance.min() > reach_m * (1 + 1e-9):
        assert found is None
    elif distance.min() < reach_m * (1 - 1e-9):
        assert usable[found.edge]
        assert found.gap_m == pytest.approx(distance.min(), abs=1e-6)
        assert distance[found.edge] == pytest.approx(distance.min(), abs=1e-6)
        on_edge = part_of_line(graph.edge_points(found.edge), found.at, 1.0)[0]
        np.testing.assert_allclose(on_edge, found.lonlat, atol=1e-9)


def test_of_edges_equally_near_the_lower_number_is_taken():
    """A point at a crossing snaps the same way every time."""
    drawn = draw(
        r"""
          B
          |
        A-X-C
          |
          D
        """
    )
    g = drawn.graph
    x = drawn.node["X"]
    found = snap(g, (float(g.node_lon[x]), float(g.node_lat[x])), np.ones(g.n_edges, np.uint8))
    assert found.edge == 0
    usable = np.array([0, 0, 1, 1], np.uint8)
    assert snap(g, (float(g.node_lon[x]), float(g.node_lat[x])), usable).edge == 2


def test_the_point_lies_on_the_edge_not_at_its_end():
    """Half-way along a street the start is half-way along it, with the distance walked to get there."""
    drawn = draw("A--------B")
    g = drawn.graph
    lon = float(g.node_lon.mean())
    found = snap(g, (lon, float(g.node_lat[0]) + 0.0005), np.ones(1, np.uint8))
    assert found.at == pytest.approx(0.5, abs=1e-6)
    assert found.gap_m == pytest.approx(55.6, abs=0.2)


def test_nothing_within_reach_is_none():
    """Beyond two kilometres from any way there is no start."""
    drawn = draw("A--B")
    assert snap(drawn.graph, (6.5, 53.0), np.ones(1, np.uint8)) is None


def test_small_islands_of_ways_are_passed_over():
    """A start snaps to ways on which a tour of the asked length can exist."""
    drawn = draw(
        """
        A--B

        C------D
        |      |
        E------F
        """
    )
    g = drawn.graph
    near_island = (float(g.node_lon[drawn.node["A"]]), float(g.node_lat[drawn.node["A"]]))
    assert snap(g, near_island, usable_edges(g, "fietsen", 0)).edge == drawn.edge("AB")
    far = snap(g, near_island, usable_edges(g, "fietsen", 1500))
    assert drawn.ends[far.edge] in {"CD", "CE"}
    assert snap(g, near_island, usable_edges(g, "fietsen", 9000)) is None


def test_a_way_that_one_can_enter_but_not_leave_is_no_start():
    """A one-way dead end is no place to plan a tour from."""
    drawn = draw(
        """
        A--B--C
        |  |
        D--E
        """,
        {"BC": {"oneway": True}},
    )
    usable = usable_edges(drawn.graph, "fietsen", 0)
    assert not usable[drawn.edge("BC")]
    assert usable[drawn.edge("AB")]


def test_a_walk_starts_where_it_was_snapped():
    """On an edge with bends, too, the line begins at the very point."""
    drawn = draw(
        """
        A---+
            |
            |
            +-----B
        """
    )
    g = drawn.graph
    corner = g.edge_points(0)[1]
    found = snap(g, (float(corner[0]) + 0.0001, float(corner[1]) - 0.0013), np.ones(1, np.uint8))
    walk = path(g, found, drawn.at("B"), g.arc_length)
    np.testing.assert_allclose(coordinates(g, walk)[0], found.lonlat, atol=1e-10)
