"""Reads a PMTiles archive by its specification, independently of what wrote it."""

import gzip
import struct
from collections import defaultdict
from pathlib import Path

import pyogrio


class TileArchive:
    """Header, directory and tiles of an archive."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._bytes = path.read_bytes()
        assert self._bytes[:8] == b"PMTiles\x03"
        (
            self._root, self._root_size, about, about_size, self._leaves, _, self._data, _,
            self.addressed, self.entries, self.contents,
        ) = struct.unpack_from("<11Q", self._bytes, 8)  # fmt: skip
        self.clustered, internal, tiles, kind, self.min_zoom, self.max_zoom = self._bytes[96:102]
        assert (internal, tiles, kind) == (2, 2, 1), "gzip, gzip, vector tiles"
        assert self._root + self._root_size <= 16_384, "the root directory is not in the first 16 KiB"
        self.bounds = tuple(e7 / 1e7 for e7 in struct.unpack_from("<4i", self._bytes, 102))
        self.metadata = gzip.decompress(self._bytes[about : about + about_size])

    def tiles(self) -> dict[tuple[int, int, int], bytes]:
        """Every tile as it is served."""
        found = {}
        for number, run, offset, size in self._entries(self._root, self._root_size):
            for each in range(number, number + run):
                found[tile_of(each)] = self._bytes[self._data + offset : self._data + offset + size]
        return found

    def sizes(self) -> dict[int, list[int]]:
        """Sizes of the tiles of each zoom, as served."""
        sizes = defaultdict(list)
        for (zoom, _, _), content in self.tiles().items():
            sizes[zoom].append(len(content))
        return dict(sizes)

    def layer_names(self) -> set[str]:
        """Names of the layers, as GDAL finds them."""
        return set(pyogrio.list_layers(self.path)[:, 0])

    def features(self, layer: str, zoom: int):
        """Features of a layer on a zoom, read by GDAL; those on tile borders come once per tile."""
        return pyogrio.read_dataframe(self.path, layer=layer, ZOOM_LEVEL=zoom)

    def _entries(self, start: int, size: int):
        numbers = _varints(gzip.decompress(self._bytes[start : start + size]))
        n = numbers[0]
        columns = [numbers[1 + i * n : 1 + (i + 1) * n] for i in range(4)]
        number = end = 0
        for step, run, length, where in zip(*columns, strict=True):
            number += step
            offset = where - 1 if where else end
            end = offset + length
            if run:
                yield number, run, offset, length
            else:
                yield from self._entries(self._leaves + offset, length)


def tile_of(number: int) -> tuple[int, int, int]:
    """Zoom, column and row of a tile's number on the Hilbert curve."""
    zoom = 0
    while number >= 4**zoom:
        number -= 4**zoom
        zoom += 1
    x = y = 0
    side = 1
    while side < 1 << zoom:
        right = number >> 1 & 1
        down = (number ^ right) & 1
        if not down:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        x += side * right
        y += side * down
        number >>= 2
        side <<= 1
    return zoom, x, y


def _varints(content: bytes) -> list[int]:
    numbers = []
    number = shift = 0
    for byte in content:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number = shift = 0
    return numbers
