"""Traces matched to drawn maps whose answer one can see."""

from collections.abc import Sequence
from itertools import pairwise

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from routing import BadRequest, MatchRequest
from routing.area_rules import AreaRules
from routing.costs import CostModel
from routing.matching import Matcher, Traveller, check_match, matched_tour
from routing.matching.pieces import without_spurs
from routing.places import PlaceTable
from routing.report import Reporter
from routing.walks import Walk, coordinates
from tests.routing.drawing import LAT_STEP, LON_STEP, NORTH, WEST, Drawn, draw

TOWN = """
    A-----B-----C-----D
    |     |      \\    |
    |     |       \\   |
    E-----F--------G--H
    |    /         |  |
    |   /          |  |
    I--J-----K-----L--M
"""
METRES = np.array([LON_STEP, LAT_STEP]) / 100.0


def journey(drawn: Drawn, line: np.ndarray, mode: str = "fietsen", **more: object):
    """What is made of a trace, and of it the nodes passed."""
    cost = CostModel(drawn.graph, PlaceTable.empty()).arcs(mode).cost
    found = Traveller(Matcher(drawn.graph), cost, mode).journey(MatchRequest(mode, line, **more))
    return found, drawn.letters(found.walk) if found.walk is not None else ""


def line_of(drawn: Drawn, letters: str) -> np.ndarray:
    """The line over nodes."""
    return coordinates(drawn.graph, drawn.walk(letters))


def every(line: np.ndarray, step_m: float, noise_m: float = 0.0, seed: int = 1) -> np.ndarray:
    """Points along a line at even distances, each off by as much as a receiver is."""
    xy = line / METRES
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))))
    at = np.append(np.arange(0.0, along[-1], step_m), along[-1])
    spots = np.column_stack([np.interp(at, along, xy[:, c]) for c in (0, 1)])
    return (spots + np.random.default_rng(seed).normal(0, noise_m, spots.shape)) * METRES


def beside(line: np.ndarray, east_m: float, north_m: float) -> np.ndarray:
    """The line moved."""
    return line + np.array([east_m, north_m]) * METRES


@pytest.mark.parametrize("letters", ["ABCDHML", "EFGLKJIE", "ABFEABFGH"])
def test_a_line_on_the_ways_is_that_walk(letters):
    """A line drawn on the ways, with no times and hardly a point, comes back as the walk that it is."""
    drawn = draw(TOWN)
    found, passed = journey(drawn, line_of(drawn, letters))
    assert passed == letters
    assert found.matched_share == 1.0
    assert found.walk.length_m(drawn.graph) == pytest.approx(drawn.walk(letters).length_m(drawn.graph))


@given(st.lists(st.integers(0, 3), min_size=3, max_size=14), st.integers(0, 18), st.floats(0.05, 0.95))
@settings(max_examples=60, deadline=None)
def test_any_walk_that_does_not_turn_round_matches_itself(turns: Sequence[int], first: int, part: float):
    """Wherever one goes without turning round, the line of it gives the same arcs again, to the metre."""
    drawn = draw(TOWN)
    g = drawn.graph
    arcs = [first % g.n_arcs]
    for turn in turns:
        onward = [
            a for a in range(g.indptr[g.head[arcs[-1]]], g.indptr[g.head[arcs[-1]] + 1])
            if g.arc_edge[a] != g.arc_edge[arcs[-1]]
        ]  # fmt: skip
        arcs.append(onward[turn % len(onward)])
    lo, hi = np.zeros(len(arcs)), np.ones(len(arcs))
    lo[0], hi[-1] = 1 - part, part
    walk = Walk(np.array(arcs, dtype=np.int32), lo, hi)
    found = Matcher(g).match(every(coordinates(g, walk), 25.0), "fietsen").pieces
    assert [p.walk.arcs.tolist() for p in found] == [arcs]
    assert found[0].walk.length_m(g) == pytest.approx(walk.length_m(g), abs=1.0)


