"""Province, municipalities and protected nature."""

import numpy as np
import shapely
from shapely.geometry import MultiPoint, Polygon

from geodata.demo.land import Brush, Land, densify
from geodata.demo.names import NameBook
from geodata.demo.settlements import Settlement
from geodata.demo.sheet import Member, Tags

PROVINCE_NAME = "Demo-provincie (verzonnen)"
MADE_UP = "generated demo region, not a real place"
_STEP_M = 90.0
_RESERVE_M2, _NATURA_M2 = 250_000.0, 1_600_000.0


def draw_borders(brush: Brush, settlements: list[Settlement], scale: float) -> list[str]:
    """Draw the municipalities, which tile the province; set `municipality` of the settlements.

    Returns
    -------
    list
        Names of the municipalities.
    """
    count = min(len(settlements), max(2, round(12 * scale)))
    seats = sorted(settlements, key=lambda s: -s.population)[:count]
    for settlement in settlements:
        gaps = [np.hypot(settlement.x - seat.x, settlement.y - seat.y) for seat in seats]
        settlement.municipality = int(np.argmin(gaps))
    points = MultiPoint([(s.x, s.y) for s in settlements])
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=brush.border))
    tree = shapely.STRtree(cells)
    shapes: dict[int, list[Polygon]] = {}
    for settlement, point in zip(settlements, points.geoms, strict=True):
        cell = cells[int(tree.query(point, predicate="intersects")[0])]
        shapes.setdefault(settlement.municipality, []).append(cell)
    areas = {m: shapely.union_all(parts, grid_size=0.01) for m, parts in sorted(shapes.items())}
    _draw_tiling(brush, areas, [seat.name for seat in seats])
    return [seat.name for seat in seats]


def _draw_tiling(brush: Brush, areas: dict[int, Polygon], names: list[str]) -> None:
    """Ways shared by neighbours, and a relation per municipality and for the province."""
    lines = [shapely.intersection(area.boundary, brush.border) for area in areas.values()]
    network = shapely.union_all([*lines, brush.border.exterior], grid_size=0.01)
    arcs = [arc for arc in shapely.get_parts(shapely.line_merge(network)) if arc.length > 0.1]
    outer = brush.border.exterior
    province: list[Member] = []
    members: dict[int, list[Member]] = {m: [] for m in areas}
    corner: dict[tuple[int, int], int] = {}
    for arc in arcs:
        middle = arc.interpolate(0.5, normalized=True)
        on_border = outer.distance(middle) < 0.05
        tags = {"boundary": "administrative", "admin_level": "4" if on_border else "8", "source": MADE_UP}
        member = ("w", _draw_arc(brush, np.array(arc.coords), tags, corner), "outer")
        if on_border:
            province.append(member)
        for m, area in areas.items():
            near = area.distance(middle) < 0.5
            if near and (on_border or area.boundary.distance(middle) < 0.5):
                members[m].append(member)
    for m, ways in members.items():
        _relation(brush, {"name": names[m], "admin_level": "8", "ref:gemeentecode": f"D{m + 1:03d}"}, ways)
    _relation(
        brush,
        {"name": PROVINCE_NAME, "admin_level": "4", "name:en": "Demo province (invented)",
         "name:de": "Demo-Provinz (erfunden)"},
        province,
    )  # fmt: skip


def _relation(brush: Brush, facts: Tags, members: list[Member]) -> None:
    tags = {"type": "boundary", "boundary": "administrative", "source": MADE_UP, **facts}
    brush.sheet.add_relation(tags, members)


def _draw_arc(brush: Brush, line: np.ndarray, tags: Tags, corner: dict[tuple[int, int], int]) -> int:
    """Add one border line; arcs that meet share the node where they meet."""
    points = densify(line, _STEP_M)
    lonlat = brush.place(points)
    refs = []
    for end in (0, -1):
        key = (round(points[end, 0] * 10), round(points[end, 1] * 10))
        if key not in corner:
            corner[key] = brush.sheet.add_nodes(lonlat[end][None, :])
        refs.append(corner[key])
    first = brush.sheet.add_nodes(lonlat[1:-1]) if len(points) > 2 else 0
    return brush.sheet.add_way([refs[0], *range(first, first + len(points) - 2), refs[1]], tags)


def protect_nature(brush: Brush, land: Land, names: NameBook) -> list[tuple[str, Polygon]]:
    """Draw protected areas around the larger pieces of wild land; return (name, polygon on the plan)."""
    wild = shapely.union_all([shape for _, shape in land.wild], grid_size=0.05)
    joined = shapely.simplify(shapely.buffer(shapely.buffer(wild, 90), -70), 12)
    pieces = sorted(shapely.get_parts(joined).tolist(), key=lambda p: -p.area)
    found: list[tuple[str, Polygon]] = []
    for rank, piece in enumerate(pieces):
        if rank > 0 and piece.area < _RESERVE_M2:
            break
        name = names.piece("veld", "heide", "zand", "bos", "veen", "woud")
        found.append((name, piece))
        natura = piece.area > _NATURA_M2 or rank < 1
        tags = _natura(name) if natura else _reserve(name, rank)
        for part in brush.clip([piece]):
            brush.draw(part, tags)
    if found:
        park = shapely.get_parts(shapely.simplify(shapely.buffer(found[0][1], 260), 30))[0]
        tags = {"boundary": "national_park", "name": f"Nationaal Park {found[0][0]}", "operator": "Demo Natuurbeheer",
                "protection_title": "Nationaal Park", "source": MADE_UP}  # fmt: skip
        for part in brush.clip([park]):
            brush.draw(part, tags)
    return found


def _natura(name: str) -> Tags:
    return {
        "boundary": "protected_area", "protect_class": "97", "protection_title": "Natura 2000", "name": name,
        "operator": "Demo Natuurbeheer", "source": MADE_UP,
    }  # fmt: skip


def _reserve(name: str, rank: int) -> Tags:
    tags = {"leisure": "nature_reserve", "name": name, "operator": "Demo Landschap", "source": MADE_UP}
    if rank % 3 == 0:
        tags["dog"] = "leashed"
    if rank % 5 == 0:
        tags |= {"name:en": f"{name} nature reserve", "name:de": f"Naturschutzgebiet {name}"}
    if rank % 7 == 0:
        tags["access"] = "permissive"
    return tags
