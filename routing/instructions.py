"""Turns and junctions along a walk, as data; the words for them are the app's."""

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import WAY_CLASSES
from routing.graph import RoutingGraph
from routing.types import Instruction, JunctionPass
from routing.walks import Walk

_SAME_M = 0.01
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
    if size > _SHARP:
        return f"sharp_{side}"
    return side if size >= _PLAIN else f"slight_{side}"


def forks(graph: RoutingGraph, mode_bit: int) -> npt.NDArray[np.bool_]:
    """Nodes from which a mode can go on in more than one way (leaving aside the way back)."""
    open_arcs = np.concatenate(([0], np.cumsum((graph.arc_modes & mode_bit) != 0)))
    return np.asarray(open_arcs[graph.indptr[1:]] - open_arcs[graph.indptr[:-1]] > 2)


def instructions(
    graph: RoutingGraph, walk: Walk, junctions: tuple[JunctionPass, ...], fork: npt.NDArray[np.bool_]
) -> tuple[Instruction, ...]:
    """What to do where: departure, turns at forks, changes of name, junction numbers, arrival.

    Parameters
    ----------
    graph, walk
        The tour.
    junctions
        Numbered junctions that it passes.
    fork
        From :func:`forks`, for the tour's mode.
    """
    edges = graph.arc_edge[walk.arcs]
    ends = np.cumsum(walk.lengths(graph))
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
    renamed = (names[1:] != names[:-1]) & (names[1:] >= 0)
    # Turning round is riding the same edge back; crude geometry has sharp spikes that are no turns at all.
    back = (walk.hi[:-1] < 1) | (edges[1:] == edges[:-1])
    has_number = np.isin(np.round(ends[:-1], 3), list(numbered))
    told = has_number | back | (fork[points[:-1]] & ((np.abs(angle) >= _PLAIN) | renamed))
    for i in np.flatnonzero(told).tolist():
        ref = numbered.get(round(float(ends[i]), 3))
        sign = "u_turn" if back[i] else turn_sign(float(angle[i]))
        if ref is not None and sign == "straight":
            sign = "junction"
        steps.append(at(i + 1, sign, float(ends[i]), int(points[i]), ref))
    steps = _with_junctions_beside(steps, junctions)
    last = len(walk) - 1
    steps.append(
        at(last, "arrive", float(ends[-1]), int(points[-1]), numbered.get(round(float(ends[-1]), 3)))
    )
    return tuple(steps)


def _with_junctions_beside(
    steps: list[Instruction], junctions: tuple[JunctionPass, ...]
) -> list[Instruction]:
    """The steps, and one for each junction that is no node of the walk."""
    told = {step.at_m for step in steps if step.junction is not None}
    extra = [j for j in junctions if not any(abs(j.at_m - at) < _SAME_M for at in told)]
    steps += [Instruction(j.at_m, j.lonlat, "junction", "", "unknown", j.ref) for j in extra]
    return sorted(steps, key=lambda step: step.at_m)
