"""``/ogc``: pygeoapi mounted in the app; for people one page that says how to load it."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from app.address import site_address
from app.api.reading import language_of
from app.budget import Budget, costs
from app.canonical import to_json
from app.ogc.api import described, layer_text, layer_title, ogc_api
from app.ogc.kinds import layer_kinds
from app.services import services

if TYPE_CHECKING:
    from pygeoapi.api import API

blueprint = Blueprint("ogc", __name__, url_prefix="/ogc")
# Parts of the standard that pygeoapi knows and this mounting leaves out.
_NOT_HERE = re.compile(
    r"/html$|ogcapi-(processes|tiles|records|edr|coverages|maps)|features-3.*/(?!queryables)[a-z-]+$|features-4|/cql2-"
)
_PARAMETERS = frozenset(
    {"f", "lang", "limit", "offset", "bbox", "bbox-crs", "crs", "datetime", "resulttype", "sortby", "properties",
     "skipGeometry", "q", "filter"}
)  # fmt: skip
_TAGS = ("text/html", "application/ld+json")


@blueprint.get("")
def landing() -> Response | str:
    """Show the page for people, or give programs the landing page."""
    accepted = request.accept_mimetypes
    asked = request.args.get("f")
    if asked == "html" or (not asked and accepted["text/html"] > accepted["application/json"]):
        return _page()
    return _answered(lambda core, items, api, asked: core.landing_page(api, asked))


@blueprint.get("/openapi")
def openapi() -> Response:
    """Describe the calls."""
    return _json(described(_api()), 200, "application/vnd.oai.openapi+json;version=3.0")


@blueprint.get("/conformance")
def conformance() -> Response:
    """Tell which parts of the standard hold."""
    return _answered(lambda core, items, api, asked: core.conformance(api, asked))


@blueprint.get("/collections")
def collections() -> Response:
    """List the layers."""
    return _answered(lambda core, items, api, asked: core.describe_collections(api, asked))


@blueprint.get("/collections/<name>")
def collection(name: str) -> Response:
    """Describe a layer."""
    return _answered(lambda core, items, api, asked: core.describe_collections(api, asked, name))


@blueprint.get("/collections/<name>/schema")
def schema(name: str) -> Response:
    """Describe the features of a layer."""
    return _answered(lambda core, items, api, asked: core.get_collection_schema(api, asked, name))


@blueprint.get("/collections/<name>/queryables")
def queryables(name: str) -> Response:
    """Tell what a layer can be asked for."""
    return _answered(lambda core, items, api, asked: items.get_collection_queryables(api, asked, name))


@blueprint.get("/collections/<name>/items")
@costs(Budget.COVERAGE)
def items(name: str) -> Response:
    """Give features of a layer."""
    kind = layer_kinds(services().datasets.current()).get(name)
    unknown = set(request.args) - _PARAMETERS - set(kind.columns if kind else request.args)
    if unknown:  # a misspelt column must not give everything
        raise BadRequest(f"There is no parameter or column {min(unknown)[:60]} here.")
    return _answered(lambda core, items, api, asked: items.get_collection_items(api, asked, name))


@blueprint.get("/collections/<name>/items/<item>")
@costs(Budget.COVERAGE)
def item(name: str, item: str) -> Response:
    """Give one feature."""
    return _answered(lambda core, items, api, asked: items.get_collection_item(api, asked, name, item))


Ask = Callable[[Any, Any, "API", Any], tuple[dict[str, str], int, str | bytes]]


def _answered(ask: Ask) -> Response:
    import pygeoapi.api as core  # noqa: PLC0415 - two seconds of libraries
    from pygeoapi.api import itemtypes  # noqa: PLC0415

    api = _api()
    asked = core.APIRequest.from_flask(_as_json(), api.locales)
    headers, status, content = ask(core, itemtypes, api, asked)
    told = json.loads(content)
    kind = headers.get("Content-Type", "application/json")
    answer = _json(_without_pages(told), int(status), kind)
    for name in ("Content-Language", "Content-Crs", "Link"):
        if name in headers:
            answer.headers[name] = headers[name]
    return answer


class _JsonRequest:
    """The request as pygeoapi reads it, asking for JSON: its own pages would load parts from other hosts."""

    def __init__(self) -> None:
        self.headers = {"Accept": "application/json", "Accept-Language": language_of(request)}
        self.args = {name: value for name, value in request.args.items() if name not in ("f", "lang")}
        self.path = request.path
        self.data = b""
        self.method = "GET"


def _as_json() -> _JsonRequest:
    if request.args.get("f", "json") not in ("json", "html"):
        raise NotFound("There is only f=json here.")
    if "filter" in request.args:
        raise BadRequest("There is no filter here; ask for columns by name, such as municipality=Assen.")
    return _JsonRequest()


def _without_pages(told: Any) -> Any:
    """Leave out links to pages that are not there, and what the standard says of them."""
    if isinstance(told, dict):
        kept = {name: _without_pages(value) for name, value in told.items()}
        if "conformsTo" in kept:
            kept["conformsTo"] = [uri for uri in kept["conformsTo"] if not _NOT_HERE.search(uri)]
        return kept
    if isinstance(told, list):
        return [
            _without_pages(each)
            for each in told
            if not (isinstance(each, dict) and "href" in each and _is_page(each))
        ]
    return told


def _is_page(link: dict[str, Any]) -> bool:
    if str(link.get("rel")).rpartition("/")[2] in ("processes", "job-list", "tiling-schemes"):
        return True
    return link.get("type") in _TAGS or "f=html" in str(link["href"]) or "f=jsonld" in str(link["href"])


def _json(told: Any, status: int, kind: str) -> Response:
    answer = Response(to_json(told), status=status, content_type=kind)
    # GIS on the web may read it too; there is nothing here that is not open.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _address() -> str:
    return site_address() + "/ogc"


def _api() -> "API":
    return ogc_api(services().datasets.current(), _address())


def _page() -> str:
    language = language_of(request)
    kinds = layer_kinds(services().datasets.current()).values()
    layers = [(kind.name, layer_title(kind, language), layer_text(kind, language)) for kind in kinds]
    return render_template("ogc.html", address=_address(), layers=layers)
