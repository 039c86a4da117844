"""The network while it grows: nodes, straight lines, and the nodes that later lines put on earlier ones."""

import math
from dataclasses import dataclass, field


@dataclass(slots=True)
class Line:
    """A straight line (or, with `shape`, a bent one) between two nodes.

    Attributes
    ----------
    start, stop
        Node numbers.
    way_class
        Value of the OSM key ``highway``.
    kind
        What it was drawn for: main, street, rural, stub, loop, cycleway.
    level
        Built-up level at its middle (above 0: built-up area).
    settlement
        Number of the settlement around it, -1 in the country.
    on
        (share along the line, node) of nodes between the ends, unsorted.
    shape
        Points strictly between the ends, for lines that are not straight.
    marks
        Extra facts for tagging (service kind, side path, ...).
    """

    start: int
    stop: int
    way_class: str
    kind: str
    level: float = -9.0
    settlement: int = -1
    on: list[tuple[float, int]] = field(default_factory=list)
    shape: list[tuple[float, float]] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)


class Mesh:
    """Nodes and lines on the plan."""

    def __init__(self) -> None:
        self.x: list[float] = []
        self.y: list[float] = []
        self.lines: list[Line] = []

    def add_node(self, x: float, y: float) -> int:
        """Add a node and return its number."""
        self.x.append(x)
        self.y.append(y)
        return len(self.x) - 1

    def add_line(self, line: Line) -> int:
        """Add a line and return its number."""
        self.lines.append(line)
        return len(self.lines) - 1

    def length(self, line: int) -> float:
        """Straight length of a line in metres."""
        a, b = self.lines[line].start, self.lines[line].stop
        return math.hypot(self.x[b] - self.x[a], self.y[b] - self.y[a])

    def put_on(self, line: int, x: float, y: float, snap_m: float, avoid: list[int]) -> int | None:
        """Node of the line at (x, y): an existing one within `snap_m`, else a new one.

        Returns None where only a node of `avoid` is near: a line can't start and end at the same corner.
        """
        at = self.share(line, x, y)
        spread = self.length(line)
        best, best_gap = -1, snap_m
        ends = ((0.0, self.lines[line].start), (1.0, self.lines[line].stop))
        for share, node in (*self.lines[line].on, *ends):
            gap = abs(share - at) * spread
            if gap < best_gap:
                best, best_gap = node, gap
        if best in avoid:
            return None
        if best >= 0:
            return best
        node = self.add_node(x, y)
        self.lines[line].on.append((at, node))
        return node

    def share(self, line: int, x: float, y: float) -> float:
        """Share along the line (0 to 1) of the point nearest to (x, y)."""
        a, b = self.lines[line].start, self.lines[line].stop
        dx, dy = self.x[b] - self.x[a], self.y[b] - self.y[a]
        return ((x - self.x[a]) * dx + (y - self.y[a]) * dy) / (dx * dx + dy * dy)
