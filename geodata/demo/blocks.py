"""Cutting the faces between main roads into blocks, each cut a street, a track or a path.

A cut starts square on a long side and ends where it meets the far side, so that most crossings are T-shaped, as in
real street plans; a cut that arrives close to an existing crossing joins it.
"""

import math
from dataclasses import dataclass

import numpy as np

from geodata.demo.fields import Soil
from geodata.demo.mesh import Line, Mesh
from geodata.demo.settlements import Built

Point = tuple[float, float]

# Blocks are cut until they are about this large (m²).
_CORE_M2, _VILLAGE_M2, _FRINGE_M2 = 9_500.0, 15_000.0, 60_000.0
_WILD_M2 = {"heath": 140_000.0, "bog": 400_000.0, "sand": 170_000.0, "grass": 350_000.0, "field": 330_000.0}
_FOREST_M2 = 115_000.0
_SNAP_M = (21.0, 50.0)  # cuts that end closer than this to a crossing join it: in a village, in the country

_Dice = tuple[tuple[float, str], ...]
# Class of a cut: (up to this share of the dice, class) by surroundings.
_URBAN: _Dice = (
    (0.66, "residential"), (0.73, "living_street"), (0.87, "footway"), (0.94, "service"), (0.98, "cycleway"),
    (1.0, "pedestrian"),
)  # fmt: skip
_FOREST: _Dice = (
    (0.42, "path"), (0.80, "track"), (0.86, "cycleway"), (0.9, "footway"), (0.94, "bridleway"), (1.0, "unclassified"),
)  # fmt: skip
_HEATH: _Dice = ((0.6, "path"), (0.82, "track"), (0.92, "cycleway"), (0.96, "footway"), (1.0, "bridleway"))
_FARM: _Dice = ((0.55, "track"), (0.74, "unclassified"), (0.86, "path"), (0.92, "cycleway"), (1.0, "service"))


@dataclass(slots=True)
class Block:
    """Land between roads: corners counter-clockwise, side i runs from corner i to corner i + 1 along `lines[i]`.

    Attributes
    ----------
    cover
        Land cover, or ``built_up``; empty until the block is final.
    use
        What the block as a whole is for (brink, park, lake, camp, ...); empty for most.
    """

    corners: list[Point]
    nodes: list[int]
    lines: list[int]
    cover: str = ""
    level: float = -9.0
    settlement: int = -1
    use: str = ""

    def area_m2(self) -> float:
        """Area by the shoelace formula."""
        return ring_area(self.corners)

    def centre(self) -> Point:
        """Mean of the corners."""
        n = len(self.corners)
        return sum(x for x, _ in self.corners) / n, sum(y for _, y in self.corners) / n


def ring_area(corners: list[Point]) -> float:
    """Area of a ring, positive when counter-clockwise."""
    total = 0.0
    x0, y0 = corners[-1]
    for x, y in corners:
        total += x0 * y - x * y0
        x0, y0 = x, y
    return total / 2


def cut_blocks(
    rng: np.random.Generator, mesh: Mesh, faces: list[Block], built: Built, soil: Soil
) -> list[Block]:
    """Cut every face down to blocks, drawing the cuts into `mesh`; return the blocks."""
    done: list[Block] = []
    stack = list(reversed(faces))
    while stack:
        block = stack.pop()
        area = block.area_m2()
        wanted = _judge(rng, block, area, built, soil)
        halves = _cut(rng, mesh, block, area) if area > 1.5 * wanted else None
        if halves is None:
            done.append(block)
        else:
            stack.extend(halves)
    return done


def _judge(rng: np.random.Generator, block: Block, area: float, built: Built, soil: Soil) -> float:
    """Set the block's cover and level; return the area that it should be cut down to."""
    x, y = block.centre()
    reach = math.sqrt(area)
    near = built.near(x, y, reach)
    block.level, block.settlement = built.level(x, y, near)
    if area > 120_000 and len(near):
        block.cover = soil.cover_at(x, y)
        return 60_000.0  # a village may hide in the corner of a large block: look closer
    spread = math.exp(rng.normal(0, 0.3))
    if block.level > 0:
        block.cover = "built_up"
        return (_CORE_M2 if block.level > 0.55 else _VILLAGE_M2) * spread
    block.cover = soil.cover_at(x, y)
    if block.level > -0.35:
        return _FRINGE_M2 * spread
    block.settlement = -1
    return _WILD_M2.get(block.cover, _FOREST_M2) * spread


