"""Everything outside the API: the pages, static files, the base map, whether the server is well.

Templates get these names beside Flask's own:

``lang``            language of the page (``nl``, ``en``, ``de``); ``languages`` all of them
``_()``             texts, from the ``.po`` files in ``app/translations/<language>/LC_MESSAGES``
``asset(name)``     address of a file of the built front end by its logical name; ``asset_imports(name)`` a script's and
                    those of what it imports, for ``<link rel="modulepreload">``
``csp_nonce()``     the word that inline ``<script nonce>`` and ``<style nonce>`` need
``site``            what the frame of every page needs, see :mod:`app.site`
``page``            plain data for the page's script, which ``base.html`` writes into the page; may be left out

``page`` holds ``lang``, ``languages``, ``region`` (name, title, bbox, demo, attribution, dataset; null without a
dataset), ``themes`` (name, title, text, icon, modes), ``node_networks`` (modes that have one here), ``background``
(another host's map: tiles, attribution; else null), ``modes`` (name, title, min_km, max_km), ``words`` (column → code →
text), ``reasons`` (code → text), ``tour`` (the Feature, on ``/tours/<id>``; else null), ``api`` and ``basemap``
(addresses). A tour's page has ``profile`` (what lies where) and ``keep`` (what to keep for the way) beside.
"""

from typing import Any

from flask import Blueprint, Flask, Response, render_template, request
from flask_babel import Babel
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from app import site, static_files, usage
from app.api.calls import PREFIX
from app.api.reading import language_of
from app.background import background_of
from app.errors import NoDataset, StorageUnavailable
from app.languages import (
    DEFAULT_LANGUAGE,
    LANGUAGES,
    CatalogueDomain,
    hours,
    kilometres,
    mark,
    translate,
)
from app.presenter import feature, words
from app.presenter.words import REASONS, word
from app.problems import MEDIA_TYPE
from app.responses import csp_nonce, json_answer
from app.services import services
from app.tour_links import find_tour
from app.tour_page.keeping import keeping
from app.tour_page.profile import profile
from geodata.vocabulary import NODE_NETWORK_OF_MODE
from routing.types import DISTANCE_RANGE_KM

_NO_PAGE = mark("This page does not exist.")

pages = Blueprint("pages", __name__)


@pages.get("/")
def planner() -> str:
    """Show the planner."""
    return render_template("planner.html", page=page_data())


@pages.get("/tours/<tour_id>")
def tour(tour_id: str) -> str:
    """Show a kept tour."""
    kept = find_tour(tour_id)
    usage.viewed(tour_id)
    language = language_of(request)
    page = page_data(tour=feature(kept.record, tour_id, language))
    page |= {"profile": profile(kept.record), "keep": keeping(kept.record, tour_id)}
    figures = (
        f"{kilometres(language, kept.record['length_m'])} · {hours(language, kept.record['duration_s'])}"
    )
    return render_template("tour.html", page=page, figures=figures)


@pages.get("/privacy")
def privacy() -> str:
    """Say what is kept of whom."""
    return render_template("privacy.html")


@pages.get("/static/<path:path>")
def static_file(path: str) -> Response:
    """Send a file of the built front end."""
    return static_files.send(path)


@pages.get("/tiles/basemap.pmtiles")
def basemap() -> Response:
    """Send a range of the base map."""
    tiles = services().datasets.current().basemap
    start, stop = 0, tiles.size
    status = 200
    # A range of another version's file would mix two maps; If-Range says which one the client has.
    wanted = (
        request.range if request.if_range.etag in (None, tiles.etag) and not request.if_range.date else None
    )
    if wanted is not None:
        span = wanted.range_for_length(tiles.size)
        if span is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
            raise RequestedRangeNotSatisfiable(tiles.size)
        start, stop = span
        status = 206
    if request.if_none_match.contains(tiles.etag):
        answer = Response(status=304)
    else:
        answer = Response(tiles.read(start, stop), status=status, content_type="application/vnd.pmtiles")
        answer.content_length = stop - start
    if answer.status_code == 206:
        answer.content_range.set(start, stop, tiles.size)
    answer.set_etag(tiles.etag)
    answer.accept_ranges = "bytes"
    answer.cache_control.public = True
    answer.cache_control.max_age = 3600
    return answer


