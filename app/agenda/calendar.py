"""Events as iCalendar: whole series with their rules, or one occurrence. What it writes, the import reads back."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from app.agenda.book import AgendaBook
from app.agenda.event import AgendaEvent, Moment, Occurrence, Override
from app.agenda.reading_ical import OWN
from app.agenda.recurrence import Unfolded
from app.agenda.words import CONFIRM, doubt
from app.exports.course import ZONE
from app.exports.ical import time_zone
from app.languages import translate

MEDIA_TYPE = "text/calendar; charset=utf-8"
# Rules reach for ever; editions that replace them are looked up so far.
_YEARS = 3
_DAY = dt.timedelta(days=1)
_STATUS = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE", "cancelled": "CANCELLED"}
# The format asks for a moment of writing; a fixed one keeps the same agenda the same bytes.
_STAMP = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def feed(
    book: AgendaBook, events: Iterable[AgendaEvent], language: str, title: str, site: str, today: dt.date
) -> bytes:
    """Write events as a calendar to subscribe to.

    Parameters
    ----------
    book
        Where they are from: years of a rule that a dated edition replaces are left out of it.
    events
        Which.
    language
        Of the texts.
    title
        What the calendar is called.
    site
        Address of the site, for links.
    today
        From when on replaced years matter.
    """
    made = _calendar(title, book.zone)
    for event in events:
        for component in _series(book, event, language, site, today):
            made.add_component(component)
    return _written(made)


def one(occurrence: Occurrence, language: str, title: str, site: str, zone: ZoneInfo) -> bytes:
    """Write one occurrence as a calendar of its own."""
    made = _calendar(title, zone)
    entry = _entry(occurrence.event, language, f"{site}/agenda/{occurrence.occurrence_id}")
    # Not the series' own name: who has subscribed to it too would lose one of the two.
    entry.add("uid", f"{occurrence.occurrence_id}@rondje")
    if occurrence.event.all_day:
        _add_moments(entry, occurrence.first_day, occurrence.last_day)
    else:
        _add_moments(entry, occurrence.start, occurrence.end)
    entry.add("status", _STATUS[_status(occurrence.status, occurrence.event)])
    made.add_component(entry)
    return _written(made)


def _calendar(title: str, zone: ZoneInfo) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Rondje//Agenda//NL")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    made.add("name", title)
    made.add("refresh-interval", dt.timedelta(hours=12), parameters={"value": "DURATION"})
    if zone.key == ZONE.key:
        made.add_component(time_zone())
    return made


def _written(made: Calendar) -> bytes:
    made.add_missing_timezones()  # of events that are told on another clock
    content: bytes = made.to_ical()
    return content


def _series(
    book: AgendaBook, event: AgendaEvent, language: str, site: str, today: dt.date
) -> Iterable[Event]:
    entry = _entry(event, language, f"{site}/agenda/{event.key}")
    entry.add("uid", event.uid)
    _add_moments(entry, event.start, event.end)
    entry.add("status", _STATUS[_status(event.status, event)])
    if event.rrule:
        entry.add(
            "rrule", vRecur.from_ical(event.rrule)
        )  # as it was told, not bounded as it is followed here
    if event.rdates:
        entry.add("rdate", list(event.rdates))
    dropped = [*event.exdates, *_replaced(book, event, today)]
    if dropped:
        entry.add("exdate", dropped)
    yield entry
    for override in event.overrides:
        yield _moved(event, override, language, site)


def _moved(event: AgendaEvent, override: Override, language: str, site: str) -> Event:
    entry = _entry(event, language, f"{site}/agenda/{event.key}.{override.of:%Y%m%d}")
    entry.add("uid", event.uid)
    entry.add("recurrence-id", override.of)
    _add_moments(entry, override.start, override.end)
    entry.add("status", _STATUS[_status(override.status, event)])
    if override.title:
        entry["SUMMARY"] = override.title
    if override.venue:
        entry["LOCATION"] = override.venue
    return entry


def _entry(event: AgendaEvent, language: str, page: str) -> Event:
    entry = Event()
    entry.add("dtstamp", _STAMP)
    entry.add("summary", event.told("title", language))
    uncertain = doubt(language, event)
    lines = [
        event.told("note", language),
        f"{translate(language, CONFIRM)}. {uncertain}" if uncertain else "",
    ]
    described = "\n".join(line for line in [*lines, page] if line)
    entry.add("description", described)
    place = ", ".join(part for part in (event.venue, event.settlement) if part)
    if place:
        entry.add("location", place)
    entry.add("geo", (event.lat, event.lon))
    if event.category:
        entry.add("categories", [event.category])
    entry.add("url", event.url or page)
    for name, text in _own(event).items():
        if text:
            entry.add(OWN + name, text)
    return entry


def _own(event: AgendaEvent) -> dict[str, str]:
    """What RFC 5545 has no word for."""
    return {
        "TITLE-EN": event.title.get("en", ""),
        "TITLE-DE": event.title.get("de", ""),
        "VENUE": event.venue,
        "SETTLEMENT": event.settlement,
        "SERIES": event.series,
        "CERTAIN": "" if event.certain else "FALSE",
        "REGIONAL": "TRUE" if event.regional else "",
        "PRICE": event.price,
        "ACCESSIBILITY": event.accessibility,
    }


def _add_moments(entry: Event, start: Moment, end: Moment) -> None:
    entry.add("dtstart", start)
    entry.add("dtend", end if isinstance(end, dt.datetime) else end + _DAY)


def _replaced(book: AgendaBook, event: AgendaEvent, today: dt.date) -> list[Moment]:
    """Beginnings of what the rule makes of years that have a dated edition."""
    if event.certain or not event.rrule:
        return []
    last = today.replace(month=12, day=31) + dt.timedelta(days=366 * _YEARS)
    every = Unfolded([event], book.zone).between(today, last)
    left = {occurrence.occurrence_id for occurrence in book.of_event(event, today, last)}
    return [
        occurrence.first_day if event.all_day else occurrence.start.astimezone(ZoneInfo(event.zone))
        for occurrence in every
        if occurrence.occurrence_id not in left
    ]


def _status(status: str, event: AgendaEvent) -> str:
    return "tentative" if status == "confirmed" and not event.certain else status
