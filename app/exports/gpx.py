"""GPX 1.1: the dense line as a track, decision points and junctions as a route, stops as waypoints.

There is no moment of writing in it, so the same tour always gives the same bytes.
"""

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

from app.exports.course import decision_points
from app.exports.gpx_symbols import symbol
from app.exports.page import Page
from app.exports.simplify import Simplified, simplify
from app.exports.texts import LICENCE, clean, summary
from app.languages import kilometres, mark, translate
from app.presenter.features import bbox
from app.presenter.record import Record
from app.presenter.sentences import instruction, title
from app.presenter.words import word

_ACTIVITY = {"fietsen": "cycling", "wandelen": "hiking", "toegankelijk": "hiking"}
# Nearer than this a simplified line shows the same way.
_WORTH_SAYING_M = 5


def write(record: Record, page: Page) -> bytes:
    """Write a tour as GPX."""
    line = simplify(record["coordinates"], page.points_limit or len(record["coordinates"]))
    gpx = GPX()
    _describe(gpx, record, page, summary(record, page.language, *_admission(line, page.language)))
    if page.waypoints:
        gpx.waypoints.extend(_waypoint(stop, page.language) for stop in record["stops"])
    if page.points in ("route", "both"):
        gpx.routes.append(_route(record, page))
    if page.points in ("track", "both"):
        gpx.tracks.append(_track(record, page, line, gpx.description))
    return gpx.to_xml(version="1.1", prettyprint=True).encode("utf-8")


def _admission(line: Simplified, language: str) -> list[str]:
    """Say when a line had to leave the way to stay within the limit."""
    if line.deviation_m <= _WORTH_SAYING_M:
        return []
    values = {"points": len(line.coordinates), "length": kilometres(language, line.deviation_m)}
    return [
        translate(
            language, mark("Line made of {points} points; it lies up to {length} beside the way"), values
        )
    ]


def _describe(gpx: GPX, record: Record, page: Page, description: str) -> None:
    source = record["source"]
    west, south, east, north = bbox(record)
    gpx.creator = "Rondje"
    gpx.name = clean(title(page.language, record))
    gpx.description = description
    gpx.author_name = "Rondje"
    gpx.copyright_author = _attribute("; ".join(source["attribution"]) or "OpenStreetMap contributors")
    gpx.copyright_year = (source["timestamp"] or "")[:4] or None
    gpx.copyright_license = LICENCE
    if page.url:
        gpx.link = _attribute(page.url)
        gpx.link_text = gpx.name
    words = [word(page.language, "mode", record["mode"]), record["class"], *record["themes"], page.language]
    gpx.keywords = clean(", ".join(words))
    gpx.bounds = GPXBounds(min_latitude=south, max_latitude=north, min_longitude=west, max_longitude=east)


def _track(record: Record, page: Page, line: Simplified, description: str | None) -> GPXTrack:
    track = GPXTrack(name=clean(title(page.language, record)), description=description)
    if page.url:
        track.link = _attribute(page.url)
    track.type = _ACTIVITY[record["mode"]]  # type: ignore[assignment]  # typed None in gpxpy
    points = [GPXTrackPoint(latitude=lat, longitude=lon) for lon, lat in line.coordinates]
    track.segments.append(GPXTrackSegment(points))
    return track


def _route(record: Record, page: Page) -> GPXRoute:
    route = GPXRoute(name=clean(title(page.language, record)))
    for place, step in enumerate(decision_points(record)):
        text = instruction(page.language, step)
        point = GPXRoutePoint(latitude=step["lat"], longitude=step["lon"])
        point.name = clean(step["junction"] or f"{place + 1}")
        point.description = clean(text)
        point.type = "junction" if step["junction"] else "turn"
        route.points.append(point)
    return route


def _waypoint(stop: dict[str, Any], language: str) -> GPXWaypoint:
    point = GPXWaypoint(latitude=stop["lat"], longitude=stop["lon"])
    kind = word(language, "category", stop["kind"])
    point.name = clean(stop["name"] or kind)
    when = (stop["arrive"] or "")[11:16]
    told = [kind, kilometres(language, stop["at_m"]), when]
    point.description = clean(", ".join(part for part in told if part))
    # Garmin draws the symbol; OsmAnd groups points by their type.
    point.symbol = symbol(stop["kind"])
    point.type = clean(kind)
    if stop["url"]:
        point.link = _attribute(stop["url"])  # type: ignore[assignment]  # typed None in gpxpy
    return point


def _attribute(text: str) -> str:
    # gpxpy escapes the text of elements but not the values of attributes.
    return escape(clean(text))
