"""Orders a section's ways into one path between its junctions, whatever order and roles its members have."""

import heapq
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geodata.extract import NODE_NETWORK_MODES, RouteRelation
from geodata.graph import GraphTables
from geodata.junctions import Junctions

Array = npt.NDArray[Any]
Step = tuple[int, bool]
"""An edge, and whether it is travelled along its geometry."""

BRANCH_M: Final = 25.0
"""Less than this beside the path is a roundabout or a crossing, not a branch worth reporting."""


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
    edges, against, missing = _edges(relation, graph)
    pool = _Pool(edges, graph)
    network = list(NODE_NETWORK_MODES).index(relation.tags["network"])
    from_row, to_row = _ends(pool, numbers, network, junctions)
    path = None
    if from_row >= 0 and to_row >= 0:
        start, goal = int(junctions.node[from_row]), int(junctions.node[to_row])
        path = pool.path(start, goal, without=against) or pool.path(start, goal, without=set())
    status, detail = _verdict(pool, path, numbers, (from_row, to_row), missing)
    ordered = path if path is not None else [(edge, True) for edge in edges]
    named = numbers or tuple(junctions.ref[row] if row >= 0 else "" for row in (from_row, to_row))
    return Section(
        osm_id=relation.osm_id,
        network=relation.tags["network"],
        name=relation.tags.get("name", ""),
        ref=relation.tags.get("ref", ""),
        from_ref=named[0],
        to_ref=named[1],
        from_row=from_row,
        to_row=to_row,
        edges=np.array([edge for edge, _ in ordered], dtype=np.int32),
        forward=np.array([forward for _, forward in ordered], dtype=np.bool_),
        all_edges=np.array(edges, dtype=np.int32),
        length_m=sum(pool.length[edge] for edge, _ in ordered),
        tagged_m=tagged_m,
        status=status,
        detail=detail,
    )


def _edges(relation: RouteRelation, graph: GraphTables) -> tuple[list[int], set[int], int]:
    """Edges in member order (each once), those with role ``backward``, and how many ways are not there."""
    edges: dict[int, None] = {}
    against: set[int] = set()
    missing = 0
    for kind, ref, role in relation.members:
        if kind != "w":
            continue
        pieces = graph.edges_of_way(ref)
        missing += not pieces
        for piece in pieces:
            of_way = piece.tolist()
            edges.update(dict.fromkeys(of_way))
            if role == "backward":
                against.update(of_way)
    return list(edges), against, missing


class _Pool:
    """The section's edges as a little graph of their own."""

    def __init__(self, edges: list[int], graph: GraphTables) -> None:
        rows = np.array(edges, dtype=np.int64)
        self.u: dict[int, int] = dict(zip(edges, graph["edge_u"][rows].tolist(), strict=True))
        self.v: dict[int, int] = dict(zip(edges, graph["edge_v"][rows].tolist(), strict=True))
        self.length: dict[int, float] = dict(zip(edges, graph["edge_length"][rows].tolist(), strict=True))
        self.at: dict[int, list[int]] = {}
        for edge in edges:
            self.at.setdefault(self.u[edge], []).append(edge)
            if self.v[edge] != self.u[edge]:
                self.at.setdefault(self.v[edge], []).append(edge)

    def loose_ends(self) -> list[int]:
        """Nodes where only one edge ends."""
        return [node for node, edges in self.at.items() if len(edges) == 1]

    def path(self, start: int, goal: int, without: set[int]) -> list[Step] | None:
        """Shortest way from node to node over the section's own edges; None where they do not join.

        From a node to itself it is the loop that leaves by the first edge there.
        """
        if start not in self.at or goal not in self.at:
            return None
        if start != goal:
            return self._shortest(start, goal, without)
        for edge in self.at[start]:
            if edge in without:
                continue
            forward = self.u[edge] == start
            other = self.v[edge] if forward else self.u[edge]
            home = [] if other == start else self._shortest(other, start, without | {edge})
            if home is not None:
                return [(edge, forward), *home]
        return None

    def _shortest(self, start: int, goal: int, without: set[int]) -> list[Step] | None:
        best = {start: 0.0}
        came: dict[int, Step] = {}
        queue = [(0.0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == goal:
                return self._back(came, start, goal)
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
        return None

    def _back(self, came: dict[int, Step], start: int, goal: int) -> list[Step]:
        path: list[Step] = []
        node = goal
        while node != start:
            edge, forward = came[node]
            path.append((edge, forward))
            node = self.u[edge] if forward else self.v[edge]
        return path[::-1]


def _ends(
    pool: _Pool, numbers: tuple[str, str] | None, network: int, junctions: Junctions
) -> tuple[int, int]:
    """Rows of the two junctions on the section (-1 for one not there), the one named first first."""
    on_it = [row for node in pool.at for row in junctions.rows_at_node.get((network, node), ())]
    loose = set(pool.loose_ends())
    # where a number occurs twice on a section, the one at a loose end is meant
    on_it.sort(key=lambda row: int(junctions.node[row]) not in loose)
    if numbers is not None:
        first = next((row for row in on_it if junctions.ref[row] == numbers[0]), -1)
        second = next((row for row in on_it if junctions.ref[row] == numbers[1] and row != first), -1)
        if numbers[0] == numbers[1] and second < 0 and not loose:
            second = first  # a loop from a junction to itself
        return first, second
    # without numbers only junctions at its ends are known to be its own: it may pass others
    own = [row for row in on_it if int(junctions.node[row]) in loose] if loose else on_it
    return (own[0], own[1]) if len(own) == 2 else (own[0], -1) if len(own) == 1 else (-1, -1)


def _verdict(
    pool: _Pool, path: list[Step] | None, numbers: tuple[str, str] | None, rows: tuple[int, int], missing: int
) -> tuple[str, str]:
    """Status and what there is to tell."""
    if path is not None:
        on_path = {edge for edge, _ in path}
        beside = sum(length for edge, length in pool.length.items() if edge not in on_path)
        worth_telling = beside > BRANCH_M
        return "ok", f"{beside:.0f} m of its ways are not between its junctions" if worth_telling else ""
    unknown = [number for number, row in zip(numbers or ("", ""), rows, strict=True) if row < 0]
    if not unknown and not missing:
        return "broken", "its ways do not join its two junctions"
    details = []
    if unknown:
        named = " and ".join(number for number in unknown if number)
        details.append(
            f"junction {named} not on it" if named else f"{len(unknown)} of its junctions not known"
        )
    if missing:
        details.append(f"{missing} of its ways not in the graph")
    return "leaves_extract", ", ".join(details)
