"""A client of OGC API - Features, part 1 (pages, bbox) and part 2 (coordinate systems)."""

from typing import Any, Final

import httpx

from geodata.errors import ServiceError
from geodata.services.crs import CRS84
from geodata.services.fetching import Answer, Fetcher
from geodata.services.pages import Collected, feature_page

PAGE: Final = 1000
Bbox = tuple[float, float, float, float]


def read_ogc_api(fetcher: Fetcher, url: str, bbox: Bbox) -> tuple[list[dict[str, Any]], str]:
    """Read the features of a collection.

    Parameters
    ----------
    fetcher
        Asks the server.
    url
        The service's landing page where it has one collection, a collection, or its ``/items``.
    bbox
        West, south, east, north.

    Returns
    -------
    features, crs
        GeoJSON features, and the name of their coordinate system.

    Raises
    ------
    ServiceError
        If the service can't be read whole.
    """
    address: str | None = _items_address(fetcher, url)
    collected = Collected(str(address), fetcher.limits)
    params: dict[str, str] = {
        "f": "json", "limit": str(PAGE), "bbox": ",".join(f"{x:.6f}" for x in bbox),
    }  # fmt: skip
    crs, matched, asked = CRS84, None, set[str]()
    while address is not None:
        answer = fetcher.get(address, params, feature_page)
        asked.add(address)
        page = feature_page(answer)
        crs = answer.content_crs.strip("<> ") or crs
        matched = page.get("numberMatched", matched)
        new = collected.take(page["features"])
        address, params = _next(page, answer), {}  # the link has its own query
        if address is not None and (address in asked or (not new and page["features"])):
            raise ServiceError(
                f"{collected.address}: its pages lead in a circle; report it to the service, "
                "or give a file with --nature PATH"
            )
    collected.refuse_loss(matched)
    return collected.features, crs


def _items_address(fetcher: Fetcher, url: str) -> str:
    """Address of the items, from that of the service or the collection."""
    address = httpx.URL(url)
    path = address.path.rstrip("/")
    if path.endswith("/items"):
        return str(address.copy_with(path=path))
    if path.rpartition("/")[0].endswith("/collections"):
        return str(address.copy_with(path=f"{path}/items"))
    if not path.endswith("/collections"):
        path += "/collections"
    listed = fetcher.get(str(address.copy_with(path=path)), {"f": "json"}, _collections)
    names = [entry["id"] for entry in _collections(listed)]
    if len(names) != 1:
        raise ServiceError(
            f"{url}: {len(names)} collections ({', '.join(names[:10])}); give the address of one, "
            f"such as {url.rstrip('/')}/collections/{names[0] if names else 'NAME'}"
        )
    return str(address.copy_with(path=f"{path}/{names[0]}/items"))


def _collections(answer: Answer) -> list[dict[str, Any]]:
    content = answer.json()
    entries = content.get("collections") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not all(isinstance(e, dict) and "id" in e for e in entries):
        raise ValueError("no list of collections")
    return [entry for entry in entries if entry.get("itemType", "feature") == "feature"]


def _next(page: dict[str, Any], answer: Answer) -> str | None:
    """Address of the next page, on the same server; None on the last."""
    links = page.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "next" and isinstance(link.get("href"), str):
            here = httpx.URL(answer.url)
            there = here.join(link["href"])
            if there.host != here.host:
                raise ServiceError(
                    f"{answer.url}: its next page is on another server ({there.host}); refused"
                )
            # behind a proxy links are often written with the wrong scheme
            return str(there.copy_with(scheme=here.scheme, port=here.port))
    return None
