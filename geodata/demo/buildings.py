"""Houses along the streets, farms at the ends of their drives, sheds on industrial land."""

import numpy as np
import numpy.typing as npt
import shapely

from geodata.demo.blocks import Block
from geodata.demo.edges import Edges
from geodata.demo.fields import FloatArray, Ground, Outline, to_lonlat
from geodata.demo.mesh import Mesh
from geodata.demo.sheet import Sheet, Tags
from geodata.demo.waters import Barrier

HOUSES_PER_PROVINCE = 212_000  # all buildings at scale 1, a little above what reading it should cost
_STREETS = frozenset({"residential", "living_street", "pedestrian", "tertiary", "secondary", "unclassified"})
_SPACING_M = 10.5
_NO_HOUSES = frozenset({"lake", "pond", "brink", "park", "cemetery", "pitch", "camp_site"})
_HOUSE_TAGS: tuple[Tags, ...] = (
    {"building": "house"},
    {"building": "yes"},
    {"building": "terrace"},
    {"building": "detached"},
    {"building": "apartments", "building:levels": "4"},
    {"building": "shed"},
)
_HOUSE_SHARES = (0.48, 0.68, 0.78, 0.9, 0.92, 1.0)
_FARM_TAGS: tuple[Tags, ...] = (
    {"building": "farm"}, {"building": "barn"}, {"building": "farm_auxiliary"}, {"building": "cowshed"},
)  # fmt: skip


def add_buildings(
    rng: np.random.Generator,
    mesh: Mesh,
    edges: Edges,
    blocks: list[Block],
    barriers: list[Barrier],
    ground: Ground,
    outline: Outline,
    sheet: Sheet,
    scale: float,
) -> int:
    """Add the buildings; return how many."""
    plan = np.column_stack([mesh.x, mesh.y])
    level = np.array([line.level for line in mesh.lines])[edges.line]
    rows = [_houses(rng, mesh, edges, plan, level), _farms(rng, mesh, edges, plan), _sheds(rng, blocks)]
    centre = np.vstack([r[0] for r in rows])
    along = np.vstack([r[1] for r in rows])
    size = np.vstack([r[2] for r in rows])
    kind = np.concatenate([r[3] for r in rows])
    keep = np.flatnonzero(outline.depth(centre[:, 0], centre[:, 1]) > 15)
    order = keep[rng.permutation(len(keep))]
    corners = _corners(centre[order], along[order], size[order])
    free = _free(corners, plan, edges, blocks, barriers)
    wanted = round(HOUSES_PER_PROVINCE * scale)
    chosen = np.sort(order[free][:wanted])
    _write(ground, sheet, _corners(centre[chosen], along[chosen], size[chosen]), kind[chosen])
    return len(chosen)


Rows = tuple[FloatArray, FloatArray, FloatArray, npt.NDArray[np.int64]]  # centre, direction, size, kind


def _houses(rng: np.random.Generator, mesh: Mesh, edges: Edges, plan: FloatArray, level: FloatArray) -> Rows:
    """Two rows of candidates along every street."""
    classes = [line.way_class for line in mesh.lines]
    street = np.array([classes[i] in _STREETS for i in edges.line]) & (level > -0.12) & (edges.bridge < 0)
    chosen = np.flatnonzero(street)
    a, b = plan[edges.u[chosen]], plan[edges.v[chosen]]
    length = np.hypot(*(b - a).T)
    count = np.maximum(0, ((length - 16) / _SPACING_M).astype(int))
    owner = np.repeat(np.arange(len(chosen)), count)
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    at = 8 + _SPACING_M * (np.arange(len(owner)) - start[owner] + 0.5)
    unit = (b - a) / np.maximum(length, 1e-9)[:, None]
    normal = np.column_stack([-unit[:, 1], unit[:, 0]])
    setback = rng.uniform(8.5, 13, len(chosen))
    parts = []
    for side in (-1, 1):
        n = len(owner)
        # Back gardens have sheds; a few houses stand in a second row.
        second = rng.random(n) < 0.33
        off = side * (setback[owner] + rng.normal(0, 0.5, n) + np.where(second, rng.uniform(13, 17, n), 0))
        centre = a[owner] + unit[owner] * (at + rng.normal(0, 0.4, n))[:, None] + normal[owner] * off[:, None]
        size = np.column_stack([rng.uniform(6.5, 9.6, n), rng.uniform(7.5, 11, n)])
        size[second] = rng.uniform(3, 6, (int(second.sum()), 2))
        kind = np.searchsorted(_HOUSE_SHARES, rng.random(n))
        kind[second] = 5
        parts.append((centre, unit[owner], size, kind.astype(np.int64)))
    return (
        np.vstack([p[0] for p in parts]), np.vstack([p[1] for p in parts]),
        np.vstack([p[2] for p in parts]), np.concatenate([p[3] for p in parts]),
    )  # fmt: skip


