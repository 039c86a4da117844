"""Junctions drawn beside their sections: finds, or makes, the point of the section where each belongs.

Mappers put a junction where its sign stands, up to some 25 m from the line. It is joined to the end of a way there
if one is about as near as the line, else to a point of the line, which is added where the line has none.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geodata.degrees import METRES_PER_DEGREE
from geodata.extract import NODE_NETWORK_MODES, RouteRelation, TaggedNode, Ways

Array = npt.NDArray[Any]

JOIN_WITHIN_M: Final = 30.0
"""Farther off than this a junction is not taken to be on the section."""
END_BONUS_M: Final = 15.0
"""The end of a way may be this much farther than the line: sections end at junctions."""
POINT_BONUS_M: Final = 3.0
"""So may any point of the line: better one that is there than another one beside it."""

JoinedTo = dict[tuple[int, int], int]
"""(junction's OSM id, number of its network) → OSM id of the point that stands for it."""


def join_junctions(
    ways: Ways, junctions: list[TaggedNode], sections: list[RouteRelation]
) -> tuple[Ways, JoinedTo]:
    """Find the point of each junction that no section of its network runs through.

    Parameters
    ----------
    ways
        Usable ways.
    junctions
        Nodes with ``rcn_ref`` or ``rwn_ref``.
    sections
        Relations of the node networks.

    Returns
    -------
    tuple
        The ways, with points added, and the points. Junctions too far off have none.
    """
    joined: JoinedTo = {}
    added: list[tuple[int, int, float, float]] = []
    for number, network in enumerate(NODE_NETWORK_MODES):
        members = [m[1] for r in sections if r.tags["network"] == network for m in r.members if m[0] == "w"]
        on_network = np.repeat(np.isin(ways.osm_id, np.array(members, dtype=np.int64)), np.diff(ways.indptr))
        lone = [n for n in junctions if f"{network}_ref" in n.tags]
        at_home = np.isin([n.osm_id for n in lone], ways.ref[on_network])
        lone = [n for n, found in zip(lone, at_home, strict=True) if not found]
        if not lone or not on_network.any():
            continue
        lines = _Lines(ways, on_network)
        for node in lone:
            point = lines.nearest(node.lon, node.lat)
            if point is None:
                continue
            if isinstance(point, int):
                joined[node.osm_id, number] = int(ways.ref[point])
            else:
                added.append((point.after, node.osm_id, point.lon, point.lat))
                joined[node.osm_id, number] = node.osm_id
    return _with_points(ways, added), joined


@dataclass(frozen=True)
class _NewPoint:
    """A point on the segment that starts at position ``after``."""

    after: int
    lon: float
    lat: float


class _Lines:
    """The segments of a network, in metres around each junction asked about."""

    def __init__(self, ways: Ways, on_network: Array) -> None:
        last = np.zeros(len(ways.ref), dtype=np.bool_)
        last[ways.indptr[1:] - 1] = True
        first = np.zeros(len(ways.ref), dtype=np.bool_)
        first[ways.indptr[:-1]] = True
        self.start = np.flatnonzero(on_network & ~last)
        self.points = np.flatnonzero(on_network)
        self.ends = np.flatnonzero(on_network & (first | last))
        self.lon, self.lat = ways.lon, ways.lat

    def nearest(self, lon: float, lat: float) -> int | _NewPoint | None:
        """Position of the point that stands for a junction, or a new one, or None if the network is too far."""
        kx = METRES_PER_DEGREE * np.cos(np.radians(lat))
        ax, ay = (self.lon[self.start] - lon) * kx, (self.lat[self.start] - lat) * METRES_PER_DEGREE
        after = self.start + 1
        dx = (self.lon[after] - lon) * kx - ax
        dy = (self.lat[after] - lat) * METRES_PER_DEGREE - ay
        length2 = np.maximum(dx * dx + dy * dy, 1e-12)
        share = np.clip(-(ax * dx + ay * dy) / length2, 0.0, 1.0)
        gap = np.hypot(ax + share * dx, ay + share * dy)
        best = int(np.argmin(gap))
        if gap[best] > JOIN_WITHIN_M:
            return None
        for positions, bonus in ((self.ends, END_BONUS_M), (self.points, POINT_BONUS_M)):
            far = np.hypot((self.lon[positions] - lon) * kx, (self.lat[positions] - lat) * METRES_PER_DEGREE)
            near = int(np.argmin(far))
            if far[near] <= min(gap[best] + bonus, JOIN_WITHIN_M):
                return int(positions[near])
        x, y = ax[best] + share[best] * dx[best], ay[best] + share[best] * dy[best]
        return _NewPoint(int(self.start[best]), float(lon + x / kx), float(lat + y / METRES_PER_DEGREE))


def _with_points(ways: Ways, added: list[tuple[int, int, float, float]]) -> Ways:
    """Ways with points put in after the given positions."""
    if not added:
        return ways
    # two on one segment go in in their order; a node that stands for both networks on one line goes in once
    in_order = sorted(added, key=lambda p: (p[0], _along(ways, p)))
    points = list(
        {osm_id: (after, osm_id, lon, lat) for after, osm_id, lon, lat in reversed(in_order)}.values()
    )[::-1]
    at = np.array([p[0] + 1 for p in points])
    sizes = np.diff(ways.indptr)
    np.add.at(sizes, np.searchsorted(ways.indptr, at - 1, side="right") - 1, 1)
    return replace(
        ways,
        indptr=np.concatenate(([0], np.cumsum(sizes))),
        ref=np.insert(ways.ref, at, [p[1] for p in points]),
        lon=np.insert(ways.lon, at, [p[2] for p in points]),
        lat=np.insert(ways.lat, at, [p[3] for p in points]),
    )


def _along(ways: Ways, point: tuple[int, int, float, float]) -> float:
    """How far a point is along its segment, for sorting."""
    after, _, lon, lat = point
    return abs(lon - float(ways.lon[after])) + abs(lat - float(ways.lat[after]))
