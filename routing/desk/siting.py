"""Where the next facilities should go: maximal covering along the network.

The stretches beyond the norm are divided into short cells. A candidate serves a cell when it is near enough along the
ways. Greedy first, then swaps until none helps, then a few seeded shake-ups; what is told of the places chosen is
measured again on the network itself, never taken from the cells.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from routing.desk.candidates import Candidates, around, find_candidates, spread_out
from routing.desk.coverage import Coverage, CoverageDesk
from routing.desk.distance_profile import pieces
from routing.desk.facility_limits import CANDIDATES, MAX_SITES
from routing.desk.kernel_coverage import spread
from routing.desk.kernel_siting import balls, choose
from routing.desk.people import PEOPLE_REACH_M
from routing.errors import BadRequest
from routing.graph import RoutingGraph
from routing.types import Lonlat

_MOST_CELLS = 20_000
_LEAST_CELL_M = 5.0
_MOST_VISITS = 4_000_000
"""Nodes visited for the cells of all candidates: about a second."""
_KICKS = 40

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Site:
    """A place proposed for a facility.

    Attributes
    ----------
    lonlat
        Where.
    candidate
        What stands there already: one of CANDIDATES.
    name
        Of the rest place or car park, or the junction's number; "" unknown.
    municipality
        Where it joins the network, "" unknown.
    closed_m
        Metres of gap closed by this place and those before it.
    gain_m
        What this place adds to those before it.
    people
        Inhabitants and beds on record that this place brings within :data:`routing.desk.people.PEOPLE_REACH_M` of a
        facility, and no other before it did.
    people_served
        Those of this place and the ones before it.
    cost
        Of this place, as asked; None without costs.
    """

    lonlat: Lonlat
    candidate: str
    name: str
    municipality: str
    closed_m: float
    gain_m: float
    people: int = 0
    people_served: int = 0
    cost: float | None = None


@dataclass(frozen=True, eq=False)
class CoverProblem:
    """Which cells of gap each candidate would serve.

    Attributes
    ----------
    rows, cells
        Cells of each candidate.
    weight
        Metres of each cell.
    cost
        Of each candidate; None where they cost nothing.
    """

    rows: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int32]
    weight: FloatArray
    cost: FloatArray | None = None

    def chosen(
        self, count: int, start: npt.NDArray[np.int32], seed: int = 1, budget: float = np.inf
    ) -> npt.NDArray[np.int32]:
        """Up to ``count`` candidates that together serve as much as could be found; going on from ``start``.

        With a budget two choices compete, that of most metres first and that of most metres for the money.
        """
        best = self._chosen(count, start, seed, budget, by_cost=False)
        if self.cost is None or np.isinf(budget):
            return best
        thrifty = self._chosen(count, start, seed, budget, by_cost=True)
        return thrifty if self.served_m(thrifty) > self.served_m(best) else best

    def _chosen(
        self, count: int, start: npt.NDArray[np.int32], seed: int, budget: float, *, by_cost: bool
    ) -> npt.NDArray[np.int32]:
        cost = np.zeros(len(self.rows) - 1) if self.cost is None else self.cost
        order = np.argsort(self.cells, kind="stable")
        taker = np.repeat(np.arange(len(self.rows) - 1, dtype=np.int32), np.diff(self.rows))
        inverse = np.concatenate(([0], np.cumsum(np.bincount(self.cells, minlength=len(self.weight)))))
        return np.asarray(
            choose(
                self.rows, self.cells, inverse.astype(np.int64), taker[order], self.weight,
                start, count, _KICKS, seed, cost, budget, by_cost,
            )
        )  # fmt: skip

    def served_m(self, chosen: npt.NDArray[np.int32]) -> float:
        """Metres of the cells that some candidates serve."""
        served = np.zeros(len(self.weight), dtype=np.bool_)
        for c in chosen.tolist():
            served[self.cells[self.rows[c] : self.rows[c + 1]]] = True
        return float(self.weight[served].sum())


def propose_sites(
    desk: CoverageDesk,
    coverage: Coverage,
    count: int,
    candidates: Sequence[str] = CANDIDATES,
    costs: Mapping[str, float] | None = None,
    budget: float | None = None,
) -> tuple[Site, ...]:
    """Propose places for the next facilities, the one that closes most first.

    Fewer than asked where nothing is left to close, or no money.

    Parameters
    ----------
    desk, coverage
        The dataset, and what it lacks.
    count
        Places.
    candidates
        Which places may be proposed: some of CANDIDATES.
    costs
        What a place of each of these kinds costs, in any unit; those not named cost nothing.
    budget
        What all places together may cost.

    Raises
    ------
    BadRequest
        When a value cannot be meant so.
    """
    _check(count, candidates, costs or {}, budget)
    every = find_candidates(desk, coverage.network, [c for c in CANDIDATES if c in candidates])
    if len(every) == 0 or len(coverage.parts.edge) == 0:
        return ()
    price = None if costs is None else np.array([float(costs.get(c, 0.0)) for c in CANDIDATES])[every.kind]
    most = np.inf if budget is None else float(budget)

    def chosen(
        rows: npt.NDArray[np.int64], start: npt.NDArray[np.int32]
    ) -> tuple[npt.NDArray[np.int64], int]:
        problem, looked = cover_problem(desk.graph, coverage, every.take(rows))
        if price is not None:
            problem = replace(problem, cost=price[rows[:looked]])
        enough = looked >= len(start)
        return rows[problem.chosen(count, start, budget=most)] if enough else rows[:0], looked

    none = np.empty(0, dtype=np.int32)
    rows, apart_m = spread_out(desk.graph, every)
    for _ in range(4):
        picked, looked = chosen(rows, none)
        if looked == len(rows):
            break
        rows, apart_m = spread_out(desk.graph, every, most=max(50, int(0.8 * looked)), apart_m=apart_m)
    if len(rows) < len(every) and len(picked):  # again, with every place around those found
        fine = around(desk.graph, every, picked, apart_m)
        better, looked = chosen(fine, np.arange(len(picked), dtype=np.int32))
        picked = better if looked >= len(picked) else picked
    return tuple(_measured(desk, coverage, every.take(picked), None if price is None else price[picked]))


def _check(count: int, candidates: Sequence[str], costs: Mapping[str, float], budget: float | None) -> None:
    if not 1 <= count <= MAX_SITES:
        raise BadRequest("count", f"give 1 to {MAX_SITES}")
    if set(candidates) - set(CANDIDATES) or not candidates:
        raise BadRequest("candidates", f"give some of {', '.join(CANDIDATES)}")
    for kind, cost in costs.items():
        if kind not in CANDIDATES:
            raise BadRequest("costs", f"{kind!r} is none of {', '.join(CANDIDATES)}")
        if not (math.isfinite(cost) and cost >= 0):
            raise BadRequest(f"costs.{kind}", "give 0 or more")
    if budget is not None and not (costs and math.isfinite(budget) and budget >= 0):
        raise BadRequest("budget", "give 0 or more, and costs per kind of place")


def cover_problem(g: RoutingGraph, coverage: Coverage, candidates: Candidates) -> tuple[CoverProblem, int]:
    """Cells of the gaps, and which of them each candidate serves.

    Returns
    -------
    tuple
        The problem, and how many candidates it holds: the first ones, as many as the time allows.
    """
    parts = coverage.parts
    metres = parts.hi_m - parts.lo_m
    cell_m = max(_LEAST_CELL_M, coverage.gap_m / _MOST_CELLS)
    order = np.argsort(parts.edge, kind="stable")
    count = np.maximum(1, np.ceil(metres[order] / cell_m)).astype(np.int64)
    part = np.repeat(order, count)
    nth = np.arange(len(part)) - np.repeat(np.cumsum(count) - count, count)
    weight = metres[part] / np.repeat(count, count)
    middle = parts.lo_m[part] + (nth + 0.5) * weight
    edge = parts.edge[part]
    indptr = np.concatenate(([0], np.cumsum(np.bincount(edge, minlength=g.n_edges)))).astype(np.int32)
    n, access = coverage.network, candidates.access
    rows, cells, looked = balls(
        n.indptr, n.node, n.edge, g.edge_length, g.edge_u, g.edge_v, indptr, middle,
        access.edge, access.at_m, access.gap_m, coverage.limit_m, _MOST_VISITS,
    )  # fmt: skip
    return CoverProblem(rows, cells, weight), looked


def _measured(
    desk: CoverageDesk, coverage: Coverage, chosen: Candidates, price: FloatArray | None
) -> list[Site]:
    """The chosen places, each time the one that closes most of what is left, with what that really is."""
    g, limit_m = desk.graph, coverage.limit_m
    problem, _ = cover_problem(g, coverage, chosen)
    access, distance_m, left_m = coverage.access, coverage.distance_m.copy(), coverage.gap_m
    near = desk.people(coverage.request.mode)
    reach_m = PEOPLE_REACH_M[coverage.request.mode]
    served = near.within(distance_m, g, reach_m)
    sites: list[Site] = []
    people = 0
    for row in _by_gain(problem):
        one = chosen.take(np.array([row]))
        access = access.plus(one.access)
        spread(
            coverage.network.indptr, coverage.network.node, coverage.network.edge, g.edge_length, distance_m,
            *one.access.seeds(g),
        )  # fmt: skip
        gaps = pieces(g, coverage.edges, access, distance_m).beyond(limit_m)
        after_m = float((gaps.hi_m - gaps.lo_m).sum())
        municipality = int(g.edge_municipality[one.access.edge[0]])
        now = near.within(distance_m, g, reach_m) | served
        newly = round(float(near.count[now & ~served].sum()))
        served, people = now, people + newly
        sites.append(
            Site(
                (float(one.lonlat[0, 0]), float(one.lonlat[0, 1])),
                CANDIDATES[int(one.kind[0])],
                one.name[0],
                g.municipalities[municipality] if municipality >= 0 else "",
                coverage.gap_m - after_m,
                left_m - after_m,
                newly,
                people,
                None if price is None else float(price[row]),
            )
        )
        left_m = after_m
    return sites


def _by_gain(problem: CoverProblem) -> list[int]:
    """Rows of a problem in greedy order."""
    served = np.zeros(len(problem.weight), dtype=np.bool_)
    left, order = list(range(len(problem.rows) - 1)), []
    cells = [problem.cells[problem.rows[c] : problem.rows[c + 1]] for c in left]
    while left:
        gain = [float(problem.weight[cells[c]][~served[cells[c]]].sum()) for c in left]
        best = left.pop(int(np.argmax(gain)))
        served[cells[best]] = True
        order.append(best)
    return order
