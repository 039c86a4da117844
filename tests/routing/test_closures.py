"""Closures: what a drawn shape closes, and that no tour takes what is closed."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import shapely

from routing import BadRequest, Closure, Planner, RouteRequest, TourRequest, closed_edges
from routing.closures import metres_closed
from routing.costs import CostModel
from routing.places import PlaceTable
from tests.routing.drawing import LAT_STEP, LON_STEP, Drawn, draw

GRID = "A----B----C\n|    |    |\n|    |    |\n|    |    |\nD----E----F"


@pytest.fixture(scope="module")
def grid() -> Drawn:
    """Two fields with ways round them."""
    return draw(GRID)


def point(drawn: Drawn, letter: str, east_m: float = 0.0, north_m: float = 0.0) -> tuple[float, float]:
    """A place beside a node."""
    g, v = drawn.graph, drawn.node[letter]
    return float(g.node_lon[v]) + east_m / 100 * LON_STEP, float(g.node_lat[v]) + north_m / 100 * LAT_STEP


def closes(drawn: Drawn, shape: shapely.Geometry) -> set[str]:
    """The pairs of nodes whose edges a shape closes."""
    return {drawn.ends[edge] for edge in closed_edges(drawn.graph, shape).tolist()}


def test_a_line_along_a_way_closes_it_and_no_side_way(grid: Drawn) -> None:
    """Drawn by hand beside B–E, a little aside and a little too short, it closes B–E alone."""
    line = shapely.LineString([point(grid, "B", 6, -15), point(grid, "B", -5, -150), point(grid, "E", 4, 8)])
    assert closes(grid, line) == {"BE"}


def test_a_line_across_ways_closes_what_it_crosses(grid: Drawn) -> None:
    """Straight through the middle it closes the three ways that run north."""
    line = shapely.LineString([point(grid, "D", -50, 150), point(grid, "F", 50, 150)])
    assert closes(grid, line) == {"AD", "BE", "CF"}


def test_an_area_closes_every_way_that_runs_through_it(grid: Drawn) -> None:
    """A square round E closes its three ways; one in the field closes none."""
    around = shapely.Point(point(grid, "E")).buffer(0.5 * LON_STEP)
    assert closes(grid, around) == {"DE", "EF", "BE"}
    assert closes(grid, shapely.Point(point(grid, "B", 200, -150)).buffer(0.5 * LON_STEP)) == set()


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(6.5, 52.9),
        shapely.LineString(),
        shapely.Polygon([(6.5, 52.9), (6.51, 52.91), (6.51, 52.9), (6.5, 52.91)]),
        shapely.LineString([(6.5, float("inf")), (6.6, 52.9)]),
    ],
    ids=["point", "empty", "crossing itself", "infinite"],
)
def test_what_closes_nothing_is_refused(grid: Drawn, shape: shapely.Geometry) -> None:
    """Points, nothing at all and areas whose border crosses itself are told, never guessed at."""
    with pytest.raises(BadRequest) as error:
        closed_edges(grid.graph, shape)
    assert error.value.field == "geometry"


def test_a_closed_way_costs_without_end_for_its_modes_and_days(grid: Drawn) -> None:
    """A closure holds from its first day through its last, for the modes it names, and not otherwise."""
    edge = grid.edge("BE")
    closure = Closure("1", (edge,), dt.date(2027, 5, 1), dt.date(2027, 5, 31), ("fietsen",))
    assert closure.holds("fietsen", dt.date(2027, 5, 31))
    assert closure.holds("fietsen", None)
    assert not closure.holds("fietsen", dt.date(2027, 6, 1))
    assert not closure.holds("wandelen", dt.date(2027, 5, 2))
    mask = np.zeros(grid.graph.n_edges, dtype=np.bool_)
    mask[edge] = True
    cost = CostModel(grid.graph, PlaceTable.empty()).arcs("fietsen", shut=mask).cost
    assert (np.isinf(cost) == mask[grid.graph.arc_edge]).all()


@pytest.fixture(scope="module")
def planner(demo_dataset: Path) -> Planner:
    """Planner on the made-up region."""
    return Planner.open(demo_dataset)


def test_routes_go_round_a_closure_on_its_days_and_say_so(planner: Planner) -> None:
    """Closing the middle of the best way changes it, with a warning that names the closure; other days do not."""
    g, p = planner.graph, planner.places
    rows = np.flatnonzero(p.group == p.groups.index("settlement"))[:2]
    ends = tuple((float(p.lon[i]), float(p.lat[i])) for i in rows)
    free = planner.route(RouteRequest("fietsen", ends)).tours[0]
    middle = free.coordinates[len(free.coordinates) // 2]
    shape = shapely.Point(middle).buffer(0.002)
    day = dt.date(2027, 5, 15)
    closure = Closure("k7", tuple(closed_edges(g, shape).tolist()), day, day, note="Brug in onderhoud")
    round_it = planner.route(RouteRequest("fietsen", ends, date=day, closures=(closure,))).tours[0]
    assert not set(round_it.edges.tolist()) & set(closure.edges)
    assert round_it.length_m > free.length_m - 1
    [told] = [w for w in round_it.warnings if w.code == "diversion"]
    assert told.values == {
        "closure": "k7", "note": "Brug in onderhoud", "from": "2027-05-15", "until": "2027-05-15",
    }  # fmt: skip
    assert metres_closed(g, free.edges, closure) > 0
    assert metres_closed(g, round_it.edges, closure) == 0
    after = planner.route(
        RouteRequest("fietsen", ends, date=day + dt.timedelta(days=1), closures=(closure,))
    ).tours[0]
    assert after.edges.tolist() == free.edges.tolist()
    assert not [w for w in after.warnings if w.code == "diversion"]


@pytest.mark.parametrize("network", ["free", "junctions"])
def test_loops_keep_off_a_closure(planner: Planner, network: str) -> None:
    """Loops, free and over junctions, take no way that is closed."""
    g, p = planner.graph, planner.places
    row = int(np.flatnonzero(p.group == p.groups.index("settlement"))[1])
    wish = {
        "mode": "wandelen",
        "start": (float(p.lon[row]), float(p.lat[row])),
        "distance_m": 8000.0,
        "network": network,
    }
    free = planner.tours(TourRequest(**wish)).tours[0]  # type: ignore[arg-type]
    half = free.edges[len(free.edges) // 3 : len(free.edges) // 2]
    closure = Closure("1", tuple(half.tolist()))
    for tour in planner.tours(TourRequest(**wish, closures=(closure,))).tours:  # type: ignore[arg-type]
        assert not set(tour.edges.tolist()) & set(closure.edges)
        assert metres_closed(g, tour.edges, closure) == 0
