"""Where facilities join the network: the nearest point of it within reach that no water lies before."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.desk.recreation_network import RecreationNetwork
from routing.desk.water import Water
from routing.graph import RoutingGraph
from routing.snapping import Snap, snap
from routing.types import Lonlat

OFF_NETWORK_M = 750.0
"""Facilities farther than this from the network do not serve it (BikeNodePlanner's reach of a service)."""
_TRIES = 40

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Access:
    """Facilities joined to the network.

    Attributes
    ----------
    edge
        Edge that each joins, -1 where it is off the network.
    at_m
        Metre along the edge.
    gap_m
        Metres from the facility to there; ``inf`` off the network.
    """

    edge: npt.NDArray[np.int32]
    at_m: FloatArray
    gap_m: FloatArray

    @property
    def on_network(self) -> npt.NDArray[np.bool_]:
        """Which of them serve the network."""
        return np.asarray(self.edge >= 0)

    def take(self, rows: npt.NDArray[np.bool_]) -> "Access":
        """Some of them."""
        return Access(self.edge[rows], self.at_m[rows], self.gap_m[rows])

    def plus(self, other: "Access") -> "Access":
        """These and others."""
        return Access(
            np.concatenate((self.edge, other.edge)),
            np.concatenate((self.at_m, other.at_m)),
            np.concatenate((self.gap_m, other.gap_m)),
        )

    def seeds(self, graph: RoutingGraph) -> tuple[npt.NDArray[np.int32], FloatArray]:
        """Nodes at the ends of the joined edges, and the metres from there to the facility."""
        on = self.on_network
        edge, at, gap = self.edge[on], self.at_m[on], self.gap_m[on]
        node = np.concatenate((graph.edge_u[edge], graph.edge_v[edge])).astype(np.int32)
        return node, np.concatenate((gap + at, gap + graph.edge_length[edge] - at))

    def by_edge(self, n_edges: int) -> tuple[npt.NDArray[np.int32], FloatArray, FloatArray]:
        """Rows of facilities per edge: metre along it, metres beside it."""
        rows = np.flatnonzero(self.on_network)
        rows = rows[np.lexsort((self.gap_m[rows], self.at_m[rows], self.edge[rows]))]
        count = np.bincount(self.edge[rows], minlength=n_edges)
        return np.concatenate(([0], np.cumsum(count))).astype(np.int32), self.at_m[rows], self.gap_m[rows]


def join_network(
    graph: RoutingGraph, network: RecreationNetwork, places: Sequence[Lonlat], water: Water
) -> Access:
    """Join places to the network.

    Parameters
    ----------
    graph, network
        Ways, and which of them are the network.
    places
        Facilities, (lon, lat).
    water
        What an access does not cross: then the next nearest edge is tried.
    """
    edge = np.full(len(places), -1, dtype=np.int32)
    at_m, gap_m = np.zeros(len(places)), np.full(len(places), np.inf)
    for i, place in enumerate(places):
        found = _join(graph, network, place, water)
        if found is not None:
            edge[i] = found.edge
            at_m[i] = found.at * graph.edge_length[found.edge]
            gap_m[i] = found.gap_m
    return Access(edge, at_m, gap_m)


def _join(graph: RoutingGraph, network: RecreationNetwork, place: Lonlat, water: Water) -> Snap | None:
    found = snap(graph, place, network.is_edge, OFF_NETWORK_M)
    if found is None or not water.between(place, found.lonlat):
        return found
    open_edges = network.is_edge.copy()
    for _ in range(_TRIES):
        open_edges[found.edge] = 0
        found = snap(graph, place, open_edges, OFF_NETWORK_M)
        if found is None or not water.between(place, found.lonlat):
            return found
    return None
