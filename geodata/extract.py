"""Reads an OSM extract in one stream: usable ways as flat columns, the few tagged nodes, the signed routes.

Only objects that carry one of a handful of keys ever reach Python, as lines of text (:mod:`geodata.opl`). What a
way's tags mean is worked out once per combination (:func:`geodata.tags.classify_way`).
"""

import errno
import hashlib
import os
import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.errors import ExtractError
from geodata.opl import lacks_nodes, parse_gappy_points, parse_members, parse_points, parse_tags, write_lines
from geodata.tag_tables import WAY_KEYS
from geodata.tags import WayKind, classify_way
from geodata.vocabulary import NETWORKS

FORMATS: Final = (".osm.pbf", ".osm", ".osm.gz", ".pbf", ".osm.bz2", ".opl")
ROUTE_KINDS: Final = {
    "bicycle": "fietsen", "mtb": "fietsen", "foot": "wandelen", "hiking": "wandelen", "walking": "wandelen",
}  # fmt: skip
"""``route`` of a relation → the mode that it is signed for."""
NODE_NETWORK_MODES: Final = {"rcn": "fietsen", "rwn": "wandelen"}
JUNCTION_KEYS: Final = tuple(f"{network}_ref" for network in NODE_NETWORK_MODES)
_NO_ROOM: Final = os.strerror(errno.ENOSPC)
_CHUNK: Final = 20_000  # ways whose points are turned into numbers at once


@dataclass(frozen=True)
class Problem:
    """A fault in the data, told in the manifest: what, at which object (``"n123"``), and words."""

    kind: str
    osm: str
    detail: str


@dataclass(frozen=True)
class TaggedNode:
    """A node that carries a barrier or a junction number."""

    osm_id: int
    lon: float
    lat: float
    tags: dict[str, str]


@dataclass(frozen=True)
class RouteRelation:
    """A signed route or section: its tags and its members (``"w"``/``"r"``, id, role) in order."""

    osm_id: int
    tags: dict[str, str]
    members: list[tuple[str, int, str]]


@dataclass(frozen=True, eq=False)
class Ways:
    """Usable ways, in the order of the file; nodes of way i are ``indptr[i]:indptr[i + 1]``.

    Ways that lack nodes (at the border of the extract) appear once per piece that has them.
    """

    osm_id: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int32]
    name: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]
    ref: npt.NDArray[np.int64]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Extract:
    """What the graph and the networks need from an extract."""

    path: Path
    timestamp: str | None
    ways: Ways
    kinds: list[WayKind]
    names: list[str]
    barriers: list[TaggedNode]
    junctions: list[TaggedNode]
    routes: list[RouteRelation]
    problems: list[Problem]


def check_extract(path: Path) -> None:
    """Refuse early what can't be an extract.

    Raises
    ------
    ExtractError
        If the file is missing, empty, or of a format that isn't read.
    """
    if not path.is_file():
        raise ExtractError(f"{path}: no such file; give the path of an OSM extract (.osm.pbf, .osm, .osm.gz)")
    if not path.name.endswith(FORMATS):
        raise ExtractError(f"{path}: not an OSM extract by its name; .osm.pbf, .osm and .osm.gz are read")
    if path.stat().st_size == 0:
        raise ExtractError(f"{path}: the file is empty; fetch it again")


