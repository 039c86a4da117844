"""Which parts of a trace a walk follows, and which it does not."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from routing.matching.model import Stretch, StretchKind
from routing.matching.pieces import Piece
from routing.matching.traces import Trace

TOLD_M = 100.0
"""Shorter stretches count in the share but are not told one by one."""
DIFFERS_M = 60.0
DIFFERS_SHARE = 0.5
"""A way that differs by more than this from the trace is another way."""


def unmatched(trace: Trace, pieces: Sequence[Piece], slack_m: float) -> tuple[Stretch, ...]:
    """Stretches of a trace that no piece follows, in travel order.

    Parameters
    ----------
    trace, pieces
        The trace, and what was made of it.
    slack_m
        By how much more than :data:`DIFFERS_M` a way may differ.
    """
    found: list[tuple[StretchKind, int, int]] = []
    last = 0
    for n, piece in enumerate(pieces):
        first = int(piece.points[0])
        if first > last:
            found.append(("off_network" if n else "beginning", last, first))
        for i in np.flatnonzero(~_followed(trace, piece, slack_m)).tolist():
            a, b = int(piece.points[i]), int(piece.points[i + 1])
            kind: StretchKind = "off_network" if trace.given[a + 1 : b].any() else "detour"
            if found and found[-1][2] == a and found[-1][0] == kind:
                found[-1] = (kind, found[-1][1], b)
            else:
                found.append((kind, a, b))
        last = int(piece.points[-1])
    if last < len(trace.x) - 1:
        found.append(("end" if pieces else "off_network", last, len(trace.x) - 1))
    return tuple(
        Stretch(kind, float(trace.at_m[a]), float(trace.at_m[b]), _lonlat(trace, a), _lonlat(trace, b))
        for kind, a, b in found
    )


def _followed(trace: Trace, piece: Piece, slack_m: float) -> npt.NDArray[np.bool_]:
    """For each step between points used, whether the way is what the trace says."""
    step = np.diff(trace.at_m[piece.points])
    known = np.cumsum(trace.given, dtype=np.int64)
    given = known[piece.points[1:] - 1] - known[piece.points[:-1]]  # points of the trace that were left out
    near = np.abs(piece.ways_m - step) <= DIFFERS_M + slack_m + DIFFERS_SHARE * step
    return np.asarray(near & (given <= 0))


def _lonlat(trace: Trace, point: int) -> tuple[float, float]:
    return float(trace.lonlat[point, 0]), float(trace.lonlat[point, 1])


def share(trace: Trace, stretches: Sequence[Stretch]) -> float:
    """Part of a trace's length that lies on none of the stretches."""
    if trace.length_m <= 0:
        return 0.0
    lost = sum(s.to_m - s.from_m for s in stretches)
    return float(min(1.0, max(0.0, 1 - lost / trace.length_m)))


def worth_telling(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The stretches that are long enough to be told."""
    return tuple(s for s in stretches if s.to_m - s.from_m >= TOLD_M)
