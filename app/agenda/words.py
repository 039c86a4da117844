"""What the agenda calls things, and how it writes days and hours."""

import datetime as dt
from collections.abc import Mapping

from babel.dates import format_date, format_skeleton, format_time

from app.agenda.event import AgendaEvent, Occurrence
from app.languages import mark, translate

CATEGORIES: Mapping[str, str] = {
    "market": mark("Market"),
    "folklore": mark("Crafts and customs"),
    "cycling": mark("Cycling"),
    "walking": mark("Walking"),
    "heritage": mark("Heritage"),
    "music": mark("Music"),
    "nature": mark("Nature"),
    "art": mark("Art"),
    "theatre": mark("Theatre"),
    "festival": mark("Festivity"),
    "food": mark("Food and drink"),
    "parade": mark("Parade"),
    "sport": mark("Sport"),
    "commemoration": mark("Commemoration"),
    "": mark("Other"),
}
"""EVENT_CATEGORIES as people say them."""

CONFIRM = mark("Confirm with the organiser")
_BY_RULE = mark("The date follows a rule ({rule}); the organiser has not confirmed it yet.")
_UNCONFIRMED = mark("The organiser has not confirmed this date yet.")


def category(language: str, code: str) -> str:
    """Return what a category is called."""
    return translate(language, CATEGORIES.get(code, CATEGORIES[""]))


def doubt(language: str, event: AgendaEvent) -> str:
    """Return why the date is not certain; "" where it is."""
    if event.certain:
        return ""
    rule = event.told("rule_text", language)
    return translate(language, _BY_RULE, {"rule": rule}) if rule else translate(language, _UNCONFIRMED)


def day(language: str, date: dt.date) -> str:
    """Write a day: "zaterdag 15 mei 2027"."""
    return str(format_date(date, "full", locale=_locale(language)))


def short_day(language: str, date: dt.date, *, year: bool = False) -> str:
    """Write a day shortly: "za 15 mei"."""
    return str(format_skeleton("yMMMEd" if year else "MMMEd", date, locale=_locale(language)))


def month(language: str, date: dt.date) -> str:
    """Write a month: "mei 2027"."""
    return str(format_skeleton("yMMMM", date, locale=_locale(language)))


def _locale(language: str) -> str:
    # As it is written on this side of the ocean: 15 May, not May 15.
    return "en_GB" if language == "en" else language


def clock(language: str, moment: dt.datetime) -> str:
    """Write an hour of the day: "10:00"."""
    return str(format_time(moment.time(), "HH:mm", locale=language))


def when(language: str, occurrence: Occurrence, *, with_day: bool = True) -> str:
    """Write when an occurrence is on, in full or, below the heading of its day, its hours."""
    first, last = occurrence.first_day, occurrence.last_day
    hours = "" if occurrence.event.all_day else _hours(language, occurrence)
    if occurrence.days > 1:
        until = short_day(language, last, year=with_day)
        span = translate(
            language, mark("{first} until {last}"), {"first": short_day(language, first), "last": until}
        )
        return f"{span}, {hours}" if hours else span
    if not with_day:
        return hours or translate(language, mark("All day"))
    written = day(language, first)
    return f"{written}, {hours}" if hours else written


def _hours(language: str, occurrence: Occurrence) -> str:
    begin = clock(language, occurrence.start)
    # Who tells no end gets the day's end, which nobody means so.
    if occurrence.end <= occurrence.start or occurrence.end.time() == dt.time(23, 59):
        return translate(language, mark("from {begin}"), {"begin": begin})
    return f"{begin}–{clock(language, occurrence.end)}"


def where(occurrence: Occurrence) -> str:
    """Write where it is: the venue and the town or village."""
    event = occurrence.event
    parts = [event.venue, event.settlement]
    if event.settlement and event.settlement.casefold() in event.venue.casefold():
        parts = [event.venue]
    return ", ".join(part for part in parts if part)
