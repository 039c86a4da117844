"""Counts in memory, written every few seconds: a count is never worth making anybody wait."""

import atexit
import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app

from app.errors import StorageUnavailable
from app.presenter.record import Record
from app.services import services
from app.storage.usage import Key, UsageStore

log = logging.getLogger(__name__)

_KEY = "rondje_usage"
_EVERY_S = 5.0
_LONGEST = 160


class Tally:
    """Counts of one process that are not written yet."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._lock = threading.Lock()
        self._written_at = time.monotonic()

    def add(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Count each pair of what and subject once, today."""
        day = datetime.now(UTC).date()
        with self._lock:
            for what, subject in pairs:
                if subject:
                    self._counts[(day, what, subject[:_LONGEST])] += 1

    def is_due(self) -> bool:
        """Whether it is time to write, which is then taken to be done by the caller alone."""
        with self._lock:
            now = time.monotonic()
            if not self._counts or now - self._written_at < _EVERY_S:
                return False
            self._written_at = now
            return True

    def write(self, store: UsageStore) -> None:
        """Write what was counted; what cannot be written is kept for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            store.add(counts)
        except StorageUnavailable as error:
            log.warning("counts are kept for later: %s", error)
            with self._lock:
                self._counts.update(counts)


def planned(request: Mapping[str, Any], records: Iterable[Record]) -> None:
    """Count a request for tours: mode, themes, events, the village it starts at."""
    first = next(iter(records), None)
    pairs = [("plan", str(request["mode"]))]
    pairs += [("plan theme", theme) for theme in request.get("themes", {})]
    pairs += [("plan event", event) for event in request.get("events", ())]
    if first is not None:
        pairs.append(("plan village", str(first.get("near") or "")))
    _count(pairs)


def viewed(tour_id: str) -> None:
    """Count a look at a tour's page."""
    _count([("view tour", tour_id)])


def downloaded(tour_id: str, ending: str, record: Record) -> None:
    """Count a tour that was taken along."""
    village = str(record.get("near") or "")
    _count([("download", ending), ("download tour", tour_id), ("download village", village)])


def install(app: Flask) -> None:
    """Count in an app, and write at its end what is left."""
    tally = Tally()
    app.extensions[_KEY] = tally

    @app.teardown_request
    def _write_when_due(_error: BaseException | None) -> None:
        if tally.is_due():
            tally.write(UsageStore(services().database))

    @atexit.register
    def _write_the_rest() -> None:
        with app.app_context():
            tally.write(UsageStore(services().database))


def tally_of(app: Flask) -> Tally:
    """Return the counts of an app that are not written yet."""
    found = app.extensions[_KEY]
    assert isinstance(found, Tally)
    return found


def _count(pairs: list[tuple[str, str]]) -> None:
    found = current_app.extensions.get(_KEY)
    if isinstance(found, Tally):
        found.add(pairs)
