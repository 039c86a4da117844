"""What lies where along a walk: the same figures as in :mod:`routing.metrics`, told by the metre."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import LANDCOVER, SURFACES, TRAFFIC_STRESS, WAY_CLASSES
from routing.graph import RoutingGraph
from routing.passing import Passed
from routing.types import FloatArray, LandscapePiece, Run, Strips
from routing.walks import Walk

LANDSCAPE_PIECES = 240
"""About as many pieces as a screen can show; the landscape of an edge is known in shares, not by the metre."""
SHORTEST_LANDSCAPE_M = 50.0


def strips(
    graph: RoutingGraph, walk: Walk, passed: Passed, kinds: Mapping[str, npt.NDArray[np.bool_]]
) -> Strips:
    """Tell what a walk is made of, in travel order.

    Parameters
    ----------
    graph, walk
        The tour.
    passed, kinds
        Places along it, and which of all places are facilities of a kind.
    """
    edges = graph.arc_edge[walk.arcs]
    ends = np.cumsum(walk.lengths(graph))
    return Strips(
        surface=_runs(graph.edge_surface[edges], ends, SURFACES),
        way_class=_runs(graph.edge_class[edges], ends, WAY_CLASSES),
        traffic_stress=_runs(graph.edge_stress[edges], ends, TRAFFIC_STRESS),
        landscape=_landscape(graph.edge_landcover[edges], walk.lengths(graph)),
        height=_height(graph, walk, ends),
        facilities={
            kind: tuple(passed.at_m[is_kind[passed.place]].tolist())
            for kind, is_kind in kinds.items()
            if is_kind[passed.place].any()
        },
    )


def _runs(codes: npt.NDArray[np.uint8], ends: FloatArray, words: Sequence[str]) -> tuple[Run, ...]:
    last = np.flatnonzero(np.append(codes[1:] != codes[:-1], True))[: len(codes)].tolist()
    return tuple((float(ends[i]), words[codes[i]]) for i in last)


def _landscape(cover: npt.NDArray[np.uint8], lengths: FloatArray) -> tuple[LandscapePiece, ...]:
    """Join edges to pieces that are long enough to be seen, each with its metres per landscape."""
    longest = max(SHORTEST_LANDSCAPE_M, float(lengths.sum()) / LANDSCAPE_PIECES)
    metres = lengths[:, None] * cover.astype(np.float64) / 100
    pieces: list[LandscapePiece] = []
    first, begin, at = 0, 0.0, 0.0
    for i, length in enumerate(lengths.tolist()):
        at += length
        alike = i + 1 < len(lengths) and bool((cover[i + 1] == cover[i]).all())
        if i + 1 < len(lengths) and (alike or at - begin < longest):
            continue
        by_word = dict(zip(LANDCOVER, metres[first : i + 1].sum(axis=0).tolist(), strict=True))
        by_word["unknown"] = at - begin - sum(m for word, m in by_word.items() if word != "unknown")
        pieces.append((at, {word: m for word, m in by_word.items() if m > 0.05}))
        first, begin = i + 1, at
    return tuple(pieces)


def _height(graph: RoutingGraph, walk: Walk, ends: FloatArray) -> tuple[tuple[float, float], ...]:
    """Metres above the start at the end of each arc; empty where any height is unknown."""
    edges = graph.arc_edge[walk.arcs]
    rise = (graph.edge_climb_up[edges] - graph.edge_climb_down[edges]).astype(np.float64)
    above = np.cumsum(np.where(graph.arc_forward[walk.arcs], rise, -rise) * (walk.hi - walk.lo))
    if not len(above) or np.isnan(above).any():
        return ()
    return ((0.0, 0.0), *zip(ends.tolist(), above.tolist(), strict=True))
