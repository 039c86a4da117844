"""The app on a small made-up region, a visitor and an officer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from app import create_app
from tests.app.accounts.people import make_account, sign_in
from tests.app.conftest import close, write_front_end


@pytest.fixture(scope="module")
def desk_app(demo_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app, with a database of its own and no limits."""
    folder = tmp_path_factory.mktemp("desk")
    write_front_end(folder / "static")
    app = create_app(
        {
            "RONDJE_DATA": demo_dataset,
            "DATABASE_URL": f"sqlite:///{folder / 'kept.sqlite'}",
            "RONDJE_STATIC": folder / "static",
            "RONDJE_LIMITS": "off",
        }
    )
    yield app
    close(app)


@pytest.fixture
def visitor(desk_app: Flask) -> FlaskClient:
    """Somebody without an account."""
    return desk_app.test_client()


@pytest.fixture(scope="module")
def officer(desk_app: Flask) -> FlaskClient:
    """An officer who has signed in."""
    client = desk_app.test_client()
    sign_in(client, make_account(desk_app, "officer").email)
    return client


def token_of(client: FlaskClient) -> str:
    """The form token that the desk's pages give to who has signed in."""
    page = client.get("/desk/assets").get_data(as_text=True)
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def described(client: FlaskClient, answer: Any, path: str, method: str) -> None:
    """The answer has a form that the description tells."""
    description = client.get("/api/v1/openapi.json").get_json()
    told = description["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    schema = told[answer.mimetype]["schema"] | {"components": description["components"]}
    Draft202012Validator(schema).validate(answer.get_json())
