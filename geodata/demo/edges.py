"""The finished network: lines cut into edges at their nodes, at bridges and where a tag changes."""

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from geodata.demo.fields import FloatArray, Outline
from geodata.demo.mesh import Mesh
from geodata.demo.waters import Barrier

# Classes that cross a canal or motorway only now and then; else they end before it.
_MINOR = frozenset({"track", "path", "footway", "service", "bridleway", "pedestrian", "living_street"})
_SPLIT_SHARE = 0.165  # of edges longer than _SPLIT_LEAST_M, cut once more because a tag changes
_SPLIT_LEAST_M = 70.0


@dataclass(slots=True)
class Edges:
    """Columns of the edge table; row order follows lines, and along each line the nodes.

    Attributes
    ----------
    u, v
        Node numbers.
    line
        Line of the mesh.
    at_u, at_v
        Shares along the line.
    bridge
        Index of the barrier that the edge is a bridge over, -1 none.
    turn
        Grows by one at every place along a line where a tag changes.
    level_crossings
        (node number, barrier) where a railway crosses at grade.
    ferries
        (node, node) on both banks of a canal, where a way ends at the water.
    """

    u: npt.NDArray[np.int64]
    v: npt.NDArray[np.int64]
    line: npt.NDArray[np.int64]
    at_u: FloatArray
    at_v: FloatArray
    bridge: npt.NDArray[np.int64]
    turn: npt.NDArray[np.int64]
    level_crossings: list[tuple[int, int]] = field(default_factory=list)
    ferries: list[tuple[int, int]] = field(default_factory=list)


Piece = tuple[int, int, int, float, float, int, int]  # u, v, line, at_u, at_v, bridge, turn


def build_edges(rng: np.random.Generator, mesh: Mesh, barriers: list[Barrier], outline: Outline) -> Edges:
    """Cut the lines of `mesh` into edges, cross the barriers, keep what lies inside the outline."""
    pieces = _between_nodes(mesh)
    pieces, crossings, ferries = _cross_barriers(rng, mesh, pieces, barriers)
    pieces = _split(rng, mesh, pieces)
    inside = outline.depth(np.array(mesh.x), np.array(mesh.y)) > 0
    kept = [p for p in pieces if inside[p[0]] and inside[p[1]]]
    columns = [np.array(c) for c in zip(*kept, strict=True)]
    u, v, line, at_u, at_v, bridge, turn = columns
    live = set(u.tolist()) | set(v.tolist())
    return Edges(
        u, v, line, at_u, at_v, bridge, turn,
        [c for c in crossings if c[0] in live], [f for f in ferries if f[0] in live and f[1] in live],
    )  # fmt: skip


def _between_nodes(mesh: Mesh) -> list[Piece]:
    pieces: list[Piece] = []
    for i, line in enumerate(mesh.lines):
        stops = [(0.0, line.start), *sorted(line.on), (1.0, line.stop)]
        for (at_u, u), (at_v, v) in pairwise(stops):
            pieces.append((u, v, i, at_u, at_v, -1, 0))
    return pieces


def _cross_barriers(
    rng: np.random.Generator, mesh: Mesh, pieces: list[Piece], barriers: list[Barrier]
) -> tuple[list[Piece], list[tuple[int, int]], list[tuple[int, int]]]:
    """Bridges, level crossings and dead ends where edges meet barriers."""
    x, y = np.array(mesh.x), np.array(mesh.y)
    u, v = (np.array([p[k] for p in pieces]) for k in (0, 1))
    segments: npt.NDArray[np.object_] = np.asarray(
        shapely.linestrings(np.stack([np.column_stack([x[u], y[u]]), np.column_stack([x[v], y[v]])], axis=1))
    )
    tree = shapely.STRtree(segments)
    hits: dict[int, list[tuple[float, int]]] = {}
    for b, barrier in enumerate(barriers):
        line = shapely.linestrings(barrier.points)
        found = np.sort(tree.query(line, predicate="intersects"))
        for e in found:
            met = shapely.intersection(segments[e], line)
            for point in shapely.get_parts(met):
                if point.geom_type == "Point":
                    hits.setdefault(int(e), []).append((segments[e].project(point, normalized=True), b))
    kept: list[Piece] = []
    crossings: list[tuple[int, int]] = []
    banks: dict[int, list[int]] = {}
    for e, piece in enumerate(pieces):
        if e not in hits:
            kept.append(piece)
            continue
        done = _cross_one(rng, mesh, piece, sorted(hits[e]), barriers, crossings)
        kept.extend(done)
        if not done and len(hits[e]) == 1 and barriers[hits[e][0][1]].kind == "canal":
            banks.setdefault(hits[e][0][1], []).append(e)
    ferries = [
        (pieces[e][0], pieces[e][1])
        for found_at in banks.values()
        for e in _ferry_places(mesh, pieces, found_at)
    ]
    return kept, crossings, ferries


