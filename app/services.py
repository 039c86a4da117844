"""What a request needs from the app that runs it."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from app.assets import Assets
from app.dataset import DatasetKeeper
from app.plan_cache import PlanCache
from app.settings import Settings
from app.storage import Database, TourStore

_KEY = "rondje"


@dataclass(frozen=True)
class Services:
    """The parts of a running app."""

    settings: Settings
    datasets: DatasetKeeper
    database: Database
    storage: TourStore
    assets: Assets
    plans: PlanCache


def attach(app: Flask, parts: Services) -> None:
    """Give an app its parts."""
    app.extensions[_KEY] = parts


def services() -> Services:
    """Return the parts of the app that serves the current request."""
    return cast("Services", current_app.extensions[_KEY])
