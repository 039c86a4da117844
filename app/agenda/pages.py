"""The agenda for people: a list and a map by day, week or month; a page for each event; calendars to take along."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.address import site_address
from app.agenda.agenda import current_agenda
from app.agenda.book import AgendaBook
from app.agenda.calendar import MEDIA_TYPE, feed, one
from app.agenda.choosing import Wish, choose
from app.agenda.event import Occurrence, apart_km
from app.agenda.map_picture import picture
from app.agenda.presenting import json_ld
from app.agenda.shown import NEAR_KM, Shown, narrowed, period, shifted
from app.agenda.words import CATEGORIES, category, day, doubt, when, where
from app.api.reading import language_of
from app.budget import Budget, costs
from app.dataset import Dataset
from app.languages import LANGUAGES, mark, number, translate
from app.services import services
from geodata.vocabulary import EVENT_CATEGORIES

PER_PAGE = 100
_MONTHS_AHEAD, _SOONEST_SHOWN = 12, 3
_SHOWN_NEXT = 6
_FEEDS_KEPT = 12
_NO_EVENT = mark("There is no event with this link (any more); look in the agenda.")

blueprint = Blueprint("agenda", __name__)


@blueprint.get("/agenda")
def agenda() -> str:
    """Show what is on."""
    dataset = services().datasets.current()
    book = current_agenda().book(dataset)
    language = language_of(request)
    today = dt.datetime.now(book.zone).date()
    shown = Shown.read(today)
    spot = _spot(dataset, shown.near) if shown.near else None
    wish = Wish(
        shown.first, shown.last, shown.categories, shown.regional, shown.words,
        near=spot, within_km=shown.within_km,
    )  # fmt: skip
    found = choose(book, wish)
    part = found[(shown.page - 1) * PER_PAGE : shown.page * PER_PAGE]
    cards = [_card(occurrence, language, spot) for occurrence in part]
    return render_template(
        "agenda.html",
        shown=shown,
        period=period(shown, language),
        today=today,
        days=list(_by_day(cards, shown.first, language)),
        total=len(found),
        soonest=[]
        if found
        else [_card(o, language, spot) for o in _soonest(book, wish, max(today, shown.last))],
        pages=-(-len(found) // PER_PAGE),
        categories=[(name, category(language, name)) for name in CATEGORIES if name],
        chosen=list(narrowed(shown, language)),
        near_unknown=bool(shown.near) and spot is None,
        near_choices=NEAR_KM,
        before=shown.query(date=shifted(shown, -1)),
        after=shown.query(date=shifted(shown, 1)),
        feed_query=_feed_query(shown, language),
        page=_page(dataset, language, cards),
    )


@blueprint.get("/agenda/<name>")
def event(name: str) -> str | AnyResponse:
    """Show an event; of a series without a day, its next occurrence."""
    dataset = services().datasets.current()
    book = current_agenda().book(dataset)
    language = language_of(request)
    occurrence = _found(book, name)
    if occurrence.occurrence_id != name:
        return redirect(f"/agenda/{occurrence.occurrence_id}?{urlencode({'lang': language})}")
    today = dt.datetime.now(book.zone).date()
    series = book.event(occurrence.event.key) or occurrence.event
    later = [o for o in book.next_of(series, today) if o.occurrence_id != name][:_SHOWN_NEXT]
    card = _card(occurrence, language, None)
    return render_template(
        "agenda_event.html",
        event=card,
        note=occurrence.event.told("note", language).split("\n\n"),
        details=list(_details(occurrence, language)),
        over=occurrence.last_day < today,
        later=[_card(o, language, None) for o in later],
        listing=json_ld(occurrence, language, f"{site_address()}/agenda/{name}"),
        source=(occurrence.event.source_title, occurrence.event.source_url),
        page=_page(dataset, language, [card]),
    )


@blueprint.get("/agenda/<name>.ics")
def event_calendar(name: str) -> Response:
    """Give one occurrence as a calendar."""
    book = current_agenda().book(services().datasets.current())
    occurrence = book.find(name)
    if occurrence is None:
        raise NotFound(_NO_EVENT)
    language = language_of(request)
    title = occurrence.event.told("title", language)
    return _calendar(
        one(occurrence, language, title, site_address(), book.zone), f"{occurrence.occurrence_id}.ics"
    )


@blueprint.get("/agenda/<name>.svg")
def event_map(name: str) -> Response:
    """Draw where an event is."""
    dataset = services().datasets.current()
    book = current_agenda().book(dataset)
    occurrence = book.find(name)
    if occurrence is None:
        raise NotFound(_NO_EVENT)
    place = occurrence.event
    answer = Response(picture(dataset, place.lon, place.lat), content_type="image/svg+xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer.cache_control.public = True
    answer.cache_control.max_age = 3600
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.get("/agenda.ics")
@costs(Budget.FILES)
def calendar() -> Response:
    """Give the agenda as a calendar to subscribe to."""
    dataset = services().datasets.current()
    book = current_agenda().book(dataset)
    language = language_of(request)
    today = dt.datetime.now(book.zone).date()
    wanted = frozenset(name for name in request.args.getlist("category") if name in EVENT_CATEGORIES)
    title = (dataset.manifest.get("title") or {}).get(language) or dataset.manifest["region"]
    told = _Feed(
        wanted, request.args.get("regional") == "1", language, f"{title}: agenda", site_address(), today
    )
    return _calendar(_feed(book, told), "agenda.ics")


@dataclass(frozen=True)
class _Feed:
    categories: frozenset[str]
    regional: bool
    language: str
    title: str
    site: str
    today: dt.date


@lru_cache(_FEEDS_KEPT)
def _feed(book: AgendaBook, told: _Feed) -> bytes:
    """Write a feed; calendars ask for the same one again and again, and a book never changes."""
    events = [
        event
        for event in sorted(book.events.values(), key=lambda event: event.uid)
        if (not told.categories or event.category in told.categories)
        and (not told.regional or event.regional)
    ]
    return feed(book, events, told.language, told.title, told.site, told.today)


def install(app: Flask) -> None:
    """Add the pages to an app."""
    app.register_blueprint(blueprint)


def _found(book: AgendaBook, name: str) -> Occurrence:
    """Return the occurrence of a link; of the event where the day has changed, the next one, else the last."""
    occurrence = book.find(name)
    if occurrence is not None:
        return occurrence
    series = book.event(name) or book.event(name.rpartition(".")[0])
    if series is None:
        raise NotFound(_NO_EVENT)
    today = dt.datetime.now(book.zone).date()
    soon = book.next_of(series, today) or book.of_event(series, today - dt.timedelta(days=800), today)[-1:]
    if not soon:
        raise NotFound(_NO_EVENT)
    return soon[0]


def _soonest(book: AgendaBook, wish: Wish, after: dt.date) -> list[Occurrence]:
    """What comes first after a period in which nothing is, of what was wished for."""
    # Month by month: most of what is yearly lies far off, and the first few are all that is shown.
    first = after + dt.timedelta(days=1)
    for _ in range(_MONTHS_AHEAD):
        last = first + dt.timedelta(days=30)
        found = [o for o in choose(book, replace(wish, first=first, last=last)) if o.status != "cancelled"]
        if found:
            return found[:_SOONEST_SHOWN]
        first = last + dt.timedelta(days=1)
    return []


def _card(occurrence: Occurrence, language: str, spot: tuple[float, float] | None) -> dict[str, Any]:
    """What list and page tell of an occurrence, in words."""
    event = occurrence.event
    far = apart_km(spot, (event.lon, event.lat)) if spot else None
    cancelled = occurrence.status == "cancelled"
    ride = {"event": occurrence.occurrence_id, "date": occurrence.first_day.isoformat(), "lang": language}
    return {
        "id": occurrence.occurrence_id,
        "title": event.told("title", language),
        "day": occurrence.first_day,
        "when": when(language, occurrence),
        "hours": when(language, occurrence, with_day=False),
        "where": where(occurrence),
        "category": category(language, event.category) if event.category else "",
        "regional": event.regional,
        "doubt": doubt(language, event),
        "certain": event.certain,
        "cancelled": cancelled,
        "page": f"/agenda/{occurrence.occurrence_id}?{urlencode({'lang': language})}",
        "ride": "" if cancelled else "/?" + urlencode(ride),
        "far": "" if far is None else f"{number(language, far, 1)} km",
        "lon": event.lon,
        "lat": event.lat,
    }


def _details(occurrence: Occurrence, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield what is known of an event beside when and where: title, text, address."""
    event = occurrence.event
    placed = {
        "street": mark("The exact place in the street is not known."),
        "settlement": mark("Only the town or village is known; the map points at its middle."),
        "area": mark("The outline of this area is not on the map; the point stands for it."),
    }
    for title, text, address in (
        (mark("Category"), category(language, event.category) if event.category else "", ""),
        (mark("Price"), event.price, ""),
        (mark("Accessibility"), event.accessibility, ""),
        (mark("Website of the organiser"), _host(event.url), event.url),
        (mark("Picture"), _host(event.image), event.image),
        (
            mark("On the map"),
            translate(language, placed[event.placed_by]) if event.placed_by in placed else "",
            "",
        ),
    ):
        if text:
            yield translate(language, title), text, address


