"""The catalogue's page, its call, and what search engines read."""

from typing import Annotated, Any

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from pydantic import Field

from app.address import site_address
from app.api.answers import NUMBER, TEXT, closed, list_of, ref
from app.api.calls import PREFIX, call
from app.api.reading import language_of, read_query
from app.api.schemas import Language, Mode, PlainQuery, ThemeName
from app.catalogue.shelf import Shelf, Shown, Wish
from app.catalogue.sketch import HEIGHT, WIDTH
from app.catalogue.text import paragraph
from app.languages import LANGUAGES, kilometres
from app.part import Part
from app.presenter import sentences
from app.presenter.features import about
from app.responses import geojson_answer
from app.services import services
from routing.themes import themes

_KEY = "rondje_shelf"
_LENGTHS_KM = (5, 10, 15, 25, 40, 60)

catalogue = Blueprint("catalogue", __name__)


class CatalogueQuery(PlainQuery):
    """Which tours of the catalogue."""

    mode: Mode | None = None
    theme: ThemeName | None = None
    village: Annotated[str, Field(max_length=120)] | None = None
    longest_km: Annotated[float, Field(gt=0, le=200)] | None = None
    lang: Language | None = None


@catalogue.get("/catalogue")
def page() -> str:
    """Show the catalogue."""
    asked = {name: request.args.get(name, "") for name in ("mode", "theme", "village", "longest_km")}
    language = language_of(request)
    everything = _shelf().shown(services().database)
    wish = _lenient(asked)
    found = [item for item in everything if wish.fits(item.entry)]
    titles = {theme.name: theme.title[language] for theme in themes().values()}
    return render_template(
        "catalogue.html",
        cards=[_card(item, language, titles) for item in found],
        asked=asked,
        modes=sorted({item.entry.mode for item in everything}),
        themes=[
            (name, titles[name]) for name in titles if any(name == item.entry.theme for item in everything)
        ],
        villages=sorted({item.entry.village for item in everything}),
        lengths=_LENGTHS_KM,
        total=len(everything),
        box=(WIDTH, HEIGHT),
        listing=_item_list(found, language),
        page=_page_data(found, language),
    )


@catalogue.get(f"{PREFIX}/catalogue")
def tours() -> Response:
    """List the ready-made tours."""
    query = read_query(CatalogueQuery)
    language = query.lang or language_of(request)
    wish = Wish(query.mode, query.theme, query.village, query.longest_km)
    features = [_feature(item, language) for item in _shelf().shown(services().database, wish)]
    dataset = services().datasets.current()
    return geojson_answer({"type": "FeatureCollection", "features": features} | about(dataset))


@catalogue.get("/sitemap.xml")
def sitemap() -> Response:
    """List the pages that search engines may show, each with its languages."""
    base = site_address()
    tours = [
        url_for("pages.tour", tour_id=item.entry.tour_id) for item in _shelf().shown(services().database)
    ]
    paths = ["/", "/catalogue", *(path for path in ("/agenda", "/routes") if _exists(path)), *tours]
    text = render_template("sitemap.xml", base=base, paths=paths, languages=LANGUAGES)
    return Response(text, content_type="application/xml")


@catalogue.get("/robots.txt")
def robots() -> Response:
    """Tell search engines what is not for them."""
    lines = [
        "User-agent: *",
        "Disallow: /api/",
        "Disallow: /admin/",
        f"Sitemap: {site_address()}/sitemap.xml",
        "",
    ]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


def install(app: Flask) -> None:
    """Add the pages to an app."""
    app.extensions[_KEY] = Shelf()
    app.register_blueprint(catalogue)


def _paths() -> dict[str, Any]:
    return {"/catalogue": {"get": call("planning", "Ready-made tours", "Catalogue", query=CatalogueQuery)}}


def _shelf() -> Shelf:
    found = current_app.extensions[_KEY]
    assert isinstance(found, Shelf)
    return found


def _lenient(asked: dict[str, str]) -> Wish:
    # An old or mistyped link shows what it can rather than nothing.
    try:
        longest = float(asked["longest_km"]) if asked["longest_km"] else None
    except ValueError:
        longest = None
    return Wish(asked["mode"] or None, asked["theme"] or None, asked["village"] or None, longest)


def _card(item: Shown, language: str, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "id": item.entry.tour_id,
        "title": sentences.title(language, item.facts),
        "mode": item.entry.mode,
        "theme": titles[item.entry.theme],
        "length": kilometres(language, item.entry.length_m),
        "text": paragraph(item.facts, language, item.entry.theme, titles[item.entry.theme]),
        "path": item.path,
        "start": item.start,
    }


def _feature(item: Shown, language: str) -> dict[str, Any]:
    theme = themes()[item.entry.theme]
    properties = {
        "id": item.entry.tour_id,
        "title": sentences.title(language, item.facts),
        "mode": item.entry.mode,
        "theme": item.entry.theme,
        "village": item.entry.village,
        "length_m": item.entry.length_m,
        "text": paragraph(item.facts, language, item.entry.theme, theme.title[language]),
    }
    line = {"type": "LineString", "coordinates": item.line}
    return {"type": "Feature", "id": item.entry.tour_id, "geometry": line, "properties": properties}


def _page_data(found: list[Shown], language: str) -> dict[str, Any]:
    tours = [{"id": item.entry.tour_id, "mode": item.entry.mode, "line": item.line} for item in found]
    return {"lang": language, "tours": tours, "basemap": "/tiles/basemap.pmtiles"}


def _item_list(found: list[Shown], language: str) -> dict[str, Any]:
    base = site_address()
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place + 1,
                "url": base + url_for("pages.tour", tour_id=item.entry.tour_id),
                "name": sentences.title(language, item.facts),
            }
            for place, item in enumerate(found)
        ],
    }


def _exists(path: str) -> bool:
    return any(rule.rule == path for rule in current_app.url_map.iter_rules())


PART = Part(
    "catalogue",
    install,
    paths=_paths,
    schemas={
        "Catalogue": closed(
            {
                "type": {"const": "FeatureCollection"},
                "features": list_of(
                    closed(
                        {
                            "type": {"const": "Feature"},
                            "id": TEXT,
                            "geometry": ref("Line"),
                            "properties": closed(
                                dict.fromkeys(("id", "title", "mode", "theme", "village", "text"), TEXT)
                                | {"length_m": NUMBER}
                            ),
                        }
                    )
                ),
                "dataset": TEXT,
                "demo": {"type": "boolean"},
                "attribution": list_of(TEXT),
            }
        )
    },
)
