"""What a part of the web side is: a feature that adds itself to the app and to the description of the API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from pydantic import BaseModel


def _nothing() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Part:
    """A feature, as :mod:`app.parts` lists it.

    Attributes
    ----------
    name
        For people who read the list.
    install
        Adds blueprints, commands and hooks to an app.
    paths
        Returns the part's calls below ``/api/v1`` as OpenAPI path items (see :mod:`app.api.calls`).
    schemas
        JSON schemas of its answers by name (see :mod:`app.api.answers`).
    bodies
        Models of the bodies that its calls take.
    tags
        Tag of its calls → what they are about.
    """

    name: str
    install: Callable[[Flask], None]
    paths: Callable[[], Mapping[str, Any]] = _nothing
    schemas: Mapping[str, Any] = field(default_factory=dict)
    bodies: tuple[type[BaseModel], ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
