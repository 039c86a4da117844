"""What the themes of a request reward: places to pass and pieces of scenery to cross, with prizes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import MODES
from routing.graph import RoutingGraph
from routing.passing import PASS_M, Passed
from routing.places import PlaceTable
from routing.snapping import Snap, snap
from routing.themes import themes

PRIZE_M = 700.0
"""Worth of a prize of 1 in metres of way: how far one would go round for it."""
SAME_AGAIN = 0.75
"""Each further place of the same kind on a tour is worth this part of the one before."""
SCENERY_CELL_M = 1200.0
SCENERY_PRIZE = 1.0
"""Prize of a scenery cell full of what the themes ask for; less beauty, less prize."""
FULL_CELL_M = 1500.0

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def place_prizes(places: PlaceTable, weights: Mapping[str, float]) -> FloatArray:
    """Prize per place row: the best of the themes' prizes for its category, each by the theme's weight."""
    top = max(weights.values(), default=0.0)
    by_category = np.zeros(len(places.categories))
    for name, weight in weights.items():
        if weight > 0:
            theme = themes()[name]
            each = np.array([theme.places.get(word, 0.0) for word in places.categories])
            by_category = np.maximum(by_category, each * weight / top)
    return by_category[places.category] if len(places) else np.empty(0)


def collected(passed: Passed, prize: FloatArray, places: PlaceTable) -> float:
    """Prizes of the places passed, less for each further one of the same kind."""
    rows = passed.place[prize[passed.place] > 0]
    total = 0.0
    for category in np.unique(places.category[rows]):
        mine = np.sort(prize[rows[places.category[rows] == category]])[::-1]
        total += float((mine * SAME_AGAIN ** np.arange(len(mine))).sum())
    return total


class PlacePoints:
    """Where on the ways of a mode each place is passed, found once per mode."""

    def __init__(self, graph: RoutingGraph, places: PlaceTable) -> None:
        self.graph = graph
        self.places = places
        self._nearest: dict[str, tuple[IntArray, FloatArray]] = {}

    def nearest(self, mode: str) -> tuple[IntArray, FloatArray]:
        """Edge (−1: none near) and share along it, per place row."""
        if mode not in self._nearest:
            g = self.graph
            edge_of_entry = np.repeat(np.arange(g.n_edges), np.diff(g.near_indptr))
            component = g.edge_component[:, MODES.index(mode)]
            main = int(np.argmax(g.component_length[:, MODES.index(mode)])) if len(g.component_length) else -1
            entries = np.flatnonzero((component[edge_of_entry] == main) & (g.near_gap <= PASS_M))
            order = entries[np.lexsort((g.near_gap[entries], g.near_place[entries]))]
            place, first = np.unique(g.near_place[order], return_index=True)
            edge = np.full(len(self.places), -1, dtype=np.int64)
            at = np.zeros(len(self.places))
            edge[place] = edge_of_entry[order[first]]
            at[place] = g.near_at[order[first]]
            self._nearest[mode] = (edge, at)
        return self._nearest[mode]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Locations a tour may visit: position in projected metres, prize, group of like ones, and point on the ways."""

    x: FloatArray
    y: FloatArray
    prize: FloatArray
    group: npt.NDArray[np.int32]
    snaps: list[Snap]

    def __len__(self) -> int:
        return len(self.snaps)


def candidates(
    points: PlacePoints,
    weights: Mapping[str, float],
    beauty_m: FloatArray | None,
    usable: npt.NDArray[np.uint8],
    mode: str,
    around: tuple[float, float],
    reach_m: float,
    limit: int,
) -> Candidates:
    """Places and scenery that the themes reward within crow-fly reach, the most rewarding ones.

    Parameters
    ----------
    points
        Places on ways.
    weights
        Theme name → weight.
    beauty_m
        Metres of each arc that the themes ask for.
    usable
        Edges that the request may use.
    mode
        One of MODES.
    around
        Projected position of the start (:meth:`RoutingGraph.project`).
    reach_m
        Crow-fly distance.
    limit
        How many at most; of places close together the best stands for all.
    """
    g, p = points.graph, points.places
    prize = place_prizes(p, weights)
    edge, at = points.nearest(mode)
    near_named = {word: reach for name in weights for word, reach in themes()[name].near.items()}
    px, py = g.project(p.lon, p.lat)
    inside = np.hypot(px - around[0], py - around[1]) <= reach_m
    rows = np.flatnonzero((prize > 0) & inside)
    x, y, worth, group, snaps = [], [], [], [], []
    for row in rows.tolist():
        point = _place_snap(g, p, row, int(edge[row]), float(at[row]), near_named, usable)
        if point is not None:
            x.append(px[row])
            y.append(py[row])
            worth.append(prize[row])
            group.append(int(p.category[row]))
            snaps.append(point)
    if beauty_m is not None:
        for sx, sy, value, point in _scenery(g, beauty_m, usable, around, reach_m):
            x.append(sx)
            y.append(sy)
            worth.append(value)
            group.append(len(p.categories))
            snaps.append(point)
    return _thinned(
        np.array(x), np.array(y), np.array(worth), np.array(group, dtype=np.int32), snaps, around, limit
    )


