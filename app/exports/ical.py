"""iCalendar: the outing as one appointment, each timed stop as another, in the region's zone.

A tour tells wall-clock times counted on from its departure. They are turned into moments by what has passed since then,
so that a night in which the clock is changed is as long as it really is.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from app.errors import NoDay
from app.exports.course import ZONE, departure
from app.exports.page import Page
from app.exports.texts import clean, heading, summary
from app.languages import kilometres
from app.presenter.record import Record
from app.presenter.words import word

# A stop without a stay of its own still has to be seen in a calendar.
_GLANCE = dt.timedelta(minutes=5)


def write(record: Record, page: Page) -> bytes:
    """Write a tour as a calendar.

    Raises
    ------
    NoDay
        If the tour was planned without a day.
    """
    if page.departure is None:
        raise NoDay
    start = departure(page)
    calendar = Calendar()
    calendar.add("prodid", "-//Rondje//Rondje//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(time_zone())
    calendar.add_component(_outing(record, page, start))
    for place, stop in enumerate(record["stops"]):
        if stop["arrive"]:
            calendar.add_component(_stop(record, page, place, start))
    content: bytes = calendar.to_ical()
    return content


def time_zone() -> Timezone:
    """Return the zone described by its rule; readers without a table of zones need it."""
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    winter, summer = dt.timedelta(hours=1), dt.timedelta(hours=2)
    # Since 1996 the clock goes forward on the last Sunday of March, back on the last one of October.
    for part, name, month, begin, before, after in (
        (TimezoneDaylight(), "CEST", 3, dt.datetime(1996, 3, 31, 2), winter, summer),
        (TimezoneStandard(), "CET", 10, dt.datetime(1996, 10, 27, 3), summer, winter),
    ):
        part.add("dtstart", begin)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def _outing(record: Record, page: Page, start: dt.datetime) -> Event:
    event = _event(record, page.tour_id)
    event.add("summary", heading(record, page.language))
    event.add("dtstart", start)
    event.add("dtend", _later(start, _whole(record, page.departure)))
    lines = [summary(record, page.language)]
    lines += [_line(stop, page.language) for stop in record["stops"]]
    event.add("description", "\n".join(lines))
    lon, lat = record["coordinates"][0]
    event.add("geo", (lat, lon))
    if record["near"]:
        event.add("location", clean(record["near"]))
    if page.url:
        event.add("url", page.url)
    return event


def _stop(record: Record, page: Page, place: int, start: dt.datetime) -> Event:
    stop = record["stops"][place]
    arrive = _since(stop["arrive"], page.departure)
    leave = max(_since(stop["leave"] or stop["arrive"], page.departure), arrive + _GLANCE)
    event = _event(record, f"{page.tour_id}-{place + 1}")
    event.add("summary", clean(stop["name"] or word(page.language, "category", stop["kind"])))
    event.add("dtstart", _later(start, arrive))
    event.add("dtend", _later(start, leave))
    event.add("description", _line(stop, page.language))
    event.add("geo", (stop["lat"], stop["lon"]))
    event.add("transp", "TRANSPARENT")
    if stop["url"]:
        event.add("url", stop["url"])
    return event


def _event(record: Record, uid: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@rondje")
    # The format asks for a moment of writing; that of the data keeps the same tour the same bytes.
    told = record["source"]["timestamp"] or "2020-01-01T00:00:00Z"
    event.add("dtstamp", dt.datetime.fromisoformat(told.replace("Z", "+00:00")).astimezone(dt.UTC))
    return event


def _line(stop: Mapping[str, Any], language: str) -> str:
    what = word(language, "category", stop["kind"])
    name = f"{what}: {stop['name']}" if stop["name"] else what
    parts = [(stop["arrive"] or "")[11:16], kilometres(language, stop["at_m"]), name]
    return clean("  ".join(part for part in parts if part))


def _whole(record: Record, begin: dt.datetime | None) -> dt.timedelta:
    """Riding and walking, and what is spent waiting at stops."""
    timed = [stop for stop in record["stops"] if stop["arrive"] and stop["leave"]]
    waits = [
        max(dt.timedelta(0), _since(stop["leave"], begin) - _since(stop["arrive"], begin)) for stop in timed
    ]
    return sum(waits, dt.timedelta(seconds=record["duration_s"]))


def _since(moment: str, begin: dt.datetime | None) -> dt.timedelta:
    told = dt.datetime.fromisoformat(moment).replace(tzinfo=None)
    return told - (begin or told)


def _later(start: dt.datetime, passed: dt.timedelta) -> dt.datetime:
    moment = start.astimezone(dt.UTC) + passed
    local = moment.astimezone(ZONE)
    # A calendar cannot say which of the two hours between two and three is meant, but for UTC.
    return moment if local.fold else local
