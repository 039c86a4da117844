"""GPX 1.1: the dense line as a track, decision points and junctions as a route, stops as waypoints.

There is no moment of writing in it, so the same tour always gives the same bytes.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from gpxpy.gpx import (
    GPX,
    GPXBounds,
    GPXRoute,
    GPXRoutePoint,
    GPXTrack,
    GPXTrackPoint,
    GPXTrackSegment,
    GPXWaypoint,
)

from app.exports.page import Page
from app.languages import hours, kilometres
from app.presenter import demo_label
from app.presenter.features import bbox
from app.presenter.record import Record
from app.presenter.sentences import instruction, junctions, title, warning
from app.presenter.words import word

_LICENCE = "https://opendatacommons.org/licenses/odbl/1-0/"
_ACTIVITY = {"fietsen": "cycling", "wandelen": "hiking", "toegankelijk": "hiking"}
# What XML 1.0 cannot hold, not even escaped.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(record: Record, page: Page) -> bytes:
    """Write a tour as GPX."""
    gpx = GPX()
    _describe(gpx, record, page)
    if page.waypoints:
        gpx.waypoints.extend(_waypoint(stop, page.language) for stop in record["stops"])
    if page.points in ("route", "both"):
        gpx.routes.append(_route(record, page))
    if page.points in ("track", "both"):
        gpx.tracks.append(_track(record, page))
    return gpx.to_xml(version="1.1", prettyprint=True).encode("utf-8")


def _describe(gpx: GPX, record: Record, page: Page) -> None:
    source = record["source"]
    west, south, east, north = bbox(record)
    gpx.creator = "Rondje"
    gpx.name = _clean(title(page.language, record))
    gpx.description = _clean(_summary(record, page.language))
    gpx.author_name = "Rondje"
    gpx.copyright_author = _attribute("; ".join(source["attribution"]) or "OpenStreetMap contributors")
    gpx.copyright_year = (source["timestamp"] or "")[:4] or None
    gpx.copyright_license = _LICENCE
    if page.url:
        gpx.link = _attribute(page.url)
        gpx.link_text = gpx.name
    words = [word(page.language, "mode", record["mode"]), record["class"], *record["themes"], page.language]
    gpx.keywords = _clean(", ".join(words))
    gpx.bounds = GPXBounds(min_latitude=south, max_latitude=north, min_longitude=west, max_longitude=east)


def _summary(record: Record, language: str) -> str:
    parts = [demo_label(language)] if record["source"]["demo"] else []
    parts.append(f"{kilometres(language, record['length_m'])}, {hours(language, record['duration_s'])}")
    if record["junctions"]:
        parts.append(junctions(language, record))
    parts.extend(warning(language, entry) for entry in record["warnings"] if entry["code"] != "demo")
    parts.extend(record["source"]["attribution"])
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _track(record: Record, page: Page) -> GPXTrack:
    track = GPXTrack(name=_clean(title(page.language, record)))
    track.type = _ACTIVITY[record["mode"]]  # type: ignore[assignment]  # typed None in gpxpy
    points = [GPXTrackPoint(latitude=lat, longitude=lon) for lon, lat in record["coordinates"]]
    track.segments.append(GPXTrackSegment(points))
    return track


def _route(record: Record, page: Page) -> GPXRoute:
    route = GPXRoute(name=_clean(title(page.language, record)))
    for place, step in enumerate(_decision_points(record)):
        text = instruction(page.language, step)
        point = GPXRoutePoint(latitude=step["lat"], longitude=step["lon"])
        point.name = _clean(step["junction"] or f"{place + 1}")
        point.description = _clean(text)
        point.type = "junction" if step["junction"] else "turn"
        route.points.append(point)
    return route


def _decision_points(record: Record) -> Iterator[dict[str, Any]]:
    """Turns and junctions in travel order; a junction that is also a turn comes once."""
    told = {(step["junction"], step["at_m"]) for step in record["instructions"] if step["junction"]}
    silent = [
        junction | {"junction": junction["ref"], "sign": "junction", "name": "", "way_class": "unknown"}
        for junction in record["junctions"]
        if not any(ref == junction["ref"] and abs(at_m - junction["at_m"]) < 25 for ref, at_m in told)
    ]
    yield from sorted([*record["instructions"], *silent], key=lambda step: step["at_m"])


def _waypoint(stop: dict[str, Any], language: str) -> GPXWaypoint:
    point = GPXWaypoint(latitude=stop["lat"], longitude=stop["lon"])
    kind = word(language, "category", stop["kind"])
    point.name = _clean(stop["name"] or kind)
    point.description = _clean(f"{kind}, {kilometres(language, stop['at_m'])}")
    point.type = _clean(stop["kind"])
    if stop["url"]:
        point.link = _attribute(stop["url"])  # type: ignore[assignment]  # typed None in gpxpy
    return point


def _clean(text: str) -> str:
    return _UNSPEAKABLE.sub("", text)


def _attribute(text: str) -> str:
    # gpxpy escapes the text of elements but not the values of attributes.
    return escape(_clean(text))
