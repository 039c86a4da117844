"""Turns and junctions along a walk, as data; the words for them are the app's."""

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import WAY_CLASSES
from routing.graph import RoutingGraph
from routing.types import Instruction, JunctionPass
from routing.walks import Walk, coordinates, shares_along

_SAME_M = 0.01
# What way one is heading shows over this length; two turns nearer than the other length are one to whoever rides.
_REACH_M, _ONE_TURN_M = 15.0, 25.0
_SHARP, _PLAIN, _SLIGHT = 120.0, 50.0, 25.0


class Headings:
    """Where a walk is heading, told over a few metres and not over the last crooked one.

    Parameters
    ----------
    line
        The walk's line, ``(n, 2)`` lon, lat.
    length_m
        Metres travelled.
    """

    def __init__(self, line: npt.NDArray[np.float64], length_m: float) -> None:
        self._along_m = shares_along(line) * length_m
        self._x = (line[:, 0] - line[0, 0]) * np.cos(np.radians(line[0, 1]))
        self._y = line[:, 1] - line[0, 1]
        self._length_m = length_m

    def before(self, metre: float) -> float:
        """Compass bearing in degrees on the last metres before a place."""
        return self._between(max(metre - _REACH_M, 0.0), metre)

    def after(self, metre: float) -> float:
        """Compass bearing in degrees on the first metres after a place."""
        return self._between(metre, min(metre + _REACH_M, self._length_m))

    def _between(self, start_m: float, end_m: float) -> float:
        x, y = (np.interp([start_m, end_m], self._along_m, values) for values in (self._x, self._y))
        return float(np.degrees(np.arctan2(x[1] - x[0], y[1] - y[0])) % 360)


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
    headings = Headings(coordinates(graph, walk), float(ends[-1]))
    names = graph.edge_name[edges]
    numbered = {round(j.at_m, 3): j.ref for j in junctions}
    points = graph.head[walk.arcs]

    def at(i: int, sign: str, metre: float, node: int, ref: str | None) -> Instruction:
        name = graph.names[names[i]] if names[i] >= 0 else ""
        lonlat = (float(graph.node_lon[node]), float(graph.node_lat[node]))
        return Instruction(metre, lonlat, sign, name, WAY_CLASSES[graph.edge_class[edges[i]]], ref)

    steps = [at(0, "depart", 0.0, int(graph.tail[walk.arcs[0]]), numbered.get(0.0))]
    renamed = (names[1:] != names[:-1]) & (names[1:] >= 0)
    # Turning round is riding the same edge back; crude geometry has sharp spikes that are no turns at all.
    back = (walk.hi[:-1] < 1) | (edges[1:] == edges[:-1])
    has_number = np.isin(np.round(ends[:-1], 3), list(numbered))
    candidates = np.flatnonzero(has_number | back | fork[points[:-1]])
    for group in _groups(candidates, ends, back):
        first, last = group[0], group[-1]
        angle = (headings.after(float(ends[last])) - headings.before(float(ends[first])) + 180) % 360 - 180
        sign = "u_turn" if back[first] else turn_sign(angle)
        told = [i for i in group if has_number[i]]
        if not told and not back[first] and abs(angle) < _PLAIN and not renamed[group].any():
            continue
        for i in told or [first]:
            ref = numbered.get(round(float(ends[i]), 3))
            shown = "junction" if ref is not None and sign == "straight" else sign
            # The way to look for is the one that the turn leads into, past whatever lies between.
            steps.append(at(last + 1, shown, float(ends[i]), int(points[i]), ref))
            sign = "straight"
    steps = _with_junctions_beside(steps, junctions)
    last = len(walk) - 1
    steps.append(
        at(last, "arrive", float(ends[-1]), int(points[-1]), numbered.get(round(float(ends[-1]), 3)))
    )
    return tuple(steps)


def _groups(
    candidates: npt.NDArray[np.intp], ends: npt.NDArray[np.float64], back: npt.NDArray[np.bool_]
) -> list[list[int]]:
    """Places where something may be told, those together that are one turn to whoever passes."""
    groups: list[list[int]] = []
    for i in candidates.tolist():
        near = bool(groups) and ends[i] - ends[groups[-1][0]] <= _ONE_TURN_M
        if near and not back[i] and not back[groups[-1][0]]:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _with_junctions_beside(
    steps: list[Instruction], junctions: tuple[JunctionPass, ...]
) -> list[Instruction]:
    """The steps, and one for each junction that is no node of the walk."""
    told = {step.at_m for step in steps if step.junction is not None}
    extra = [j for j in junctions if not any(abs(j.at_m - at) < _SAME_M for at in told)]
    steps += [Instruction(j.at_m, j.lonlat, "junction", "", "unknown", j.ref) for j in extra]
    return sorted(steps, key=lambda step: step.at_m)
