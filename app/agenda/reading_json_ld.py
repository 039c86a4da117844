"""schema.org events in the JSON-LD of web pages → drafts."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from bs4 import BeautifulSoup

from app.agenda.drafts import Draft, Refused, date_or_moment
from app.agenda.event import Moment
from app.languages import LANGUAGES

_STATUS = {
    "eventcancelled": "cancelled",
    "eventpostponed": "cancelled",  # to a day that nobody knows yet
    "eventrescheduled": "confirmed",
    "eventscheduled": "confirmed",
}
_DEEPEST = 12
_MANY = 20_000


def read_page(content: str) -> list[Draft]:
    """Read the events that a page tells search engines of.

    Raises
    ------
    Refused
        If there is no JSON-LD with an event in it.
    """
    soup = BeautifulSoup(content, "html.parser")
    blocks = [tag.get_text() for tag in soup.find_all("script", type="application/ld+json")]
    found: list[Draft] = []
    for number, block in enumerate(blocks, start=1):
        try:
            found += read_json_ld(json.loads(block.strip().removesuffix(";"), strict=False), len(found))
        except (ValueError, RecursionError) as error:
            problem = " ".join(str(error).split())[:120]
            found.append(Draft(f"script {number}", refused=Refused("unreadable", problem=problem)))
    if not found:
        raise Refused("unreadable", problem="the page holds no schema.org event")
    return found


def read_json_ld(content: Any, before: int = 0) -> list[Draft]:
    """Read the events in JSON-LD, wherever in it they stand."""
    return [
        _draft(node, f"event {number}")
        for number, node in enumerate(_events(content, _DEEPEST), start=before + 1)
        if number <= _MANY
    ]


def _events(node: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth < 0:
        return
    if isinstance(node, list):
        for part in node:
            yield from _events(part, depth - 1)
    elif isinstance(node, dict):
        if any(kind.endswith(("Event", "Festival")) for kind in _types(node)) and "startDate" in node:
            yield node
            # Its parts are events of their own only where they have a day of their own.
            yield from _events(node.get("subEvent"), depth - 1)
        elif any(kind.endswith(("Event", "Festival")) for kind in _types(node)) and "name" in node:
            yield node
        else:
            for part in node.values():
                yield from _events(part, depth - 1)


def _draft(node: Mapping[str, Any], label: str) -> Draft:
    title = _by_language(node.get("name"))
    try:
        location = _first(node.get("location"))
        return Draft(
            label=label,
            uid=_uid(node),
            title=title,
            start=_moment(node.get("startDate")),
            end=_moment(node.get("endDate")),
            note=_by_language(node.get("description")),
            place=_address(location),
            venue=_text(location.get("name")) if isinstance(location, dict) else "",
            settlement=_settlement(location),
            lonlat=_position(location),
            category=" ".join([*_types(node), _text(node.get("keywords"))]),
            status=_STATUS.get(_text(node.get("eventStatus")).rpartition("/")[2].casefold(), "confirmed"),
            price=_price(node),
            url=_text(node.get("url")),
            image=_image(node.get("image")),
        )
    except Refused as refused:
        return Draft(label, _uid(node), title, refused=refused)


def _uid(node: Mapping[str, Any]) -> str:
    identifier = node.get("identifier")
    if isinstance(identifier, dict):
        identifier = identifier.get("value")
    named = _text(node.get("@id")) or _text(identifier)
    # "#event" says nothing beyond its page.
    return named if "://" in named or (named and not named.startswith("#")) else ""


def _moment(value: Any) -> Moment | None:
    text = _text(value)
    if not text:
        return None
    moment = date_or_moment(text)
    if isinstance(moment, dt.datetime) and moment.time() == dt.time() and "T00:00" in text:
        return moment.date()  # midnight is how pages write that they know the day alone
    return moment


def _types(node: Mapping[str, Any]) -> list[str]:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rpartition("/")[2] for kind in listed if isinstance(kind, str)]


def _first(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _text(value: Any) -> str:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id")
    if isinstance(value, bool) or value is None:
        return ""
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _by_language(value: Any) -> dict[str, str]:
    """Return texts by language; one without a language counts as Dutch, the first of the region's."""
    found: dict[str, str] = {}
    for part in value if isinstance(value, list) else [value]:
        language = str(part.get("@language", "nl"))[:2].casefold() if isinstance(part, dict) else "nl"
        text = _text(part)
        if text and language in LANGUAGES:
            found.setdefault(language, text)
    return found


def _address(location: Any) -> str:
    if isinstance(location, str):
        return location
    if not isinstance(location, dict):
        return ""
    address = _first(location.get("address"))
    if isinstance(address, dict):
        parts = [_text(address.get(name)) for name in ("streetAddress", "postalCode", "addressLocality")]
        return ", ".join(part for part in parts if part)
    return _text(address)


def _settlement(location: Any) -> str:
    address = _first(location.get("address")) if isinstance(location, dict) else None
    return _text(address.get("addressLocality")) if isinstance(address, dict) else ""


def _position(location: Any) -> tuple[float, float] | None:
    geo = _first(location.get("geo")) if isinstance(location, dict) else None
    if not isinstance(geo, dict) or geo.get("longitude") in (None, "") or geo.get("latitude") in (None, ""):
        return None
    told = f"{geo['longitude']},{geo['latitude']}"
    try:
        lon, lat = (float(str(geo[name]).replace(",", ".")) for name in ("longitude", "latitude"))
    except ValueError:
        raise Refused("bad_position", text=repr(told[:60])) from None
    # Empty fields of a form become zeros; nobody meets in the Gulf of Guinea.
    return None if lon == 0 and lat == 0 else (lon, lat)


def _price(node: Mapping[str, Any]) -> str:
    if node.get("isAccessibleForFree") in (True, "true", "True"):
        return "€ 0"
    offer = _first(node.get("offers"))
    if not isinstance(offer, dict):
        return ""
    amount = _text(offer.get("price")) or _text(offer.get("lowPrice"))
    currency = _text(offer.get("priceCurrency"))
    sign = {"EUR": "€", "": "€", "CHF": "CHF"}.get(currency.upper(), currency)
    return f"{sign} {amount}" if amount else ""


def _image(value: Any) -> str:
    value = _first(value)
    return _text(value.get("url") or value.get("contentUrl")) if isinstance(value, dict) else _text(value)