@pytest.mark.parametrize("seed", range(5))
def test_a_noisy_trace_comes_back_on_the_same_ways(seed):
    """Errors of 8 m and a point every 30 m leave no doubt where the ways lie 100 m apart."""
    drawn = draw(TOWN)
    line = every(line_of(drawn, "ABCGLKJIEFB"), 30.0, 8.0, seed)
    found, passed = journey(drawn, line)
    assert passed in (
        "ABCGLKJIEFB",
        "BCGLKJIEFB",
        "ABCGLKJIEF",
        "BCGLKJIEF",
    )  # the ends may stop short of a node
    assert found.matched_share > 0.98
    walk = drawn.walk("ABCGLKJIEFB")
    assert found.walk.length_m(drawn.graph) == pytest.approx(walk.length_m(drawn.graph), rel=0.02)


def test_a_slip_of_the_receiver_changes_nothing():
    """One point far off, near another way even, is not where anybody was."""
    drawn = draw(TOWN)
    line = every(line_of(drawn, "ABCD"), 20.0)
    line[len(line) // 2] = line_of(drawn, "KL")[0]
    assert journey(drawn, line)[1] == "ABCD"


def test_resting_adds_no_way():
    """Who stands still for an hour leaves a crowd of points, and has gone nowhere."""
    drawn = draw(TOWN)
    line = every(line_of(drawn, "ABCD"), 20.0)
    crowd = line[40] + np.random.default_rng(1).normal(0, 4, (600, 2)) * METRES
    found, passed = journey(drawn, np.concatenate((line[:41], crowd, line[41:])))
    assert passed == "ABCD"
    assert found.walk.length_m(drawn.graph) == pytest.approx(1800, abs=5)


def test_turning_round_in_earnest_is_kept():
    """Out along a way and back over it is a journey, not an error."""
    drawn = draw(TOWN)
    line = every(line_of(drawn, "ABC"), 20.0)
    found, passed = journey(drawn, np.concatenate((line, line[::-1])))
    assert passed == "ABCBA"
    assert found.closed


def test_a_hole_in_the_trace_is_bridged():
    """Where the receiver saw nothing for a kilometre, the way between is found, and told to be a guess if it is one."""
    drawn = draw(TOWN)
    line = every(line_of(drawn, "ABCDHM"), 20.0)
    holed = np.concatenate((line[:50], line[80:]))
    _, passed = journey(drawn, holed)
    assert passed == "ABCDHM"


def test_a_stretch_off_the_network_is_told():
    """Across the fields, where the map has no way, the tour goes round, and says which stretch it does not follow."""
    drawn = draw("""
        A----------B-----C
        |                |
        |                |
        |                |
        |                |
        D----------E-----F
    """)
    straight = np.array([line_of(drawn, "AB")[-1], line_of(drawn, "DE")[-1]])
    line = np.concatenate((line_of(drawn, "AB"), straight, line_of(drawn, "EF")))
    found, passed = journey(drawn, every(line, 20.0))
    assert passed in ("ABCF", "ABCFEF")
    assert len(found.unmatched) == 1
    stretch = found.unmatched[0]
    assert stretch.kind == "off_network"
    assert stretch.from_m == pytest.approx(1100, abs=80)
    assert stretch.to_m == pytest.approx(1600, abs=80)
    assert found.matched_share == pytest.approx(1 - (stretch.to_m - stretch.from_m) / found.trace_m)


def test_home_off_the_network_is_told_at_both_ends():
    """A trace that begins in a yard and ends in a wood starts on the first way and says what is left out."""
    drawn = draw(TOWN)
    line = every(line_of(drawn, "BCD"), 20.0)
    first, last = beside(line[:1], 0, 300), beside(line[-1:], 300, 200)
    found, passed = journey(drawn, every(np.concatenate((first, line, last)), 20.0))
    assert passed.strip("B") in ("CD", "C")
    assert [s.kind for s in found.unmatched] == ["beginning", "end"]


def test_a_forbidden_way_is_taken_rather_than_a_detour():
    """Who rode where riding is not allowed rode there; the tour says so instead of going round."""
    drawn = draw(TOWN, {"BC": {"modes": ["wandelen"]}})
    _, passed = journey(drawn, every(line_of(drawn, "ABCD"), 30.0, 5.0))
    assert passed.strip("AD") == "BC"
    g = drawn.graph
    reporter = Reporter(
        g, PlaceTable.empty(), CostModel(g, PlaceTable.empty()), AreaRules.unknown([]), demo=False
    )
    cost = CostModel(g, PlaceTable.empty()).arcs("fietsen").cost
    request = MatchRequest("fietsen", every(line_of(drawn, "ABCD"), 30.0))
    tour = matched_tour(Traveller(Matcher(g), cost, "fietsen"), reporter, request).tour
    assert [w.values["metres"] for w in tour.warnings if w.code == "forbidden"] == [600]


def test_of_two_ways_side_by_side_the_allowed_one_is_likelier():
    """Between a road closed to bicycles and the path beside it, a trace in the middle is on the path."""
    drawn = draw(
        """
        A---------B---------C
        |                   |
        D---------E---------F
        """,
        {"AB": {"modes": ["wandelen"]}, "BC": {"modes": ["wandelen"]}},
    )
    between = beside(
        line_of(drawn, "DEF"), 0, 100
    )  # rows are 100 m apart, so a receiver that is off by half of that
    wide = Traveller(Matcher(drawn.graph), np.ones(drawn.graph.n_arcs), "fietsen")
    found = wide.matcher.match(every(between, 30.0), "fietsen").pieces[0]
    assert drawn.letters(found.walk).strip("DF") in ("E", "")


def test_a_one_way_trace_is_made_round_by_another_way():
    """Made a loop, the way back keeps off the way out; what is round already stays as it is and says so."""
    drawn = draw(TOWN)
    found, passed = journey(drawn, line_of(drawn, "ABCD"), loop=True)
    assert found.closed
    assert passed.startswith("ABCDH")
    assert len(set(map(frozenset, pairwise(passed)))) == len(passed) - 1
    again, passed = journey(drawn, line_of(drawn, "ABFEA"), loop=True)
    assert passed == "ABFEA"
    assert again.closed
    assert again.remarks == ("already_round",)


def test_a_trace_that_ends_near_its_start_is_closed():
    """The last hundred metres home are missing in many a trace: the tour is a loop all the same."""
    drawn = draw(TOWN)
    line = every(line_of(drawn, "ABFEA"), 20.0)[:-5]
    found, passed = journey(drawn, line)
    assert found.closed
    assert passed == "ABFEA"


def test_of_two_parts_that_do_not_hang_together_the_longer_is_taken():
    """Two islands without a ferry are two journeys; the shorter is told to be left out."""
    drawn = draw("A-------B---C      D----E")
    line = np.concatenate((line_of(drawn, "ABC"), line_of(drawn, "DE")))
    found, passed = journey(drawn, line)
    assert passed == "ABC"
    assert [s.kind for s in found.unmatched] == ["end"]
    assert found.matched_share < 0.8


def test_what_lies_elsewhere_is_no_tour():
    """A trace that has nothing to do with the network is a result with a reason, not an error."""
    drawn = draw(TOWN)
    g = drawn.graph
    reporter = Reporter(
        g, PlaceTable.empty(), CostModel(g, PlaceTable.empty()), AreaRules.unknown([]), demo=False
    )
    traveller = Traveller(Matcher(g), np.ones(g.n_arcs), "fietsen")
    for line in (
        beside(line_of(drawn, "ABCD"), 5000, 0),
        np.array([[3.0, 55.0]] * 4),
        line_of(drawn, "AB")[[0, 0]],
    ):
        result = matched_tour(traveller, reporter, MatchRequest("fietsen", line))
        assert (result.tour, result.reason, result.matched_share) == (None, "no_match", 0.0)


def test_a_journey_through_the_region_matches_what_lies_in_it():
    """From far away to far away: only the part on the network becomes the tour, however far the rest goes."""
    drawn = draw(TOWN)
    line = line_of(drawn, "ABCD")
    far = np.column_stack((np.linspace(3, 6.4, 4000), np.full(4000, 51.0)))
    found, passed = journey(drawn, np.concatenate((far, every(line, 20.0), far[::-1])))
    assert passed == "ABCD"
    assert [s.kind for s in found.unmatched] == ["beginning", "end"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (np.array([[6.5, 52.9], [np.nan, 52.9], [6.6, 52.9]]), "coordinates.1"),
        (np.array([[6.5, 52.9], [6.5, 92.9]]), "coordinates.1"),
        (np.array([[6.5, 52.9]]), "coordinates"),
        (np.zeros((200_001, 2)), "coordinates"),
    ],
)
def test_what_cannot_be_meant_is_named(line, field):
    """A bad point is named by its place."""
    with pytest.raises(BadRequest) as told:
        check_match(MatchRequest("fietsen", line))
    assert told.value.field == field


