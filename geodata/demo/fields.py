"""Smooth random fields: the shape of the province, its soil and the bends that straight plans get.

The demo region is drawn on a flat *plan* in metres, where roads and borders are straight lines that cross exactly.
:class:`Ground` then bends the plan (one smooth displacement for everything, so that what met still meets) and places
it on the globe.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# Open North Sea, inside the area where EPSG:28992 is defined: nobody can take the demo region for a real place.
CENTRE_LON, CENTRE_LAT = 4.1, 53.25
PROVINCE_M2 = 2_700e6  # a province like Drenthe; the area at scale 1
_CHUNK = 50_000  # rows evaluated at once, so that memory stays flat


class Waves:
    """A smooth random field: a sum of plane waves with random directions.

    Parameters
    ----------
    rng
        Where the randomness comes from.
    wavelength_m
        Typical distance between two crests.
    amplitude
        Root mean square of the field.
    count
        Number of waves.
    """

    def __init__(
        self, rng: np.random.Generator, wavelength_m: float, amplitude: float, count: int = 12
    ) -> None:
        angle = rng.uniform(0, 2 * math.pi, count)
        number = 2 * math.pi / wavelength_m * rng.uniform(0.7, 1.3, count)
        self._kx = number * np.cos(angle)
        self._ky = number * np.sin(angle)
        self._phase = rng.uniform(0, 2 * math.pi, count)
        self._weight = amplitude * math.sqrt(2 / count)

    def __call__(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """Values at plan coordinates, same shape as `x`."""
        flat_x, flat_y = np.ravel(x), np.ravel(y)
        out = np.empty(len(flat_x))
        for i in range(0, len(flat_x), _CHUNK):
            part = slice(i, i + _CHUNK)
            phase = np.multiply.outer(flat_x[part], self._kx)
            phase += np.multiply.outer(flat_y[part], self._ky)
            phase += self._phase
            np.cos(phase, out=phase)
            out[part] = phase.sum(axis=1)
        return (out * self._weight).reshape(np.shape(x))

    def at(self, x: float, y: float) -> float:
        """Value at one point."""
        return float(np.cos(self._kx * x + self._ky * y + self._phase).sum()) * self._weight


class Outline:
    """The province's border on the plan: a distance from the centre for every direction."""

    def __init__(self, rng: np.random.Generator, area_m2: float) -> None:
        self._orders = np.arange(2, 9)
        self._size = rng.normal(0, 0.13, len(self._orders)) / (self._orders / 2)
        self._phase = rng.uniform(0, 2 * math.pi, len(self._orders))
        self.radius_m = 1.0
        angle = np.linspace(0, 2 * math.pi, 3600, endpoint=False)
        unit_area = float(0.5 * np.mean(self._reach(angle) ** 2) * 2 * math.pi)
        self.radius_m = math.sqrt(area_m2 / unit_area)

    def _reach(self, angle: FloatArray) -> FloatArray:
        bends = np.cos(np.multiply.outer(angle, self._orders) + self._phase) @ self._size
        return self.radius_m * np.maximum(0.4, 1 + bends)

    def depth(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """Metres inside the border, measured towards the centre; negative outside."""
        return self._reach(np.arctan2(y, x)) - np.hypot(x, y)

    def ring(self, step_m: float = 400.0) -> FloatArray:
        """The border as points (n, 2), not closed."""
        count = max(64, int(2 * math.pi * self.radius_m / step_m))
        angle = np.linspace(0, 2 * math.pi, count, endpoint=False)
        reach = self._reach(angle)
        return np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])


class Ground:
    """Bends the plan and places it on the globe."""

    def __init__(self, rng: np.random.Generator) -> None:
        # Slopes (2π · amplitude / wavelength) stay well under 1 together: the plan bends but never folds.
        octaves = ((13_000.0, 480.0), (2_300.0, 62.0), (430.0, 7.0))
        self._east = [Waves(rng, length, size, 10) for length, size in octaves]
        self._north = [Waves(rng, length, size, 10) for length, size in octaves]

    def bend(self, xy: FloatArray) -> FloatArray:
        """Plan coordinates (n, 2) to metres east and north of the region's centre."""
        x, y = xy[:, 0], xy[:, 1]
        out = xy.copy()
        for east, north in zip(self._east, self._north, strict=True):
            out[:, 0] += east(x, y)
            out[:, 1] += north(x, y)
        return out


def to_lonlat(metres: FloatArray) -> FloatArray:
    """Metres east and north of the centre (n, 2) to WGS84 degrees (lon, lat), rounded as OSM stores them."""
    flattening = 0.00669437999014
    axis = 6_378_137.0
    curve = 1 - flattening * math.sin(math.radians(CENTRE_LAT)) ** 2
    meridian = axis * (1 - flattening) / curve**1.5
    lat = CENTRE_LAT + np.degrees(metres[:, 1] / meridian)
    lon = CENTRE_LON + np.degrees(metres[:, 0] / (axis / math.sqrt(curve) * np.cos(np.radians(lat))))
    return np.round(np.column_stack([lon, lat]), 7)


class Soil:
    """What grows where: land-cover class as a function of the plan position."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._nature = (Waves(rng, 11_000, 0.75), Waves(rng, 3_200, 0.6))
        self._wet = (Waves(rng, 7_000, 0.8), Waves(rng, 2_000, 0.5))
        self._heath = (Waves(rng, 5_000, 0.8), Waves(rng, 1_500, 0.5))
        self._leaf = Waves(rng, 1_200, 1.0)

    def cover(self, x: FloatArray, y: FloatArray) -> npt.NDArray[np.str_]:
        """Land-cover words for positions outside the villages."""
        values = [wave[0](x, y) + wave[1](x, y) for wave in (self._nature, self._wet, self._heath)]
        rules = _soil_rules(values[0], values[1], values[2], self._leaf(x, y))
        return np.select(
            [np.asarray(rule) for rule, _ in rules], [word for _, word in rules], default="field"
        )

    def cover_at(self, x: float, y: float) -> str:
        """Land-cover word at one point."""
        values = [wave[0].at(x, y) + wave[1].at(x, y) for wave in (self._nature, self._wet, self._heath)]
        rules = _soil_rules(values[0], values[1], values[2], self._leaf.at(x, y))
        return next((word for rule, word in rules if rule), "field")


def _soil_rules(nature: Any, wet: Any, heath: Any, leaf: Any) -> list[tuple[Any, str]]:
    """(Where it holds, land cover), the first that holds counts; for numbers and arrays alike."""
    wild = nature > 0.75
    wooded = nature > 0.55
    return [
        (wild & (wet > 1.25), "bog"),
        (wild & (heath > 1.45) & (wet < 0.3), "sand"),
        (wild & (heath > 0.45), "heath"),
        (wooded & (leaf > 0.5), "forest_leaf"),
        (wooded & (leaf < -0.2), "forest_needle"),
        (wooded, "forest"),
        ((wet < -0.9) & (leaf > 1.1), "forest_leaf"),
        (wet > 0.15, "grass"),
    ]
