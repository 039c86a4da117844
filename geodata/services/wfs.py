"""A client of WFS 2.0 (GetCapabilities, GetFeature with paging) for servers that write GeoJSON."""

from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

import httpx
import pyproj
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from geodata.errors import ServiceError
from geodata.services.crs import CRS84, epsg_of
from geodata.services.fetching import Answer, Fetcher
from geodata.services.pages import Collected, feature_page

PAGE: Final = 1000
_COMMON: Final = {"service": "WFS", "version": "2.0.0"}
Bbox = tuple[float, float, float, float]


def read_wfs(fetcher: Fetcher, url: str, bbox: Bbox) -> tuple[list[dict[str, Any]], str]:
    """Read the features of a feature type.

    Parameters
    ----------
    fetcher
        Asks the server.
    url
        Address of the service; ``typeNames`` in its query names the type where there are several.
    bbox
        West, south, east, north.

    Returns
    -------
    features, crs
        GeoJSON features (x before y), and the name of their coordinate system.

    Raises
    ------
    ServiceError
        If the service can't be read whole.
    """
    base, query = _split(url)
    name, crs, page_size = _feature_type(fetcher, base, query.get("typenames") or query.get("typename", ""))
    collected = Collected(url, fetcher.limits)
    box = _box_in(crs, bbox)
    told, matched = crs, None
    while True:
        params = _COMMON | {
            "request": "GetFeature", "typeNames": name, "outputFormat": "application/json", "srsName": crs,
            "bbox": box, "count": str(page_size), "startIndex": str(len(collected.features)),
        }  # fmt: skip
        page = feature_page(fetcher.get(base, params, _checked_page))
        told = _crs_told(page) or told
        matched = next((page[key] for key in ("numberMatched", "totalFeatures") if key in page), matched)
        new = collected.take(page["features"])
        if not page["features"] or len(collected.features) == matched:
            break
        if not new:
            raise ServiceError(
                f"{url}: it sends the same page again and again; report it to the service, "
                "or give a file with --nature PATH"
            )
        if not isinstance(matched, int) and len(page["features"]) < page_size:
            break
    collected.refuse_loss(matched)
    return collected.features, told


def _split(url: str) -> tuple[str, dict[str, str]]:
    """Address without what we ask ourselves, and its query in lower case."""
    address = httpx.URL(url)
    query = {key.lower(): value for key, value in address.params.items()}
    ours = {"service", "version", "request", "typenames", "typename", "outputformat", "srsname", "bbox"}
    kept = {key: value for key, value in address.params.items() if key.lower() not in ours}
    return str(address.copy_with(params=kept or None)), query


def _feature_type(fetcher: Fetcher, base: str, wanted: str) -> tuple[str, str, int]:
    """Name of the type, its own coordinate system, and the largest page that the server gives."""
    answer = fetcher.get(base, _COMMON | {"request": "GetCapabilities"}, _xml)
    root = _xml(answer)
    _refuse_exception(root, base)
    types = {_text(each, "Name"): each for each in _all(root, "FeatureType")}
    names = [name for name in types if not wanted or name == wanted or name.partition(":")[2] == wanted]
    if len(names) != 1:
        raise ServiceError(
            f"{base}: {'no' if not names else len(names)} feature type"
            f"{f' {wanted!r}' if wanted else ''}; add ?typeNames= with one of {', '.join(list(types)[:10])}"
        )
    crs = _text(types[names[0]], "DefaultCRS") or _text(types[names[0]], "DefaultSRS") or CRS84
    return names[0], crs, min(PAGE, _count_default(root) or PAGE)


def _count_default(root: Element) -> int:
    """Largest page, as the capabilities' constraint ``CountDefault`` says; 0 where it says none."""
    for constraint in _all(root, "Constraint"):
        if constraint.get("name") == "CountDefault":
            text = _text(constraint, "DefaultValue")
            return int(text) if text.isdigit() else 0
    return 0


def _box_in(crs: str, bbox: Bbox) -> str:
    """Bounding box in the type's own system, as WFS writes it: in the authority's order of axes."""
    name = epsg_of(crs)
    system = pyproj.CRS.from_user_input("OGC:CRS84" if name == "CRS84" else name)
    transformer = pyproj.Transformer.from_crs("OGC:CRS84", system, always_xy=True)
    west, south, east, north = transformer.transform_bounds(*bbox)
    corners = (west, south, east, north)
    if system.axis_info[0].direction == "north" and crs.startswith("urn:"):
        corners = (south, west, north, east)
    return ",".join([*(f"{x:.6f}" for x in corners), crs])


def _checked_page(answer: Answer) -> None:
    """Refuse at once what the server says in XML that it will not do; anything else broken is asked for again."""
    if answer.text.lstrip().startswith("<"):
        _refuse_exception(_xml(answer), answer.url)
    feature_page(answer)


def _refuse_exception(root: Element, url: str) -> None:
    if root.tag.rpartition("}")[2] in {"ExceptionReport", "ServiceExceptionReport"}:
        words = " ".join(text.strip() for text in root.itertext() if text.strip())
        raise ServiceError(f"{url}: the service says: {words[:300]}")


def _crs_told(page: dict[str, Any]) -> str:
    """Coordinate system that a page of GeoJSON names (2008 style), "" where it names none."""
    crs = page.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else ""


def _xml(answer: Answer) -> Element:
    try:
        root: Element = ElementTree.fromstring(answer.text)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError(f"no XML: {error}") from error
    return root


def _all(root: Element, name: str) -> Iterator[Element]:
    return (each for each in root.iter() if each.tag.rpartition("}")[2] == name)


def _text(root: Element, name: str) -> str:
    return next((each.text.strip() for each in _all(root, name) if each.text), "")
