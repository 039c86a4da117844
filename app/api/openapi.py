"""The API's description, OpenAPI 3.1, made of the same models that check what comes in."""

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.answers import SCHEMAS, TEXT
from app.api.calls import JSON, call
from app.api.schemas import (
    EXPORT_QUERIES,
    CoverageQuery,
    HealthQuery,
    IsochroneQuery,
    JunctionsQuery,
    PlacesQuery,
    PlainQuery,
    RouteBody,
    RoutesQuery,
    SitesBody,
    TourBody,
)
from app.exports import EXPORTS
from app.parts import PARTS

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
        [(body, "validation") for body in _bodies()],
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
            *({"name": name, "description": text} for part in PARTS for name, text in part.tags.items()),
        ],
        "paths": _region_paths()
        | _planning_paths()
        | _tour_paths()
        | _coverage_paths()
        | {path: item for part in PARTS for path, item in part.paths().items()}
        | _own_paths(),
        "components": {
            "schemas": {**bodies["$defs"], **SCHEMAS, **_schemas_of_parts()},
            "headers": {"API-Version": {"description": "Full version of the API", "schema": TEXT}},
        },
    }


def _bodies() -> tuple[type[BaseModel], ...]:
    return TourBody, RouteBody, SitesBody, *(body for part in PARTS for body in part.bodies)


def _schemas_of_parts() -> dict[str, Any]:
    return {name: schema for part in PARTS for name, schema in part.schemas.items()}


def _region_paths() -> dict[str, Any]:
    return {
        "/region": {
            "get": call("region", "The region and its dataset", "Region", query=PlainQuery, media=JSON)
        },
        "/themes": {"get": call("region", "The themes", "Themes", query=PlainQuery, media=JSON)},
        "/places": {"get": call("region", "Places by name and by area", "Places", query=PlacesQuery)},
        "/junctions": {
            "get": call(
                "region", "Junctions and sections of the node network", "NodeNetwork", query=JunctionsQuery
            )
        },
    }


def _planning_paths() -> dict[str, Any]:
    return {
        "/tours": {"post": call("planning", "Plan tours", "Tours", body=TourBody)},
        "/routes": {"post": call("planning", "Plan the way through points", "Route", body=RouteBody)},
        "/isochrones": {
            "get": call("planning", "How far one gets", "Isochrone", query=IsochroneQuery, problems=(429,))
        },
    }


def _tour_paths() -> dict[str, Any]:
    paths = {
        "/tours/{id}": {
            "get": call(
                "planning", "A planned tour", "TourFeature", query=PlainQuery, path=[_ID], problems=(404,)
            )
        }
    }
    for ending, export in EXPORTS.items():
        described = call(
            "planning",
            f"A planned tour as .{ending}",
            None,
            query=EXPORT_QUERIES.get(ending, PlainQuery),
            path=[_ID],
            problems=(404,),
            media=export.media_type.partition(";")[0],
        )
        described["operationId"] = f"get_tour_{ending}"
        paths[f"/tours/{{id}}.{ending}"] = {"get": described}
    return paths


def _coverage_paths() -> dict[str, Any]:
    return {
        "/coverage": {
            "get": call(
                "coverage", "Where a facility is missing", "Coverage", query=CoverageQuery, problems=(429,)
            )
        },
        "/coverage/sites": {
            "post": call("coverage", "Where the next facilities should go", "Sites", body=SitesBody)
        },
        "/coverage/health": {
            "get": call(
                "coverage", "What is wrong with a network", "Findings", query=HealthQuery, problems=(429,)
            )
        },
        "/coverage/routes": {
            "get": call(
                "coverage", "How good named routes are", "RouteQualities", query=RoutesQuery, problems=(429,)
            )
        },
    }


def _own_paths() -> dict[str, Any]:
    return {
        "/openapi.json": {"get": call("region", "This description", None, problems=(), media=JSON)},
        "/docs": {"get": call("region", "This description for people", None, problems=(), media="text/html")},
    }
