"""GeoJSON: lines wherever they stand, else points in their order."""

from typing import Any

from pydantic_core import from_json

from app.errors import FileRefused
from app.imports.found import Counter, Found, Point
from app.languages import mark

DEEPEST = 20


def read_geojson(data: bytes, counter: Counter) -> Found:
    """Return what a GeoJSON file holds.

    Raises
    ------
    FileRefused
        If it is no JSON, or no GeoJSON.
    """
    try:
        content = from_json(_utf8(data), allow_inf_nan=False)
    except ValueError as error:
        text = mark("This file is no JSON: {why}.")
        raise FileRefused(text, {"why": str(error)[:120]}, syntax=True) from error
    found = Found()
    _collect(content, counter, found, 0)
    return found


def _utf8(data: bytes) -> bytes:
    for mark_of, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark_of):
            return data.decode(encoding, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    return data


def _collect(value: Any, counter: Counter, found: Found, depth: int) -> None:
    counter.step()
    if not isinstance(value, dict) or depth > DEEPEST:
        raise FileRefused(mark("This is JSON, but no GeoJSON line."))
    kind, coordinates = value.get("type"), value.get("coordinates")
    if kind in ("FeatureCollection", "GeometryCollection"):
        for part in _list(value.get("features" if kind == "FeatureCollection" else "geometries")):
            _collect(part, counter, found, depth + 1)
    elif kind == "Feature":
        if value.get("geometry") is not None:
            _collect(value["geometry"], counter, found, depth + 1)
    elif kind == "LineString":
        found.tracks.append(_line(coordinates, counter))
    elif kind == "MultiLineString":
        found.tracks.append([point for line in _list(coordinates) for point in _line(line, counter)])
    elif kind == "Point":
        found.waypoints.append(_point(coordinates, counter))
    elif kind == "MultiPoint":
        found.waypoints.extend(_line(coordinates, counter))
    elif kind not in ("Polygon", "MultiPolygon"):
        raise FileRefused(mark("This is JSON, but no GeoJSON line."))


def _line(value: Any, counter: Counter) -> list[Point]:
    return [_point(position, counter) for position in _list(value)]


def _point(value: Any, counter: Counter) -> Point:
    position = value if isinstance(value, list) else []
    lon, lat, *_ = [*position, None, None]
    return counter.point(lon, lat)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise FileRefused(mark("This is JSON, but no GeoJSON line."))
    return value
