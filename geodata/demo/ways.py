"""From edges to ways: winding geometry, runs of edges with equal tags, obstacles on them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.demo.edges import Edges
from geodata.demo.fields import FloatArray, Ground, to_lonlat
from geodata.demo.mesh import Mesh
from geodata.demo.sheet import Sheet
from geodata.demo.tagging import Tags

# Metres between the points of a way. Small, as in Liechtenstein, whose ways have 11.4 points each.
_SPACING_M = {
    "path": 11.0,
    "track": 16.0,
    "service": 12.0,
    "footway": 13.0,
    "bridleway": 14.0,
    "residential": 18.0,
}
_SPACING_DEFAULT_M = 27.0
_BREAK_SHARE = 0.06  # of the nodes along a line where a way ends although its tags go on
# How far ways outside villages swing aside (root mean square, before shares), and over what lengths.
_WINDING_M = {
    "path": 15.0,
    "track": 11.0,
    "bridleway": 14.0,
    "footway": 7.0,
    "unclassified": 5.5,
    "cycleway": 2.0,
}
_SWINGS_M = (1e9, 130.0, 66.0, 40.0)
_SWING_SHARE = (0.7, 0.9, 0.8, 0.4)
_SWING_IN_VILLAGE = 0.2
_CALM_M = 40.0
_OBSTACLE_SHARE = {"path": 0.05, "track": 0.035, "cycleway": 0.04, "service": 0.03, "footway": 0.02}
_OBSTACLES = {
    "path": ("gate", "kissing_gate", "stile", "cattle_grid", "cycle_barrier", "bollard"),
    "track": ("gate", "gate", "lift_gate", "cattle_grid", "block", "gate"),
    "cycleway": ("bollard", "bollard", "cycle_barrier", "bollard", "cattle_grid", "bollard"),
    "service": ("gate", "lift_gate", "gate", "bollard", "gate", "gate"),
    "footway": ("bollard", "cycle_barrier", "kissing_gate", "stile", "gate", "bollard"),
}


@dataclass(slots=True)
class Drawn:
    """The geometry of the edges.

    Attributes
    ----------
    node_id
        OSM ids of the mesh nodes, -1 where unused.
    node_xy
        Bent positions of the mesh nodes (n, 2), metres.
    first, count
        OSM id of an edge's first inner point, and how many it has.
    inner_xy
        Bent positions of all inner points, in edge order.
    length_m
        Length of each edge.
    """

    node_id: npt.NDArray[np.int64]
    node_xy: FloatArray
    first: npt.NDArray[np.int64]
    count: npt.NDArray[np.int64]
    inner_xy: FloatArray
    length_m: FloatArray

    def points(self, edges: Edges, e: int) -> FloatArray:
        """Bent positions along one edge, ends included."""
        start = int(self.first[e] - self.first[0])
        inner = self.inner_xy[start : start + int(self.count[e])]
        return np.vstack([self.node_xy[edges.u[e]], inner, self.node_xy[edges.v[e]]])


def draw_edges(rng: np.random.Generator, mesh: Mesh, edges: Edges, ground: Ground, sheet: Sheet) -> Drawn:
    """Place the nodes of all edges and the points between them."""
    plan = np.column_stack([mesh.x, mesh.y])
    classes = np.array([line.way_class for line in mesh.lines])[edges.line]
    shaped = np.array([bool(line.shape) for line in mesh.lines])[edges.line]
    sidepath = np.array([line.kind == "sidepath" or "sidepath" in line.marks for line in mesh.lines])[
        edges.line
    ]
    a, b = plan[edges.u], plan[edges.v]
    length = np.hypot(*(b - a).T)
    spacing = np.full(len(a), _SPACING_DEFAULT_M)
    winding = np.zeros(len(a))
    for way_class, metres in _SPACING_M.items():
        spacing[classes == way_class] = metres
    for way_class, share in _WINDING_M.items():
        winding[classes == way_class] = share
    count = np.maximum(0, np.rint(length / spacing).astype(int) - 1)
    shapes = {int(e): mesh.lines[edges.line[e]].shape for e in np.flatnonzero(shaped)}
    for e, shape in shapes.items():
        count[e] = len(shape)
    owner = np.repeat(np.arange(len(a)), count)
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    share = (np.arange(len(owner)) - start[owner] + 1) / (count[owner] + 1)
    inner = a[owner] + share[:, None] * (b - a)[owner]
    # Sine humps swing soft ways aside and back; they vanish at the ends, so crossings stay.
    level = np.array([line.level for line in mesh.lines])[edges.line]
    size = (
        np.minimum(winding, 0.11 * length)
        * (edges.bridge < 0)
        * np.where(level > -0.15, _SWING_IN_VILLAGE, 1.0)
    )
    size[sidepath] = 0  # keeps its distance from the road
    off = np.zeros(len(owner))
    for metres, part in zip(_SWINGS_M, _SWING_SHARE, strict=True):
        hump = rng.normal(0, 1, len(a)).clip(-1.7, 1.7) * size * part
        swings = np.maximum(1, np.rint(length / metres))
        off += hump[owner] * np.sin(np.pi * swings[owner] * share)
    # Straight near the ends: two ways that leave a crossing side by side must not swing into each other.
    off *= np.clip(np.minimum(share, 1 - share) * length[owner] / _CALM_M, 0, 1)
    normal = np.column_stack([-(b - a)[:, 1], (b - a)[:, 0]]) / np.maximum(length, 1e-9)[:, None]
    inner += off[:, None] * normal[owner]
    for e, shape in shapes.items():
        inner[start[e] : start[e] + len(shape)] = shape
    return _place(plan, edges, inner, count, start, ground, sheet)


def _place(
    plan: FloatArray,
    edges: Edges,
    inner: FloatArray,
    count: npt.NDArray[np.int64],
    start: npt.NDArray[np.int64],
    ground: Ground,
    sheet: Sheet,
) -> Drawn:
    """Bend everything, give ids, measure."""
    used = np.unique(np.concatenate([edges.u, edges.v]))
    node_xy = ground.bend(plan)
    node_id = np.full(len(plan), -1, dtype=np.int64)
    node_id[used] = sheet.add_nodes(to_lonlat(node_xy[used])) + np.arange(len(used))
    inner_xy = ground.bend(inner)
    first = sheet.add_nodes(to_lonlat(inner_xy)) + start
    length = np.zeros(len(count))
    previous = node_xy[edges.u]
    for k in range(int(count.max()) + 1):
        more = np.flatnonzero(count >= k)
        at_end = count[more] == k
        here = node_xy[edges.v[more]]
        here[~at_end] = inner_xy[start[more[~at_end]] + k]
        length[more] += np.hypot(*(here - previous[more]).T)
        previous[more] = here
    return Drawn(node_id, node_xy, first, count, inner_xy, length)


def add_ways(
    rng: np.random.Generator,
    edges: Edges,
    drawn: Drawn,
    tags: list[Tags],
    groups: list[frozenset[int]],
    sheet: Sheet,
) -> npt.NDArray[np.int64]:
    """Join edges to ways and add them; return the OSM way id of every edge.

    Parameters
    ----------
    groups
        Routes that each edge belongs to: a way never reaches beyond a route.
    """
    way_of = np.zeros(len(edges.u), dtype=np.int64)
    breaks = rng.random(len(edges.u)) < _BREAK_SHARE
    run: list[int] = []
    for e in range(len(edges.u)):
        if run:
            p = run[-1]
            same = edges.line[e] == edges.line[p] and edges.u[e] == edges.v[p] and tags[e] is tags[p]
            if not same or groups[e] != groups[p] or edges.bridge[e] != edges.bridge[p] or breaks[e]:
                way_of[run] = _add_run(edges, drawn, run, tags[p], sheet)
                run = []
        run.append(e)
    way_of[run] = _add_run(edges, drawn, run, tags[run[-1]], sheet)
    _add_obstacles(rng, edges, drawn, tags, sheet)
    return way_of


def _add_run(edges: Edges, drawn: Drawn, run: list[int], tags: Tags, sheet: Sheet) -> int:
    refs = [int(drawn.node_id[edges.u[run[0]]])]
    for e in run:
        first = int(drawn.first[e])
        refs.extend(range(first, first + int(drawn.count[e])))
        refs.append(int(drawn.node_id[edges.v[e]]))
    return sheet.add_way(refs, tags)


def _add_obstacles(
    rng: np.random.Generator, edges: Edges, drawn: Drawn, tags: list[Tags], sheet: Sheet
) -> None:
    """Gates, bollards, cattle grids and stiles as barrier nodes on soft ways."""
    dice = rng.random(len(edges.u))
    kinds = rng.integers(0, 6, len(edges.u))
    for e in np.flatnonzero((dice < 0.05) & (drawn.count > 1)):
        way_class = tags[e]["highway"]
        if dice[e] >= _OBSTACLE_SHARE.get(way_class, 0):
            continue
        kind = _OBSTACLES[way_class][kinds[e]]
        obstacle = {"barrier": kind}
        if kind in ("gate", "lift_gate"):
            private = tags[e].get("access") == "private"
            obstacle |= {"access": "private"} if private else {"foot": "yes", "bicycle": "yes"}
        elif kind in ("kissing_gate", "stile"):
            obstacle["bicycle"] = "no"
        elif kind == "cycle_barrier":
            obstacle["wheelchair"] = "no"
        sheet.node_tags[int(drawn.first[e] + drawn.count[e] // 2)] = obstacle
