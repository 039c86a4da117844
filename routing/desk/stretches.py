"""Stretches of the network: parts of edges put in order, joined where they meet, with their lines and names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from routing.desk.kernel_coverage import cut_lines
from routing.desk.recreation_network import RecreationNetwork
from routing.graph import RoutingGraph

MEET_M = 1e-6

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Parts:
    """Parts of edges: edge, metres where each begins and ends, the longest distance on it."""

    edge: npt.NDArray[np.int32]
    lo_m: FloatArray
    hi_m: FloatArray
    longest_m: FloatArray

    def take(self, rows: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> "Parts":
        """Some of them."""
        return Parts(self.edge[rows], self.lo_m[rows], self.hi_m[rows], self.longest_m[rows])


@dataclass(frozen=True)
class Stretch:
    """A part of the network between two junctions.

    Attributes
    ----------
    length_m
        Metres of it.
    longest_distance_m
        From its worst-served point to the nearest facility; None where none can be reached.
    from_junction, to_junction
        Numbers, None where none bounds the stretch.
    municipality
        Where most of it lies, "" unknown.
    geometry
        LineString or, where other stretches interrupt it, MultiLineString; (lon, lat).
    edges, metres
        Edges it runs over, in order, and how much of each.
    """

    length_m: float
    longest_distance_m: float | None
    from_junction: str | None
    to_junction: str | None
    municipality: str
    geometry: shapely.Geometry
    edges: npt.NDArray[np.int32] = field(compare=False, repr=False)
    metres: FloatArray = field(compare=False, repr=False)


class Stretches:
    """Draws and names stretches of one network.

    Parameters
    ----------
    graph, network
        Ways, and which of them are the network.
    """

    def __init__(self, graph: RoutingGraph, network: RecreationNetwork) -> None:
        self.graph = graph
        self.network = network

    @cached_property
    def _share(self) -> FloatArray:
        """Share of its edge's length at which every geometry point lies, as tours cut edges."""
        g = self.graph
        first, last = g.geom_indptr[:-1], g.geom_indptr[1:] - 1
        kx = np.repeat(np.cos(np.radians(g.geom_lat[first])), last - first + 1)
        step = np.hypot(np.diff(g.geom_lon, prepend=np.nan) * kx, np.diff(g.geom_lat, prepend=np.nan))
        step[first] = 0.0
        along = np.cumsum(step)
        along -= np.repeat(along[first], last - first + 1)
        whole = np.repeat(along[last], last - first + 1)
        share = np.divide(along, whole, out=np.zeros_like(along), where=whole > 0)
        share[last] = np.where(along[last] > 0, 1.0, 0.0)
        return np.asarray(share)

    def joined(self, parts: Parts) -> list[Stretch]:
        """Parts that follow each other within a section, or between two branchings, as one; longest first."""
        rows, at = self._order(parts)
        parts = parts.take(rows)
        chain = self.network.chain[parts.edge]
        end = at + parts.hi_m - parts.lo_m
        new = np.concatenate(([True], (np.diff(chain) != 0) | (at[1:] > end[:-1] + MEET_M)))
        stretches = self._made(parts, np.flatnonzero(new[: len(rows)]))
        return sorted(stretches, key=_longest_first)

    def whole(self, parts: Parts) -> list[Stretch]:
        """All parts of each section, or of what lies between two branchings, as one, in the order of their chains."""
        rows, _ = self._order(parts)
        parts = parts.take(rows)
        new = np.concatenate(([True], np.diff(self.network.chain[parts.edge]) != 0))
        return self._made(parts, np.flatnonzero(new[: len(rows)]))

    def _order(self, parts: Parts) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """Rows of parts along their chains, and the metre along it at which each begins."""
        n, edge = self.network, parts.edge
        at = n.begin[edge] + np.where(n.backward[edge], self.graph.edge_length[edge] - parts.hi_m, parts.lo_m)
        rows = np.lexsort((at, n.chain[edge]))
        return rows, at[rows]

    def _made(self, parts: Parts, first: npt.NDArray[np.int64]) -> list[Stretch]:
        if len(first) == 0:
            return []
        length = np.add.reduceat(parts.hi_m - parts.lo_m, first)
        longest = np.maximum.reduceat(parts.longest_m, first)
        chain = self.network.chain[parts.edge[first]]
        which = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(parts.edge))))
        names = self._municipalities(parts, which, len(first))
        lines = self._lines(parts, which)
        edges, metres_of = np.split(parts.edge, first[1:]), np.split(parts.hi_m - parts.lo_m, first[1:])
        return [
            Stretch(
                metres,
                far if np.isfinite(far) else None,
                self.network.from_ref[c],
                self.network.to_ref[c],
                name,
                line,
                edge,
                each,
            )
            for metres, far, c, name, line, edge, each in zip(
                length.tolist(), longest.tolist(), chain.tolist(), names, lines, edges, metres_of, strict=True
            )
        ]

    def _municipalities(self, parts: Parts, which: npt.NDArray[np.int64], count: int) -> list[str]:
        """Where most metres of each stretch lie."""
        g = self.graph
        names = [*g.municipalities, ""]
        row = g.edge_municipality[parts.edge].astype(np.int64) % len(
            names
        )  # -1, unknown, reads the last name
        pair, where = np.unique(which * len(names) + row, return_inverse=True)
        metres = np.bincount(where, parts.hi_m - parts.lo_m)
        order = np.lexsort((-metres, pair // len(names)))
        best = order[np.searchsorted((pair // len(names))[order], np.arange(count))]
        return [names[i] for i in (pair[best] % len(names)).tolist()]

    def _lines(self, parts: Parts, which: npt.NDArray[np.int64]) -> Sequence[shapely.Geometry]:
        """Line of each stretch, in travel order; a break where consecutive parts do not meet."""
        g, edge = self.graph, parts.edge
        whole = np.maximum(g.edge_length[edge], 1e-9)
        capacity = int((g.geom_indptr[edge + 1] - g.geom_indptr[edge]).sum()) + 2 * len(edge)
        lon, lat = np.empty(capacity), np.empty(capacity)
        begin = cut_lines(
            edge, parts.lo_m / whole, parts.hi_m / whole, self.network.backward[edge], g.geom_indptr,
            g.geom_lon, g.geom_lat, self._share, lon, lat,
        )  # fmt: skip
        points = np.column_stack((lon, lat))[: begin[-1]]
        start, end = points[begin[:-1]], points[begin[1:] - 1]
        apart = np.abs(start[1:] - end[:-1]).max(axis=1, initial=0.0) > 1e-9
        line = np.cumsum(np.concatenate(([0], apart | (np.diff(which) != 0))))
        of_point = np.repeat(line, np.diff(begin))
        same = np.concatenate(([False], (points[1:] == points[:-1]).all(axis=1) & (np.diff(of_point) == 0)))
        points, of_point = points[~same], of_point[~same]
        alone = np.bincount(of_point)[of_point] == 1  # a part so short that both ends are one point
        repeat = np.where(alone, 2, 1)
        lines: Any = shapely.linestrings(
            np.repeat(points, repeat, axis=0), indices=np.repeat(of_point, repeat)
        )
        owner = which[np.unique(line, return_index=True)[1]]
        count = np.bincount(owner)
        first = np.cumsum(count) - count
        return [
            lines[a] if n == 1 else shapely.multilinestrings(lines[a : a + n])
            for a, n in zip(first.tolist(), count.tolist(), strict=True)
        ]


def _longest_first(stretch: Stretch) -> tuple[float, str, str, list[float]]:
    return (
        -stretch.length_m,
        stretch.from_junction or "",
        stretch.to_junction or "",
        shapely.get_coordinates(stretch.geometry)[0].tolist(),
    )
