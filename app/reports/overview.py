"""The region at a glance: how much of its networks each norm holds for, and where least, for people who decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely

from app.dataset import Dataset
from app.desk.words import norm_kind
from app.exports.map_picture_frame import overview
from app.exports.map_picture_ground import path_of
from app.exports.map_picture_symbols import text, text_width
from app.languages import kilometres, mark, number, translate
from app.presenter.words import word
from app.reports.figures import NormFigures, norm_figures

# From little to all within the norm, told apart by lightness too, for who sees no colours.
_TONES = ("#7a1f10", "#c2552f", "#e6a35d", "#c9d3a0", "#6fa673", "#1f6b4a")
_NO_NETWORK = "#e3e0d8"
_BAR_WIDTH, _BAR_HEIGHT, _NAME_WIDTH = 100.0, 5.2, 62.0


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: name, share (None unknown) and what stands beside it."""

    name: str
    share: float | None
    text: str


@dataclass(frozen=True, eq=False)
class Overview:
    """What the overview shows.

    Attributes
    ----------
    chosen
        The norm that map and municipalities are about.
    norms
        A bar for each norm of the region.
    municipalities
        A bar for each, the least within the norm first.
    picture
        Map of the municipalities as SVG.
    headline
        What the map tells, in a sentence.
    """

    chosen: NormFigures
    norms: Sequence[tuple[NormFigures, Bar]]
    municipalities: Sequence[Bar]
    picture: str
    headline: str


def make_overview(dataset: Dataset, facility: str, mode: str, language: str) -> Overview | None:
    """Work out the overview; None where the region has no norms.

    Parameters
    ----------
    dataset
        The region.
    facility, mode
        What the map is about; the first norm that says anything where there is none for them.
    language
        Of its texts.
    """
    every = norm_figures(dataset)
    known = [each for each in every if each.in_data]
    if not every:
        return None
    wanted = [each for each in known if (each.norm.facility, each.norm.mode) == (facility, mode)]
    chosen = (wanted or known or list(every))[0]
    shares = {name: share.within for name, share in chosen.municipalities.items() if name}
    bars = [
        Bar(name, share, _told(share, chosen.municipalities[name].gap_m, language))
        for name, share in sorted(
            shares.items(), key=lambda entry: (entry[1] is None, entry[1] or 0.0, entry[0])
        )
    ]
    return Overview(
        chosen,
        [(each, _norm_bar(each, language)) for each in every],
        bars if chosen.in_data else [],
        _map(dataset, shares if chosen.in_data else {}, language),
        _headline(chosen, bars, language),
    )


def bar_chart(bars: Sequence[Bar], title: str) -> str:
    """Return bars as SVG, for the eye; the table beside it tells the same."""
    height = _BAR_HEIGHT * max(1, len(bars)) + 2
    wide = _NAME_WIDTH + _BAR_WIDTH + 16
    parts = []
    for row, bar in enumerate(bars):
        top = row * _BAR_HEIGHT + 1
        name = bar.name if text_width(bar.name, 3.0) < _NAME_WIDTH - 4 else bar.name[:36] + "…"
        parts.append(
            text(name, _NAME_WIDTH - 3, top + 3.4, 3.0, anchor="end", halo=False, colour="currentColor")
        )
        parts.append(
            f'<rect x="{_NAME_WIDTH}" y="{top + 0.6:.2f}" width="{_BAR_WIDTH}" height="3.6" rx=".8" '
            'fill="currentColor" fill-opacity=".12"/>'
        )
        if bar.share is not None:
            length = max(0.4, _BAR_WIDTH * bar.share)
            parts.append(
                f'<rect x="{_NAME_WIDTH}" y="{top + 0.6:.2f}" width="{length:.2f}" height="3.6" rx=".8" '
                f'fill="{_tone(bar.share)}" stroke="currentColor" stroke-opacity=".35" stroke-width=".15"/>'
            )
        label = "?" if bar.share is None else f"{100 * bar.share:.0f} %"
        parts.append(
            text(label, _NAME_WIDTH + _BAR_WIDTH + 2, top + 3.4, 3.0, anchor="start", halo=False,
                 colour="currentColor")
        )  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}mm" height="{height}mm" '
        f'viewBox="0 0 {wide} {height:.1f}">{"".join(parts)}</svg>'
    )


