"""The main roads: settlements and crossroads joined by a thinned Delaunay triangulation."""

import math

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay

from geodata.demo.blocks import Block
from geodata.demo.fields import FloatArray, Outline
from geodata.demo.mesh import Line, Mesh
from geodata.demo.settlements import Settlement

_RANK = ("trunk", "primary", "secondary", "tertiary")
_WIDEST_CORNER = math.radians(193)  # a face may bulge in a little; more would break the cutting into blocks
_MOST_CORNERS = 7

Pair = tuple[int, int]


def build_main_roads(
    rng: np.random.Generator, mesh: Mesh, points: FloatArray, settlements: list[Settlement], outline: Outline
) -> list[Block]:
    """Draw the main roads into `mesh` and return the faces between them.

    Parameters
    ----------
    points
        Main nodes on the plan, settlements first; they become the first nodes of `mesh`.
    """
    for x, y in points:
        mesh.add_node(float(x), float(y))
    triangles = Delaunay(points).simplices
    classes = _classify(points, triangles, settlements)
    faces = _merge_faces(rng, points, triangles, set(classes))
    depth = outline.depth(points[:, 0], points[:, 1])
    lines: dict[Pair, int] = {}
    blocks = []
    for face in faces:
        if max(depth[face]) < -1200:
            continue
        sides = []
        for a, b in zip(face, face[1:] + face[:1], strict=True):
            pair = (min(a, b), max(a, b))
            if pair not in lines:
                way_class = classes.get(pair) or ("tertiary" if rng.random() < 0.4 else "unclassified")
                lines[pair] = mesh.add_line(Line(pair[0], pair[1], way_class, "main"))
            sides.append(lines[pair])
        blocks.append(Block([(mesh.x[n], mesh.y[n]) for n in face], list(face), sides))
    return blocks


def _classify(
    points: FloatArray, triangles: npt.NDArray[np.int32], settlements: list[Settlement]
) -> dict[Pair, str]:
    """Road class of the edges that lie on the quickest ways between the larger settlements."""
    pairs = {
        (min(int(a), int(b)), max(int(a), int(b)))
        for tri in triangles
        for a, b in zip(tri, np.roll(tri, 1), strict=True)
    }
    ends = np.array(sorted(pairs))
    length = np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T)
    # Long edges cost more than their length: main roads go from village to village.
    weight = length * (1 + length / 6000)
    n = len(points)
    graph = coo_matrix((weight, (ends[:, 0], ends[:, 1])), shape=(n, n)).tocsr()
    classes: dict[Pair, str] = {}
    ranks = (("secondary", {"city", "town", "large_village"}, 4), ("primary", {"city", "town"}, 3))
    for way_class, kinds, links in ranks:
        hubs = [s for s in settlements if s.kind in kinds]
        _, before = dijkstra(graph, directed=False, indices=[s.node for s in hubs], return_predecessors=True)
        for row, hub in enumerate(hubs):
            nearest = sorted(hubs, key=lambda s: math.hypot(s.x - hub.x, s.y - hub.y))[1 : links + 1]
            for target in nearest:
                _mark(before[row], target.node, way_class, classes)
    # The largest place sends a trunk road across the region and primary roads out of it.
    _, before = dijkstra(graph, directed=False, indices=settlements[0].node, return_predecessors=True)
    for way_class, (east, north) in zip(
        ("trunk", "trunk", "primary", "primary"), ((1, 0.3), (-1, -0.2), (-0.3, 1), (0.2, -1)), strict=True
    ):
        gate = int(np.argmax(points[:, 0] * east + points[:, 1] * north))
        _mark(before, gate, way_class, classes)
    return classes


def _mark(before: npt.NDArray[np.int32], node: int, way_class: str, classes: dict[Pair, str]) -> None:
    """Give the edges on the way back from `node` at least `way_class`."""
    while before[node] >= 0:
        previous = int(before[node])
        pair = (min(node, previous), max(node, previous))
        classes[pair] = min(classes.get(pair, way_class), way_class, key=_RANK.index)
        node = previous


def _merge_faces(
    rng: np.random.Generator, points: FloatArray, triangles: npt.NDArray[np.int32], keep: set[Pair]
) -> list[list[int]]:
    """Take out edges between triangles where the joined face stays nearly convex."""
    faces: dict[int, list[int]] = {}
    sides: dict[Pair, list[int]] = {}
    degree = np.zeros(len(points), dtype=int)
    for i, tri in enumerate(triangles):
        a, b, c = (int(v) for v in tri)
        if _turn(points, a, b, c) < 0:
            b, c = c, b
        faces[i] = [a, b, c]
        for u, v in ((a, b), (b, c), (c, a)):
            sides.setdefault((min(u, v), max(u, v)), []).append(i)
    for u, v in sides:
        degree[u] += 1
        degree[v] += 1
    inner = [pair for pair, owners in sides.items() if len(owners) == 2 and pair not in keep]
    length = np.array([math.dist(points[u], points[v]) for u, v in inner])
    for k in np.argsort(-length * rng.uniform(0.75, 1.25, len(inner)), kind="stable"):
        u, v = inner[k]
        if min(degree[u], degree[v]) <= 3:
            continue
        joined = _join(faces[sides[u, v][0]], faces[sides[u, v][1]], u, v)
        if joined is None or not _nearly_convex(points, joined):
            continue
        one, other = sides.pop((u, v))
        degree[u] -= 1
        degree[v] -= 1
        faces[one] = joined
        gone = faces.pop(other)
        for a, b in zip(gone, gone[1:] + gone[:1], strict=True):
            owners = sides.get((min(a, b), max(a, b)))
            if owners is not None:
                owners[owners.index(other)] = one
    return list(faces.values())


def _join(one: list[int], other: list[int], u: int, v: int) -> list[int] | None:
    """One ring around two faces that share the side u–v and nothing else."""
    if len(set(one) & set(other)) != 2 or len(one) + len(other) - 2 > _MOST_CORNERS:
        return None
    i = one.index(u)
    if one[(i + 1) % len(one)] != v:
        u, v = v, u
        i = one.index(u)
    first = one[i + 1 :] + one[: i + 1]  # from v round to u
    j = other.index(u)
    second = other[j + 1 :] + other[: j + 1]  # from behind u round to u, passing v last but one
    return first + second[:-2]


def _turn(points: FloatArray, a: int, b: int, c: int) -> float:
    """Twice the signed area of the triangle a, b, c."""
    ab, ac = points[b] - points[a], points[c] - points[a]
    return float(ab[0] * ac[1] - ab[1] * ac[0])


def _nearly_convex(points: FloatArray, face: list[int]) -> bool:
    """No corner of the counter-clockwise ring turns outward by more than a little."""
    for i, node in enumerate(face):
        back = points[face[i - 1]] - points[node]
        ahead = points[face[(i + 1) % len(face)]] - points[node]
        inside = math.atan2(ahead[0] * back[1] - ahead[1] * back[0], float(ahead @ back)) % (2 * math.pi)
        if inside > _WIDEST_CORNER:
            return False
    return True
