"""Cycleways alongside main roads, joined to every side road that they cross."""

import math
from itertools import pairwise

import numpy as np

from geodata.demo.mesh import Line, Mesh

_OFFSET_M = 9.0
_TAKE_OFF_M = 32.0  # from the main node to where the cycleway runs beside the road
_SHARE = {"trunk": 0.75, "primary": 0.8, "secondary": 0.6, "tertiary": 0.22}
_LEAST_M = 260.0

Crossing = tuple[float, int, float]  # distance along the road, side line, share along the side line


def add_sidepaths(rng: np.random.Generator, mesh: Mesh) -> None:
    """Give main roads a cycleway on their left; such roads get the mark ``sidepath``."""
    ends: dict[int, list[int]] = {}
    for i, line in enumerate(mesh.lines):
        ends.setdefault(line.start, []).append(i)
        ends.setdefault(line.stop, []).append(i)
    roads = [i for i, line in enumerate(mesh.lines) if line.kind == "main"]
    for i in roads:
        line = mesh.lines[i]
        wanted = rng.random() < _SHARE.get(line.way_class, 0) and mesh.length(i) > _LEAST_M
        if wanted and _room_at_ends(mesh, ends, i):
            _add(mesh, ends, i)


def _room_at_ends(mesh: Mesh, ends: dict[int, list[int]], road: int) -> bool:
    """Whether no road at either end is so close on the left that the cycleway would run into it."""
    line = mesh.lines[road]
    for here, there, side in ((line.start, line.stop, 1), (line.stop, line.start, -1)):
        ahead = math.atan2(mesh.y[there] - mesh.y[here], mesh.x[there] - mesh.x[here])
        for other in ends[here]:
            if other == road:
                continue
            far = mesh.lines[other].start if mesh.lines[other].stop == here else mesh.lines[other].stop
            turn = math.atan2(mesh.y[far] - mesh.y[here], mesh.x[far] - mesh.x[here]) - ahead
            if 0 < (turn * side) % (2 * math.pi) < 0.6:
                return False
    return True


def _add(mesh: Mesh, ends: dict[int, list[int]], road: int) -> None:
    """Draw the cycleway of one road, unless a side road is too short to be crossed."""
    line = mesh.lines[road]
    length = mesh.length(road)
    ax, ay = mesh.x[line.start], mesh.y[line.start]
    ux, uy = (mesh.x[line.stop] - ax) / length, (mesh.y[line.stop] - ay) / length
    crossings: list[Crossing] = []
    for at, node in line.on:
        if not _TAKE_OFF_M + 12 < at * length < length - _TAKE_OFF_M - 12:
            return
        for other in ends.get(node, []):
            crossing = _crossing(mesh, other, node, (ux, uy), at * length)
            if crossing == "short":
                return
            if isinstance(crossing, tuple):
                crossings.append(crossing)
    crossings.sort()
    if any(b[0] - a[0] < 4 for a, b in pairwise(crossings)):
        return
    line.marks["sidepath"] = "yes"

    def beside(along_m: float) -> int:
        return mesh.add_node(ax + ux * along_m - uy * _OFFSET_M, ay + uy * along_m + ux * _OFFSET_M)

    first, last = beside(_TAKE_OFF_M), beside(length - _TAKE_OFF_M)
    cycleway = Line(first, last, "cycleway", "sidepath", line.level, line.settlement)
    span = length - 2 * _TAKE_OFF_M
    for along, other, share in crossings:
        node = beside(along)
        mesh.lines[other].on.append((share, node))
        cycleway.on.append(((along - _TAKE_OFF_M) / span, node))
    mesh.add_line(cycleway)
    for one, two in ((line.start, first), (last, line.stop)):
        mesh.add_line(Line(one, two, "cycleway", "sidepath", line.level, line.settlement))


def _crossing(
    mesh: Mesh, other: int, node: int, direction: tuple[float, float], at_m: float
) -> Crossing | str | None:
    """Where a side line meets the cycleway; None where it leaves on the other side, ``short`` where it can't."""
    side = mesh.lines[other]
    forward = side.start == node
    far = side.stop if forward else side.start
    target = side.shape[0 if forward else -1] if side.shape else (mesh.x[far], mesh.y[far])
    dx, dy = target[0] - mesh.x[node], target[1] - mesh.y[node]
    ux, uy = direction
    out = ux * dy - uy * dx
    if out <= 0:
        return None
    share = _OFFSET_M / out
    along = at_m + share * (ux * dx + uy * dy)
    reach = math.hypot(dx, dy)
    others = [at if forward else 1 - at for at, _ in side.on]
    if share > 0.7 or side.shape or any(at < share + 5 / reach for at in others):
        return "short"
    return along, other, share if forward else 1 - share
