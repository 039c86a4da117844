"""TCX: tracks of activities and courses."""

from app.imports.found import Counter, Found
from app.imports.markup import events


def read_tcx(data: bytes, counter: Counter) -> Found:
    """Return what a TCX file holds; the laps of an activity are one track."""
    found = Found()
    lon = lat = None
    for event in events(data, counter):
        if event.begins:
            if event.name in ("Activity", "Course"):
                found.tracks.append([])
            elif event.name == "Trackpoint":
                lon = lat = None
        elif event.name == "LongitudeDegrees":
            lon = event.element.text
        elif event.name == "LatitudeDegrees":
            lat = event.element.text
        elif event.name == "Trackpoint" and found.tracks and (lon is not None or lat is not None):
            found.tracks[-1].append(counter.point(lon, lat))
    return found
