"""The pages and calls of named routes."""

from typing import Annotated, Any

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.api.answers import TEXT
from app.api.calls import JSON, PREFIX, call
from app.api.reading import language_of, read_body, read_query
from app.api.schemas import Language, Mode, PlainQuery
from app.budget import Budget, costs
from app.dataset import Dataset
from app.languages import kilometres, mark, number, translate
from app.named_routes.gpx import write
from app.named_routes.listing import SCOPES, Listed, found, modes_of, named_routes
from app.named_routes.planning import SHORTEST_PART_M, plan_part
from app.named_routes.presenting import SCHEMAS, feature, listed
from app.pages import page_data
from app.part import Part
from app.presenter.features import about, nothing, single
from app.presenter.words import reason_text, word
from app.responses import geojson_answer, json_answer
from app.services import services

blueprint = Blueprint("named_routes", __name__)

_NONE = mark("There is no named route of this number here; choose one from the list.")
_SCOPE_TITLES = {
    "international": mark("International"),
    "national": mark("National"),
    "regional": mark("Regional"),
    "local": mark("Local"),
}


class NamedRoutesQuery(PlainQuery):
    """Which named routes."""

    q: Annotated[str, Field(max_length=100, description="Words of number or name")] = ""
    mode: Mode | None = None


class PartBody(BaseModel):
    """A part of a named route, by metres along it."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    from_m: Annotated[float, Field(ge=0, le=5_000_000)]
    to_m: Annotated[
        float, Field(ge=0, le=5_000_000, description="Below from_m: against the route's direction")
    ]
    mode: Mode | None = Field(default=None, description="Left out: the route's own")
    lang: Language | None = None


@blueprint.get("/routes")
def routes() -> str:
    """Show the named routes."""
    everything = named_routes(services().datasets.current())
    modes = modes_of(everything)
    asked = {"q": request.args.get("q", "")[:100], "mode": request.args.get("mode", "")}
    asked["mode"] = asked["mode"] if asked["mode"] in modes else ""
    language = language_of(request)
    shown = found(everything, asked["q"], asked["mode"])
    groups = [
        (
            translate(language, _SCOPE_TITLES[scope]),
            [_row(route, language) for route in shown if route.scope == scope],
        )
        for scope in SCOPES
    ]
    return render_template(
        "routes.html",
        groups=[(title, rows) for title, rows in groups if rows],
        asked=asked,
        modes=[(mode, word(language, "mode", mode)) for mode in modes],
        count=len(shown),
        total=len(everything),
    )


@blueprint.get("/routes/<int:osm_id>")
def route(osm_id: int) -> str:
    """Show a named route."""
    return _page(osm_id)


@blueprint.post("/routes/<int:osm_id>")
@costs(Budget.TOURS)
def part(osm_id: int) -> AnyResponse | tuple[str, int]:
    """Plan along a part of it, asked by the page's form; leads to the tour."""
    dataset = services().datasets.current()
    language = language_of(request)
    measured = _measured(dataset, osm_id)
    asked = [_kilometres(request.form.get(name, "")) for name in ("from_km", "to_km")]
    if None in asked or abs(asked[0] - asked[1]) * 1000 < SHORTEST_PART_M:
        text = mark("Give two distances along the route that are at least 100 m apart.")
        return _page(osm_id, translate(language, text)), 422
    length = measured.quality.length_m
    from_m, to_m = (min(km * 1000, length) for km in asked)
    planned = plan_part(dataset, measured, from_m, to_m, "", language)
    if not planned.tours:
        return _page(osm_id, reason_text(language, planned.reason or "no_tour")), 200
    return redirect(url_for("pages.tour", tour_id=planned.tours[0][0], lang=language), 303)


@blueprint.get(f"{PREFIX}/named-routes")
def list_call() -> Response:
    """List the named routes."""
    query = read_query(NamedRoutesQuery)
    dataset = services().datasets.current()
    shown = found(named_routes(dataset), query.q, query.mode or "")
    return json_answer({"routes": [listed(route) for route in shown], "dataset": dataset.version})


@blueprint.get(f"{PREFIX}/named-routes/<name>")
def route_call(name: str) -> Response:
    """Tell about a named route."""
    read_query(PlainQuery)
    dataset = services().datasets.current()
    row = _listed(dataset, _number(name))
    return geojson_answer(feature(row, _measured(dataset, row.osm_id)) | about(dataset))


