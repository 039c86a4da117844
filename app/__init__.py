"""The web side: pages, API, exports, what is kept in SQL."""

import os
from collections.abc import Mapping

from flask import Flask

from app import operations, pages, problems, responses
from app.accounts import signing_in
from app.api import v1
from app.assets import Assets
from app.dataset import DatasetKeeper, OpenPlanner
from app.operations import logs
from app.parts import PARTS
from app.plan_cache import PlanCache
from app.services import Services, attach
from app.settings import ROOT, Settings
from app.storage import Database, TourStore

__all__ = ["create_app"]


def create_app(
    config: Mapping[str, object] | None = None, *, open_planner: OpenPlanner | None = None
) -> Flask:
    """Make the web application.

    Parameters
    ----------
    config
        Settings under their environment names (see :mod:`app.settings`); they win over the environment. ``TESTING``
        and Flask's own settings may stand here too.
    open_planner
        Stands in for ``routing.Planner.open``, for tests of the web side alone.
    """
    overrides = dict(config or {})
    settings = Settings.read({**os.environ, **overrides})
    logs.configure(as_json=settings.production)
    app = Flask("app", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping({name: value for name, value in overrides.items() if name.isupper()})
    app.config["SECRET_KEY"] = settings.secret
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    # The planner's forms are JSON; nothing here takes a form with many fields.
    app.config["MAX_FORM_PARTS"] = 20
    app.json.sort_keys = False  # type: ignore[attr-defined]
    datasets = DatasetKeeper(settings.data_dir, settings.dataset_check_s, open_planner)
    database = Database(settings.database_url)
    parts = Services(
        settings,
        datasets,
        database,
        TourStore(database),
        Assets(settings.static_dir),
        PlanCache(settings.redis_url),
    )
    attach(app, parts)
    responses.install(app)
    problems.install(app)
    v1.install(app)
    pages.install(app)
    for part in PARTS:
        part.install(app)
    signing_in.install(app, settings)
    operations.install(app, settings)
    datasets.start()
    return app
