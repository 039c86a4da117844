"""From a checked request to kept tours: the one path that the API and the command line share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from app.api.schemas import RouteBody, TourBody
from app.dataset import Dataset
from app.errors import FieldError, InvalidInput
from app.presenter.record import Asked, Record, record, tour_id
from routing.types import Event, TourResult


@dataclass(frozen=True)
class Planned:
    """What came of a request.

    Attributes
    ----------
    asked
        The request that it answers.
    tours
        Id and record of each tour, best first.
    reason
        Code that says why there are none, or fewer than asked.
    """

    asked: Asked
    tours: Sequence[tuple[str, Record]]
    reason: str | None


def plan_tours(dataset: Dataset, body: TourBody) -> Planned:
    """Plan the tours that a request asks for.

    Raises
    ------
    InvalidInput
        If it names an event that the agenda does not know.
    routing.BadRequest
        If the planner cannot take a value, such as a start outside the region.
    """
    events = _events(dataset.folder, body.events) if body.events else ()
    result = dataset.planner.tours(body.to_request(events))
    return _planned(dataset, Asked("tour", body.canonical()), result)


def plan_route(dataset: Dataset, body: RouteBody) -> Planned:
    """Plan the way through points.

    Raises
    ------
    routing.BadRequest
        If the planner cannot take a value, such as a point outside the region.
    """
    return _planned(dataset, Asked("route", body.canonical()), dataset.planner.route(body.to_request()))


def _planned(dataset: Dataset, asked: Asked, result: TourResult) -> Planned:
    records = [record(tour, dataset, asked) for tour in result.tours]
    tours = [(tour_id(kept, dataset, asked, place), kept) for place, kept in enumerate(records)]
    return Planned(asked, tours, result.reason)


def _events(folder: Path, ids: Sequence[str]) -> tuple[Event, ...]:
    path = folder / "events.parquet"
    rows = pq.read_table(path, use_threads=False).to_pylist() if path.is_file() else []
    by_id = {row["event_id"]: row for row in rows}
    unknown = sorted(set(ids) - set(by_id))
    if unknown:
        raise InvalidInput([FieldError("events", f"no event has the id {name!r}") for name in unknown])
    return tuple(
        Event(
            event_id=row["event_id"],
            title=row["title"],
            category=row["category"],
            start=datetime.fromisoformat(row["start"]),
            end=datetime.fromisoformat(row["end"]),
            lonlat=(row["lon"], row["lat"]),
            url=row["url"],
        )
        for row in (by_id[name] for name in sorted(set(ids)))
    )
