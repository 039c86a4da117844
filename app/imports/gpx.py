"""GPX 1.0 and 1.1: tracks, routes (with the points that Garmin puts between theirs), waypoints."""

from app.imports.found import Counter, Found
from app.imports.markup import events


def read_gpx(data: bytes, counter: Counter) -> Found:
    """Return what a GPX file holds; nothing but positions is looked at."""
    found = Found()
    for event in events(data, counter):
        if not event.begins:
            continue
        if event.name == "trk":
            found.tracks.append([])
        elif event.name == "rte":
            found.routes.append([])
        elif event.name in ("trkpt", "rtept", "rpt", "wpt"):
            point = counter.point(event.element.get("lon"), event.element.get("lat"))
            if event.name == "wpt":
                found.waypoints.append(point)
            else:
                lines = found.tracks if "trk" in event.path else found.routes
                if not lines:
                    lines.append([])
                lines[-1].append(point)
    return found
