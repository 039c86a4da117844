"""Brooks, canals, the railway and the motorway as ways."""

import numpy as np
import shapely

from geodata.demo.edges import Edges
from geodata.demo.fields import FloatArray
from geodata.demo.land import Brush, densify
from geodata.demo.mesh import Mesh
from geodata.demo.sheet import Tags
from geodata.demo.waters import Barrier
from geodata.demo.ways import Drawn

_STEP_M = 40.0
_CARRIAGEWAY_M = 12.0  # of a motorway, from its middle
_WAY_M = 3_000.0  # long lines are drawn in ways of about this length


def draw_linear(brush: Brush, mesh: Mesh, edges: Edges, drawn: Drawn, barriers: list[Barrier]) -> None:
    """Draw all barriers and the ferries across them."""
    crossings: dict[int, list[int]] = {}
    for node, b in edges.level_crossings:
        crossings.setdefault(b, []).append(node)
    for b, barrier in enumerate(barriers):
        if barrier.kind == "motorway":
            dx, dy = barrier.points[-1] - barrier.points[0]
            left = np.array([-dy, dx]) / np.hypot(dx, dy)
            for side in (-1, 1):
                points = barrier.points + side * _CARRIAGEWAY_M * left
                # Traffic keeps right: the carriageway on the left of the line runs against it.
                _draw(brush, points[::-1] if side > 0 else points, _motorway_tags())
        elif barrier.kind == "railway":
            nodes = crossings.get(b, [])
            for node in nodes:
                brush.sheet.node_tags[int(drawn.node_id[node])] = {"railway": "level_crossing"}
            met = {(mesh.x[n], mesh.y[n]): int(drawn.node_id[n]) for n in nodes}
            tags = {"railway": "rail", "name": barrier.name, "electrified": "contact_line", "gauge": "1435"}
            _draw(brush, _with_points(barrier.points, list(met)), tags, met)
            _stations(brush, barrier)
        else:
            _draw(brush, barrier.points, _water_tags(barrier))
    for one, other in edges.ferries:
        refs = (int(drawn.node_id[one]), int(drawn.node_id[other]))
        tags = {"route": "ferry", "foot": "yes", "bicycle": "yes", "motor_vehicle": "no", "name": "Veer De Overkant",
                "duration": "00:05", "opening_hours": "Apr-Oct 10:00-18:00", "fee": "yes"}  # fmt: skip
        brush.sheet.add_way(refs, tags)


def _motorway_tags() -> Tags:
    return {"highway": "motorway", "ref": "A99", "oneway": "yes", "maxspeed": "100", "lanes": "2", "surface": "asphalt",
            "lit": "no", "bicycle": "no", "foot": "no"}  # fmt: skip


def _water_tags(barrier: Barrier) -> Tags:
    if barrier.kind == "canal":
        return {"waterway": "canal", "name": barrier.name, "width": "18", "boat": "yes"}
    long = len(barrier.points) > 110
    return {"waterway": "river" if long else "stream", "name": barrier.name}


def _with_points(line: FloatArray, extra: list[tuple[float, float]]) -> FloatArray:
    """The line with extra points on it, in order along it."""
    if not extra:
        return line
    whole = shapely.LineString(line)
    every = np.vstack([line, np.array(extra)])
    at = shapely.line_locate_point(whole, shapely.points(every))
    return every[np.argsort(at, kind="stable")]


def _draw(
    brush: Brush, line: FloatArray, tags: Tags, met: dict[tuple[float, float], int] | None = None
) -> None:
    """Draw a line inside the border, as ways that share their end nodes; `met` has nodes that are there already."""
    met = met or {}
    points = densify(line, _STEP_M)
    inside = brush.outline.depth(points[:, 0], points[:, 1]) > 0
    bounds = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    step = round(_WAY_M / _STEP_M)
    for start, stop in zip(bounds[::2], bounds[1::2], strict=True):
        if stop - start < 2:
            continue
        part = points[start:stop]
        lonlat = brush.place(part)
        refs = [met.get((float(x), float(y)), 0) for x, y in part]
        for i, ref in enumerate(refs):
            if not ref:
                refs[i] = brush.sheet.add_nodes(lonlat[i][None, :])
        for k in range(0, len(refs) - 1, step):
            brush.sheet.add_way(refs[k : k + step + 1], tags)


def _stations(brush: Brush, barrier: Barrier) -> None:
    for name, x, y in barrier.stops:
        lon, lat = brush.place(np.array([[x, y]]))[0]
        tags = {
            "railway": "station",
            "public_transport": "station",
            "name": f"Station {name}",
            "train": "yes",
        }
        brush.sheet.add_place(float(lon), float(lat), tags, "2024-05-11T09:00:00Z")
