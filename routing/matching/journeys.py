"""From the pieces of a matched trace to one walk: bridged, closed, made round, moved to the node network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.fields import Field, Trail, mean_cost
from routing.graph import RoutingGraph
from routing.matching.matcher import Matched, Matcher, Tuning
from routing.matching.model import MatchRequest, Remark, Stretch
from routing.matching.pieces import Piece, parts_of, walk_of, without_spurs
from routing.matching.stretches import share, unmatched
from routing.matching.traces import Trace
from routing.search import path
from routing.sections import SectionGraph
from routing.snapping import Snap
from routing.walks import Walk, join, part_of_line

BRIDGE_M = 1_000.0
BRIDGE_FACTOR = 3.0
"""Gaps are bridged by ways up to ``BRIDGE_M + BRIDGE_FACTOR × straight line``."""
HOME_M = 150.0
"""A trace that ends this near to where it began is round."""
ROUND_M = 1_000.0
"""Shorter traces are not round, wherever they end."""
APPROACH_M = 2_500.0
"""The ways to and from the node network are part of the tour up to this length; else it begins there."""
LEAST_M = 50.0
LEAST_SHARE = 0.05
ENOUGH_M = 1_000.0
"""Less of a trace than the first is none; less than this share of it neither, unless it is so long."""
ON_NETWORK = Tuning(
    reach_m=700.0, noise_m=(80.0, 200.0), beta_m=150.0, beta_share=0.5, turn=6.0, bound_m=3_000.0, bound_factor=4.0,
    spur_m=400.0, least_m=120.0,
)  # fmt: skip
"""The same journey along sections: near by, not on the spot."""

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Journey:
    """One walk made of a trace.

    Attributes
    ----------
    walk
        The walk; None where the trace has next to nothing to do with the network.
    closed
        Whether it ends where it starts.
    matched_share, trace_m, unmatched, remarks
        See :class:`routing.matching.MatchResult`.
    """

    walk: Walk | None
    closed: bool
    matched_share: float
    trace_m: float
    unmatched: tuple[Stretch, ...]
    remarks: tuple[Remark, ...]


class Traveller:
    """Makes journeys of traces for one mode.

    Parameters
    ----------
    matcher
        The graph's.
    cost
        What the mode's ways cost, ``inf`` where it may not go.
    mode
        One of MODES.
    sections
        The mode's node network, None where there is none.
    """

    def __init__(
        self, matcher: Matcher, cost: FloatArray, mode: str, sections: SectionGraph | None = None
    ) -> None:
        self.graph = matcher.graph
        self.matcher = matcher
        self.cost = cost
        self.mode = mode
        self.sections = sections
        self._any_cost = np.where(np.isinf(cost), 3.0 * self.graph.arc_length, cost)

    def journey(self, request: MatchRequest) -> Journey:
        """The walk that a request asks for."""
        remarks: list[Remark] = []
        free = self.matcher.match(request.coordinates, self.mode)
        used = self._hanging_together(free)
        walk = self._bridged(used)
        lost = unmatched(free.trace, used, 0.0)
        if walk is None or self._is_accidental(free.trace, share(free.trace, lost)):
            return Journey(None, False, 0.0, free.trace.length_m, lost, ())
        closed = self._is_round(free)
        if request.network == "junctions":
            moved = self._on_network(request, walk)
            if moved is None:
                remarks.append("no_network")
            else:
                walk, trace, pieces = moved
                lost = unmatched(trace, pieces, ON_NETWORK.reach_m)
        if closed:
            walk = self._closed(walk)
            remarks += ["already_round"] if request.loop else []
        elif request.loop:
            home = self._way_home(walk)
            if home is None:
                remarks.append("no_way_back")
            else:
                walk, closed = self._clean(join([walk, home]), Tuning.spur_m), True
        return Journey(
            walk,
            closed and self._meets(walk),
            share(free.trace, lost),
            free.trace.length_m,
            lost,
            tuple(remarks),
        )

    def _is_accidental(self, trace: Trace, matched_share: float) -> bool:
        """Whether what was matched is too little to be meant: a line from far away crosses a way somewhere."""
        matched_m = matched_share * trace.length_m
        return matched_m < LEAST_M or (matched_share < LEAST_SHARE and matched_m < ENOUGH_M)

    def _hanging_together(self, found: Matched) -> list[Piece]:
        """The pieces between which there are ways, of several such groups the longest."""
        groups: list[list[Piece]] = []
        for piece in found.pieces:
            if groups and self._bridge(groups[-1][-1].walk, piece.walk) is not None:
                groups[-1].append(piece)
            else:
                groups.append([piece])
        return max(groups, key=lambda g: sum(p.walk.length_m(self.graph) for p in g), default=[])

    def _bridged(self, pieces: Sequence[Piece]) -> Walk | None:
        if not pieces:
            return None
        walk = pieces[0].walk
        for piece in pieces[1:]:
            bridge = self._bridge(walk, piece.walk)
            walk = join([walk, *([bridge] if bridge is not None else []), piece.walk])
        return self._clean(walk, Tuning.spur_m) if len(pieces) > 1 else walk

    def _bridge(self, before: Walk, after: Walk) -> Walk | None:
        """The way between two walks, where there is one of a sensible length."""
        a, b = end_of(self.graph, before), start_of(self.graph, after)
        way = self._path(a, b)
        return (
            way
            if way is not None
            and way.length_m(self.graph) <= BRIDGE_M + BRIDGE_FACTOR * _apart_m(self.graph, a, b)
            else None
        )

    def _path(self, a: Snap, b: Snap) -> Walk | None:
        """The mode's way between two points; over ways that it may not use where there is no other."""
        return path(self.graph, a, b, self.cost) or path(self.graph, a, b, self._any_cost)

    def _is_round(self, found: Matched) -> bool:
        t = found.trace
        return t.length_m >= ROUND_M and float(np.hypot(t.x[-1] - t.x[0], t.y[-1] - t.y[0])) <= HOME_M

    def _closed(self, walk: Walk) -> Walk:
        """The walk with its ends joined, where they are near each other on the network too."""
        home = self._path(end_of(self.graph, walk), start_of(self.graph, walk))
        if home is None or home.length_m(self.graph) > 3 * HOME_M:
            return walk
        return self._clean(join([walk, home]), 2 * HOME_M)

    def _meets(self, walk: Walk) -> bool:
        return _apart_m(self.graph, start_of(self.graph, walk), end_of(self.graph, walk)) < 1.0

    def _way_home(self, walk: Walk) -> Walk | None:
        """The way back that keeps off the way out."""
        g = self.graph
        a, b = end_of(g, walk), start_of(g, walk)
        for cost in (self.cost, self._any_cost):
            home = path(g, a, b, Trail(Field(g, cost, mean_cost(g, cost)), [walk]).cost)
            if home is not None:
                return home
        return None

    def _on_network(self, request: MatchRequest, free: Walk) -> tuple[Walk, Trace, list[Piece]] | None:
        """The journey along sections, with the ways to them and from them."""
        if self.sections is None:
            return None
        g = self.graph
        on = self.sections.entry_of_edge >= 0
        found = self.matcher.match(request.coordinates, self.mode, ON_NETWORK, on)
        pieces = self._hanging_together(found)
        walk = self._bridged(pieces)
        if walk is None:
            return None
        walk = self._clean(walk, ON_NETWORK.spur_m)
        there = self._path(start_of(g, free), start_of(g, walk))
        back = self._path(end_of(g, walk), end_of(g, free))
        parts = [
            w for w in (there, walk, back) if w is not None and (w is walk or w.length_m(g) <= APPROACH_M)
        ]
        return self._clean(join(parts), ON_NETWORK.spur_m), found.trace, pieces

    def _clean(self, walk: Walk, spur_m: float) -> Walk:
        g = self.graph
        return walk_of(g, without_spurs(self.matcher.reverse, parts_of(g, walk), spur_m))


def start_of(g: RoutingGraph, walk: Walk) -> Snap:
    """Where a walk starts, as a point on its first edge."""
    return _point(g, int(walk.arcs[0]), float(walk.lo[0]))


def end_of(g: RoutingGraph, walk: Walk) -> Snap:
    """Where a walk ends, as a point on its last edge."""
    return _point(g, int(walk.arcs[-1]), float(walk.hi[-1]))


def _point(g: RoutingGraph, arc: int, share_of_arc: float) -> Snap:
    edge = int(g.arc_edge[arc])
    at = share_of_arc if g.arc_forward[arc] else 1 - share_of_arc
    lon, lat = part_of_line(g.edge_points(edge), at, 1.0)[0]
    return Snap(edge, at, (float(lon), float(lat)), 0.0)


def _apart_m(g: RoutingGraph, a: Snap, b: Snap) -> float:
    (ax, bx), (ay, by) = g.project(np.array([a.lonlat[0], b.lonlat[0]]), np.array([a.lonlat[1], b.lonlat[1]]))
    return float(np.hypot(ax - bx, ay - by))
