"""What an editor does: add, edit, duplicate, cancel; each with who did it, in the history."""

import datetime as dt
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from app.agenda.agenda import Agenda, region_of
from app.agenda.drafts import Draft, Refused
from app.agenda.event import AgendaEvent, Moment, Override, changed_fields, moment_of
from app.agenda.importing import Importer
from app.agenda.recurrence import single
from app.dataset import Dataset
from app.errors import AppError
from app.storage.agenda import AgendaChange, KeptEvent


class DeskRefused(AppError):
    """What an editor wants cannot be done; the message says why."""


class AgendaDesk:
    """The desk of one region.

    Parameters
    ----------
    agenda
        With a store.
    dataset
        Of the region.
    who
        Who sits at it.
    """

    def __init__(self, agenda: Agenda, dataset: Dataset, who: str) -> None:
        if agenda.store is None:
            raise ValueError("an agenda without a store cannot be changed")
        self._agenda = agenda
        self._store = agenda.store
        self._dataset = dataset
        self._region = region_of(dataset)
        self._who = who

    def event(self, name: str) -> AgendaEvent:
        """Return an event by its key or uid, or by the id of an occurrence.

        Raises
        ------
        DeskRefused
            If there is none.
        """
        book = self._agenda.book(self._dataset)
        found = book.event(name)
        occurrence = None if found else book.find(name)
        if occurrence:
            found = book.event(occurrence.event.key)
        if found is None:
            raise DeskRefused(f"no event is called {name!r}; look with: events list")
        return found

    def add(self, draft: Draft) -> AgendaEvent:
        """Add an event.

        Raises
        ------
        DeskRefused
            If something of it cannot be meant.
        """
        event = self._checked(draft)
        if event.uid in self._agenda.book(self._dataset).events:
            raise DeskRefused(f"there is an event of the UID {event.uid}; edit it instead")
        return self._write(event, "added", pinned=None)

    def edit(self, name: str, change: Callable[[Draft], Draft]) -> AgendaEvent:
        """Change an event; what was changed is from then on left alone by imports.

        Parameters
        ----------
        name
            Which event.
        change
            Makes another draft of what the event is now.

        Raises
        ------
        DeskRefused
            If there is no such event, or something cannot be meant.
        """
        old = self.event(name)
        event = self._checked(change(as_draft(old)))
        moved = (event.lon, event.lat) != (round(old.lon, 6), round(old.lat, 6))
        event = replace(
            event,
            uid=old.uid,
            placed_by=event.placed_by if moved else old.placed_by,
            rule_text=old.rule_text if event.rrule == old.rrule else {},
            source_title=old.source_title,
            source_url=old.source_url,
        )
        return self._write(event, "changed", pinned=changed_fields(old.record(), event.record()))

    def duplicate(self, name: str, start: Moment) -> AgendaEvent:
        """Add a dated edition of an event: the same but for its day; of a series it takes the rule's place.

        Raises
        ------
        DeskRefused
            If there is no such event, or it cannot be on that day.
        """
        old = self.event(name)
        draft = as_draft(old)
        begin, end = _like_before(old, start)
        draft = replace(
            draft,
            uid=f"rondje-{secrets.token_hex(12)}",
            start=begin,
            end=end,
            rrule="",
            rdates=(),
            exdates=(),
            overrides=(),
            certain=True,
            status="confirmed",
            series=old.series or old.uid,
        )
        return self._write(self._checked(draft), "added", pinned=None)

    def cancel(self, name: str, day: dt.date | None = None) -> AgendaEvent:
        """Cancel an event, or of a series one occurrence. It stays in the agenda, marked as cancelled.

        Raises
        ------
        DeskRefused
            If there is no such event, or none on that day.
        """
        book = self._agenda.book(self._dataset)
        old = self.event(name)
        occurrence = book.find(name)
        if old.recurs and (day or occurrence):
            found = [occurrence] if occurrence else book.of_event(old, day, day) if day else []
            if not found or found[0] is None:
                raise DeskRefused(f"{old.told('title', 'nl')} is not on {day}")
            code = found[0].occurrence_id.rpartition(".")[2]
            of = _beginning(old, code)
            kept = tuple(o for o in old.overrides if o.of != of)
            start, end = _override_moments(old, of)
            event = replace(old, overrides=(*kept, Override(of, start, end, "cancelled")))
        else:
            event = replace(old, status="cancelled")
        return self._write(event, "cancelled", pinned=changed_fields(old.record(), event.record()))

    def _checked(self, draft: Draft) -> AgendaEvent:
        importer = Importer(self._agenda, self._dataset)
        try:
            event = importer.checker.check(draft)
        except Refused as refused:
            raise DeskRefused(f"{draft.shown}: {refused}") from refused
        return event

    def _write(self, event: AgendaEvent, what: str, pinned: Any) -> AgendaEvent:
        record = event.record()
        with self._store.database.writing() as connection:
            kept = self._store.read(connection, self._region, [event.uid]).get(event.uid)
            before: Mapping[str, Any] = kept.record if kept else self._before(event.uid)
            fields = [n for n in changed_fields(before, record) if before.get(n) or record[n]]
            if not fields:
                return event
            # An event of one's own has no source that could overwrite it.
            left_alone = (kept.pinned if kept else frozenset()) | frozenset(pinned or ())
            values = {name: (before.get(name), record[name]) for name in fields}
            change = AgendaChange(event.uid, dt.datetime.now(dt.UTC), self._who, what, values)
            self._store.keep(connection, self._region, [KeptEvent(record, left_alone)], [change])
        return event

    def _before(self, uid: str) -> Mapping[str, Any]:
        seeded = self._agenda.book(self._dataset).events.get(uid)
        return seeded.record() if seeded else {}


