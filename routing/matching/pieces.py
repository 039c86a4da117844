"""From a sequence of states to a walk, and what of it is an error of the trace."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.graph import RoutingGraph
from routing.matching.traces import FloatArray
from routing.walks import Walk

NOTHING_M = 1e-3
"""A part of a walk shorter than this is none: what is left when numbers that should be equal nearly are."""


@dataclass(frozen=True, eq=False)
class Step:
    """From one state to the next: on along the arc, back along it, or over ``arcs`` to another one."""

    direct: bool
    turned: bool
    arcs: npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Piece:
    """A stretch of a trace that hangs together on the network.

    Attributes
    ----------
    walk
        Where it went.
    points
        Points of the trace that were used, in order.
    ways_m
        Metres of way between each of them and the next.
    """

    walk: Walk
    points: npt.NDArray[np.int64]
    ways_m: FloatArray


def written_out(
    g: RoutingGraph,
    reverse: npt.NDArray[np.int32],
    arc: npt.NDArray[np.int32],
    pos_m: FloatArray,
    steps: Sequence[Step],
    points: npt.NDArray[np.int64],
    at_m: FloatArray,
    spur_m: float,
) -> Piece:
    """The walk over states.

    Parameters
    ----------
    g, reverse
        The graph, and the arc the other way of each (-1 none).
    arc, pos_m
        The states.
    steps
        Between each and the next.
    points, at_m
        Points of the trace that the states belong to, and metres along the trace there.
    spur_m
        See :class:`routing.matching.Tuning`.
    """
    parts: list[list[float]] = [[int(arc[0]), float(pos_m[0]), float(pos_m[0])]]
    ways = np.empty(len(steps))
    for i, step in enumerate(steps):
        here, there, to_m = parts[-1], int(arc[i + 1]), float(pos_m[i + 1])
        length = float(g.arc_length[int(here[0])])
        if step.direct:
            ways[i] = max(0.0, to_m - float(pos_m[i]))
            here[2] = max(here[2], to_m)
        elif step.turned:
            turn_at = max(here[2], length - to_m)
            ways[i] = abs(length - to_m - float(pos_m[i]))
            here[2] = turn_at
            parts.append([there, length - turn_at, max(to_m, length - turn_at)])
        else:
            ways[i] = length - float(pos_m[i]) + float(g.arc_length[step.arcs].sum()) + to_m
            here[2] = length
            parts += [[a, 0.0, float(g.arc_length[a])] for a in step.arcs.tolist()]
            parts.append([there, 0.0, to_m])
    return Piece(walk_of(g, without_spurs(reverse, parts, spur_m)), points, ways)


def without_spurs(
    reverse: npt.NDArray[np.int32], parts: Sequence[Sequence[float]], spur_m: float
) -> list[list[float]]:
    """The parts of a walk without going to and fro by less than ``spur_m``.

    Parameters
    ----------
    reverse
        The arc the other way of each.
    parts
        Arc, and metres along it where the walk enters and leaves it.
    spur_m
        Turning round within this of where one came from is no turning round.
    """
    kept: list[list[float]] = []
    gone_m = 0.0
    for part in parts:
        arc, enter, leave = int(part[0]), float(part[1]), float(part[2])
        while kept and arc >= 0 and reverse[int(kept[-1][0])] == arc:
            before = kept[-1]
            shared = min(before[2] - before[1], leave - enter)
            if gone_m + shared > spur_m:
                break
            gone_m += shared
            if before[2] - before[1] - shared > NOTHING_M:
                before[2] -= shared  # all of this part was the way back: the walk is on the part before still
                arc = -1
                break
            kept.pop()
            enter += shared
            if leave - enter <= NOTHING_M:
                arc = -1
        if arc < 0:
            continue
        if kept and int(kept[-1][0]) == arc and abs(kept[-1][2] - enter) <= NOTHING_M and leave > enter:
            kept[-1][2] = leave
        else:
            kept.append([arc, enter, leave])
        if leave - enter > spur_m or not (len(kept) > 1 and reverse[int(kept[-2][0])] == arc):
            gone_m = 0.0
    return kept or [list(parts[0])]


def walk_of(g: RoutingGraph, parts: Sequence[Sequence[float]]) -> Walk:
    """The walk over parts of arcs given in metres."""
    arcs = np.array([int(p[0]) for p in parts], dtype=np.int32)
    length = np.maximum(g.arc_length[arcs], 1e-9)
    lo = np.clip(np.array([p[1] for p in parts]) / length, 0.0, 1.0)
    hi = np.clip(np.array([p[2] for p in parts]) / length, 0.0, 1.0)
    lo[lo < 1e-9] = 0.0
    hi[hi > 1 - 1e-9] = 1.0
    some = np.array([p[2] - p[1] for p in parts]) > NOTHING_M
    some |= not some.any()
    return Walk(arcs[some], lo[some], np.maximum(hi, lo)[some])


def parts_of(g: RoutingGraph, walk: Walk) -> list[list[float]]:
    """Parts of arcs in metres of a walk."""
    length = g.arc_length[walk.arcs]
    return [
        [int(a), float(lo), float(hi)]
        for a, lo, hi in zip(walk.arcs.tolist(), walk.lo * length, walk.hi * length, strict=True)
    ]
