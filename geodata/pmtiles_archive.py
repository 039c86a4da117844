"""Reads PMTiles archives (specification version 3) tile by tile, for those who cut a part out of one."""

import gzip
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from geodata.pmtiles import Tile, tile_id

ReadRange = Callable[[int, int], bytes]
"""Bytes of the archive from a position up to another."""

_HEADER = struct.Struct("<7sB11QBBBBBBiiii")
_GZIP = 2


class ArchiveUnreadable(ValueError):
    """The file is no PMTiles archive that this module reads; the message says why."""


@dataclass(frozen=True, eq=False)
class PmtilesArchive:
    """The directory of an archive; tiles are read when they are asked for.

    Attributes
    ----------
    min_zoom, max_zoom
        Zooms that it has.
    bounds
        West, south, east, north.
    metadata
        JSON text, as it stands in the archive.
    """

    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    metadata: str
    _read: ReadRange
    _data_at: int
    _first: list[int]
    _entries: list[tuple[int, int, int, int]]

    @classmethod
    def open(cls, read: ReadRange) -> "PmtilesArchive":
        """Read header and directories.

        Raises
        ------
        ArchiveUnreadable
            If it is damaged, or packed in another way than ours.
        """
        try:
            return cls._opened(read)
        except (struct.error, IndexError, EOFError, OSError) as error:
            raise ArchiveUnreadable(f"the archive is damaged: {error}") from error

    @classmethod
    def _opened(cls, read: ReadRange) -> "PmtilesArchive":
        (
            magic, version, root, root_size, about, about_size, leaves, _, data, _, _, _, _, _, inner, packing, _,
            low, high, west, south, east, north,
        ) = _HEADER.unpack(read(0, _HEADER.size))  # fmt: skip
        if magic != b"PMTiles" or version != 3 or inner != _GZIP or packing != _GZIP:
            raise ArchiveUnreadable("the archive is not of version 3 with gzipped tiles")
        entries = sorted(_directory(read, root, root_size, leaves))
        return cls(
            min_zoom=low,
            max_zoom=high,
            bounds=(west / 1e7, south / 1e7, east / 1e7, north / 1e7),
            metadata=gzip.decompress(read(about, about + about_size)).decode(),
            _read=read,
            _data_at=data,
            _first=[entry[0] for entry in entries],
            _entries=entries,
        )

    def size_of(self, tile: Tile) -> int:
        """Bytes of a tile, 0 where the archive has none."""
        found = self._entry(tile)
        return 0 if found is None else found[3]

    def tile(self, tile: Tile) -> bytes | None:
        """A tile as it is stored, None where the archive has none."""
        found = self._entry(tile)
        if found is None:
            return None
        return self._read(self._data_at + found[2], self._data_at + found[2] + found[3])

    def _entry(self, tile: Tile) -> tuple[int, int, int, int] | None:
        number = tile_id(tile)
        place = bisect_right(self._first, number) - 1
        if place < 0:
            return None
        entry = self._entries[place]
        return entry if number < entry[0] + entry[1] else None


def _directory(
    read: ReadRange, start: int, size: int, leaves: int, depth: int = 0
) -> Iterator[tuple[int, int, int, int]]:
    """First tile, run, offset and length of every entry, those of leaves among them."""
    numbers = _varints(gzip.decompress(read(start, start + size)))
    count = next(numbers)
    columns = [[next(numbers) for _ in range(count)] for _ in range(4)]
    first = end = 0
    for step, run, length, where in zip(*columns, strict=True):
        first += step
        offset = where - 1 if where else end
        end = offset + length
        if run:
            yield first, run, offset, length
        elif depth < 3:  # the specification knows no deeper ones
            yield from _directory(read, leaves + offset, length, leaves, depth + 1)


def _varints(content: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in content:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0
