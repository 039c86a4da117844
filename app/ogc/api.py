"""pygeoapi for the dataset in use: its settings made of ours, built when somebody first asks."""

import json
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from app.dataset import Dataset
from app.languages import LANGUAGES, mark, translate
from app.ogc.kinds import layer_kinds
from app.ogc.layers import LayerKind
from app.presenter.words import word
from geodata.regions import load_region, region_names

if TYPE_CHECKING:
    from pygeoapi.api import API

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
DEFAULT_PAGE, MOST_PAGE = 1000, 10_000
_KEPT = 4
_made: "OrderedDict[tuple[str, str], API]" = OrderedDict()


def ogc_api(dataset: Dataset, address: str) -> "API":
    """Return pygeoapi's server for a dataset, at an address such as ``https://rondje.example.nl/ogc``."""
    from pygeoapi.api import API  # noqa: PLC0415 - two seconds of libraries that most processes never need

    key = (str(dataset.folder), address)
    if key not in _made:
        _made[key] = API(settings(dataset, address), {})
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return _made[key]


def settings(dataset: Dataset, address: str) -> dict[str, Any]:
    """Return pygeoapi's configuration."""
    title = {language: _title(dataset, language) for language in LANGUAGES}
    about = mark("Networks, gaps, places, areas and events of the region, as open data for GIS")
    attribution = "; ".join(dataset.manifest["attribution"])
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": 0},
            "url": address,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "languages": list(LANGUAGES),
            "pretty_print": False,
            "limits": {"default_items": DEFAULT_PAGE, "max_items": MOST_PAGE, "on_exceed": "throttle"},
            "map": {"url": "", "attribution": attribution},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": title,
                "description": {language: translate(language, about) for language in LANGUAGES},
                "keywords": {language: ["recreation", "cycling", "walking"] for language in LANGUAGES},
                "keywords_type": "theme",
                "terms_of_service": "https://opendatacommons.org/licenses/odbl/1-0/",
                "url": address,
            },
            "license": {"name": attribution, "url": "https://opendatacommons.org/licenses/odbl/1-0/"},
            "provider": {"name": "Rondje", "url": address},
            "contact": {"name": "Rondje", "url": address},
        },
        "resources": {kind.name: _resource(dataset, kind) for kind in layer_kinds(dataset).values()},
    }


def described(api: "API") -> dict[str, Any]:
    """Return the description of the calls, OpenAPI 3.0, made at first use."""
    from pygeoapi.openapi import get_oas  # noqa: PLC0415

    if not api.openapi:
        api.openapi = json.loads(json.dumps(get_oas(api.config), default=str))
    made: dict[str, Any] = api.openapi
    return made


def layer_title(kind: LayerKind, language: str) -> str:
    """Return a layer's title."""
    return translate(language, kind.title, _values(kind, language) or None)


def layer_text(kind: LayerKind, language: str) -> str:
    """Return what a layer holds, in a sentence."""
    return translate(language, kind.text, _values(kind, language) or None)


def _resource(dataset: Dataset, kind: LayerKind) -> dict[str, Any]:
    region = dataset.manifest["region"]
    crs = [_CRS84]
    if region in region_names():
        crs.append(f"http://www.opengis.net/def/crs/EPSG/0/{load_region(region).crs.rpartition(':')[2]}")
    return {
        "type": "collection",
        "title": {language: layer_title(kind, language) for language in LANGUAGES},
        "description": {language: layer_text(kind, language) for language in LANGUAGES},
        "keywords": {language: [kind.name] for language in LANGUAGES},
        "extents": {"spatial": {"bbox": list(dataset.bbox), "crs": _CRS84}},
        "links": [],
        "providers": [
            {
                "type": "feature",
                "name": "app.ogc.provider.LayerProvider",
                "data": kind.name,
                "id_field": "id",
                "crs": crs,
                "storage_crs": _CRS84,
            }
        ],
    }


def _values(kind: LayerKind, language: str) -> dict[str, str]:
    values = dict(kind.values)
    if "facility" in values:
        values["facility"] = word(language, "facility", values["facility"])
        values["mode"] = word(language, "mode", values["mode"])
        told = {"spacing": mark("along the route"), "reach": mark("to the nearest")}
        values["type"] = translate(language, told[values["type"]])
    return values


def _title(dataset: Dataset, language: str) -> str:
    title = (dataset.manifest.get("title") or {}).get(language) or dataset.manifest["region"]
    return str(title)
