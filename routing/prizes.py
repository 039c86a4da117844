"""What the themes of a request reward: places to pass and pieces of scenery to cross, with prizes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import MODES
from routing.graph import RoutingGraph
from routing.hours import Clock
from routing.passing import PASS_M, Passed, kinds_of_places
from routing.places import PlaceTable
from routing.snapping import Snap, snap
from routing.themes import themes
from routing.types import Event, Lonlat, Need

PRIZE_M = 700.0
"""Worth of a prize of 1 in metres of way: how far one would go round for it."""
SAME_AGAIN = 0.75
"""Each further place of the same kind on a tour is worth this part of the one before."""
NEEDED_PRIZE = 2.5
"""Prize of a place of a kind that the request needs."""
SCENERY_CELL_M = 1200.0
SCENERY_PRIZE = 1.0
"""Prize of a scenery cell full of what the themes ask for; less beauty, less prize."""
FULL_CELL_M = 1500.0
LEAST_SCENERY = 0.25
TODAY_ONLY = 2.5
"""What is on today and not tomorrow is worth so much more than what stands there every day."""
TOGETHER_M = 250.0
"""Places nearer to each other than this are one visit."""

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def place_prizes(places: PlaceTable, weights: Mapping[str, float], needs: Sequence[Need] = ()) -> FloatArray:
    """Prize per place row: the best of the themes' prizes for its category, each by the theme's weight.

    Places of a kind that the request needs are worth going to as well.
    """
    top = max(weights.values(), default=0.0)
    by_category = np.zeros(len(places.categories))
    for name, weight in weights.items():
        if weight > 0:
            theme = themes()[name]
            each = np.array([theme.places.get(word, 0.0) for word in places.categories])
            by_category = np.maximum(by_category, each * weight / top)
    prize = by_category[places.category] if len(places) else np.empty(0)
    kinds = kinds_of_places(places) if needs else {}
    for need in needs:
        if need.kind in kinds:
            prize = np.maximum(prize, np.where(kinds[need.kind], NEEDED_PRIZE, 0.0))
    return prize


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
    """Locations a tour may visit.

    Attributes
    ----------
    x, y
        Position in projected metres.
    prize, group
        Prize of a visit, and number of the kind.
    opens, closes
        Seconds after departure between which a visit may begin; infinite where nothing is known.
    snaps
        Points on the ways.
    required
        So many of the first must be visited.
    """

    x: FloatArray
    y: FloatArray
    prize: FloatArray
    group: npt.NDArray[np.int32]
    opens: FloatArray
    closes: FloatArray
    snaps: list[Snap]
    required: int = 0

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
    *,
    needs: Sequence[Need] = (),
    clock: Clock | None = None,
    latest_s: float = np.inf,
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
    needs
        Kinds of places that the request needs are candidates too.
    clock, latest_s
        Departure, and seconds after it by which the tour ends: what is closed all that time is left out.
    """
    g, p = points.graph, points.places
    prize = place_prizes(p, weights, needs)
    edge, at = points.nearest(mode)
    near_named = {word: reach for name in weights for word, reach in themes()[name].near.items()}
    px, py = g.project(p.lon, p.lat)
    inside = np.hypot(px - around[0], py - around[1]) <= reach_m
    found: list[Location] = []
    for row in np.flatnonzero((prize > 0) & inside).tolist():
        window = (-np.inf, np.inf) if clock is None else clock.window(p.opening_hours[row], latest_s)
        point = _place_snap(g, p, row, int(edge[row]), float(at[row]), near_named, usable)
        if point is not None and window is not None:
            found.append(
                Location(
                    float(px[row]), float(py[row]), float(prize[row]), int(p.category[row]), *window, point
                )
            )
    if beauty_m is not None:
        found += _scenery(g, beauty_m, usable, around, reach_m, len(p.categories))
    return table(_thinned(found, around, limit))


class Location(NamedTuple):
    """One location: position, prize, group, window, point on the ways."""

    x: float
    y: float
    prize: float
    group: int
    opens: float
    closes: float
    snap: Snap


def visit(
    g: RoutingGraph, lonlat: Lonlat, window: tuple[float, float], point: Snap, prize: float = 1.0
) -> Location:
    """A location with a window, such as an event."""
    x, y = g.project(*lonlat)
    return Location(float(x), float(y), prize, -1, *window, point)


def table(found: Sequence[Location], required: Sequence[Location] = ()) -> Candidates:
    """Locations as columns, those that must be visited first."""
    rows = [*required, *found]
    column = [np.array([row[i] for row in rows], dtype=np.float64) for i in range(6)]
    return Candidates(
        column[0], column[1], column[2], column[3].astype(np.int32), column[4], column[5], [r.snap for r in rows],
        len(required),
    )  # fmt: skip


def event_prize(event: Event, weights: Mapping[str, float]) -> float:
    """Prize of coming by an event while it is on: the best of the themes', each by the theme's weight."""
    top = max(weights.values(), default=0.0)
    if top <= 0:
        return 0.0
    best = max(themes()[name].events.get(event.category, 0.0) * w / top for name, w in weights.items())
    return TODAY_ONLY * best


def with_events(
    places: Candidates, required: Sequence[Location], rewarded: Sequence[Location] = ()
) -> Candidates:
    """The same locations, events that must be visited before them, and events that may be after them."""
    rows = [
        Location(*row)
        for row in zip(
            places.x.tolist(), places.y.tolist(), places.prize.tolist(), places.group.tolist(), places.opens.tolist(),
            places.closes.tolist(), places.snaps, strict=True,
        )
    ]  # fmt: skip
    return table([*rows, *rewarded], required)


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
    g: RoutingGraph, beauty_m: FloatArray, usable: npt.NDArray[np.uint8], around: tuple[float, float], reach_m: float,
    group: int,
) -> list[Location]:  # fmt: skip
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
        if value >= LEAST_SCENERY:
            e = int(best[i])
            lonlat = (float(g.node_lon[g.edge_u[e]]), float(g.node_lat[g.edge_u[e]]))
            point = Snap(e, 0.5, lonlat, 0.0)
            found.append(Location(float(x[e]), float(y[e]), value, group, -np.inf, np.inf, point))
    return found


def _thinned(found: list[Location], around: tuple[float, float], limit: int) -> list[Location]:
    """Keep the most rewarding, one where several stand together (its prize counts part of the others')."""
    ranked = sorted(found, key=lambda f: (-f.prize, np.hypot(f.x - around[0], f.y - around[1])))
    kept: list[Location] = []
    x, y = np.empty(4 * limit), np.empty(4 * limit)
    for f in ranked:
        near = np.flatnonzero(np.hypot(x[: len(kept)] - f.x, y[: len(kept)] - f.y) < TOGETHER_M)
        if len(near):
            i = int(near[0])
            kept[i] = kept[i]._replace(prize=kept[i].prize + 0.5 * f.prize)
        else:
            x[len(kept)], y[len(kept)] = f.x, f.y
            kept.append(f)
            if len(kept) == 4 * limit:
                break
    kept.sort(key=lambda f: -f.prize / (2000.0 + np.hypot(f.x - around[0], f.y - around[1])))
    return kept[:limit]
