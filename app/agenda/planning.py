"""What planning takes from the agenda: the events that a request names, and those of its day."""

import datetime as dt
from collections.abc import Iterable, Sequence

from app.agenda.book import AgendaBook
from app.agenda.event import Occurrence
from app.errors import FieldError, InvalidInput
from routing.types import Event


def asked_events(
    book: AgendaBook, names: Iterable[str], day: dt.date | None, today: dt.date | None = None
) -> tuple[Event, ...]:
    """Return the events that a request names, by the names' order.

    Parameters
    ----------
    book
        The agenda.
    names
        Ids of occurrences, or keys of events: those then stand for their occurrence on the request's day.
    day
        Day of the request, if it has one.
    today
        Now; without a day in the request, what is over cannot be gone to.

    Raises
    ------
    InvalidInput
        If one is not known, cancelled, over, or not on that day.
    """
    found: list[Event] = []
    errors: list[FieldError] = []
    for place, name in enumerate(sorted(set(names))):
        try:
            found.append(
                to_planner(_asked(book, name, day, today or dt.datetime.now(book.zone).date()), name)
            )
        except _NotHere as problem:
            errors.append(FieldError(f"events.{place}" if problem.known else "events", str(problem)))
    if errors:
        raise InvalidInput(errors)
    return tuple(found)


def events_of(book: AgendaBook, day: dt.date) -> tuple[Event, ...]:
    """Return what is on, on a day, in the order of beginning; without what is cancelled."""
    return tuple(to_planner(occurrence) for occurrence in book.between(day, day, cancelled=False))


def to_planner(occurrence: Occurrence, name: str = "") -> Event:
    """Return an occurrence as the planner takes it: in local time."""
    event = occurrence.event
    return Event(
        event_id=name or occurrence.occurrence_id,
        title=event.told("title", "nl"),
        category=event.category,
        start=occurrence.start.replace(tzinfo=None),
        end=occurrence.end.replace(tzinfo=None),
        lonlat=(event.lon, event.lat),
        url=event.url,
        certain=event.certain,
    )


class _NotHere(ValueError):
    def __init__(self, message: str, *, known: bool = True) -> None:
        super().__init__(message)
        self.known = known


def _asked(book: AgendaBook, name: str, day: dt.date | None, today: dt.date) -> Occurrence:
    found = _occurrences(book, name, day)
    if not found:
        raise _NotHere(f"is not on {day}" if day else "recurs; give the date of the tour")
    standing = [occurrence for occurrence in found if occurrence.status != "cancelled"]
    if not standing:
        raise _NotHere(f"is cancelled on {found[0].first_day}")
    if day is None and standing[0].last_day < today:
        raise _NotHere(f"was over on {standing[0].last_day}")
    return standing[0]


def _occurrences(book: AgendaBook, name: str, day: dt.date | None) -> Sequence[Occurrence]:
    one = book.find(name)
    if one is not None:
        return [one]
    event = book.event(name)
    if event is None and book.event(name.rpartition(".")[0]) is not None:
        raise _NotHere("is not on that day (any more)")
    if event is None:
        raise _NotHere(f"no event has the id {name!r}", known=False)
    if not event.recurs:  # on which day it is, the planner compares
        return book.of_event(event, dt.date.min, dt.date.max)
    return book.of_event(event, day, day) if day else []
