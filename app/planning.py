"""From a checked request to kept tours: the one path that the API and the command line share."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.agenda.agenda import Agenda
from app.agenda.planning import asked_events, events_of
from app.api.schemas import RouteBody, TourBody
from app.dataset import Dataset
from app.plan_cache import PlanCache, key_of
from app.presenter.record import Asked, Record, record, tour_id
from routing.types import TourResult

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


def plan_tours(
    dataset: Dataset,
    body: TourBody,
    closures: "Sequence[Closure]" = (),
    agenda: Agenda | None = None,
    cache: PlanCache | None = None,
) -> Planned:
    """Plan the tours that a request asks for, around ways that are closed these days, to the events of the agenda.

    Parameters
    ----------
    dataset
        The region.
    body
        The request.
    closures
        Ways that are closed.
    agenda
        The live one; left out: the dataset's seed alone.
    cache
        Plans made before; left out: it is planned anew.

    Raises
    ------
    InvalidInput
        If it names an event that the agenda does not know, that is over, cancelled or not on that day.
    routing.BadRequest
        If the planner cannot take a value, such as a start outside the region.
    """
    # A family's tour has a theme of its own, named or not.
    themed = body.date is not None and (bool(body.themes) or body.audience == "family")
    if body.events or themed:
        book = (agenda or Agenda(None)).book(dataset)
        request = body.to_request(asked_events(book, body.events, body.date))
        if themed and request.date is not None:
            request = dataclasses.replace(request, agenda=events_of(book, request.date))
    else:
        request = body.to_request()
    if closures:
        request = dataclasses.replace(request, closures=tuple(closures))
    asked = Asked("tour", body.canonical())
    key = key_of("tour", asked.request, dataset.version, (request.events, request.agenda, request.closures))
    kept = cache.find(key) if cache else None
    if kept is not None:
        return Planned(asked, *kept)
    planned = _planned(dataset, asked, dataset.planner.tours(request))
    if cache:
        cache.keep(key, (planned.tours, planned.reason))
    return planned


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
