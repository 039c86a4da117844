"""Where one enters a nature area: ``entrances.parquet``.

An entrance is where a way that a mode may use crosses the border of a protected area, or a car park, a tourist
transfer point (TOP) or a stop of public transport near it. Crossings close to each other are one entrance: the one on
the way most people would take stands for them.
"""

from dataclasses import dataclass
from typing import Any, Final, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geodata.area_classes import PROTECTED
from geodata.graph import GraphTables
from geodata.vocabulary import ENTRANCE_KINDS, MODE_BIT, MODES, WAY_CLASSES

Array = npt.NDArray[Any]

WGS84: Final = "EPSG:4326"
MERGE_M: Final = 100.0
"""Entrances of one kind nearer than this to each other are one."""
NEAR_M: Final = {"parking": 500.0, "top": 750.0, "station": 1_500.0, "bus_stop": 400.0}
"""How far from the border a thing still is one of the area's entrances, by kind."""
AT_WAY_M: Final = 250.0
"""... and how far from a way; what is farther from every way leads nowhere that we know."""
COLUMNS: Final = (
    "entrance_id", "area_id", "area_name", "kind", "name", "lon", "lat", "place_id", "distance_m", "edge", "node",
    "modes", "on_network", "merged",
)  # fmt: skip
LEAST_M2: Final = 10_000.0
"""Smaller areas have no entrances worth a row: one sees them whole from the road."""
_KIND_OF_CATEGORY: Final = {
    "parking": "parking", "top": "top", "station": "station", "bus_station": "bus_stop", "bus_stop": "bus_stop",
}  # fmt: skip
_CAR_ROADS: Final = frozenset({"primary", "trunk", "secondary"})


class EntranceRegion(Protocol):
    """What entrances need to know of a region (:class:`geodata.regions.Region` is one)."""

    @property
    def crs(self) -> str:
        """Metric CRS."""


@dataclass(frozen=True, eq=False)
class _Ways:
    """Edges in the metric CRS, with the modes that may use each and whether a signed network runs over it."""

    lines: Array
    tree: shapely.STRtree
    modes: Array
    on_network: Array
    rank: Array


@dataclass(frozen=True, eq=False)
class _Found:
    """Entrances found, in parallel columns; ``area`` is a row of the areas table, ``place`` of the places, or -1."""

    area: Array
    xy: Array
    edge: Array
    place: Array
    distance_m: Array


def find_entrances(
    graph: GraphTables, areas: gpd.GeoDataFrame, places: gpd.GeoDataFrame, region: EntranceRegion
) -> gpd.GeoDataFrame:
    """Find the entrances of all protected areas that have an outline.

    Parameters
    ----------
    graph
        The ways.
    areas
        The areas table.
    places
        The places table: car parks, TOPs, stations, bus stops.
    region
        Gives the metric CRS.

    Returns
    -------
    GeoDataFrame
        The columns of ``entrances.parquet``, by area, kind and position.
    """
    to_metric = pyproj.Transformer.from_crs(WGS84, region.crs, always_xy=True)
    rows = np.flatnonzero(
        areas["class"].isin(PROTECTED).to_numpy()
        & (areas["kind"] == "nature").to_numpy()
        & areas["outline"].to_numpy(dtype=bool)
        & (areas["area_m2"] >= LEAST_M2).to_numpy()
    )
    if not len(rows):
        return _table([], graph, areas, places)
    shapes = _moved(areas.geometry.to_numpy()[rows], to_metric)
    shapely.prepare(shapes)
    ways = _ways(graph, to_metric)
    found = {"path": _crossings(ways, shapes, rows)}
    for kind in NEAR_M:
        found[kind] = _places_near(kind, places, ways, shapes, rows, to_metric)
    parts = []
    for kind, entrances in found.items():
        kept, merged = _merge(entrances, ways)
        parts += _rows(kind, entrances, kept, merged, ways, to_metric)
    return _table(parts, graph, areas, places)


def _ways(graph: GraphTables, to_metric: pyproj.Transformer) -> _Ways:
    x, y = to_metric.transform(np.asarray(graph.geom_lon), np.asarray(graph.geom_lat))
    sizes = np.diff(graph.geom_indptr)
    lines = np.asarray(
        shapely.linestrings(np.column_stack((x, y)), indices=np.repeat(np.arange(len(sizes)), sizes))
    )
    modes = np.zeros(graph.n_edges, dtype=np.uint8)
    np.bitwise_or.at(modes, graph["arc_edge"], graph["arc_modes"])
    on_network = graph["edge_networks"] > 0
    # signed first, then what most modes may use, car roads last
    car = np.isin(graph["edge_class"], [WAY_CLASSES.index(word) for word in _CAR_ROADS])
    rank = on_network * 8 + np.bitwise_count(modes).astype(np.int64) - car * 4
    return _Ways(lines, shapely.STRtree(lines), modes, on_network, rank)


def _crossings(ways: _Ways, shapes: Array, rows: Array) -> _Found:
    """Points where ways cross borders."""
    borders = shapely.boundary(shapes)
    border, edge = ways.tree.query(borders, predicate="intersects")
    usable = ways.modes[edge] > 0
    border, edge = border[usable], edge[usable]
    met = shapely.intersection(ways.lines[edge], borders[border])
    # a way that runs along a border for a while meets it in lines: their middles stand for them
    parts, whence = shapely.get_parts(met, return_index=True)
    inner, again = shapely.get_parts(parts, return_index=True)
    whence, parts = whence[again], inner
    points = np.where(
        shapely.get_type_id(parts) == shapely.GeometryType.POINT, parts, shapely.point_on_surface(parts)
    )
    crossed = _crosses(ways.lines[edge][whence], shapes[border][whence])
    whence, points = whence[crossed], points[crossed]
    xy = shapely.get_coordinates(points)
    none = np.full(len(xy), -1, dtype=np.int64)
    return _Found(rows[border[whence]], xy, edge[whence], none, np.zeros(len(xy)))


