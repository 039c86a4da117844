"""The calls under ``/api/v1/closures``: what is closed, closing, opening again."""

import json
from typing import Any

import shapely
from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from app.api.answers import MAYBE_TEXT, TEXT, closed, list_of
from app.api.calls import PREFIX, call
from app.api.reading import language_of, read_body, read_query
from app.api.schemas import PlainQuery
from app.budget import Budget, costs
from app.closures.bodies import ClosureBody
from app.closures.current import closure_store, edges_of, today_in
from app.dataset import Dataset
from app.desk.roles import requires_role
from app.errors import FieldError, InvalidInput
from app.languages import mark, translate
from app.presenter.features import about
from app.responses import geojson_answer, json_answer
from app.services import services
from app.storage import KeptClosure
from geodata.vocabulary import MODES

blueprint = Blueprint("closures", __name__, url_prefix=f"{PREFIX}/closures")
_ID = {"name": "id", "in": "path", "required": True, "schema": TEXT, "description": "The closure's `id`"}


@blueprint.get("")
def listed() -> Response:
    """List the closures that hold now or later."""
    read_query(PlainQuery)
    dataset = services().datasets.current()
    features = [closure_feature(kept, dataset) for kept in closure_store().not_over(today_in(dataset))]
    return geojson_answer({"type": "FeatureCollection", "features": features} | about(dataset))


@blueprint.post("")
@requires_role("officer")
@costs(Budget.MATCHING)
def close() -> Response:
    """Close ways."""
    body = read_body(ClosureBody)
    dataset = services().datasets.current()
    language = body.lang or language_of(request)
    kept = KeptClosure("drawn", body.geometry, None, *body.days, tuple(body.modes), body.note)
    check_closes(dataset, kept, language)
    made = closure_store().add(
        body.geometry, body.modes, first_day=body.first_day, last_day=body.last_day, note=body.note.strip(),
        detour=body.detour,
    )  # fmt: skip
    return geojson_answer(closure_feature(made, dataset) | about(dataset))


@blueprint.delete("/<name>")
@requires_role("officer")
def reopen(name: str) -> Response:
    """Take a closure back."""
    read_query(PlainQuery)
    if not closure_store().withdraw(name):
        raise NotFound(mark("There is no such closure; it may have been taken back already."))
    return json_answer({"id": name})


def check_closes(dataset: Dataset, kept: KeptClosure, language: str) -> None:
    """Refuse a closure that closes no way, or half of the map.

    Raises
    ------
    InvalidInput
        Saying so.
    routing.BadRequest
        If it closes too much.
    """
    from routing.closures import closed_edges  # noqa: PLC0415

    graph = getattr(dataset.planner, "graph", None)
    if graph is None:
        return
    if len(closed_edges(graph, shapely.from_geojson(json.dumps(kept.geometry)))) == 0:
        text = translate(language, mark("no way of the map lies there; draw over or around the way to close"))
        raise InvalidInput([FieldError("geometry", text)])


def closure_feature(kept: KeptClosure, dataset: Dataset) -> dict[str, Any]:
    """Return a closure as a GeoJSON feature, with the metres of way that it closes."""
    edges = list(edges_of(dataset, kept))
    graph = getattr(dataset.planner, "graph", None)
    closed_m = float(graph.edge_length[edges].sum()) if graph is not None and edges else 0.0
    today = today_in(dataset)
    return {
        "type": "Feature",
        "id": kept.closure_id,
        "geometry": kept.geometry,
        "properties": {
            "id": kept.closure_id,
            "first_day": kept.first_day.isoformat() if kept.first_day else None,
            "last_day": kept.last_day.isoformat() if kept.last_day else None,
            "state": "later" if kept.first_day and kept.first_day > today else "now",
            "modes": list(kept.modes),
            "note": kept.note,
            "detour": kept.detour,
            "closed_m": round(closed_m, 1),
        },
    }


_SHAPE = {"type": ["object", "null"], "properties": {"type": TEXT, "coordinates": {"type": "array"}}}
_CLOSURE = closed(
    {
        "type": {"const": "Feature"},
        "id": TEXT,
        "geometry": _SHAPE,
        "properties": closed(
            {
                "id": TEXT,
                "first_day": MAYBE_TEXT,
                "last_day": MAYBE_TEXT,
                "state": {"enum": ["now", "later"]},
                "modes": list_of({"enum": list(MODES)}),
                "note": TEXT,
                "detour": _SHAPE,
                "closed_m": {"type": "number", "minimum": 0},
            }
        ),
    }
)
_ABOUT = {"dataset": TEXT, "demo": {"type": "boolean"}, "attribution": list_of(TEXT)}
SCHEMAS = {
    "Closure": closed(_CLOSURE["properties"] | _ABOUT),
    "Closures": closed({"type": {"const": "FeatureCollection"}, "features": list_of(_CLOSURE)} | _ABOUT),
    "Name": closed({"id": TEXT}),
}


def paths() -> dict[str, Any]:
    """Describe the calls."""
    return {
        "/closures": {
            "get": call("desk", "What is closed", "Closures", query=PlainQuery),
            "post": call("desk", "Close ways", "Closure", body=ClosureBody, problems=(401, 403)),
        },
        "/closures/{id}": {
            "delete": call(
                "desk", "Take a closure back", "Name", query=PlainQuery, path=[_ID], problems=(400, 401, 403, 404),
                media="application/json",
            ),
        },
    }  # fmt: skip
