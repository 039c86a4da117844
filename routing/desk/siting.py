"""Where the next facilities should go: maximal covering along the network.

The stretches beyond the norm are divided into short cells. A candidate serves a cell when it is near enough along the
ways. Greedy first, then swaps until none helps, then a few seeded shake-ups; what is told of the places chosen is
measured again on the network itself, never taken from the cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import NETWORKS, NODE_NETWORK_OF_MODE
from routing.desk.coverage import Coverage, CoverageDesk
from routing.desk.distance_profile import pieces
from routing.desk.facility_access import Access
from routing.desk.facility_limits import CANDIDATES, MAX_SITES
from routing.desk.kernel_coverage import balls, choose, spread
from routing.desk.recreation_network import RecreationNetwork
from routing.errors import BadRequest
from routing.graph import RoutingGraph
from routing.types import Lonlat

REST_PLACES = ("picnic_table", "bench", "shelter", "rest_point", "top")
_MOST_CELLS = 20_000
_LEAST_CELL_M = 5.0
_MOST_CANDIDATES = 4000
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
    """

    lonlat: Lonlat
    candidate: str
    name: str
    municipality: str
    closed_m: float
    gain_m: float


@dataclass(frozen=True, eq=False)
class Candidates:
    """Places where a facility could go."""

    lonlat: FloatArray
    kind: npt.NDArray[np.int8]
    name: Sequence[str]
    access: Access

    def __len__(self) -> int:
        return len(self.kind)

    def take(self, rows: npt.NDArray[np.int64]) -> "Candidates":
        """Some of them."""
        access = Access(self.access.edge[rows], self.access.at_m[rows], self.access.gap_m[rows])
        return Candidates(self.lonlat[rows], self.kind[rows], [self.name[i] for i in rows.tolist()], access)


@dataclass(frozen=True, eq=False)
class CoverProblem:
    """Which cells of gap each candidate would serve.

    Attributes
    ----------
    rows, cells
        Cells of each candidate.
    weight
        Metres of each cell.
    """

    rows: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int32]
    weight: FloatArray

    def chosen(self, count: int, start: npt.NDArray[np.int32], seed: int = 1) -> npt.NDArray[np.int32]:
        """Up to ``count`` candidates that together serve as much as could be found; going on from ``start``."""
        order = np.argsort(self.cells, kind="stable")
        taker = np.repeat(np.arange(len(self.rows) - 1, dtype=np.int32), np.diff(self.rows))
        inverse = np.concatenate(([0], np.cumsum(np.bincount(self.cells, minlength=len(self.weight)))))
        return np.asarray(
            choose(
                self.rows, self.cells, inverse.astype(np.int64), taker[order], self.weight,
                start, count, _KICKS, seed,
            )
        )  # fmt: skip

    def served_m(self, chosen: npt.NDArray[np.int32]) -> float:
        """Metres of the cells that some candidates serve."""
        served = np.zeros(len(self.weight), dtype=np.bool_)
        for c in chosen.tolist():
            served[self.cells[self.rows[c] : self.rows[c + 1]]] = True
        return float(self.weight[served].sum())


def propose_sites(
    desk: CoverageDesk, coverage: Coverage, count: int, candidates: Sequence[str] = CANDIDATES
) -> tuple[Site, ...]:
    """Propose places for the next facilities, the one that closes most first.

    Fewer than asked where nothing is left to close.

    Parameters
    ----------
    desk, coverage
        The dataset, and what it lacks.
    count
        Places.
    candidates
        Which places may be proposed: some of CANDIDATES.

    Raises
    ------
    BadRequest
        When a value cannot be meant so.
    """
    if not 1 <= count <= MAX_SITES:
        raise BadRequest("count", f"give 1 to {MAX_SITES}")
    unknown = sorted(set(candidates) - set(CANDIDATES))
    if unknown or not candidates:
        raise BadRequest("candidates", f"give some of {', '.join(CANDIDATES)}")
    every = find_candidates(desk, coverage.network, [c for c in CANDIDATES if c in candidates])
    if len(every) == 0 or len(coverage.parts.edge) == 0:
        return ()
    rows, apart_m = _spread_out(desk.graph, every)
    none = np.empty(0, dtype=np.int32)
    for _ in range(4):
        problem, looked = cover_problem(desk.graph, coverage, every.take(rows))
        if looked == len(rows):
            break
        rows, apart_m = _spread_out(desk.graph, every, most=max(50, int(0.8 * looked)), apart_m=apart_m)
    rows = rows[:looked]
    picked = rows[problem.chosen(count, none)]
    if len(rows) < len(every) and len(picked):  # again, with every place around those found
        fine = _around(desk.graph, every, picked, apart_m)
        problem, looked = cover_problem(desk.graph, coverage, every.take(fine))
        start = np.arange(len(picked), dtype=np.int32)
        if looked >= len(picked):
            picked = fine[problem.chosen(count, start)]
    return tuple(_measured(desk, coverage, every.take(picked)))


