"""Sharing, as :mod:`app.parts` lists it."""

from flask import Flask

from app.part import Part
from app.sharing import pages
from app.sharing.card import Card, card_of


def _install(app: Flask) -> None:
    app.register_blueprint(pages.blueprint)
    # For templates/_share_head.html and templates/_share.html, wherever they are included.
    app.jinja_env.globals["share_card"] = card_of


PART = Part("sharing", _install)

__all__ = ["PART", "Card"]
