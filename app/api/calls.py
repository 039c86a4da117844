"""How a call of the API is described: one shape for the calls of every feature."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from app.api.answers import ref

PREFIX = "/api/v1"
JSON, GEOJSON = "application/json", "application/geo+json"
_PROBLEMS: Mapping[int, str] = {
    400: "The body is not JSON, or the form token is missing.",
    401: "Sign in first.",
    403: "Your account is not for this.",
    404: "There is no such thing.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    422: "A value cannot be meant so; errors names each.",
    429: "The client has asked too often; Retry-After says when to ask again.",
    503: "No dataset is loaded, or the database cannot be reached, or too many ask: Retry-After says when to return.",
}


def call(
    tag: str,
    summary: str,
    answer: str | None,
    *,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    path: Sequence[Mapping[str, Any]] = (),
    problems: Sequence[int] = (),
    media: str = GEOJSON,
) -> dict[str, Any]:
    """Describe one call; its problems follow from what it takes."""
    schema: Mapping[str, Any] = ref(answer) if answer else {}
    headers = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
    responses: dict[str, Any] = {
        "200": {"description": "Answer", "headers": headers, "content": {media: {"schema": schema}}}
    }
    statuses = set(problems)
    statuses |= {400, 413, 415, 422, 429, 503} if body else set()
    statuses |= {422, 503} if query else set()
    for status in sorted(statuses):
        content = {"application/problem+json": {"schema": ref("Problem")}}
        responses[str(status)] = {"description": _PROBLEMS[status], "headers": headers, "content": content}
    described: dict[str, Any] = {
        "tags": [tag],
        "summary": summary,
        "operationId": summary.lower().replace(" ", "_"),
        "parameters": [*path, *(parameters(query) if query else [])],
        "responses": responses,
    }
    if body:
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": ref(body.__name__)}}}
    return described


def parameters(query: type[BaseModel]) -> list[dict[str, Any]]:
    """Describe the parameters that a query's model reads."""
    schema = query.model_json_schema()
    listed = []
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
        listed.append(parameter)
    return listed
