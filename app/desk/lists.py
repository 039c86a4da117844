"""The desk's lists as pages and files: network health, named routes, holiday parks."""

from typing import Annotated, Any

from flask import Blueprint, Response, render_template, request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import NotFound

from app.api.reading import language_of, read_query
from app.api.schemas import Language, Mode
from app.budget import Budget, costs
from app.desk.health import (
    KINDS,
    check_text,
    finding_rows,
    finding_sheet,
    route_name,
    route_sheet,
)
from app.desk.listing import MEDIA, Sheet, write_listing
from app.desk.parks import Park, park_row, park_sheet, parks
from app.languages import kilometres, mark, number, translate
from app.presenter.words import word
from app.reports.pages import file_answer
from app.services import services
from geodata.vocabulary import MODES

blueprint = Blueprint("desk_lists", __name__, url_prefix="/desk")
_SHOWN = 300

Name = Annotated[str, Field(max_length=200)]


class ListQuery(BaseModel):
    """Which part of a list."""

    model_config = ConfigDict(extra="forbid")

    mode: Mode = "wandelen"
    municipality: Name = ""
    kind: Name = ""
    lang: Language | None = None


@blueprint.get("/health")
@costs(Budget.COVERAGE)
def health() -> str:
    """Show what is wrong with a network."""
    query, language, findings = _findings()
    counts = {kind: sum(f.kind == kind for f in findings) for kind in KINDS}
    shown = [f for f in findings if f.kind == query.kind] if query.kind in KINDS else findings
    dataset = services().datasets.current()
    return render_template(
        "health.html",
        query=query,
        kinds=[
            (kind, translate(language, text), counts[kind]) for kind, text in KINDS.items() if counts[kind]
        ],
        rows=finding_rows(shown[:_SHOWN], language),
        count=len(shown),
        modes=_modes(language),
        municipalities=sorted(dataset.planner.coverage().graph.municipalities),
    )


@blueprint.get("/health.<ending>")
@costs(Budget.FILES)
def health_file(ending: str) -> Response:
    """Send what is wrong with a network as a file."""
    query, language, findings = _findings()
    shown = [f for f in findings if f.kind == query.kind] if query.kind in KINDS else findings
    return _file(ending, [finding_sheet(shown, language)], f"health-{query.mode}")


@blueprint.get("/routes")
@costs(Budget.COVERAGE)
def routes() -> str:
    """Show how good the named routes are."""
    query = read_query(ListQuery, leave_out_empty=True)
    language = query.lang or language_of(request)
    return render_template(
        "named_routes.html",
        routes=[_route(route, language) for route in _routes()],
        columns=route_sheet([], language).columns,
    )


@blueprint.get("/routes.<ending>")
@costs(Budget.FILES)
def routes_file(ending: str) -> Response:
    """Send how good the named routes are as a file."""
    language = read_query(ListQuery, leave_out_empty=True).lang or language_of(request)
    return _file(ending, [route_sheet(_routes(), language)], "routes")


@blueprint.get("/parks")
@costs(Budget.COVERAGE)
def park_list() -> str:
    """List the holiday parks."""
    query = read_query(ListQuery, leave_out_empty=True)
    language = query.lang or language_of(request)
    found = parks(services().datasets.current())
    kinds = list(dict.fromkeys(park.category for park in found))
    shown = [park for park in found if not query.kind or park.category == query.kind]
    return render_template(
        "parks.html",
        query=query,
        rows=[park_row(park, language) for park in shown],
        kinds=[(kind, word(language, "category", kind)) for kind in sorted(kinds)],
    )


@blueprint.get("/parks.<ending>")
@costs(Budget.FILES)
def parks_file(ending: str) -> Response:
    """Send the holiday parks as a file."""
    language = read_query(ListQuery, leave_out_empty=True).lang or language_of(request)
    return _file(ending, [park_sheet(parks(services().datasets.current()), language)], "parks")


@blueprint.get("/parks/<place_id>")
@costs(Budget.COVERAGE)
def park(place_id: str) -> str:
    """Show the sheet of a park."""
    language = language_of(request)
    found = next((p for p in parks(services().datasets.current()) if p.place_id == place_id), None)
    if found is None:
        raise NotFound(mark("There is no such park."))
    return render_template("park.html", park=found, **_park(found, language))


def _findings() -> tuple[ListQuery, str, Any]:
    from routing.desk.health import network_health  # noqa: PLC0415 - it compiles searches

    query = read_query(ListQuery, leave_out_empty=True)
    desk = services().datasets.current().planner.coverage()
    found = network_health(desk, query.mode, query.municipality or None)
    return query, query.lang or language_of(request), found


def _routes() -> Any:
    from routing.desk.quality import route_quality  # noqa: PLC0415

    return route_quality(services().datasets.current().planner.coverage())


def _route(route: Any, language: str) -> dict[str, Any]:
    return {
        "name": route_name(route),
        "mode": word(language, "mode", route.mode),
        "length": kilometres(language, route.length_m),
        "natural": f"{number(language, 100 * route.natural_share)} %",
        "sealed": f"{number(language, 100 * route.sealed_share)} %",
        "unknown": f"{number(language, 100 * route.unknown_surface_share)} %",
        "busy": f"{number(language, 100 * route.busy_share)} %",
        "changes": number(language, route.changes_per_10km, 1),
        "breaks": route.breaks,
        "met": sum(check.met is True for check in route.checks),
        "missed": sum(check.met is False for check in route.checks),
        "checks": [(*check_text(check, language), check.met, check.source) for check in route.checks],
        "facilities": [
            (word(language, "facility", kind), count, number(language, route.per_10km[kind], 1),
             kilometres(language, route.longest_gap_m[kind]))
            for kind, count in route.facilities.items()
        ],
    }  # fmt: skip


def _park(found: Park, language: str) -> dict[str, Any]:
    kinds = [kind for kind in found.around if found.around[kind]]
    return {
        "kind": word(language, "category", found.category),
        "entrance": found.entrance and (found.entrance[0], kilometres(language, found.entrance[1])),
        "facilities": [
            (word(language, "facility", kind), found.near[kind], found.around[kind]) for kind in kinds
        ],
        "missing": [
            {
                "what": f"{word(language, 'facility', m.facility)}, {word(language, 'mode', m.mode)}",
                "limit": kilometres(language, m.limit_m),
                "nearest": "–" if m.nearest_m is None else kilometres(language, m.nearest_m),
                "met": m.met,
                "source": m.source,
            }
            for m in found.missing
        ],
    }


def _modes(language: str) -> list[tuple[str, str]]:
    return [(mode, word(language, "mode", mode)) for mode in MODES]


def _file(ending: str, sheets: list[Sheet], name: str) -> Response:
    if ending not in MEDIA:
        raise NotFound(f"There is no format .{ending[:20]}; there are {', '.join(MEDIA)}.")
    attribution = services().datasets.current().manifest["attribution"]
    return file_answer(write_listing(ending, sheets, attribution), MEDIA[ending], f"{name}.{ending}")
