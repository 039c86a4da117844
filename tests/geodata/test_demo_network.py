"""The demo region's ways look like those of a real country.

One function measures both files from their raw OSM elements; it shares no code with the generator or the pipeline.
"""

import math
from pathlib import Path

import numpy as np
import osmium
import pytest

from geodata.demo import generate

LIECHTENSTEIN = Path(__file__).parents[3] / "shared" / "data" / "liechtenstein.osm.pbf"

# Measured by `measure` on the extract of Liechtenstein of 24 July 2022, © OpenStreetMap contributors, ODbL.
RECORDED = {
    "degree 1": 0.2114,
    "degree 2": 0.1659,
    "degree 3": 0.5439,
    "degree 4": 0.0751,
    "mean degree": 2.4942,
    "dead ends": 0.2114,
    "points per way": 11.3843,
    "tags per way": 3.7776,
    "circuity": 1.0710,
}
WITHIN = 0.2


def measure(path: Path) -> dict[str, float]:
    """Statistics of the undirected graph of all highways: nodes are way ends and nodes used more than once.

    Dead ends are way ends that nothing else touches; a closed way that hangs on nothing is none.
    Circuity is the mean over edges of length by straight distance between their ends, where these are over 1 m apart.
    """
    tags, refs = [], []
    place: dict[int, tuple[float, float]] = {}
    for element in osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY):
        if element.is_node():
            place[element.id] = (element.lon, element.lat)
        elif "highway" in element.tags and element.tags.get("area") != "yes" and len(element.nodes) > 1:
            tags.append(len(element.tags))
            refs.append([node.ref for node in element.nodes])
    uses: dict[int, int] = {}
    ends: set[int] = set()
    for way in refs:
        ends |= {way[0], way[-1]}
        for node in way:
            uses[node] = uses.get(node, 0) + 1
    degree: dict[int, int] = {}
    circuity = []
    for way in refs:
        start, length = 0, 0.0
        for i in range(1, len(way)):
            length += _metres(place[way[i - 1]], place[way[i]])
            if i < len(way) - 1 and uses[way[i]] < 2 and way[i] not in ends:
                continue
            for node in (way[start], way[i]):
                degree[node] = degree.get(node, 0) + 1
            straight = _metres(place[way[start]], place[way[i]])
            if straight > 1:
                circuity.append(length / straight)
            start, length = i, 0.0
    degrees = np.array(list(degree.values()))
    return {
        **{f"degree {k}": float(np.mean(degrees == k)) for k in (1, 2, 3, 4)},
        "mean degree": float(np.mean(degrees)),
        "dead ends": sum(uses[node] == 1 for node in ends) / len(degrees),
        "points per way": float(np.mean([len(way) for way in refs])),
        "tags per way": float(np.mean(tags)),
        "circuity": float(np.mean(circuity)),
    }


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    east = math.radians(b[0] - a[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return 6_371_008.8 * math.hypot(east, math.radians(b[1] - a[1]))


@pytest.fixture(scope="module")
def real() -> dict[str, float]:
    return measure(LIECHTENSTEIN) if LIECHTENSTEIN.exists() else RECORDED


@pytest.mark.real
@pytest.mark.skipif(not LIECHTENSTEIN.exists(), reason="the extract of Liechtenstein is not here")
def test_recorded_figures_are_what_the_extract_gives(real: dict[str, float]) -> None:
    """The figures used where the extract is missing were measured on it."""
    assert real == pytest.approx(RECORDED, rel=1e-3)


@pytest.mark.parametrize(("scale", "seed"), [(0.06, 1), (0.03, 8)])
def test_network_has_the_statistics_of_a_real_one(
    scale: float, seed: int, real: dict[str, float], tmp_path: Path
) -> None:
    """Degrees, dead ends, points and tags per way and circuity lie within 20 % of Liechtenstein's."""
    path = tmp_path / "demo.osm.pbf"
    generate(path, scale=scale, seed=seed)
    made = measure(path)
    off = {name: made[name] / value - 1 for name, value in real.items()}
    assert max(map(abs, off.values())) <= WITHIN, off


def test_network_is_no_grid(tmp_path: Path) -> None:
    """Ways run in every direction: no sixth of the half circle holds more than a quarter of their length."""
    path = tmp_path / "demo.osm.pbf"
    generate(path, scale=0.02)
    bearings, lengths = [], []
    for way in (
        osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    ):
        if way.is_way():
            points = np.array([(node.lon * 0.6, node.lat) for node in way.nodes])
            step = np.diff(points, axis=0)
            bearings.append(np.arctan2(step[:, 1], step[:, 0]) % math.pi)
            lengths.append(np.hypot(*step.T))
    share, _ = np.histogram(
        np.concatenate(bearings), bins=6, range=(0, math.pi), weights=np.concatenate(lengths), density=False
    )
    assert share.max() / share.sum() < 0.25
