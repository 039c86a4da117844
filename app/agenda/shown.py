"""Which part of the agenda a page shows, as its address says it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import request

from app.agenda.words import category, day, month, short_day
from app.api.reading import language_of
from app.languages import mark, translate
from geodata.vocabulary import EVENT_CATEGORIES

VIEWS = ("day", "week", "month")
NEAR_KM = (5, 10, 20)


@dataclass(frozen=True)
class Shown:
    """What the list is asked to show; anything that cannot be meant is left at its default.

    Attributes
    ----------
    view, date
        Period, and a day in it.
    categories, regional, near, within_km, words
        See :class:`app.agenda.choosing.Wish`; ``near`` is the name of a place.
    page
        Of a long list, from 1.
    """

    view: str
    date: dt.date
    categories: tuple[str, ...] = ()
    regional: bool = False
    near: str = ""
    within_km: int = 10
    words: str = ""
    page: int = 1

    @classmethod
    def read(cls, today: dt.date) -> "Shown":
        """Read the query of the current request."""
        asked = request.args
        view = asked.get("view", "")
        within = asked.get("within", "")
        page = asked.get("page", "")
        return cls(
            view=view if view in VIEWS else "week",
            date=_day(asked.get("date", "")) or today,
            categories=tuple(c for c in EVENT_CATEGORIES if c in asked.getlist("category")),
            regional=asked.get("regional") == "1",
            near=asked.get("near", "").strip()[:100],
            within_km=int(within) if within in {str(km) for km in NEAR_KM} else 10,
            words=asked.get("q", "").strip()[:100],
            page=int(page) if page.isdigit() and 0 < int(page) < 1000 else 1,
        )

    @property
    def first(self) -> dt.date:
        """First day shown."""
        return self.date.replace(day=1) if self.view == "month" else self.date

    @property
    def last(self) -> dt.date:
        """Last day shown."""
        if self.view == "month":
            return (self.first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        return self.first + dt.timedelta(days=6 if self.view == "week" else 0)

    def query(self, **changes: Any) -> str:
        """Return the address of this list with something changed."""
        other = replace(self, **({"page": 1} | changes))
        pairs = [("view", other.view), ("date", other.date.isoformat())]
        pairs += [("category", name) for name in other.categories]
        pairs += [("regional", "1")] * other.regional
        pairs += [("near", other.near), ("within", str(other.within_km))] if other.near else []
        pairs += [("q", other.words)] if other.words else []
        pairs += [("page", str(other.page))] if other.page > 1 else []
        return "/agenda?" + urlencode([*pairs, ("lang", language_of(request))])


def narrowed(shown: Shown, language: str) -> Iterator[str]:
    """Yield what the list is narrowed to, in words."""
    if shown.words:
        yield f"“{shown.words}”"
    if shown.near:
        yield f"{shown.near} ({shown.within_km} km)"
    yield from (category(language, name) for name in shown.categories)
    if shown.regional:
        yield translate(language, mark("Of regional interest"))


def period(shown: Shown, language: str) -> str:
    """Return what the period shown is called."""
    if shown.view == "day":
        return day(language, shown.first)
    if shown.view == "month":
        return month(language, shown.first)
    first, last = short_day(language, shown.first), short_day(language, shown.last, year=True)
    return translate(language, mark("{first} until {last}"), {"first": first, "last": last})


def shifted(shown: Shown, by: int) -> dt.date:
    """Return a day of the period before (−1) or after (1) the one shown."""
    try:
        if shown.view == "month":
            return (shown.first + dt.timedelta(days=32 if by > 0 else -1)).replace(day=1)
        return shown.first + dt.timedelta(days=by * (7 if shown.view == "week" else 1))
    except OverflowError:
        return shown.first


def _day(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None
