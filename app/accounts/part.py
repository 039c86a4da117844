"""Accounts as a part of the app."""

from flask import Flask

from app.accounts import commands
from app.accounts.pages import accounts
from app.part import Part


def install(app: Flask) -> None:
    """Add the pages and commands; sessions and roles come when every view is there (see :mod:`app.operations`)."""
    app.register_blueprint(accounts)
    commands.install(app)


PART = Part("accounts", install)
