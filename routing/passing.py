"""What a walk passes: places, facilities, numbered junctions, with the metre at which each comes by."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geodata.vocabulary import FACILITIES, NETWORKS, NODE_NETWORK_OF_MODE
from routing.graph import RoutingGraph
from routing.places import PlaceTable
from routing.types import FacilityFigures, JunctionPass
from routing.walks import Walk

PASS_M = 100.0
"""A place within this of the line is passed (the reach that BikeNodePlanner uses for facilities)."""
BESIDE_M = 12.0
"""A junction this near to the line is passed, even where the ways are not joined there."""
SAME_JUNCTION_M = 300.0
"""Split junctions share a number: two passes of one number within this are told once."""


@dataclass(frozen=True, eq=False)
class Passed:
    """Places passed, in travel order: row in the place table, metre along the walk, metres beside it."""

    place: npt.NDArray[np.int32]
    at_m: npt.NDArray[np.float64]
    gap_m: npt.NDArray[np.float64]


def places_passed(graph: RoutingGraph, walk: Walk, reach_m: float = PASS_M) -> Passed:
    """Places within ``reach_m`` of the walk; one passed twice is told where the walk comes nearest, first."""
    edges = graph.arc_edge[walk.arcs]
    first, last = graph.near_indptr[edges], graph.near_indptr[edges + 1]
    count = (last - first).astype(np.int64)
    which = np.repeat(np.arange(len(edges)), count)
    if len(which) == 0:
        none = np.empty(0)
        return Passed(np.empty(0, dtype=np.int32), none, none)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    entry = first[which] + offset
    share = graph.near_at[entry].astype(np.float64)
    share = np.where(graph.arc_forward[walk.arcs][which], share, 1 - share)
    inside = (graph.near_gap[entry] <= reach_m) & (share >= walk.lo[which]) & (share <= walk.hi[which])
    which, entry, share = which[inside], entry[inside], share[inside]
    begin = np.concatenate(([0.0], np.cumsum(walk.lengths(graph))[:-1]))
    at = begin[which] + (share - walk.lo[which]) * graph.arc_length[walk.arcs[which]]
    place = graph.near_place[entry]
    gap = graph.near_gap[entry].astype(np.float64)
    order = np.lexsort((at, gap, place))
    keep = order[np.concatenate(([True], np.diff(place[order]) != 0))] if len(order) else order
    keep = keep[np.argsort(at[keep], kind="stable")]
    return Passed(place[keep].astype(np.int32), at[keep], gap[keep])


def kinds_of_places(places: PlaceTable) -> Mapping[str, npt.NDArray[np.bool_]]:
    """For each facility kind that the dataset has any record of: whether a place is one."""
    found: dict[str, npt.NDArray[np.bool_]] = {}
    for kind in FACILITIES:
        words = places.groups if kind == "horeca" else places.categories
        column = places.group if kind == "horeca" else places.category
        if kind in words:
            found[kind] = column == words.index(kind)
    return found


def facility_figures(
    passed: Passed, kinds: Mapping[str, npt.NDArray[np.bool_]], length_m: float
) -> dict[str, FacilityFigures]:
    """Per kind how many are passed, and the longest stretch without, the tour's ends counting as bare.

    Kinds without any record in the dataset are left out: nothing is known about them.
    """
    figures = {}
    for kind, is_kind in kinds.items():
        at = passed.at_m[is_kind[passed.place]]
        marks = np.concatenate(([0.0], np.clip(at, 0, length_m), [length_m]))
        gaps = np.diff(marks)
        worst = int(np.argmax(gaps))
        figures[kind] = FacilityFigures(
            len(at), float(gaps[worst]), float(marks[worst]), float(marks[worst + 1])
        )
    return figures


class NumberedNodes:
    """Which graph nodes carry a junction number, per node network."""

    def __init__(self, graph: RoutingGraph) -> None:
        self.graph = graph
        self._at: dict[int, npt.NDArray[np.int32]] = {}
        self._trees: dict[int, tuple[npt.NDArray[np.int64], shapely.STRtree]] = {}

    def rows(self, mode: str) -> npt.NDArray[np.int32]:
        """Junction row at each graph node for the mode's network, -1 where there is none."""
        network = NETWORKS.index(NODE_NETWORK_OF_MODE[mode])
        if network not in self._at:
            g = self.graph
            at = np.full(g.n_nodes, -1, dtype=np.int32)
            mine = np.flatnonzero((g.junction_network == network) & (g.junction_node >= 0))
            at[g.junction_node[mine]] = mine
            self._at[network] = at
        return self._at[network]

    def passes(self, walk: Walk, line: npt.NDArray[np.float64], mode: str) -> tuple[JunctionPass, ...]:
        """Numbered junctions along a walk, in travel order.

        Parameters
        ----------
        walk, line
            The tour, and its coordinates. Besides junctions that are nodes of the walk, those beside the line are
            told too: where two ways run over each other without being joined, the sign stands there all the same.
        mode
            Whose network.
        """
        g = self.graph
        at_m = np.concatenate(([0.0], np.cumsum(walk.lengths(g))))
        nodes = np.concatenate((g.tail[walk.arcs[:1]], g.head[walk.arcs]))
        on_node = np.concatenate((walk.lo[:1] <= 0, walk.hi >= 1))
        rows = np.where(on_node, self.rows(mode)[nodes], -1)
        met = [(float(at_m[i]), int(rows[i])) for i in np.flatnonzero(rows >= 0).tolist()]
        known = {row for _, row in met}
        met += [(at, row) for at, row in self._beside(line, float(at_m[-1]), mode) if row not in known]
        found: list[JunctionPass] = []
        for at, row in sorted(met):
            ref = g.junction_refs[row]
            if found and found[-1].ref == ref and at - found[-1].at_m <= SAME_JUNCTION_M:
                continue
            lonlat = (float(g.junction_lon[row]), float(g.junction_lat[row]))
            found.append(JunctionPass(ref, int(g.junction_osm_id[row]), lonlat, at))
        return tuple(found)

    def _beside(self, line: npt.NDArray[np.float64], length_m: float, mode: str) -> list[tuple[float, int]]:
        """Metre along the line and row of junctions within :data:`BESIDE_M` of it, where it comes nearest."""
        network = NETWORKS.index(NODE_NETWORK_OF_MODE[mode])
        if network not in self._trees:
            rows = np.flatnonzero(self.graph.junction_network == network)
            x, y = self.graph.project(self.graph.junction_lon[rows], self.graph.junction_lat[rows])
            self._trees[network] = (rows, shapely.STRtree(list(np.asarray(shapely.points(x, y)))))
        rows, tree = self._trees[network]
        x, y = self.graph.project(line[:, 0], line[:, 1])
        track = shapely.LineString(np.column_stack((x, y)))
        near = np.sort(tree.query(track, predicate="dwithin", distance=BESIDE_M))
        at = shapely.line_locate_point(track, tree.geometries[near], normalized=True)
        return list(zip((at * length_m).tolist(), rows[near].tolist(), strict=True))
