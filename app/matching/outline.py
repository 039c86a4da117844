"""A line as a small picture: the path of an SVG, drawn by the server, so that it needs no script and no map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WIDTH, HEIGHT, EDGE = 320, 200, 12
_MOST = 400
"""Points of the path: more cannot be seen."""


@dataclass(frozen=True)
class Outline:
    """Path, size of the picture, and where the line starts and ends."""

    path: str
    width: int
    height: int
    start: tuple[float, float]
    end: tuple[float, float]


def outline(coordinates: Sequence[Sequence[float]]) -> Outline:
    """Return the outline of a line of lon, lat."""
    line = np.asarray(coordinates, dtype=np.float64)
    line = line[np.unique(np.linspace(0, len(line) - 1, min(len(line), _MOST)).round().astype(int))]
    line = (line - line.mean(axis=0)) * [np.cos(np.radians(line[:, 1].mean())), -1.0]
    low, high = line.min(axis=0), line.max(axis=0)
    room = np.array([WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE])
    scale = float((room / np.maximum(high - low, 1e-9)).min())
    spots = np.round((line - (low + high) / 2) * scale + [WIDTH / 2, HEIGHT / 2], 1)
    path = "M" + " L".join(f"{x:g} {y:g}" for x, y in spots.tolist())
    ends = [(float(x), float(y)) for x, y in spots[[0, -1]]]
    return Outline(path, WIDTH, HEIGHT, ends[0], ends[1])
