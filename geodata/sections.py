"""Orders a section's ways into one path between its two junctions, whatever order and roles its members have."""

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.extract import RouteRelation
from geodata.graph import GraphTables
from geodata.junctions import Junctions
from geodata.extract import NODE_NETWORK_MODES

Array = npt.NDArray[Any]
Step = tuple[int, bool]
"""An edge, and whether it is travelled along its geometry."""


@dataclass(frozen=True, eq=False)
class Section:
    """A section of a node network.

    Attributes
    ----------
    edges, forward
        In travel order from junction ``from_row``; for a broken one, what there is, in the relation's order.
    all_edges
        Every edge of its ways, branches included.
    from_row, to_row
        Rows of the junctions, -1 where unknown.
    status
        ``ok``, ``broken`` (its ways do not join) or ``leaves_extract`` (an end or a way is not in the file).
    """

    osm_id: int
    network: str
    name: str
    ref: str
    from_ref: str
    to_ref: str
    from_row: int
    to_row: int
    edges: Array
    forward: Array
    all_edges: Array
    length_m: float
    tagged_m: float
    status: str
    detail: str


def trace_section(
    relation: RouteRelation,
    numbers: tuple[str, str] | None,
    tagged_m: float,
    junctions: Junctions,
    graph: GraphTables,
) -> Section:
    """Order the edges of a section.

    Parameters
    ----------
    relation
        The section.
    numbers
        Numbers of its two junctions where the relation says so.
    tagged_m
        Its length as tagged, NaN where unknown.
    junctions, graph
        Where they are.
    """
    steps, against, missing = _steps(relation, graph)
    network = list(NODE_NETWORK_MODES).index(relation.tags["network"])
    pool = _Pool(steps, graph)
    ends = _ends(pool, numbers, network, junctions)
    path = _chain_between(steps, ends, pool) if not against else None
    if path is None and ends is not None and min(ends) >= 0:
        start, goal = int(junctions.node[ends[0]]), int(junctions.node[ends[1]])
        path = pool.shortest(start, goal, without=against) or pool.shortest(start, goal, without=set())
    return _verdict(relation, numbers, tagged_m, junctions, graph, steps, ends, path, missing, pool)


def _steps(relation: RouteRelation, graph: GraphTables) -> tuple[list[Step], set[int], int]:
    """Edges in member order (each once), those with role ``backward``, and how many ways are not there."""
    steps: list[Step] = []
    seen: set[int] = set()
    against: set[int] = set()
    missing = 0
    for kind, ref, role in relation.members:
        if kind != "w":
            continue
        pieces = graph.edges_of_way(ref)
        missing += not pieces
        for piece in pieces:
            for edge in piece.tolist():
                if edge not in seen:
                    seen.add(edge)
                    steps.append((edge, True))
                if role == "backward":
                    against.add(edge)
    return steps, against, missing


class _Pool:
    """The section's edges as a little graph of their own."""

    def __init__(self, steps: list[Step], graph: GraphTables) -> None:
        edges = [edge for edge, _ in steps]
        self.u = dict(zip(edges, graph["edge_u"][edges].tolist() if edges else (), strict=True))
        self.v = dict(zip(edges, graph["edge_v"][edges].tolist() if edges else (), strict=True))
        self.length = dict(zip(edges, graph["edge_length"][edges].tolist() if edges else (), strict=True))
        self.at: dict[int, list[int]] = {}
        for edge in edges:
            self.at.setdefault(self.u[edge], []).append(edge)
            if self.v[edge] != self.u[edge]:
                self.at.setdefault(self.v[edge], []).append(edge)

    def loose_ends(self) -> list[int]:
        """Nodes where only one edge ends."""
        return [node for node, edges in self.at.items() if len(edges) == 1]

    def shortest(self, start: int, goal: int, without: set[int]) -> list[Step] | None:
        """Shortest way from node to node over the section's own edges; None where they do not join."""
        if start not in self.at or goal not in self.at:
            return None
        best = {start: 0.0}
        came: dict[int, Step] = {}
        queue = [(0.0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == goal and came:
                break
            if cost > best[node]:
                continue
            for edge in self.at[node]:
                if edge in without:
                    continue
                forward = self.u[edge] == node
                other = self.v[edge] if forward else self.u[edge]
                if cost + self.length[edge] < best.get(other, float("inf")):
                    best[other] = cost + self.length[edge]
                    came[other] = (edge, forward)
                    heapq.heappush(queue, (best[other], other))
        if goal not in came or start == goal:
            return None
        path: list[Step] = []
        node = goal
        while node != start:
            edge, forward = came[node]
            path.append((edge, forward))
            node = self.u[edge] if forward else self.v[edge]
        return path[::-1]


def _ends(
    pool: _Pool, numbers: tuple[str, str] | None, network: int, junctions: Junctions
) -> tuple[int, int] | None:
    """Rows of the two junctions on the section (-1 for one not there), the one named first first."""
    on_it = [row for node in pool.at for row in junctions.rows_at_node.get((network, node), ())]
    loose = set(pool.loose_ends())
    # where a number occurs twice on a section, the one at a loose end is meant
    on_it.sort(key=lambda row: int(junctions.node[row]) not in loose)
    if numbers is not None:
        first = next((row for row in on_it if junctions.ref[row] == numbers[0]), -1)
        second = next((row for row in on_it if junctions.ref[row] == numbers[1] and row != first), -1)
        if first >= 0 or second >= 0:
            return first, second
    at_ends = [row for row in on_it if int(junctions.node[row]) in loose]
    candidates = at_ends if len(at_ends) >= 2 else on_it
    if len(candidates) == 2 and numbers is None:
        return candidates[0], candidates[1]
    if len(candidates) == 1:
        return candidates[0], -1
    return None


def _chain_between(steps: list[Step], ends: tuple[int, int] | None, pool: _Pool) -> list[Step] | None:
    """Placeholder for a faster way; see :func:`trace_section`."""
    return None


def _verdict(
    relation: RouteRelation, numbers: tuple[str, str] | None, tagged_m: float, junctions: Junctions,
    graph: GraphTables, steps: list[Step], ends: tuple[int, int] | None, path: list[Step] | None, missing: int,
    pool: _Pool,
) -> Section:  # fmt: skip
    from_row, to_row = ends or (-1, -1)
    if path is not None:
        status, detail = "ok", ""
    elif missing or ends is None or min(ends) < 0:
        status = "leaves_extract"
        names = [n for n, row in zip(numbers or ("?", "?"), (from_row, to_row), strict=True) if row < 0]
        detail = f"junction {' and '.join(names)} not in the file" if names else ""
        detail += f"{', ' if detail else ''}{missing} ways not in the file" if missing else ""
    else:
        status, detail = "broken", "its ways do not join its two junctions"
    ordered = path if path is not None else steps
    edges = np.array([edge for edge, _ in ordered], dtype=np.int32)
    tags = relation.tags
    named = numbers or tuple(junctions.ref[row] if row >= 0 else "" for row in (from_row, to_row))
    return Section(
        relation.osm_id, tags["network"], tags.get("name", ""), tags.get("ref", ""), named[0], named[1],
        from_row, to_row, edges, np.array([f for _, f in ordered], dtype=np.bool_),
        np.array([edge for edge, _ in steps], dtype=np.int32),
        float(graph["edge_length"][edges].sum()), tagged_m, status, detail,
    )  # fmt: skip