def _by_day(
    cards: list[dict[str, Any]], first: dt.date, language: str
) -> Iterator[tuple[dt.date, str, list[dict[str, Any]]]]:
    """Yield each day with what begins on it; what began before is told on the first day shown."""
    days: dict[dt.date, list[dict[str, Any]]] = {}
    for card in cards:
        days.setdefault(max(card["day"], first), []).append(card)
    for date, listed in sorted(days.items()):
        yield date, day(language, date), listed


def _spot(dataset: Dataset, name: str) -> tuple[float, float] | None:
    found = dataset.places.search(name, kinds=("settlement",), limit=1) or dataset.places.search(
        name, limit=1
    )
    return (found[0]["lon"], found[0]["lat"]) if found else None


def _page(dataset: Dataset, language: str, cards: list[dict[str, Any]]) -> Mapping[str, Any]:
    shown = ("id", "title", "when", "where", "lon", "lat", "cancelled")
    return {
        "lang": language,
        "languages": LANGUAGES,
        "basemap": "/tiles/basemap.pmtiles",
        "region": {"bbox": dataset.bbox, "attribution": list(dataset.manifest["attribution"])},
        "events": [{name: card[name] for name in shown} for card in cards],
    }


def _feed_query(shown: Shown, language: str) -> str:
    pairs = [("category", name) for name in shown.categories] + [("regional", "1")] * shown.regional
    return urlencode([*pairs, ("lang", language)])


def _calendar(content: bytes, name: str) -> Response:
    answer = Response(content, content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _host(address: str) -> str:
    return address.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.") if address else ""
