"""Junctions and sections of the node networks, ready to be cut by area."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from app.errors import DatasetRefused
from app.places import Bbox
from geodata.vocabulary import NODE_NETWORK_OF_MODE

_COLUMNS = ("kind", "network", "ref", "osm_id", "from_ref", "to_ref", "length_m", "status", "geometry")
# A line drawn over the width of a screen needs no more than one point per pixel or so.
_PIXELS_ACROSS = 2000


@dataclass(frozen=True, eq=False)
class NetworkLayer:
    """The junctions and sections of a dataset.

    Attributes
    ----------
    table
        One row each, without the geometry.
    network
        ``rcn`` or ``rwn`` per row.
    geometry
        Points and lines, same rows.
    bounds
        ``float64[n, 4]``: west, south, east, north of each.
    """

    table: pa.Table
    network: npt.NDArray[np.object_]
    geometry: npt.NDArray[np.object_]
    bounds: npt.NDArray[np.float64]

    @classmethod
    def load(cls, path: Path) -> "NetworkLayer":
        """Read ``networks.parquet``.

        Raises
        ------
        DatasetRefused
            If the file is missing, damaged or lacks a column.
        """
        try:
            table = pq.read_table(path, columns=list(_COLUMNS), use_threads=False)
            table = table.filter(pc.is_in(table["kind"], value_set=pa.array(["junction", "section"])))
            geometry = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
        except (OSError, ValueError, KeyError, shapely.errors.GEOSException) as error:
            raise DatasetRefused(f"{path.name}: {str(error).splitlines()[0]}") from error
        network = np.array(table["network"].to_pylist(), dtype=object)
        return cls(table.drop_columns(["geometry"]), network, geometry, shapely.bounds(geometry))

    def within(self, mode: str, bbox: Bbox) -> npt.NDArray[np.int64]:
        """Return the rows of a mode's network that touch a bounding box."""
        west, south, east, north = bbox
        touches = (
            (self.bounds[:, 2] >= west)
            & (self.bounds[:, 0] <= east)
            & (self.bounds[:, 3] >= south)
            & (self.bounds[:, 1] <= north)
        )
        return np.flatnonzero(touches & (self.network == NODE_NETWORK_OF_MODE[mode]))

    def features(self, rows: npt.NDArray[np.int64], bbox: Bbox) -> list[dict[str, Any]]:
        """Return rows as GeoJSON features, lines thinned to what a screen showing the box can show."""
        shapes = self.geometry[rows]
        tolerance = (bbox[2] - bbox[0]) / _PIXELS_ACROSS
        # Below this (about 5 m) thinning would only cost; sections are recorded no finer.
        if tolerance > 5e-5:
            shapes = shapely.simplify(shapes, tolerance)
        return [
            _feature(row, shape)
            for row, shape in zip(
                self.table.take(pa.array(rows)).to_pylist(), geojson_shapes(shapes), strict=True
            )
        ]


def _feature(row: Mapping[str, Any], shape: Mapping[str, Any] | None) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "kind": row["kind"],
        "network": row["network"],
        "ref": row["ref"],
        "osm_id": row["osm_id"],
        "status": row["status"],
    }
    if row["kind"] == "section":
        length_m = row["length_m"]
        properties |= {
            "from_ref": row["from_ref"],
            "to_ref": row["to_ref"],
            "length_m": None if length_m is None or math.isnan(length_m) else round(length_m, 1),
        }
    return {"type": "Feature", "geometry": shape, "properties": properties}


def geojson_shapes(shapes: npt.NDArray[np.object_], decimals: int = 6) -> Iterator[dict[str, Any] | None]:
    """Yield points, lines and bundles of lines as GeoJSON, to a tenth of a metre unless told otherwise.

    All coordinates are taken at once: one by one, a province's network takes seconds.
    """
    parts, shape_of_part = shapely.get_parts(shapes, return_index=True)
    points, part_of_point = shapely.get_coordinates(parts, return_index=True)
    positions = np.round(points, decimals).tolist()
    ends = np.cumsum(np.bincount(part_of_point, minlength=len(parts))).tolist()
    lines = [positions[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    part_ends = np.cumsum(np.bincount(shape_of_part, minlength=len(shapes))).tolist()
    kinds = shapely.get_type_id(shapes).tolist()
    for kind, start, end in zip(kinds, [0, *part_ends], part_ends, strict=False):
        if start == end or not lines[start]:
            yield None
        elif kind == shapely.GeometryType.POINT:
            yield {"type": "Point", "coordinates": lines[start][0]}
        elif kind == shapely.GeometryType.LINESTRING:
            yield {"type": "LineString", "coordinates": lines[start]}
        else:
            yield {"type": "MultiLineString", "coordinates": lines[start:end]}
