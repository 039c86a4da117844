"""Reads an OSM extract in one stream: usable ways as flat columns, the few tagged nodes, the signed routes.

Only objects that carry one of a handful of keys ever become Python objects; node locations stay inside
libosmium. What a way's tags mean is worked out once per combination (:func:`geodata.tags.classify_way`).
"""

import binascii
import hashlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import osmium
from osmium import filter as osm_filter
from osmium import geom as osm_geom
from osmium import osm

from geodata.errors import ExtractError
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
_WKB_HEADER: Final = 9  # byte order, type, number of points


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
    try:
        stream = _stream(path)
        timestamp = (
            stream.header.get("osmosis_replication_timestamp") or stream.header.get("timestamp") or None
        )
        for thing in stream:
            reading.take(thing)
    except (RuntimeError, OSError, ValueError) as error:
        raise ExtractError(f"{path}: can't be read as OSM data ({error}); fetch the file again") from error
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


def _stream(path: Path) -> Any:
    """Nodes, ways and relations that carry a key of interest; the rest never leaves C++."""
    stream = osmium.FileProcessor(str(path)).with_locations()
    for entity, keys in (
        (osm.NODE, ("barrier", *JUNCTION_KEYS)),
        (osm.WAY, ("highway", "route")),
        (osm.RELATION, ("route",)),
    ):
        wanted = osm_filter.KeyFilter(*keys)
        wanted.enable_for(entity)
        stream.with_filter(wanted)
    return stream


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
        self._kind_of: dict[tuple[tuple[str, str], ...], int] = {}
        self._code_of: dict[WayKind, int] = {}
        self._id, self._ref = array("q"), array("q")
        self._kind, self._name, self._count = array("i"), array("i"), array("i")
        self._points = bytearray()
        self._linestring = osm_geom.WKBFactory().create_linestring

    def take(self, thing: Any) -> None:
        """Take one object of the stream."""
        if thing.is_way():
            self._take_way(thing)
        elif thing.is_node():
            self._take_node(thing)
        else:
            self._take_relation(thing)

    def _take_way(self, way: Any) -> None:
        name = ""
        relevant = []
        for tag in way.tags:
            key = tag.k
            if key in WAY_KEYS:
                relevant.append((key, tag.v))
            elif key == "name":
                name = tag.v
        signature = tuple(relevant)
        kind = self._kind_of.get(signature)
        if kind is None:
            kind = self._kind_of[signature] = self._classify(dict(relevant))
        if kind < 0:
            return
        nodes = way.nodes
        refs = [node.ref for node in nodes]
        if len(refs) < 2:
            self.problems.append(Problem("way without length", f"w{way.id}", "fewer than two nodes"))
            return
        try:
            wkb = self._linestring(way, osm_geom.use_nodes.ALL)
        except (RuntimeError, osmium.InvalidLocationError):
            self._take_cut_way(way, refs, kind, name)
            return
        self._append(way.id, kind, name, refs, binascii.unhexlify(wkb)[_WKB_HEADER:])

    def _take_cut_way(self, way: Any, refs: list[int], kind: int, name: str) -> None:
        """Keep the pieces whose nodes are all there."""
        where = [node.location for node in way.nodes]
        there = [location.valid() for location in where]
        self.missing += there.count(False)
        self.problems.append(
            Problem(
                "way cut at the border",
                f"w{way.id}",
                f"{there.count(False)} of {len(refs)} nodes not in the file",
            )
        )
        for start, end in _runs(there):
            points = np.array([(p.lon, p.lat) for p in where[start:end]], dtype=np.float64)
            self._append(way.id, kind, name, refs[start:end], points.tobytes())

    def _append(self, osm_id: int, kind: int, name: str, refs: list[int], points: bytes) -> None:
        self._id.append(osm_id)
        self._kind.append(kind)
        self._name.append(self.names.setdefault(name, len(self.names)) if name else -1)
        self._count.append(len(refs))
        self._ref.extend(refs)
        self._points += points

    def _classify(self, tags: dict[str, str]) -> int:
        kind = classify_way(tags)
        if kind is None:
            return -1
        code = self._code_of.setdefault(kind, len(self.kinds))
        if code == len(self.kinds):
            self.kinds.append(kind)
        return code

    def _take_node(self, node: Any) -> None:
        tags = dict(node.tags)
        tagged = TaggedNode(node.id, node.lon, node.lat, tags)
        if "barrier" in tags:
            self.barriers.append(tagged)
        if any(key in tags for key in JUNCTION_KEYS):
            self.junctions.append(tagged)

    def _take_relation(self, relation: Any) -> None:
        tags = relation.tags
        if (
            tags.get("route") in ROUTE_KINDS
            and tags.get("type") in {"route", "superroute"}
            and tags.get("network") in NETWORKS
        ):
            members = [(m.type, m.ref, m.role) for m in relation.members]
            self.routes.append(RouteRelation(relation.id, dict(tags), members))

    def ways(self) -> Ways:
        """Columns of all that was taken."""
        points = np.frombuffer(bytes(self._points), dtype="<f8").reshape(-1, 2)
        count = np.frombuffer(self._count, dtype=np.int32) if self._count else np.empty(0, np.int32)
        return Ways(
            np.array(self._id, dtype=np.int64),
            np.array(self._kind, dtype=np.int32),
            np.array(self._name, dtype=np.int32),
            np.concatenate(([0], np.cumsum(count, dtype=np.int64))),
            np.array(self._ref, dtype=np.int64),
            np.ascontiguousarray(points[:, 0]),
            np.ascontiguousarray(points[:, 1]),
        )


def _runs(there: list[bool]) -> Iterator[tuple[int, int]]:
    """Stretches of two or more True, as half-open ranges."""
    start = 0
    for i, valid in enumerate([*there, False]):
        if not valid:
            if i - start >= 2:
                yield start, i
            start = i + 1
