"""A tour's page beside the text: the profile, the map for the way, the worker that keeps it, as a part of the app."""

from typing import Any

from flask import Blueprint, Flask, Response, render_template, request
from werkzeug.exceptions import NotFound

from app.api.answers import TEXT
from app.api.calls import JSON, PREFIX, call
from app.api.reading import language_of, read_query
from app.api.schemas import PlainQuery
from app.budget import Budget, costs
from app.languages import mark, translate
from app.part import Part
from app.responses import json_answer
from app.services import services
from app.site import Site
from app.tour_links import find_tour
from app.tour_page.corridor import corridor
from app.tour_page.profile import SCHEMAS, profile

blueprint = Blueprint("tour_page", __name__)

_WORKER = "service-worker.js"
_HOUR_S = 3600


@blueprint.get(f"{PREFIX}/tours/<name>/profile")
def tour_profile(name: str) -> Response:
    """Tell what lies where along a tour."""
    read_query(PlainQuery)
    return json_answer(profile(find_tour(name).record))


@blueprint.get("/tours/<tour_id>/map.pmtiles")
@costs(Budget.FILES)
def tour_map(tour_id: str) -> Response:
    """Send the base map along a tour, always as a whole."""
    kept = find_tour(tour_id)
    content = corridor(services().datasets.current().basemap, kept.record["coordinates"])
    if content is None:
        raise NotFound(mark("There is no map to keep of this tour."))
    answer = Response(content, content_type="application/vnd.pmtiles")
    answer.add_etag()
    answer.cache_control.public = True
    answer.cache_control.max_age = _HOUR_S
    # Not make_conditional: it would answer ranges, which no cache keeps.
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = 304
        answer.set_data(b"")
    return answer


@blueprint.get("/sw.js")
def worker() -> Response:
    """Send the service worker: from here, so that it may serve every page, and never an old one."""
    answer = Response(services().assets.text(_WORKER), content_type="text/javascript; charset=utf-8")
    answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.get("/offline")
def offline() -> str:
    """Say that there is no network, and which tours are kept on the device."""
    return render_template("offline.html")


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Describe the site as an app to put on a home screen."""
    language = language_of(request)
    title = Site().title
    content = {
        "id": "/",
        "name": title,
        "short_name": title.removeprefix("Rondje ") if len(title) > 15 else title,
        "description": translate(language, mark("Plan a round trip past what you love, and take it along.")),
        "lang": language,
        "start_url": f"/?lang={language}",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf6",
        "theme_color": "#fbfaf6",
        "icons": [
            {
                "src": services().assets.url("favicon.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "any",
            }
        ],
    }
    answer = json_answer(content, "application/manifest+json")
    answer.vary.add("Accept-Language")
    answer.cache_control.no_cache = True
    return answer


def _paths() -> dict[str, Any]:
    identifier = {
        "name": "id", "in": "path", "required": True, "schema": TEXT, "description": "The tour's `id`",
    }  # fmt: skip
    described = call(
        "planning", "What lies where along a tour", "TourProfile",
        query=PlainQuery, path=[identifier], problems=(404,), media=JSON,
    )  # fmt: skip
    return {"/tours/{id}/profile": {"get": described}}


def _install(app: Flask) -> None:
    app.register_blueprint(blueprint)


PART = Part("tour page", _install, _paths, SCHEMAS)
