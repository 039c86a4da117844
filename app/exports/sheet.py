"""What the printed tour says: every word, figure and picture of it, as plain values for ``sheet.typ``."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from itertools import groupby
from typing import Any

import segno

from app.exports.page import Page
from app.languages import hours, kilometres, mark, number, translate
from app.presenter import demo_label
from app.presenter.record import Record
from app.presenter.sentences import instruction, title, warning
from app.presenter.words import word

# One colour per surface, as on the page (app/frontend/styles/tones.css).
_SURFACE = {
    "asphalt": "#5b6670", "paved": "#76808a", "concrete": "#98a1a8", "paving": "#b2644e", "cobblestone": "#8a4a3c",
    "compacted": "#d3b480", "gravel": "#b9985f", "unpaved": "#a67c48", "ground": "#8d6537", "sand": "#e5cd85",
    "grass": "#83a55c", "wood": "#6f5436", "metal": "#48525a", "unknown": "#b9b9b0",
}  # fmt: skip
# A junction told with a turn this near is told once.
_SAME_PLACE_M = 25.0
_LINE_OF_TEXT = 5000


def sheet_texts(record: Record, page: Page) -> dict[str, Any]:
    """Return everything on the printed tour but its maps."""
    language = page.language
    source = record["source"]
    name = title(language, record)
    return {
        "size": page.size,
        "language": language,
        "title": _plain(name),
        "keywords": [word(language, "mode", record["mode"]), *record["themes"]],
        "demo": demo_label(language) if source["demo"] else None,
        "facts": list(_facts(record, language)),
        "surface": _surface(record, language),
        "warnings": [
            _plain(warning(language, entry)) for entry in record["warnings"] if entry["code"] != "demo"
        ],
        "junctions": [_plain(ref) for ref, _ in groupby(entry["ref"] for entry in record["junctions"])],
        "qr": _qr(page),
        "url": page.url,
        "thanks": _plain(_thanks(record, language)),
        "foot": _plain(f"Rondje · {name}"),
        "stops": [_stop(stop, language) for stop in record["stops"]],
        "facilities": [
            [
                word(language, "facility", kind),
                f"{figures['count']}",
                kilometres(language, figures["longest_gap_m"]),
                f"{_km(language, figures['gap_from_m'])} – {_km(language, figures['gap_to_m'])}",
            ]
            for kind, figures in record["facilities"].items()
        ],
        "steps": [_step(step, language) for step in decision_points(record)],
        "words": _words(language),
    }


def decision_points(record: Record) -> list[dict[str, Any]]:
    """Return turns and junctions in travel order; a junction that is also a turn comes once."""
    told = [(step["junction"], step["at_m"]) for step in record["instructions"] if step["junction"]]
    silent = [
        entry | {"junction": entry["ref"], "sign": "junction", "name": "", "way_class": "unknown"}
        for entry in record["junctions"]
        if not any(ref == entry["ref"] and abs(at_m - entry["at_m"]) < _SAME_PLACE_M for ref, at_m in told)
    ]
    return sorted([*record["instructions"], *silent], key=lambda step: step["at_m"])


def dataset_date(record: Record) -> datetime | None:
    """Return the moment of the map data, None where it is not known."""
    stamp = record["source"]["timestamp"]
    try:
        return datetime.fromisoformat(stamp) if stamp else None
    except ValueError:
        return None


def _facts(record: Record, language: str) -> Iterator[dict[str, str]]:
    facts = [
        (mark("Length"), kilometres(language, record["length_m"])),
        (mark("Duration"), hours(language, record["duration_s"])),
        (mark("Kind"), word(language, "class", record["class"])),
    ]
    if record["ascent_m"] is not None:
        facts.append((mark("Climb"), f"{number(language, record['ascent_m'])} m"))
    if record["near"]:
        facts.append((mark("Start near"), record["near"]))
    for name, value in facts:
        yield {"name": translate(language, name), "value": _plain(value)}


def _surface(record: Record, language: str) -> list[dict[str, Any]]:
    total = sum(record["surface"].values()) or 1.0
    parts = sorted(record["surface"].items(), key=lambda part: -part[1])
    return [
        {
            "share": metres / total,
            "colour": _SURFACE.get(name, "#8f948d"),
            "text": f"{word(language, 'surface', name)} {number(language, 100 * metres / total)} %",
        }
        for name, metres in parts
        if metres / total >= 0.005
    ]


def _qr(page: Page) -> dict[str, str] | None:
    if not page.url:
        return None
    picture = BytesIO()
    segno.make(page.url, error="m", micro=False).save(picture, kind="svg", border=2, dark="#1f2a24")
    alt = translate(page.language, mark("QR code to the page of this tour"))
    return {"svg": picture.getvalue().decode(), "alt": f"{alt}: {page.url}"}


def _thanks(record: Record, language: str) -> str:
    parts = [*record["source"]["attribution"]]
    moment = dataset_date(record)
    if moment:
        parts.append(translate(language, mark("map data of {date}"), {"date": f"{moment:%Y-%m-%d}"}))
    return " · ".join(parts)


def _stop(stop: dict[str, Any], language: str) -> dict[str, str]:
    kind = word(language, "category", stop["kind"])
    return {
        "km": _km(language, stop["at_m"]),
        "name": _plain(stop["name"] or kind),
        "kind": kind if stop["name"] else "",
        "times": _from_until(stop["arrive"], stop["leave"]),
        "open": _from_until(stop["open_from"], stop["open_until"]),
    }


def _from_until(first: str | None, last: str | None) -> str:
    clocks = [moment[11:16] for moment in (first, last) if moment]
    return "–".join(dict.fromkeys(clocks))


def _step(step: dict[str, Any], language: str) -> dict[str, str]:
    return {
        "km": _km(language, step["at_m"]),
        "text": _plain(instruction(language, step)),
        "junction": _plain(step["junction"] or ""),
    }


def _km(language: str, metres: float) -> str:
    return number(language, metres / 1000, 1)


def _words(language: str) -> dict[str, Any]:
    def told(*texts: str) -> list[str]:
        return [translate(language, text) for text in texts]

    names = {
        "surface": mark("Surface"),
        "warnings": mark("Take note"),
        "junctions": mark("Follow these junctions"),
        "emergency": mark("Emergency: call 112"),
        "online": mark("This tour online"),
        "stops": mark("Stops"),
        "facilities": mark("On the way"),
        "itinerary": mark("Itinerary"),
    }
    return {name: translate(language, text) for name, text in names.items()} | {
        "stop_columns": told(mark("km"), mark("Where"), mark("When"), mark("Open")),
        "facility_columns": told(mark("What"), mark("Count"), mark("Longest without"), mark("from – to km")),
        "step_columns": told(mark("km"), mark("What to do"), mark("No.")),
    }


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:_LINE_OF_TEXT]
