"""Planning along a part of a named route: the points that hold the part, and the way through them."""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from app.api.schemas import RouteBody
from app.closures.current import closure_store, current_closures
from app.dataset import Dataset
from app.planning import Planned, plan_route
from app.services import services
from app.storage import KeptTour
from geodata.vocabulary import MODES

if TYPE_CHECKING:
    from routing.desk.named_routes import NamedRoute
    from routing.types import FloatArray

SHORTEST_PART_M = 100.0
_POINTS_WITHOUT_SHAPE = 12


def plan_part(
    dataset: Dataset, route: "NamedRoute", from_m: float, to_m: float, mode: str, language: str
) -> Planned:
    """Plan the way along a part of a route, and keep it.

    Parameters
    ----------
    dataset, route
        The route, and where it was measured.
    from_m, to_m
        Metres along it; the way goes against its direction where the second is the smaller.
    mode
        How one goes; that of the route where it is empty.
    language
        In which the link is first read.
    """
    mode = mode or (route.quality.mode if route.quality.mode in MODES else "wandelen")
    line = route.part(from_m, to_m)
    closures = current_closures(dataset, closure_store())
    ends = (_point(line[0]), _point(line[-1]))
    asked = dataclasses.replace(
        RouteBody.model_validate({"mode": mode, "points": ends}, strict=False).to_request(), closures=closures
    )
    held = dataset.planner.shape(asked, line)
    points = list(held.points) if held and len(held.points) > 1 else _some(line)
    planned = plan_route(
        dataset, RouteBody.model_validate({"mode": mode, "points": points}, strict=False), closures
    )
    services().storage.keep(
        KeptTour(tour_id, dataset.version, dict(planned.asked.request) | {"lang": language}, record)
        for tour_id, record in planned.tours
    )
    return planned


def _point(position: "FloatArray") -> tuple[float, float]:
    return float(position[0]), float(position[1])


def _some(line: "FloatArray") -> list[tuple[float, float]]:
    """A few points of a line that no way of the mode runs along."""
    rows = np.unique(np.linspace(0, len(line) - 1, _POINTS_WITHOUT_SHAPE).round().astype(int))
    return [_point(line[row]) for row in rows.tolist()]
