"""What the base map stands on: land cover, nature, water and buildings, generalised for small scales."""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import osmium
import pandas as pd
import pyproj
import shapely
from osmium import filter as osm_filter
from osmium import geom as osm_geom
from osmium import osm

from geodata.basemap_layers import MAX_ZOOM, MIN_ZOOM, TileLayer
from geodata.overlay import landcover_at
from geodata.polygons import reading
from geodata.vocabulary import LANDCOVER

Array = npt.NDArray[Any]

WGS84: Final = "EPSG:4326"
_COARSE_ZOOM: Final = 10
"""Up to here land cover is drawn from a grid, in which parcels grow together; from the next zoom on as mapped."""
_CELL_M: Final = 50.0
_MAX_CELLS: Final = 4_000_000
_LEAST_M2: Final = {
    6: 2_000_000.0,
    7: 700_000.0,
    8: 150_000.0,
    9: 40_000.0,
    10: 10_000.0,
    11: 2_500.0,
    12: 400.0,
}
"""Zoom → size from which a patch is drawn: about four by four pixels."""
_PARK_ZOOM: Final = 11


def landcover_layers(areas: gpd.GeoDataFrame, crs: str) -> list[TileLayer]:
    """Land cover without water: patches of a grid far out, the mapped areas near by."""
    chosen = areas[(areas["kind"] == "landcover") & (areas["class"] != "water")]
    size = chosen["area_m2"].to_numpy(dtype=np.float64)
    # large ones first, so that what lies within them is drawn over them
    order = np.argsort(-size, kind="stable")
    near = TileLayer(
        "landcover",
        pd.DataFrame({"class": chosen["class"].to_numpy(dtype=object)[order]}),
        chosen.geometry.to_numpy()[order],
        np.maximum(zoom_of_size(size[order]), _COARSE_ZOOM + 1),
    )
    patches, word, patch_size = landcover_patches(areas, crs)
    far = TileLayer(
        "landcover", pd.DataFrame({"class": word}), patches, zoom_of_size(patch_size), _COARSE_ZOOM
    )
    return [far, near]


def landcover_patches(areas: gpd.GeoDataFrame, crs: str) -> tuple[Array, Array, Array]:
    """Land cover on a grid: patches of equal cells, (lon, lat); the class of each; its size in square metres."""
    rows = areas[areas["kind"] == "landcover"]
    if not len(rows):
        return np.empty(0, dtype=object), np.empty(0, dtype=object), np.empty(0)
    metric = rows.to_crs(crs)
    west, south, east, north = metric.total_bounds
    cell = max(_CELL_M, float(np.sqrt((east - west) * (north - south) / _MAX_CELLS)))
    columns, lines = int((east - west) // cell) + 1, int((north - south) // cell) + 1
    x = west + (np.arange(columns) + 0.5) * cell
    y = south + (np.arange(lines) + 0.5) * cell
    xy = np.column_stack((np.tile(x, lines), np.repeat(y, columns)))
    points: Any = shapely.points(xy)
    cover = landcover_at(xy, shapely.STRtree(points), metric, metric.geometry.to_numpy()).reshape(
        lines, columns
    )
    back = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)

    def move(points: Array) -> Array:
        return np.column_stack(back.transform(points[:, 0], points[:, 1]))

    shapes: list[Array] = []
    codes: list[int] = []
    for code, word in enumerate(LANDCOVER):
        if word != "water" and (cover == code).any():
            patches = _patches(cover == code, west, south, cell)
            shapes.append(patches)
            codes += [code] * len(patches)
    if not shapes:
        return np.empty(0, dtype=object), np.empty(0, dtype=object), np.empty(0)
    found = np.concatenate(shapes)
    smooth = shapely.simplify(found, cell * 0.9)
    moved = np.asarray(shapely.transform(smooth, move), dtype=object)
    return moved, np.array([LANDCOVER[code] for code in codes], dtype=object), shapely.area(found)


def _patches(inside: Array, west: float, south: float, cell: float) -> Array:
    """Polygons around the connected cells that are inside: each row's runs as boxes, put together."""
    padded = np.pad(inside, ((0, 0), (1, 1))).astype(np.int8)
    step = np.diff(padded, axis=1)
    line, start = np.nonzero(step == 1)
    _, stop = np.nonzero(step == -1)
    boxes = shapely.box(
        west + start * cell, south + line * cell, west + stop * cell, south + (line + 1) * cell
    )
    return np.asarray(shapely.get_parts(shapely.union_all(boxes)), dtype=object)


def zoom_of_size(area_m2: Array) -> Array:
    """Zoom from which a patch of that size is drawn."""
    zoom = np.full(len(area_m2), max(_LEAST_M2) + 1, dtype=np.int64)
    for least_zoom in sorted(_LEAST_M2, reverse=True):
        zoom[area_m2 >= _LEAST_M2[least_zoom]] = least_zoom
    return zoom


def nature_layer(areas: gpd.GeoDataFrame) -> TileLayer:
    """Protected areas as soon as they can be seen, town parks later; nothing that has no outline."""
    chosen = areas[(areas["kind"] == "nature") & areas["outline"]]
    zoom = zoom_of_size(chosen["area_m2"].to_numpy(dtype=np.float64))
    park = (chosen["class"] == "park").to_numpy()
    zoom[park] = np.maximum(zoom[park], _PARK_ZOOM)
    attributes = pd.DataFrame({
        "name": chosen["name"].to_numpy(dtype=object), "class": chosen["class"].to_numpy(dtype=object)
    })  # fmt: skip
    return TileLayer("nature", attributes, chosen.geometry.to_numpy(), zoom)


def water_layer(areas: gpd.GeoDataFrame) -> TileLayer:
    """Lakes, ponds and rivers as areas."""
    chosen = areas[(areas["kind"] == "landcover") & (areas["class"] == "water")]
    attributes = pd.DataFrame({"class": chosen["water"].to_numpy(dtype=object)})
    zoom = zoom_of_size(chosen["area_m2"].to_numpy(dtype=np.float64))
    return TileLayer("water", attributes, chosen.geometry.to_numpy(), np.maximum(zoom, MIN_ZOOM))


def building_layer(extract: Path) -> TileLayer:
    """Outlines of buildings, on the largest scale only."""
    wkb: list[str] = []
    multipolygon = osm_geom.WKBFactory().create_multipolygon
    buildings = osm_filter.KeyFilter("building")
    stream = (
        osmium.FileProcessor(str(extract))
        .with_areas(buildings)
        .with_filter(osm_filter.EntityFilter(osm.AREA))
        .with_filter(buildings)
    )
    with reading(extract):
        area: Any
        for area in stream:
            if area.num_rings()[0]:
                wkb.append(multipolygon(area))
    shapes = shapely.from_wkb(np.array(wkb, dtype=object))
    return TileLayer(
        "buildings", pd.DataFrame(index=range(len(shapes))), shapes, np.full(len(shapes), MAX_ZOOM)
    )
