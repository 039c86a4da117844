"""A map on paper as SVG: the country of the dataset, a tour over it, and what is to be read along it."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from app.dataset import Dataset
from app.exports.map_picture_frame import Frame, Points
from app.exports.map_picture_ground import ground, lines_on_paper, path_of
from app.exports.map_picture_symbols import (
    SYMBOLS,
    TOUR,
    Words,
    junction,
    sign_width,
    symbol,
    text,
    text_width,
)
from app.presenter.record import Record
from geodata.vocabulary import FACILITIES

_MUTED = "#7d857f"
# What is farther from the line than this is no use on the way.
_NEAR_M = 250.0
_MAX_SYMBOLS = 60
SIGN = {"fietsen": "#2b7a5b", "wandelen": "#b4632b", "toegankelijk": "#b4632b"}
"""Colour of the signs of a mode's network."""
_HORECA = frozenset({"restaurant", "cafe", "pub", "bar", "fast_food", "ice_cream"})
_SCALE_BARS_M = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
_NAME_MM = {"town": 4.2, "village": 3.2, "suburb": 2.6, "hamlet": 2.6}


def draw(
    dataset: Dataset, record: Record, frame: Frame, *, detail: bool, piece: tuple[int, int] | None = None
) -> tuple[str, list[str]]:
    """Draw a tour on its map.

    Parameters
    ----------
    dataset
        The country around it.
    record
        The tour.
    frame
        What the map shows.
    detail
        Whether places along the way and kilometres are drawn too.
    piece
        First and last point of the part that the map is for; the rest of the tour is drawn fainter.

    Returns
    -------
    tuple
        The SVG, and the kinds of symbols on it.
    """
    line = np.array(record["coordinates"])
    words = Words(frame.width_mm, frame.height_mm)
    # The scale bar stands in the lower left corner, the arrow to the north in the upper right one.
    words.taken += [
        (0, frame.height_mm - 8, 44, frame.height_mm),
        (frame.width_mm - 9, 0, frame.width_mm, 12),
    ]
    parts = [*ground(dataset, frame, record["mode"]), *_tour(frame, line, piece)]
    parts += _ends(frame, line, words)
    # Signs take their room first, and yet lie over what else is on the line.
    signs = list(_junctions(dataset, frame, record, words, detail))
    kinds: list[str] = []
    if detail:
        parts += _kilometres(frame, record, line, words)
        drawn, kinds = _places(dataset, frame, record, line, words)
        parts += drawn
    parts += signs
    parts += [*names_on(dataset, frame, words, detail), scale_bar(frame), north_arrow(frame)]
    size = f'width="{frame.width_mm}mm" height="{frame.height_mm}mm" viewBox="0 0 {frame.width_mm} {frame.height_mm}"'
    style = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g {style}>{"".join(parts)}</g></svg>',
        kinds,
    )


def draw_country(
    dataset: Dataset, frame: Frame, mode: str, mark: str, taken: tuple[float, float, float, float]
) -> str:
    """Draw the country around a place, without a tour.

    Parameters
    ----------
    dataset, frame, mode
        Which country, what part of it, and whose node network.
    mark
        SVG of the place's mark.
    taken
        What the mark covers: left, top, right, bottom in mm.
    """
    words = Words(frame.width_mm, frame.height_mm)
    words.taken += [(0, frame.height_mm - 8, 44, frame.height_mm), taken]
    parts = [
        *ground(dataset, frame, mode),
        *names_on(dataset, frame, words, detail=True),
        mark,
        scale_bar(frame),
    ]
    size = f'width="{frame.width_mm}mm" height="{frame.height_mm}mm" viewBox="0 0 {frame.width_mm} {frame.height_mm}"'
    # A picture in a page cannot have the page's typeface.
    style = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    words_in = "<style>text{font-family:system-ui,sans-serif}</style>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{words_in}<g {style}>{"".join(parts)}</g></svg>'


def _tour(frame: Frame, line: Points, piece: tuple[int, int] | None) -> Iterator[str]:
    first, last = piece or (0, len(line) - 1)
    whole = _path(frame, line)
    part = _path(frame, line[first : last + 1])
    wide = 1.3 if frame.scale <= 60_000 else 1.0
    if piece:
        yield f'<path d="{whole}" stroke="#fff" stroke-width="{wide:.2f}" stroke-opacity=".8"/>'
        yield f'<path d="{whole}" stroke="{TOUR}" stroke-width="{wide * 0.5:.2f}" stroke-opacity=".5"/>'
    yield f'<path d="{part}" stroke="#fff" stroke-width="{wide + 0.6:.2f}" stroke-opacity=".85"/>'
    yield f'<path d="{part}" stroke="{TOUR}" stroke-width="{wide}" stroke-opacity=".82"/>'
    yield from _arrows(frame, line[first : last + 1])


