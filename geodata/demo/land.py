"""Land-cover polygons: fields, meadows, woods, heaths, bogs, lakes, villages."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from geodata.demo.blocks import Block, Point, ray_hit, ring_area
from geodata.demo.fields import FloatArray, Ground, Outline, Soil, to_lonlat
from geodata.demo.names import NameBook
from geodata.demo.sheet import Member, Sheet, Tags

_PARCEL_M2 = {"field": 75_000.0, "grass": 60_000.0}
_PARCEL_DEFAULT_M2 = 120_000.0
_STEP_M = 70.0  # between the points of a border, so that it bends with the ground
_SPECK_M2 = 900.0  # holes and pieces smaller than this are left out
_NAMED_FROM_M2 = 150_000.0

_COVER_TAGS: dict[str, tuple[Tags, ...]] = {
    "field": ({"landuse": "farmland"}, {"landuse": "farmland", "crop": "potatoes"}, {"landuse": "farmland"}),
    "grass": (
        {"landuse": "meadow"},
        {"landuse": "meadow", "meadow": "agricultural"},
        {"natural": "grassland"},
    ),
    "forest": ({"landuse": "forest", "leaf_type": "mixed"}, {"natural": "wood"}, {"landuse": "forest"}),
    "forest_leaf": (
        {"landuse": "forest", "leaf_type": "broadleaved"},
        {"natural": "wood", "leaf_type": "broadleaved"},
    ),
    "forest_needle": (
        {"landuse": "forest", "leaf_type": "needleleaved"},
        {"landuse": "forest", "leaf_type": "needleleaved", "leaf_cycle": "evergreen"},
    ),
    "heath": ({"natural": "heath"},),
    "sand": ({"natural": "sand"},),
    "bog": ({"natural": "wetland", "wetland": "bog"},),
}
_USE_TAGS: dict[str, Tags] = {
    "brink": {"landuse": "village_green", "name": "De Brink"},
    "park": {"leisure": "park"},
    "pitch": {"leisure": "pitch", "sport": "soccer"},
    "cemetery": {"landuse": "cemetery"},
    "industrial": {"landuse": "industrial"},
    "school": {"amenity": "school"},
    "retail": {"landuse": "retail"},
    "holiday_park": {"leisure": "resort", "resort": "holiday_park", "tourism": "chalet"},
    "camp_site": {"tourism": "camp_site"},
    "lake": {"natural": "water", "water": "lake"},
    "pond": {"natural": "water", "water": "pond"},
}
_GREEN = frozenset({"park", "brink", "cemetery", "industrial"})  # holes in the residential area
_GATHERED = ("heath", "sand", "bog")  # drawn as whole areas, not parcel by parcel
_NAME_TAILS = {"heath": ("heide", "veld"), "sand": ("zand", "duinen"), "bog": ("veen", "broek")}
_USE_NAME_TAILS = {"park": ("park", "plantsoen"), "lake": ("meer", "plas"), "pond": ("ven", "poel"),
                   "holiday_park": ("hoeve", "bos Vakantiepark"), "camp_site": ("kamp", "Camping")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Land:
    """Land cover on the plan.

    Attributes
    ----------
    wild
        Polygons of heath, sand, bog and woods with their cover.
    used
        (block, polygon) of the blocks with a use.
    villages
        Residential area by settlement.
    """

    wild: list[tuple[str, Polygon]]
    used: list[tuple[Block, Polygon]]
    villages: dict[int, MultiPolygon]


class Brush:
    """Draws plan polygons into a sheet, bent and clipped to the border."""

    def __init__(self, ground: Ground, outline: Outline, sheet: Sheet) -> None:
        self.ground, self.outline, self.sheet = ground, outline, sheet
        self.border = Polygon(outline.ring())
        shapely.prepare(self.border)
        self._rings: list[tuple[int, FloatArray]] = []  # (slot of the sheet, points on the plan)

    def clip(self, shapes: Iterable[Polygon]) -> list[Polygon]:
        """The parts of polygons inside the border, as single polygons."""
        array = np.array(list(shapes), dtype=object)
        if not len(array):
            return []
        crossing = ~shapely.contains_properly(self.border, array)
        if crossing.any():
            array[crossing] = shapely.intersection(array[crossing], self.border)
        parts = shapely.get_parts(array)
        return [p for p in parts if p.geom_type == "Polygon" and p.area > 400]

    def draw(self, shape: Polygon, tags: Tags) -> Member:
        """Add one polygon: a closed way, or a multipolygon relation where it has holes."""
        outer = self._ring(shape.exterior.coords, tags if not shape.interiors else {})
        if not shape.interiors:
            return ("w", outer, "outer")
        members: list[Member] = [("w", outer, "outer")]
        members += [("w", self._ring(hole.coords, {}), "inner") for hole in shape.interiors]
        return ("r", self.sheet.add_relation({"type": "multipolygon", **tags}, members), "")

    def _ring(self, coords: Iterable[tuple[float, ...]], tags: Tags) -> int:
        ring = densify(np.array(coords)[:, :2], _STEP_M)[:-1]
        first, slot = self.sheet.promise_nodes(len(ring))
        self._rings.append((slot, ring))
        return self.sheet.add_way([*range(first, first + len(ring)), first], tags)

    def finish(self) -> None:
        """Bend the rings drawn so far, all at once: thousands of small ones would cost far more."""
        if not self._rings:
            return
        lonlat = self.place(np.concatenate([ring for _, ring in self._rings]))
        stops = np.cumsum([len(ring) for _, ring in self._rings])
        for (slot, _), part in zip(self._rings, np.split(lonlat, stops[:-1]), strict=True):
            self.sheet.keep_promise(slot, part)
        self._rings.clear()

    def place(self, xy: FloatArray) -> FloatArray:
        """Plan coordinates to degrees."""
        return to_lonlat(self.ground.bend(xy))


def gather(shapes: list[Polygon]) -> list[Polygon]:
    """Join polygons that share borders; the result has no slivers and touches itself nowhere.

    Blown up a little and shrunk a little more, so that hair-thin gaps close and corners that touch part.
    """
    whole = shapely.buffer(shapely.union_all(shapes, grid_size=0.01), 1.5, join_style="mitre")
    shrunk = shapely.simplify(shapely.buffer(whole, -3.0, join_style="mitre"), 0.8)
    return [_without_specks(part) for part in shapely.get_parts(shrunk) if part.area > _SPECK_M2]


def _without_specks(shape: Polygon) -> Polygon:
    holes = [hole for hole in shape.interiors if Polygon(hole).area > _SPECK_M2]
    return Polygon(shape.exterior, holes)


def densify(line: FloatArray, step_m: float) -> FloatArray:
    """Points (n, 2) along a line at most `step_m` apart, its own points included."""
    gaps = np.hypot(*np.diff(line, axis=0).T)
    counts = np.maximum(1, np.ceil(gaps / step_m).astype(int))
    owner = np.repeat(np.arange(len(counts)), counts)
    start = np.concatenate([[0], np.cumsum(counts)[:-1]])
    share = (np.arange(len(owner)) - start[owner]) / counts[owner]
    return np.vstack([line[owner] + share[:, None] * (line[owner + 1] - line[owner]), line[-1:]])


def lay_land(
    rng: np.random.Generator, blocks: list[Block], soil: Soil, brush: Brush, names: NameBook
) -> Land:
    """Draw the land cover of all blocks and say what lies where."""
    used = [(block, _blob(block) if block.use in ("lake", "pond") else Polygon(block.corners)) for block in blocks
            if block.use]  # fmt: skip
    water = [shape for block, shape in used if block.use in ("lake", "pond")]
    villages = _villages(blocks)
    wild: list[tuple[str, Polygon]] = []
    gathered: dict[str, list[Polygon]] = {cover: [] for cover in _GATHERED}
    for cover, shape in _parcels(rng, blocks, soil):
        if cover in gathered:
            gathered[cover].append(shape)
            continue
        if cover.startswith("forest"):
            wild.append((cover, shape))
        kinds = _COVER_TAGS[cover]
        for part in brush.clip([shape]):
            brush.draw(part, kinds[int(rng.integers(len(kinds)))])
    pools = shapely.union_all(water) if water else Polygon()
    for cover, shapes in gathered.items():
        for part in brush.clip(shapely.difference(gather(shapes), pools).tolist() if shapes else []):
            wild.append((cover, part))
            tags = dict(_COVER_TAGS[cover][0])
            if part.area > _NAMED_FROM_M2:
                tags["name"] = names.piece(*_NAME_TAILS[cover])
            brush.draw(part, tags)
    _draw_used(used, brush, names)
    for village in villages.values():
        for part in brush.clip(village.geoms):
            brush.draw(part, {"landuse": "residential"})
    return Land(wild, used, villages)


def _parcels(rng: np.random.Generator, blocks: list[Block], soil: Soil) -> list[tuple[str, Polygon]]:
    """Open land cut once more along borders without a way, each parcel with its cover."""
    rings: list[list[Point]] = []
    for block in blocks:
        if block.cover == "built_up" or block.use == "lake":
            continue
        stack = [block.corners]
        wanted = _PARCEL_M2.get(block.cover, _PARCEL_DEFAULT_M2) * rng.uniform(0.5, 1.6)
        while stack:
            ring = stack.pop()
            halves = _cut_parcel(rng, ring) if ring_area(ring) > 1.6 * wanted else None
            if halves:
                stack.extend(halves)
            else:
                rings.append(ring)
    centres = np.array([np.mean(ring, axis=0) for ring in rings])
    covers = soil.cover(centres[:, 0], centres[:, 1])
    return [(str(cover), Polygon(ring)) for cover, ring in zip(covers, rings, strict=True)]


def _cut_parcel(rng: np.random.Generator, ring: list[Point]) -> tuple[list[Point], list[Point]] | None:
    """Halve a ring from the middle of its longest side."""
    n = len(ring)
    i = max(
        range(n),
        key=lambda k: (ring[k][0] - ring[k - n + 1][0]) ** 2 + (ring[k][1] - ring[k - n + 1][1]) ** 2,
    )
    (ax, ay), (bx, by) = ring[i], ring[(i + 1) % n]
    share = rng.uniform(0.35, 0.65)
    p = (ax + share * (bx - ax), ay + share * (by - ay))
    hit = ray_hit(ring, i, *p, -(by - ay), bx - ax)
    if hit is None:
        return None
    j, q = hit[0], (hit[2], hit[3])
    first = [ring[(i + 1 + k) % n] for k in range((j - i) % n)]
    second = [ring[(j + 1 + k) % n] for k in range((i - j) % n)]
    halves = [p, *first, q], [q, *second, p]
    return halves if min(ring_area(half) for half in halves) > 2_000 else None


def _blob(block: Block) -> Polygon:
    """A rounded shore inside a block."""
    ring = np.array(block.corners)
    ring = ring.mean(axis=0) + 0.68 * (ring - ring.mean(axis=0))
    for _ in range(3):  # Chaikin: cut the corners, three times
        ahead = np.roll(ring, -1, axis=0)
        ring = np.stack([0.75 * ring + 0.25 * ahead, 0.25 * ring + 0.75 * ahead], axis=1).reshape(-1, 2)
    return Polygon(ring)


def _villages(blocks: list[Block]) -> dict[int, MultiPolygon]:
    of: dict[int, list[Polygon]] = {}
    for block in blocks:
        if block.cover == "built_up" and block.use not in _GREEN:
            of.setdefault(block.settlement, []).append(Polygon(block.corners))
    return {s: MultiPolygon(gather(shapes)) for s, shapes in of.items()}


def _draw_used(used: list[tuple[Block, Polygon]], brush: Brush, names: NameBook) -> None:
    for block, shape in used:
        tags = dict(_USE_TAGS[block.use])
        tails = _USE_NAME_TAILS.get(block.use)
        if tails and (block.use != "pond" or shape.area > 20_000):
            tags["name"] = names.piece(*tails)
        if block.use == "holiday_park":
            tags |= {"opening_hours": "Mar-Oct", "website": "https://example.org/demo"}
        for part in brush.clip([shape]):
            brush.draw(part, tags)
        if block.use == "lake":  # the shore
            for part in brush.clip([Polygon(block.corners, [shape.exterior])]):
                brush.draw(part, {"natural": "grassland"})
