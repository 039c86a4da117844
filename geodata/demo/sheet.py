"""The extract before it is written: nodes, ways and relations with their final ids."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import osmium
from osmium.osm import mutable

from geodata.demo.fields import FloatArray

GENERATOR = "rondje demo region"
TIMESTAMP = "2026-10-01T00:00:00Z"
"""Moment that the made-up extract claims; fixed, so that equal seeds give equal files."""

# Above every id that OpenStreetMap has given out, below 2**34, where some routers stop.
FIRST_NODE, FIRST_WAY, FIRST_RELATION = 15_000_000_000, 8_000_000_000, 90_000_000
_BATCH = 100_000  # nodes turned into Python numbers at once

Tags = dict[str, str]
Member = tuple[str, int, str]


class Sheet:
    """Collects elements; ids are given in the order of arrival, so that the file is sorted."""

    def __init__(self) -> None:
        self._lonlat: list[FloatArray] = []
        self._nodes = 0
        self.node_tags: dict[int, Tags] = {}
        self.node_dates: dict[int, str] = {}
        self._refs = array("q")
        self._ends = array("q", [0])
        self._way_tags: list[Tags] = []
        self._relations: list[tuple[Tags, list[Member]]] = []

    @property
    def counts(self) -> tuple[int, int, int]:
        """Numbers of nodes, ways and relations."""
        return self._nodes, len(self._way_tags), len(self._relations)

    def add_nodes(self, lonlat: FloatArray) -> int:
        """Add nodes (n, 2); their ids run on from the one returned."""
        first = FIRST_NODE + self._nodes
        self._lonlat.append(lonlat)
        self._nodes += len(lonlat)
        return first

    def promise_nodes(self, count: int) -> tuple[int, int]:
        """Give ids to nodes whose places come later: (first id, slot for :meth:`keep_promise`)."""
        return self.add_nodes(np.zeros((count, 2))), len(self._lonlat) - 1

    def keep_promise(self, slot: int, lonlat: FloatArray) -> None:
        """Say where promised nodes are."""
        self._lonlat[slot] = lonlat

    def add_place(self, lon: float, lat: float, tags: Tags, edited: str = "") -> int:
        """Add one node with tags, last edited at `edited` (ISO)."""
        node = self.add_nodes(np.array([[lon, lat]]))
        self.node_tags[node] = tags
        if edited:
            self.node_dates[node] = edited
        return node

    def add_way(self, refs: Iterable[int], tags: Tags) -> int:
        """Add a way through nodes that are or will be added."""
        self._refs.extend(refs)
        self._ends.append(len(self._refs))
        self._way_tags.append(tags)
        return FIRST_WAY + len(self._way_tags) - 1

    def add_ring(self, lonlat: FloatArray, tags: Tags) -> int:
        """Add a closed way through new nodes (n, 2), first point not repeated."""
        first = self.add_nodes(lonlat)
        return self.add_way([*range(first, first + len(lonlat)), first], tags)

    def add_relation(self, tags: Tags, members: list[Member]) -> int:
        """Add a relation."""
        self._relations.append((tags, members))
        return FIRST_RELATION + len(self._relations) - 1

    def write(self, path: Path, progress: Callable[[float], None]) -> None:
        """Write the extract, sorted, as PBF."""
        header = osmium.io.Header()
        header.set("generator", GENERATOR)
        header.set("osmosis_replication_timestamp", TIMESTAMP)
        header.add_box(self._box())
        path.unlink(missing_ok=True)
        with osmium.SimpleWriter(str(path), header=header) as writer:
            node = FIRST_NODE
            plain = mutable.Node(version=1)  # one object, filled again and again: most nodes are bare points
            for place in self._locations():
                tags = self.node_tags.get(node)
                if tags is None:
                    plain.id, plain.location = node, place
                    writer.add_node(plain)
                else:
                    when = self.node_dates.get(node, TIMESTAMP)
                    writer.add_node(
                        mutable.Node(id=node, location=place, version=1, tags=tags, timestamp=when)
                    )
                node += 1
                if node % _BATCH == 0:
                    progress(0.7 * (node - FIRST_NODE) / self._nodes)
            for i, tags in enumerate(self._way_tags):
                refs = self._refs[self._ends[i] : self._ends[i + 1]].tolist()
                writer.add_way(
                    mutable.Way(id=FIRST_WAY + i, nodes=refs, tags=tags, version=1, timestamp=TIMESTAMP)
                )
                if i % _BATCH == 0:
                    progress(0.7 + 0.3 * i / len(self._way_tags))
            for i, (tags, members) in enumerate(self._relations):
                writer.add_relation(
                    mutable.Relation(
                        id=FIRST_RELATION + i, tags=tags, members=members, version=1, timestamp=TIMESTAMP
                    )
                )

    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all nodes."""
        low = np.min([part.min(axis=0) for part in self._lonlat], axis=0)
        high = np.max([part.max(axis=0) for part in self._lonlat], axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def _box(self) -> osmium.osm.Box:
        return osmium.osm.Box(*self.bbox())

    def _locations(self) -> Iterator[tuple[float, float]]:
        small: list[FloatArray] = []
        size = 0
        for part in self._lonlat:
            small.append(part)
            size += len(part)
            if size > _BATCH:
                yield from _pairs(np.concatenate(small))
                small, size = [], 0
        if small:
            yield from _pairs(np.concatenate(small))


def _pairs(lonlat: FloatArray) -> Iterator[tuple[float, float]]:
    for i in range(0, len(lonlat), _BATCH):
        part = lonlat[i : i + _BATCH]
        yield from zip(part[:, 0].tolist(), part[:, 1].tolist(), strict=True)