def _path(frame: Frame, line: Points) -> str:
    return path_of(lines_on_paper(frame, line, np.zeros(len(line), dtype=np.int64)))


def _arrows(frame: Frame, line: Points) -> Iterator[str]:
    """Yield heads that tell which way round the tour goes."""
    placed = shapely.LineString(frame.place(line))
    for along_mm in np.arange(14, placed.length, 28):
        (x, y), (x2, y2) = (
            shapely.get_coordinates(placed.interpolate(along_mm + step))[0] for step in (0, 1.0)
        )
        if frame.holds(x, y, 2) and (x, y) != (x2, y2):
            turn = np.degrees(np.arctan2(y2 - y, x2 - x))
            yield (
                f'<path transform="translate({x:.2f} {y:.2f}) rotate({turn:.0f})" d="M-.5 -.42L.3 0L-.5 .42" '
                'stroke="#fff" stroke-width=".32"/>'
            )


def _ends(frame: Frame, line: Points, words: Words) -> Iterator[str]:
    for place, (x, y) in enumerate(frame.place(line[[0, -1]]).tolist()):
        if frame.holds(x, y):
            words.claim(x, y, 3.6, 3.6)
            yield (
                (
                    f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.7" fill="{"#fff" if place else TOUR}" '
                    f'stroke="{TOUR if place else "#fff"}" stroke-width=".6"/>'
                )
                if not place or np.abs(line[0] - line[-1]).max() > 1e-4
                else ""
            )


def _junctions(dataset: Dataset, frame: Frame, record: Record, words: Words, detail: bool) -> Iterator[str]:
    size = 5.0 if detail else 3.6
    passed = {entry["osm_id"]: entry for entry in record["junctions"]}
    if passed:
        lonlat = np.array([(entry["lon"], entry["lat"]) for entry in passed.values()])
        for entry, (x, y) in zip(passed.values(), frame.place(lonlat).tolist(), strict=True):
            wide = sign_width(entry["ref"], size)
            if frame.holds(x, y, 2) and words.claim(x, y, wide * 0.8, size * 0.8):
                # Two corners of one junction may touch; other words keep off all of it.
                words.taken.append((x - wide / 2, y - size / 2, x + wide / 2, y + size / 2))
                yield junction(entry["ref"], x, y, SIGN[record["mode"]], size)
    if not detail:
        return
    layer = dataset.networks
    for feature in layer.features(layer.within(record["mode"], frame.bbox), frame.bbox):
        properties = feature["properties"]
        if properties["kind"] != "junction" or properties["osm_id"] in passed or not properties["ref"]:
            continue
        x, y = frame.place(np.array([feature["geometry"]["coordinates"]])).tolist()[0]
        if words.claim(x, y, sign_width(properties["ref"], 3.2), 3.2):
            yield junction(properties["ref"], x, y, _MUTED, 3.0)


def _kilometres(frame: Frame, record: Record, line: Points, words: Words) -> Iterator[str]:
    """Yield a mark at each whole kilometre; each fifth one is larger and always tried first."""
    steps = np.hypot(*(np.diff(line, axis=0) * [np.cos(np.radians(line[:, 1].mean())), 1]).T)
    at = np.concatenate([[0], np.cumsum(steps)])
    at *= record["length_m"] / max(at[-1], 1e-12)
    marks = np.arange(1000, record["length_m"], 1000)
    places = frame.place(np.column_stack([np.interp(marks, at, line[:, axis]) for axis in (0, 1)])).tolist()
    numbered = [(round(mark / 1000), x, y) for mark, (x, y) in zip(marks, places, strict=True)]
    for number, x, y in sorted(numbered, key=lambda entry: (entry[0] % 5 > 0, entry[0])):
        if not words.claim(x, y, 1.0, 1.0):
            continue
        yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r=".55" fill="#fff" stroke="{TOUR}" stroke-width=".3"/>'
        label, size = f"{number}", 2.9 if number % 5 == 0 else 2.4
        for dx, dy in ((2.8, -2.0), (-2.8, -2.0), (2.8, 2.4), (-2.8, 2.4)):
            if words.claim(x + dx, y + dy, text_width(label, size) + 0.6, size):
                yield text(label, x + dx, y + dy + size * 0.35, size, colour=TOUR, bold=number % 5 == 0)
                break


