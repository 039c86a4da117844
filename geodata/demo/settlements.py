"""Where people live: towns, villages and hamlets of the demo region, and the bare crossroads between them."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from geodata.demo.fields import FloatArray, Outline, Waves
from geodata.demo.names import NameBook

# kind: settlements per province of scale 1, least distance to any other (m), population range
_KINDS: tuple[tuple[str, float, float, tuple[float, float]], ...] = (
    ("city", 1, 9000, (60_000, 66_000)),
    ("town", 5, 6500, (15_000, 34_000)),
    ("large_village", 14, 3800, (4_000, 9_000)),
    ("village", 115, 2100, (500, 3_000)),
    ("hamlet", 240, 1300, (30, 300)),
)
_BUILT_M_PER_SQRT_HEAD = 11.2  # radius of the built-up area: 400 m² a head
_CROSSROADS_M = 1350.0  # distance of a bare crossroads to the next main node
_MARGIN_M = 3500.0  # roads are planned this far beyond the border, then cut


@dataclass(slots=True)
class Settlement:
    """A place where people live.

    Attributes
    ----------
    node
        Its number among the main nodes.
    radius_m
        Mean radius of the built-up area on the plan.
    """

    node: int
    kind: str
    name: str
    population: int
    x: float
    y: float
    radius_m: float
    municipality: int = -1
    osm_id: int = field(default=0)

    @property
    def place(self) -> str:
        """Value of the OSM key ``place``."""
        return {"city": "town", "large_village": "village"}.get(self.kind, self.kind)


class Built:
    """How built-up a spot is, from the settlements around it."""

    def __init__(self, rng: np.random.Generator, settlements: list[Settlement]) -> None:
        self._rough = Waves(rng, 600, 0.16)
        self.settlements = settlements
        self._x = np.array([s.x for s in settlements])
        self._y = np.array([s.y for s in settlements])
        self._radius = np.array([s.radius_m for s in settlements])

    def near(self, x: float, y: float, reach_m: float) -> npt.NDArray[np.int64]:
        """Settlements whose built-up area may touch the disc around (x, y)."""
        gap = np.hypot(self._x - x, self._y - y) - 1.6 * self._radius
        return np.flatnonzero(gap < reach_m)

    def level(self, x: float, y: float, among: npt.NDArray[np.int64]) -> tuple[float, int]:
        """Level (1 at a centre, above 0 built-up, below 0 outside) and the settlement it comes from."""
        if len(among) == 0:
            return -9.0, -1
        levels = 1 - np.hypot(self._x[among] - x, self._y[among] - y) / self._radius[among]
        best = int(np.argmax(levels))
        return float(levels[best]) + self._rough.at(x, y), int(among[best])


def place_settlements(
    rng: np.random.Generator, outline: Outline, scale: float, names: NameBook
) -> tuple[FloatArray, list[Settlement]]:
    """Scatter settlements and crossroads.

    Returns
    -------
    tuple
        Main nodes on the plan (n, 2), settlements first, and the settlements.
    """
    points: list[tuple[float, float]] = []
    settlements: list[Settlement] = []
    for kind, per_province, apart, heads_range in _KINDS:
        count = round(per_province * scale)
        if kind in ("town", "large_village", "village"):
            count = max(1, count)
        low, high = heads_range
        if kind == "town" and scale < 1:
            # A small region has a small town, or there would be nothing but town.
            low, high = min(low, 2_000 + 150_000 * scale), min(high, 3_000 + 160_000 * scale)
        edge = 2.2 * _BUILT_M_PER_SQRT_HEAD * math.sqrt(high)
        for x, y in _scatter(rng, outline, points, count, apart, min(edge, 0.55 * outline.radius_m)):
            heads = int(math.exp(rng.uniform(math.log(low), math.log(high))))
            radius = _BUILT_M_PER_SQRT_HEAD * math.sqrt(heads)
            settlements.append(Settlement(len(points), kind, names.settlement(), heads, x, y, radius))
            points.append((x, y))
    area = math.pi * (outline.radius_m + _MARGIN_M) ** 2
    tries = int(3 * area / _CROSSROADS_M**2)
    _scatter(rng, outline, points, tries, _CROSSROADS_M, -_MARGIN_M, attempts=1, keep=points)
    return np.array(points), settlements


def _scatter(
    rng: np.random.Generator,
    outline: Outline,
    taken: list[tuple[float, float]],
    count: int,
    apart_m: float,
    inset_m: float,
    attempts: int = 40,
    keep: list[tuple[float, float]] | None = None,
) -> list[tuple[float, float]]:
    """Throw darts that keep `apart_m` from everything taken; some darts find no room."""
    found: list[tuple[float, float]] = []
    reach = 1.7 * outline.radius_m - min(inset_m, 0)
    near = _Buckets(apart_m)
    for x, y in taken:
        near.add(x, y)
    for _ in range(count):
        for _ in range(attempts):
            x, y = (float(v) for v in rng.uniform(-reach, reach, 2))
            if float(outline.depth(np.array([x]), np.array([y]))[0]) < inset_m or near.crowded(x, y):
                continue
            near.add(x, y)
            found.append((x, y))
            break
    if keep is not None:
        keep.extend(found)
    return found


class _Buckets:
    """Points in square cells, to ask quickly whether one is near."""

    def __init__(self, apart_m: float) -> None:
        self._apart = apart_m
        self._cells: dict[tuple[int, int], list[tuple[float, float]]] = {}

    def add(self, x: float, y: float) -> None:
        cell = (math.floor(x / self._apart), math.floor(y / self._apart))
        self._cells.setdefault(cell, []).append((x, y))

    def crowded(self, x: float, y: float) -> bool:
        i, j = math.floor(x / self._apart), math.floor(y / self._apart)
        return any(
            math.hypot(x - px, y - py) < self._apart
            for a in (i - 1, i, i + 1)
            for b in (j - 1, j, j + 1)
            for px, py in self._cells.get((a, b), ())
        )