def _place_snap(
    g: RoutingGraph, p: PlaceTable, row: int, edge: int, at: float, near_named: Mapping[str, float],
    usable: npt.NDArray[np.uint8],
) -> Snap | None:  # fmt: skip
    lonlat = (float(p.lon[row]), float(p.lat[row]))
    if edge >= 0 and usable[edge]:
        return Snap(edge, at, lonlat, 0.0)
    reach = near_named.get(p.categories[p.category[row]], PASS_M)
    return snap(g, lonlat, usable, reach)


def _scenery(
    g: RoutingGraph,
    beauty_m: FloatArray,
    usable: npt.NDArray[np.uint8],
    around: tuple[float, float],
    reach_m: float,
) -> list[tuple[float, float, float, Snap]]:
    """The most scenic edge of each cell of a grid stands for the cell, with a prize by the cell's beauty."""
    arc = np.where(g.edge_arcs[:, 0] >= 0, g.edge_arcs[:, 0], g.edge_arcs[:, 1])
    pretty = np.where(usable == 1, beauty_m[arc], 0.0)
    x = (g.node_x[g.edge_u] + g.node_x[g.edge_v]) / 2
    y = (g.node_y[g.edge_u] + g.node_y[g.edge_v]) / 2
    edges = np.flatnonzero((pretty > 0) & (np.hypot(x - around[0], y - around[1]) <= reach_m))
    if len(edges) == 0:
        return []
    col = np.floor(x[edges] / SCENERY_CELL_M).astype(np.int64)
    row = np.floor(y[edges] / SCENERY_CELL_M).astype(np.int64)
    cell, inverse = np.unique(col * 1_000_003 + row, return_inverse=True)
    total = np.bincount(inverse, weights=pretty[edges])
    order = np.lexsort((-pretty[edges], inverse))
    best = edges[order[np.concatenate(([True], np.diff(inverse[order]) != 0))]]
    found = []
    for i in range(len(cell)):
        value = SCENERY_PRIZE * min(1.0, float(total[i]) / FULL_CELL_M)
        if value >= 0.25:
            e = int(best[i])
            lonlat = (float(g.node_lon[g.edge_u[e]]), float(g.node_lat[g.edge_u[e]]))
            found.append((float(x[e]), float(y[e]), value, Snap(e, 0.5, lonlat, 0.0)))
    return found


def _thinned(
    x: FloatArray, y: FloatArray, prize: FloatArray, group: npt.NDArray[np.int32], snaps: list[Snap],
    around: tuple[float, float], limit: int,
) -> Candidates:  # fmt: skip
    """Keep the most rewarding, one where several stand together (its prize counts part of the others')."""
    if len(snaps) == 0:
        return Candidates(np.empty(0), np.empty(0), np.empty(0), np.empty(0, dtype=np.int32), [])
    far = np.hypot(x - around[0], y - around[1])
    order = np.lexsort((far, -prize))
    kept: list[int] = []
    worth = prize.copy()
    for i in order.tolist():
        close = next((j for j in kept if np.hypot(x[i] - x[j], y[i] - y[j]) < 250), None)
        if close is None:
            kept.append(i)
        else:
            worth[close] += 0.5 * prize[i]
        if len(kept) >= 4 * limit:
            break
    chosen = sorted(kept, key=lambda i: -worth[i] / (2000.0 + far[i]))[:limit]
    return Candidates(x[chosen], y[chosen], worth[chosen], group[chosen], [snaps[i] for i in chosen])
