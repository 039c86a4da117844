"""What is wrong with ways: paths that stop at a border, barriers before wheels, nature that cannot be entered."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.vocabulary import BARRIERS, WAY_CLASSES, WHEELCHAIR
from routing.desk.distance_profile import distances
from routing.desk.facility_access import Access
from routing.desk.findings import Finding
from routing.desk.recreation_network import PATHS
from routing.desk.whereabouts import Whereabouts
from routing.snapping import snap

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

BORDER_M = 30.0
"""A way that ends this near to two municipalities ends at their border."""
NARROW = ("cycle_barrier", "kissing_gate", "stile", "block")
"""Barriers that stop wheels even where the data does not say on which way they stand."""
LEAST_AREA_M2 = 100_000.0
"""Smaller pieces of nature need no entrance of their own."""
_SNAP_M = 300.0

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def way_findings(desk: "CoverageDesk", mode: str, kinds: Sequence[str]) -> Iterator[Finding]:
    """Findings about ways and areas.

    Parameters
    ----------
    desk, mode
        The dataset's, and whose network.
    kinds
        What to look for.
    """
    if "border_stop" in kinds:
        yield from border_stops(desk, mode)
    if "barrier_on_route" in kinds and mode == "toegankelijk":
        yield from barriers(desk)
    if "area_without_entrance" in kinds and mode == "wandelen":
        yield from closed_areas(desk)


def border_stops(desk: "CoverageDesk", mode: str) -> Iterator[Finding]:
    """Where the network, or a path, ends between two municipalities."""
    g, network = desk.graph, desk.network(mode)
    usable = np.zeros(g.n_edges, dtype=np.bool_)
    usable[network.edge] = True
    ways = np.diff(network.indptr)
    signed = network.is_edge.astype(bool)
    of_network = _degree(g.edge_u, g.edge_v, signed, g.n_nodes)
    path = usable & (signed | np.isin(g.edge_class, [WAY_CLASSES.index(word) for word in PATHS]))
    of_path = _degree(g.edge_u, g.edge_v, path, g.n_nodes)
    nodes = np.flatnonzero((of_network == 1) | ((ways == 1) & (of_path == 1)))
    where = Whereabouts(desk)
    lon, lat = g.node_lon[nodes], g.node_lat[nodes]
    names = where.of(lon, lat)
    for node, name, near in zip(nodes.tolist(), names, where.near(lon, lat, BORDER_M), strict=True):
        others = sorted(set(near) - {name})
        if not name or not others:
            continue
        severity = 2 if of_network[node] == 1 else 1
        point = (float(g.node_lon[node]), float(g.node_lat[node]))
        values: dict[str, str | float | int] = {"neighbour": others[0], "osm_id": int(g.node_osm_id[node])}
        yield Finding(
            "border_stop", severity, "align_with_neighbour", mode, point, shapely.Point(point), name, values
        )


def barriers(desk: "CoverageDesk") -> Iterator[Finding]:
    """Barriers on signed ways that wheels could use but for them."""
    g, walking, wheels = desk.graph, desk.network("wandelen"), desk.network("toegankelijk")
    rolls = np.zeros(g.n_edges, dtype=np.bool_)
    rolls[wheels.edge] = True
    fit = (g.edge_class != WAY_CLASSES.index("steps")) & (g.edge_wheelchair != WHEELCHAIR.index("no"))
    signed = walking.is_edge.astype(bool)
    open_here = _degree(g.edge_u, g.edge_v, signed & rolls, g.n_nodes)
    lost_here = _degree(g.edge_u, g.edge_v, signed & fit & ~rolls, g.n_nodes)
    narrow = np.isin(g.node_barrier, [BARRIERS.index(word) for word in NARROW])
    stopped = (g.node_barrier > 0) & (open_here > 0) & (lost_here > 0)
    left_open = narrow & (open_here >= 2)
    nodes = np.flatnonzero(stopped | left_open)
    names = Whereabouts(desk).of(g.node_lon[nodes], g.node_lat[nodes])
    for node, name in zip(nodes.tolist(), names, strict=True):
        point = (float(g.node_lon[node]), float(g.node_lat[node]))
        values: dict[str, str | float | int] = {
            "barrier": BARRIERS[int(g.node_barrier[node])], "osm_id": int(g.node_osm_id[node]),
        }  # fmt: skip
        severity = 3 if stopped[node] else 2
        yield Finding(
            "barrier_on_route", severity, "remove_barrier", "toegankelijk", point, shapely.Point(point), name, values
        )  # fmt: skip


def closed_areas(desk: "CoverageDesk") -> Iterator[Finding]:
    """Nature near a village or holiday park from which none of its entrances is within reach on foot."""
    g, areas = desk.graph, desk.records.areas
    rule = next(
        (r.limits for r in desk.guidelines if r.subject == "entrance" and "reach_m" in r.limits), None
    )
    rows = np.array(areas.rows("nature"), dtype=np.int64)
    homes = desk.places.rows_of({"city", "town", "village", "holiday_park"})
    if rule is None or len(rows) == 0 or len(homes) == 0:
        return
    reach_m = rule["reach_m"]
    distance_m = _from(desk, homes)
    shapes = shapely.transform(areas.shape[rows], lambda xy: np.column_stack(g.project(xy[:, 0], xy[:, 1])))
    points: Any = shapely.points(*g.project(desk.places.lon[homes], desk.places.lat[homes]))
    home = shapely.STRtree(points)
    nearest, straight_m = home.query_nearest(shapes, return_distance=True, all_matches=False)
    entrances = _entrances(desk)
    for i, which, straight in zip(nearest[0].tolist(), nearest[1].tolist(), straight_m.tolist(), strict=True):
        row = int(rows[i])
        if straight > reach_m or shapely.area(shapes[i]) < LEAST_AREA_M2 or not areas.name[row]:
            continue
        nodes = entrances.get(row, [])
        away = min((float(distance_m[node]) for node in nodes), default=np.inf)
        if away <= reach_m:
            continue
        point = shapely.get_coordinates(shapely.point_on_surface(areas.shape[row]))[0].tolist()
        lonlat = (float(point[0]), float(point[1]))
        values: dict[str, str | float | int] = {
            "name": areas.name[row], "neighbour": desk.places.name[int(homes[which])], "limit_m": reach_m,
        }  # fmt: skip
        walk = {"distance_m": round(away)} if np.isfinite(away) else {}
        [municipality] = Whereabouts(desk).of(np.array([lonlat[0]]), np.array([lonlat[1]]))
        yield Finding(
            "area_without_entrance", 2 if nodes else 3, "make_entrance", "wandelen", lonlat,
            shapely.Point(lonlat), municipality, values | walk,
        )  # fmt: skip


def _from(desk: "CoverageDesk", rows: IntArray) -> FloatArray:
    """Metres on foot from the nearest of some places to every node."""
    g, network, p = desk.graph, desk.network("wandelen"), desk.places
    usable = np.zeros(g.n_edges, dtype=np.uint8)
    usable[network.edge] = 1
    found = [snap(g, (float(p.lon[row]), float(p.lat[row])), usable) for row in rows.tolist()]
    on = [point for point in found if point is not None]
    edge = np.array([point.edge for point in on], dtype=np.int32)
    at_m = np.array([point.at for point in on]) * g.edge_length[edge]
    return distances(g, network, Access(edge, at_m, np.array([point.gap_m for point in on])))


def _entrances(desk: "CoverageDesk") -> dict[int, list[int]]:
    """Nodes where each nature area (row of the areas) is entered: as recorded, else where ways run into it."""
    g, areas, known = desk.graph, desk.records.areas, desk.records.entrances
    found: dict[int, list[int]] = {}
    network = desk.network("wandelen")
    usable = np.zeros(g.n_edges, dtype=np.bool_)
    usable[network.edge] = True
    if known is not None:
        row_of = {area: row for row, area in enumerate(areas.area_id)}
        mask = usable.astype(np.uint8)
        for area, lon, lat in zip(known.area_id, known.lon.tolist(), known.lat.tolist(), strict=True):
            point = snap(g, (lon, lat), mask, _SNAP_M)
            if point is not None and area in row_of:
                end = g.edge_u if point.at < 0.5 else g.edge_v
                found.setdefault(row_of[area], []).append(int(end[point.edge]))
        return found
    node = np.concatenate((g.edge_u[usable], g.edge_v[usable])).astype(np.int64)
    inside = np.tile(g.edge_area[usable], 2).astype(np.int64)
    order = np.lexsort((inside, node))
    node, inside = node[order], inside[order]
    mixed = np.flatnonzero((np.diff(node) == 0) & (np.diff(inside) != 0))
    for here in mixed.tolist():
        for row in {int(inside[here]), int(inside[here + 1])} - {-1}:
            found.setdefault(row, []).append(int(node[here]))
    return found


def _degree(
    u: npt.NDArray[np.int32], v: npt.NDArray[np.int32], edges: npt.NDArray[np.bool_], n: int
) -> npt.NDArray[np.int64]:
    """Edges of a set at each node."""
    return np.bincount(u[edges], minlength=n) + np.bincount(v[edges], minlength=n)
