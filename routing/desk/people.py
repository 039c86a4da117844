"""Who lives and sleeps near which ways: settlements with their inhabitants, accommodation with its beds."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from routing.desk.kernel_siting import balls
from routing.desk.records import Records
from routing.desk.recreation_network import RecreationNetwork
from routing.desk.use import WHOLE
from routing.graph import RoutingGraph
from routing.places import PlaceTable
from routing.snapping import snap

PEOPLE_REACH_M = {"wandelen": 2_500.0, "fietsen": 5_000.0, "toegankelijk": 1_500.0}
"""How far from home or bed people count for a stretch or a site, along the ways: half an hour or less, own choice."""
_SNAP_M = 1_500.0
_NO_LIMIT = 2**62

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class People:
    """Places with people, and the edges within their reach.

    Attributes
    ----------
    row
        Of the place table.
    inhabitants, beds
        Of each place, NaN unknown.
    edge, at_m, gap_m
        Where each joins the ways of the mode: edge (-1: too far from any), metre along it, metres beside it.
    reach
        ``bool[k, places]``: edges of the network whose middle lies within reach.
    """

    row: npt.NDArray[np.int64]
    inhabitants: FloatArray
    beds: FloatArray
    edge: npt.NDArray[np.int32]
    at_m: FloatArray
    gap_m: FloatArray
    reach: "sparse.csr_array"

    def __len__(self) -> int:
        return len(self.row)

    @property
    def count(self) -> FloatArray:
        """People of each place, what is unknown counting 0."""
        return np.nan_to_num(self.inhabitants) + np.nan_to_num(self.beds)

    def near(self, over: "sparse.csr_array") -> tuple[list[int | None], list[int | None], list[int]]:
        """Inhabitants, beds, and both together within reach of sets of edges; each place once.

        Parameters
        ----------
        over
            ``[sets, k]``, not 0 where an edge belongs to a set.
        """
        touches = (over.astype(bool).astype(np.float64) @ self.reach).astype(bool).astype(np.float64)
        answers = []
        for column in (self.inhabitants, self.beds):
            known = touches @ np.isfinite(column).astype(np.float64)
            total = touches @ np.nan_to_num(column)
            answers.append(
                [round(t) if k else None for t, k in zip(total.tolist(), known.tolist(), strict=True)]
            )
        return answers[0], answers[1], [round(n) for n in (touches @ self.count).tolist()]

    def within(self, distance_m: FloatArray, graph: RoutingGraph, limit_m: float) -> npt.NDArray[np.bool_]:
        """Which places have what the distances are to within a limit, by way of the ends of the edge they join."""
        on = self.edge >= 0
        edge = np.where(on, self.edge, 0)
        there = np.minimum(
            distance_m[graph.edge_u[edge]] + self.at_m,
            distance_m[graph.edge_v[edge]] + graph.edge_length[edge] - self.at_m,
        )
        return np.asarray(on & (there + self.gap_m <= limit_m))


def people_near(
    graph: RoutingGraph, places: PlaceTable, records: Records, network: RecreationNetwork
) -> People:
    """Find who is near the network of a mode.

    Parameters
    ----------
    graph, places, records
        The dataset's.
    network
        Of the mode.
    """
    settled = places.rows_of(set(WHOLE))
    lives = np.zeros(len(places), dtype=np.bool_)
    lives[settled] = "settlement" in places.groups
    if "settlement" in places.groups:
        lives &= places.group == places.groups.index("settlement")
    inhabitants = np.where(lives, records.population, np.nan)
    row = np.flatnonzero(np.isfinite(inhabitants) | np.isfinite(records.beds))
    usable = np.zeros(graph.n_edges, dtype=np.uint8)
    usable[network.edge] = 1
    edge = np.full(len(row), -1, dtype=np.int32)
    at_m, gap_m = np.zeros(len(row)), np.full(len(row), np.inf)
    for i, place in enumerate(row.tolist()):
        found = snap(graph, (float(places.lon[place]), float(places.lat[place])), usable, _SNAP_M)
        if found is not None:
            edge[i], gap_m[i] = found.edge, found.gap_m
            at_m[i] = found.at * graph.edge_length[found.edge]
    return People(
        row, inhabitants[row], records.beds[row], edge, at_m, gap_m,
        _reach(graph, network, (edge, at_m, gap_m), PEOPLE_REACH_M[network.mode]),
    )  # fmt: skip


def _reach(
    graph: RoutingGraph,
    network: RecreationNetwork,
    joined: tuple[npt.NDArray[np.int32], FloatArray, FloatArray],
    reach_m: float,
) -> "sparse.csr_array":
    """Edges of the network (rows) whose middle lies within reach of a place (columns)."""
    edge, at_m, gap_m = joined
    on = np.flatnonzero(edge >= 0)
    cells = np.concatenate(([0], np.cumsum(network.is_edge))).astype(np.int32)
    middle = graph.edge_length[network.edges] / 2
    rows, cell, _ = balls(
        network.indptr, network.node, network.edge, graph.edge_length, graph.edge_u, graph.edge_v, cells, middle,
        edge[on], at_m[on], gap_m[on], reach_m, _NO_LIMIT,
    )  # fmt: skip
    place = np.repeat(on, np.diff(rows))
    shape = (graph.n_edges, len(edge))
    return sparse.csr_array((np.ones(len(place)), (network.edges[cell], place)), shape=shape)
