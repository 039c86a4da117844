"""Places where a facility could go: what stands there already, entrances, junctions, or anywhere that ways meet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import NETWORKS, NODE_NETWORK_OF_MODE
from routing.desk.coverage import CoverageDesk
from routing.desk.facility_access import Access
from routing.desk.facility_limits import CANDIDATES
from routing.desk.recreation_network import RecreationNetwork
from routing.graph import RoutingGraph

REST_PLACES = ("picnic_table", "bench", "shelter", "rest_point", "top")
MOST_CANDIDATES = 4000

FloatArray = npt.NDArray[np.float64]


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
        elif word == "entrances":
            where, names, access = _entrances(desk, network)
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


def _entrances(desk: CoverageDesk, network: RecreationNetwork) -> tuple[FloatArray, list[str], Access]:
    """Entrances of nature areas, named by their areas; none where the dataset has no record of them."""
    known = desk.records.entrances
    access = desk.entrance_access(network.mode)
    if known is None:
        return np.empty((0, 2)), [], access
    name = dict(zip(desk.records.areas.area_id, desk.records.areas.name, strict=True))
    return np.column_stack((known.lon, known.lat)), [name.get(area, "") for area in known.area_id], access


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


def spread_out(
    g: RoutingGraph, every: Candidates, most: int = MOST_CANDIDATES, apart_m: float = 0.0
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


def around(
    g: RoutingGraph, every: Candidates, picked: npt.NDArray[np.int64], apart_m: float
) -> npt.NDArray[np.int64]:
    """Those picked, then all candidates around them, the nearest first."""
    x, y = g.project(every.lonlat[:, 0], every.lonlat[:, 1])
    nearest = np.full(len(every), np.inf)
    for row in picked.tolist():
        nearest = np.minimum(nearest, np.hypot(x - x[row], y - y[row]))
    near = np.flatnonzero(nearest <= 1.5 * apart_m)
    near = near[~np.isin(near, picked)]
    near = near[np.argsort(nearest[near], kind="stable")][:MOST_CANDIDATES]
    return np.concatenate((picked, near))
