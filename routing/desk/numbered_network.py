"""The numbered network as its users see it: numbers in the field joined by sections, split junctions as one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geodata.vocabulary import NETWORKS, NODE_NETWORK_OF_MODE
from routing.passing import SAME_JUNCTION_M

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class NumberedNetwork:
    """Junctions and sections of one mode's node network.

    Attributes
    ----------
    junction
        Rows of the graph's junctions that are of this network.
    group
        Of each junction of the graph (all networks): number of its group, -1 elsewhere. Junctions of one number within
        300 m of each other are one to whoever follows the signs.
    lead
        Per group its first junction (row of the graph).
    section
        Rows of the graph's sections that are of this network.
    start, end
        Group at both ends of each section, -1 unknown.
    status
        Of each section: ``ok``, ``broken`` or ``leaves_extract``.
    x, y
        Of each group, metres.
    """

    junction: IntArray
    group: IntArray
    lead: IntArray
    section: IntArray
    start: IntArray
    end: IntArray
    status: npt.NDArray[np.object_]
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]

    @property
    def links(self) -> IntArray:
        """Positions of the sections that join two different groups as one path."""
        joins = (self.start >= 0) & (self.end >= 0) & (self.start != self.end)
        return np.flatnonzero(joins & (self.status == "ok"))

    @property
    def at_edge(self) -> npt.NDArray[np.bool_]:
        """Groups from which the data does not show everything: some section there leaves the extract."""
        mask = np.zeros(len(self.lead), dtype=np.bool_)
        away = (self.status == "leaves_extract") | (self.start < 0) | (self.end < 0)
        for side in (self.start[away], self.end[away]):
            mask[side[side >= 0]] = True
        return mask


def numbered_network(desk: "CoverageDesk", mode: str) -> NumberedNetwork:
    """The numbered network that a mode follows; empty where the dataset has none."""
    g = desk.graph
    network = NETWORKS.index(NODE_NETWORK_OF_MODE[mode])
    junction = np.flatnonzero(g.junction_network == network)
    section = np.flatnonzero(g.section_network == network)
    x, y = g.project(g.junction_lon[junction], g.junction_lat[junction])
    label = _groups(np.array([g.junction_refs[i] for i in junction.tolist()], dtype=object), x, y)
    group = np.full(len(g.junction_network) + 1, -1, dtype=np.int64)  # the last entry is read by -1, unknown
    group[junction] = label
    lead = junction[np.unique(label, return_index=True)[1]]
    known = desk.records.section_status
    ids, ok = g.section_osm_id[section].tolist(), g.section_ok[section].tolist()
    ends = np.minimum(g.section_from[section], g.section_to[section])
    guess = [
        "ok" if good else "leaves_extract" if e < 0 else "broken"
        for good, e in zip(ok, ends.tolist(), strict=True)
    ]
    status = np.array([known.get(i, word) for i, word in zip(ids, guess, strict=True)], dtype=object)
    lead_x, lead_y = g.project(g.junction_lon[lead], g.junction_lat[lead])
    start, end = group[g.section_from[section]], group[g.section_to[section]]
    return NumberedNetwork(junction, group[:-1], lead, section, start, end, status, lead_x, lead_y)


def _groups(ref: npt.NDArray[np.object_], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> IntArray:
    """Label of each junction: the same for those of one number near each other."""
    if len(ref) == 0:
        return np.empty(0, dtype=np.int64)
    pairs = cKDTree(np.column_stack((x, y))).query_pairs(SAME_JUNCTION_M, output_type="ndarray")
    pairs = pairs[(ref[pairs[:, 0]] == ref[pairs[:, 1]]) & (ref[pairs[:, 0]] != "")]
    near = sparse.csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(ref), len(ref)))
    return np.asarray(connected_components(near, directed=False)[1], dtype=np.int64)
