"""What an edge runs through: land cover, protected areas, municipality, and how far main roads are.

Edges are looked at in samples, each standing for an equal part of its edge; a share is the share of its samples.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from scipy.spatial import cKDTree

from geodata.area_classes import PROTECTED
from geodata.vocabulary import LANDCOVER, MOTOR_NOISE

Array = npt.NDArray[Any]

WGS84: Final = "EPSG:4326"
SAMPLE_EVERY_M: Final = 25.0
MIN_SAMPLES: Final = 2
WATER_WITHIN_M: Final = 25.0
NOISE_LIMITS_M: Final = (100.0, 500.0)
_WATER_STEP_M: Final = 5.0  # a point this dense is at most 0.13 m too far at 25 m
_ROAD_STEP_M: Final = 20.0  # ... and 0.5 m at 100 m


class OverlayRegion(Protocol):
    """What the overlay needs to know of a region (:class:`geodata.regions.Region` is one)."""

    @property
    def crs(self) -> str:
        """Metric CRS."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Points along edges, in a metric CRS: where they are, and the edge of each (ascending)."""

    xy: Array
    edge: Array
    n_edges: int

    def share(self, chosen: Array) -> Array:
        """Share of each edge's samples that are chosen."""
        return np.bincount(self.edge[chosen], minlength=self.n_edges) / np.bincount(
            self.edge, minlength=self.n_edges
        )

    def most(self, value: Array) -> Array:
        """The value that most samples of each edge have, counting only values from 0 on; -1 where none has one."""
        result = np.full(self.n_edges, -1, dtype=np.int64)
        there = value >= 0
        if there.any():
            width = int(value.max()) + 1
            pair, count = np.unique(self.edge[there] * width + value[there], return_counts=True)
            # by count, and of equals the lower value last, so that it is the one that stays
            order = np.lexsort((-pair, count))
            result[pair[order] // width] = pair[order] % width
        return result


def overlay_edges(
    geom_indptr: Array,
    geom_lon: Array,
    geom_lat: Array,
    areas: gpd.GeoDataFrame,
    major_roads: Sequence[Any] | Array,
    waters: Sequence[Any] | Array,
    region: OverlayRegion,
) -> dict[str, Array]:
    """Lay areas, waters and main roads over the edges.

    Parameters
    ----------
    geom_indptr, geom_lon, geom_lat
        Edge geometry, see docs/dataset.md.
    areas
        The areas table. Where areas overlap, the smaller one counts.
    major_roads
        Lines of motorways, trunk and primary roads, (lon, lat).
    waters
        Lines of waterways; water areas are taken from ``areas``.
    region
        Gives the metric CRS.

    Returns
    -------
    dict
        ``edge_landcover`` uint8[k, 10] and ``edge_protected`` uint8[k], percent; ``edge_area`` int32[k], row of the
        nature area with the largest share, named ones first; ``edge_municipality`` int16[k], number among the
        municipalities; ``edge_noise`` uint8[k], what holds for the middle one of the edge's samples by distance.
    """
    to_metric = pyproj.Transformer.from_crs(WGS84, region.crs, always_xy=True)
    samples = sample_edges(
        np.asarray(geom_indptr), *to_metric.transform(np.asarray(geom_lon), np.asarray(geom_lat))
    )
    shapes = _moved(areas.geometry.to_numpy(), to_metric)
    points: Any = shapely.points(samples.xy)
    tree = shapely.STRtree(points)
    kind = areas["kind"].to_numpy()
    water_lines = _moved(waters, to_metric)
    roads = _moved(major_roads, to_metric)
    cover = landcover_at(samples.xy, tree, areas, shapes)
    is_water = (kind == "landcover") & (areas["class"] == "water").to_numpy()
    shores = np.concatenate([water_lines, shapely.boundary(shapes[is_water])])
    cover[distance_within(samples.xy, shores, WATER_WITHIN_M, _WATER_STEP_M) <= WATER_WITHIN_M] = (
        LANDCOVER.index("water")
    )
    return {
        "edge_landcover": _landcover_percent(samples, cover),
        **_nature(samples, tree, areas, shapes),
        "edge_municipality": _municipality(samples, tree, shapes[kind == "municipality"]),
        "edge_noise": _noise(samples, roads),
    }


def sample_edges(indptr: Array, x: Array, y: Array) -> Samples:
    """Put at least two points on every edge, one about every 25 m, each in the middle of its part."""
    step = np.hypot(np.diff(x), np.diff(y))
    step[indptr[1:-1] - 1] = 0.0
    along = np.concatenate(([0.0], np.cumsum(step)))
    start, length = along[indptr[:-1]], along[indptr[1:] - 1] - along[indptr[:-1]]
    count = np.maximum(np.ceil(length / SAMPLE_EVERY_M).astype(np.int64), MIN_SAMPLES)
    edge = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    at = start[edge] + (nth + 0.5) / count[edge] * length[edge]
    # between points i and i+1 of the edge's own points, also where points coincide
    i = np.clip(np.searchsorted(along, at, side="right") - 1, indptr[edge], indptr[edge + 1] - 2)
    part = np.divide(at - along[i], step[i], out=np.zeros(len(at)), where=step[i] > 0)
    xy = np.column_stack((x[i] + part * (x[i + 1] - x[i]), y[i] + part * (y[i + 1] - y[i])))
    return Samples(xy, edge, len(count))


def landcover_at(xy: Array, tree: shapely.STRtree, areas: gpd.GeoDataFrame, shapes: Array) -> Array:
    """Code of LANDCOVER at each point, -1 where nothing is known.

    Parameters
    ----------
    xy, tree
        The points, and an index of them.
    areas, shapes
        The areas table, and its geometry in the CRS of the points.
    """
    cover = np.full(len(xy), -1, dtype=np.int8)
    rows = np.flatnonzero((areas["kind"] == "landcover").to_numpy())
    if len(rows):
        rows = rows[np.argsort(-areas["area_m2"].to_numpy()[rows], kind="stable")]
        code = np.array([LANDCOVER.index(word) for word in areas["class"].to_numpy()[rows]], dtype=np.int8)
        area, point = tree.query(shapes[rows], predicate="contains_properly")
        order = np.argsort(area, kind="stable")
        cover[point[order]] = code[area[order]]  # large ones first: the last written, the smallest, stays
    return cover


def distance_within(xy: Array, lines: Array, limit_m: float, step_m: float) -> Array:
    """Distance from each point to the nearest line, infinite beyond the limit; lines are taken as dense points."""
    lines = lines[~shapely.is_empty(lines)]
    if not len(lines):
        return np.full(len(xy), np.inf)
    dense = shapely.get_coordinates(shapely.segmentize(lines, step_m))
    found: Array = cKDTree(dense).query(xy, distance_upper_bound=limit_m + step_m)[0]
    return np.where(found <= limit_m, found, np.inf)


def _moved(shapes: Any, to_metric: pyproj.Transformer) -> Array:
    """Geometry in the metric CRS."""

    def move(lonlat: Array) -> Array:
        return np.column_stack(to_metric.transform(lonlat[:, 0], lonlat[:, 1]))

    return np.asarray(shapely.transform(np.asarray(shapes, dtype=object), move), dtype=object)


def _landcover_percent(samples: Samples, cover: Array) -> Array:
    percent = [np.floor(samples.share(cover == code) * 100 + 0.5) for code in range(len(LANDCOVER))]
    table = np.column_stack(percent).astype(np.uint8)
    # rounding up several halves may give 101: the excess comes off the largest
    excess = np.maximum(table.sum(axis=1, dtype=np.int64) - 100, 0).astype(np.uint8)
    table[np.arange(len(table)), table.argmax(axis=1)] -= excess
    return table


def _nature(
    samples: Samples, tree: shapely.STRtree, areas: gpd.GeoDataFrame, shapes: Array
) -> dict[str, Array]:
    rows = np.flatnonzero((areas["kind"] == "nature").to_numpy())
    protected = np.zeros(len(samples.xy), dtype=np.bool_)
    best = np.full(samples.n_edges, -1, dtype=np.int32)
    if len(rows):
        named = (areas["name"].to_numpy()[rows] != "").astype(np.int64)
        order = np.lexsort((areas["area_m2"].to_numpy()[rows], -named))
        rows, named = rows[order], named[order]
        area, point = tree.query(shapes[rows], predicate="intersects")
        protected[point[np.isin(areas["class"].to_numpy()[rows][area], sorted(PROTECTED))]] = True
        pair, count = np.unique(samples.edge[point] * len(rows) + area, return_counts=True)
        edge, area = pair // len(rows), pair % len(rows)
        # the best comes last: named, then the larger share, then the smaller area
        last = np.lexsort((-area, count, named[area]))
        best[edge[last]] = rows[area[last]]
    percent = np.floor(samples.share(protected) * 100 + 0.5).astype(np.uint8)
    return {"edge_protected": percent, "edge_area": best}


def _municipality(samples: Samples, tree: shapely.STRtree, municipalities: Array) -> Array:
    number = np.full(len(samples.xy), -1, dtype=np.int64)
    area, point = tree.query(municipalities, predicate="intersects")
    number[point] = area
    return samples.most(number).astype(np.int16)


def _noise(samples: Samples, roads: Array) -> Array:
    if not len(roads):
        return np.full(samples.n_edges, MOTOR_NOISE.index("unknown"), dtype=np.uint8)
    near, far = NOISE_LIMITS_M
    away = distance_within(samples.xy, roads, far, _ROAD_STEP_M)
    noise = np.full(samples.n_edges, MOTOR_NOISE.index("beyond_500m"), dtype=np.uint8)
    noise[samples.share(away <= far) >= 0.5] = MOTOR_NOISE.index("within_500m")
    noise[samples.share(away <= near) >= 0.5] = MOTOR_NOISE.index("within_100m")
    return noise
