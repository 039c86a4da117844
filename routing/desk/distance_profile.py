"""How far it is from every point of the network to the nearest facility: piece by piece, exact."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.desk.facility_access import Access
from routing.desk.kernel_coverage import profile_pieces
from routing.desk.recreation_network import RecreationNetwork
from routing.desk.stretches import Parts
from routing.graph import RoutingGraph
from routing.kernels import grow

FloatArray = npt.NDArray[np.float64]
_NONE_F8 = np.empty(0)
_NONE_I4 = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Pieces:
    """Edges cut at the facilities on them. On a piece the distance rises from both ends until it meets.

    Attributes
    ----------
    edge, lo_m, hi_m
        Edge, metres where the piece begins and ends.
    from_m, to_m
        Distance to the nearest facility at both ends; ``inf`` where none can be reached.
    """

    edge: npt.NDArray[np.int32]
    lo_m: FloatArray
    hi_m: FloatArray
    from_m: FloatArray
    to_m: FloatArray

    def parts(self) -> Parts:
        """The pieces with the longest distance on each."""
        longest = (self.from_m + self.to_m + self.hi_m - self.lo_m) / 2
        return Parts(self.edge, self.lo_m, self.hi_m, longest)

    def beyond(self, limit_m: float) -> Parts:
        """What is farther from a facility than the limit: at most one part of each piece; of ``inf`` nothing is."""
        if np.isinf(limit_m):
            return self.parts().take(np.empty(0, dtype=np.int64))
        lo = self.lo_m + np.maximum(0.0, limit_m - self.from_m)
        hi = self.hi_m - np.maximum(0.0, limit_m - self.to_m)
        # A centimetre is below what the data knows; it would only be a speck on the map.
        rows = np.flatnonzero(hi - lo > 0.01)
        return Parts(self.edge[rows], lo[rows], hi[rows], self.parts().longest_m[rows])


def distances(graph: RoutingGraph, network: RecreationNetwork, access: Access) -> FloatArray:
    """Metres from every node to the nearest facility, along the ways of the mode; ``inf`` where there is none."""
    n = graph.n_nodes
    dist = np.empty(n)
    pred, order = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    node, metres = access.seeds(graph)
    grow(
        network.indptr, network.node, network.edge, np.ascontiguousarray(graph.edge_length), node, metres, np.inf,
        _NONE_F8, _NONE_I4, dist, pred, order,
    )  # fmt: skip
    return dist


def pieces(
    graph: RoutingGraph, edges: npt.NDArray[np.int32], access: Access, distance_m: FloatArray
) -> Pieces:
    """Distances along some edges.

    Parameters
    ----------
    graph, edges
        Ways, and which of them to look at.
    access
        Facilities.
    distance_m
        Per node, see :func:`distances`.
    """
    indptr, at_m, gap_m = access.by_edge(graph.n_edges)
    most = len(edges) + len(at_m)
    edge = np.empty(most, dtype=np.int32)
    lo, hi, start, end = (np.empty(most) for _ in range(4))
    count = profile_pieces(
        edges, graph.edge_u, graph.edge_v, graph.edge_length, distance_m, indptr, at_m, gap_m, edge, lo, hi, start, end
    )  # fmt: skip
    return Pieces(edge[:count], lo[:count], hi[:count], start[:count], end[:count])
