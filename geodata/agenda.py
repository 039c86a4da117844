"""The seed of the agenda: ``events.parquet``, from what is known of a region or, in the demo region, made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd

from geodata.regions import LANGUAGES, Region

EVENT_COLUMNS: Final = (
    "event_id", "series_id", "title", "title_en", "title_de", "category", "start", "end", "all_day", "rrule",
    *(f"rule_text_{language}" for language in LANGUAGES), *(f"note_{language}" for language in LANGUAGES),
    "venue", "settlement", "place_id", "placed_by", "lon", "lat", "url", "source_title", "source_url", "source_read",
    "regional", "certain",
)  # fmt: skip
_TYPES: Final[dict[str, Any]] = {
    "lon": "float64", "lat": "float64", "all_day": "bool", "regional": "bool", "certain": "bool",
}  # fmt: skip

EventRow = Mapping[str, object]


def event_table(region: Region, places: pd.DataFrame, curated: Sequence[EventRow] = ()) -> pd.DataFrame:
    """``events.parquet``, by start and id.

    Parameters
    ----------
    region
        The region; of a demo region the agenda is made up in its own villages.
    places
        Its places.
    curated
        Rows of events that are known of the region; a column left out is empty.
    """
    rows = [*curated, *(_demo_agenda(places, region.timezone) if region.demo else ())]
    rows.sort(key=lambda row: (str(row["start"]), str(row["event_id"])))
    return pd.DataFrame(
        {
            name: pd.Series([row.get(name, "") for row in rows], dtype=_TYPES.get(name, "str"))
            for name in EVENT_COLUMNS
        }
    )


def with_offset(local: datetime, timezone: str) -> str:
    """Moment of a region's clock with its offset from UTC on that day, to the minute."""
    return local.replace(tzinfo=ZoneInfo(timezone)).isoformat(timespec="minutes")


def _demo_agenda(places: pd.DataFrame, timezone: str) -> list[dict[str, object]]:
    """Events in the demo region's towns and villages, in the order of their ids."""
    from geodata.demo import Village, demo_events  # noqa: PLC0415 (only needed where the region is made up)

    chosen = places[places["category"].isin(("town", "village")) & (places["group"] == "settlement")]
    columns = (chosen[name] for name in ("place_id", "name", "lon", "lat"))
    villages = [Village(*row) for row in zip(*columns, strict=True)]
    return [
        {
            **event,
            **{
                moment: with_offset(datetime.fromisoformat(str(event[moment])), timezone)
                for moment in ("start", "end")
            },
        }
        for event in demo_events(sorted(villages))
    ]
