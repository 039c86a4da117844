"""The seed of the agenda: ``events.parquet`` of a dataset, whose columns may be fewer than today's."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

from app.agenda.event import AgendaEvent, Moment, in_zone
from app.errors import DatasetRefused
from app.languages import LANGUAGES


def read_seed(folder: Path, zone: ZoneInfo) -> list[AgendaEvent]:
    """Read the events of a dataset; none where it has no such file.

    Raises
    ------
    DatasetRefused
        If the file is there and cannot be read.
    """
    path = folder / "events.parquet"
    if not path.is_file():
        return []
    try:
        rows = pq.read_table(path, use_threads=False).to_pylist()
        return [_event(row, zone) for row in rows]
    except (OSError, ValueError, KeyError) as error:
        raise DatasetRefused(f"{path.name}: {str(error).splitlines()[0]}") from error


def _event(row: Mapping[str, Any], zone: ZoneInfo) -> AgendaEvent:
    def text(name: str) -> str:
        return str(row.get(name) or "")

    def by_language(name: str) -> dict[str, str]:
        return {language: text(f"{name}_{language}") for language in LANGUAGES if text(f"{name}_{language}")}

    start, end = _moment(row["start"], zone), _moment(row["end"] or row["start"], zone)
    if type(start) is not type(end):  # one of the two has no hour: then the days are all that is known
        start, end = (m.date() if isinstance(m, dt.datetime) else m for m in (start, end))
    certain = row.get("certain")
    return AgendaEvent(
        uid=row["event_id"],
        title={"nl": row["title"]} | by_language("title"),
        start=start,
        end=max(start, end) if start.__class__ is end.__class__ else start,
        zone=zone.key,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        placed_by=text("placed_by"),
        category=text("category"),
        venue=text("venue"),
        settlement=text("settlement"),
        rrule=text("rrule"),
        series=text("series_id") if text("series_id") != row["event_id"] else "",
        # Older datasets told it in a word.
        certain=text("status") not in ("expected", "tentative") if certain is None else bool(certain),
        regional=bool(row.get("regional")),
        note=by_language("note"),
        rule_text=by_language("rule_text"),
        url=text("url"),
        source_title=text("source_title") or text("source"),
        source_url=text("source_url"),
    )


def _moment(text: str, zone: ZoneInfo) -> Moment:
    if "T" not in text:
        return dt.date.fromisoformat(text)
    return in_zone(dt.datetime.fromisoformat(text), zone)
