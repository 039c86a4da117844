"""The public form: what, where, a few words, a photo; works without a script."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.api.reading import language_of, validate
from app.budget import Budget, costs
from app.desk.roles import requires_role
from app.errors import FieldError, InvalidInput
from app.field_reports.bodies import FieldReportBody
from app.field_reports.kinds import KINDS
from app.field_reports.photos import MOST_BYTES
from app.field_reports.taking import field_report_store, take_report
from app.languages import mark, translate
from app.services import services
from app.storage.field_reports import STATES

blueprint = Blueprint("field_reports", __name__, url_prefix="/field-reports")
# The photo and the words around it.
_MOST_FORM_BYTES = MOST_BYTES + 64 * 1024


@blueprint.get("/new")
def form() -> str:
    """Show the form; ``lon``, ``lat`` and ``tour`` in the address fill it in."""
    given = {name: request.args.get(name, "")[:40] for name in ("lon", "lat", "tour", "kind")}
    return _form(given, ())


@blueprint.post("/new")
@costs(Budget.MESSAGES)
def send() -> tuple[str, int] | str:
    """Take a filled-in form."""
    request.max_content_length = _MOST_FORM_BYTES
    language = language_of(request)
    given = {name: value for name, value in request.form.items() if name != "lang"}
    sent = request.files.get("photo")
    try:
        body = validate(FieldReportBody, given | {"lang": language}, language)
        photo = sent.read(MOST_BYTES + 1) if sent and sent.filename else None
        take_report(body, services().datasets.current(), photo)
    except InvalidInput as invalid:
        return _form(given, invalid.errors), 422
    return render_template("field_report_thanks.html", tour=body.tour if body.tour.isalnum() else "")


@blueprint.get("/<report_id>/photo.jpg")
def photo(report_id: str) -> Response:
    """Send the photo of a report that was found right."""
    found = field_report_store().photo(report_id, "open")
    if found is None:
        raise NotFound(mark("There is no such photo."))
    answer = Response(found, content_type="image/jpeg")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.cache_control.max_age = 3600
    return answer


def _form(given: dict[str, str], errors: tuple[FieldError, ...]) -> str:
    language = language_of(request)
    wrong: dict[str, str] = {}
    for error in errors:
        wrong.setdefault("place" if error.field in ("lon", "lat") else error.field, error.message)
    kinds = [(kind, translate(language, text)) for kind, text in KINDS.items()]
    return render_template("field_report.html", given=given, wrong=wrong, kinds=kinds, page=_page(language))


def _page(language: str) -> dict[str, Any]:
    dataset = services().datasets.current()
    return {
        "lang": language,
        "region": {
            "bbox": dataset.bbox,
            "attribution": list(dataset.manifest["attribution"]),
        },
        "basemap": "/tiles/basemap.pmtiles",
    }


@blueprint.get("")
@requires_role("officer")
def desk() -> str:
    """List the reports that wait, and those that are told, to officers."""
    language = language_of(request)
    reports = [
        (report, translate(language, KINDS.get(report.kind, report.kind)))
        for report in field_report_store().in_states("new", "open")
    ]
    return render_template("field_reports.html", reports=reports)


@blueprint.post("/<report_id>")
@requires_role("officer")
def move(report_id: str) -> AnyResponse:
    """Accept, refuse or solve a report."""
    state = request.form.get("state", "")
    if state not in STATES or not field_report_store().move(report_id, state):
        raise NotFound(mark("There is no such report."))
    return redirect(f"/field-reports?lang={language_of(request)}", 303)


@blueprint.get("/<report_id>/seen.jpg")
@requires_role("officer")
def seen(report_id: str) -> Response:
    """Send the photo of any report to officers."""
    found = field_report_store().photo(report_id, *STATES)
    if found is None:
        raise NotFound(mark("There is no such photo."))
    return Response(found, content_type="image/jpeg")
