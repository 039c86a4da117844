"""The layers of the base map: which things, with which attributes, from which zoom on (docs/dataset.md)."""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.vocabulary import PLACED_CLOSELY, SEALED, UNSEALED

Array = npt.NDArray[Any]

MIN_ZOOM: Final = 6
MAX_ZOOM: Final = 14
_ROAD_ZOOM: Final = {
    "motorway": 7, "trunk": 7, "primary": 7, "secondary": 9, "tertiary": 10, "unclassified": 11, "cycleway": 11,
    "cyclestreet": 11, "unknown": 11, "ferry": 9,
}  # fmt: skip
_ROAD_ZOOM_ELSE: Final = 12
_WATERWAY_ZOOM: Final = {"river": 9, "canal": 9}
_WATERWAY_ZOOM_ELSE: Final = 12
_RAILWAY_ZOOM: Final = 9
_NETWORK_ZOOM: Final = 8
_NUMBERED_ZOOM: Final = 11
"""From here on sections are drawn one by one, with their numbers; further out they are one net."""
_JUNCTION_ZOOM: Final = 10
_RANK_ZOOM: Final = {1: 6, 2: 7, 3: 9, 4: 11, 5: 12}
_RANK_OF_PLACE: Final = {
    "city": 1, "town": 2, "village": 3, "suburb": 4, "borough": 4, "hamlet": 4, "quarter": 5, "neighbourhood": 5,
    "isolated_dwelling": 5,
}  # fmt: skip
_BIG_TOWN: Final = 50_000
_SMALL_VILLAGE: Final = 1_000
_ALWAYS_NAMED: Final = 3
"""So many of the largest settlements have their name on every zoom, however small they are."""
_POI_GROUPS: Final = ("attraction", "horeca", "facility", "accommodation", "landscape", "transport")
_POI_ZOOM: Final = {"attraction": 10, "landscape": 12}
_POI_ZOOM_ELSE: Final = 13
_MINOR_ATTRACTIONS: Final = frozenset({
    "artwork", "attraction", "boundary_stone", "farmstead", "lock", "memorial", "notable_tree", "playground",
    "swimming", "wayside_cross",
})  # fmt: skip
_MINOR_ZOOM: Final = 12


@dataclass(frozen=True, eq=False)
class TileLayer:
    """Features of one layer.

    Attributes
    ----------
    name
        Name of the layer in the tiles.
    attributes
        One row per feature; empty texts and NaN are left out of the tiles.
    geometry
        Shapely geometries, (lon, lat).
    min_zoom, max_zoom
        Zooms that each feature is on.
    """

    name: str
    attributes: pd.DataFrame
    geometry: Array
    min_zoom: Array
    max_zoom: int = MAX_ZOOM


