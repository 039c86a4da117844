"""Writes PMTiles archives (specification version 3): a header, a directory of tiles, and the tiles in its order."""

import gzip
import io
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_MAGIC: Final = b"PMTiles"
_VERSION: Final = 3
_HEADER_BYTES: Final = 127
_ROOT_BYTES: Final = 16_384 - _HEADER_BYTES
"""Readers fetch the first 16 KiB in one go; the root directory must lie within."""
_LEAF_ENTRIES: Final = 4_096
_GZIP: Final = 2
_VECTOR_TILES: Final = 1

Tile = tuple[int, int, int]
"""Zoom, column from the west, row from the north."""


@dataclass(frozen=True)
class _Entry:
    """Where the bytes of a run of equal tiles lie."""

    tile_id: int
    offset: int
    length: int
    run: int


def write_pmtiles(
    path: Path,
    tiles: Mapping[Tile, bytes],
    bounds: tuple[float, float, float, float],
    metadata: Mapping[str, Any],
) -> None:
    """Write an archive of vector tiles to a file; the rest as for :func:`pmtiles`."""
    path.write_bytes(pmtiles(tiles, bounds, metadata))


def pmtiles(
    tiles: Mapping[Tile, bytes],
    bounds: tuple[float, float, float, float],
    metadata: Mapping[str, Any],
) -> bytes:
    """Return an archive of vector tiles; the same input gives the same bytes.

    Parameters
    ----------
    tiles
        Gzipped vector tiles.
    bounds
        West, south, east, north of what the tiles show.
    metadata
        What the archive says of itself: name, attribution, ``vector_layers``.
    """
    entries, data = _laid_out(tiles)
    root, leaves = _directories(entries)
    about = _packed(json.dumps(metadata, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    zooms = [tile[0] for tile in tiles] or [0]
    west, south, east, north = (round(degrees * 1e7) for degrees in bounds)
    at_metadata = _HEADER_BYTES + len(root)
    at_leaves = at_metadata + len(about)
    at_tiles = at_leaves + len(leaves)
    header = struct.pack(
        "<7sB11QBBBBBBiiiiBii",
        _MAGIC, _VERSION, _HEADER_BYTES, len(root), at_metadata, len(about), at_leaves, len(leaves), at_tiles,
        len(data), len(tiles), len(entries), len({entry.offset for entry in entries}), 1, _GZIP, _GZIP,
        _VECTOR_TILES, min(zooms), max(zooms), west, south, east, north, min(zooms), (west + east) // 2,
        (south + north) // 2,
    )  # fmt: skip
    return b"".join((header, root, about, leaves, data))


def tile_id(tile: Tile) -> int:
    """Number of a tile: all of smaller zooms come first, those of one zoom follow a Hilbert curve."""
    zoom, x, y = tile
    number = 0
    side = 1 << zoom
    half = side >> 1
    while half:
        right, down = int(x & half > 0), int(y & half > 0)
        number += half * half * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        half >>= 1
    return ((1 << 2 * zoom) - 1) // 3 + number


def _laid_out(tiles: Mapping[Tile, bytes]) -> tuple[list[_Entry], bytes]:
    """Tiles in the order of their numbers, equal ones stored once."""
    entries: list[_Entry] = []
    where: dict[bytes, int] = {}
    data = io.BytesIO()
    for number, tile in sorted((tile_id(tile), tile) for tile in tiles):
        content = tiles[tile]
        offset = where.setdefault(content, data.tell())
        if offset == data.tell():
            data.write(content)
        last = entries[-1] if entries else None
        if last and last.offset == offset and last.tile_id + last.run == number:
            entries[-1] = _Entry(last.tile_id, offset, last.length, last.run + 1)
        else:
            entries.append(_Entry(number, offset, len(content), 1))
    return entries, data.getvalue()


def _directories(entries: list[_Entry]) -> tuple[bytes, bytes]:
    """Root directory, and the leaves that it points to where it can't hold all entries itself."""
    root = _directory(entries)
    size = _LEAF_ENTRIES
    leaves = b""
    while len(root) > _ROOT_BYTES:
        parts = [entries[start : start + size] for start in range(0, len(entries), size)]
        packed = [_directory(part) for part in parts]
        leaves = b"".join(packed)
        pointers = []
        offset = 0
        for part, content in zip(parts, packed, strict=True):
            pointers.append(_Entry(part[0].tile_id, offset, len(content), 0))
            offset += len(content)
        root = _directory(pointers)
        size *= 2
    return root, leaves


def _directory(entries: list[_Entry]) -> bytes:
    """One directory: numbers as steps, then run lengths, sizes and offsets, column by column."""
    out = bytearray(_varint(len(entries)))
    before = 0
    for entry in entries:
        out += _varint(entry.tile_id - before)
        before = entry.tile_id
    for entry in entries:
        out += _varint(entry.run)
    for entry in entries:
        out += _varint(entry.length)
    end = -1
    for entry in entries:
        out += _varint(0 if entry.offset == end else entry.offset + 1)
        end = entry.offset + entry.length
    return _packed(bytes(out))


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)
