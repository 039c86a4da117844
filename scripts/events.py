"""The agenda from the command line: ``python -m scripts.events import FILE_OR_URL``, and the desk of its editors."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.agenda.agenda import Agenda, region_of
from app.agenda.calendar import feed
from app.agenda.choosing import Wish, choose
from app.agenda.desk import AgendaDesk, told_value
from app.agenda.drafts import Draft, Refused, date_or_moment
from app.agenda.event import AgendaEvent, Occurrence
from app.agenda.fetching import MAX_BYTES, Bounds, FetchRefused, fetch
from app.agenda.importing import Importer, Report
from app.agenda.presenting import feature
from app.agenda.words import when, where
from app.canonical import to_json
from app.dataset import Dataset
from app.errors import AppError
from app.languages import LANGUAGES
from app.settings import SettingInvalid, Settings
from app.storage import Database
from app.storage.agenda import AgendaStore
from routing.errors import RoutingError
from scripts.events_options import joined, parser
from scripts.terminal import BAD_INPUT, busy

_SHOWN_REFUSALS = 25
_TEXTS = (
    "venue",
    "settlement",
    "place",
    "category",
    "series",
    "price",
    "url",
    "image",
    "accessibility",
    "rrule",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0 on success, also when rows were refused; 2 on bad input.
    """
    options = parser(_RUNS).parse_args(joined(sys.argv[1:] if arguments is None else arguments))
    try:
        settings = Settings.read(os.environ)
        store = AgendaStore(Database(settings.database_url))
        try:
            with busy("reading", quiet=options.json):
                dataset = Dataset.open(options.data, _no_planner)
            lines = list(options.run(options, Agenda(store), dataset))
        finally:
            store.database.close()
    except (AppError, RoutingError, SettingInvalid, Refused) as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or 'output'}: {error.strerror or error}")
    sys.stdout.write("".join(line + "\n" for line in lines))
    return 0


def _import(options: argparse.Namespace, agenda: Agenda, dataset: Dataset) -> Iterator[str]:
    """Read a file or an address into the agenda."""
    source, feed_state = options.source, None
    if source.startswith(("http://", "https://")):
        assert agenda.store is not None
        with busy("fetching", quiet=options.json):
            known = agenda.store.feed(region_of(dataset), source)
            bounds = Bounds(allow_private=Settings.read(os.environ).fetch_private)
            fetched = fetch(source, None if options.again else known, bounds)
        if fetched.content is None:
            report = Report(source, "", options.dry_run)
            yield _told(report, "not changed since it was read last", options.json)
            return
        content, feed_state = fetched.content, (source, fetched.state)
    else:
        path = Path(source)
        if path.stat().st_size > MAX_BYTES:
            raise FetchRefused(f"{source}: larger than {MAX_BYTES // 1024**2} MB; cut it in pieces")
        content, source = path.read_bytes(), path.name
    with busy("importing", quiet=options.json):
        report = Importer(agenda, dataset).take(
            content, source=source, who=options.who, dry_run=options.dry_run, feed=feed_state
        )
    yield _told(report, "", options.json)


def _told(report: Report, remark: str, as_json: bool) -> str:
    if as_json:
        return to_json(report.as_json()).decode()
    counts = ", ".join(f"{report.count(what)} {what}" for what in ("new", "changed", "unchanged", "refused"))
    lines = [f"{report.source}: {remark or f'{report.format}; {counts}'}"]
    if report.dry_run and not remark:
        lines[0] += " (dry run: nothing was written)"
    for row in report.rows:
        if row.what == "changed":
            lines.append(f"  changed  {row.label}: {row.title} ({', '.join(row.fields)})")
    refused = [row for row in report.rows if row.what == "refused"]
    lines += [f"  refused  {row.label}: {row.title}: {row.reason}" for row in refused[:_SHOWN_REFUSALS]]
    if len(refused) > _SHOWN_REFUSALS:
        lines.append(f"  … and {len(refused) - _SHOWN_REFUSALS} more; all of them with --json")
    return "\n".join(lines)


def _list(options: argparse.Namespace, agenda: Agenda, dataset: Dataset) -> Iterator[str]:
    """Show what is on."""
    found = choose(agenda.book(dataset), _wish(options, agenda, dataset))
    if options.json:
        features = [feature(occurrence, options.lang) for occurrence in found]
        yield to_json({"type": "FeatureCollection", "features": features}).decode()
        return
    for occurrence in found:
        yield _line(occurrence, options.lang)
    yield f"{len(found)} events"


def _show(options: argparse.Namespace, agenda: Agenda, dataset: Dataset) -> Iterator[str]:
    """Show one event, with a map address to see that it is at the right place."""
    yield from _event_lines(
        AgendaDesk(agenda, dataset, options.who).event(options.event), agenda, dataset, options
    )


def _add(options: argparse.Namespace, agenda: Agenda, dataset: Dataset) -> Iterator[str]:
    """Add an event."""
    draft = _changed(options)(Draft("the event"))
    event = AgendaDesk(agenda, dataset, options.who).add(replace(draft, uid=options.uid or ""))
    yield from _event_lines(event, agenda, dataset, options)


def _edit(options: argparse.Namespace, agenda: Agenda, dataset: Dataset) -> Iterator[str]:
    """Change an event."""
    event = AgendaDesk(agenda, dataset, options.who).edit(options.event, _changed(options))
    yield from _event_lines(event, agenda, dataset, options)