def _farms(rng: np.random.Generator, mesh: Mesh, edges: Edges, plan: FloatArray) -> Rows:
    """Farmhouse and barns around the end of a drive."""
    ends = [
        (plan[line.stop], plan[line.stop] - plan[line.start])
        for line in (mesh.lines[i] for i in np.unique(edges.line))
        if line.kind == "stub" and line.marks.get("farm")
    ]
    if not ends:
        return np.zeros((0, 2)), np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, dtype=np.int64)
    n = len(ends)
    end = np.array([e for e, _ in ends])
    unit = np.array([d / np.hypot(*d) for _, d in ends])
    normal = np.column_stack([-unit[:, 1], unit[:, 0]])
    parts = []
    for k, (ahead, aside) in enumerate(((12.0, 0.0), (2.0, 17.0), (-6.0, -19.0), (26.0, 14.0))):
        here = rng.random(n) < (1.0, 0.75, 0.55, 0.4)[k]
        centre = end + unit * ahead + normal * aside + rng.normal(0, 1.2, (n, 2))
        size = np.column_stack([rng.uniform(11, 26, n), rng.uniform(9, 15, n)]) * (0.8 if k == 0 else 1.0)
        parts.append((centre[here], unit[here], size[here], np.full(int(here.sum()), 6 + k, dtype=np.int64)))
    return (
        np.vstack([p[0] for p in parts]), np.vstack([p[1] for p in parts]),
        np.vstack([p[2] for p in parts]), np.concatenate([p[3] for p in parts]),
    )  # fmt: skip


def _sheds(rng: np.random.Generator, blocks: list[Block]) -> Rows:
    """Large halls on industrial and retail land, cabins in holiday parks."""
    centres, units, sizes, kinds = [], [], [], []
    for block in blocks:
        if block.use not in ("industrial", "retail", "school", "holiday_park"):
            continue
        ring = np.array(block.corners)
        middle = ring.mean(axis=0)
        unit = (ring[1] - ring[0]) / np.hypot(*(ring[1] - ring[0]))
        cabin = block.use == "holiday_park"
        for _ in range(24 if cabin else 4):
            corner = ring[int(rng.integers(len(ring)))]
            centres.append(middle + (corner - middle) * rng.uniform(0.1, 0.7) + rng.normal(0, 12, 2))
            units.append(unit)
            sizes.append(rng.uniform(5, 9, 2) if cabin else rng.uniform(18, 45, 2))
            kinds.append(11 if cabin else 10)
    if not centres:
        return np.zeros((0, 2)), np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, dtype=np.int64)
    return np.array(centres), np.array(units), np.array(sizes), np.array(kinds)


def _corners(centre: FloatArray, along: FloatArray, size: FloatArray) -> FloatArray:
    """Rectangles (n, 4, 2) around centres."""
    half = along * size[:, :1] / 2
    side = np.column_stack([-along[:, 1], along[:, 0]]) * size[:, 1:] / 2
    return np.stack(
        [centre - half - side, centre + half - side, centre + half + side, centre - half + side], axis=1
    )


def _free(
    corners: FloatArray, plan: FloatArray, edges: Edges, blocks: list[Block], barriers: list[Barrier]
) -> npt.NDArray[np.int64]:
    """Rows that touch no way, no water, no green and no earlier row."""
    shapes: npt.NDArray[np.object_] = np.asarray(shapely.polygons(corners))
    tree = shapely.STRtree(shapes)
    free = np.ones(len(shapes), dtype=bool)
    roads = shapely.linestrings(np.stack([plan[edges.u], plan[edges.v]], axis=1))
    free[tree.query(roads, predicate="dwithin", distance=2.6)[1]] = False
    for barrier in barriers:
        gap = 2 * barrier.half_width_m + 3
        free[tree.query(shapely.LineString(barrier.points), predicate="dwithin", distance=gap)] = False
    closed = [shapely.Polygon(block.corners) for block in blocks if block.use in _NO_HOUSES]
    if closed:
        free[tree.query(np.array(closed, dtype=object), predicate="intersects")[1]] = False
    rows = np.flatnonzero(free)
    some = shapes[rows]
    one, other = shapely.STRtree(some).query(some, predicate="dwithin", distance=0.6)
    later = one > other
    pairs = np.column_stack([one[later], other[later]])
    standing = np.ones(len(rows), dtype=bool)
    for late, early in pairs[np.argsort(pairs[:, 0], kind="stable")].tolist():
        if standing[early]:
            standing[late] = False
    return rows[standing]


def _write(ground: Ground, sheet: Sheet, corners: FloatArray, kind: npt.NDArray[np.int64]) -> None:
    """Bend the centres and turn the rectangles stiffly, so that walls stay square."""
    tags = (*_HOUSE_TAGS, *_FARM_TAGS, {"building": "industrial"}, {"building": "bungalow"})
    middle = corners.mean(axis=1)
    bent = ground.bend(middle)
    ahead = ground.bend(middle + (corners[:, 1] - corners[:, 0])) - bent
    ahead /= np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    width = np.hypot(*(corners[:, 1] - corners[:, 0]).T)
    depth = np.hypot(*(corners[:, 3] - corners[:, 0]).T)
    square = _corners(bent, ahead, np.column_stack([width, depth]))
    first = sheet.add_nodes(to_lonlat(square.reshape(-1, 2)))
    for i, k in enumerate(kind.tolist()):
        node = first + 4 * i
        sheet.add_way((node, node + 1, node + 2, node + 3, node), tags[k])
