"""The API's description, OpenAPI 3.1, made of the same models that check what comes in."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.answers import SCHEMAS, TEXT, ref
from app.api.schemas import (
    EXPORT_QUERIES,
    CoverageQuery,
    IsochroneQuery,
    JunctionsQuery,
    PlacesQuery,
    PlainQuery,
    RouteBody,
    SitesBody,
    TourBody,
)
from app.exports import EXPORTS

_JSON, _GEOJSON = "application/json", "application/geo+json"
_PROBLEMS: Mapping[int, str] = {
    400: "The body is not JSON.",
    404: "There is no such thing.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    422: "A value cannot be meant so; errors names each.",
    503: "No dataset is loaded, or the database cannot be reached.",
}
_ID = {"name": "id", "in": "path", "required": True, "schema": TEXT, "description": "The tour's `id`"}


@cache
def describe(version: str, prefix: str) -> dict[str, Any]:
    """Return the description.

    Parameters
    ----------
    version
        Of the API.
    prefix
        Path that its calls stand under.
    """
    _, bodies = models_json_schema(
        [(TourBody, "validation"), (RouteBody, "validation"), (SitesBody, "validation")],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rondje",
            "version": version,
            "description": "Round trips on foot and by bicycle: planning, places, the node networks.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            "contact": {"name": "Rondje", "url": f"{prefix}/docs"},
        },
        "servers": [{"url": prefix}],
        "tags": [
            {"name": "planning", "description": "Tours, routes, how far one gets"},
            {"name": "coverage", "description": "Where facilities are missing, and where the next should go"},
            {"name": "region", "description": "What the dataset holds"},
        ],
        "paths": _region_paths() | _planning_paths() | _tour_paths() | _coverage_paths() | _own_paths(),
        "components": {
            "schemas": {**bodies["$defs"], **SCHEMAS},
            "headers": {"API-Version": {"description": "Full version of the API", "schema": TEXT}},
        },
    }


def _region_paths() -> dict[str, Any]:
    return {
        "/region": {
            "get": _call("region", "The region and its dataset", "Region", query=PlainQuery, media=_JSON)
        },
        "/themes": {"get": _call("region", "The themes", "Themes", query=PlainQuery, media=_JSON)},
        "/places": {"get": _call("region", "Places by name and by area", "Places", query=PlacesQuery)},
        "/junctions": {
            "get": _call(
                "region", "Junctions and sections of the node network", "NodeNetwork", query=JunctionsQuery
            )
        },
    }


def _planning_paths() -> dict[str, Any]:
    return {
        "/tours": {"post": _call("planning", "Plan tours", "Tours", body=TourBody)},
        "/routes": {"post": _call("planning", "Plan the way through points", "Route", body=RouteBody)},
        "/isochrones": {"get": _call("planning", "How far one gets", "Isochrone", query=IsochroneQuery)},
    }


def _tour_paths() -> dict[str, Any]:
    paths = {
        "/tours/{id}": {
            "get": _call(
                "planning", "A planned tour", "TourFeature", query=PlainQuery, path=[_ID], problems=(404,)
            )
        }
    }
    for ending, export in EXPORTS.items():
        call = _call(
            "planning",
            f"A planned tour as .{ending}",
            None,
            query=EXPORT_QUERIES.get(ending, PlainQuery),
            path=[_ID],
            problems=(404,),
            media=export.media_type.partition(";")[0],
        )
        call["operationId"] = f"get_tour_{ending}"
        paths[f"/tours/{{id}}.{ending}"] = {"get": call}
    return paths


def _coverage_paths() -> dict[str, Any]:
    return {
        "/coverage": {
            "get": _call("coverage", "Where a facility is missing", "Coverage", query=CoverageQuery)
        },
        "/coverage/sites": {
            "post": _call("coverage", "Where the next facilities should go", "Sites", body=SitesBody)
        },
    }


def _own_paths() -> dict[str, Any]:
    return {
        "/openapi.json": {"get": _call("region", "This description", None, problems=(), media=_JSON)},
        "/docs": {
            "get": _call("region", "This description for people", None, problems=(), media="text/html")
        },
    }


def _call(
    tag: str,
    summary: str,
    answer: str | None,
    *,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    path: Sequence[Mapping[str, Any]] = (),
    problems: Sequence[int] = (),
    media: str = _GEOJSON,
) -> dict[str, Any]:
    """Describe one call; its problems follow from what it takes."""
    schema: Mapping[str, Any] = ref(answer) if answer else {}
    headers = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
    responses: dict[str, Any] = {
        "200": {"description": "Answer", "headers": headers, "content": {media: {"schema": schema}}}
    }
    statuses = set(problems)
    statuses |= {400, 413, 415, 422, 503} if body else set()
    statuses |= {422, 503} if query else set()
    for status in sorted(statuses):
        content = {"application/problem+json": {"schema": ref("Problem")}}
        responses[str(status)] = {"description": _PROBLEMS[status], "headers": headers, "content": content}
    call: dict[str, Any] = {
        "tags": [tag],
        "summary": summary,
        "operationId": summary.lower().replace(" ", "_"),
        "parameters": [*path, *(_parameters(query) if query else [])],
        "responses": responses,
    }
    if body:
        call["requestBody"] = {"required": True, "content": {_JSON: {"schema": ref(body.__name__)}}}
    return call


def _parameters(query: type[BaseModel]) -> list[dict[str, Any]]:
    schema = query.model_json_schema()
    parameters = []
    for name, description in schema["properties"].items():
        plain = {key: value for key, value in description.items() if key not in ("title", "description")}
        parameter = {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": plain,
        }
        if "description" in description:
            parameter["description"] = description["description"]
        parameters.append(parameter)
    return parameters
