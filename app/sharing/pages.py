"""Where a short link leads, the QR code, the picture for other sites, and the page that they may frame."""

from io import BytesIO
from typing import Any

import segno
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.api.reading import language_of
from app.budget import Budget, costs
from app.languages import hours, kilometres
from app.presenter import feature
from app.responses import content_policy
from app.services import services
from app.sharing.links import address, short_of, tour_of
from app.site import Site
from app.tour_links import find_tour

blueprint = Blueprint("sharing", __name__)

_DAY_S = 24 * 3600
# On other sites its text is read in the light of their pages: as small as the map allows.
_ASIDE = ("title", "mode", "length_m", "duration_s", "stops", "junctions", "id")


@blueprint.get("/t/<short>")
def short(short: str) -> AnyResponse:
    """Lead to a tour."""
    values: dict[str, Any] = {"lang": request.args["lang"]} if "lang" in request.args else {}
    return redirect(url_for("pages.tour", tour_id=tour_of(short), **values), 302)


@blueprint.get("/tours/<tour_id>/qr.svg")
def qr(tour_id: str) -> Response:
    """Draw the QR code of a tour's short link."""
    find_tour(tour_id)
    drawn = BytesIO()
    url = address("sharing.short", short=short_of(tour_id))
    # White behind it, or it cannot be scanned from a dark page.
    segno.make(url, error="m", micro=False).save(
        drawn, kind="svg", border=4, scale=8, dark="#1f2a24", light="#ffffff", xmldecl=False, title=url
    )
    return _kept(Response(drawn.getvalue(), content_type="image/svg+xml"))


@blueprint.get("/tours/<tour_id>.png")
@costs(Budget.FILES)
def picture(tour_id: str) -> Response:
    """Draw the picture that other sites show beside a link."""
    # Typst is a large library, for pages that few ask for.
    from app.sharing.picture import kept_picture  # noqa: PLC0415

    find_tour(tour_id)
    drawn = kept_picture(services().datasets.current().version, tour_id, language_of(request))
    return _kept(Response(drawn, content_type="image/png"))


@blueprint.get("/tours/<tour_id>/embed")
def embed(tour_id: str) -> Response:
    """Show a tour to be framed by another site."""
    language = language_of(request)
    tour = feature(find_tour(tour_id).record, tour_id, language)
    told = {name: tour["properties"][name] for name in _ASIDE}
    page = {
        "lang": language,
        "basemap": "/tiles/basemap.pmtiles",
        "attribution": Site().attribution,
        "tour": tour | {"properties": told},
    }
    url = address("pages.tour", tour_id=tour_id, lang=language)
    figures = f"{kilometres(language, told['length_m'])} · {hours(language, told['duration_s'])}"
    answer = Response(render_template("tour_embed.html", page=page, url=url, figures=figures))
    answer.headers["Content-Security-Policy"] = content_policy(frame_ancestors="*")
    # Who frames it may run without what isolates a page from its neighbours.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _kept(answer: Response) -> Response:
    answer.cache_control.public = True
    answer.cache_control.max_age = _DAY_S
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.vary.add("Accept-Language")
    answer.add_etag()
    answer.make_conditional(request)
    return answer
