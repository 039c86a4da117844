"""``POST /api/v1/match``: a file or a GeoJSON line becomes a tour with a link of its own."""

from typing import Any

from flask import Blueprint, Response, request
from pydantic import Field
from werkzeug.exceptions import BadRequest

from app.api.answers import ref
from app.api.calls import PREFIX, call
from app.api.reading import language_of, read_query
from app.api.schemas import Mode, Network, PlainQuery
from app.budget import Budget, costs
from app.closures.current import closure_store, current_closures
from app.errors import FieldError, FileRefused, InvalidInput
from app.languages import translate
from app.matching.planning import Wish, match_file
from app.matching.sent import FIELD, FILE_TYPES, JSON_TYPES, receive_before, sent_file
from app.planning import Planned
from app.presenter import single
from app.responses import geojson_answer
from app.services import services
from app.storage import KeptTour

blueprint = Blueprint("matching", __name__, url_prefix=PREFIX)
receive_before(blueprint, "matching.match")


class MatchQuery(PlainQuery):
    """What to make of a file."""

    mode: Mode = Field(description="How it is travelled")
    loop: bool = Field(default=False, description="Come back to the start by another way")
    network: Network = Field(
        default="free", description="junctions: the same journey along the numbered node network"
    )


@blueprint.post("/match")
@costs(Budget.MATCHING)
def match() -> Response:
    """Make a tour of a file."""
    data = sent_file()
    query = read_query(MatchQuery)
    language = query.lang or language_of(request)
    wish = Wish(query.mode, query.loop, query.network)
    dataset = services().datasets.current()
    try:
        planned = match_file(
            dataset, data, services().settings.max_upload_bytes, wish, language,
            current_closures(dataset, closure_store()),
        )  # fmt: skip
    except FileRefused as error:
        told = translate(language, error.text, error.values)
        if error.syntax and request.mimetype in JSON_TYPES:
            raise BadRequest(told) from error
        raise InvalidInput([FieldError(FIELD, told)]) from error
    keep(planned, dataset.version, language)
    return geojson_answer(single(planned.tours, dataset, language, planned.reason))


def keep(planned: Planned, version: str, language: str) -> None:
    """Keep a matched tour, so that its link works."""
    services().storage.keep(
        KeptTour(tour_id, version, dict(planned.asked.request) | {"lang": language}, kept)
        for tour_id, kept in planned.tours
    )


def paths() -> dict[str, Any]:
    """Return the call as an OpenAPI path item."""
    described = call(
        "planning", "Make a tour of a file", "Route", query=MatchQuery, problems=(400, 413, 415, 429),
    )  # fmt: skip
    binary = {"schema": {"type": "string", "format": "binary"}}
    content: dict[str, Any] = {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [FIELD],
                "properties": {FIELD: {"type": "string", "contentMediaType": "application/octet-stream"}},
            }
        }
    }
    content |= {kind: binary for kind in FILE_TYPES if kind not in JSON_TYPES}
    content |= {kind: {"schema": ref("GivenLine")} for kind in JSON_TYPES}
    described["requestBody"] = {
        "required": True,
        "description": "GPX 1.0 or 1.1, KML or KMZ, FIT, TCX, GeoJSON, or a ZIP with one of them; times are not needed",
        "content": content,
    }
    return {"/match": {"post": described}}


_POSITION = {"type": "array", "items": {"type": "number"}, "minItems": 2}
_LINE = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"const": "LineString"},
        "coordinates": {"type": "array", "items": _POSITION, "minItems": 2},
    },
}
SCHEMAS = {
    "GivenLine": {
        "description": "A GeoJSON LineString, a Feature or FeatureCollection with one",
        "anyOf": [
            _LINE,
            {
                "type": "object",
                "required": ["type"],
                "properties": {
                    "type": {
                        "enum": ["Feature", "FeatureCollection", "MultiLineString", "GeometryCollection"]
                    }
                },
            },
        ],
    }
}
