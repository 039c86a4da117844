"""Graphs drawn as ASCII maps, for tests whose answer one can see.

Letters and digits are nodes. ``-``, ``|``, ``/`` and ``\\`` run from one to the next; a ``+`` is a bend. A character
is 100 m wide and 100 m high, north is up::

    A---B
    |   |
    C-+ |
      | |
      D-E

What is special about an edge stands beside the map, by its two nodes in the direction meant::

    draw(MAP, {"AB": {"oneway": True}, "CD": {"surface": "sand"}})
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geodata.vocabulary import (
    DOG_RULES,
    LANDCOVER,
    MODE_BIT,
    MOTOR_NOISE,
    NETWORKS,
    SMOOTHNESS,
    SURFACES,
    TRAFFIC_STRESS,
    WAY_CLASSES,
    WHEELCHAIR,
    YES_NO,
)
from routing.assembly import graph_of_edges
from routing.graph import RoutingGraph
from routing.snapping import Snap
from routing.walks import Walk, part_of_line

STEP_M = 100.0
WEST, NORTH = 6.5, 52.9
LON_STEP = STEP_M / (111_556.0 * np.cos(np.radians(NORTH)))  # metres per degree at 52.9° N, on the ellipsoid
LAT_STEP = STEP_M / 111_278.0

_STEPS = {"-": ((0, 1), (0, -1)), "|": ((1, 0), (-1, 0)), "/": ((-1, 1), (1, -1)), "\\": ((1, 1), (-1, -1))}
_CHAR_OF_STEP = {step: char for char, steps in _STEPS.items() for step in steps}
_WORDS = {
    "way_class": ("edge_class", WAY_CLASSES),
    "surface": ("edge_surface", SURFACES),
    "smoothness": ("edge_smoothness", SMOOTHNESS),
    "stress": ("edge_stress", TRAFFIC_STRESS),
    "lit": ("edge_lit", YES_NO),
    "dog": ("edge_dog", DOG_RULES),
    "wheelchair": ("edge_wheelchair", WHEELCHAIR),
    "noise": ("edge_noise", MOTOR_NOISE),
}
_NUMBERS = {
    "climb_up": ("edge_climb_up", "f4", np.nan),
    "climb_down": ("edge_climb_down", "f4", np.nan),
    "protected": ("edge_protected", "u1", 0),
}


@dataclass(frozen=True, eq=False)
class Drawn:
    """A drawn graph, addressed by letters."""

    graph: RoutingGraph
    node: Mapping[str, int]
    ends: list[str]

    def edge(self, pair: str) -> int:
        """Number of the edge between two nodes, in either order."""
        return next(i for i, ends in enumerate(self.ends) if ends in {pair, pair[::-1]})

    def arc(self, pair: str) -> int:
        """Arc from the first node to the second; -1 where there is none."""
        edge = self.edge(pair)
        return int(self.graph.edge_arcs[edge][0 if self.ends[edge] == pair else 1])

    def on(self, pair: str, share: float) -> Snap:
        """Point at a share of the way from the first node to the second."""
        edge = self.edge(pair)
        at = share if self.ends[edge] == pair else 1 - share
        lon, lat = part_of_line(self.graph.edge_points(edge), at, 1.0)[0]
        return Snap(edge, at, (float(lon), float(lat)), 0.0)

    def at(self, letter: str) -> Snap:
        """A node as the end of the first edge that has it."""
        pair = next(ends for ends in self.ends if letter in ends)
        return self.on(pair, 0.0 if pair[0] == letter else 1.0)

    def walk(self, letters: str) -> Walk:
        """Walk over whole edges from node to node."""
        arcs = [self.arc(letters[i : i + 2]) for i in range(len(letters) - 1)]
        assert min(arcs) >= 0, f"{letters} is not open in that direction"
        return Walk.of_arcs(np.array(arcs, dtype=np.int32))

    def letters(self, walk: Walk) -> str:
        """The nodes that a walk passes, in order."""
        name = {number: letter for letter, number in self.node.items()}
        g = self.graph
        passed = [name[int(g.tail[walk.arcs[0]])]] if walk.lo[0] == 0 else []
        passed += [name[int(g.head[arc])] for arc, hi in zip(walk.arcs, walk.hi, strict=True) if hi == 1]
        return "".join(passed)


def draw(text: str, options: Mapping[str, Mapping[str, Any]] | None = None) -> Drawn:
    """Make a graph of a map.

    Parameters
    ----------
    text
        The map; common indentation and empty lines around it do not matter.
    options
        Two letters → ``oneway`` (only from the first to the second), ``modes`` (names, else all), ``length`` in
        metres, ``networks`` (names), ``landcover`` (word → percent), ``closure`` (as in ``closures.json``), ``name``,
        and words of columns: ``way_class``, ``surface``, ``stress``…
    """
    rows = _trimmed(text)
    places = {char: (r, c) for r, row in enumerate(rows) for c, char in enumerate(row) if char.isalnum()}
    assert len(places) == sum(char.isalnum() for row in rows for char in row), "a letter stands twice"
    letters = sorted(places)
    node = {letter: i for i, letter in enumerate(letters)}
    lines = _lines(rows, places)
    given = {pair: dict(option) for pair, option in (options or {}).items()}
    lines = [line[::-1] if line[-1] + line[0] in given else line for line in lines]
    ends = [f"{line[0]}{line[-1]}" for line in lines]
    assert set(given) <= set(ends), f"not in the map: {sorted(set(given) - set(ends))}"
    special = [given.get(pair, {}) for pair in ends]
    forward = [sum(MODE_BIT[m] for m in o.get("modes", MODE_BIT)) for o in special]
    backward = [0 if o.get("oneway") else bits for o, bits in zip(special, forward, strict=True)]
    columns, texts = _columns(special)
    points = [np.array([_lonlat(*(places[p] if isinstance(p, str) else p)) for p in line]) for line in lines]
    lon, lat = np.array([_lonlat(*places[letter]) for letter in letters]).T
    plain = graph_of_edges(
        lon, lat, [node[pair[0]] for pair in ends], [node[pair[1]] for pair in ends],
        forward=forward, backward=backward, lines=points, columns=columns, texts=texts,
    )  # fmt: skip
    lengths = [o.get("length", metres) for o, metres in zip(special, plain.edge_length, strict=True)]
    graph = graph_of_edges(
        lon, lat, plain.edge_u, plain.edge_v,
        forward=forward, backward=backward, lines=points, length=lengths, columns=columns, texts=texts,
    )  # fmt: skip
    return Drawn(graph, node, ends)


def _trimmed(text: str) -> list[str]:
    rows = [row.rstrip() for row in text.splitlines() if row.strip()]
    indent = min(len(row) - len(row.lstrip()) for row in rows)
    return [row[indent:] for row in rows]


def _lonlat(row: int, col: int) -> tuple[float, float]:
    return (WEST + col * LON_STEP, NORTH - row * LAT_STEP)


def _lines(rows: list[str], places: Mapping[str, tuple[int, int]]) -> list[list[Any]]:
    """Every line once: its two letters with the places of its bends between."""

    def char(at: tuple[int, int]) -> str:
        r, c = at
        return rows[r][c] if 0 <= r < len(rows) and 0 <= c < len(rows[r]) else " "

    found, seen = [], set()
    for letter, start in sorted(places.items()):
        for step in _CHAR_OF_STEP:
            line, trail = _follow(char, letter, start, step)
            if line and frozenset(trail) not in seen:
                seen.add(frozenset(trail))
                found.append(line)
    return found


def _follow(
    char: Any, letter: str, start: tuple[int, int], step: tuple[int, int]
) -> tuple[list[Any], list[tuple[int, int]]]:
    """The line that leaves a node in a direction; empty where none does."""
    line: list[Any] = [letter]
    trail = []
    at = (start[0] + step[0], start[1] + step[1])
    if char(at) != _CHAR_OF_STEP[step]:
        return [], []
    while not char(at).isalnum():
        trail.append(at)
        if char(at) == "+":
            line.append(at)
            back = (-step[0], -step[1])
            step = next(
                s for s, c in _CHAR_OF_STEP.items() if s != back and char((at[0] + s[0], at[1] + s[1])) == c
            )
        else:
            assert char(at) == _CHAR_OF_STEP[step], f"the line from {letter} breaks off at {at}"
        at = (at[0] + step[0], at[1] + step[1])
    return [*line, char(at)], trail


def _columns(special: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns and lists of what is special about the edges."""
    columns: dict[str, Any] = {}
    for key, (column, words) in _WORDS.items():
        columns[column] = np.array([words.index(o.get(key, "unknown")) for o in special], dtype=np.uint8)
    for key, (column, kind, default) in _NUMBERS.items():
        columns[column] = np.array([o.get(key, default) for o in special], dtype=kind)
    columns["edge_networks"] = np.array(
        [sum(1 << NETWORKS.index(n) for n in o.get("networks", ())) for o in special], dtype=np.uint16
    )
    columns["edge_landcover"] = np.array(
        [[o.get("landcover", {}).get(word, 0) for word in LANDCOVER] for o in special], dtype=np.uint8
    )
    closures = [o["closure"] for o in special if "closure" in o]
    names = sorted({o["name"] for o in special if "name" in o})
    columns["edge_closure"] = np.array(
        [closures.index(o["closure"]) if "closure" in o else -1 for o in special], dtype=np.int32
    )
    columns["edge_name"] = np.array(
        [names.index(o["name"]) if "name" in o else -1 for o in special], dtype=np.int32
    )
    return columns, {"closures": closures, "names": names}
