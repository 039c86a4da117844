"""Dead ends and small loops inside the blocks: driveways, cul-de-sacs, field tracks, car-park aisles."""

import math

import numpy as np

from geodata.demo.blocks import Block, ray_hit
from geodata.demo.mesh import Line, Mesh

_ROADS = frozenset(
    {"trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street"}
)
_STUBS_PER_BLOCK = {"built_up": 1.55, "field": 1.35, "grass": 1.1, "heath": 0.7, "sand": 0.6, "bog": 0.4}
_LOOP_SHARE = 0.14  # of stubs, drawn as a loop with both ends on the same road instead
_CLOSED_USES = frozenset({"lake", "pond", "brink", "cemetery", "pitch"})
# (up to this share of the dice, class, marks, greatest length in m) of a stub by surroundings.
_Purpose = tuple[float, str, dict[str, str], float]
_IN_VILLAGE: tuple[_Purpose, ...] = (
    (0.30, "residential", {}, 140.0),
    (0.62, "service", {"service": "driveway"}, 60.0),
    (0.82, "service", {"service": "parking_aisle"}, 70.0),
    (0.93, "footway", {}, 70.0),
    (1.0, "service", {"service": "alley"}, 80.0),
)
_OFF_ROADS: tuple[_Purpose, ...] = (
    (0.72, "service", {"service": "driveway", "farm": "yes"}, 130.0),
    (1.0, "track", {}, 260.0),
)
_IN_FIELDS: tuple[_Purpose, ...] = ((0.8, "track", {}, 280.0), (1.0, "path", {}, 200.0))
_IN_WOODS: tuple[_Purpose, ...] = ((0.65, "path", {}, 220.0), (1.0, "track", {}, 240.0))
_CLEAR_M = 11.0  # from other crossings on the same line


def grow_stubs(rng: np.random.Generator, mesh: Mesh, blocks: list[Block]) -> None:
    """Grow dead ends and loops into the blocks, keeping clear of one another."""
    for block in blocks:
        if block.use in _CLOSED_USES:
            continue
        drawn: list[list[tuple[float, float]]] = []
        for _ in range(int(rng.poisson(_STUBS_PER_BLOCK.get(block.cover, 0.9)))):
            line = _stub(rng, mesh, block, drawn)
            if line is not None:
                drawn.append(line)


def _stub(
    rng: np.random.Generator, mesh: Mesh, block: Block, drawn: list[list[tuple[float, float]]]
) -> list[tuple[float, float]] | None:
    """Draw one stub; return its points, or None where it found no room."""
    corners, n = block.corners, len(block.corners)
    side = int(rng.integers(n))
    (ax, ay), (bx, by) = corners[side], corners[(side + 1) % n]
    length = math.hypot(bx - ax, by - ay)
    base = mesh.lines[block.lines[side]]
    if length < 45 or (block.level > 0 and base.way_class not in _ROADS and base.way_class != "service"):
        return None
    share = rng.uniform(20 / length, 1 - 20 / length)
    px, py = ax + share * (bx - ax), ay + share * (by - ay)
    tilt = rng.normal(0, 0.15)
    ux, uy = (bx - ax) / length, (by - ay) / length
    dx, dy = -uy * math.cos(tilt) - ux * math.sin(tilt), ux * math.cos(tilt) - uy * math.sin(tilt)
    hit = ray_hit(corners, side, px, py, dx, dy)
    if hit is None:
        return None
    room = math.hypot(hit[2] - px, hit[3] - py)
    way_class, marks, reach = _purpose(rng, block, base)
    deep = min(reach, room * rng.uniform(0.3, 0.46))
    if deep < 24:
        return None
    width = min(rng.uniform(26, 70), length * (1 - share) - 14)
    if rng.random() < _LOOP_SHARE and width > 20:
        points = _loop_points(px, py, ux, uy, dx, dy, min(deep, 1.1 * width), width)
    else:
        points = [(px, py), (px + dx * deep, py + dy * deep)]
    if any(_cross(points, other) for other in drawn):
        return None
    return points if _draw(mesh, block, side, points, way_class, marks) else None


def _loop_points(
    px: float, py: float, ux: float, uy: float, dx: float, dy: float, deep: float, width: float
) -> list[tuple[float, float]]:
    """A loop off a road: in, across, and back to the same road `width` further on."""
    far = [
        (0.0, 0.0),
        (0.0, 0.55),
        (0.12, 0.8),
        (0.35, 0.95),
        (0.65, 0.95),
        (0.88, 0.8),
        (1.0, 0.55),
        (1.0, 0.0),
    ]
    return [
        (px + ux * width * a + dx * deep * b, py + uy * width * a + dy * deep * b) for a, b in far[:-1]
    ] + [(px + ux * width, py + uy * width)]


def _draw(
    mesh: Mesh,
    block: Block,
    side: int,
    points: list[tuple[float, float]],
    way_class: str,
    marks: dict[str, str],
) -> bool:
    """Put the points into the mesh unless another crossing on the line is too near."""
    base = block.lines[side]
    ends = [points[0]] if len(points) == 2 else [points[0], points[-1]]
    taken = [share for share, _ in mesh.lines[base].on] + [0.0, 1.0]
    for x, y in ends:
        at = mesh.share(base, x, y)
        if min(abs(at - other) for other in taken) * mesh.length(base) < _CLEAR_M:
            return False
    nodes = []
    for x, y in ends:
        node = mesh.add_node(x, y)
        mesh.lines[base].on.append((mesh.share(base, x, y), node))
        nodes.append(node)
    if len(ends) == 1:
        nodes.append(mesh.add_node(*points[1]))
    mesh.add_line(
        Line(
            nodes[0], nodes[1], way_class, "stub" if len(ends) == 1 else "loop", block.level, block.settlement,
            shape=points[1:-1], marks={"cover": block.cover, **marks},
        )
    )  # fmt: skip
    return True


def _purpose(rng: np.random.Generator, block: Block, base: Line) -> tuple[str, dict[str, str], float]:
    """Class, marks and greatest length (m) of a stub off `base`."""
    if block.level > 0:
        table = _IN_VILLAGE
    elif base.way_class in _ROADS:
        table = _OFF_ROADS
    else:
        table = _IN_FIELDS if block.cover in ("field", "grass") else _IN_WOODS
    die = rng.random()
    return next((way_class, marks, reach) for limit, way_class, marks, reach in table if die <= limit)


def _cross(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    """Whether the boxes of two short lines meet, with a margin."""
    margin = 6.0
    return all(
        min(p[axis] for p in one) - margin < max(p[axis] for p in other)
        and min(p[axis] for p in other) - margin < max(p[axis] for p in one)
        for axis in (0, 1)
    )