def _cut(rng: np.random.Generator, mesh: Mesh, block: Block, area: float) -> tuple[Block, Block] | None:
    """Cut a block in two, or None where no clean cut is found."""
    corners = block.corners
    n = len(corners)
    lengths = [math.dist(corners[i], corners[(i + 1) % n]) for i in range(n)]
    order = sorted(range(n), key=lambda i: -lengths[i] * rng.uniform(0.8, 1.2))
    least = 26.0 if area < 60_000 else 70.0
    snap = _SNAP_M[0 if block.level > 0 or area < 60_000 else 1]
    for i in order[:3]:
        share = rng.uniform(0.36, 0.64)
        (ax, ay), (bx, by) = corners[i], corners[(i + 1) % n]
        px, py = ax + share * (bx - ax), ay + share * (by - ay)
        tilt = rng.normal(0, 0.11)
        ux, uy = (bx - ax) / lengths[i], (by - ay) / lengths[i]
        dx, dy = -uy * math.cos(tilt) - ux * math.sin(tilt), ux * math.cos(tilt) - uy * math.sin(tilt)
        hit = ray_hit(corners, i, px, py, dx, dy)
        if hit is None:
            continue
        j, along, qx, qy = hit
        if min(share, 1 - share) * lengths[i] < least or min(along, 1 - along) * lengths[j] < least:
            continue
        one = mesh.put_on(block.lines[i], px, py, snap, block.nodes)
        if one is None:
            continue
        other = mesh.put_on(block.lines[j], qx, qy, snap, [*block.nodes, one])
        if other is None:
            continue
        return _halves(rng, mesh, block, area, (i, one), (j, other))
    return None


def ray_hit(
    corners: list[Point], skip: int, px: float, py: float, dx: float, dy: float
) -> tuple[int, float, float, float] | None:
    """First side that the ray from (px, py) on side `skip` meets: (side, share along it, x, y)."""
    best: tuple[int, float, float, float] | None = None
    best_reach = math.inf
    n = len(corners)
    for j in range(n):
        if j == skip:
            continue
        (ax, ay), (bx, by) = corners[j], corners[(j + 1) % n]
        ex, ey = bx - ax, by - ay
        cross = dx * ey - dy * ex
        if abs(cross) < 1e-9:
            continue
        reach = ((ax - px) * ey - (ay - py) * ex) / cross
        along = ((ax - px) * dy - (ay - py) * dx) / cross
        if 1e-6 < reach < best_reach and 0 <= along <= 1:
            best, best_reach = (j, along, ax + along * ex, ay + along * ey), reach
    return best


def _halves(
    rng: np.random.Generator,
    mesh: Mesh,
    block: Block,
    area: float,
    start: tuple[int, int],
    stop: tuple[int, int],
) -> tuple[Block, Block]:
    """Draw the cut between two nodes on sides of the block and return both halves."""
    (i, one), (j, other) = start, stop
    way_class = _class_of_cut(rng, block, area)
    kind = "street" if block.level > 0 else "rural"
    cut = mesh.add_line(Line(one, other, way_class, kind, block.level, block.settlement))
    p, q = (mesh.x[one], mesh.y[one]), (mesh.x[other], mesh.y[other])
    n = len(block.corners)
    first = [(i + 1 + k) % n for k in range((j - i) % n)]  # corners from behind the start to the stop side
    second = [(j + 1 + k) % n for k in range((i - j) % n)]
    left = Block(
        [p, *(block.corners[k] for k in first), q],
        [one, *(block.nodes[k] for k in first), other],
        [block.lines[i], *(block.lines[k] for k in first), cut],
    )
    right = Block(
        [q, *(block.corners[k] for k in second), p],
        [other, *(block.nodes[k] for k in second), one],
        [block.lines[j], *(block.lines[k] for k in second), cut],
    )
    return left, right


def _class_of_cut(rng: np.random.Generator, block: Block, area: float) -> str:
    """Class of a cut from what it cuts through: the larger the land, the larger the road."""
    dice = rng.random()
    if area > 2_500_000:
        return "tertiary" if dice < 0.12 else "unclassified"
    if block.level > 0:
        if area > 45_000:
            return "residential" if dice < 0.93 else "tertiary"
        table = _URBAN
    elif block.cover == "heath" or block.cover in ("sand", "bog"):
        table = _HEATH
    elif area > 750_000 or block.level > -0.35:
        return "unclassified" if dice < 0.6 else ("residential" if block.level > -0.2 else "track")
    elif block.cover.startswith("forest"):
        table = _FOREST
    else:
        table = _FARM
    return next(way_class for limit, way_class in table if dice <= limit)
