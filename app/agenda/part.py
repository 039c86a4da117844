"""The agenda as a part of the web side."""

from flask import Flask

from app.agenda import api, pages
from app.part import Part


def _install(app: Flask) -> None:
    app.register_blueprint(api.blueprint)
    pages.install(app)


PART = Part("agenda", _install, api.paths, api.SCHEMAS, (), {"agenda": "What happens when and where"})
