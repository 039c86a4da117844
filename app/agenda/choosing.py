"""Which occurrences are shown: by day, category, interest, words and nearness. Pages, API and feeds share it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.agenda.book import AgendaBook
from app.agenda.event import Occurrence, apart_km
from app.places import Bbox, fold


@dataclass(frozen=True)
class Wish:
    """What is looked for.

    Attributes
    ----------
    first, last
        Days, both included.
    categories
        Any of these; empty for all.
    regional
        Only what is of interest beyond its village.
    words
        Each must begin a word of title, venue or settlement.
    bbox
        West, south, east, north.
    near, within_km
        Around a point.
    cancelled
        Whether what is cancelled is shown too.
    """

    first: dt.date
    last: dt.date
    categories: Sequence[str] = ()
    regional: bool = False
    words: str = ""
    bbox: Bbox | None = None
    near: tuple[float, float] | None = None
    within_km: float = 10.0
    cancelled: bool = True


def choose(book: AgendaBook, wish: Wish) -> list[Occurrence]:
    """Return what is looked for, in the order of beginning."""
    words = fold(wish.words).split()
    if wish.words.strip() and not words:
        return []
    return [
        occurrence
        for occurrence in book.between(wish.first, wish.last, cancelled=wish.cancelled)
        if _fits(occurrence, wish, words)
    ]


def _fits(occurrence: Occurrence, wish: Wish, words: Sequence[str]) -> bool:
    event = occurrence.event
    if wish.categories and event.category not in wish.categories:
        return False
    if wish.regional and not event.regional:
        return False
    if wish.bbox is not None:
        west, south, east, north = wish.bbox
        if not (west <= event.lon <= east and south <= event.lat <= north):
            return False
    if wish.near is not None and apart_km(wish.near, (event.lon, event.lat)) > wish.within_km:
        return False
    if not words:
        return True
    told = fold(" ".join((*event.title.values(), event.venue, event.settlement))).split()
    return all(any(part.startswith(word) for part in told) for word in words)
