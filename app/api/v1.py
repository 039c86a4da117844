"""The calls under ``/api/v1``. Each reads its input, asks the dataset or the planner, and presents the answer."""

from dataclasses import replace

from flask import Blueprint, Flask, Response, current_app, request, url_for
from werkzeug.exceptions import NotFound

from app import usage
from app.address import site_address
from app.agenda.agenda import current_agenda
from app.api import coverage, docs, openapi
from app.api.calls import PREFIX
from app.api.reading import language_of, read_body, read_query
from app.api.schemas import (
    EXPORT_QUERIES,
    Bbox,
    IsochroneQuery,
    JunctionsQuery,
    PlacesQuery,
    PlainQuery,
    RouteBody,
    TourBody,
)
from app.budget import Budget, costs
from app.closures.current import closure_store, current_closures
from app.dataset import Dataset
from app.errors import FieldError, InvalidInput
from app.exports import EXPORTS, Page
from app.exports.backdrop import backdrop, map_scripts
from app.exports.course import asked_departure
from app.languages import mark, translate
from app.notices import with_notices
from app.operations.limits import gate_of
from app.planning import Planned, plan_route, plan_tours
from app.presenter import collection, feature, nothing, single
from app.presenter.features import about
from app.presenter.record import Record
from app.responses import geojson_answer, json_answer
from app.search.answering import feature as place_feature
from app.search.answering import find
from app.services import services
from app.storage import KeptTour
from app.tour_links import find_tour

VERSION = "1.0.0"
# What a browser draws without stumbling; the whole walking network of a province is about half of it.
_MAX_FEATURES = 25_000

api = Blueprint("api", __name__, url_prefix=PREFIX)
coverage.install(api)


@api.get("/region")
def region() -> Response:
    """Tell about the dataset."""
    read_query(PlainQuery)
    manifest = services().datasets.current().manifest
    title = manifest.get("title") or {}
    return json_answer(
        {
            "name": manifest["region"],
            "title": title.get(_language()) or manifest["region"],
            "bbox": manifest["bbox"],
            "dataset": manifest["version"],
            "extract_timestamp": (manifest.get("extract") or {}).get("timestamp"),
            "attribution": manifest["attribution"],
            "counts": manifest["counts"],
            "demo": bool(manifest["demo"]),
        }
    )


@api.get("/themes")
def themes() -> Response:
    """List the themes."""
    read_query(PlainQuery)
    planner = services().datasets.current().planner
    return json_answer(
        {
            "themes": [
                {
                    "name": theme.name,
                    "title": dict(theme.title),
                    "description": dict(theme.text),
                    "modes": list(theme.modes),
                    "icon": theme.icon,
                }
                for theme in planner.themes()
            ]
        }
    )


@api.get("/places")
def places() -> Response:
    """Find places by name and area."""
    query = read_query(PlacesQuery)
    dataset = services().datasets.current()
    kinds = [word.strip() for word in (query.category or "").split(",") if word.strip()]
    unknown = [kind for kind in kinds if kind not in dataset.places.kinds]
    if unknown:
        text = translate(
            _language(), mark("there is no such category here: {name}"), {"name": unknown[0][:60]}
        )
        raise InvalidInput([FieldError("category", text)])
    rows = find(
        dataset,
        query.q,
        bbox=query.box(),
        kinds=kinds,
        limit=query.limit,
        near=query.point(),
        mode=query.mode or "",
    )
    found = [place_feature(row, _language()) for row in rows]
    return geojson_answer({"type": "FeatureCollection", "features": found} | about(dataset))


@api.get("/junctions")
def junctions() -> Response:
    """Cut the node network."""
    query = read_query(JunctionsQuery)
    dataset = services().datasets.current()
    box: Bbox = query.box() or dataset.bbox
    rows = dataset.networks.within(query.mode, box)
    if len(rows) > _MAX_FEATURES:
        text = translate(_language(), mark("too much for one answer; ask for a smaller area"))
        raise InvalidInput([FieldError("bbox", text)])
    features = dataset.networks.features(rows, box)
    return geojson_answer({"type": "FeatureCollection", "features": features} | about(dataset))


@api.post("/routes")
@costs(Budget.TOURS)
def routes() -> Response:
    """Plan the way through points."""
    body = read_body(RouteBody)
    dataset = services().datasets.current()
    language = body.lang or _language()
    planned = plan_route(dataset, body, current_closures(dataset, closure_store()))
    _keep(planned, dataset, language)
    return geojson_answer(single(_with_notices(planned), dataset, language, planned.reason))