@pages.get("/healthz")
def alive() -> Response:
    """Say that the process runs."""
    return json_answer({"status": "alive"})


@pages.get("/readyz")
def ready() -> Response:
    """Say whether requests can be answered: dataset loaded, database reachable."""
    checks: dict[str, str] = {}
    try:
        checks["dataset"] = services().datasets.current().version
    except NoDataset as error:
        return json_answer({"status": "not ready", "dataset": str(error)}, status=503)
    try:
        services().database.check()
    except StorageUnavailable:
        return json_answer({"status": "not ready", "database": "unreachable"}, status=503)
    return json_answer({"status": "ready"} | checks)


def install(app: Flask) -> None:
    """Add the pages to an app, and what templates need."""
    app.register_blueprint(pages)
    site.install(app)
    babel = Babel()
    babel.init_app(app, default_locale=DEFAULT_LANGUAGE, locale_selector=lambda: language_of(request))
    babel.domain_instance = CatalogueDomain()
    app.jinja_env.globals |= {
        "asset": _asset,
        "asset_imports": _asset_imports,
        "csp_nonce": csp_nonce,
        "languages": LANGUAGES,
    }

    @app.context_processor
    def _names() -> dict[str, Any]:
        return {"lang": language_of(request)}

    @app.after_request
    def _show_problem(answer: Response) -> Response:
        # A person who follows a dead link gets a page; programs, which ask for JSON or for anything, the problem.
        if answer.mimetype == MEDIA_TYPE and _is_for_people():
            shown = answer.get_json()
            text = (
                _NO_PAGE
                if answer.status_code == 404 and not shown["detail"].startswith("There is")
                else shown["detail"]
            )
            detail = translate(language_of(request), text)
            answer.set_data(render_template("error.html", detail=detail, request_id=shown.get("request_id")))
            answer.content_type = "text/html; charset=utf-8"
        return answer

    @app.after_request
    def _language_of_page(answer: Response) -> Response:
        if answer.mimetype == "text/html":
            answer.headers.setdefault("Content-Language", language_of(request))
            answer.vary.add("Accept-Language")
            answer.headers.setdefault("Cache-Control", "no-cache")
        return answer


def _is_for_people() -> bool:
    if request.path.startswith(("/api/", "/static/", "/tiles/")):
        return False
    accepted = request.accept_mimetypes
    return accepted.accept_html and accepted["text/html"] > accepted["application/json"]


def _node_networks() -> list[str]:
    """Modes that have a numbered node network here."""
    dataset = site.current_dataset()
    there = set(dataset.networks.network) if dataset else set()
    return [mode for mode, network in NODE_NETWORK_OF_MODE.items() if network in there]


def _asset(name: str) -> str:
    return services().assets.url(name)


def _asset_imports(name: str) -> list[str]:
    return services().assets.imports(name)


def page_data(tour: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what templates and scripts of the planner and of tours know as ``page``."""
    language = language_of(request)
    try:
        dataset = services().datasets.current()
    except NoDataset:
        region, themes = None, []
    else:
        title = (dataset.manifest.get("title") or {}).get(language)
        region = {
            "name": dataset.manifest["region"],
            "title": title or dataset.manifest["region"],
            "bbox": dataset.bbox,
            "demo": dataset.demo,
            "attribution": dataset.manifest["attribution"],
            "dataset": dataset.version,
        }
        themes = [
            {
                "name": theme.name,
                "title": theme.title[language],
                "text": theme.text[language],
                "icon": theme.icon,
                "modes": theme.modes,
            }
            for theme in dataset.planner.themes()
        ]
    return {
        "lang": language,
        "languages": LANGUAGES,
        "region": region,
        "themes": themes,
        "node_networks": _node_networks(),
        "background": background_of(services().settings),
        "modes": [
            {"name": mode, "title": word(language, "mode", mode), "min_km": low, "max_km": high}
            for mode, (low, high) in DISTANCE_RANGE_KM.items()
        ],
        "words": words(language),
        "reasons": {code: translate(language, text) for code, text in REASONS.items()},
        "tour": tour,
        "api": PREFIX,
        "basemap": "/tiles/basemap.pmtiles",
    }
