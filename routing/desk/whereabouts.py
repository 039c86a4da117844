"""Which municipality a place lies in, and which of them are near."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

FloatArray = npt.NDArray[np.float64]


class Whereabouts:
    """Answers for the municipalities of a dataset; "" where it has none.

    Parameters
    ----------
    desk
        The dataset's.
    """

    def __init__(self, desk: "CoverageDesk") -> None:
        self.graph = desk.graph
        rows = desk.records.areas.rows("municipality")
        self.names = [desk.records.areas.name[row] for row in rows]
        shapes = desk.records.areas.shape[rows] if rows else np.empty(0, dtype=object)
        self.tree = shapely.STRtree(self._flat(shapes))

    def of(self, lon: FloatArray, lat: FloatArray) -> list[str]:
        """Name of the municipality of each point."""
        found = [""] * len(lon)
        point, area = self.tree.query(self._points(lon, lat), predicate="intersects")
        for p, a in zip(point.tolist(), area.tolist(), strict=True):
            found[p] = self.names[a]
        return found

    def near(self, lon: FloatArray, lat: FloatArray, within_m: float) -> list[list[str]]:
        """Names of the municipalities within some metres of each point."""
        found: list[list[str]] = [[] for _ in range(len(lon))]
        point, area = self.tree.query(self._points(lon, lat), predicate="dwithin", distance=within_m)
        for p, a in zip(point.tolist(), area.tolist(), strict=True):
            found[p].append(self.names[a])
        return found

    def _points(self, lon: FloatArray, lat: FloatArray) -> npt.NDArray[np.object_]:
        return np.asarray(shapely.points(*self.graph.project(np.asarray(lon), np.asarray(lat))), dtype=object)

    def _flat(self, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        def project(xy: FloatArray) -> FloatArray:
            return np.column_stack(self.graph.project(xy[:, 0], xy[:, 1]))

        return np.asarray(shapely.transform(shapes, project), dtype=object)
