"""Taking a tour in hand: ``GET /api/v1/tours/{id}/shape`` gives the points that hold its line.

Who drags a line, turns it round or keeps a part of it sends these points, some of them moved or left out, to
``POST /routes`` or as via points to ``POST /tours``.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from flask import Blueprint, Flask, Response

from app.api.answers import METRES, POSITION, TEXT, closed, list_of
from app.api.calls import JSON, PREFIX, call
from app.api.reading import read_query
from app.api.schemas import PlainQuery, RouteBody
from app.budget import Budget, costs
from app.closures.current import closure_store, current_closures
from app.part import Part
from app.responses import json_answer
from app.services import services
from app.storage import KeptTour
from app.tour_links import find_tour

blueprint = Blueprint("reshaping", __name__, url_prefix=PREFIX)

_TAKEN_OVER = ("mode", "themes", "date", "depart", "avoid", "dog", "audience")

SCHEMAS: Mapping[str, Any] = {
    "TourShape": closed(
        {
            "points": list_of(POSITION) | {"description": "Start and end among them; empty: no way is near"},
            "at_m": list_of(METRES) | {"description": "Metres from the tour's start to each point"},
            "kept_share": {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "description": "Part of the tour that the way through the points is again",
            },
        }
    )
}


@blueprint.get("/tours/<name>/shape")
@costs(Budget.TOURS)
def shape(name: str) -> Response:
    """Give the fewest points through which the way is the tour again."""
    read_query(PlainQuery)
    kept = find_tour(name)
    dataset = services().datasets.current()
    request = dataclasses.replace(
        _request(kept).to_request(), closures=current_closures(dataset, closure_store())
    )
    found = dataset.planner.shape(request, np.array(kept.record["coordinates"], dtype=np.float64))
    if found is None:
        return json_answer({"points": [], "at_m": [], "kept_share": 0.0})
    return json_answer(
        {
            "points": [list(point) for point in found.points],
            "at_m": list(found.at_m),
            "kept_share": round(found.kept_share, 4),
        }
    )


def _request(kept: KeptTour) -> RouteBody:
    """How the tour was asked to go, as a route's body; the points are not looked at."""
    wishes = {name: kept.request[name] for name in _TAKEN_OVER if kept.request.get(name) is not None}
    return RouteBody.model_validate(wishes | {"points": [(0.0, 0.0), (0.0, 0.0)]}, strict=False)


def _paths() -> dict[str, Any]:
    identifier = {
        "name": "id", "in": "path", "required": True, "schema": TEXT, "description": "The tour's `id`",
    }  # fmt: skip
    described = call(
        "planning", "Points that hold a tour's line", "TourShape",
        query=PlainQuery, path=[identifier], problems=(404, 429), media=JSON,
    )  # fmt: skip
    return {"/tours/{id}/shape": {"get": described}}


def _install(app: Flask) -> None:
    app.register_blueprint(blueprint)


PART = Part("reshaping", _install, _paths, SCHEMAS)
