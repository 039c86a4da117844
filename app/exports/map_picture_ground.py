"""The country of a map on paper: areas, waters, ways and the network, read from the dataset for one frame at a time.

The graph's columns are memory-mapped, so that a picture touches only what lies in its frame; a dataset without them, or
without areas, gives a map with less on it.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
import shapely

from app.dataset import Dataset
from app.exports.map_picture_frame import Frame, Points
from geodata.vocabulary import SEALED, SURFACES, WAY_CLASSES

# Colours of the page's own map by day (app/frontend/map/palette.js).
_AREAS = {
    "field": "#f3eedd", "grass": "#e7eedb", "built_up": "#eae5dc", "bog": "#dfe2d0", "forest": "#cfdec2",
    "forest_leaf": "#cfdec2", "forest_needle": "#cfdec2", "heath": "#e6d5e2", "sand": "#f3e8c9", "water": "#b4d2df",
}  # fmt: skip
LAND = "#f5f3ec"
_NATURE = "#7fa36b"
_NETWORK = {"fietsen": "#2b7a5b", "wandelen": "#b4632b", "toegankelijk": "#b4632b"}
# Group of ways: (classes, width in mm, colour, casing, dash in mm, largest scale number that still shows it).
_WAYS: tuple[tuple[frozenset[str], float, str, str, str, int], ...] = (
    (frozenset({"path", "footway", "bridleway", "steps", "pedestrian"}), 0.22, "#a5793f", "", "0.9 0.5", 60_000),
    (frozenset({"track"}), 0.28, "#a5793f", "", "", 100_000),
    (frozenset({"unknown"}), 0.28, "#b5afa3", "", "", 60_000),
    (frozenset({"service", "living_street"}), 0.35, "#ffffff", "#d8d1c3", "", 45_000),
    (frozenset({"residential", "unclassified", "cyclestreet"}), 0.5, "#ffffff", "#d8d1c3", "", 110_000),
    (frozenset({"cycleway"}), 0.35, "#8f8a80", "", "", 110_000),
    (frozenset({"tertiary"}), 0.7, "#ffffff", "#d8d1c3", "", 300_000),
    (frozenset({"secondary", "primary", "trunk"}), 0.9, "#f6e3bf", "#d9bd86", "", 1_000_000),
)  # fmt: skip
_SEALED_PATH = "#8f8a80"
_WATER = "#93bfd1"
# Class: width in mm, largest scale number that still shows it; the narrow ones first, under the wide ones.
_WATERWAYS = {
    "ditch": (0.14, 30_000),
    "stream": (0.3, 110_000),
    "canal": (0.4, 160_000),
    "river": (0.6, 1_000_000),
}
# Points closer to a straight line than this are not seen on paper.
_TOLERANCE_MM = 0.12
# What runs off the map no farther than this is left to the page to cut.
_OUTSIDE_MM = 15
Shapes = npt.NDArray[np.object_]


def ground(dataset: Dataset, frame: Frame, mode: str) -> Iterator[str]:
    """Yield SVG elements of the country in a frame, the lowest first."""
    yield f'<rect width="{frame.width_mm}" height="{frame.height_mm}" fill="{LAND}"/>'
    yield from _areas(dataset.folder, frame)
    yield from _waterways(dataset.folder, frame)
    yield from _ways(dataset.folder, frame)
    yield from _network(dataset, frame, mode)


def path_of(lines: Shapes) -> str:
    """Return lines and outlines on paper as the data of one SVG path, to a hundredth of a millimetre."""
    if not len(lines):
        return ""
    points, owner = shapely.get_coordinates(lines, return_index=True)
    texts = [f"{x:g} {y:g}" for x, y in np.round(points, 2).tolist()]
    starts = np.flatnonzero(np.diff(owner, prepend=-1)).tolist()
    return "".join(
        "M" + "L".join(texts[first:last])
        for first, last in zip(starts, [*starts[1:], len(texts)], strict=True)
    )


def lines_on_paper(frame: Frame, points: Points, owner: npt.NDArray[np.int64]) -> Shapes:
    """Return lines of (lon, lat) points as thinned lines on paper, cut to the frame."""
    placed = frame.place(points)
    lines: Shapes = np.asarray(shapely.linestrings(placed, indices=owner))
    # Most ways are two points long, and most lie inside: thinning and cutting are for the others.
    bent = np.bincount(owner) > 2
    lines[bent] = shapely.simplify(lines[bent], _TOLERANCE_MM)
    out = (
        (placed < -_OUTSIDE_MM) | (placed > (frame.width_mm + _OUTSIDE_MM, frame.height_mm + _OUTSIDE_MM))
    ).any(axis=1)
    long = np.bincount(owner, weights=out) > 0
    lines[long] = shapely.clip_by_rect(lines[long], -2, -2, frame.width_mm + 2, frame.height_mm + 2)
    parts: Shapes = shapely.get_parts(lines)
    return parts[~shapely.is_empty(parts)]


def _areas(folder: Path, frame: Frame) -> Iterator[str]:
    kinds, classes, shapes, bounds = _area_table(folder)
    west, south, east, north = frame.bbox
    near = (
        (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    )  # fmt: skip
    for word, colour in _AREAS.items():
        data = _outlines(frame, shapes[near & (kinds == "landcover") & (classes == word)])
        if data:
            yield f'<path d="{data}" fill="{colour}" fill-rule="evenodd"/>'
    data = _outlines(frame, shapes[near & (kinds == "nature")])
    if data:
        yield (
            f'<path d="{data}" fill="{_NATURE}" fill-opacity=".14" fill-rule="evenodd" stroke="{_NATURE}" '
            'stroke-width=".25" stroke-opacity=".6"/>'
        )


def _outlines(frame: Frame, shapes: Shapes) -> str:
    if not len(shapes):
        return ""
    west, south, east, north = frame.bbox
    wide, high = (east - west) * 0.02, (north - south) * 0.02
    cut = shapely.clip_by_rect(shapes, west - wide, south - high, east + wide, north + high)
    placed = shapely.simplify(shapely.transform(cut, frame.place), _TOLERANCE_MM)
    parts = shapely.get_parts(placed)
    # What is smaller than a dot of the printer only makes the file larger.
    return path_of(shapely.get_rings(parts[shapely.area(parts) > 0.05]))


@lru_cache(maxsize=2)
def _area_table(folder: Path) -> tuple[Shapes, Shapes, Shapes, Points]:
    file = folder / "areas.parquet"
    if not file.exists():
        nothing = np.zeros(0, dtype=object)
        return nothing, nothing, nothing, np.zeros((0, 4))
    table = pq.read_table(
        file,
        columns=["kind", "class", "geometry"],
        filters=[("kind", "in", ["landcover", "nature"])],
        use_threads=False,
    )
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    # A hair's breadth at the largest scale; keeps a province's areas small in memory.
    shapes = shapely.simplify(shapes, 2e-5)
    return (
        np.array(table["kind"].to_pylist(), dtype=object),
        np.array(table["class"].to_pylist(), dtype=object),
        shapes,
        shapely.bounds(shapes),
    )


def _waterways(folder: Path, frame: Frame) -> Iterator[str]:
    classes, shapes, bounds = _waterway_table(folder)
    west, south, east, north = frame.bbox
    near = (
        (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    )  # fmt: skip
    for word, (width, limit) in _WATERWAYS.items():
        lines = shapely.get_parts(shapes[near & (classes == word)])
        if frame.scale > limit or not len(lines):
            continue
        points, owner = shapely.get_coordinates(lines, return_index=True)
        data = path_of(lines_on_paper(frame, points, owner))
        if data:
            yield _stroke(data, _WATER, width * min(1.0, 40_000 / frame.scale + 0.4))


@lru_cache(maxsize=2)
def _waterway_table(folder: Path) -> tuple[Shapes, Shapes, Points]:
    file = folder / "waterways.parquet"
    if not file.exists():
        nothing = np.zeros(0, dtype=object)
        return nothing, nothing, np.zeros((0, 4))
    table = pq.read_table(file, columns=["class", "geometry"], use_threads=False)
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    return np.array(table["class"].to_pylist(), dtype=object), shapes, shapely.bounds(shapes)


def _ways(folder: Path, frame: Frame) -> Iterator[str]:
    graph = folder / "graph"
    if not graph.exists():
        return
    edges, points, owner = _edges_in(graph, frame)
    if not len(edges):
        return
    classes = np.load(graph / "edge_class.npy", mmap_mode="r")[edges]
    surfaces = np.load(graph / "edge_surface.npy", mmap_mode="r")[edges]
    sealed = np.isin(surfaces, [SURFACES.index(word) for word in SEALED])
    for words, full_width, colour, casing, dash, limit in _WAYS:
        # Where nothing is known of the ways at all, they are all there is to draw.
        if frame.scale > limit and "unknown" not in words:
            continue
        chosen = np.isin(classes, [WAY_CLASSES.index(word) for word in words])
        width = full_width * min(1.0, 40_000 / frame.scale + 0.4)
        thin = not casing
        for part, ink in ((chosen & ~sealed, colour), (chosen & sealed, _SEALED_PATH if thin else colour)):
            lines = _some(frame, part, points, owner)
            data = path_of(lines)
            if not data:
                continue
            if casing:
                yield _stroke(data, casing, width + 0.25)
            yield _stroke(data, ink, width, dash if frame.scale <= 45_000 else "")


def _some(frame: Frame, part: npt.NDArray[np.bool_], points: Points, owner: npt.NDArray[np.int64]) -> Shapes:
    keep = part[owner]
    if not keep.any():
        return np.zeros(0, dtype=object)
    _, numbers = np.unique(owner[keep], return_inverse=True)
    return lines_on_paper(frame, points[keep], numbers)


def _edges_in(graph: Path, frame: Frame) -> tuple[npt.NDArray[np.int64], Points, npt.NDArray[np.int64]]:
    """Return the edges with a point in the frame, their points, and whose each point is (0, 1, ...)."""
    lon = np.load(graph / "geom_lon.npy", mmap_mode="r")
    lat = np.load(graph / "geom_lat.npy", mmap_mode="r")
    indptr = np.load(graph / "geom_indptr.npy", mmap_mode="r")
    west, south, east, north = frame.bbox
    inside = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    edges = np.unique(np.searchsorted(indptr, inside, side="right") - 1)
    first, count = indptr[edges].astype(np.int64), (indptr[edges + 1] - indptr[edges]).astype(np.int64)
    owner = np.repeat(np.arange(len(edges)), count)
    rows = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    return edges, np.column_stack([lon[rows], lat[rows]]), owner


def _network(dataset: Dataset, frame: Frame, mode: str) -> Iterator[str]:
    layer = dataset.networks
    shapes = layer.geometry[layer.within(mode, frame.bbox)]
    lines = shapely.get_parts(shapes[shapely.get_dimensions(shapes) == 1])
    if not len(lines):
        return
    points, owner = shapely.get_coordinates(lines, return_index=True)
    data = path_of(lines_on_paper(frame, points, owner))
    if data:
        width = 0.5 if frame.scale <= 60_000 else 0.3
        yield _stroke(data, _NETWORK[mode], width, opacity=0.75)


def _stroke(data: str, colour: str, width: float, dash: str = "", opacity: float = 1.0) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    faint = f' stroke-opacity="{opacity}"' if opacity < 1 else ""
    return f'<path d="{data}" stroke="{colour}" stroke-width="{width:.2f}"{dashes}{faint}/>'
