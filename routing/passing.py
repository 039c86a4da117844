"""What a walk passes: places, facilities, numbered junctions, with the metre at which each comes by."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import FACILITIES, NETWORKS, NODE_NETWORK_OF_MODE
from routing.graph import RoutingGraph
from routing.places import PlaceTable
from routing.types import FacilityFigures, JunctionPass
from routing.walks import Walk

PASS_M = 100.0
"""A place within this of the line is passed (the reach that BikeNodePlanner uses for facilities)."""
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

    def passes(self, walk: Walk, mode: str) -> tuple[JunctionPass, ...]:
        """Numbered junctions along a walk, in travel order."""
        g = self.graph
        ends = np.cumsum(walk.lengths(g))
        at_m = np.concatenate(([0.0], ends))
        nodes = np.concatenate((g.tail[walk.arcs[:1]], g.head[walk.arcs]))
        on_node = np.concatenate((walk.lo[:1] <= 0, walk.hi >= 1))
        rows = np.where(on_node, self.rows(mode)[nodes], -1)
        found: list[JunctionPass] = []
        for i in np.flatnonzero(rows >= 0).tolist():
            row = int(rows[i])
            ref = g.junction_refs[row]
            if found and found[-1].ref == ref and at_m[i] - found[-1].at_m <= SAME_JUNCTION_M:
                continue
            lonlat = (float(g.junction_lon[row]), float(g.junction_lat[row]))
            found.append(JunctionPass(ref, int(g.junction_osm_id[row]), lonlat, float(at_m[i])))
        return tuple(found)
