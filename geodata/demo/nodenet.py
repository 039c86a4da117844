"""Numbered node networks for cycling and walking, and long-distance routes along them.

Seeds are spread over the network and joined to their neighbours by shortest paths. The union of these paths is the
network: where it forks stands a junction, and each piece between two junctions is a section.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from geodata.demo.edges import Edges
from geodata.demo.fields import FloatArray
from geodata.demo.tagging import Tags

Weights = FloatArray  # metres times dislike per edge, infinite where the mode may not go

_SHUT = frozenset({"private", "no"})
_CYCLING = {"cycleway": 0.8, "residential": 1.0, "living_street": 1.1, "unclassified": 1.0, "tertiary": 1.4,
            "secondary": 2.5, "primary": 4.0, "track": 1.5, "path": 2.2, "service": 1.6}  # fmt: skip
_WALKING = {"path": 0.8, "track": 0.85, "footway": 0.9, "pedestrian": 1.0, "residential": 1.3, "living_street": 1.2,
            "unclassified": 1.4, "service": 1.3, "cycleway": 1.3, "tertiary": 2.0, "secondary": 3.5, "bridleway": 1.2,
            "primary": 5.0, "steps": 1.5}  # fmt: skip


@dataclass(slots=True)
class Section:
    """A section: edges in travel order from one junction to the next."""

    start: int
    stop: int
    edges: list[int]
    length_m: float


@dataclass(slots=True)
class NodeNetwork:
    """One numbered network.

    Attributes
    ----------
    network
        ``rcn`` or ``rwn``.
    numbers
        Junction number by mesh node.
    """

    network: str
    numbers: dict[int, str]
    sections: list[Section]


@dataclass(slots=True)
class LongRoute:
    """A named route over sections of a node network."""

    network: str
    name: str
    ref: str
    colour: str
    edges: list[int] = field(default_factory=list)


def weigh(tags: list[Tags], length_m: FloatArray, network: str) -> Weights:
    """Weight of every edge for a network's mode."""
    table, own = (_CYCLING, "bicycle") if network == "rcn" else (_WALKING, "foot")
    factor: dict[int, float] = {}
    for t in tags:
        if id(t) in factor:
            continue
        value = table.get(t["highway"], np.inf)
        said = t.get(own, "")
        if said in ("no", "use_sidepath") or (t.get("access") in _SHUT and not said):
            value = np.inf
        if own == "bicycle" and t["highway"] == "path" and said not in ("yes", "designated"):
            value = np.inf
        if f"{own}:conditional" in t:
            value *= 2
        factor[id(t)] = value
    weights: Weights = length_m * np.array([factor[id(t)] for t in tags])
    return weights


def build_network(
    rng: np.random.Generator, network: str, plan: FloatArray, edges: Edges, weights: Weights, spacing_m: float
) -> NodeNetwork:
    """Spread seeds `spacing_m` apart, join neighbours, and cut the union into sections."""
    usable = np.flatnonzero(np.isfinite(weights))
    seeds = _seeds(rng, plan, edges, usable, spacing_m)
    n = len(plan)
    u, v, w = edges.u[usable], edges.v[usable], weights[usable]
    graph = coo_matrix((w, (u, v)), shape=(n, n)).tocsr()
    reach, before, source = dijkstra(
        graph, directed=False, indices=seeds, min_only=True, return_predecessors=True, limit=9 * spacing_m
    )
    link = {
        (min(a, b), max(a, b)): int(e)
        for a, b, e in zip(u.tolist(), v.tolist(), usable.tolist(), strict=True)
    }
    chosen: set[int] = set()
    for a, b, e in _neighbours(reach, source, u, v, w, usable):
        chosen.add(e)
        for node in (a, b):
            here = node
            while before[here] >= 0:
                there = int(before[here])
                chosen.add(link[min(here, there), max(here, there)])
                here = there
    sections = _sections(edges, sorted(chosen), set(seeds.tolist()), weights)
    numbers = _number(rng, plan, sections)
    return NodeNetwork(network, numbers, sections)


def _seeds(
    rng: np.random.Generator, plan: FloatArray, edges: Edges, usable: npt.NDArray[np.int64], spacing_m: float
) -> npt.NDArray[np.int64]:
    """Crossings of the usable network, chosen at random but at least `spacing_m` apart."""
    degree = np.bincount(np.concatenate([edges.u[usable], edges.v[usable]]), minlength=len(plan))
    candidates = rng.permutation(np.flatnonzero(degree >= 3))
    tree = cKDTree(plan[candidates])
    free = np.ones(len(candidates), dtype=bool)
    seeds = []
    for i in range(len(candidates)):
        if free[i]:
            seeds.append(int(candidates[i]))
            free[tree.query_ball_point(plan[candidates[i]], spacing_m)] = False
    return np.array(sorted(seeds))


