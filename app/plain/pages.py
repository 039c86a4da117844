"""``/plan``: the answer to the planner's form where no script runs."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, render_template, request
from werkzeug.datastructures import MultiDict

from app.agenda.agenda import current_agenda
from app.api.reading import language_of, validate_json
from app.api.schemas import RouteBody, TourBody
from app.budget import Budget, costs
from app.canonical import to_json
from app.closures.current import closure_store, current_closures
from app.dataset import Dataset
from app.errors import FieldError, InvalidInput
from app.languages import hours, kilometres, mark, translate
from app.notices import with_notices
from app.pages import page_data
from app.part import Part
from app.plain.asked import Asked, Lonlat, body_of
from app.planning import Planned, plan_route, plan_tours
from app.presenter import feature
from app.presenter.words import reason_text
from app.search.answering import feature as place_feature
from app.search.answering import find
from app.services import services
from app.storage import KeptTour
from routing.errors import BadRequest

blueprint = Blueprint("plain", __name__)

# How the API calls what the form calls something else.
_FIELD_OF_FORM = {"distance_km": "km", "start": "from", "end": "to", "needs": "need", "events": "event"}

_FIELD_NAMES = {
    "from": mark("Start"), "to": mark("End elsewhere"), "km": mark("Length in kilometres"), "date": mark("Date"),
    "depart": mark("Departure"), "event": mark("Agenda"), "via": mark("Along the way"),
    "points": mark("Along the way"), "duration_min": mark("Time"),
}  # fmt: skip


@blueprint.get("/plan")
@costs(Budget.TOURS)
def plan() -> tuple[str, int]:
    """Plan what the form asks for and show it as text; show the form again where it cannot be meant."""
    language = language_of(request)
    dataset = services().datasets.current()
    asked = Asked.read(request.args)
    call, body, errors = body_of(asked, request.args, lambda name: _find(dataset, name, language), language)
    planned = None
    if not errors:
        try:
            planned = _planned(dataset, call, body, language)
        except InvalidInput as refused:
            errors = [FieldError(_form_field(error.field), error.message) for error in refused.errors]
        except BadRequest as refused:
            errors = [FieldError(_form_field(refused.field), _complaint(refused.message, language))]
    tours = [_shown(tour_id, record, language) for tour_id, record in planned.tours] if planned else []
    status = 422 if errors else 200
    page = render_template(
        "plan.html",
        asked=asked,
        errors=errors,
        page=page_data(),
        tours=tours,
        reason=reason_text(language, planned.reason) if planned and planned.reason and not tours else "",
        field_names={name: translate(language, text) for name, text in _FIELD_NAMES.items()},
        again="?" + urlencode(list(_again(request.args)), doseq=True),
    )
    return page, status


def _planned(dataset: Dataset, call: str, body: dict[str, Any], language: str) -> Planned:
    closures = current_closures(dataset, closure_store())
    if call == "routes":
        planned = plan_route(dataset, validate_json(RouteBody, to_json(body), language), closures)
    else:
        checked = validate_json(TourBody, to_json(body), language)
        planned = plan_tours(dataset, checked, closures, current_agenda())
    services().storage.keep(
        KeptTour(tour_id, dataset.version, dict(planned.asked.request) | {"lang": language}, record)
        for tour_id, record in planned.tours
    )
    return planned


def _find(dataset: Dataset, name: str, language: str) -> tuple[str, Lonlat] | None:
    for row in find(dataset, name, limit=1):
        place = place_feature(row, language)
        lon, lat = place["geometry"]["coordinates"]
        return str(place["properties"]["name"]), (lon, lat)
    return None


def _shown(tour_id: str, record: Any, language: str) -> dict[str, Any]:
    """What the page tells of a tour."""
    tour: dict[str, Any] = feature(with_notices(record), tour_id, language)["properties"]
    return tour | {
        "length": kilometres(language, tour["length_m"]),
        "duration": hours(language, tour["duration_s"]),
        "numbers": [junction["ref"] for junction in tour["junctions"]],
        "turns": [
            {"at": kilometres(language, turn["at_m"]), "text": turn["text"]} for turn in tour["instructions"]
        ],
        "stopping": [
            {"at": kilometres(language, stop["at_m"]), "name": stop["name"]} for stop in tour["stops"]
        ],
    }


def _form_field(name: str) -> str:
    head = name.partition(".")[0]
    return _FIELD_OF_FORM.get(head, head)


def _again(query: "MultiDict[str, str]") -> list[tuple[str, str]]:
    """The same question for the page with the map, which knows only degrees and commas."""
    kept = [(name, value) for name, value in query.items(multi=True) if name not in ("theme", "need", "by")]
    themes = ",".join(query.getlist("theme"))
    needs = ",".join(word for word in query.getlist("need") if word)
    return [*kept, *([("themes", themes)] if themes else []), *([("needs", needs)] if needs else [])]


def _complaint(message: str, language: str) -> str:
    """What the planner says of a value; the one complaint that people meet is told in their language."""
    outside = mark("outside the region; choose a point inside it")
    return translate(language, outside) if message.startswith("outside the region") else message


def _install(app: Flask) -> None:
    app.register_blueprint(blueprint)

    @app.context_processor
    def _asked() -> dict[str, Any]:
        # The planner's form is filled in with what its link asks for, before any script runs.
        return {"asked": Asked.read(request.args), "errors": ()}


PART = Part("plain planning", _install)
