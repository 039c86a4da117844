"""Searches against NetworkX's Dijkstra, on many random graphs."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.assembly import graph_of_edges
from routing.search import grow, path, walk_to
from routing.walks import coordinates
from tests.routing.drawing import draw
from tests.routing.random_graphs import EVERYBODY, Case, assert_walkable, cases, cost_of, reference

many = settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def distances(case: Case) -> np.ndarray:
    """Cost from the source to every node by NetworkX."""
    found = nx.single_source_dijkstra_path_length(reference(case), "source")
    return np.array([found.get(v, np.inf) for v in range(case.graph.n_nodes)])


@many
@given(cases(longer_than_straight=False))
def test_tree_costs_are_those_of_dijkstra(case):
    """A tree out of a point costs to every node what NetworkX says, and nothing else is in it."""
    tree = grow(case.graph, case.source, case.cost)
    np.testing.assert_array_equal(tree.dist, distances(case))
    assert sorted(tree.order) == np.flatnonzero(tree.dist < np.inf).tolist()
    assert (np.diff(tree.dist[tree.order]) >= 0).all()


@many
@given(cases())
def test_paths_cost_what_dijkstra_says(case):
    """The two searches that meet find the cheapest way, and none only where there is none."""
    walk = path(case.graph, case.source, case.target, case.cost)
    try:
        best = nx.dijkstra_path_length(reference(case), "source", "target")
    except nx.NetworkXNoPath:
        assert walk is None
        return
    assert walk is not None
    assert cost_of(case, walk) == pytest.approx(best, rel=1e-9, abs=1e-6)
    assert_walkable(case, walk)


@many
@given(cases())
def test_a_path_starts_and_ends_at_its_points(case):
    """The line of a path begins where it was asked to and ends where it was asked to."""
    walk = path(case.graph, case.source, case.target, case.cost)
    if walk is not None:
        line = coordinates(case.graph, walk)
        np.testing.assert_allclose(line[0], case.source.lonlat, atol=1e-9)
        np.testing.assert_allclose(line[-1], case.target.lonlat, atol=1e-9)


@many
@given(cases(longer_than_straight=False), st.integers(0, 12).map(float))
def test_a_bounded_tree_is_the_near_part_of_the_whole(case, bound):
    """Within the bound nothing changes, beyond it nothing is told."""
    whole = grow(case.graph, case.source, case.cost).dist
    near = grow(case.graph, case.source, case.cost, bound=bound)
    np.testing.assert_array_equal(near.dist, np.where(whole <= bound, whole, np.inf))
    assert (near.pred[near.dist == np.inf] == -1).all()


@many
@given(cases(longer_than_straight=False), st.data())
def test_waiting_for_targets_stops_early_and_right(case, data):
    """The tree ends when its targets are settled; what it tells by then is final."""
    nodes = st.integers(0, case.graph.n_nodes - 1)
    targets = np.array(data.draw(st.lists(nodes, min_size=1, max_size=3)), dtype=np.int32)
    whole = grow(case.graph, case.source, case.cost).dist
    tree = grow(case.graph, case.source, case.cost, targets=targets)
    np.testing.assert_array_equal(tree.dist[targets], whole[targets])
    told = tree.dist < np.inf
    np.testing.assert_array_equal(tree.dist[told], whole[told])
    if (whole[targets] < np.inf).all():
        assert tree.dist[told].max(initial=0) <= whole[targets].max()
        assert int(tree.order[-1]) in targets


@many
@given(cases(longer_than_straight=False))
def test_a_tree_inward_is_a_tree_outward_with_all_arcs_turned(case):
    """Ways to a point cost what ways from it cost where every arc runs the other way."""
    g = case.graph
    inward = grow(g, case.source, case.cost, outward=False)
    along, against = ((g.edge_arcs[:, side] >= 0) * EVERYBODY for side in (0, 1))
    lines = [g.edge_points(edge) for edge in range(g.n_edges)]
    turned = graph_of_edges(
        g.node_lon, g.node_lat, g.edge_u, g.edge_v, forward=against, backward=along, lines=lines
    )
    same_arc = g.edge_arcs[turned.arc_edge, np.where(turned.arc_forward, 1, 0)]
    outward = grow(turned, case.source, case.cost[same_arc])
    np.testing.assert_array_equal(inward.dist, outward.dist)
    reverse = nx.single_source_dijkstra_path_length(reference(case).reverse(), "source")
    np.testing.assert_array_equal(inward.dist, [reverse.get(v, np.inf) for v in range(g.n_nodes)])


@many
@given(cases(longer_than_straight=False), st.booleans())
def test_walks_of_a_tree_cost_what_the_tree_says(case, outward):
    """A walk read from a tree is walkable, and costs the distance of its node."""
    tree = grow(case.graph, case.source, case.cost, outward=outward)
    for node in tree.order.tolist():
        walk = walk_to(case.graph, tree, node)
        assert_walkable(case, walk)
        assert cost_of(case, walk) == tree.dist[node]
        end, begin = case.graph.head[walk.arcs[-1]], case.graph.tail[walk.arcs[0]]
        assert node == (end if outward else begin)


@many
@given(cases(), st.booleans())
def test_values_added_up_along_a_tree_are_those_of_its_walks(case, outward):
    """Lengths to all nodes at once are the lengths of the single walks."""
    tree = grow(case.graph, case.source, case.cost, outward=outward)
    length = tree.along(case.graph, case.graph.arc_length)
    for node in tree.order.tolist():
        walk = walk_to(case.graph, tree, node)
        assert length[node] == pytest.approx(walk.length_m(case.graph), rel=1e-12, abs=1e-9)
    assert (length[tree.dist == np.inf] == np.inf).all()


def test_a_one_way_street_is_ridden_one_way():
    """Against a one-way street the way goes round."""
    drawn = draw(
        """
        A---B
        |   |
        C---D
        """,
        {"AB": {"oneway": True}},
    )
    length = drawn.graph.arc_length
    there = path(drawn.graph, drawn.at("A"), drawn.at("B"), length)
    back = path(drawn.graph, drawn.at("B"), drawn.at("A"), length)
    assert drawn.letters(there)[-2:] == "AB"
    assert "DC" in drawn.letters(back)
    assert there.length_m(drawn.graph) == pytest.approx(400, rel=0.002)


def test_two_points_on_one_street():
    """Between two points of an edge the way is the piece between them, or all the way round against a one-way."""
    drawn = draw(
        """
        A----B
        |    |
        C----+
        """,
        {"AB": {"oneway": True}},
    )
    g = drawn.graph
    ends = [drawn.on("AB", 0.2), drawn.on("AB", 0.8)]
    piece = 0.6 * g.edge_length[drawn.edge("AB")]
    straight = path(g, ends[0], ends[1], g.arc_length)
    assert straight.length_m(g) == pytest.approx(piece)
    round_about = path(g, ends[1], ends[0], g.arc_length)
    assert round_about.length_m(g) == pytest.approx(g.edge_length.sum() - piece)


def test_a_point_with_itself_is_a_walk_of_no_length():
    """From a point to the same point there is nothing to walk."""
    drawn = draw("A----B")
    walk = path(drawn.graph, drawn.on("AB", 0.3), drawn.on("AB", 0.3), drawn.graph.arc_length)
    assert walk.length_m(drawn.graph) == 0
    assert len(coordinates(drawn.graph, walk)) == 2
