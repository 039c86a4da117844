"""From a checked request to kept tours: the one path that the API and the command line share."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from app.api.schemas import RouteBody, TourBody
from app.dataset import Dataset
from app.errors import FieldError, InvalidInput
from app.presenter.record import Asked, Record, record, tour_id
from routing.types import Event, TourResult

if TYPE_CHECKING:
    from routing.closures import Closure


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


def plan_tours(dataset: Dataset, body: TourBody, closures: "Sequence[Closure]" = ()) -> Planned:
    """Plan the tours that a request asks for, around ways that are closed these days.

    Raises
    ------
    InvalidInput
        If it names an event that the agenda does not know.
    routing.BadRequest
        If the planner cannot take a value, such as a start outside the region.
    """
    agenda = _agenda(dataset.folder) if body.events or (body.themes and body.date) else {}
    unknown = sorted(set(body.events) - set(agenda))
    if unknown:
        raise InvalidInput([FieldError("events", f"no event has the id {name!r}") for name in unknown])
    request = body.to_request(tuple(agenda[name] for name in sorted(set(body.events))))
    if request.date is not None and request.themes:
        today = [e for e in agenda.values() if e.start.date() <= request.date <= e.end.date()]
        request = dataclasses.replace(request, agenda=tuple(today))
    if closures:
        request = dataclasses.replace(request, closures=tuple(closures))
    result = dataset.planner.tours(request)
    return _planned(dataset, Asked("tour", body.canonical()), result)


def plan_route(dataset: Dataset, body: RouteBody, closures: "Sequence[Closure]" = ()) -> Planned:
    """Plan the way through points, around ways that are closed these days.

    Raises
    ------
    routing.BadRequest
        If the planner cannot take a value, such as a point outside the region.
    """
    request = body.to_request()
    if closures:
        request = dataclasses.replace(request, closures=tuple(closures))
    return _planned(dataset, Asked("route", body.canonical()), dataset.planner.route(request))


def _planned(dataset: Dataset, asked: Asked, result: TourResult) -> Planned:
    records = [record(tour, dataset, asked) for tour in result.tours]
    tours = [(tour_id(kept, dataset, asked, place), kept) for place, kept in enumerate(records)]
    return Planned(asked, tours, result.reason)


def _agenda(folder: Path) -> dict[str, Event]:
    """Events of the dataset by id, in the order of their beginning."""
    path = folder / "events.parquet"
    rows = pq.read_table(path, use_threads=False).to_pylist() if path.is_file() else []
    return {
        row["event_id"]: Event(
            event_id=row["event_id"],
            title=row["title"],
            category=row["category"],
            start=_on_the_clock(row["start"], time.min),
            end=_on_the_clock(row["end"], time(23, 59)),
            lonlat=(row["lon"], row["lat"]),
            url=row["url"],
        )
        for row in sorted(rows, key=lambda row: (row["start"], row["event_id"]))
    }


def _on_the_clock(moment: str, of_day: time) -> datetime:
    """Moment on the region's clock; of a mere date, the given time of that day."""
    if "T" not in moment:
        return datetime.combine(datetime.fromisoformat(moment), of_day)
    return datetime.fromisoformat(moment).replace(tzinfo=None)