def _duplicate(options: argparse.Namespace, agenda: Agenda, dataset: Dataset) -> Iterator[str]:
    """Add a dated edition."""
    event = AgendaDesk(agenda, dataset, options.who).duplicate(options.event, date_or_moment(options.start))
    yield from _event_lines(event, agenda, dataset, options)


def _cancel(options: argparse.Namespace, agenda: Agenda, dataset: Dataset) -> Iterator[str]:
    """Cancel an event or one occurrence."""
    event = AgendaDesk(agenda, dataset, options.who).cancel(options.event, options.date)
    yield from _event_lines(event, agenda, dataset, options)


def _history(options: argparse.Namespace, agenda: Agenda, dataset: Dataset) -> Iterator[str]:
    """Show what was done."""
    assert agenda.store is not None
    uid = AgendaDesk(agenda, dataset, options.who).event(options.event).uid if options.event else None
    changes = agenda.store.history(region_of(dataset), uid, options.limit)
    if options.json:
        told = [
            {"uid": c.uid, "at": c.at.isoformat(), "who": c.who, "what": c.what, "values": dict(c.values)}
            for c in changes
        ]
        yield to_json({"changes": told}).decode()
        return
    for change in changes:
        yield f"{change.at:%Y-%m-%d %H:%M} UTC  {change.who}  {change.what}  {change.uid}"
        if change.what != "added":
            for name, (before, after) in change.values.items():
                yield f"    {name}: {told_value(name, before)} → {told_value(name, after)}"


def _export(options: argparse.Namespace, agenda: Agenda, dataset: Dataset) -> Iterator[str]:
    """Write the agenda to a file."""
    book = agenda.book(dataset)
    if options.out.suffix == ".ics":
        today = dt.datetime.now(book.zone).date()
        events = sorted(book.events.values(), key=lambda event: event.uid)
        options.out.write_bytes(feed(book, events, options.lang, "Agenda", "", today))
        count = len(events)
    elif options.out.suffix in (".geojson", ".json"):
        found = choose(book, _wish(options, agenda, dataset))
        features = [feature(occurrence, options.lang) for occurrence in found]
        options.out.write_bytes(to_json({"type": "FeatureCollection", "features": features}))
        count = len(found)
    else:
        raise Refused("unreadable", problem=f"{options.out.name} ends in neither .ics nor .geojson")
    yield f"{options.out}: {count} events"


def _wish(options: argparse.Namespace, agenda: Agenda, dataset: Dataset) -> Wish:
    first = options.first or dt.datetime.now(agenda.book(dataset).zone).date()
    last = options.last or first + dt.timedelta(days=31)
    return Wish(first, last, tuple(options.category or ()), words=options.q)


def _line(occurrence: Occurrence, language: str) -> str:
    event = occurrence.event
    remarks = [] if occurrence.status == "confirmed" else [occurrence.status]
    remarks += [] if event.certain else ["confirm with the organiser"]
    shown = f"{occurrence.occurrence_id}  {when(language, occurrence)}  {event.told('title', language)}"
    return f"{shown}, {where(occurrence)}" + (f"  ({'; '.join(remarks)})" if remarks else "")


def _event_lines(
    event: AgendaEvent, agenda: Agenda, dataset: Dataset, options: argparse.Namespace
) -> Iterator[str]:
    book = agenda.book(dataset)
    soon = book.next_of(event, dt.datetime.now(book.zone).date())[:5]
    if options.json:
        yield to_json({"event": event.record(), "next": [o.occurrence_id for o in soon]}).decode()
        return
    yield f"{event.told('title', options.lang)}  ({event.uid})"
    for name, value in event.record().items():
        if value not in ("", "[]", event.uid):
            yield f"  {name}: {told_value(name, value)}"
    yield f"  on the map: https://www.openstreetmap.org/?mlat={event.lat}&mlon={event.lon}#map=16/{event.lat}/{event.lon}"
    for occurrence in soon:
        yield f"  next: {_line(occurrence, options.lang)}"


def _changed(options: argparse.Namespace) -> Callable[[Draft], Draft]:
    def change(draft: Draft) -> Draft:
        values: dict[str, Any] = {}
        for language in LANGUAGES:
            for name in ("title", "note"):
                text = getattr(options, f"{name}_{language}")
                if text is not None:
                    values[name] = {**values.get(name, getattr(draft, name)), language: text}
        for name in _TEXTS:
            if getattr(options, name) is not None:
                values[name] = getattr(options, name)
        for name in ("start", "end"):
            if getattr(options, name) is not None:
                values[name] = date_or_moment(getattr(options, name))
        if options.at is not None:
            values["lonlat"] = options.at
        elif {"venue", "settlement", "place"} & set(values):
            values["lonlat"] = None  # looked up anew
        for name in ("certain", "regional", "status"):
            if getattr(options, name) is not None:
                values[name] = getattr(options, name)
        return replace(draft, **values)

    return change


_RUNS = {
    "import": _import, "list": _list, "show": _show, "add": _add, "edit": _edit, "duplicate": _duplicate,
    "cancel": _cancel, "history": _history, "export": _export,
}  # fmt: skip


class _NoPlanner:
    """Stands where the planner would: the agenda needs no ways, and its opening takes seconds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder


def _no_planner(folder: Path) -> Any:
    return _NoPlanner(folder)


def _complain(message: str) -> int:
    print("events: " + " ".join(message.split()), file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
