"""The solver against all tours of small problems, and against instances of the literature."""

import math
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import pytest

from routing import RoutingError
from routing.orienteering import Parameters, Problem, Solution, solve
from scripts.bench.instances import read_op, read_optw

INSTANCES = Path(__file__).resolve().parents[3] / "shared" / "bench" / "orienteering"
QUICK = Parameters(iterations=400)
# Large enough for any rounding of sums of a few hundred, far below what one visit changes.
ROUNDING = 1e-6


def cost(problem: Problem, visits) -> float:
    """What a tour costs, told in the plainest way; inf when it is late somewhere."""
    now = 0.0
    here = problem.start
    for v in visits:
        now += problem.travel[here][v]
        if problem.closes is not None and now > problem.closes[v] + ROUNDING:
            return math.inf
        if problem.opens is not None:
            now = max(now, problem.opens[v])
        if problem.service is not None:
            now += problem.service[v]
        here = v
    now += problem.travel[here][problem.end]
    return now if now <= problem.budget + ROUNDING else math.inf


def prize(problem: Problem, visits) -> float:
    """What a tour yields: each group's visits from the dearest down, each counting less."""
    total = 0.0
    kinds = [v + 1000 if problem.group is None or problem.group[v] < 0 else problem.group[v] for v in visits]
    for kind in set(kinds):
        values = sorted(
            (problem.prizes[v] for v, k in zip(visits, kinds, strict=True) if k == kind), reverse=True
        )
        total += sum(value * problem.group_decay**k for k, value in enumerate(values))
    return total


def best_prize(problem: Problem) -> float:
    """Largest prize over every order of every choice of visits; -1 when none fits."""
    n = len(problem.prizes)
    others = [v for v in range(n) if v not in {problem.start, problem.end, *problem.required}]
    best = -1.0
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            visits = (*problem.required, *chosen)
            if prize(problem, visits) <= best:
                continue
            for order in permutations(visits):
                if problem.in_order and [v for v in order if v in problem.required] != list(problem.required):
                    continue
                if cost(problem, order) < math.inf:
                    best = prize(problem, order)
                    break
    return best


