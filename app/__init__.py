"""The web side: pages, API, exports, what is kept in SQL.

``accounts``
    Signing in, invitations, who did what.
``agenda``
    What happens when and where: shown, edited, fetched from feeds.
``api``
    The HTTP API's first version and its description.
``catalogue``
    Ready-made tours, planned in a batch.
``closures``
    Ways that officers close, and the ways round.
``desk``
    The officers' pages: facilities, gaps, parks, lists, health of the networks.
``exports``
    Tours as files: GPX, KML, FIT, PDF and others.
``field_reports``
    What visitors tell of broken benches and closed paths.
``imports``
    Reads the files that people bring.
``matching``
    A file of one's own becomes a tour.
``named_routes``
    Pages and files of the routes that have a name.
``ogc``
    The dataset's layers for GIS, as OGC API – Features.
``operations``
    Logs, figures, limits, commands of whoever runs the service.
``plain``
    Planning without scripts.
``presenter``
    Tours in words and GeoJSON, in three languages.
``reports``
    Reports for officers and councils, in each format.
``search``
    Finding by name, typing errors forgiven.
``sharing``
    Short links, QR codes, frames for other sites.
``storage``
    What is kept in SQL, and the steps of its schema.
``tour_page``
    A tour's own page.
``translations``
    The interface's texts in Dutch and German.
``usage``
    How often what was asked; nobody is followed.

A feature adds itself through its :class:`app.part.Part`, listed in :mod:`app.parts`.
"""

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
