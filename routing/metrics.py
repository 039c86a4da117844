"""Every figure of a tour, measured on the walk that it is. Nothing here comes from what an optimiser hoped for."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import LANDCOVER, SURFACES, TRAFFIC_STRESS, WAY_CLASSES
from routing.graph import RoutingGraph
from routing.profiles import Profile
from routing.types import TourClass
from routing.walks import Walk

LOOP_SHARE = 0.05
LOLLIPOP_SHARE = 0.40


def by_class(
    codes: npt.NDArray[np.uint8], lengths: npt.NDArray[np.float64], words: Sequence[str]
) -> dict[str, float]:
    """Metres per class, largest first; classes that do not occur are left out."""
    metres = np.bincount(codes, weights=lengths, minlength=len(words))
    ranked = sorted(zip(words, metres.tolist(), strict=True), key=lambda pair: -pair[1])
    return {word: m for word, m in ranked if m > 0}


def composition(graph: RoutingGraph, walk: Walk) -> dict[str, dict[str, float]]:
    """Metres per surface, way class, traffic stress and landscape; each sums to the walk's length."""
    edges = graph.arc_edge[walk.arcs]
    lengths = walk.lengths(graph)
    shares = graph.edge_landcover[edges].astype(np.float64) / 100
    cover = lengths @ shares
    landscape = dict(zip(LANDCOVER, cover.tolist(), strict=True))
    landscape["unknown"] = max(0.0, float(lengths.sum() - cover.sum()))
    return {
        "surface": by_class(graph.edge_surface[edges], lengths, SURFACES),
        "way_class": by_class(graph.edge_class[edges], lengths, WAY_CLASSES),
        "traffic_stress": by_class(graph.edge_stress[edges], lengths, TRAFFIC_STRESS),
        "landscape": {w: m for w, m in sorted(landscape.items(), key=lambda pair: -pair[1]) if m > 0},
    }


def repeated_m(graph: RoutingGraph, walk: Walk) -> float:
    """Metres on parts of edges that the walk has used before, in either direction; a part used thrice counts twice."""
    edges = graph.arc_edge[walk.arcs]
    forward = graph.arc_forward[walk.arcs]
    lo = np.where(forward, walk.lo, 1 - walk.hi)
    hi = np.where(forward, walk.hi, 1 - walk.lo)
    order = np.argsort(edges, kind="stable")
    again = np.flatnonzero(np.diff(edges[order]) == 0)
    if len(again) == 0:
        return 0.0
    metres = 0.0
    for edge in np.unique(edges[order][again]):
        at = np.flatnonzero(edges == edge)
        metres += float(graph.edge_length[edge]) * _overlap(lo[at], hi[at])
    return metres


def _overlap(lo: npt.NDArray[np.float64], hi: npt.NDArray[np.float64]) -> float:
    """Length of intervals together minus length of their union."""
    order = np.argsort(lo, kind="stable")
    union, reach = 0.0, -np.inf
    for a, b in zip(lo[order].tolist(), hi[order].tolist(), strict=True):
        union += max(0.0, b - max(a, reach))
        reach = max(reach, b)
    return float((hi - lo).sum()) - union


def tour_class(length_m: float, repeated: float, *, closed: bool) -> TourClass:
    """Plain class of a tour from its length and what it repeats."""
    if not closed:
        return "one-way"
    share = repeated / length_m if length_m > 0 else 1.0
    if share <= LOOP_SHARE:
        return "loop"
    return "lollipop" if share <= LOLLIPOP_SHARE else "out-and-back"


def climb(graph: RoutingGraph, walk: Walk) -> float | None:
    """Metres up, or None where any edge has no height."""
    edges = graph.arc_edge[walk.arcs]
    forward = graph.arc_forward[walk.arcs]
    up = np.where(forward, graph.edge_climb_up[edges], graph.edge_climb_down[edges])
    total = float((up * (walk.hi - walk.lo)).sum())
    return None if np.isnan(total) else total


def arc_seconds(
    graph: RoutingGraph, p: Profile, arcs: npt.NDArray[np.int32] | None = None
) -> npt.NDArray[np.float64]:
    """Seconds on whole arcs, all of them or those asked for: speed by surface and class, and time for climbing."""
    edges = graph.arc_edge if arcs is None else graph.arc_edge[arcs]
    forward = graph.arc_forward if arcs is None else graph.arc_forward[arcs]
    speed = p.speed_ms * p.speed_surface[graph.edge_surface[edges]] * p.speed_class[graph.edge_class[edges]]
    up = np.nan_to_num(np.where(forward, graph.edge_climb_up[edges], graph.edge_climb_down[edges]))
    return np.asarray(graph.edge_length[edges] / speed + up / p.climb_m_per_s)


def seconds(graph: RoutingGraph, walk: Walk, p: Profile) -> npt.NDArray[np.float64]:
    """Seconds on each arc of a walk, as far as it travels them."""
    return arc_seconds(graph, p, walk.arcs) * (walk.hi - walk.lo)


def shared_share(graph: RoutingGraph, a: Walk, b: Walk) -> float:
    """Share of walk ``a``'s length that lies on edges of walk ``b``."""
    lengths = a.lengths(graph)
    hit = np.isin(graph.arc_edge[a.arcs], graph.arc_edge[b.arcs])
    total = float(lengths.sum())
    return float(lengths[hit].sum()) / total if total > 0 else 1.0


def rounded(figures: Mapping[str, float]) -> dict[str, float]:
    """Figures to a decimetre, as they are shown."""
    return {name: round(value, 1) for name, value in figures.items()}
