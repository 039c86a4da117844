"""The part of the base map that one needs on the way: the tiles along a tour, as an archive of their own.

A browser's cache keeps whole answers only, no ranges of a large file; so the tour's part is sent whole.
"""

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from app.basemap import Basemap
from geodata.degrees import scale_at
from geodata.pmtiles import Tile, pmtiles
from geodata.pmtiles_archive import ArchiveUnreadable, PmtilesArchive

REACH_M = 700.0
"""The map is kept this far beside the line: who misses a turn still sees where the line is."""
_AROUND_TILES = 0.5
"""On small zooms the view is wider than the reach; half a tile around is kept there."""
_STEP_M = 250.0
_EARTH_M = 40_075_017.0


def corridor(basemap: Basemap, coordinates: Sequence[Sequence[float]]) -> bytes | None:
    """Return the tiles along a line as a PMTiles archive; None where the base map cannot be read."""
    archive = _archive(basemap)
    if archive is None:
        return None
    found = {tile: archive.tile(tile) for tile in _tiles(archive, coordinates)}
    tiles = {tile: content for tile, content in found.items() if content}
    metadata: dict[str, Any] = json.loads(archive.metadata)
    return pmtiles(tiles, archive.bounds, metadata)


def corridor_bytes(basemap: Basemap, coordinates: Sequence[Sequence[float]]) -> int | None:
    """Return about how many bytes :func:`corridor` will be, without reading the tiles."""
    archive = _archive(basemap)
    if archive is None:
        return None
    tiles = _tiles(archive, coordinates)
    return sum(archive.size_of(tile) for tile in tiles) + 1_000 + 4 * len(tiles)


@lru_cache(maxsize=4)
def _archive(basemap: Basemap) -> PmtilesArchive | None:
    try:
        return PmtilesArchive.open(lambda start, stop: b"".join(basemap.read(start, stop)))
    except ArchiveUnreadable:
        return None


def _tiles(archive: PmtilesArchive, coordinates: Sequence[Sequence[float]]) -> set[Tile]:
    line = _dense(np.asarray(coordinates, dtype=np.float64))
    tiles: set[Tile] = set()
    for zoom in range(archive.min_zoom, archive.max_zoom + 1):
        across = 1 << zoom
        x = (line[:, 0] + 180) / 360 * across
        latitude = np.radians(line[:, 1])
        y = (1 - np.arcsinh(np.tan(latitude)) / math.pi) / 2 * across
        tile_m = _EARTH_M * float(np.cos(latitude).min()) / across
        reach = max(_AROUND_TILES if zoom < archive.max_zoom - 1 else 0.0, REACH_M / tile_m)
        offsets = np.linspace(-reach, reach, 2 * math.ceil(reach) + 1)
        for dx in offsets:
            for dy in offsets:
                columns, rows = np.floor(x + dx).astype(int), np.floor(y + dy).astype(int)
                tiles.update((zoom, *pair) for pair in zip(columns.tolist(), rows.tolist(), strict=True))
    return tiles


def _dense(line: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points at most a few hundred metres apart."""
    steps = np.hypot(*(np.diff(line, axis=0) * scale_at(float(line[0, 1]))).T)
    pieces = np.maximum(1, np.ceil(steps / _STEP_M)).astype(int)
    at = np.repeat(np.arange(len(pieces)), pieces)
    share = (np.arange(int(pieces.sum())) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[at]
    return np.vstack((line[at] + share[:, None] * (line[at + 1] - line[at]), line[-1:]))