def _neighbours(
    reach: FloatArray,
    source: npt.NDArray[np.int64],
    u: npt.NDArray[np.int64],
    v: npt.NDArray[np.int64],
    w: FloatArray,
    usable: npt.NDArray[np.int64],
) -> list[tuple[int, int, int]]:
    """For seeds whose areas touch, the edge (its ends, its row) where the shortest path between them meets.

    A pair is left out when a third seed is nearer to both: the network is one of loops, not of every short cut.
    """
    total = reach[u] + reach[v] + w
    meet = np.flatnonzero((source[u] != source[v]) & np.isfinite(total))
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for i in meet[np.argsort(total[meet], kind="stable")].tolist():
        a, b = int(source[u[i]]), int(source[v[i]])
        best.setdefault((min(a, b), max(a, b)), (float(total[i]), i))
    near: dict[int, dict[int, float]] = {}
    for (a, b), (cost, _) in best.items():
        near.setdefault(a, {})[b] = cost
        near.setdefault(b, {})[a] = cost
    kept = []
    for (a, b), (cost, i) in best.items():
        shared = near[a].keys() & near[b].keys()
        if not any(max(near[a][c], near[b][c]) < 0.85 * cost for c in shared):
            kept.append((int(u[i]), int(v[i]), int(usable[i])))
    return kept


def _sections(edges: Edges, chosen: list[int], seeds: set[int], weights: Weights) -> list[Section]:
    """Chains of chosen edges between forks; dead ends are taken out first."""
    at: dict[int, list[int]] = {}
    for e in chosen:
        at.setdefault(int(edges.u[e]), []).append(e)
        at.setdefault(int(edges.v[e]), []).append(e)
    loose = [node for node, there in at.items() if len(there) == 1 and node not in seeds]
    while loose:
        node = loose.pop()
        if len(at[node]) != 1:
            continue
        edge = at[node].pop()
        other = int(edges.u[edge] + edges.v[edge]) - node
        at[other].remove(edge)
        if len(at[other]) == 1 and other not in seeds:
            loose.append(other)
    junctions = {node for node, there in at.items() if there and (len(there) != 2 or node in seeds)}
    done: set[int] = set()
    sections = []
    for start in sorted(junctions):
        for first in at[start]:
            if first in done:
                continue
            chain, here, edge = [], start, first
            while True:
                chain.append(edge)
                done.add(edge)
                here = int(edges.u[edge] + edges.v[edge]) - here
                if here in junctions:
                    break
                edge = next(e for e in at[here] if e != edge)
            if here != start:
                sections.append(Section(start, here, chain, 0.0))
    return sections


def _number(rng: np.random.Generator, plan: FloatArray, sections: list[Section]) -> dict[int, str]:
    """Numbers 1 to 99, no number twice among near junctions."""
    nodes = sorted({node for s in sections for node in (s.start, s.stop)})
    numbers: dict[int, str] = {}
    if not nodes:
        return numbers
    tree = cKDTree(plan[nodes])
    _, near = tree.query(plan[nodes], k=min(24, len(nodes)))
    for i, node in enumerate(nodes):
        taken = {numbers.get(nodes[int(k)]) for k in np.atleast_1d(near[i])}
        free = [k for k in range(1, 100) if f"{k:02d}" not in taken]
        numbers[node] = f"{free[int(rng.integers(len(free)))]:02d}"
    return numbers


def long_routes(network: NodeNetwork, plan: FloatArray, names: list[tuple[str, str, str]]) -> list[LongRoute]:
    """Named routes from one side of the region to the other, over the sections of a network.

    Parameters
    ----------
    names
        (name, ref, colour) of each route.
    """
    sections = network.sections
    nodes = sorted(network.numbers)
    row = {node: i for i, node in enumerate(nodes)}
    ends = np.array([(row[s.start], row[s.stop]) for s in sections])
    lengths = np.array([s.length_m for s in sections])
    graph = coo_matrix((lengths, (ends[:, 0], ends[:, 1])), shape=(len(nodes),) * 2).tocsr()
    by_pair: dict[tuple[int, int], Section] = {}
    for s in sections:
        key = (min(row[s.start], row[s.stop]), max(row[s.start], row[s.stop]))
        if key not in by_pair or s.length_m < by_pair[key].length_m:
            by_pair[key] = s
    # Parallel sections add up in the matrix; their sum only makes that link less attractive.
    where = plan[nodes]
    long = {"rcn": "ncn", "rwn": "nwn"}[network.network]
    routes = []
    for k, (name, ref, colour) in enumerate(names):
        angle = 0.4 + np.pi * k / max(1, len(names))
        along = where @ np.array([np.cos(angle), np.sin(angle)])
        start = int(np.argmin(along))
        reach, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
        goal = int(np.argmax(np.where(np.isfinite(reach), along, -np.inf)))
        steps = []
        while before[goal] >= 0:
            steps.append((int(before[goal]), goal))
            goal = int(before[goal])
        route = LongRoute(long, name, ref, colour)
        for a, b in reversed(steps):
            section = by_pair[min(a, b), max(a, b)]
            route.edges += section.edges if row[section.start] == a else section.edges[::-1]
        routes.append(route)
    return routes
