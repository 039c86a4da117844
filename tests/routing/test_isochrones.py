"""The area within reach against trees cut by hand."""

import itertools
import json

import networkx as nx
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from routing.costs import CostModel
from routing.isochrones import AROUND_M, SMALLEST_HOLE_M2, TOLERANCE_M, covered, reachable
from routing.metrics import arc_seconds
from routing.places import PlaceTable
from routing.profiles import profile
from routing.search import grow
from routing.snapping import Snap
from tests.routing.drawing import NORTH, WEST, Drawn, draw
from tests.routing.random_graphs import cases, reference

FOOT_M_PER_MIN = profile("wandelen").speed_ms * 60


def reach(drawn: Drawn, start: Snap, minutes: float, mode: str = "wandelen"):
    return reachable(drawn.graph, CostModel(drawn.graph, PlaceTable.empty()), start, mode, minutes)


def in_metres(geometry) -> shapely.Geometry:
    """A GeoJSON geometry on a plane with its origin at the map's north-west corner."""
    plane = pyproj.Transformer.from_crs(
        "EPSG:4326", f"+proj=aeqd +lon_0={WEST} +lat_0={NORTH}", always_xy=True
    )
    return shapely.transform(shape(geometry), lambda xy: np.column_stack(plane.transform(xy[:, 0], xy[:, 1])))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(cases(longer_than_straight=False), st.integers(0, 8).map(float))
def test_pieces_are_what_is_left_of_the_time_on_every_arc(case, limit):
    """For every arc out of every node in time: the share that the time left allows, joined where both ends come in."""
    tree = grow(case.graph, case.source, case.cost, bound=limit)
    edge, low, high = covered(case.graph, tree, case.cost, limit)
    assert ((low >= 0) & (high <= 1) & (low <= high)).all()
    n = 240
    middle = (np.arange(n) + 0.5) / n
    ours = np.zeros((case.graph.n_edges, n), dtype=bool)
    for e, a, b in zip(edge, low, high, strict=True):
        assert not ours[e, (middle > a) & (middle < b)].any(), "pieces overlap"
        ours[e] |= (middle > a) & (middle < b)
    g = reference(case)
    time = nx.single_source_dijkstra_path_length(g, "source")
    theirs = np.zeros_like(ours)
    for arc in range(case.graph.n_arcs):
        cost, e, forward = case.cost[arc], case.graph.arc_edge[arc], bool(case.graph.arc_forward[arc])
        if cost == np.inf:
            continue
        along = middle if forward else 1 - middle
        begun = [(0.0, time.get(int(case.graph.tail[arc]), np.inf))]
        if case.source.edge == e:
            begun.append((case.source.at if forward else 1 - case.source.at, 0.0))
        for from_share, at in begun:
            arrives = at + (along - from_share) * cost
            theirs[e] |= (along > from_share) & (arrives <= limit)
    np.testing.assert_array_equal(ours, theirs)


def test_a_street_is_reached_as_far_as_the_time_goes():
    """Five minutes along a straight street, to both sides, and a cap around the ends."""
    drawn = draw("A" + 59 * "-" + "B")
    result = reach(drawn, drawn.on("AB", 0.5), 5)
    assert result.reached_m == pytest.approx(10 * FOOT_M_PER_MIN)
    area = in_metres(result.geometry)
    west, south, east, north = area.bounds
    middle = 3000
    assert middle - west == pytest.approx(5 * FOOT_M_PER_MIN + AROUND_M, abs=TOLERANCE_M)
    assert east - middle == pytest.approx(5 * FOOT_M_PER_MIN + AROUND_M, abs=TOLERANCE_M)
    assert (north - south) / 2 == pytest.approx(AROUND_M, abs=TOLERANCE_M)
    expected = 10 * FOOT_M_PER_MIN * 2 * AROUND_M + np.pi * AROUND_M**2
    assert area.area == pytest.approx(expected, rel=0.05)


def test_a_one_way_street_is_reached_one_way():
    """By bicycle against a one-way street nothing is reached."""
    drawn = draw("A" + 59 * "-" + "B", {"AB": {"oneway": True}})
    result = reach(drawn, drawn.on("AB", 0.5), 3, "fietsen")
    area = in_metres(result.geometry)
    assert area.bounds[0] == pytest.approx(3000 - AROUND_M, abs=TOLERANCE_M)
    assert area.bounds[2] > 3500


