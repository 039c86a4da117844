"""Draw a little OSM file: letters on a map are nodes, strings of letters are ways.

    drawing = Drawing('''
        A---B---C
            |
            D
    ''')
    path = drawing.write(tmp_path, ways=[("ABC", {"highway": "path"}), ("BD", {"highway": "path"})])

One character is 100 m wide and one line 100 m high. Node ids are the letters' code points, way ids count from 1,
relation ids from 1001. Everything but letters and digits on the map is decoration.
"""

import math
import textwrap
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from geodata.extract import read_extract
from geodata.graph import GraphTables, build_graph
from geodata.networks import NetworkTables, build_networks
from geodata.vocabulary import MODE_BIT

WEST, NORTH = 6.5, 53.0
CELL_M = 100.0
LAT_STEP = CELL_M / 111_300.0
LON_STEP = CELL_M / (111_300.0 * math.cos(math.radians(NORTH)))

Tags = dict[str, str]
Way = tuple[str, Tags]
Member = tuple[str, str]  # ("w1", role)


class Drawing:
    """A map of nodes."""

    def __init__(self, text: str) -> None:
        self.at: dict[str, tuple[float, float]] = {}
        for row, line in enumerate(textwrap.dedent(text).strip("\n").splitlines()):
            for column, letter in enumerate(line):
                if letter.isalnum():
                    assert letter not in self.at, f"{letter} is drawn twice"
                    self.at[letter] = (WEST + column * LON_STEP, NORTH - row * LAT_STEP)

    def write(
        self,
        folder: Path,
        ways: list[Way],
        nodes: dict[str, Tags] | None = None,
        relations: list[tuple[Tags, list[Member]]] | None = None,
        name: str = "drawn.osm",
    ) -> Path:
        """Write the file. A ``?`` in a way is a node that the file lacks."""
        lines = ['<?xml version="1.0"?>', '<osm version="0.6" generator="drawing">']
        for letter, (lon, lat) in self.at.items():
            tags = _tags((nodes or {}).get(letter, {}))
            lines.append(
                f'<node id="{ord(letter)}" version="1" lon="{lon:.7f}" lat="{lat:.7f}">{tags}</node>'
            )
        for number, (letters, tags) in enumerate(ways, start=1):
            refs = "".join(f'<nd ref="{ord(letter)}"/>' for letter in letters)
            lines.append(f'<way id="{number}" version="1">{refs}{_tags(tags)}</way>')
        for number, (tags, members) in enumerate(relations or [], start=1001):
            parts = "".join(
                f'<member type="{_KINDS[what[0]]}" ref="{what[1:]}" role={quoteattr(role)}/>'
                for what, role in members
            )
            lines.append(f'<relation id="{number}" version="1">{parts}{_tags(tags)}</relation>')
        path = folder / name
        path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
        return path

    def graph(self, folder: Path, ways: list[Way], nodes: dict[str, Tags] | None = None) -> "Drawn":
        """Write the file and make its graph."""
        return self.networks(folder, ways, nodes)

    def networks(
        self,
        folder: Path,
        ways: list[Way],
        nodes: dict[str, Tags] | None = None,
        relations: list[tuple[Tags, list[Member]]] | None = None,
    ) -> "Drawn":
        """Write the file and make its graph and networks."""
        extract = read_extract(self.write(folder, ways, nodes, relations))
        graph = build_graph(extract)
        return Drawn(graph, build_networks(extract, graph))


@dataclass
class Drawn:
    """A graph, asked about in letters."""

    tables: GraphTables
    networks: NetworkTables

    def letter(self, node: int) -> str:
        """Letter of a graph node."""
        return chr(self.tables["node_osm_id"][node])

    def edges(self) -> list[str]:
        """Edges as pairs of letters in alphabetical order, e.g. ``["AB", "BC"]``."""
        t = self.tables
        ends = zip(t["edge_u"], t["edge_v"], strict=True)
        return sorted("".join(sorted(self.letter(u) + self.letter(v))) for u, v in ends)

    def arcs(self, mode: str) -> set[str]:
        """Arcs of a mode, e.g. ``{"AB", "BA"}``."""
        t = self.tables
        open_arcs = np.flatnonzero(t["arc_modes"] & MODE_BIT[mode])
        return {self.letter(t["tail"][a]) + self.letter(t["head"][a]) for a in open_arcs}

    def edge(self, pair: str) -> int:
        """Number of the one edge between two letters."""
        t = self.tables
        found = [
            e
            for e, (u, v) in enumerate(zip(t["edge_u"], t["edge_v"], strict=True))
            if {self.letter(u), self.letter(v)} == set(pair)
        ]
        assert len(found) == 1, f"{pair}: {len(found)} edges"
        return found[0]

    def walk(self, edges: np.ndarray, forward: np.ndarray) -> str:
        """Letters passed on a path of edges."""
        t = self.tables
        letters = ""
        for edge, along in zip(edges, forward, strict=True):
            u, v = (t["edge_u"][edge], t["edge_v"][edge])[:: 1 if along else -1]
            assert not letters or letters[-1] == self.letter(u), "the edges do not join"
            letters = (letters or self.letter(u)) + self.letter(v)
        return letters

    def problem_kinds(self) -> set[str]:
        """Kinds of all problems found."""
        return {p.kind for p in (*self.tables.problems, *self.networks.problems)}


_KINDS = {"n": "node", "w": "way", "r": "relation"}


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())
