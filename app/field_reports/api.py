"""The calls under ``/api/v1/field-reports``: what was reported and found right; telling something new."""

from typing import Any

from flask import Blueprint, Response, request

from app.api.answers import POSITION, TEXT, closed, list_of
from app.api.calls import PREFIX, call
from app.api.reading import language_of, read_body, read_query
from app.api.schemas import PlainQuery
from app.budget import Budget, costs
from app.field_reports.bodies import FieldReportBody
from app.field_reports.kinds import KINDS
from app.field_reports.taking import field_report_store, take_report
from app.languages import translate
from app.presenter.features import about
from app.responses import geojson_answer, json_answer
from app.services import services
from app.storage import FieldReport

blueprint = Blueprint("field_reports_api", __name__, url_prefix=f"{PREFIX}/field-reports")


@blueprint.get("")
def told() -> Response:
    """List the reports that were found right."""
    query = read_query(PlainQuery)
    dataset = services().datasets.current()
    language = query.lang or language_of(request)
    features = [report_feature(report, language) for report in field_report_store().in_states("open")]
    return geojson_answer({"type": "FeatureCollection", "features": features} | about(dataset))


@blueprint.post("")
@costs(Budget.MESSAGES)
def report() -> Response:
    """Report something."""
    body = read_body(FieldReportBody)
    kept = take_report(body, services().datasets.current())
    return json_answer({"id": kept.report_id, "state": kept.state})


def report_feature(report: FieldReport, language: str) -> dict[str, Any]:
    """Return a report as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": report.report_id,
        "geometry": {"type": "Point", "coordinates": [report.lon, report.lat]},
        "properties": {
            "id": report.report_id,
            "kind": report.kind,
            "text": translate(language, KINDS.get(report.kind, report.kind)),
            "note": report.note,
            "day": report.created.date().isoformat(),
            "photo": f"/field-reports/{report.report_id}/photo.jpg" if report.has_photo else None,
        },
    }


_REPORT = closed(
    {
        "type": {"const": "Feature"},
        "id": TEXT,
        "geometry": closed({"type": {"const": "Point"}, "coordinates": POSITION}),
        "properties": closed(
            {
                "id": TEXT,
                "kind": {"enum": list(KINDS)},
                "text": TEXT,
                "note": TEXT,
                "day": TEXT,
                "photo": {"type": ["string", "null"]},
            }
        ),
    }
)
SCHEMAS = {
    "FieldReports": closed(
        {
            "type": {"const": "FeatureCollection"},
            "features": list_of(_REPORT),
            "dataset": TEXT,
            "demo": {"type": "boolean"},
            "attribution": list_of(TEXT),
        }
    ),
    "FieldReportTaken": closed({"id": TEXT, "state": {"enum": ["new"]}}),
}


def paths() -> dict[str, Any]:
    """Describe the calls."""
    return {
        "/field-reports": {
            "get": call("field", "What was reported and found right", "FieldReports", query=PlainQuery),
            "post": call(
                "field", "Report something", "FieldReportTaken", body=FieldReportBody, media="application/json"
            ),
        }
    }  # fmt: skip