def test_closed_ways_are_not_reached():
    """Where the mode may not go there is no area."""
    drawn = draw("A-----B-----------C", {"BC": {"modes": ["fietsen"]}})
    foot, bike = (
        in_metres(reach(drawn, drawn.at("A"), 30, mode).geometry) for mode in ("wandelen", "fietsen")
    )
    assert foot.bounds[2] == pytest.approx(600 + AROUND_M, abs=TOLERANCE_M)
    assert bike.bounds[2] == pytest.approx(1800 + AROUND_M, abs=TOLERANCE_M)


BLOCKS = """
    A---------B------------------------C
    |         |                        |
    |         |                        |
    |         |                        |
    |         |                        |
    D---------E                        |
    |         |                        |
    |         |                        |
    |         |                        |
    F---------+------------------------G
"""


def test_small_holes_are_filled_and_large_ones_kept():
    """A block of houses counts as reached, a heath of two square kilometres within a ring of ways does not."""
    drawn = draw(BLOCKS.replace("+", "H"))
    geometry = reach(drawn, drawn.at("B"), 120).geometry
    assert geometry["type"] == "Polygon"
    assert len(geometry["coordinates"]) == 2
    hole = shapely.Polygon(in_metres(geometry).interiors[0])
    assert hole.area > SMALLEST_HOLE_M2
    assert hole.contains(shapely.Point(2000, -400))


def test_what_is_reached_lies_inside():
    """Every way reached in time lies in the area, and nothing of it is far from a way."""
    drawn = draw(BLOCKS.replace("+", "H"))
    area = in_metres(reach(drawn, drawn.at("B"), 200).geometry)
    ways = in_metres(
        {"type": "MultiLineString", "coordinates": [drawn.graph.edge_points(e).tolist() for e in range(10)]}
    )
    assert area.buffer(1).contains(ways)
    filled = shapely.union_all(
        [ways.buffer(AROUND_M + 2 * TOLERANCE_M), *shapely.get_parts(shapely.polygonize([ways]))]
    )
    assert filled.contains(shapely.Polygon(area.exterior))


@pytest.mark.parametrize("minutes", [1, 2, 7, 20, 60])
def test_the_answer_is_a_valid_geojson_polygon(minutes):
    """Closed rings, outer ones counter-clockwise, six decimals, valid, the start inside."""
    drawn = draw(BLOCKS.replace("+", "H"))
    start = drawn.on("BC", 0.4)
    result = reach(drawn, start, minutes)
    geometry = result.geometry
    assert geometry["type"] in {"Polygon", "MultiPolygon"}
    assert result.minutes == minutes
    assert result.mode == "wandelen"
    polygon = shape(geometry)
    assert polygon.is_valid
    assert polygon.contains(shapely.Point(start.lonlat))
    for part in shapely.get_parts(polygon):
        assert part.exterior.is_ccw
        assert not any(ring.is_ccw for ring in part.interiors)
    numbers = json.loads(json.dumps(geometry), parse_float=str)
    flat = np.array(numbers["coordinates"][0]).ravel()
    assert all(len(number.partition(".")[2]) <= 6 for number in flat)
    assert json.dumps(reach(drawn, start, minutes).geometry) == json.dumps(geometry)


def test_more_time_reaches_more():
    """Area and metres of ways never shrink with time."""
    drawn = draw(BLOCKS.replace("+", "H"))
    results = [reach(drawn, drawn.on("AB", 0.3), minutes) for minutes in (1, 3, 5, 10, 20, 40, 80)]
    metres = [r.reached_m for r in results]
    assert metres == sorted(metres)
    assert metres[-1] == pytest.approx(drawn.graph.edge_length.sum())
    areas = [in_metres(r.geometry) for r in results]
    for small, large in itertools.pairwise(areas):
        assert large.buffer(2 * TOLERANCE_M).contains(small)


def test_times_are_those_of_the_tours():
    """Sand is slow: what is reached along it is less, as a tour's duration says."""
    drawn = draw("A" + 40 * "-" + "B", {"AB": {"surface": "sand"}})
    result = reach(drawn, drawn.at("A"), 5, "fietsen")
    seconds = arc_seconds(drawn.graph, profile("fietsen"))[drawn.arc("AB")]
    assert result.reached_m == pytest.approx(300 / seconds * drawn.graph.edge_length[0])
