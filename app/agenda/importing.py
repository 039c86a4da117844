"""Many events at once: all that can be taken in one transaction, with a report of every row."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.agenda.agenda import Agenda, region_of, zone_of
from app.agenda.checking import Checker
from app.agenda.drafts import Draft, Refused
from app.agenda.event import AgendaEvent, changed_fields
from app.agenda.locating import Locator
from app.agenda.reading import read_source
from app.dataset import Dataset
from app.errors import AppError
from app.places import fold
from app.storage.agenda import AgendaChange, AgendaStore, FeedState, KeptEvent

_WHENCE = frozenset({"source_title", "source_url"})


class SourceRefused(AppError):
    """A file, feed or page cannot be read as a whole; the message says why and what would help."""


@dataclass(frozen=True)
class Row:
    """What became of one event of a source.

    Attributes
    ----------
    label, title, uid
        Where it stands, what it is called, its name for ever.
    what
        ``new``, ``changed``, ``unchanged`` or ``refused``.
    fields
        Of a changed one, what differs.
    reason
        Of a refused one, why.
    """

    label: str
    title: str
    uid: str
    what: str
    fields: Sequence[str] = ()
    reason: Refused | None = None


@dataclass(frozen=True)
class Report:
    """What an import did, or would do.

    Attributes
    ----------
    source, format
        What was read.
    dry_run
        Whether nothing was written.
    rows
        One per event, in the order of the source.
    """

    source: str
    format: str
    dry_run: bool
    rows: Sequence[Row] = field(default_factory=tuple)

    def count(self, what: str) -> int:
        """Return how many rows are new, changed, unchanged or refused."""
        return sum(row.what == what for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values; unchanged rows are only counted."""
        return {
            "source": self.source,
            "format": self.format,
            "dry_run": self.dry_run,
            **{what: self.count(what) for what in ("new", "changed", "unchanged", "refused")},
            "rows": [
                {"at": row.label, "title": row.title, "uid": row.uid, "what": row.what}
                | ({"fields": list(row.fields)} if row.fields else {})
                | ({"code": row.reason.code, "reason": str(row.reason)} if row.reason else {})
                for row in self.rows
                if row.what != "unchanged"
            ],
        }


class Importer:
    """Imports into the agenda of one dataset's region.

    Parameters
    ----------
    agenda
        With a store.
    dataset
        Whose places and borders count.
    today
        Events that were over before are refused.
    """

    def __init__(self, agenda: Agenda, dataset: Dataset, today: dt.date | None = None) -> None:
        if agenda.store is None:
            raise ValueError("an agenda without a store cannot be added to")
        self._store: AgendaStore = agenda.store
        self._book = agenda.book(dataset)
        self._region = region_of(dataset)
        zone = zone_of(dataset)
        self._locator = Locator(dataset)
        series = {
            fold(event.told("title", "nl")): event.series or event.uid
            for event in self._book.events.values()
            if not event.certain
        }
        self.checker = Checker(self._locator, zone, today or dt.datetime.now(zone).date(), series)

    def take(
        self,
        content: bytes,
        *,
        source: str,
        who: str,
        dry_run: bool = False,
        feed: tuple[str, FeedState] | None = None,
    ) -> Report:
        """Import a file.

        Parameters
        ----------
        content
            iCalendar, a page with JSON-LD, GeoJSON or CSV.
        source
            What it is called, for the report and as source of events without one.
        who
            Who imports, for the history.
        dry_run
            Report only.
        feed
            Address and state of the feed that it came from, to be remembered.

        Raises
        ------
        SourceRefused
            If it cannot be read as a whole.
        """
        try:
            kind, drafts = read_source(content)
        except Refused as refused:
            raise SourceRefused(f"{source}: {refused}") from refused
        checked = self._checked(drafts, source)
        if dry_run:
            rows, _, _ = self._compared(checked, who, self._store.events(self._region))
            return Report(source, kind, dry_run, tuple(rows))
        # Compared and written in one transaction: nothing is half imported, and nobody writes in between.
        with self._store.database.writing() as connection:
            rows, kept, changes = self._compared(checked, who, self._store.read(connection, self._region))
            self._store.keep(connection, self._region, kept, changes)
            if feed:
                self._store.remember_feed(connection, self._region, *feed)
        return Report(source, kind, dry_run, tuple(rows))

    def _checked(self, drafts: Sequence[Draft], source: str) -> list[tuple[Draft, AgendaEvent | Refused]]:
        checked: list[tuple[Draft, AgendaEvent | Refused]] = []
        seen: set[str] = set()
        for draft in drafts:
            try:
                event = self.checker.check(draft)
                if event.uid in seen:
                    raise Refused("twice")  # noqa: TRY301 - told like every other reason
                seen.add(event.uid)
            except Refused as refused:
                checked.append((draft, refused))
                continue
            checked.append((draft, _from(event, source)))
        return checked

    def _compared(
        self, checked: Sequence[tuple[Draft, AgendaEvent | Refused]], who: str, known: Mapping[str, KeptEvent]
    ) -> tuple[list[Row], list[KeptEvent], list[AgendaChange]]:
        rows: list[Row] = []
        kept: list[KeptEvent] = []
        changes: list[AgendaChange] = []
        now = dt.datetime.now(dt.UTC)
        for draft, event in checked:
            if isinstance(event, Refused):
                rows.append(Row(draft.label, draft.shown, draft.uid, "refused", reason=event))
                continue
            old = known.get(event.uid)
            record = event.record()
            pinned = old.pinned if old else frozenset()
            if old:
                record |= {name: old.record[name] for name in pinned}
            before = old.record if old else {}
            fields: Sequence[str] = changed_fields(before, record)
            if set(fields) <= _WHENCE:  # the same, read from another file
                fields = ()
            what = "new" if old is None else "changed" if fields else "unchanged"
            rows.append(Row(draft.label, draft.shown, event.uid, what, fields if what == "changed" else ()))
            if fields:
                kept.append(KeptEvent(record, pinned))
                told = {
                    name: (before.get(name), record[name])
                    for name in fields
                    if before.get(name) or record[name]
                }
                changes.append(AgendaChange(event.uid, now, who, "added" if old is None else "changed", told))
        return rows, kept, changes


def _from(event: AgendaEvent, source: str) -> AgendaEvent:
    address = source[:1000] if source.startswith(("http://", "https://")) else ""
    return replace(event, source_title=source[:200], source_url=address)