def test_a_trace_that_is_too_long_is_refused():
    """A year of rides in one trace is not one tour; jumps do not count."""
    drawn = draw(TOWN)
    g = drawn.graph
    traveller = Traveller(Matcher(g), np.ones(g.n_arcs), "fietsen")
    to_and_fro = np.tile(line_of(drawn, "ABCD"), (500, 1))
    with pytest.raises(BadRequest, match="at most 500 km"):
        matched_tour(traveller, None, MatchRequest("fietsen", to_and_fro))


def test_going_to_and_fro_by_little_is_an_error_of_the_trace():
    """A spur into a side street and a step back on the way are taken out; a long way back is not."""
    reverse = np.array([1, 0, 3, 2, 5, 4], dtype=np.int32)
    spur = [[0, 0.0, 100.0], [2, 0.0, 12.0], [3, 88.0, 100.0], [4, 0.0, 50.0]]
    assert without_spurs(reverse, spur, 30.0) == [[0, 0.0, 100.0], [4, 0.0, 50.0]]
    wiggle = [[0, 0.0, 60.0], [1, 40.0, 50.0], [0, 50.0, 100.0]]
    assert without_spurs(reverse, wiggle, 30.0) == [[0, 0.0, 100.0]]
    earnest = [[0, 0.0, 100.0], [1, 0.0, 100.0]]
    assert without_spurs(reverse, earnest, 30.0) == earnest