@api.post("/tours")
@costs(Budget.TOURS)
def tours() -> Response:
    """Plan tours."""
    body = read_body(TourBody)
    dataset = services().datasets.current()
    language = body.lang or _language()
    closures = current_closures(dataset, closure_store())
    planned = plan_tours(dataset, body, closures, current_agenda(), services().plans)
    _keep(planned, dataset, language)
    usage.planned(planned.asked.request, [record for _, record in planned.tours])
    return geojson_answer(collection(_with_notices(planned), dataset, language, planned.reason))


@api.get("/tours/<name>")
def tour(name: str) -> Response:
    """Give a kept tour, as GeoJSON or in the format that its ending names."""
    tour_id, _, ending = name.partition(".")
    kept = find_tour(tour_id)
    export = EXPORTS.get(ending)
    if ending and export is None:
        raise NotFound(f"There is no format .{ending[:20]}; there are {', '.join(EXPORTS)}.")
    query = read_query(EXPORT_QUERIES.get(ending, PlainQuery))
    language = query.lang or _language(kept.request.get("lang"))
    if export is None:
        return _cacheable(geojson_answer(feature(kept.record, tour_id, language)))
    page = Page(
        tour_id=tour_id,
        language=language,
        url=_public_url(tour_id),
        points=getattr(query, "points", "both"),
        waypoints=getattr(query, "waypoints", True),
        points_limit=getattr(query, "points_limit", None),
        departure=asked_departure(kept.request, kept.record),
    )
    if ending == "html":
        page = replace(
            page,
            backdrop=backdrop(services().datasets.current(), kept.record),
            scripts=map_scripts(services().assets),
        )
    if ending == "pdf":
        page = replace(page, dataset=services().datasets.current(), size=getattr(query, "size", "a4"))
        # Setting a printed tour costs as much as planning one.
        with gate_of(current_app).turn():
            content = export.write(kept.record, page)
    else:
        content = export.write(kept.record, page)
    usage.downloaded(tour_id, ending, kept.record)
    answer = Response(content, content_type=export.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{export.file_name(kept.record, page)}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _cacheable(answer)


@api.get("/isochrones")
@costs(Budget.TOURS)
def isochrones() -> Response:
    """Find how far one gets."""
    query = read_query(IsochroneQuery)
    dataset = services().datasets.current()
    area = dataset.planner.isochrone((query.lon, query.lat), query.mode, query.minutes)
    if area is None:
        return geojson_answer(nothing(dataset, _language(), "start_too_far"))
    properties = {"mode": area.mode, "minutes": area.minutes, "reached_m": round(area.reached_m, 1)}
    shape = {"type": "Feature", "geometry": dict(area.geometry), "properties": properties}
    return geojson_answer(shape | about(dataset))


@api.get("/openapi.json")
def description() -> Response:
    """Describe the API."""
    return json_answer(openapi.describe(VERSION, PREFIX))


@api.get("/docs")
def readable() -> str:
    """Describe the API to people."""
    return docs.page(openapi.describe(VERSION, PREFIX), _language())


def install(app: Flask) -> None:
    """Add the API to an app."""
    app.register_blueprint(api)

    @app.after_request
    def _mark(answer: Response) -> Response:
        if request.path == PREFIX or request.path.startswith(f"{PREFIX}/"):
            answer.headers["API-Version"] = VERSION
            answer.headers.setdefault("Cache-Control", "no-cache")
            answer.vary.add("Accept-Language")
            if request.path == f"{PREFIX}/openapi.json":
                # The design rules ask that any site may read the description.
                answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer


def _language(default: str | None = None) -> str:
    if default and "lang" not in request.args and not request.accept_languages:
        return default
    return language_of(request)


def _with_notices(planned: Planned) -> list[tuple[str, Record]]:
    return [(tour_id, with_notices(record)) for tour_id, record in planned.tours]


def _keep(planned: Planned, dataset: Dataset, language: str) -> None:
    services().storage.keep(
        KeptTour(tour_id, dataset.version, dict(planned.asked.request) | {"lang": language}, record)
        for tour_id, record in planned.tours
    )


def _public_url(tour_id: str) -> str:
    return site_address() + url_for("pages.tour", tour_id=tour_id)


def _cacheable(answer: Response) -> Response:
    answer.add_etag()
    answer.make_conditional(request)
    return answer
