"""Taking a tour in hand: points that hold its line, the leg that takes the length, legs along the node network."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing import BadRequest, Planner, RouteRequest, Tour, TourRequest
from routing.metrics import repeated_m
from routing.shape import shape_of
from routing.through import through
from routing.walks import coordinates
from tests.routing.drawing import Drawn, draw
from tests.routing.test_loops import GRID, field_of

ALL = np.uint8(1)


@pytest.fixture(scope="module")
def province(drenthe_dataset: Path) -> Planner:
    """Planner on the province."""
    return Planner.open(drenthe_dataset)


@pytest.fixture(scope="module")
def country(liechtenstein_dataset: Path) -> Planner:
    """Planner on a whole country."""
    return Planner.open(liechtenstein_dataset)


def held(drawn: Drawn, letters: str, most: int = 50):
    """Points that hold a walk over a drawn graph."""
    line = coordinates(drawn.graph, drawn.walk(letters))
    return shape_of(field_of(drawn), line, np.full(drawn.graph.n_edges, ALL), most)


def test_the_shortest_way_needs_its_ends_only():
    """A line that is the best way anyhow is held by nothing between."""
    drawn = draw("A-----B-----C-----D")
    shape = held(drawn, "ABCD")
    assert len(shape.points) == 2
    assert shape.kept_share == pytest.approx(1.0)


def test_a_way_round_is_held_where_it_leaves_the_best_way():
    """A line over the far side of a block is held there, and the way through the points is the line."""
    drawn = draw(
        r"""
        A-----B-----C
        |           |
        |           |
        D-----E-----F
        """
    )
    shape = held(drawn, "ADEFC")
    assert 3 <= len(shape.points) <= 4
    assert shape.kept_share == pytest.approx(1.0)


def test_there_and_back_is_held_where_it_turns_round():
    """A spur stays a spur: its tip is one of the points."""
    drawn = draw(
        r"""
              S
              |
              |
              |
              |
        A-----B-----C
        """
    )
    shape = held(drawn, "ABSBC")
    assert shape.kept_share == pytest.approx(1.0)
    tip = drawn.at("S").lonlat
    assert min(abs(p[0] - tip[0]) + abs(p[1] - tip[1]) for p in shape.points) < 2e-5


def test_no_more_points_than_asked():
    """However crooked a line is, the number of points is bounded; what is lost is told."""
    drawn = draw(GRID)
    shape = held(drawn, "ABGFKLMHCDINSRQVWXY", most=4)
    assert len(shape.points) == 4
    assert shape.kept_share < 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), km=st.integers(12, 50), themed=st.booleans())
def test_a_tour_comes_back_from_its_points(province: Planner, seed: int, km: int, themed: bool) -> None:
    """Whatever the tour: the way through the points that hold it is the same tour, but for a few metres."""
    themes = {"heide": 1.0, "hunebedden": 1.0} if themed else {}
    start = village(province, seed)
    found = province.tours(
        TourRequest("fietsen", start=start, distance_m=km * 1000, themes=themes, seed=seed)
    )
    for tour in found.tours:
        request = RouteRequest("fietsen", points=(start, start), themes=themes)
        shape = province.shape(request, tour.coordinates)
        assert shape is not None
        again = route(province, dataclasses.replace(request, points=shape.points))
        metres = province.graph.edge_length
        same = metres[np.intersect1d(again.edges, tour.edges)].sum() / metres[np.unique(tour.edges)].sum()
        assert same >= shape.kept_share - 0.03
        assert shape.kept_share > 0.8


def test_points_of_a_line_far_from_every_way(province: Planner) -> None:
    """A line that lies on no way has no points: the ways it was made of are gone."""
    line = np.array([(6.0, 52.0), (6.01, 52.0)])
    assert province.shape(RouteRequest("fietsen", points=((0.0, 0.0), (0.0, 0.0))), line) is None


@pytest.mark.parametrize("fill", [0, 1, 2])
def test_the_named_leg_takes_what_is_left_of_the_length(fill: int) -> None:
    """The other legs are the direct way; the named one brings the tour to its length and repeats nothing."""
    drawn = draw(GRID)
    points = [drawn.at("A"), drawn.at("C"), drawn.at("M"), drawn.at("A")]
    shortest = [1000.0, 1000.0, 2000.0]
    best = through(field_of(drawn), points, 6000.0, 1, fill=fill)[0]
    assert best.length_m == pytest.approx(6000, rel=0.02)
    letters = drawn.letters(best.walk)
    assert letters[0] == letters[-1] == "A"
    at_c = letters.index("C")
    at_m = letters.index("M", at_c)
    legs = [at_c, at_m - at_c, len(letters) - 1 - at_m]
    for i, edges in enumerate(legs):
        if i != fill:
            assert edges * 500 == pytest.approx(shortest[i], abs=600)
    assert repeated_m(drawn.graph, best.walk) <= 600


def test_alternatives_of_a_locked_part_keep_it(province: Planner) -> None:
    """With half of a tour held, the alternatives have that half in common and differ in the rest."""
    start = village(province, 5)
    tour = province.tours(TourRequest("fietsen", start=start, distance_m=40_000)).tours[0]
    shape = province.shape(RouteRequest("fietsen", points=(start, start)), tour.coordinates)
    assert shape is not None
    half = [p for p, at in zip(shape.points, shape.at_m, strict=True) if 0 < at < tour.length_m / 2]
    last = tour.coordinates[len(tour.coordinates) // 2]
    request = TourRequest(
        "fietsen", start=start, distance_m=40_000, via=(*half, (float(last[0]), float(last[1]))), alternatives=3,
        fill=len(half) + 1,
    )  # fmt: skip
    found = province.tours(request).tours
    assert found
    kept = set(tour.edges[: len(tour.edges) // 3].tolist())
    for other in found:
        assert len(kept & set(other.edges.tolist())) >= 0.9 * len(kept)
        assert other.length_m == pytest.approx(40_000, rel=0.06)


def test_a_leg_keeps_to_the_node_network(province: Planner) -> None:
    """From junction to junction along sections: all of the way is signed; over any way it need not be."""
    sections = province.sections("fietsen")
    assert sections is not None
    points = [
        (float(sections.graph.node_lon[v]), float(sections.graph.node_lat[v])) for v in far_apart(sections, 3)
    ]
    request = RouteRequest("fietsen", points=tuple(points), legs=("junctions", "junctions"))
    tour = route(province, request)
    signed = np.isin(tour.edges, np.unique(province.graph.section_edge))
    metres = province.graph.edge_length[tour.edges]
    assert metres[signed].sum() >= 0.99 * metres.sum()
    assert len(tour.junctions) >= 3


def test_without_a_node_network_a_leg_goes_over_any_way(country: Planner) -> None:
    """Where there is no network of the mode, the wish for one is no hindrance."""
    points = (village(country, 1), village(country, 4))
    free = route(country, RouteRequest("fietsen", points=points))
    asked = route(country, RouteRequest("fietsen", points=points, legs=("junctions",)))
    assert asked.length_m == pytest.approx(free.length_m)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("legs", {"legs": ("free",)}),
        ("legs", {"legs": ("free", "motorway")}),
        ("legs", {"legs": ("free", "junctions"), "network": "junctions"}),
        ("fill", {"fill": 2}),
        ("fill", {"fill": -1}),
    ],
)
def test_wishes_that_cannot_be_meant(province: Planner, field: str, change: dict) -> None:
    """As many legs as there are, each a known word, said once; a leg that is there."""
    start = village(province, 2)
    with pytest.raises(BadRequest) as refused:
        province.tours(TourRequest("fietsen", start=start, via=(start,), distance_m=20_000, **change))
    assert refused.value.field == field


def village(planner: Planner, nth: int) -> tuple[float, float]:
    """A settlement of a dataset, one that its ways reach."""
    p = planner.places
    west, south, east, north = planner.manifest["bbox"]
    inside = (p.lon > west) & (p.lon < east) & (p.lat > south) & (p.lat < north)
    rows = np.flatnonzero((p.group == p.groups.index("settlement")) & inside)
    row = int(rows[nth % len(rows)])
    return float(p.lon[row]), float(p.lat[row])


def route(planner: Planner, request: RouteRequest) -> Tour:
    """The way through points; there must be one."""
    (tour,) = planner.route(request).tours
    return tour


def far_apart(sections, count: int) -> list[int]:
    """Junctions two or more sections from each other, of those that lie on rings."""
    g = sections.graph
    ends = np.unique(np.concatenate((g.edge_u[sections.in_ring], g.edge_v[sections.in_ring])))
    return [int(v) for v in ends[:: max(1, len(ends) // count)][:count]]