def road_layer(edges: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> TileLayer:
    """Ways of the graph, and the main roads that are not in it; pieces of one road are one line."""
    roads = lines[(lines["kind"] == "road") & ~lines["way"].isin(edges["way"])]
    table = pd.DataFrame(
        {
            "class": np.concatenate([_text(edges["way_class"]), _text(roads["class"])]),
            "surface": _sealing(np.concatenate([_text(edges["surface"]), _text(roads["surface"])])),
            "name": np.concatenate([_text(edges["name"]), _text(roads["name"])]),
        }
    )
    geometry = np.concatenate([edges.geometry.to_numpy(), roads.geometry.to_numpy()])
    attributes, merged = merge_lines(table, geometry)
    zoom = attributes["class"].map(_ROAD_ZOOM).fillna(_ROAD_ZOOM_ELSE).to_numpy(dtype=np.int64)
    return TileLayer("roads", attributes, merged, zoom)


def merge_lines(table: pd.DataFrame, geometry: Array) -> tuple[pd.DataFrame, Array]:
    """Join lines that have all attributes in common and meet end to end."""
    # A line that was cleaned away altogether has no part to join.
    drawn = ~shapely.is_empty(geometry)
    table, geometry = table[drawn], geometry[drawn]
    if not len(table):
        return table, geometry
    group = table.groupby(list(table.columns), sort=True, dropna=False).ngroup().to_numpy()
    order = np.argsort(group, kind="stable")
    lines, line_of = shapely.get_parts(geometry[order], return_index=True)
    merged: Any = shapely.line_merge(shapely.multilinestrings(lines, indices=group[order][line_of]))
    parts, number = shapely.get_parts(merged, return_index=True)
    first = order[np.searchsorted(group[order], np.arange(len(merged)))]
    return table.iloc[first[number]].reset_index(drop=True), parts


def waterway_layer(lines: gpd.GeoDataFrame) -> TileLayer:
    """Rivers and canals early, streams and ditches late."""
    chosen = lines[(lines["kind"] == "waterway") & ~lines["covered"]]
    attributes, merged = merge_lines(_plain(chosen, "class", "name"), chosen.geometry.to_numpy())
    zoom = attributes["class"].map(_WATERWAY_ZOOM).fillna(_WATERWAY_ZOOM_ELSE).to_numpy(dtype=np.int64)
    return TileLayer("waterway", attributes, merged, zoom)


def railway_layer(lines: gpd.GeoDataFrame) -> TileLayer:
    """Railways above the ground."""
    chosen = lines[(lines["kind"] == "railway") & ~lines["covered"]]
    attributes, merged = merge_lines(_plain(chosen, "class"), chosen.geometry.to_numpy())
    return TileLayer("railway", attributes, merged, np.full(len(merged), _RAILWAY_ZOOM))


def boundary_layer(areas: gpd.GeoDataFrame) -> TileLayer:
    """Borders, each once where neighbours share it; the province's carries its name."""
    rows: list[tuple[str, str]] = []
    shapes: list[Any] = []
    outer = shapely.union_all(
        shapely.boundary(areas.geometry.to_numpy()[(areas["kind"] == "province").to_numpy()])
    )
    for level in ("province", "municipality"):
        chosen = areas[areas["kind"] == level]
        border = shapely.union_all(shapely.boundary(chosen.geometry.to_numpy()))
        if level == "municipality":
            border = shapely.difference(border, outer)
        parts = shapely.get_parts(shapely.line_merge(border))
        name = str(chosen["name"].iloc[0]) if level == "province" and len(chosen) == 1 else ""
        rows += [(level, name)] * len(parts)
        shapes += list(parts)
    attributes = pd.DataFrame(rows, columns=pd.Index(["level", "name"]))
    return TileLayer("boundary", attributes, _objects(shapes), np.full(len(rows), MIN_ZOOM))


def network_layers(networks: gpd.GeoDataFrame) -> list[TileLayer]:
    """Node networks as nets far out and as numbered sections near by, named routes, and junctions."""
    sections = networks[(networks["kind"] == "section") & ~networks.geometry.is_empty]
    routes = networks[(networks["kind"] == "route") & ~networks.geometry.is_empty]
    junctions = networks[networks["kind"] == "junction"]
    net, net_lines = merge_lines(_plain(sections, "network"), sections.geometry.to_numpy())
    net = net.assign(ref="", name="")
    named = _plain(routes, "ref", "name").assign(network="route")
    return [
        TileLayer("networks", net, net_lines, np.full(len(net), _NETWORK_ZOOM), _NUMBERED_ZOOM - 1),
        TileLayer(
            "networks", _plain(sections, "network", "ref", "name"), sections.geometry.to_numpy(),
            np.full(len(sections), _NUMBERED_ZOOM),
        ),
        TileLayer("networks", named, routes.geometry.to_numpy(), np.full(len(routes), _NETWORK_ZOOM)),
        TileLayer(
            "junctions", _plain(junctions, "network", "ref"), junctions.geometry.to_numpy(),
            np.full(len(junctions), _JUNCTION_ZOOM),
        ),
    ]  # fmt: skip


def settlement_layer(places: gpd.GeoDataFrame) -> TileLayer:
    """Names of towns and villages, by rank."""
    chosen = places[places["group"] == "settlement"]
    rank = settlement_rank(chosen)
    attributes = _plain(chosen, "name").assign(
        kind=_text(chosen["category"]), population=chosen["population"].to_numpy(), rank=rank
    )
    zoom = np.array([_RANK_ZOOM[value] for value in rank.tolist()], dtype=np.int64)
    return TileLayer("places", attributes, chosen.geometry.to_numpy(), zoom)


def settlement_rank(settlements: pd.DataFrame) -> Array:
    """Rank of each settlement, 1 big to 5 small; the region's largest are never below 2."""
    population = settlements["population"].to_numpy(dtype=np.float64)
    rank = np.array(settlements["category"].map(_RANK_OF_PLACE).fillna(5), dtype=np.int64)
    rank[(rank == 2) & (population >= _BIG_TOWN)] = 1
    rank[(rank == 3) & (population < _SMALL_VILLAGE)] = 4
    largest = np.lexsort((-np.nan_to_num(population), rank))[:_ALWAYS_NAMED]
    rank[largest] = np.minimum(rank[largest], 2)
    return rank


def poi_layer(places: gpd.GeoDataFrame) -> TileLayer:
    """Attractions early, the rest late; nothing whose point is only that of its street or village."""
    chosen = places[places["group"].isin(_POI_GROUPS)]
    if "placed_by" in chosen:
        chosen = chosen[chosen["placed_by"].isin(PLACED_CLOSELY)]
    zoom = np.array(chosen["group"].map(_POI_ZOOM).fillna(_POI_ZOOM_ELSE), dtype=np.int64)
    minor = chosen["category"].isin(_MINOR_ATTRACTIONS).to_numpy() & (zoom < _MINOR_ZOOM)
    zoom[minor] = _MINOR_ZOOM
    attributes = _plain(chosen, "group", "category", "name", "place_id")
    return TileLayer("pois", attributes, chosen.geometry.to_numpy(), zoom)


def _sealing(surface: Array) -> Array:
    words = np.full(len(surface), "unknown", dtype=object)
    words[np.isin(surface.astype(str), sorted(SEALED))] = "sealed"
    words[np.isin(surface.astype(str), sorted(UNSEALED))] = "unsealed"
    return words


def _text(column: pd.Series) -> Array:
    return column.astype(object).fillna("").to_numpy(dtype=object)


def _plain(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Some columns as plain texts."""
    return pd.DataFrame({column: _text(table[column]) for column in columns})


def _objects(shapes: list[Any]) -> Array:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