def norm_name(each: NormFigures, language: str) -> str:
    """Return what a norm is about, in words."""
    return f"{word(language, 'facility', each.norm.facility)}, {word(language, 'mode', each.norm.mode)}"


def norm_source(each: NormFigures, language: str) -> str:
    """Return a norm's length, source and weight, in words."""
    kind = norm_kind(each.norm.kind, language)
    source = "" if each.norm.source == each.norm.kind else f"{each.norm.source}, "
    return f"{kilometres(language, each.norm.norm_m)} ({source}{kind})"


def _norm_bar(each: NormFigures, language: str) -> Bar:
    name = norm_name(each, language)
    if not each.in_data:
        return Bar(name, None, translate(language, mark("not in this data")))
    return Bar(name, each.whole.within, _told(each.whole.within, each.whole.gap_m, language))


def _told(share: float | None, gap_m: float, language: str) -> str:
    if share is None:
        return translate(language, mark("no network"))
    values = {"share": f"{number(language, 100 * share, 1)} %", "length": kilometres(language, gap_m)}
    return translate(language, mark("{share}, {length} beyond the norm"), values)


def _headline(chosen: NormFigures, bars: Sequence[Bar], language: str) -> str:
    known = [bar for bar in bars if bar.share is not None]
    if not chosen.in_data or not known or chosen.whole.within is None:
        return translate(language, mark("Of this kind nothing is in the data."))
    values = {
        "share": f"{number(language, 100 * chosen.whole.within)} %",
        "what": norm_name(chosen, language),
        "least": known[0].name,
        "least_share": f"{number(language, 100 * (known[0].share or 0.0))} %",
        "most": known[-1].name,
        "most_share": f"{number(language, 100 * (known[-1].share or 0.0))} %",
    }
    told = mark(
        "{share} of the network is within the norm ({what}); "
        "least in {least} ({least_share}), most in {most} ({most_share})."
    )
    return translate(language, told, values)


def _map(dataset: Dataset, shares: Mapping[str, float | None], language: str) -> str:
    names, shapes = _municipalities(dataset)
    if not len(shapes):
        return ""
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    frame = overview(np.array([[west, south], [east, north]]), 160.0, 150.0, margin_mm=3.0)
    parts = []
    for name, shape in zip(names, shapes, strict=True):
        placed = shapely.simplify(shapely.transform(shape, frame.place), 0.15)
        share = shares.get(name)
        tone = _NO_NETWORK if share is None else _tone(share)
        outline = path_of(shapely.get_rings(shapely.get_parts(placed)))
        parts.append(
            f'<path d="{outline}" fill="{tone}" stroke="#fff" stroke-width=".7" fill-rule="evenodd"/>'
        )
    for name, shape in zip(names, shapes, strict=True):
        x, y = frame.place(shapely.get_coordinates(shapely.point_on_surface(shape)))[0].tolist()
        share = shares.get(name)
        label = "?" if share is None else f"{number(language, 100 * share)} %"
        parts.append(text(name, x, y - 0.6, 3.1))
        parts.append(text(label, x, y + 3.6, 3.6, bold=True))
    size = f'width="{frame.width_mm}mm" height="{frame.height_mm}mm" viewBox="0 0 {frame.width_mm} {frame.height_mm}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g fill="none">{"".join(parts)}</g></svg>'


def _municipalities(dataset: Dataset) -> tuple[list[str], Any]:
    path = dataset.folder / "areas.parquet"
    if not path.is_file():
        return [], np.zeros(0, dtype=object)
    table = pq.read_table(
        path, columns=["name", "kind", "geometry"], filters=[("kind", "=", "municipality")], use_threads=False
    )
    return table["name"].to_pylist(), shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))


def _tone(share: float) -> str:
    return _TONES[min(len(_TONES) - 1, int(share * len(_TONES)))]
