"""The agenda that is in force: read once per revision and dataset, then answered from memory."""

import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app

from app.agenda.book import AgendaBook
from app.agenda.event import AgendaEvent
from app.agenda.seed import read_seed
from app.dataset import Dataset
from app.services import services
from app.storage import Database
from app.storage.agenda import AgendaStore
from geodata.errors import RegionError
from geodata.regions import load_region

_EXTENSION = "rondje_agenda"
DEFAULT_ZONE = "Europe/Amsterdam"
# The version in use and the one that it replaces, of as many regions as one server is likely to hold.
_BOOKS_KEPT = 4


class Agenda:
    """The seed of a dataset and, over it, what is kept: an event that is kept hides the seed's of the same uid.

    Parameters
    ----------
    store
        The kept events; None for the seed alone.
    """

    def __init__(self, store: AgendaStore | None) -> None:
        self.store = store
        self._books: dict[tuple[str, int], AgendaBook] = {}
        self._lock = threading.Lock()

    def book(self, dataset: Dataset) -> AgendaBook:
        """Return the events of a dataset's region as they are now.

        Raises
        ------
        StorageUnavailable
            If the database cannot be read.
        DatasetRefused
            If the seed cannot be read.
        """
        region = region_of(dataset)
        revision = self.store.revision(region) if self.store else 0
        key = (dataset.version, revision)
        with self._lock:
            book = self._books.get(key)
            if book is None:
                zone = zone_of(dataset)
                events = {event.uid: event for event in read_seed(dataset.folder, zone)}
                if self.store and revision:
                    kept = self.store.events(region)
                    events |= {uid: AgendaEvent.of_record(entry.record) for uid, entry in kept.items()}
                book = AgendaBook(events.values(), zone)
                while len(self._books) >= _BOOKS_KEPT:
                    del self._books[next(iter(self._books))]
                self._books[key] = book
        return book

    def close(self) -> None:
        """Close the connections to the database."""
        if self.store:
            self.store.database.close()


def agenda_at(url: str) -> Agenda:
    """Return the agenda of a database, for a command line that only reads; of none yet, the seed's alone.

    Parameters
    ----------
    url
        A SQLAlchemy address.
    """
    place = sa.make_url(url)
    if place.get_backend_name() == "sqlite" and not (place.database and Path(place.database).is_file()):
        return Agenda(None)  # reading must not make a database
    return Agenda(AgendaStore(Database(url)))


def region_of(dataset: Dataset) -> str:
    """Return the name of the region that a dataset is of."""
    return str(dataset.manifest["region"])


def zone_of(dataset: Dataset) -> ZoneInfo:
    """Return the time zone of a dataset's region."""
    try:
        return ZoneInfo(load_region(region_of(dataset)).timezone)
    except RegionError:  # a region of somebody's own, whose file is elsewhere
        return ZoneInfo(DEFAULT_ZONE)


def current_agenda() -> Agenda:
    """Return the agenda of the app that serves the current request."""
    found: Agenda | None = current_app.extensions.get(_EXTENSION)
    if found is None:
        # Of two requests that come here first the later one's agenda is dropped; both would be right.
        found = current_app.extensions.setdefault(_EXTENSION, Agenda(AgendaStore(services().database)))
    return found
