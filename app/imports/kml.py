"""KML: lines, tracks of the Google extension, and placemarks in their order."""

from app.imports.found import Counter, Found, Point
from app.imports.markup import Event, events


def read_kml(data: bytes, counter: Counter) -> Found:
    """Return what a KML file holds."""
    found = Found()
    for event in events(data, counter):
        if event.name == "Track" and event.begins:
            found.tracks.append([])
        elif not event.begins:
            if event.name == "coord" and event.parent == "Track":
                lon, lat, *_ = [*(event.element.text or "").split(), None, None]
                found.tracks[-1].append(counter.point(lon, lat))
            elif event.name == "coordinates":
                _add(found, event, counter)
    return found


def _add(found: Found, event: Event, counter: Counter) -> None:
    points = [_point(word, counter) for word in (event.element.text or "").split()]
    if event.parent == "Point":
        found.waypoints.extend(points)
    elif event.parent == "LineString" or (event.parent == "LinearRing" and "Polygon" not in event.path):
        found.tracks.append(points)


def _point(word: str, counter: Counter) -> Point:
    lon, lat, *_ = [*word.split(","), None, None]
    return counter.point(lon, lat)
