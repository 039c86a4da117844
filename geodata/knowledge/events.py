"""Puts the known events of a region on its map and works out when their rules first fall."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geodata.agenda import with_offset
from geodata.knowledge.files import Knowledge
from geodata.knowledge.finding import PlaceFinder, folded
from geodata.knowledge.rows import KnownEvent, Source, Spot
from geodata.knowledge.rules import occurrences
from geodata.regions import LANGUAGES, Region


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
            row, placed_by = found
            rows.append(
                {
                    "event_id": event_id,
                    **_told(event, source, region.timezone),
                    **_where(spot, places.iloc[row], placed_by),
                }
            )
    return EventOutcome(tuple(rows), tuple(left_out))


def _slug(spot: Spot) -> str:
    return folded(spot.settlement).replace(" ", "-")


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


def _told(event: KnownEvent, source: Source, timezone: str) -> dict[str, object]:
    first = event.date or occurrences(event.rrule, source.read.year)[0]
    last = first + dt.timedelta(days=event.days - 1)
    row: dict[str, object] = {
        "series_id": event.id,
        "title": event.title,
        "title_en": event.title_en,
        "title_de": event.title_de,
        "category": event.category,
        "start": _moment(first, event.starts, timezone),
        "end": _moment(last, event.ends, timezone),
        "all_day": event.starts is None,
        "rrule": event.rrule,
        "url": str(event.website or ""),
        "source_title": source.title,
        "source_url": str(source.url),
        "source_read": source.read.isoformat(),
        "regional": event.regional,
        "certain": not event.rrule,
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
