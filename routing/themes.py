"""Themes: what a tour of a kind likes to pass, as data (``routing/themes/*.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import LANDCOVER, MODES, MOTOR_NOISE, TRAFFIC_STRESS, YES_NO
from routing.graph import RoutingGraph

FOLDER = Path(__file__).parent / "themes"
LANGUAGES = ("nl", "en", "de")
PROTECTED_INSTEAD = 0.9
"""Reward of protected areas for a theme of land cover in a dataset that knows none of it: the best hint there is."""


@dataclass(frozen=True, eq=False)
class Theme:
    """What a theme is called, and what it rewards.

    Attributes
    ----------
    landcover, protected, stress, noise, lit
        Reward per metre along a way, by the word of the column; 1 is the most that counts.
    near
        Category of named places → metres within which ways count as being there: the stand-in for land cover where
        the extract knows a heath by its name only.
    places
        Category of places → prize for passing one.
    events
        Category of events → prize for coming by while one is on.
    """

    name: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    icon: str
    modes: tuple[str, ...]
    landcover: Mapping[str, float]
    protected: float
    stress: Mapping[str, float]
    noise: Mapping[str, float]
    lit: Mapping[str, float]
    near: Mapping[str, float]
    places: Mapping[str, float]
    events: Mapping[str, float]


@cache
def themes() -> Mapping[str, Theme]:
    """Every theme by name, read once; a word that is not in the vocabulary is an error."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        along = data["along"]
        for key, words in (
            ("landcover", LANDCOVER),
            ("stress", TRAFFIC_STRESS),
            ("noise", MOTOR_NOISE),
            ("lit", YES_NO),
        ):
            strange = set(along.get(key, {})) - set(words)
            if strange:
                raise ValueError(f"{path.name}: {key} has no {', '.join(sorted(strange))}")
        if set(data["modes"]) - set(MODES):
            raise ValueError(f"{path.name}: unknown mode in {data['modes']}")
        found[path.stem] = Theme(
            name=path.stem,
            title=data["title"],
            text=data["text"],
            icon=data["icon"],
            modes=tuple(data["modes"]),
            landcover=along.get("landcover", {}),
            protected=along.get("protected", 0.0),
            stress=along.get("stress", {}),
            noise=along.get("noise", {}),
            lit=along.get("lit", {}),
            near=data.get("near", {}),
            places=data["places"],
            events=data.get("events", {}),
        )
    return found


def _by_code(words: tuple[str, ...], values: Mapping[str, float]) -> npt.NDArray[np.float32]:
    return np.array([values.get(word, 0.0) for word in words], dtype=np.float32)


def beauty_along(graph: RoutingGraph, theme: Theme) -> npt.NDArray[np.float32]:
    """How much each edge is what the theme rewards along the way.

    Returns
    -------
    numpy.ndarray
        ``float32[k]`` in 0…1, from the graph's columns alone.
    """
    total = np.zeros(graph.n_edges, dtype=np.float32)
    if theme.landcover:
        total += (graph.edge_landcover @ _by_code(LANDCOVER, theme.landcover)) / np.float32(100)
    if theme.protected:
        known = any(graph.edge_landcover[:, LANDCOVER.index(word)].any() for word in theme.landcover)
        weight = theme.protected if known or not theme.landcover else max(theme.protected, PROTECTED_INSTEAD)
        total += graph.edge_protected * np.float32(weight / 100)
    for column, words, values in (
        (graph.edge_stress, TRAFFIC_STRESS, theme.stress),
        (graph.edge_noise, MOTOR_NOISE, theme.noise),
        (graph.edge_lit, YES_NO, theme.lit),
    ):
        if values:
            total += _by_code(words, values)[column]
    return np.minimum(total, np.float32(1))
