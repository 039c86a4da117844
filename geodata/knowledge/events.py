"""Puts the known events of a region on its map and works out when their rules first fall."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geodata.agenda import with_offset
from geodata.knowledge.files import Knowledge
from geodata.knowledge.finding import PlaceFinder, folded
from geodata.knowledge.rows import KnownEvent, Source, Spot
from geodata.regions import LANGUAGES, Region

_EASTER_YEARS: Final = 4
"""Editions published of what moves with Easter, from the year in which its source was read."""
_END_OF_DAY: Final = "23:59"


@dataclass(frozen=True)
class EventOutcome:
    """Rows for ``events.parquet``, and ids of those that could not be put on the map."""

    rows: tuple[Mapping[str, object], ...] = ()
    left_out: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Numbers for the manifest."""
        return {"curated events": len(self.rows), "curated events left out": len(self.left_out)}


def place_events(knowledge: Knowledge, places: pd.DataFrame, region: Region) -> EventOutcome:
    """Rows of ``events.parquet`` for the known events of a region.

    Parameters
    ----------
    knowledge
        What is known of the region.
    places
        Its places, which give the positions.
    region
        Gives the metric CRS and the time zone.
    """
    finder = PlaceFinder(places, region.crs)
    rows: list[dict[str, object]] = []
    left_out: list[str] = []
    for event in knowledge.events:
        source = knowledge.sources[event.sources[0]]
        for spot in event.at:
            event_id = event.id if len(event.at) == 1 else f"{event.id}-{_slug(spot)}"
            found = _spot_row(finder, spot)
            if found is None:
                left_out.append(event_id)
                continue
            where = _where(spot, places.iloc[found[0]], found[1])
            for first in _editions(event, source):
                edition = event_id if event.easter is None else f"{event_id}-{first.year}"
                rows.append({"event_id": edition, **_told(event, first, source, region.timezone), **where})
    return EventOutcome(tuple(rows), tuple(left_out))


def _slug(spot: Spot) -> str:
    return folded(f"{spot.settlement} {spot.place}").replace(" ", "-")


def _editions(event: KnownEvent, source: Source) -> list[dt.date]:
    """First days to publish: the rule's first one, or, as no rule follows Easter, some years one by one."""
    year = source.read.year
    if event.date:
        return [event.date]
    if event.rrule:
        return event.first_days(year)[:1]
    return [day for ahead in range(_EASTER_YEARS) for day in event.first_days(year + ahead)]


def _spot_row(finder: PlaceFinder, spot: Spot) -> tuple[int, str] | None:
    """Row of the place that gives the position, and the word for ``placed_by``."""
    if spot.place:
        found = finder.place([spot.place], spot.settlement, spot.category)
        if found is not None:
            return found, ""
    if spot.street:
        found = finder.street(spot.street, spot.settlement)
        if found is not None:
            return found, "street"
    found = finder.settlement(spot.settlement)
    return (found, "settlement") if found is not None else None


def _where(spot: Spot, place: Any, placed_by: str) -> dict[str, object]:
    known = spot.venue or spot.place or spot.street
    return {
        "venue": known or spot.settlement,
        "settlement": spot.settlement,
        "place_id": place["place_id"],
        "placed_by": place.get("placed_by", "") or placed_by,
        "lon": float(place["lon"]),
        "lat": float(place["lat"]),
    }


def _told(event: KnownEvent, first: dt.date, source: Source, timezone: str) -> dict[str, object]:
    last = first + dt.timedelta(days=event.days - 1)
    row: dict[str, object] = {
        "series_id": event.id,
        "title": event.title,
        "title_en": event.title_en,
        "title_de": event.title_de,
        "category": event.category,
        "start": _moment(first, event.starts, timezone),
        "end": _moment(last, event.ends or (event.starts and _END_OF_DAY), timezone),
        "all_day": event.starts is None,
        "rrule": event.rrule,
        "url": str(event.website or ""),
        "source_title": source.title,
        "source_url": str(source.url),
        "source_read": source.read.isoformat(),
        "regional": event.regional,
        "certain": event.date is not None,
    }
    for name, text in (("rule_text", event.rule), ("note", event.note)):
        if text:
            row |= {f"{name}_{language}": getattr(text, language) for language in LANGUAGES}
    return row


def _moment(day: dt.date, clock: str | None, timezone: str) -> str:
    """A date, or where a clock time is known that moment with its offset."""
    if clock is None:
        return day.isoformat()
    return with_offset(dt.datetime.combine(day, dt.time.fromisoformat(clock)), timezone)
