"""Events of the agenda as things to be found: those that are still to come, read from memory (:mod:`app.agenda`)."""

import datetime as dt
import logging
from functools import lru_cache
from typing import Any

import pyarrow as pa

from app.agenda.agenda import current_agenda
from app.agenda.book import AgendaBook
from app.dataset import Dataset
from app.errors import DatasetRefused, StorageUnavailable
from app.places import PlaceIndex
from app.search.sources import as_table

log = logging.getLogger(__name__)

# Of a yearly event there may be one of last year, of this one and a rule for those to come.
_EDITIONS = 3
# The agenda in force and the one that it replaces.
_AGENDAS_KEPT = 2


def ranked_events(
    dataset: Dataset, text: str, limit: int, **where: Any
) -> list[tuple[float, dict[str, Any]]]:
    """Find events by name as :meth:`app.places.PlaceIndex.ranked` finds places.

    Each row has ``start``, and the id of that day's event as ``place_id``. What is over or
    cancelled is not found; while the agenda cannot be read, nothing is.

    Parameters
    ----------
    dataset
        The dataset in use.
    text, limit, where
        As there.
    """
    try:
        book = current_agenda().book(dataset)
    except (StorageUnavailable, DatasetRefused) as error:
        log.warning("the search goes without events: %s", error)
        return []
    today = dt.datetime.now(book.zone).date()
    found: dict[str, tuple[float, dict[str, Any]]] = {}
    for score, row in _index(book).ranked(text, limit=_EDITIONS * limit, **where):
        event = book.event(row["place_id"])
        coming = [o for o in book.next_of(event, today) if o.status != "cancelled"] if event else []
        # Editions of one series lead to the same day.
        if coming and coming[0].occurrence_id not in found:
            start = coming[0].start.isoformat(timespec="minutes")
            # The day's own id: what one plans a ride to.
            found[coming[0].occurrence_id] = (
                score,
                row | {"place_id": coming[0].occurrence_id, "start": start},
            )
    return list(found.values())[:limit]


@lru_cache(_AGENDAS_KEPT)
def _index(book: AgendaBook) -> PlaceIndex:
    events = [event for event in book.events.values() if event.status != "cancelled"]
    columns = {
        "place_id": [event.key for event in events],
        "group": ["event"] * len(events),
        "category": [event.category or "event" for event in events],
        "name": [event.told("title", "nl") for event in events],
        "name_en": [event.title.get("en", "") for event in events],
        "name_de": [event.title.get("de", "") for event in events],
        "alt_names": [event.venue.replace(";", " ") for event in events],
        "settlement": [event.settlement for event in events],
        "website": [event.url for event in events],
        "lon": pa.array([event.lon for event in events], pa.float64()),
        "lat": pa.array([event.lat for event in events], pa.float64()),
    }
    return PlaceIndex(as_table(columns, len(events)))
