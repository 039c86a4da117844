"""What a stretch of the network is to people: routes and areas it belongs to, who lives and sleeps near it, its use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from routing.desk.recreation_network import routes_of_mode
from routing.desk.stretches import Stretch
from routing.desk.use import Use
from routing.graph import RoutingGraph

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

_TOUCHES_M = 1.0
"""Less of a route or area than this on a stretch is a crossing, not a belonging."""


@dataclass(frozen=True)
class NamedRoute:
    """A signed route over a stretch; ``osm_id`` is its relation."""

    osm_id: int
    network: str
    ref: str
    name: str


@dataclass(frozen=True)
class NamedArea:
    """A nature area that a stretch lies in."""

    area_id: str
    name: str


@dataclass(frozen=True)
class StretchContext:
    """What a stretch is to people.

    Attributes
    ----------
    routes, areas
        Longest part first.
    population
        Inhabitants of settlements within :data:`routing.desk.people.PEOPLE_REACH_M`; None where none of those has a
        number on record.
    beds
        Beds or pitches of accommodation within reach, as far as tagged; None where no capacity is on record.
    people
        Both together, what is unknown counting 0.
    expected_use
        How many of the ``use_loops`` loops from the settlements run over any of it; None where not worked out yet.
    use_loops
        Number of those loops.
    """

    routes: tuple[NamedRoute, ...]
    areas: tuple[NamedArea, ...]
    population: int | None
    beds: int | None
    people: int
    expected_use: int | None = None
    use_loops: int = 0


def contexts(desk: "CoverageDesk", mode: str, stretches: Sequence[Stretch]) -> list[StretchContext]:
    """Contexts of stretches, in their order.

    Parameters
    ----------
    desk
        The dataset's.
    mode
        Whose network the stretches are of.
    stretches
        From :class:`routing.desk.coverage.Coverage`.
    """
    if not stretches:
        return []
    over = incidence(stretches, desk.graph.n_edges)
    routes, areas = _routes(desk.graph, mode, over), _areas(desk, over)
    inhabitants, beds, people = desk.people(mode).near(over)
    use = desk.expected_use(mode)
    passes: Sequence[int | None] = loops_over(over, use) if use else [None] * len(stretches)
    loops = [use.loops if use else 0] * len(stretches)
    columns = zip(routes, areas, inhabitants, beds, people, passes, loops, strict=True)
    return [StretchContext(*row) for row in columns]


def incidence(stretches: Sequence[Stretch], n_edges: int) -> "sparse.csr_array":
    """Metres of each edge (columns) on each stretch (rows)."""
    indptr = np.concatenate(([0], np.cumsum([len(s.edges) for s in stretches])))
    edge = np.concatenate([s.edges for s in stretches])
    metres = np.concatenate([s.metres for s in stretches])
    return sparse.csr_array((metres, edge, indptr), shape=(len(stretches), n_edges))


def loops_over(over: "sparse.csr_array", use: Use) -> list[int]:
    """How many loops run over any of each stretch."""
    shape = (use.loops, over.shape[1])
    loops = sparse.csr_array((np.ones(len(use.edge)), use.edge, use.indptr), shape=shape)
    met = over.astype(bool).astype(np.float64) @ loops.T
    return [int(n) for n in np.diff(sparse.csr_array(met).indptr)]


def _routes(graph: RoutingGraph, mode: str, over: "sparse.csr_array") -> list[tuple[NamedRoute, ...]]:
    rows = routes_of_mode(graph, mode)
    if len(rows) == 0:
        return [()] * over.shape[0]
    named = [
        NamedRoute(int(r["osm_id"]), str(r["network"]), str(r["ref"]), str(r["name"]))
        for r in (graph.routes[row] for row in rows.tolist())
    ]
    edges = [
        np.unique(graph.route_edge[graph.route_indptr[r] : graph.route_indptr[r + 1]]) for r in rows.tolist()
    ]
    which = np.repeat(np.arange(len(rows)), [len(each) for each in edges])
    shape = (graph.n_edges, len(rows))
    on = sparse.csr_array((np.ones(len(which)), (np.concatenate(edges), which)), shape=shape)
    return [tuple(named[i] for i in order) for order in _longest_first(over @ on)]


def _areas(desk: "CoverageDesk", over: "sparse.csr_array") -> list[tuple[NamedArea, ...]]:
    area = desk.graph.edge_area
    table = desk.records.areas
    inside = np.flatnonzero((area >= 0) & (area < len(table.name)))
    if len(inside) == 0:
        return [()] * over.shape[0]
    shape = (len(area), len(table.name))
    on = sparse.csr_array((np.ones(len(inside)), (inside, area[inside])), shape=shape)
    return [
        tuple(NamedArea(table.area_id[i], table.name[i]) for i in order if table.name[i])
        for order in _longest_first(over @ on)
    ]


def _longest_first(metres: "sparse.csr_array") -> list[list[int]]:
    """Per row the columns with most metres first."""
    table = sparse.csr_array(metres)
    table.sort_indices()
    found = []
    for a, b in zip(table.indptr[:-1].tolist(), table.indptr[1:].tolist(), strict=True):
        value, column = table.data[a:b], table.indices[a:b]
        order = np.argsort(-value, kind="stable")
        found.append([int(column[i]) for i in order.tolist() if value[i] >= min(_TOUCHES_M, value.max())])
    return found
