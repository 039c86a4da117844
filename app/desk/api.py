"""The calls under ``/api/v1/desk``: coverage with what-ifs, and the facilities of a kind."""

from typing import Any

from flask import Blueprint, Response, request

from app.api.answers import MAYBE_NUMBER, POSITION, TEXT, closed, list_of
from app.api.answers import SCHEMAS as ANSWERS
from app.api.calls import PREFIX, call
from app.api.reading import language_of, read_body, read_query
from app.budget import Budget, costs
from app.desk.bodies import DeskCoverageBody, FacilitiesQuery
from app.desk.coverage import answer, facility_features, find
from app.presenter.features import about
from app.responses import geojson_answer
from app.services import services

blueprint = Blueprint("desk_api", __name__, url_prefix=f"{PREFIX}/desk")


@blueprint.post("/coverage")
@costs(Budget.COVERAGE)
def coverage() -> Response:
    """Find gaps, with facilities added and gone."""
    body = read_body(DeskCoverageBody)
    dataset = services().datasets.current()
    found = find(dataset, body)
    told = answer(found, body.lang or language_of(request), lines=body.lines)
    return geojson_answer(told | about(dataset))


@blueprint.get("/facilities")
def facilities() -> Response:
    """List the facilities of a kind."""
    query = read_query(FacilitiesQuery)
    dataset = services().datasets.current()
    features = facility_features(dataset, query.facility, query.mode)
    return geojson_answer({"type": "FeatureCollection", "features": features} | about(dataset))


_ABOUT = {"dataset": TEXT, "demo": {"type": "boolean"}, "attribution": list_of(TEXT)}
_STRETCH = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": "integer"},
        "geometry": {"type": ["object", "null"]},
        "properties": ANSWERS["Coverage"]["properties"]["features"]["items"]["properties"]["properties"],
    },
    "additionalProperties": False,
}
_COUNT = {"type": "integer", "minimum": 0}
_MAYBE_COUNT = {"type": ["integer", "null"], "minimum": 0}
_DETAIL = closed(
    {
        "routes": list_of(closed({"ref": TEXT, "name": TEXT})),
        "areas": list_of(TEXT),
        "population": _MAYBE_COUNT,
        "beds": _MAYBE_COUNT,
        "people": _COUNT,
        "expected_use": _MAYBE_COUNT,
        "use_loops": _COUNT,
        "absent": {"type": "number", "minimum": 0, "maximum": 1},
        "verdict": {"enum": ["absent", "unmapped", "unclear"]},
        "mapped": _COUNT,
        "expected": MAYBE_NUMBER,
        "surveyed": _COUNT,
        "recent": _COUNT,
        "last_edit": TEXT,
    }
)
_FACILITY = closed(
    {
        "type": {"const": "Feature"},
        "id": TEXT,
        "geometry": closed({"type": {"const": "Point"}, "coordinates": POSITION}),
        "properties": closed({"id": TEXT, "name": TEXT, "on_network": {"type": "boolean"}}),
    }
)


def _figures() -> dict[str, Any]:
    whole = ANSWERS["CoverageSummary"]
    left = {
        name: shape for name, shape in whole["properties"].items() if name not in ("gaps", "worst", "sites")
    }
    return whole | {
        "properties": left | {"added_off_network": list_of(POSITION)},
        "required": [name for name in whole["required"] if name in left],
    }  # fmt: skip


SCHEMAS = {
    "DeskCoverage": closed(
        {
            "type": {"const": "FeatureCollection"},
            "features": list_of(_STRETCH),
            "worst": list_of(_STRETCH),
            "sites": list_of(ANSWERS["Sites"]["properties"]["features"]["items"]),
            "details": list_of(_DETAIL) | {"description": "Of the first of the features"},
            "summary": _figures(),
        }
        | _ABOUT
    ),
    "Facilities": closed({"type": {"const": "FeatureCollection"}, "features": list_of(_FACILITY)} | _ABOUT),
}


def paths() -> dict[str, Any]:
    """Describe the calls."""
    return {
        "/desk/coverage": {
            "post": call("desk", "Gaps with facilities added and gone", "DeskCoverage", body=DeskCoverageBody)
        },
        "/desk/facilities": {
            "get": call("desk", "Facilities of a kind", "Facilities", query=FacilitiesQuery)
        },
    }
