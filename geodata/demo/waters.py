"""Long things that the network has to cross: brooks, canals, a railway, a motorway."""

import math
from dataclasses import dataclass, field

import numpy as np

from geodata.demo.fields import FloatArray, Outline
from geodata.demo.names import NameBook
from geodata.demo.settlements import Settlement


@dataclass(slots=True)
class Barrier:
    """A line across the region.

    Attributes
    ----------
    kind
        brook, ditch, canal, railway or motorway.
    points
        Corners on the plan (n, 2).
    half_width_m
        How much of a road that crosses it is bridge, on either side.
    stops
        For a railway: (name, x, y) of its stations.
    """

    kind: str
    name: str
    points: FloatArray
    half_width_m: float
    stops: list[tuple[str, float, float]] = field(default_factory=list)


def draw_barriers(
    rng: np.random.Generator, outline: Outline, scale: float, settlements: list[Settlement], names: NameBook
) -> list[Barrier]:
    """Draw all barriers of the region, brooks first."""
    found = _brooks(rng, outline, max(2, round(46 * scale)), names)
    found += [_canal(rng, outline, names) for _ in range(max(1, round(7 * scale)))]
    found += _railways(settlements, outline)
    if scale >= 0.1:
        found += [_motorway(rng, outline, settlements) for _ in range(max(1, round(2 * scale)))]
    return found


def _brooks(rng: np.random.Generator, outline: Outline, count: int, names: NameBook) -> list[Barrier]:
    """Brooks that wander from the middle outward and end where they meet an earlier one."""
    step = 130.0
    cells: set[tuple[int, int]] = set()
    found = []
    for _ in range(count):
        angle, share = rng.uniform(0, 2 * math.pi), rng.uniform(0.05, 0.85)
        reach = outline.radius_m * math.sqrt(share)
        x, y = reach * math.cos(angle), reach * math.sin(angle)
        heading = angle + rng.normal(0, 0.5)
        own: list[tuple[float, float]] = [(x, y)]
        bend = 0.0
        while len(own) < 4 * outline.radius_m / step:
            bend = 0.75 * bend + rng.normal(0, 0.16)
            # Pull back towards "outward", so that no brook runs in circles.
            outward = math.atan2(y, x) if math.hypot(x, y) > 1500 else heading
            heading += bend + 0.06 * math.sin(outward - heading)
            x, y = x + step * math.cos(heading), y + step * math.sin(heading)
            own.append((x, y))
            met = (round(x / 260), round(y / 260)) in cells
            if met or float(outline.depth(np.array([x]), np.array([y]))[0]) < -600:
                break
        if len(own) > 12:
            found.append(
                Barrier("brook", names.piece("diep", "beek", "loop", "A", "stroom"), np.array(own), 6.0)
            )
            cells |= {
                (round(px / 260) + a, round(py / 260) + b) for px, py in own for a in (0, 1) for b in (0, 1)
            }
    return found


def _canal(rng: np.random.Generator, outline: Outline, names: NameBook) -> Barrier:
    """A canal with one bend through the whole region."""
    angle = rng.uniform(0, 2 * math.pi)
    reach = outline.radius_m * 2.2
    off = rng.uniform(0.25, 0.6) * outline.radius_m * (1 if rng.random() < 0.5 else -1)
    across = np.array([-math.sin(angle), math.cos(angle)])
    along = np.array([math.cos(angle), math.sin(angle)])
    middle = across * (off + rng.normal(0, 0.05) * outline.radius_m)
    points = np.array([across * off - along * reach, middle, across * off * 1.2 + along * reach])
    return Barrier("canal", names.piece("vaart", "kanaal", "wijk"), points, 13.0)


def _railways(settlements: list[Settlement], outline: Outline) -> list[Barrier]:
    """A railway through the largest place and on through the other towns, passing beside their centres."""
    towns = [s for s in settlements if s.kind in ("city", "town")][:6]
    first = towns[0]
    stops = sorted(towns, key=lambda s: s.x + 0.4 * s.y)
    reach = outline.radius_m * 2.5
    aside = [(s.x - 0.3 * s.radius_m, s.y + 0.45 * s.radius_m) for s in stops]
    west = (aside[0][0] - reach, aside[0][1] - 0.3 * reach)
    east = (aside[-1][0] + reach, aside[-1][1] + 0.2 * reach)
    names = [(s.name, x, y) for s, (x, y) in zip(stops, aside, strict=True)]
    return [Barrier("railway", f"Spoorlijn {first.name}", np.array([west, *aside, east]), 4.0, names)]


def _motorway(rng: np.random.Generator, outline: Outline, settlements: list[Settlement]) -> Barrier:
    """A straight motorway past the largest place, well outside it."""
    town = settlements[int(rng.integers(min(3, len(settlements))))]
    angle = rng.uniform(0, math.pi)
    along = np.array([math.cos(angle), math.sin(angle)])
    start = np.array([town.x, town.y]) + np.array([-along[1], along[0]]) * (1.9 * town.radius_m + 900)
    reach = outline.radius_m * 2.5
    return Barrier("motorway", "", np.array([start - along * reach, start, start + along * reach]), 24.0)
