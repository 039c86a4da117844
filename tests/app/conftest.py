"""The app on the tiny dataset."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.services import Services
from app.settings import ROOT
from tests.app.tiny import SquarePlanner, write_dataset


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset folder with one version in it."""
    write_dataset(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def app(data: Path, tmp_path: Path) -> Iterator[Flask]:
    """The app on that folder, its database beside it."""
    made = make_app(data, tmp_path)
    yield made
    close(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client without a language of its own."""
    return app.test_client()


@pytest.fixture
def front_end(app: Flask) -> Path:
    """A front end with an empty file under every name that the templates ask for."""
    folder = parts(app).settings.static_dir
    write_front_end(folder)
    return folder


def write_front_end(folder: Path) -> None:
    """Name an empty front end."""
    folder.mkdir(exist_ok=True)
    named = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"asset(?:_imports)?\('([^']+)'\)", path.read_text())
    }
    (folder / "manifest.json").write_text(json.dumps({name: name for name in named}))


def make_app(data: Path, tmp_path: Path, **config: object) -> Flask:
    """Make an app on a dataset folder; what it writes lies below ``tmp_path``."""
    settings = {
        "RONDJE_DATA": data,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'kept' / 'tours.sqlite'}",
        "RONDJE_STATIC": tmp_path / "static",
    }
    return create_app(settings | config, open_planner=SquarePlanner.open)


def parts(app: Flask) -> Services:
    """The app's dataset, storage and so on."""
    found: Services = app.extensions["rondje"]
    return found


def close(app: Flask) -> None:
    """Close what an app has open."""
    parts(app).database.close()
