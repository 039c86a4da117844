"""The base map of a dataset: one PMTiles file, so that a map needs nobody else's server."""

from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd

from geodata.basemap_ground import building_layer, landcover_layers, nature_layer, water_layer
from geodata.basemap_layers import (
    boundary_layer,
    network_layers,
    poi_layer,
    railway_layer,
    road_layer,
    settlement_layer,
    waterway_layer,
)  # fmt: skip
from geodata.basemap_tiles import write_tiles
from geodata.lines import read_lines


class BasemapRegion(Protocol):
    """What the base map needs to know of a region (:class:`geodata.regions.Region` is one)."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def crs(self) -> str:
        """Metric CRS."""

    @property
    def attribution(self) -> tuple[str, ...]:
        """Whom the data is from."""


def write_basemap(
    out: Path,
    *,
    extract: Path,
    edges: gpd.GeoDataFrame,
    networks: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    region: BasemapRegion,
    lines: gpd.GeoDataFrame | None = None,
) -> None:
    """Write the base map.

    Parameters
    ----------
    out
        The ``.pmtiles`` file to write.
    extract
        The OSM extract, for buildings and, unless given, lines.
    edges, networks, areas, places
        Tables of the dataset.
    region
        Its name, CRS and attribution.
    lines
        What :func:`geodata.lines.read_lines` gave, where it has been called already.

    Raises
    ------
    ExtractError
        If the extract can't be read to its end.
    BuildError
        If the tiles could not be made.
    """
    if lines is None:
        lines = read_lines(extract)
    ground: list[Any] = [
        *landcover_layers(areas, region.crs),
        nature_layer(areas),
        water_layer(areas),
        waterway_layer(lines),
        railway_layer(lines),
        road_layer(edges, lines),
        building_layer(extract),
    ]
    guide: list[Any] = [
        boundary_layer(areas),
        *network_layers(networks),
        settlement_layer(places),
        poi_layer(places),
    ]
    write_tiles(out, ground, guide, region.name, region.attribution)
