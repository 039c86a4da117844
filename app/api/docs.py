"""The API's description as a page for people, made by a template of our own: nothing comes from elsewhere."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template


def page(description: Mapping[str, Any], language: str) -> str:
    """Return the page.

    Parameters
    ----------
    description
        The OpenAPI description.
    language
        Of the page's frame; the description itself is English.
    """
    schemas = {
        name: json.dumps(schema, indent=2, ensure_ascii=False)
        for name, schema in sorted(description["components"]["schemas"].items())
    }
    return render_template(
        "api_docs.html",
        info=description["info"],
        prefix=description["servers"][0]["url"],
        calls=list(_calls(description)),
        schemas=schemas,
        lang=language,
    )


def _calls(description: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in description["paths"].items():
        for method, call in methods.items():
            body = call.get("requestBody", {}).get("content", {})
            yield {
                "method": method.upper(),
                "path": path,
                "summary": call["summary"],
                "anchor": call["operationId"],
                "parameters": [_parameter(parameter) for parameter in call["parameters"]],
                "body": next((_schema_name(content["schema"]) for content in body.values()), None),
                "answers": [_answer(status, answer) for status, answer in call["responses"].items()],
            }


def _parameter(parameter: Mapping[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    options = [schema, *schema.get("anyOf", ())]
    limits = [
        f"{label} {option[key]}"
        for option in options
        for key, label in (
            ("minimum", "≥"),
            ("exclusiveMinimum", ">"),
            ("maximum", "≤"),
            ("default", "default"),
        )
        if option.get(key) not in (None, "")
    ]
    words = [str(word) for option in options for word in option.get("enum", ())]
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "required": parameter["required"],
        "about": ". ".join(
            part for part in (parameter.get("description", ""), ", ".join(words), ", ".join(limits)) if part
        ),
    }


def _answer(status: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    (media, content), *_ = answer["content"].items()
    return {
        "status": status,
        "description": answer["description"],
        "media": media,
        "schema": _schema_name(content["schema"]),
    }


def _schema_name(schema: Mapping[str, Any]) -> str | None:
    return schema["$ref"].rpartition("/")[2] if "$ref" in schema else None
