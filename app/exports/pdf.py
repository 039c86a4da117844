"""A tour on paper: overview, numbers to follow, maps along the way, and everything in words, as a tagged PDF.

Typst sets it (``sheet.typ``); the fonts lie in installed packages, nothing is fetched. The moment of the map data
stands as the moment of writing, so the same tour always gives the same bytes.
"""

import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
import typst

from app.dataset import Dataset
from app.errors import NoDataset
from app.exports.booklet import fold
from app.exports.map_picture import draw
from app.exports.map_picture_frame import along, overview
from app.exports.map_picture_symbols import symbol
from app.exports.page import Page
from app.exports.sheet import dataset_date, sheet_texts
from app.languages import mark, number, translate
from app.presenter.record import Record
from app.presenter.words import WORDS, word

_TEMPLATE = Path(__file__).with_name("sheet.typ")
# Of one map and of the overview, per size of paper; the rest of the page is title, legend and foot.
_MAP_MM = {"a4": (182.0, 244.0), "a5": (128.0, 164.0)}
_OVERVIEW_MM = {"a4": (106.0, 112.0), "a5": (62.0, 68.0)}
# Without numbers to follow, their room is the overview's.
_WIDE_OVERVIEW_MM = {"a4": (182.0, 130.0), "a5": (128.0, 82.0)}
_FIRST_SCALE = {"fietsen": 40_000, "wandelen": 25_000, "toegankelijk": 25_000}
_MOST_MAPS = {"a4": 8, "a5": 12}
# Accessible (tags, language, descriptions of pictures): Typst refuses to write what does not hold to it.
_STANDARD: Literal["ua-1"] = "ua-1"


def write(record: Record, page: Page) -> bytes:
    """Write a tour as PDF.

    Raises
    ------
    NoDataset
        If the page was given no dataset to draw maps of.
    """
    if page.dataset is None:
        raise NoDataset("a printed tour needs the dataset for its maps; give the page one")
    size: Literal["a4", "a5"] = "a4" if page.size == "a4" else "a5"
    content = sheet_texts(record, page) | {"size": size} | _pictures(record, page, page.dataset, size)
    compiler = typst.Compiler(_TEMPLATE, font_paths=fonts(), ignore_system_fonts=True)
    moment = dataset_date(record) or datetime(1970, 1, 1, tzinfo=UTC)
    written = compiler.compile(
        format="pdf",
        sys_inputs={"sheet": json.dumps(content)},
        pdf_standards=[_STANDARD],
        timestamp=int(moment.timestamp()),
    )
    pages = bytes(written)  # type: ignore[arg-type]  # one file for PDF
    if page.size != "a5-booklet":
        return pages
    count = int(json.loads(compiler.query("<page-count>", field="value", one=True)))
    return fold(pages, count, page.language, content["title"], moment)


@cache
def fonts() -> typst.Fonts:
    """Return the fonts that printed pages are set in."""
    """Return the type of printed tours and pictures, from installed packages."""
    folder = files("fontpkg_hanken_grotesk") / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _pictures(record: Record, page: Page, dataset: Dataset, size: str) -> dict[str, Any]:
    line = np.array(record["coordinates"])
    language = page.language
    frame = overview(line, *(_OVERVIEW_MM if record["junctions"] else _WIDE_OVERVIEW_MM)[size])
    svg, _ = draw(dataset, record, frame, detail=False)
    maps = []
    pieces = along(line, *_MAP_MM[size], _FIRST_SCALE[record["mode"]], _MOST_MAPS[size])
    at_km = _kilometres(line, record["length_m"])
    for place, (frame_, first, last) in enumerate(pieces, 1):
        picture, kinds = draw(dataset, record, frame_, detail=True, piece=(first, last))
        values = {
            "number": place,
            "from": number(language, at_km[first], 1),
            "to": number(language, at_km[last], 1),
        }
        maps.append(
            {
                "svg": picture,
                "title": translate(language, mark("Map {number}: km {from} to {to}"), values),
                "alt": translate(
                    language,
                    mark("Map of the tour from km {from} to {to}; the itinerary tells the way"),
                    values,
                ),
                "scale": f"1 : {number(language, frame_.scale)}",
                "legend": [_legend(kind, language) for kind in kinds],
            }
        )
    about = translate(language, mark("Map of the whole tour"))
    return {"overview": {"svg": svg, "alt": about}, "maps": maps}


def _legend(kind: str, language: str) -> dict[str, str]:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="4mm" height="4mm" viewBox="0 0 4 4">'
        f'<g fill="none" stroke-linecap="round" stroke-linejoin="round">{symbol(kind, 2, 2)}</g></svg>'
    )
    if kind in WORDS["facility"]:
        return {"svg": svg, "text": word(language, "facility", kind)}
    return {"svg": svg, "text": word(language, "group", "attraction")}


def _kilometres(line: np.ndarray[Any, Any], length_m: float) -> np.ndarray[Any, Any]:
    """Return how far along each point is; degrees suffice, for the whole is stretched to the measured length."""
    steps = np.hypot(*(np.diff(line, axis=0) * [np.cos(np.radians(line[:, 1].mean())), 1]).T)
    at = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(at * (length_m / 1000 / max(float(at[-1]), 1e-12)))
