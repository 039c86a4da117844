"""When places are open on a tour's day, and when the tour comes by."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from opening_hours import (  # type: ignore[attr-defined]
    OpeningHours,
    ParserError,
    State,
    UnknownCountryError,
)

from geodata.holidays import NO_CALENDAR, Calendar
from routing.graph import RoutingGraph
from routing.hours_text import for_day
from routing.metrics import seconds
from routing.profiles import Profile
from routing.walks import Walk

DEFAULT_DEPARTURE = dt.time(10, 0)
EARLIEST_DEPARTURE = dt.time(7, 0)
Interval = tuple[dt.datetime, dt.datetime]
_BY_THE_SUN: Final = re.compile(r"sunrise|sunset|dawn|dusk")


@lru_cache(maxsize=20_000)
def open_intervals(hours: str, day: dt.date, calendar: Calendar = NO_CALENDAR) -> tuple[Interval, ...] | None:
    """When a place is open on a day, past midnight included.

    Parameters
    ----------
    hours
        OSM ``opening_hours``.
    day
        Local date.
    calendar
        The region's public and school holidays, and where its sun rises. Hours for school holidays hold on those that
        it knows.

    Returns
    -------
    tuple or None
        Intervals that begin on the day or reach into it, in order; None where the hours are not known or can't be read.
    """
    if not hours:
        return None
    begin = dt.datetime.combine(day, dt.time())
    try:
        spans = _spans(hours, begin, calendar)
    except ParserError:
        return None
    return tuple(
        (start, end)
        for start, end, state in spans
        if state == State.OPEN and start < begin + dt.timedelta(days=1)
    )


def _spans(
    hours: str, begin: dt.datetime, calendar: Calendar
) -> list[tuple[dt.datetime, dt.datetime, State]]:
    """All states from a midnight on until noon of the day after, in local time without zone."""
    known = {"SH": calendar.is_school_holiday(begin.date())}
    try:
        opening = _opening(for_day(hours, known), calendar, calendar.country)
    except UnknownCountryError:
        known["PH"] = calendar.is_public_holiday(begin.date())
        opening = _opening(for_day(hours, known), calendar, "")
    return [
        (start.replace(tzinfo=None), end.replace(tzinfo=None), state)
        for start, end, state, _ in opening.intervals(begin, begin + dt.timedelta(hours=36))
    ]


def _opening(hours: str, calendar: Calendar, country: str) -> OpeningHours:
    if calendar.lonlat and _BY_THE_SUN.search(hours):
        lon, lat = calendar.lonlat
        return OpeningHours(
            hours,
            timezone=ZoneInfo(calendar.timezone),
            country=country or None,
            coords=(lat, lon),
            auto_country=False,
        )
    return OpeningHours(hours, country=country or None)


@dataclass(frozen=True)
class Clock:
    """A departure, and how fast the mode goes.

    Attributes
    ----------
    depart
        Local date and time.
    profile
        Of the mode.
    calendar
        Of the region.
    """

    depart: dt.datetime
    profile: Profile
    calendar: Calendar = NO_CALENDAR

    @property
    def day(self) -> dt.date:
        """Day of departure."""
        return self.depart.date()

    def after(self, moment: dt.datetime) -> float:
        """Seconds from departure to a moment; negative before."""
        return (moment - self.depart).total_seconds()

    def at(self, seconds_after: float) -> dt.datetime:
        """Moment so many seconds after departure, to the whole minute."""
        exact = self.depart + dt.timedelta(seconds=seconds_after)
        return (exact + dt.timedelta(seconds=30)).replace(second=0, microsecond=0)

    def open_intervals(self, hours: str) -> tuple[Interval, ...] | None:
        """When a place is open on the day of departure, see :func:`open_intervals`."""
        return open_intervals(hours, self.day, self.calendar)

    def window(self, hours: str, latest_s: float) -> tuple[float, float] | None:
        """First stretch of being open that a tour of ``latest_s`` seconds can meet, in seconds after departure.

        Returns (-inf, inf) where nothing is known, None where the place stays closed all the while.
        """
        spans = self.open_intervals(hours)
        if spans is None:
            return (-np.inf, np.inf)
        for start, end in spans:
            if self.after(end) > 0 and self.after(start) < latest_s:
                return (self.after(start), self.after(end))
        return None


class Timetable:
    """When a walk passes each of its metres, with waits at what opens later."""

    def __init__(self, graph: RoutingGraph, walk: Walk, profile: Profile) -> None:
        self._at_m = np.concatenate(([0.0], np.cumsum(walk.lengths(graph))))
        self._seconds = np.concatenate(([0.0], np.cumsum(seconds(graph, walk, profile))))
        self._waits: list[tuple[float, float]] = []

    def wait(self, at_m: float, wait_s: float) -> None:
        """Wait at a metre; what comes after is later by as much."""
        self._waits.append((at_m, wait_s))

    def seconds(self, at_m: float) -> float:
        """Seconds after departure at which a metre is reached."""
        return float(np.interp(at_m, self._at_m, self._seconds)) + sum(
            wait for where, wait in self._waits if where < at_m
        )


def departure(
    day: dt.date | None,
    at: dt.time | None,
    first_event: dt.datetime | None,
    asked_m: float | None,
    profile: Profile,
    calendar: Calendar = NO_CALENDAR,
) -> Clock | None:
    """Clock of a request: its own departure; else one that has the first event half-way; else in the morning.

    An event that the day begins with lasts all day: nobody sets out at dawn for it.

    None where the request names neither a day nor an event.
    """
    if first_event is not None:
        day = day or first_event.date()
        if at is None and first_event > dt.datetime.combine(day, dt.time()):
            half = dt.timedelta(seconds=0.5 * (asked_m or 0.0) / profile.speed_ms)
            earliest = dt.datetime.combine(day, EARLIEST_DEPARTURE)
            leave = max(first_event - half, earliest)
            return Clock(
                leave.replace(minute=leave.minute // 5 * 5, second=0, microsecond=0), profile, calendar
            )
    if day is None:
        return None
    return Clock(dt.datetime.combine(day, at or DEFAULT_DEPARTURE), profile, calendar)