@blueprint.get(f"{PREFIX}/named-routes/<name>.gpx")
def file_call(name: str) -> Response:
    """Send a named route as GPX."""
    dataset = services().datasets.current()
    row = _listed(dataset, _number(name))
    content = write(row, _measured(dataset, row.osm_id), list(dataset.manifest["attribution"]))
    answer = Response(content, content_type="application/gpx+xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="route-{row.osm_id}.gpx"'
    return answer


@blueprint.post(f"{PREFIX}/named-routes/<name>/part")
@costs(Budget.TOURS)
def part_call(name: str) -> Response:
    """Plan along a part of a named route."""
    body = read_body(PartBody)
    dataset = services().datasets.current()
    language = body.lang or language_of(request)
    measured = _measured(dataset, _number(name))
    if abs(body.from_m - body.to_m) < SHORTEST_PART_M:
        return geojson_answer(nothing(dataset, language, "no_tour"))
    length = measured.quality.length_m
    from_m, to_m = min(body.from_m, length), min(body.to_m, length)
    planned = plan_part(dataset, measured, from_m, to_m, body.mode or "", language)
    return geojson_answer(single(planned.tours, dataset, language, planned.reason))


def _page(osm_id: int, problem: str = "") -> str:
    dataset = services().datasets.current()
    language = language_of(request)
    row = _listed(dataset, osm_id)
    shown = feature(row, _measured(dataset, osm_id))
    facts = shown["properties"]
    start = next(iter(shown["geometry"]["coordinates"]))[0]
    return render_template(
        "route.html",
        page=page_data() | {"route": shown, "profile": facts["profile"]},
        route=facts,
        mode=word(language, "mode", row.mode) if row.mode else "",
        scope=translate(language, _SCOPE_TITLES[row.scope]),
        length=kilometres(language, facts["length_m"]),
        length_km=number(language, facts["length_m"] / 1000, 1).replace("\u202f", ""),
        shares=_shares(facts, language),
        facilities=[
            {
                "count": figures["count"],
                "kind": word(language, "facility", kind),
                "gap": kilometres(language, figures["longest_gap_m"]),
            }
            for kind, figures in facts["facilities"].items()
            if figures["count"]
        ],
        asked={name: request.form.get(name, "") for name in ("from_km", "to_km")},
        start=f"{start[0]:.5f},{start[1]:.5f}",
        problem=problem,
    )


def _shares(facts: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """What its figures say, most first; what is not known is told too."""
    named = {
        "natural_share": mark("natural surface"),
        "sealed_share": mark("sealed surface"),
        "unknown_surface_share": mark("surface unknown"),
        "busy_share": mark("on busy roads"),
    }
    return [
        (translate(language, text), f"{number(language, 100 * facts[name])} %")
        for name, text in named.items()
        if facts[name] >= 0.005
    ]


def _row(route: Listed, language: str) -> dict[str, Any]:
    return {
        "id": route.osm_id,
        "title": route.title,
        "ref": route.ref if route.name else "",
        "mode": route.mode,
        "mode_name": word(language, "mode", route.mode) if route.mode else "",
        "length": "" if route.length_m is None else kilometres(language, route.length_m),
        "complete": route.complete,
    }


def _kilometres(text: str) -> Any:
    try:
        km = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return km if 0 <= km <= 5000 else None


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFound(_NONE)
    return int(text)


def _listed(dataset: Dataset, osm_id: int) -> Listed:
    row = next((row for row in named_routes(dataset) if row.osm_id == osm_id), None)
    if row is None:
        raise NotFound(_NONE)
    return row


def _measured(dataset: Dataset, osm_id: int) -> Any:
    from routing.desk.named_routes import named_route  # noqa: PLC0415 - it compiles searches

    measured = named_route(dataset.planner.coverage(), osm_id)
    if measured is None:
        raise NotFound(_NONE)
    return measured


def _paths() -> dict[str, Any]:
    identifier = {
        "name": "id", "in": "path", "required": True, "schema": TEXT, "description": "The route's `osm_id`",
    }  # fmt: skip
    gpx = call("routes", "A named route as GPX", None, path=[identifier], problems=(404, 503))
    gpx["responses"]["200"]["content"] = {"application/gpx+xml": {"schema": TEXT}}
    return {
        "/named-routes": {
            "get": call("routes", "Named routes", "NamedRoutes", query=NamedRoutesQuery, media=JSON)
        },
        "/named-routes/{id}": {
            "get": call(
                "routes", "A named route", "NamedRoute", query=PlainQuery, path=[identifier], problems=(404,)
            )
        },
        "/named-routes/{id}.gpx": {"get": gpx},
        "/named-routes/{id}/part": {
            "post": call(
                "routes", "Plan along a part of a named route", "Route",
                body=PartBody, path=[identifier], problems=(404,),
            )
        },
    }  # fmt: skip


def _install(app: Flask) -> None:
    app.register_blueprint(blueprint)


PART = Part(
    "named routes", _install, _paths, SCHEMAS, (PartBody,),
    {"routes": "LF routes, long-distance paths and themed routes, and planning along a part of one"},
)  # fmt: skip
