"""Named routes as one travels them: their edges in order, which way each is gone, the line and the walk."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from routing.walks import Walk

if TYPE_CHECKING:
    from routing.graph import RoutingGraph


def row_of_route(g: "RoutingGraph", osm_id: int) -> int | None:
    """Row of a route in the graph's tables; None where there is none of that number."""
    return next((row for row, facts in enumerate(g.routes) if facts["osm_id"] == osm_id), None)


def travelled(g: "RoutingGraph", row: int) -> npt.NDArray[np.int32]:
    """Edges of a route in travel order, each once."""
    listed = g.route_edge[g.route_indptr[row] : g.route_indptr[row + 1]]
    return in_order(g, listed[np.sort(np.unique(listed, return_index=True)[1])])


def walk_of_route(g: "RoutingGraph", edges: npt.NDArray[np.int32], joined: npt.NDArray[np.bool_]) -> Walk:
    """A route's edges as a walk."""
    along = forward(g, edges, joined)
    arcs = np.where(along, g.edge_arcs[edges, 0], g.edge_arcs[edges, 1])
    back = np.where(along, g.edge_arcs[edges, 1], g.edge_arcs[edges, 0])
    arcs = np.where(
        arcs >= 0, arcs, back
    )  # one-way against the route: what lies on it is told the other way round
    return Walk.of_arcs(arcs.astype(np.int32))


def lines_of_route(
    g: "RoutingGraph", edges: npt.NDArray[np.int32], joined: npt.NDArray[np.bool_]
) -> list[npt.NDArray[np.float64]]:
    """The line of a route in travel direction, in as many pieces as it has breaks and one more; (lon, lat)."""
    along = forward(g, edges, joined)
    lines: list[list[npt.NDArray[np.float64]]] = []
    for i, edge in enumerate(edges.tolist()):
        points = g.edge_points(edge) if along[i] else g.edge_points(edge)[::-1]
        if i and joined[i - 1] and np.array_equal(lines[-1][-1][-1], points[0]):
            lines[-1].append(points[1:])
        else:
            lines.append([points])
    return [np.concatenate(parts) for parts in lines]


def in_order(g: "RoutingGraph", edges: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Edges in travel order: a way that the relation's next one joins at its first edge is turned round."""
    starts = np.flatnonzero(np.diff(g.edge_way[edges], prepend=-1) != 0)
    ways = np.split(edges, starts[1:])
    for i in range(len(ways)):
        if len(ways[i]) < 2:
            continue
        here, before = ways[i], ways[i - 1] if i else None
        after = ways[i + 1] if i + 1 < len(ways) else None
        if before is not None and _touch(g, before[-1], here[0]) != _touch(g, before[-1], here[-1]):
            turned = _touch(g, before[-1], here[-1])
        else:
            turned = after is not None and not any(_touch(g, here[-1], e) for e in (after[0], after[-1]))
            turned = (
                turned and after is not None and any(_touch(g, here[0], e) for e in (after[0], after[-1]))
            )
        ways[i] = here[::-1] if turned else here
    return np.concatenate(ways) if ways else edges


def _touch(g: "RoutingGraph", a: int, b: int) -> bool:
    return bool({int(g.edge_u[a]), int(g.edge_v[a])} & {int(g.edge_u[b]), int(g.edge_v[b])})


def joins(g: "RoutingGraph", edges: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Whether each edge but the first shares a node with the one before it."""
    u, v = g.edge_u[edges], g.edge_v[edges]
    a, b, c, d = u[:-1], v[:-1], u[1:], v[1:]
    return np.asarray((a == c) | (a == d) | (b == c) | (b == d))


def forward(
    g: "RoutingGraph", edges: npt.NDArray[np.int32], joined: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Whether the route travels each edge along its geometry, as far as its neighbours tell."""
    along = np.ones(len(edges), dtype=np.bool_)
    u, v = g.edge_u[edges].tolist(), g.edge_v[edges].tolist()
    for i in range(len(edges)):
        if i + 1 < len(edges) and joined[i]:
            along[i] = v[i] in (u[i + 1], v[i + 1])
        elif i and joined[i - 1]:
            along[i] = u[i] in (u[i - 1], v[i - 1])
    return along
