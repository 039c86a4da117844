"""The map of a report as SVG: the country, the network, what lies beyond the norm, facilities, proposals."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import shapely

from app.dataset import Dataset
from app.exports.map_picture import names_on, north_arrow, scale_bar
from app.exports.map_picture_frame import Frame, overview
from app.exports.map_picture_ground import ground, lines_on_paper, path_of
from app.exports.map_picture_symbols import Words, text

GAP = "#c8102e"
FACILITY = "#2f6f93"
PROPOSED = "#86307a"
# A handful of metres on the smallest map; a province's gaps would else be a file of megabytes.
_THIN = 1e-4
_MANY = 500

Points = npt.NDArray[np.float64]


def draw(
    dataset: Dataset,
    mode: str,
    gaps: Sequence[shapely.Geometry],
    facilities: Points,
    sites: Sequence[tuple[float, float]] = (),
    *,
    box: tuple[float, float, float, float] | None = None,
    size_mm: tuple[float, float] = (182.0, 150.0),
) -> str:
    """Draw a map.

    Parameters
    ----------
    dataset
        The country.
    mode
        Whose network is drawn.
    gaps, facilities, sites
        What lies over it; facilities as ``(n, 2)`` lon, lat.
    box
        What to show: west, south, east, north; the gaps where left out, else the whole region.
    size_mm
        Width and height.
    """
    west, south, east, north = box or _box(dataset, gaps)
    frame = overview(np.array([[west, south], [east, north]]), *size_mm, margin_mm=4.0)
    words = Words(frame.width_mm, frame.height_mm)
    words.taken += [
        (0, frame.height_mm - 8, 44, frame.height_mm),
        (frame.width_mm - 9, 0, frame.width_mm, 12),
    ]
    parts = [*ground(dataset, frame, mode), *_gaps(frame, gaps), *_dots(frame, facilities)]
    parts += [*_ranks(frame, sites, words), *names_on(dataset, frame, words, False), scale_bar(frame)]
    parts.append(north_arrow(frame))
    size = f'width="{frame.width_mm}mm" height="{frame.height_mm}mm" viewBox="0 0 {frame.width_mm} {frame.height_mm}"'
    style = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g {style}>{"".join(parts)}</g></svg>'


def _box(dataset: Dataset, gaps: Sequence[shapely.Geometry]) -> tuple[float, float, float, float]:
    if not len(gaps):
        return dataset.bbox
    west, south, east, north = shapely.total_bounds(np.array(gaps, dtype=object)).tolist()
    return west, south, east, north


def _gaps(frame: Frame, gaps: Sequence[shapely.Geometry]) -> Iterator[str]:
    if not len(gaps):
        return
    shapes = np.array(gaps, dtype=object)
    if len(shapes) > _MANY:
        shapes = shapely.simplify(shapes, _THIN)
    points, owner = shapely.get_coordinates(shapely.get_parts(shapes), return_index=True)
    data = path_of(lines_on_paper(frame, points, owner))
    width = 0.9 if frame.scale <= 150_000 else 0.6
    if data:
        yield f'<path d="{data}" stroke="{GAP}" stroke-width="{width}"/>'


def _dots(frame: Frame, facilities: Points) -> Iterator[str]:
    if not len(facilities):
        return
    for x, y in np.round(frame.place(facilities), 2).tolist():
        if frame.holds(x, y):
            yield f'<circle cx="{x:g}" cy="{y:g}" r=".9" fill="{FACILITY}" stroke="#fff" stroke-width=".25"/>'


def _ranks(frame: Frame, sites: Sequence[tuple[float, float]], words: Words) -> Iterator[str]:
    if not len(sites):
        return
    for rank, (x, y) in enumerate(frame.place(np.array(sites)).tolist(), start=1):
        words.taken.append((x - 2, y - 2, x + 2, y + 2))
        yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r="2" fill="#fff" stroke="{PROPOSED}" stroke-width=".5"/>'
        yield text(f"{rank}", x, y + 0.85, 2.4, colour=PROPOSED, bold=True, halo=False)
