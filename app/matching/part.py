"""Files of one's own, as :mod:`app.parts` lists the feature."""

from flask import Flask

from app.matching import api, pages
from app.part import Part


def _install(app: Flask) -> None:
    app.register_blueprint(api.blueprint)
    app.register_blueprint(pages.blueprint)


PART = Part("matching", _install, api.paths, api.SCHEMAS)
