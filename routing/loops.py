"""Loops of an asked length from a point, and one-way tours of an asked length between two.

A loop is a first leg to some point a third of the way round, and a detour home over the point that makes the length
right (:mod:`routing.detours`). First legs go out in all directions; the best loops that differ are kept.
"""

import numpy as np

from routing.detours import detours
from routing.fields import Field, calibrated
from routing.graph import RoutingGraph
from routing.judging import UNNOTICED, Candidate, candidate, differing
from routing.search import Tree, grow, walk_to
from routing.snapping import Snap
from routing.walks import join

HEADINGS = 12
TRIES = 7
"""First legs followed up, of one per heading."""
SPOTLESS = 0.003
"""Share of its length that a loop may repeat and still end the search."""
FIRST_LEG = (0.2, 0.38)
"""Length of the first leg as shares of the tour's."""


def loops(
    field: Field, start: Snap, asked_m: float, *, count: int, jitter: np.random.Generator, tries: int = TRIES
) -> list[Candidate]:
    """Loops of about ``asked_m`` metres that start and end at a point, best first.

    Parameters
    ----------
    field
        Graph and costs.
    start
        Where the loop starts and ends.
    asked_m
        Length wanted.
    count
        How many that differ are wanted; fewer come back when there are no more.
    jitter
        Source of the little disorder that makes another seed give another tour.
    tries
        First legs followed up for one loop; more are for more loops.
    """
    g = field.graph
    tree = grow(g, start, field.cost, bound=FIRST_LEG[1] * asked_m * field.cost_per_m * 1.3)
    field = calibrated(field, tree)
    found: list[Candidate] = []
    turns = _first_turns(field, tree, start, asked_m, jitter)[: tries + 2 * (count - 1)]
    for done, node in enumerate(turns):
        if found and field.deadline.passed():
            break
        if field.lure_m is None and done > count and _good_enough(differing(g, found, count), count, asked_m):
            break
        leg = walk_to(g, tree, node)
        remaining = asked_m - leg.length_m(g)
        at = node_snap(g, node, int(g.arc_edge[leg.arcs[-1]]))
        for detour in detours(field, [leg], at, start, remaining, asked_m, keep=2):
            found.append(candidate(field, join([leg, detour.walk]), asked_m))
    if not found:  # nothing lies as far out as a first leg: one detour from the start itself
        for detour in detours(field, [], start, start, asked_m, asked_m, keep=count):
            found.append(candidate(field, detour.walk, asked_m))
    return differing(g, found, count)


def _good_enough(found: list[Candidate], count: int, asked_m: float) -> bool:
    """Whether a longer search could bring nothing that one notices: enough loops, long enough, repeating nothing."""
    return len(found) == count and all(
        c.repeated_m <= SPOTLESS * asked_m and abs(c.length_m - asked_m) <= UNNOTICED * asked_m for c in found
    )


def between(field: Field, start: Snap, end: Snap, asked_m: float, *, count: int) -> list[Candidate]:
    """One-way tours of about ``asked_m`` metres between two points, best first."""
    found = [
        candidate(field, detour.walk, asked_m)
        for detour in detours(field, [], start, end, asked_m, asked_m, keep=4 * count)
    ]
    return differing(field.graph, found, count)


def node_snap(g: RoutingGraph, node: int, edge: int) -> Snap:
    """The end of an edge as a point on it."""
    at = 0.0 if int(g.edge_u[edge]) == node else 1.0
    return Snap(edge, at, (float(g.node_lon[node]), float(g.node_lat[node])), 0.0)


def _first_turns(
    field: Field, tree: Tree, start: Snap, asked_m: float, jitter: np.random.Generator
) -> list[int]:
    """Ends of first legs, the most promising of each heading, most promising first."""
    g = field.graph
    length = tree.along(g, g.arc_length)
    near, far = FIRST_LEG[0] * asked_m, FIRST_LEG[1] * asked_m
    nodes = tree.order[(length[tree.order] >= near) & (length[tree.order] <= far)]
    nodes = nodes[(tree.pred[nodes] >= 0)]
    if len(nodes) == 0:
        return []
    sx, sy = g.project(*start.lonlat)
    dx, dy = g.node_x[nodes] - sx, g.node_y[nodes] - sy
    straight = np.hypot(dx, dy) / length[nodes]
    quality = straight + 0.3 * length[nodes] / (tree.dist[nodes] / field.cost_per_m)
    if field.lure_m is not None:
        quality += 1.2 * tree.along(g, field.lure_m)[nodes] / length[nodes]
    quality += jitter.uniform(0, 0.08, len(nodes))
    turn = jitter.uniform(0, 1)
    heading = np.floor((np.arctan2(dy, dx) / (2 * np.pi) * HEADINGS + turn) % HEADINGS).astype(np.int64)
    best: list[tuple[float, int]] = []
    for h in range(HEADINGS):
        here = np.flatnonzero(heading == h)
        if len(here):
            i = here[np.argmax(quality[here])]
            best.append((float(quality[i]), int(nodes[i])))
    return [node for _, node in sorted(best, reverse=True)]
