"""A named route as its page shows it: the line in travel order, its figures, and what lies where along it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from routing.desk.quality import RouteQuality, measured_route
from routing.desk.route_order import joins, lines_of_route, row_of_route, travelled, walk_of_route
from routing.passing import PASS_M, places_passed
from routing.strips import strips
from routing.types import FloatArray, Strips
from routing.walks import part_of_line

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk


@dataclass(frozen=True, eq=False)
class NamedRoute:
    """A route with everything measured along it.

    Attributes
    ----------
    quality
        Its figures.
    lines
        The line in travel order, a piece from break to break; (lon, lat).
    lengths_m
        Of each piece.
    strips
        What lies where, by metre along the pieces.
    """

    quality: RouteQuality
    lines: tuple[FloatArray, ...]
    lengths_m: tuple[float, ...]
    strips: Strips

    def part(self, from_m: float, to_m: float) -> FloatArray:
        """The line between two metres, turned round where the second lies before the first."""
        low, high = sorted((from_m, to_m))
        parts: list[FloatArray] = []
        begin = 0.0
        for line, length in zip(self.lines, self.lengths_m, strict=True):
            lo, hi = ((at - begin) / length if length > 0 else 0.0 for at in (low, high))
            if hi > 0 and lo < 1:
                parts.append(part_of_line(line, max(lo, 0.0), min(hi, 1.0)))
            begin += length
        found = np.concatenate(parts) if parts else self.lines[-1][-2:]
        return found[::-1] if to_m < from_m else found


def named_route(desk: "CoverageDesk", osm_id: int) -> NamedRoute | None:
    """Measure a named route and lay it out; None where the dataset has none of that number."""
    g = desk.graph
    row = row_of_route(g, osm_id)
    quality = measured_route(desk, osm_id)
    if row is None or quality is None:
        return None
    edges = travelled(g, row)
    joined = joins(g, edges)
    walk = walk_of_route(g, edges, joined)
    lines = lines_of_route(g, edges, joined)
    metres = g.edge_length[edges].astype(np.float64)
    # Pieces are cut where the lines were: one edge after the other until the points of a line are used up.
    ends = np.cumsum([len(line) - 1 for line in lines])
    steps = np.cumsum([len(g.edge_points(edge)) - 1 for edge in edges.tolist()])
    piece = np.searchsorted(ends, steps)
    return NamedRoute(
        quality=quality,
        lines=tuple(lines),
        lengths_m=tuple(np.bincount(piece, weights=metres, minlength=len(lines)).tolist()),
        strips=strips(g, walk, places_passed(g, walk, PASS_M), desk.kinds),
    )
