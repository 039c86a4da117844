"""Profiles: how a mode weighs the ways, as data (``routing/profiles/*.toml``)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import MODES, SMOOTHNESS, SURFACES, TRAFFIC_STRESS, WAY_CLASSES, WHEELCHAIR

FOLDER = Path(__file__).parent / "profiles"
KMH = 1 / 3.6


@dataclass(frozen=True, eq=False)
class Profile:
    """How a mode weighs ways: cost factors and shares of speed, one per code of the column's vocabulary."""

    mode: str
    speed_ms: float
    default_distance_m: float
    climb_m_per_s: float
    way_class: npt.NDArray[np.float64]
    surface: npt.NDArray[np.float64]
    smoothness: npt.NDArray[np.float64]
    stress: npt.NDArray[np.float64]
    wheelchair: npt.NDArray[np.float64]
    on_network: float
    off_network: float
    speed_surface: npt.NDArray[np.float64]
    speed_class: npt.NDArray[np.float64]


def _table(words: Sequence[str], values: Mapping[str, float], where: str) -> npt.NDArray[np.float64]:
    """Lookup table by code; a word that the vocabulary does not know is a mistake in the file."""
    strange = set(values) - set(words)
    if strange:
        raise ValueError(f"{where}: no such word: {', '.join(sorted(strange))}")
    return np.array([values.get(word, 1.0) for word in words], dtype=np.float64)


@cache
def profile(mode: str) -> Profile:
    """Profile of a mode, read once.

    Parameters
    ----------
    mode
        One of :data:`geodata.vocabulary.MODES`.
    """
    if mode not in MODES:
        raise ValueError(f"no profile for {mode!r}; there are {', '.join(MODES)}")
    data = tomllib.loads((FOLDER / f"{mode}.toml").read_text(encoding="utf-8"))
    return Profile(
        mode=mode,
        speed_ms=data["speed_kmh"] * KMH,
        default_distance_m=data["default_distance_m"],
        climb_m_per_s=data["climb_m_per_s"],
        way_class=_table(WAY_CLASSES, data["class"], mode),
        surface=_table(SURFACES, data["surface"], mode),
        smoothness=_table(SMOOTHNESS, data["smoothness"], mode),
        stress=_table(TRAFFIC_STRESS, data["stress"], mode),
        wheelchair=_table(WHEELCHAIR, data.get("wheelchair", {}), mode),
        on_network=data["network"]["on"],
        off_network=data["network"]["off"],
        speed_surface=_table(SURFACES, data["speed"], mode),
        speed_class=_table(WAY_CLASSES, data["speed_class"], mode),
    )