def small(seed: int, *, n: int = 8, **changes) -> Problem:
    """Locations strewn in a square, with a budget for about half of them."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 100, (n, 2))
    travel = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    problem = Problem(
        travel=travel, prizes=rng.integers(1, 10, n).astype(float), budget=rng.uniform(120, 260)
    )
    return replace(problem, **{name: make(rng, n) for name, make in changes.items()})


def uneven(rng, n):
    """Travel that is dearer one way, and no way at all between some."""
    travel = rng.uniform(5, 60, (n, n))
    travel[rng.random((n, n)) < 0.15] = np.inf
    travel[0, n - 1] = travel[n - 1, 0] = 30
    return travel


def service(rng, n):
    return rng.uniform(0, 30, n)


def opens(rng, n):
    return rng.uniform(0, 120, n)


def closes(rng, n):
    return rng.uniform(120, 200, n)


def groups(rng, n):
    return rng.integers(-1, 2, n).astype(np.int32)


def three_fifths(rng, n):
    return 0.6


def last(rng, n):
    return n - 1


def two(rng, n):
    return tuple(int(v) for v in rng.choice(np.arange(1, n - 1), 2, replace=False))


def yes(rng, n):
    return True


KINDS = {
    "plain": {},
    "one way": {"end": last},
    "uneven": {"travel": uneven},
    "service": {"service": service},
    "windows": {"opens": opens, "closes": closes},
    "closing only": {"closes": closes, "end": last},
    "all at once": {"travel": uneven, "end": last, "service": service, "opens": opens, "closes": closes},
    "required": {"required": two},
    "required, with windows": {"required": two, "opens": opens, "closes": closes},
    "required in order": {"required": two, "in_order": yes, "end": last},
    "required in order, with windows": {"required": two, "in_order": yes, "opens": opens, "service": service},
    "groups": {"group": groups, "group_decay": three_fifths},
    "groups and required": {
        "group": groups,
        "group_decay": three_fifths,
        "required": two,
        "service": service,
    },
}


def check(problem: Problem, solution: Solution) -> None:
    """A solution may be made, and its figures are what it yields and costs."""
    assert not {problem.start, problem.end} & set(solution.visits)
    assert len(set(solution.visits)) == len(solution.visits)
    assert set(problem.required) <= set(solution.visits)
    if problem.in_order:
        assert [v for v in solution.visits if v in problem.required] == list(problem.required)
    assert solution.cost == pytest.approx(cost(problem, solution.visits))
    assert solution.prize == pytest.approx(prize(problem, solution.visits))
    assert len(solution.arrivals) == len(solution.visits)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_better_exists(kind):
    """On problems small enough to try every tour, the one found yields as much as any, and may be made."""
    for seed in range(12):
        problem = small(seed, n=7 if "required" in kind else 6, **KINDS[kind])
        result = solve(problem, replace(QUICK, seed=seed))
        best = best_prize(problem)
        assert result.complete
        if best < 0:
            assert not result.solutions, seed
            assert result.reason == ("required_unreachable" if problem.required else "end_too_far"), seed
        else:
            check(problem, result.solutions[0])
            assert result.solutions[0].prize == pytest.approx(best), seed


def test_same_seed_same_answer():
    """A seed names one answer, another seed may name another."""
    problem = small(3, n=60, opens=opens)
    parameters = Parameters(iterations=300, seed=5, solutions=3)
    assert solve(problem, parameters) == solve(problem, parameters)
    tours = {solve(problem, replace(parameters, seed=seed)).solutions for seed in range(5)}
    assert len(tours) > 1


def test_solutions_differ_and_come_best_first():
    """Of any two solutions at most the asked part of the visits is shared, via points aside."""
    problem = replace(small(23, n=60, required=two), budget=180.0)
    result = solve(problem, Parameters(iterations=500, solutions=4, most_shared=0.4))
    assert len(result.solutions) == 4
    assert result.iterations >= 4 * 500
    prizes = [s.prize for s in result.solutions]
    assert prizes == sorted(prizes, reverse=True)
    for solution in result.solutions:
        check(problem, solution)
    for a, b in combinations(result.solutions, 2):
        mine, theirs = set(a.visits) - set(problem.required), set(b.visits) - set(problem.required)
        assert len(mine & theirs) <= 0.4 * min(len(mine), len(theirs))


def test_no_second_solution_where_nothing_else_is_worth_a_visit():
    """Asked for three, one gets what there is, not the same in another guise."""
    problem = Problem(travel=np.array([[0.0, 1.0], [1.0, 0.0]]), prizes=np.array([0.0, 3.0]), budget=5)
    result = solve(problem, Parameters(iterations=50, solutions=3))
    assert [s.visits for s in result.solutions] == [(1,)]


def test_a_wait_counts_as_cost_and_the_arrival_is_before_it():
    """Who comes before opening waits, and pays for it from the budget."""
    problem = Problem(
        travel=np.array([[0.0, 4.0], [6.0, 0.0]]),
        prizes=np.array([0.0, 1.0]),
        budget=20,
        service=np.array([9.0, 2.0]),
        opens=np.array([0.0, 10.0]),
    )
    (solution,) = solve(problem, QUICK).solutions
    assert (solution.visits, solution.arrivals, solution.cost) == ((1,), (4.0,), 18.0)
    assert solve(replace(problem, budget=17.0), QUICK).solutions[0].visits == ()


def test_nothing_to_visit_is_a_tour_without_visits():
    """Without a prize in reach the direct way is the answer."""
    problem = Problem(travel=np.array([[0.0, 5.0], [5.0, 0.0]]), prizes=np.zeros(2), budget=6, end=1)
    (solution,) = solve(problem, QUICK).solutions
    assert (solution.visits, solution.prize, solution.cost) == ((), 0.0, 5.0)
    assert solve(replace(problem, budget=4.0), QUICK).reason == "end_too_far"


def test_a_required_visit_out_of_reach_is_a_result_with_a_reason():
    """A via point too far away is told, not thrown."""
    problem = replace(small(1), budget=1.0, required=(3,))
    result = solve(problem, QUICK)
    assert (result.solutions, result.reason) == ((), "required_unreachable")


def test_the_clock_ends_a_search_that_is_too_long():
    """With no time left the answer is what there is, marked incomplete."""
    result = solve(small(1, n=60), Parameters(iterations=100_000_000, time_limit_s=0.05))
    assert not result.complete
    assert result.solutions


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("travel", np.zeros((3, 2))),
        ("travel", np.full((8, 8), np.nan)),
        ("travel", np.full((8, 8), -1.0)),
        ("prizes", np.full(8, -1.0)),
        ("budget", math.nan),
        ("service", np.full(8, math.inf)),
        ("opens", np.zeros(3)),
        ("closes", np.full(8, math.nan)),
        ("start", 8),
        ("end", -1),
        ("required", (2, 2)),
        ("required", (0,)),
        ("group", np.zeros(3, dtype=np.int32)),
        ("group_decay", 1.5),
    ],
)
def test_bad_numbers_are_refused_by_name(name, value):
    """What makes no problem raises, and the message names what to mend."""
    with pytest.raises(RoutingError, match=name):
        replace(small(1), **{name: value})


@pytest.mark.parametrize("name", ["iterations", "time_limit_s", "solutions", "most_shared"])
def test_bad_parameters_are_refused_by_name(name):
    """So do parameters that cannot be meant."""
    with pytest.raises(RoutingError, match=name):
        replace(Parameters(), **{name: -1})


@pytest.mark.skipif(not INSTANCES.exists(), reason="the instances are not here")
@pytest.mark.parametrize(
    ("path", "best_known", "bar"),
    [
        ("op/berlin52-gen2-50.oplib", 1897, 0.0),
        ("op/rd100-gen2-50.oplib", 3359, 0.02),
        ("optw/r101.txt", 198, 0.0),
    ],
)
def test_near_the_best_known(path, best_known, bar):
    """A few thousand iterations come close to the best scores of the literature, recounted without the solver."""
    read = read_op if path.startswith("op/") else read_optw
    instance = read(INSTANCES / path, best_known)
    result = solve(instance.problem(), Parameters(iterations=6000, seed=11))
    score = instance.score(result.solutions[0].visits)
    assert (best_known - score) / best_known <= bar
