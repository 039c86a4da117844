"""From an event to the occurrences within some days. The rules are unfolded by a library; ids and moves are ours."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import recurring_ical_events
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, vRecur

from app.agenda.event import AgendaEvent, Moment, Occurrence, Override, in_zone, with_texts

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
# A rule without an end is followed so far; without a limit, one that never comes true would be followed for ever.
_YEARS_AHEAD = 80
_DAY = dt.timedelta(days=1)


def single(event: AgendaEvent, zone: ZoneInfo) -> Occurrence:
    """Return the one occurrence of an event without a rule."""
    return _occurrence(event, event.start, event.start, event.end, zone, event.start)


class Unfolded:
    """Recurring events, ready to be asked what happens on some days.

    Parameters
    ----------
    events
        Events that recur.
    zone
        The region's.
    """

    def __init__(self, events: Iterable[AgendaEvent], zone: ZoneInfo) -> None:
        self._events = {event.uid: event for event in events}
        self._zone = zone
        calendar = Calendar()
        for event in self._events.values():
            for component in components(event):
                calendar.add_component(component)
        self._calendar = recurring_ical_events.of(calendar)

    def between(self, first: dt.date, last: dt.date) -> list[Occurrence]:
        """Return what is on, at least for a part, between two days, both included."""
        if not self._events:
            return []
        begin, end = (dt.datetime.combine(day, dt.time(), self._zone) for day in (first, last + _DAY))
        found: dict[str, list[tuple[Moment, Moment, Moment]]] = {}
        for component in self._calendar.between(begin, end):
            event = self._events[str(component["UID"])]
            start, stop = (self._own(moment, event) for moment in (component.start, component.end))
            given = component.get("RECURRENCE-ID")
            of = start if given is None else self._own(given.dt, event)
            found.setdefault(event.uid, []).append((of, start, stop))
        return [
            occurrence
            for uid, moments in found.items()
            for occurrence in self._of_one(self._events[uid], moments)
        ]

    def _of_one(
        self, event: AgendaEvent, moments: list[tuple[Moment, Moment, Moment]]
    ) -> Iterator[Occurrence]:
        moved = {override.of: override for override in event.overrides}
        for of, start, stop in moments:
            end = stop - _DAY if event.all_day else stop
            yield _occurrence(_moved(event, moved.get(of)), of, start, end, self._zone, event.start)

    def _own(self, moment: Moment, event: AgendaEvent) -> Moment:
        return in_zone(moment, ZoneInfo(event.zone))


def components(event: AgendaEvent) -> Iterator[Event]:
    """Yield an event's moments and rule as iCalendar components: itself, and each occurrence that is moved."""
    main = _component(event.uid, event.start, event.end)
    if event.rrule:
        main.add("rrule", bounded(event.rrule, event.start))
    for name, moments in (("rdate", event.rdates), ("exdate", event.exdates)):
        if moments:
            main.add(name, list(moments))
    yield main
    for override in event.overrides:
        moved = _component(event.uid, override.start, override.end)
        moved.add("recurrence-id", override.of)
        yield moved


def bounded(rrule: str, start: Moment) -> vRecur:
    """Return a rule that ends some day, if only in another century.

    Raises
    ------
    ValueError
        If it is none.
    """
    rule: vRecur = vRecur.from_ical(rrule)
    if "COUNT" not in rule and "UNTIL" not in rule:
        last = dt.date(start.year + _YEARS_AHEAD, 12, 31)
        whole = dt.datetime.combine(last, dt.time(), dt.UTC)
        rule["UNTIL"] = [whole if isinstance(start, dt.datetime) else last]
    return rule


def goes_on(event: AgendaEvent, day: dt.date) -> bool:
    """Tell whether a recurring event is on, on a day or after it.

    Raises
    ------
    ValueError
        If its rule cannot be followed.
    """
    lasts = _date(event.end) - _date(event.start)
    beginnings = (*event.rdates, *(override.start for override in event.overrides))
    if any(_date(moment) + lasts >= day for moment in beginnings):
        return True
    if not event.rrule:
        return _date(event.start) + lasts >= day
    rule = bounded(event.rrule, event.start)
    if "UNTIL" in rule:  # counted in whole days here, for a calendar's clocks may differ by hours
        rule["UNTIL"] = [dt.datetime.combine(_date(rule["UNTIL"][0]), dt.time(23, 59))]
    first = dt.datetime.combine(_date(event.start), dt.time())
    try:
        dates = rrulestr(rule.to_ical().decode(), dtstart=first)  # type: ignore[no-untyped-call]
        return dates.after(dt.datetime.combine(day - lasts, dt.time()), inc=True) is not None
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError(str(error)) from error


def _component(uid: str, start: Moment, end: Moment) -> Event:
    made = Event()
    made.add("uid", uid)
    made.add("dtstart", start)
    made.add("dtend", end if isinstance(end, dt.datetime) else end + _DAY)
    return made


def _occurrence(
    event: AgendaEvent, of: Moment, start: Moment, end: Moment, zone: ZoneInfo, usual: Moment
) -> Occurrence:
    code = f"{of:%Y%m%d}"
    # The day alone, but where an event is on more than once a day: then the hours that are not the usual one tell.
    if isinstance(of, dt.datetime) and isinstance(usual, dt.datetime) and of.time() != usual.time():
        code += f"t{of:%H%M}"
    return Occurrence(event, f"{event.key}.{code}", _first(start, zone), _last(end, zone), event.status)


def _moved(event: AgendaEvent, override: Override | None) -> AgendaEvent:
    if override is None:
        return event
    status = event.status if event.status == "cancelled" else override.status
    return replace(with_texts(event, override.title, override.venue), status=status)


def _date(moment: Moment) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _first(moment: Moment, zone: ZoneInfo) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment.astimezone(zone)
    return dt.datetime.combine(moment, dt.time(), zone)


def _last(moment: Moment, zone: ZoneInfo) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment.astimezone(zone)
    return dt.datetime.combine(moment, dt.time(23, 59), zone)
