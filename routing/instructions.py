"""Turns and junctions along a walk, as data; the words for them are the app's."""

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import WAY_CLASSES
from routing.graph import RoutingGraph
from routing.types import Instruction, JunctionPass
from routing.walks import Walk

_SHARP, _PLAIN, _SLIGHT = 120.0, 50.0, 25.0


def bearings(graph: RoutingGraph, walk: Walk) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Compass bearing in degrees at the beginning and at the end of each arc."""
    edges = graph.arc_edge[walk.arcs]
    a, b = graph.geom_indptr[edges].astype(np.int64), graph.geom_indptr[edges + 1].astype(np.int64) - 1
    forward = graph.arc_forward[walk.arcs]
    into = _bearing(graph, np.where(forward, a, b), np.where(forward, a + 1, b - 1))
    out = _bearing(graph, np.where(forward, b - 1, a + 1), np.where(forward, b, a))
    return into, out


def _bearing(
    graph: RoutingGraph, start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    lat = graph.geom_lat[start]
    dx = (graph.geom_lon[end] - graph.geom_lon[start]) * np.cos(np.radians(lat))
    dy = graph.geom_lat[end] - lat
    return np.asarray(np.degrees(np.arctan2(dx, dy)) % 360)


def turn_sign(angle: float) -> str:
    """Word for a change of direction in degrees, right positive, -180…180."""
    size = abs(angle)
    if size < _SLIGHT:
        return "straight"
    side = "right" if angle > 0 else "left"
    if size > 170:
        return "u_turn"
    if size > _SHARP:
        return f"sharp_{side}"
    return side if size >= _PLAIN else f"slight_{side}"


def instructions(
    graph: RoutingGraph, walk: Walk, junctions: tuple[JunctionPass, ...], mode_bit: int
) -> tuple[Instruction, ...]:
    """What to do where: departure, turns at forks, changes of name, junction numbers, arrival."""
    edges = graph.arc_edge[walk.arcs]
    lengths = walk.lengths(graph)
    ends = np.cumsum(lengths)
    into, out = bearings(graph, walk)
    names = graph.edge_name[edges]
    numbered = {round(j.at_m, 3): j.ref for j in junctions}
    points = graph.head[walk.arcs]

    def at(i: int, sign: str, metre: float, node: int, ref: str | None) -> Instruction:
        name = graph.names[names[i]] if names[i] >= 0 else ""
        lonlat = (float(graph.node_lon[node]), float(graph.node_lat[node]))
        return Instruction(metre, lonlat, sign, name, WAY_CLASSES[graph.edge_class[edges[i]]], ref)

    steps = [at(0, "depart", 0.0, int(graph.tail[walk.arcs[0]]), numbered.get(0.0))]
    angle = (into[1:] - out[:-1] + 180) % 360 - 180
    mode_arcs = (graph.arc_modes & mode_bit) != 0
    for i in range(len(walk) - 1):
        node = int(points[i])
        ref = numbered.get(round(float(ends[i]), 3))
        fork = int(mode_arcs[graph.indptr[node] : graph.indptr[node + 1]].sum()) > 2
        sign = turn_sign(float(angle[i]))
        renamed = names[i] != names[i + 1] and names[i + 1] >= 0
        if walk.hi[i] < 1:
            sign = "u_turn"
        elif not fork and sign != "u_turn" and not ref:
            continue
        if ref is not None:
            steps.append(at(i + 1, sign if sign != "straight" else "junction", float(ends[i]), node, ref))
        elif sign not in ("straight", "slight_left", "slight_right") or renamed:
            steps.append(at(i + 1, sign, float(ends[i]), node, None))
    last = len(walk) - 1
    steps.append(
        at(last, "arrive", float(ends[-1]), int(points[-1]), numbered.get(round(float(ends[-1]), 3)))
    )
    return tuple(steps)