def _places(
    dataset: Dataset, frame: Frame, record: Record, line: Points, words: Words
) -> tuple[list[str], list[str]]:
    parts: list[str] = []
    kinds: list[str] = []
    for kind, name, x, y in _near(dataset, frame, record, line):
        if not words.claim(x, y, 3.4, 3.4):
            continue
        parts.append(symbol(kind, x, y))
        if kind not in kinds:
            kinds.append(kind)
        if name and kind in ("sight", "horeca") and len(name) <= 32:
            wide = text_width(name, 2.3)
            for left in (x + 2.2, x - 2.2 - wide):
                if words.claim(left + wide / 2, y, wide, 2.3):
                    parts.append(text(name, left, y + 0.8, 2.3, anchor="start"))
                    break
        if len(parts) >= 2 * _MAX_SYMBOLS:
            break
    return parts, [kind for kind in SYMBOLS if kind in kinds]


def _near(
    dataset: Dataset, frame: Frame, record: Record, line: Points
) -> list[tuple[str, str, float, float]]:
    """Return places near the line: the tour's own stops, then what is rare before what is everywhere."""
    found = [
        (_symbol_of(stop["kind"], ""), stop["name"], stop["lon"], stop["lat"]) for stop in record["stops"]
    ]
    rows: Sequence[dict[str, Any]] = dataset.places.search(
        bbox=frame.bbox, kinds={"facility", "horeca", "attraction"}, limit=3000
    )
    rows = sorted(rows, key=lambda row: row["category"] in ("bench", "information_board", "parking"))
    told = {(round(lon, 4), round(lat, 4)) for _, _, lon, lat in found}
    found += [
        (_symbol_of(row["category"], row["group"]), row["name"], row["lon"], row["lat"])
        for row in rows
        if (round(row["lon"], 4), round(row["lat"], 4)) not in told
    ]
    if not found:
        return []
    placed = frame.place(np.array([entry[2:] for entry in found]))
    gap_mm = shapely.distance(shapely.points(placed), shapely.LineString(frame.place(line)))
    close = np.asarray(gap_mm <= _NEAR_M * 1000 / frame.scale)
    close[: len(record["stops"])] = True
    return [
        (kind, name, x, y)
        for (kind, name, _, _), (x, y), near in zip(found, placed.tolist(), close, strict=True)
        if near and kind
    ]


def _symbol_of(category: str, group: str) -> str:
    if category in FACILITIES:
        return category
    if group == "horeca" or category in _HORECA:
        return "horeca"
    return "sight" if group in ("", "attraction") else ""


def names_on(dataset: Dataset, frame: Frame, words: Words, detail: bool) -> Iterator[str]:
    """Yield the names of settlements, the largest first, where there is room."""
    kinds = {"town", "village", "hamlet"} if frame.scale <= 110_000 else {"town", "village"}
    for place in dataset.places.search(bbox=frame.bbox, kinds=kinds, limit=60):
        size = _NAME_MM.get(place["category"], 2.6) * (1.0 if detail else 0.85)
        x, y = frame.place(np.array([(place["lon"], place["lat"])])).tolist()[0]
        wide = text_width(place["name"], size)
        for rise in (0.0, -4.0, 4.0, -7.0, 7.0):
            if words.claim(x, y + rise, wide, size):
                yield text(
                    place["name"],
                    x,
                    y + rise + size * 0.35,
                    size,
                    bold=place["category"] in ("town", "village"),
                )
                break


def scale_bar(frame: Frame) -> str:
    """Return a bar that tells how long a round number of metres is."""
    metres = max(
        (length for length in _SCALE_BARS_M if length * 1000 / frame.scale <= 30), default=_SCALE_BARS_M[0]
    )
    wide, foot = metres * 1000 / frame.scale, frame.height_mm - 3.2
    label = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    bar = f'<path d="M3 {foot - 1.2:.2f}V{foot:.2f}H{3 + wide:.2f}V{foot - 1.2:.2f}" '
    return f'{bar}stroke="#fbfaf6" stroke-width="1.1"/>{bar}stroke="#2b332e" stroke-width=".35"/>' + text(
        label, 3 + wide / 2, foot - 1.5, 2.4
    )


def north_arrow(frame: Frame) -> str:
    """Return an arrow to the north."""
    x = frame.width_mm - 4.5
    arrow = (
        f'<path d="M{x} 2.6l1.5 4.2l-1.5 -.9l-1.5 .9z" fill="#2b332e" stroke="#fbfaf6" stroke-width=".3"/>'
    )
    return arrow + text("N", x, 9.4, 2.4, bold=True)
