"""All events of a region at one moment: the dataset's seed, and over it what is kept in SQL."""

import datetime as dt
import threading
from collections.abc import Iterable
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from app.agenda.editions import Editions
from app.agenda.event import AgendaEvent, Occurrence
from app.agenda.recurrence import Unfolded, single

_MONTHS_KEPT = 60


class AgendaBook:
    """Events, and when they are on. Nothing changes in it; threads may share it.

    Parameters
    ----------
    events
        Of one region, each uid once.
    zone
        The region's.
    """

    def __init__(self, events: Iterable[AgendaEvent], zone: ZoneInfo) -> None:
        self.zone = zone
        self.events = {event.uid: event for event in events}
        self._by_key = {event.key: event for event in self.events.values()}
        self._singles = sorted(
            (single(event, zone) for event in self.events.values() if not event.recurs), key=_order
        )
        self._editions = Editions(self.events.values(), self._singles)
        self._singles = [o for o in self._singles if self._editions.stands(o)]
        self._lock = threading.Lock()
        self._month = lru_cache(_MONTHS_KEPT)(self._unfold_month)

    @cached_property
    def _recurring(self) -> Unfolded:
        return Unfolded([event for event in self.events.values() if event.recurs], self.zone)

    def event(self, key: str) -> AgendaEvent | None:
        """Return an event by its key or uid."""
        return self._by_key.get(key) or self.events.get(key)

    def between(self, first: dt.date, last: dt.date, *, cancelled: bool = True) -> list[Occurrence]:
        """Return what is on between two days, both included, in the order of beginning.

        Parameters
        ----------
        first, last
            Days of the region's calendar.
        cancelled
            Whether what is cancelled is told too.
        """
        found = [o for o in self._singles if o.first_day <= last and o.last_day >= first]
        month = first.replace(day=1)
        unfolded: dict[str, Occurrence] = {}
        while month <= last:
            with self._lock:  # two that unfold the same month at once would both pay for it
                occurrences = self._month(month)
            unfolded |= {o.occurrence_id: o for o in occurrences}
            month = (month + dt.timedelta(days=32)).replace(day=1)
        found += [o for o in unfolded.values() if o.first_day <= last and o.last_day >= first]
        return sorted((o for o in found if cancelled or o.status != "cancelled"), key=_order)

    def find(self, occurrence_id: str) -> Occurrence | None:
        """Return an occurrence by its id, None where there is none (any more)."""
        key, dot, code = occurrence_id.rpartition(".")
        event = self.event(key) if dot else None
        if event is None:
            return None
        day = _day_of(code)
        if day is None:
            return None
        for occurrence in self.of_event(event, day - dt.timedelta(days=1), day + dt.timedelta(days=1)):
            if occurrence.occurrence_id == occurrence_id:
                return occurrence
        # It may have been moved far away: the rule's day is in its id, another day in its override.
        moved = [o for o in event.overrides if f"{o.of:%Y%m%d}" == code[:8]]
        for override in moved:
            start = override.start.date() if isinstance(override.start, dt.datetime) else override.start
            for occurrence in self.of_event(event, start, start):
                if occurrence.occurrence_id == occurrence_id:
                    return occurrence
        return None

    def of_event(self, event: AgendaEvent, first: dt.date, last: dt.date) -> list[Occurrence]:
        """Return the occurrences of one event between two days."""
        if not event.recurs:
            one = single(event, self.zone)
            return (
                [one]
                if one.first_day <= last and one.last_day >= first and self._editions.stands(one)
                else []
            )
        found = [o for o in Unfolded([event], self.zone).between(first, last) if self._editions.stands(o)]
        return sorted((o for o in found if o.first_day <= last and o.last_day >= first), key=_order)

    def next_of(self, event: AgendaEvent, today: dt.date, years: int = 3) -> list[Occurrence]:
        """Return the occurrences of an event that are not over, of the years to come; dated editions among them."""
        last = today.replace(month=12, day=31) + dt.timedelta(days=366 * years)
        family = sorted(self._editions.family(event.uid))
        found = [o for uid in family for o in self.of_event(self.events[uid], today, last)]
        return sorted(found, key=_order)

    def _unfold_month(self, month: dt.date) -> list[Occurrence]:
        last = (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        return [o for o in self._recurring.between(month, last) if self._editions.stands(o)]


def _order(occurrence: Occurrence) -> tuple[dt.datetime, str]:
    return occurrence.start, occurrence.occurrence_id


def _day_of(code: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(code[:8], "%Y%m%d").date()
    except ValueError:
        return None