def _ferry_places(mesh: Mesh, pieces: list[Piece], candidates: list[int]) -> list[int]:
    """The longest lost crossing of a path or track: there a ferry is missed."""
    outdoor = [e for e in candidates if mesh.lines[pieces[e][2]].way_class in ("path", "track")]
    return sorted(outdoor, key=lambda e: _length(mesh, pieces[e]))[-1:]


def _length(mesh: Mesh, piece: Piece) -> float:
    u, v = piece[0], piece[1]
    return math.hypot(mesh.x[v] - mesh.x[u], mesh.y[v] - mesh.y[u])


def _cross_one(
    rng: np.random.Generator,
    mesh: Mesh,
    piece: Piece,
    hits: list[tuple[float, int]],
    barriers: list[Barrier],
    crossings: list[tuple[int, int]],
) -> list[Piece]:
    """One edge that meets barriers, in pieces; nothing where it can't cross."""
    u, v, line, at_u, at_v, _, _ = piece
    length = _length(mesh, piece)
    minor = mesh.lines[line].way_class in _MINOR
    if mesh.lines[line].shape:
        return []
    stops: list[tuple[float, int]] = []  # (share, barrier that the stretch after it bridges)
    last = 0.0
    for share, b in hits:
        kind, half = barriers[b].kind, barriers[b].half_width_m / length
        if minor and kind in ("canal", "motorway") and rng.random() < 0.86:
            return []
        if minor and kind == "railway" and rng.random() < 0.55:
            return []
        if kind == "railway":
            half = 0.0
        clear = 1.5 / length
        if share - half < last + clear or share + half > 1 - clear:
            if minor:
                return []
            half = min(share - last, 1 - share) - clear  # a road is never lost to a short bridge
            if half < (0 if kind == "railway" else clear):
                continue
        stops += [(share, -2 - b)] if kind == "railway" else [(share - half, b), (share + half, -1)]
        last = share + half
    out: list[Piece] = []
    here, at_here, over = u, at_u, -1
    turn = 0
    for share, b in stops:
        at = at_u + share * (at_v - at_u)
        node = mesh.add_node(
            mesh.x[u] + share * (mesh.x[v] - mesh.x[u]), mesh.y[u] + share * (mesh.y[v] - mesh.y[u])
        )
        out.append((here, node, line, at_here, at, over, turn))
        if b <= -2:
            crossings.append((node, -2 - b))
        here, at_here, over = node, at, max(b, -1)
    out.append((here, v, line, at_here, at_v, over, turn))
    return out


def _split(rng: np.random.Generator, mesh: Mesh, pieces: list[Piece]) -> list[Piece]:
    """Cut some edges once more, where surface, speed or lighting changes along the line."""
    out: list[Piece] = []
    dice = rng.random(len(pieces))
    places = rng.uniform(0.3, 0.7, len(pieces))
    turn, before = 0, -1
    for i, (u, v, line, at_u, at_v, bridge, _) in enumerate(pieces):
        turn = turn if line == before else 0
        before = line
        can = bridge < 0 and not mesh.lines[line].shape
        if can and dice[i] < _SPLIT_SHARE and _length(mesh, pieces[i]) > _SPLIT_LEAST_M:
            s = places[i]
            node = mesh.add_node(
                mesh.x[u] + s * (mesh.x[v] - mesh.x[u]), mesh.y[u] + s * (mesh.y[v] - mesh.y[u])
            )
            middle = at_u + s * (at_v - at_u)
            out.append((u, node, line, at_u, middle, bridge, turn))
            turn += 1
            out.append((node, v, line, middle, at_v, bridge, turn))
        else:
            out.append((u, v, line, at_u, at_v, bridge, turn))
    return out
