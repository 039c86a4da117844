"""Sentences about a tour: warnings, turns, what serves a theme, its title."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from babel.dates import format_date

from app.field_reports.kinds import KINDS
from app.languages import kilometres, mark, number, translate
from app.presenter.record import Record
from app.presenter.words import TURNS, WARNINGS, WORDS, word

_LEAP_YEAR = 2024
_DAY_AND_MONTH = {"nl": "d MMMM", "en": "d MMMM", "de": "d. MMMM"}


def title(language: str, record: Record) -> str:
    """Return a name that a person recognises: ``Rondje fietsen van 35 km bij Rolde``."""
    values = {
        "mode": word(language, "mode", record["mode"]),
        "km": number(language, record["length_m"] / 1000, 0 if record["length_m"] >= 10_000 else 1),
        "place": record["near"],
    }
    if record["class"] == "one-way":
        text = (
            mark("Route ({mode}), {km} km from {place}")
            if record["near"]
            else mark("Route ({mode}), {km} km")
        )
    else:
        text = (
            mark("Round trip ({mode}), {km} km near {place}")
            if record["near"]
            else mark("Round trip ({mode}), {km} km")
        )
    return translate(language, text, values)


def junctions(language: str, record: Record) -> str:
    """Return the numbers to follow, a junction that is split over two corners once; empty without any."""
    refs = [ref for ref, _ in groupby(junction["ref"] for junction in record["junctions"])]
    return translate(language, mark("Junctions: {refs}"), {"refs": " – ".join(refs)}) if refs else ""


def warning(language: str, entry: Mapping[str, Any]) -> str:
    """Return a warning as a sentence."""
    text = WARNINGS.get(entry["code"])
    if text is None:
        return translate(language, mark("Take note: {what}"), {"what": entry["code"].replace("_", " ")})
    values = {"length": "?", "rule": "?"} | entry["values"]
    if "kind" in values:
        values["kind"] = word(language, "facility", values["kind"])
    if "metres" in values:
        values["length"] = kilometres(language, values["metres"])
    if entry["code"] == "field_report":
        place = kilometres(language, values["at_m"])
        values |= {"place": place, "what": translate(language, KINDS.get(values["what"], values["what"]))}
    if entry["code"] in ("diversion", "closed_since"):
        values |= {"days": _days(language, values), "note": values["note"] or ""}
    if entry["code"] == "area_closed":
        values |= {
            "first": _day_of_year(language, values["from"]),
            "last": _day_of_year(language, values["until"]),
        }
    return translate(language, text, values).rstrip()


def _day_of_year(language: str, text: str) -> str:
    """Return ``MM-DD`` as people write it: *15 maart*."""
    month, day = map(int, text.split("-"))
    return format_date(date(_LEAP_YEAR, month, day), _DAY_AND_MONTH[language], locale=language)


def _days(language: str, values: Mapping[str, Any]) -> str:
    """Return from when until when something is closed, as part of a sentence."""
    first, last = (
        format_date(date.fromisoformat(values[key]), "d MMMM y", locale=language) if values[key] else ""
        for key in ("from", "until")
    )
    if first and last:
        return translate(language, mark("from {first} until {last}"), {"first": first, "last": last})
    if first or last:
        text = mark("from {day} on") if first else mark("until {day}")
        return translate(language, text, {"day": first or last})
    return translate(language, mark("for now"))


def instruction(language: str, entry: Mapping[str, Any]) -> str:
    """Return a turn as a sentence: ``Linksaf bij knooppunt 45: Kerkstraat``."""
    if entry["sign"] == "arrive":
        return translate(language, mark("You have arrived"))
    values = {"junction": entry["junction"]}
    if entry["sign"] == "depart":
        what = translate(language, mark("Start"))
    elif entry["sign"] not in TURNS:
        what = translate(language, mark("Junction {junction}"), values)
    else:
        what = translate(language, TURNS[entry["sign"]])
        if entry["junction"]:
            what = translate(language, mark("{turn} at junction {junction}"), values | {"turn": what})
    # A way without a name is told by its kind; a way of unknown kind is not worth a word.
    where = entry["name"] or (
        "" if entry["way_class"] == "unknown" else word(language, "way_class", entry["way_class"])
    )
    return f"{what}: {where}" if where else what


def why(language: str, entry: Mapping[str, Any]) -> str:
    """Return one reason why a tour serves a theme: ``3,4 km heide``, or the name of a place."""
    what = (
        word(language, "landscape", entry["what"]) if entry["what"] in WORDS["landscape"] else entry["what"]
    )
    if not entry["metres"]:
        return str(what)
    return f"{kilometres(language, entry['metres'])} {what}"
