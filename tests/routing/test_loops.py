"""Loops and detours on graphs where one can see what the best one is."""

import numpy as np
import pytest

from routing.costs import CostModel
from routing.detours import detours
from routing.fields import Field, mean_cost
from routing.loops import between, loops
from routing.metrics import repeated_m, shared_share, tour_class
from routing.places import PlaceTable
from routing.search import path
from routing.walks import coordinates
from tests.routing.drawing import Drawn, draw

ROW = "{}----{}----{}----{}----{}"
BAR = "|    |    |    |    |"
GRID = "\n".join(
    line
    for i, letters in enumerate(("ABCDE", "FGHIJ", "KLMNO", "PQRST", "UVWXY"))
    for line in ([BAR] * 4 if i else []) + [ROW.format(*letters)]
)
"""Sixteen blocks of 500 m a side."""

TREE = r"""
    A---------B---------C
              |
              |
              |
    D---------E---------F
              |
              |
              |
              G
"""


def field_of(drawn: Drawn, themes: dict[str, float] | None = None) -> Field:
    """The field of a walker's request."""
    g = drawn.graph
    costs = CostModel(g, PlaceTable.empty()).arcs("wandelen", themes)
    beauty_m = None if costs.beauty is None else g.arc_length * costs.beauty[g.arc_edge].astype(np.float64)
    return Field(g, costs.cost, mean_cost(g, costs.cost), beauty_m, beauty_m)


def plan(drawn: Drawn, start, asked_m: float, *, count: int = 1, seed: int = 1, themes=None):
    return loops(field_of(drawn, themes), start, asked_m, count=count, jitter=np.random.default_rng(seed))


def test_the_only_ring_is_the_loop():
    """Where one ring has the asked length it is taken, dead ends are not."""
    drawn = draw(
        r"""
        X----A---------B
             |         |
             |         |
             |         C----Y
             |         |
             |         |
             E---------D
        """
    )
    ring = sum(drawn.graph.edge_length[drawn.edge(p)] for p in ("AB", "BC", "CD", "DE", "EA"))
    best = plan(drawn, drawn.on("AB", 0.5), ring)[0]
    assert best.length_m == pytest.approx(ring, rel=0.001)
    assert repeated_m(drawn.graph, best.walk) == pytest.approx(0, abs=0.1)
    assert set(drawn.letters(best.walk)) == set("ABCDE")


@pytest.mark.parametrize("start", ["M", "A", "C", "H"])
@pytest.mark.parametrize("asked_km", [4, 6])
def test_a_grid_has_loops_of_the_asked_length(start, asked_km):
    """From the middle, a corner or a side of a town of blocks: a loop that repeats nothing and is as long as asked."""
    drawn = draw(GRID)
    best = plan(drawn, drawn.at(start), asked_km * 1000)[0]
    repeated = repeated_m(drawn.graph, best.walk)
    assert best.length_m == pytest.approx(asked_km * 1000, rel=0.03)
    assert tour_class(best.length_m, repeated, closed=True) == "loop"
    letters = drawn.letters(best.walk)
    assert letters[0] == letters[-1] == start


@pytest.mark.parametrize("start", ["A", "B", "E", "G"])
def test_where_every_way_is_a_dead_end_there_is_no_loop(start):
    """On a tree all that can be had is there and back, and it is called that."""
    drawn = draw(TREE)
    for found in plan(drawn, drawn.at(start), 2400):
        repeated = repeated_m(drawn.graph, found.walk)
        assert tour_class(found.length_m, repeated, closed=True) == "out-and-back"
        assert repeated == pytest.approx(found.length_m / 2, rel=0.01)


def test_a_ring_at_the_end_of_a_street_is_a_lollipop():
    """A stick that has to be walked twice is told."""
    drawn = draw(
        r"""
               B-----C
               |     |
        S------A     |
               |     |
               E-----D
        """
    )
    best = plan(drawn, drawn.at("S"), 700 * 2 + 2000)[0]
    repeated = repeated_m(drawn.graph, best.walk)
    assert best.length_m == pytest.approx(3400, rel=0.01)
    assert repeated == pytest.approx(700, rel=0.01)
    assert tour_class(best.length_m, repeated, closed=True) == "lollipop"


def test_the_same_seed_gives_the_same_tours():
    """Asked again with the same seed, the answer is the same to the last point."""
    drawn = draw(GRID)
    one, two = (plan(drawn, drawn.on("MN", 0.3), 5000, count=3, seed=7) for _ in range(2))
    assert len(one) == len(two)
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(coordinates(drawn.graph, a.walk), coordinates(drawn.graph, b.walk))


def test_alternatives_differ():
    """Three loops asked for are three loops that one can tell apart, best first."""
    drawn = draw(GRID)
    found = plan(drawn, drawn.at("M"), 4000, count=3)
    assert len(found) == 3
    for i, a in enumerate(found):
        for b in found[i + 1 :]:
            assert shared_share(drawn.graph, a.walk, b.walk) <= 0.6
            assert a.score >= b.score


TWO_RINGS = r"""
    A---------B---------C
    |         |         |
    |         |         |
    |         |         |
    |         |         |
    D---------E---------F
"""


@pytest.mark.parametrize("pretty", ["west", "east"])
def test_a_theme_chooses_between_equal_rings(pretty):
    """Of two rings of the same length the one through heath is taken when heath is asked for."""
    rings = {"west": ("AB", "AD", "DE"), "east": ("BC", "CF", "EF")}
    drawn = draw(TWO_RINGS, {pair: {"landcover": {"heath": 100}} for pair in rings[pretty]})
    best = plan(drawn, drawn.at("E"), 3000, themes={"heide": 1.0})[0]
    passed = set(drawn.graph.arc_edge[best.walk.arcs].tolist())
    assert {drawn.edge(pair) for pair in rings[pretty]} <= passed


@pytest.mark.parametrize("direction", ["ABCD", "DCBA"])
def test_a_one_way_ring_is_travelled_its_way(direction):
    """A roundabout of one-way ways is a loop in one direction only."""
    ring = direction + direction[0]
    drawn = draw(
        """
        A--------B
        |        |
        |        |
        |        |
        D--------C
        """,
        {ring[i : i + 2]: {"oneway": True} for i in range(4)},
    )
    best = plan(drawn, drawn.on(ring[:2], 0.5), 2600)[0]
    assert best.length_m == pytest.approx(2600, rel=0.01)
    assert drawn.letters(best.walk) == ring[1:]


def test_a_way_home_keeps_off_the_way_out():
    """After a first leg along one side of a block, the detour home takes the others."""
    drawn = draw(GRID)
    g = drawn.graph
    leg = drawn.walk("MRW")
    found = detours(field_of(drawn), [leg], drawn.at("W"), drawn.at("M"), 3000, 4000)
    edges = set(g.arc_edge[found[0].walk.arcs].tolist())
    assert not edges & set(g.arc_edge[leg.arcs].tolist())
    assert found[0].length_m == pytest.approx(3000, rel=0.02)


def test_between_two_points_a_longer_way_can_be_asked_for():
    """One-way tours start and end where asked, and are longer than the direct way when asked to be."""
    drawn = draw(GRID)
    g = drawn.graph
    start, end = drawn.at("G"), drawn.at("I")
    field = field_of(drawn)
    direct = path(g, start, end, field.cost).length_m(g)
    assert direct == pytest.approx(1000, rel=0.001)
    best = between(field, start, end, 3000, count=1)[0]
    letters = drawn.letters(best.walk)
    assert letters[0] == "G"
    assert letters[-1] == "I"
    assert best.length_m == pytest.approx(3000, rel=0.03)
