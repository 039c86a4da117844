"""Where the next facilities should go."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from routing.desk.candidates import find_candidates
from routing.desk.coverage import Coverage, CoverageDesk, CoverageRequest
from routing.desk.people import PEOPLE_REACH_M
from routing.desk.siting import CoverProblem, cover_problem, propose_sites
from routing.errors import BadRequest
from routing.planner import Planner
from tests.routing.desk.test_coverage import PATHS, ask, at, desk
from tests.routing.drawing import draw

NONE = np.empty(0, dtype=np.int32)


def exact(problem: CoverProblem, count: int, budget: float = np.inf) -> float:
    """The most that ``count`` candidates within a budget can serve, by integer programming."""
    candidates, cells = len(problem.rows) - 1, len(problem.weight)
    price = np.zeros(candidates) if problem.cost is None else problem.cost
    taker = np.repeat(np.arange(candidates), np.diff(problem.rows))
    serves = sparse.csr_array((np.ones(len(taker)), (problem.cells, taker)), shape=(cells, candidates))
    rows = sparse.vstack([
        sparse.hstack([-serves, sparse.eye_array(cells)]),
        sparse.csr_array(np.concatenate((np.ones(candidates), np.zeros(cells)))[None, :]),
        sparse.csr_array(np.concatenate((price, np.zeros(cells)))[None, :]),
    ])  # fmt: skip
    best = milp(
        -np.concatenate((np.zeros(candidates), problem.weight)),
        constraints=LinearConstraint(rows, ub=np.concatenate((np.zeros(cells), [count, budget]))),
        integrality=np.concatenate((np.ones(candidates), np.zeros(cells))),
        bounds=Bounds(0, 1),
    )
    assert best.success
    return float(-best.fun)


def random_problem(seed: int) -> CoverProblem:
    """Candidates and cells scattered on a square: whoever is near serves."""
    rng = np.random.default_rng(seed)
    candidates, cells = rng.random((45, 2)), rng.random((250, 2))
    near = np.hypot(*(candidates[:, None] - cells[None]).transpose(2, 0, 1)) < rng.uniform(0.1, 0.25)
    rows = np.concatenate(([0], np.cumsum(near.sum(axis=1)))).astype(np.int64)
    return CoverProblem(rows, np.nonzero(near)[1].astype(np.int32), rng.uniform(1, 100, 250))


@pytest.mark.parametrize("seed", range(12))
def test_choice_is_within_one_percent_of_the_best(seed: int) -> None:
    """On problems small enough to solve exactly, at most 1 % is lost, with few and with many places."""
    problem = random_problem(seed)
    for count in (2, 5, 9):
        served = problem.served_m(problem.chosen(count, NONE))
        assert served >= 0.99 * exact(problem, count)


@pytest.mark.parametrize("seed", range(8))
def test_a_budget_is_kept_and_well_spent(seed: int) -> None:
    """With costs per place the money is never overspent, and at most 1 % is lost of what it could buy."""
    problem = random_problem(seed)
    price = np.random.default_rng(seed).choice([1.0, 3.0, 8.0], len(problem.rows) - 1)
    problem = replace(problem, cost=price)
    for budget in (6.0, 15.0):
        chosen = problem.chosen(20, NONE, budget=budget)
        assert price[chosen].sum() <= budget
        assert problem.served_m(chosen) >= 0.99 * exact(problem, 20, budget)


def test_same_seed_same_choice() -> None:
    """Nothing hangs on luck."""
    problem = random_problem(3)
    assert problem.chosen(5, NONE, seed=7).tolist() == problem.chosen(5, NONE, seed=7).tolist()


def grid() -> tuple[CoverageDesk, Coverage]:
    """Streets in a grid with one toilet in the corner."""
    between = "|   |   |   |   |"
    text = "\n".join(("A---B---C---D---E", between, "F---G---H---I---J", between, "K---L---M---N---O"))
    pairs = [a + b for row in ("ABCDE", "FGHIJ", "KLMNO") for a, b in itertools.pairwise(row)]
    pairs += [a + b for a, b in zip("ABCDEFGHIJ", "FGHIJKLMNO", strict=True)]
    drawn = draw(text, dict.fromkeys(pairs, PATHS))
    toilets = desk(drawn, at(drawn, "AB", 0.0))
    return toilets, toilets.coverage(ask(500))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_places_close_as_much_as_trying_them_all(count: int) -> None:
    """On a small net no other choice of crossings, measured as a what-if, closes more than 1 % more."""
    toilets, found = grid()
    sites = propose_sites(toilets, found, count, ["anywhere"])
    g = toilets.graph
    nodes = list(zip(g.node_lon.tolist(), g.node_lat.tolist(), strict=True))
    best = max(
        found.gap_m - toilets.coverage(ask(500, added=tuple(some))).gap_m
        for some in itertools.combinations(nodes, count)
    )
    assert sites[-1].closed_m >= 0.99 * best


def test_what_is_told_is_what_a_what_if_finds() -> None:
    """Metres closed after each place equal those of adding the places for real, and gains add up, falling."""
    toilets, found = grid()
    sites = propose_sites(toilets, found, 4)
    for n in range(1, len(sites) + 1):
        after = toilets.coverage(ask(500, added=tuple(s.lonlat for s in sites[:n])))
        assert sites[n - 1].closed_m == pytest.approx(found.gap_m - after.gap_m, abs=0.1)
        assert sum(s.gain_m for s in sites[:n]) == pytest.approx(sites[n - 1].closed_m)
    gains = [s.gain_m for s in sites]
    assert gains == sorted(gains, reverse=True)


def test_nothing_is_proposed_where_nothing_is_missing() -> None:
    """Fewer places than asked when all gaps are closed, none when there is no gap."""
    toilets, found = grid()
    sites = propose_sites(toilets, found, 200)
    assert len(sites) < 15
    assert sites[-1].closed_m == pytest.approx(found.gap_m, abs=5)  # a cell
    assert propose_sites(toilets, toilets.coverage(ask(50_000)), 5) == ()


def test_money_bounds_the_places() -> None:
    """Twenty buys two places of ten each, five none; without costs none is told."""
    toilets, found = grid()
    sites = propose_sites(toilets, found, 3, ["anywhere", "rest_places"], {"anywhere": 10.0}, 20.0)
    assert [s.cost for s in sites] == [10.0, 10.0]
    assert propose_sites(toilets, found, 3, ["anywhere"], {"anywhere": 10.0}, 5.0) == ()
    assert {s.cost for s in propose_sites(toilets, found, 2)} == {None}


@pytest.mark.parametrize(
    ("costs", "budget", "field"),
    [({"moon": 1.0}, None, "costs"), ({"anywhere": -1.0}, None, "costs.anywhere"), (None, 5.0, "budget"),
     ({"anywhere": 1.0}, float("nan"), "budget")],
)  # fmt: skip
def test_costs_that_cannot_be_meant_are_named(
    costs: dict[str, float] | None, budget: float | None, field: str
) -> None:
    """A kind that is none, money that is none, a budget without costs."""
    toilets, found = grid()
    with pytest.raises(BadRequest) as error:
        propose_sites(toilets, found, 3, ["anywhere"], costs, budget)
    assert error.value.field == field


@pytest.mark.real
def test_people_served_are_counted_once(drenthe_dataset: Path) -> None:
    """After each place those served are who the added places bring within reach, as distances measured anew tell."""
    officers = Planner.open(drenthe_dataset).coverage()
    found = officers.coverage(CoverageRequest("toilet", "wandelen"))
    sites = propose_sites(officers, found, 4)
    near, reach_m = officers.people("wandelen"), PEOPLE_REACH_M["wandelen"]
    before = near.within(found.distance_m, officers.graph, reach_m)
    for n in range(1, 5):
        added = tuple(s.lonlat for s in sites[:n])
        after = officers.coverage(CoverageRequest("toilet", "wandelen", added=added))
        now = near.within(after.distance_m, officers.graph, reach_m)
        assert sites[n - 1].people_served == pytest.approx(near.count[now & ~before].sum(), abs=0.5)
    assert sum(s.people for s in sites) == sites[-1].people_served


@pytest.mark.parametrize(
    ("count", "candidates"), [(0, ["anywhere"]), (10_000, ["anywhere"]), (3, ["moon"]), (3, [])]
)
def test_what_cannot_be_meant_is_refused(count: int, candidates: list[str]) -> None:
    """No place, too many, or places that are none."""
    toilets, found = grid()
    with pytest.raises(BadRequest):
        propose_sites(toilets, found, count, candidates)


@pytest.mark.real
def test_a_country(liechtenstein_dataset: Path) -> None:
    """Fifty toilets: all in gaps' reach, the last figure that of a what-if, and near the exact best of few places."""
    officers = Planner.open(liechtenstein_dataset).coverage()
    found = officers.coverage(CoverageRequest("toilet", "wandelen", 4000, "spacing"))
    sites = propose_sites(officers, found, 50)
    added = tuple(s.lonlat for s in sites)
    after = officers.coverage(CoverageRequest("toilet", "wandelen", 4000, "spacing", added=added))
    assert sites[-1].closed_m == pytest.approx(found.gap_m - after.gap_m, rel=1e-3)
    few = find_candidates(officers, found.network, ["rest_places", "parking"])
    few = few.take(np.arange(0, len(few), 6))
    problem, looked = cover_problem(officers.graph, found, few)
    assert looked == len(few)
    assert problem.served_m(problem.chosen(6, NONE)) >= 0.99 * exact(problem, 6)