def _crosses(lines: Array, shapes: Array) -> Array:
    """Whether each line goes on inside the area: one that only touches the border does not enter."""
    return shapely.relate_pattern(lines, shapes, "T********") if len(lines) else np.zeros(0, dtype=bool)


def _places_near(
    kind: str,
    places: gpd.GeoDataFrame,
    ways: _Ways,
    shapes: Array,
    rows: Array,
    to_metric: pyproj.Transformer,
) -> _Found:
    """Places of a kind near an area and a way."""
    categories = [category for category, word in _KIND_OF_CATEGORY.items() if word == kind]
    place = np.flatnonzero(places["category"].isin(categories).to_numpy())
    xy = np.column_stack(
        to_metric.transform(places["lon"].to_numpy()[place], places["lat"].to_numpy()[place])
    )
    points: Any = shapely.points(xy)
    area, which = shapely.STRtree(points).query(shapes, predicate="dwithin", distance=NEAR_M[kind])
    nearest, edge = ways.tree.query_nearest(
        points[which], max_distance=AT_WAY_M, all_matches=False, return_distance=False
    )
    area, which = area[nearest], which[nearest]
    away = shapely.distance(shapes[area], points[which])
    return _Found(rows[area], xy[which], edge, place[which], away)


def _merge(found: _Found, ways: _Ways) -> tuple[Array, Array]:
    """Which entrances stand for those around them, and how many each stands for."""
    count = len(found.area)
    if not count:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    # areas far apart in a third dimension: one tree serves all of them
    apart = np.column_stack((found.xy, found.area * MERGE_M * 10.0))
    pairs = cKDTree(apart).query_pairs(MERGE_M, output_type="ndarray")
    links = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, group = connected_components(links, directed=False)
    kept, merged = [], []
    order = np.lexsort((found.xy[:, 1], found.xy[:, 0], found.distance_m, -ways.rank[found.edge]))
    left = np.ones(count, dtype=bool)
    members = pd.Series(np.arange(count)).groupby(group).indices
    for i in order:
        if left[i]:
            around = members[group[i]]
            away = np.hypot(*(found.xy[around] - found.xy[i]).T)
            taken = around[(away <= MERGE_M) & left[around]]
            left[taken] = False
            kept.append(i)
            merged.append(len(taken))
    return np.array(kept, dtype=np.int64), np.array(merged, dtype=np.int64)


def _rows(
    kind: str, found: _Found, kept: Array, merged: Array, ways: _Ways, to_metric: pyproj.Transformer
) -> list[dict[str, Any]]:
    lon, lat = to_metric.transform(found.xy[kept, 0], found.xy[kept, 1], direction="INVERSE")
    modes = ways.modes[found.edge[kept]]
    return [
        {
            "kind": kind,
            "area": int(found.area[i]),
            "place": int(found.place[i]),
            "lon": round(float(x), 7),
            "lat": round(float(y), 7),
            "distance_m": round(float(found.distance_m[i]), 1),
            "edge": int(found.edge[i]),
            "modes": ",".join(mode for mode in MODES if bits & MODE_BIT[mode]),
            "on_network": bool(ways.on_network[found.edge[i]]),
            "merged": int(number),
        }
        for i, number, bits, x, y in zip(kept, merged, modes, lon, lat, strict=True)
    ]


def _table(
    parts: list[dict[str, Any]], graph: GraphTables, areas: gpd.GeoDataFrame, places: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """The rows in their order, with what area, place and graph know of them."""
    parts = sorted(
        parts, key=lambda row: (row["area"], ENTRANCE_KINDS.index(row["kind"]), row["lon"], row["lat"])
    )
    area_id, area_name = areas["area_id"].tolist(), areas["name"].tolist()
    place_id, place_name = places["place_id"].tolist(), places["name"].tolist()
    number: dict[int, int] = {}
    for row in parts:
        area, place = row.pop("area"), row.pop("place")
        number[area] = number.get(area, 0) + 1
        row["entrance_id"] = f"{area_id[area]}.e{number[area]}"
        row["area_id"], row["area_name"] = area_id[area], area_name[area]
        row["place_id"] = place_id[place] if place >= 0 else ""
        row["name"] = place_name[place] if place >= 0 else ""
        row["node"] = _nearer_end(graph, row["edge"], row["lon"], row["lat"])
    table = pd.DataFrame(parts, columns=pd.Index(COLUMNS))
    types: dict[str, Any] = {
        "lon": "float64", "lat": "float64", "distance_m": "float64", "edge": "int32", "node": "int32",
        "on_network": "bool", "merged": "int32",
    }  # fmt: skip
    table = table.astype(types | {name: "str" for name in COLUMNS if name not in types})
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=WGS84)


def _nearer_end(graph: GraphTables, edge: int, lon: float, lat: float) -> int:
    """End node of an edge that is nearer to a point."""
    ends = [int(graph["edge_u"][edge]), int(graph["edge_v"][edge])]
    shrink = np.cos(np.radians(lat))
    away = [
        np.hypot((graph["node_lon"][node] - lon) * shrink, graph["node_lat"][node] - lat) for node in ends
    ]
    return ends[int(np.argmin(away))]


def _moved(shapes: Any, to_metric: pyproj.Transformer) -> Array:
    def move(lonlat: Array) -> Array:
        return np.column_stack(to_metric.transform(lonlat[:, 0], lonlat[:, 1]))

    return np.asarray(shapely.transform(np.asarray(shapes, dtype=object), move), dtype=object)