def as_draft(event: AgendaEvent) -> Draft:
    """Return an event as a draft, to be changed and checked again."""
    return Draft(
        label=event.uid,
        uid=event.uid,
        title=event.title,
        start=event.start,
        end=event.end,
        rrule=event.rrule,
        rdates=event.rdates,
        exdates=event.exdates,
        overrides=event.overrides,
        note=event.note,
        venue=event.venue,
        settlement=event.settlement,
        lonlat=(event.lon, event.lat),
        category=event.category,
        series=event.series,
        status=event.status,
        certain=event.certain,
        regional=event.regional,
        price=event.price,
        url=event.url,
        image=event.image,
        accessibility=event.accessibility,
    )


def told_value(name: str, value: Any) -> str:
    """Return a value of the history as people read it."""
    if value in (None, ""):
        return "–"
    if name in ("overrides", "rdates", "exdates"):
        return f"{len(json.loads(value))}"
    return str(value)


def _like_before(old: AgendaEvent, start: Moment) -> tuple[Moment, Moment]:
    """Begin and end on another day: at the hours of before unless another is told, as long as before."""
    first = single(replace(old, rrule="", rdates=()), _zone(old))
    lasts = first.end - first.start
    if isinstance(start, dt.datetime):
        return start, start + (lasts if not old.all_day else dt.timedelta(hours=2))
    if isinstance(old.start, dt.datetime):
        begin = dt.datetime.combine(start, old.start.time(), old.start.tzinfo)
        return begin, begin + lasts
    return start, start + (first.last_day - first.first_day)


def _beginning(event: AgendaEvent, code: str) -> Moment:
    day = dt.datetime.strptime(code[:8], "%Y%m%d").date()
    if not isinstance(event.start, dt.datetime):
        return day
    clock = dt.datetime.strptime(code[9:], "%H%M").time() if len(code) > 8 else event.start.time()
    return moment_of(f"{day.isoformat()}T{clock.isoformat(timespec='minutes')}", _zone(event))


def _override_moments(event: AgendaEvent, of: Moment) -> tuple[Moment, Moment]:
    moved = next((o for o in event.overrides if o.of == of), None)
    if moved:
        return moved.start, moved.end
    start, end = event.start, event.end
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
        return of, of + (end - start)
    return of, of + (dt.date(end.year, end.month, end.day) - dt.date(start.year, start.month, start.day))


def _zone(event: AgendaEvent) -> ZoneInfo:
    return ZoneInfo(event.zone)