@given(
    st.lists(
        st.tuples(st.floats(-4, 24), st.floats(-4, 10)) | st.sampled_from([(0.0, 0.0), (6.0, 0.0), (6.0, 3.0)]),
        min_size=2, max_size=12,
    ),
    st.booleans(),
    st.sampled_from(["fietsen", "wandelen"]),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_any_scribble_is_a_walk_or_none(spots: Sequence[tuple[float, float]], loop: bool, mode: str):
    """Whatever is drawn, there is no error; a walk goes on where it stood, and shares and stretches fit each other."""
    drawn = draw(TOWN, {"BC": {"modes": ["wandelen"]}, "KL": {"oneway": True}})
    line = np.array([(WEST + x * LON_STEP, NORTH - y * LAT_STEP) for x, y in spots])
    found, _ = journey(drawn, line, mode, loop=loop)
    assert 0 <= found.matched_share <= 1
    marks = [m for s in found.unmatched for m in (s.from_m, s.to_m)]
    assert marks == sorted(marks)
    assert not marks or marks[-1] <= found.trace_m + 1e-6
    if found.walk is None:
        return
    g, walk = drawn.graph, found.walk
    goes_on = (walk.arcs[1:] == walk.arcs[:-1]) & (walk.hi[:-1] == walk.lo[1:])
    turns = g.arc_edge[walk.arcs[1:]] == g.arc_edge[walk.arcs[:-1]]
    at_node = g.head[walk.arcs[:-1]] == g.tail[walk.arcs[1:]]
    assert (goes_on | turns | at_node).all()
    steps = np.diff(coordinates(g, walk), axis=0) / METRES
    assert np.hypot(*steps.T).max() < 1000  # never a jump: edges are shorter than that
    assert walk.length_m(g) == pytest.approx(np.hypot(*steps.T).sum(), rel=0.02, abs=2)