def find_candidates(desk: CoverageDesk, network: RecreationNetwork, kinds: Sequence[str]) -> Candidates:
    """Places on the network where a facility could go; what stands there already comes before bare ways."""
    g, p = desk.graph, desk.places
    lonlat, kind, name, accesses = [], [], [], []
    for number, word in enumerate(CANDIDATES):
        if word not in kinds:
            continue
        if word in ("rest_places", "parking"):
            wanted = REST_PLACES if word == "rest_places" else ("parking",)
            masks = [desk.kinds[k] for k in wanted if k in desk.kinds]
            rows = np.flatnonzero(np.logical_or.reduce(masks)) if masks else np.empty(0, dtype=np.int64)
            where = np.column_stack((p.lon[rows], p.lat[rows]))
            access = _of_kinds(desk, network, wanted, rows)
            names = [p.name[i] for i in rows.tolist()]
        else:
            nodes, names = _nodes(g, network, word)
            where = np.column_stack((g.node_lon[nodes], g.node_lat[nodes]))
            access = _at_nodes(g, network, nodes)
        on = np.flatnonzero(access.on_network)
        lonlat.append(where[on])
        kind.append(np.full(len(on), number, dtype=np.int8))
        name += [names[i] for i in on.tolist()]
        accesses.append(access.take(access.on_network))
    every = Access(np.empty(0, dtype=np.int32), np.empty(0), np.empty(0))
    for access in accesses:
        every = every.plus(access)
    return Candidates(np.concatenate(lonlat), np.concatenate(kind), name, every)


def _of_kinds(
    desk: CoverageDesk, network: RecreationNetwork, wanted: Sequence[str], rows: npt.NDArray[np.int64]
) -> Access:
    """Where places of several kinds join the network: as each kind does alone."""
    size = len(desk.places)
    edge = np.full(size, -1, dtype=np.int32)
    at_m, gap_m = np.zeros(size), np.full(size, np.inf)
    for kind in wanted:
        if kind in desk.kinds:
            mine, found = np.flatnonzero(desk.kinds[kind]), desk.access(kind, network.mode)
            edge[mine], at_m[mine], gap_m[mine] = found.edge, found.at_m, found.gap_m
    return Access(edge[rows], at_m[rows], gap_m[rows])


def _nodes(g: RoutingGraph, network: RecreationNetwork, word: str) -> tuple[npt.NDArray[np.int64], list[str]]:
    ends = np.unique(np.concatenate((g.edge_u[network.edges], g.edge_v[network.edges])))
    if word == "anywhere":
        return ends, [""] * len(ends)
    mine = g.junction_network == NETWORKS.index(NODE_NETWORK_OF_MODE[network.mode])
    rows = np.flatnonzero(mine & np.isin(g.junction_node, ends))
    nodes, where = np.unique(g.junction_node[rows], return_index=True)
    return nodes, [g.junction_refs[i] for i in rows[where].tolist()]


def _at_nodes(g: RoutingGraph, network: RecreationNetwork, nodes: npt.NDArray[np.int64]) -> Access:
    """Nodes as points on an edge of the network that ends there."""
    edge_of = np.full(g.n_nodes, -1, dtype=np.int32)
    edge_of[g.edge_v[network.edges]] = network.edges
    edge_of[g.edge_u[network.edges]] = network.edges
    edge = edge_of[nodes]
    at_m = np.where(g.edge_u[edge] == nodes, 0.0, g.edge_length[edge])
    return Access(edge, at_m, np.zeros(len(nodes)))


def _spread_out(
    g: RoutingGraph, every: Candidates, most: int = _MOST_CANDIDATES, apart_m: float = 0.0
) -> tuple[npt.NDArray[np.int64], float]:
    """Candidates thinned to the first one in each square, squares as small as their number allows; and their side."""
    rows = np.arange(len(every))
    if len(rows) <= most:
        return rows, 0.0
    x, y = g.project(every.lonlat[:, 0], every.lonlat[:, 1])
    side = max(apart_m, 50.0)
    while len(rows) > most:
        side *= 1.15
        square = np.floor(x / side) * 1e7 + np.floor(y / side)
        rows = np.sort(np.unique(square, return_index=True)[1])
    return rows, side


def _around(
    g: RoutingGraph, every: Candidates, picked: npt.NDArray[np.int64], apart_m: float
) -> npt.NDArray[np.int64]:
    """Those picked, then all candidates around them, the nearest first."""
    x, y = g.project(every.lonlat[:, 0], every.lonlat[:, 1])
    nearest = np.full(len(every), np.inf)
    for row in picked.tolist():
        nearest = np.minimum(nearest, np.hypot(x - x[row], y - y[row]))
    near = np.flatnonzero(nearest <= 1.5 * apart_m)
    near = near[~np.isin(near, picked)]
    near = near[np.argsort(nearest[near], kind="stable")][:_MOST_CANDIDATES]
    return np.concatenate((picked, near))


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


def _measured(desk: CoverageDesk, coverage: Coverage, chosen: Candidates) -> list[Site]:
    """The chosen places, each time the one that closes most of what is left, with what that really is."""
    g, limit_m = desk.graph, coverage.limit_m
    problem, _ = cover_problem(g, coverage, chosen)
    access, distance_m, left_m = coverage.access, coverage.distance_m.copy(), coverage.gap_m
    sites: list[Site] = []
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
        sites.append(
            Site(
                (float(one.lonlat[0, 0]), float(one.lonlat[0, 1])),
                CANDIDATES[int(one.kind[0])],
                one.name[0],
                g.municipalities[municipality] if municipality >= 0 else "",
                coverage.gap_m - after_m,
                left_m - after_m,
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