def file_sha256(path: Path) -> str:
    """Checksum of a file as lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_extract(path: Path) -> Extract:
    """Read usable ways, barriers, junctions and signed routes.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm`` or ``.osm.gz``, with nodes before ways before relations, as is usual.

    Returns
    -------
    Extract

    Raises
    ------
    ExtractError
        If the file can't be read to its end, or holds no way that any mode may use.
    """
    check_extract(path)
    reading = _Reading()
    with tempfile.TemporaryDirectory(prefix="rondje-") as scratch:
        lines = Path(scratch) / "lines.opl"
        try:
            timestamp = write_lines(
                path, lines, ("barrier", *JUNCTION_KEYS), ("highway", "route"), ("route",)
            )
        except (RuntimeError, OSError, ValueError) as error:
            if _NO_ROOM in str(error):
                raise ExtractError(
                    f"{scratch}: no room for reading {path}; make some, or set TMPDIR"
                ) from error
            raise ExtractError(
                f"{path}: can't be read as OSM data ({error}); fetch the file again"
            ) from error
        with lines.open("rb") as file:
            for line in file:
                reading.take(line)
    ways = reading.ways()
    if not len(ways.osm_id):
        raise ExtractError(
            f"{path}: no way in it that a rider or walker may use; is it a full extract"
            f"{', sorted (osmium sort)' if reading.missing else ''}?"
        )
    return Extract(
        path, timestamp, ways, reading.kinds, list(reading.names), reading.barriers, reading.junctions,
        reading.routes, reading.problems,
    )  # fmt: skip


@dataclass
class _Reading:
    """Columns under construction."""

    kinds: list[WayKind] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    barriers: list[TaggedNode] = field(default_factory=list)
    junctions: list[TaggedNode] = field(default_factory=list)
    routes: list[RouteRelation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: int = 0

    def __post_init__(self) -> None:
        self._meaning_of: dict[bytes, tuple[int, int]] = {}
        self._kind_of: dict[tuple[tuple[str, str], ...], int] = {}
        self._code_of: dict[WayKind, int] = {}
        self._id = array("q")
        self._kind, self._name, self._count = array("i"), array("i"), array("i")
        self._waiting: list[bytes] = []
        self._points: list[npt.NDArray[np.float64]] = []

    def take(self, line: bytes) -> None:
        """Take one object."""
        kind = line[:1]
        if kind == b"w":
            self._take_way(line)
        elif kind == b"n":
            self._take_node(line)
        elif kind == b"r":
            self._take_relation(line)

    def _take_way(self, line: bytes) -> None:
        osm_id, tags, nodes = line.split()
        meaning = self._meaning_of.get(tags)
        if meaning is None:
            meaning = self._meaning_of[tags] = self._classify(parse_tags(tags))
        if meaning[0] < 0:
            return
        count = nodes.count(b",") + 1
        if count < 2:
            self.problems.append(Problem("way without length", osm_id.decode(), "fewer than two nodes"))
        elif lacks_nodes(nodes):
            self._take_cut_way(osm_id, nodes, meaning)
        else:
            self._append(osm_id, meaning, count)
            self._waiting.append(nodes)
            if len(self._waiting) >= _CHUNK:
                self._parse_waiting()

    def _take_cut_way(self, osm_id: bytes, nodes: bytes, meaning: tuple[int, int]) -> None:
        """Keep the pieces whose nodes are all there."""
        points = parse_gappy_points(nodes)
        absent = points.count(None)
        self.missing += absent
        detail = f"{absent} of {len(points)} nodes not in the file"
        self.problems.append(Problem("way cut at the border", osm_id.decode(), detail))
        self._parse_waiting()
        for piece in _runs(points):
            self._append(osm_id, meaning, len(piece))
            self._points.append(np.array(piece, dtype=np.float64))

    def _append(self, osm_id: bytes, meaning: tuple[int, int], count: int) -> None:
        self._id.append(int(osm_id[1:]))
        self._kind.append(meaning[0])
        self._name.append(meaning[1])
        self._count.append(count)

    def _parse_waiting(self) -> None:
        if self._waiting:
            self._points.append(parse_points(self._waiting))
            self._waiting.clear()

    def _classify(self, tags: dict[str, str]) -> tuple[int, int]:
        """Codes of kind and name; kind -1 where nobody may use it."""
        signature = tuple((key, value) for key, value in tags.items() if key in WAY_KEYS)
        code = self._kind_of.get(signature)
        if code is None:
            kind = classify_way(dict(signature))
            code = -1 if kind is None else self._code_of.setdefault(kind, len(self.kinds))
            if kind is not None and code == len(self.kinds):
                self.kinds.append(kind)
            self._kind_of[signature] = code
        name = tags.get("name")
        return code, self.names.setdefault(name, len(self.names)) if name and code >= 0 else -1

    def _take_node(self, line: bytes) -> None:
        osm_id, tag_field, lon, lat = line.split()
        tags = parse_tags(tag_field)
        tagged = TaggedNode(int(osm_id[1:]), float(lon[1:]), float(lat[1:]), tags)
        if "barrier" in tags:
            self.barriers.append(tagged)
        if any(key in tags for key in JUNCTION_KEYS):
            self.junctions.append(tagged)

    def _take_relation(self, line: bytes) -> None:
        osm_id, tag_field, members = line.split()
        tags = parse_tags(tag_field)
        signed = tags.get("route") in ROUTE_KINDS and tags.get("network") in NETWORKS
        if signed and tags.get("type") in {"route", "superroute"}:
            self.routes.append(RouteRelation(int(osm_id[1:]), tags, parse_members(members.decode("utf-8"))))

    def ways(self) -> Ways:
        """Columns of all that was taken."""
        self._parse_waiting()
        points = np.concatenate([*self._points, np.empty((0, 3))])
        count = np.array(self._count, dtype=np.int64)
        return Ways(
            np.array(self._id, dtype=np.int64),
            np.array(self._kind, dtype=np.int32),
            np.array(self._name, dtype=np.int32),
            np.concatenate(([0], np.cumsum(count))),
            points[:, 0].astype(np.int64),
            np.ascontiguousarray(points[:, 1]),
            np.ascontiguousarray(points[:, 2]),
        )


def _runs(points: list[tuple[int, float, float] | None]) -> Iterator[list[tuple[int, float, float]]]:
    """Stretches of two or more points that are there."""
    piece: list[tuple[int, float, float]] = []
    for point in [*points, None]:
        if point is not None:
            piece.append(point)
            continue
        if len(piece) >= 2:
            yield piece
        piece = []
