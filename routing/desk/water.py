"""Water that nobody steps across: canals, rivers and water areas of a dataset, as its base map has them."""

from pathlib import Path

import numpy as np
import pyproj
import shapely

from geodata.degrees import scale_at
from routing.errors import DatasetUnusable
from routing.types import Lonlat

WIDE = frozenset({"canal", "river"})
"""Waterways that stop a walker; ditches and streams have a plank or a culvert at every field."""
DRAWN_M = 6.0
"""Lines may be drawn this far from where they are: the last metres of an access do not count as a crossing."""

_DEGREES = "EPSG:4326"


class Water:
    """Barriers of water.

    Parameters
    ----------
    shapes
        Lines and polygons in degrees.
    """

    def __init__(self, shapes: list[shapely.Geometry]) -> None:
        self._tree = shapely.STRtree(shapes)
        self.count = len(shapes)

    @classmethod
    def load(cls, basemap: Path) -> "Water":
        """Read the water of a dataset's ``basemap.pmtiles``; a region without any has none.

        Raises
        ------
        DatasetUnusable
            If the file cannot be read.
        """
        import pyogrio  # noqa: PLC0415 - heavy, and only officers' questions need it

        try:
            layers = {str(name) for name, _ in pyogrio.list_layers(basemap)}
            shapes = [s for layer in ("waterway", "water") if layer in layers for s in _read(basemap, layer)]
        except (OSError, ValueError, pyogrio.errors.DataSourceError) as error:
            raise DatasetUnusable(f"{basemap}: {error}; build the dataset again") from error
        return cls(shapes)

    def between(self, place: Lonlat, way: Lonlat) -> bool:
        """Whether water lies between a place and a point on a way."""
        if not self.count:
            return False
        scale = scale_at(place[1])
        step = (np.array(way) - np.array(place)) * scale
        length_m = float(np.hypot(*step))
        if length_m <= DRAWN_M:
            return False
        end = np.array(place) + step * (1 - DRAWN_M / length_m) / scale
        line = shapely.LineString([place, tuple(end)])
        return bool(self._tree.query(line, predicate="intersects").size)


def _read(basemap: Path, layer: str) -> list[shapely.Geometry]:
    import pyogrio  # noqa: PLC0415

    meta, _, geometry, fields = pyogrio.raw.read(basemap, layer=layer, columns=["class"])
    shapes = shapely.from_wkb(geometry)
    if layer == "waterway":
        shapes = shapes[np.isin(fields[0].astype(str), sorted(WIDE))]
    to_degrees = pyproj.Transformer.from_crs(meta["crs"], _DEGREES, always_xy=True)
    return list(
        shapely.transform(shapes, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])))
    )
