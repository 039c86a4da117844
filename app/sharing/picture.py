"""The picture that other sites show beside a link to a tour: its map, what it is called, how far, how long."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import typst

from app.dataset import Dataset
from app.exports.map_picture import SIGN, draw
from app.exports.map_picture_frame import overview
from app.exports.pdf import fonts
from app.languages import hours, kilometres, mark, number, translate
from app.presenter import demo_label
from app.presenter.record import Record
from app.presenter.sentences import title
from app.presenter.words import word
from app.services import services
from app.site import Site
from app.tour_links import find_tour

WIDTH_PX, HEIGHT_PX = 1200, 630
"""What the sites that show such pictures ask for."""
_TEMPLATE = Path(__file__).with_name("picture.typ")
# Of the map on paper; drawn this small and shown large, its lines and signs can be seen on a telephone.
_MAP_MM = (126.0, 102.0)
_PICTURES_KEPT = 64
_MOST_JUNCTIONS = 14


@lru_cache(_PICTURES_KEPT)
def kept_picture(_version: str, tour_id: str, language: str) -> bytes:
    """Return the picture of a kept tour, drawn once as long as it is asked for often enough.

    Parameters
    ----------
    _version
        Of the dataset in use, which the map is drawn from: another dataset, another picture.
    tour_id
        The tour.
    language
        Of what is written on it.
    """
    return picture(services().datasets.current(), find_tour(tour_id).record, language, Site().title)


def picture(dataset: Dataset, record: Record, language: str, site: str) -> bytes:
    """Draw the picture of a tour as PNG.

    Parameters
    ----------
    dataset
        What the map is drawn from.
    record
        The tour.
    language
        Of what is written on it.
    site
        Name of the site.
    """
    svg, _ = draw(dataset, record, overview(np.array(record["coordinates"]), *_MAP_MM), detail=False)
    content = _texts(record, language) | {"site": site, "map": svg}
    compiler = typst.Compiler(_TEMPLATE.read_bytes(), font_paths=fonts(), ignore_system_fonts=True)
    written = compiler.compile(format="png", ppi=96, sys_inputs={"card": json.dumps(content)})
    return bytes(written)  # type: ignore[arg-type]  # one page


def _texts(record: Record, language: str) -> dict[str, Any]:
    refs = [entry["ref"] for entry in record["junctions"]]
    shown = [ref for place, ref in enumerate(refs) if not place or ref != refs[place - 1]]
    more = len(shown) - _MOST_JUNCTIONS
    return {
        "language": language,
        "title": "".join(letter for letter in title(language, record) if letter.isprintable())[:120],
        "demo": demo_label(language) if record["source"]["demo"] else "",
        "figures": [kilometres(language, record["length_m"]), hours(language, record["duration_s"])],
        "mode": word(language, "mode", record["mode"]),
        "sign": SIGN[record["mode"]],
        "junctions": [ref[:6] for ref in shown[:_MOST_JUNCTIONS]],
        "more": translate(language, mark("and {count} more"), {"count": number(language, more)})
        if more > 0
        else "",
        # Who it is from; of what, the page tells.
        "attribution": " · ".join(entry.partition(":")[0] for entry in record["source"]["attribution"])[:160],
    }
