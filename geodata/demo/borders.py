"""Province, municipalities and protected nature."""

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Voronoi, cKDTree
from shapely.geometry import Polygon

from geodata.demo.fields import FloatArray
from geodata.demo.land import Brush, Land, densify
from geodata.demo.names import NameBook
from geodata.demo.settlements import Settlement
from geodata.demo.sheet import Member, Tags

PROVINCE_NAME = "Demo-provincie (verzonnen)"
MADE_UP = "generated demo region, not a real place"
_STEP_M = 90.0
_INSIDE_M2 = 200_000.0  # pools and fields smaller than this, surrounded by nature, belong to it
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
    _draw_tiling(brush, settlements, [seat.name for seat in seats])
    return [seat.name for seat in seats]


def _draw_tiling(brush: Brush, settlements: list[Settlement], names: list[str]) -> None:
    """Ways shared by neighbours, and a relation per municipality and for the province.

    Every spot belongs to the municipality of its nearest settlement.
    """
    homes = np.array([(s.x, s.y) for s in settlements])
    of = np.array([s.municipality for s in settlements])
    tree = cKDTree(homes)
    outer = brush.border.exterior
    lines = shapely.intersection(_between(homes, of, brush.outline.radius_m), brush.border)
    network = shapely.union_all([*lines, outer], grid_size=0.01)
    province: list[Member] = []
    members: dict[int, list[Member]] = {m: [] for m in sorted(set(of.tolist()))}
    corner: dict[tuple[int, int], int] = {}
    for arc in shapely.get_parts(shapely.line_merge(network)):
        line = np.array(arc.coords)
        middle = arc.interpolate(0.5, normalized=True)
        on_border = outer.distance(middle) < 0.05
        tags = {"boundary": "administrative", "admin_level": "4" if on_border else "8", "source": MADE_UP}
        member = ("w", _draw_arc(brush, line, tags, corner), "outer")
        if on_border:
            province.append(member)
        half = np.array(middle.coords[0])
        _, near = tree.query(half, k=1 if on_border else 2)
        for m in sorted({int(of[n]) for n in np.atleast_1d(near)}):
            members[m].append(member)
    for m, ways in members.items():
        _relation(brush, {"name": names[m], "admin_level": "8", "ref:gemeentecode": f"D{m + 1:03d}"}, ways)
    _relation(
        brush,
        {"name": PROVINCE_NAME, "admin_level": "4", "name:en": "Demo province (invented)",
         "name:de": "Demo-Provinz (erfunden)"},
        province,
    )  # fmt: skip


def _between(homes: FloatArray, of: npt.NDArray[np.int64], radius_m: float) -> npt.NDArray[np.object_]:
    """Lines that lie half-way between settlements of different municipalities."""
    far = 50 * radius_m
    ring = [(far, 0.0), (0.0, far), (-far, 0.0), (0.0, -far)]  # makes every line between settlements finite
    cells = Voronoi(np.vstack([homes, ring]))
    lines = []
    for (a, b), ends in zip(cells.ridge_points, cells.ridge_vertices, strict=True):
        if max(a, b) < len(homes) and min(ends) >= 0 and of[a] != of[b]:
            lines.append(shapely.LineString(cells.vertices[ends]))
    return np.array(lines, dtype=object)


def _relation(brush: Brush, facts: Tags, members: list[Member]) -> None:
    tags = {"type": "boundary", "boundary": "administrative", "source": MADE_UP, **facts}
    brush.sheet.add_relation(tags, members)


def _draw_arc(brush: Brush, line: FloatArray, tags: Tags, corner: dict[tuple[int, int], int]) -> int:
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
    pieces = [Polygon(p.exterior, [h for h in p.interiors if Polygon(h).area > _INSIDE_M2])
              for p in shapely.get_parts(joined)]  # fmt: skip
    pieces.sort(key=lambda p: -p.area)
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
