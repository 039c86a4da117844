"""A named route as GPX: its line as a track, a segment from break to break."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment

from app.exports.texts import LICENCE, clean
from app.named_routes.listing import Listed

if TYPE_CHECKING:
    from routing.desk.named_routes import NamedRoute


def write(route: Listed, measured: "NamedRoute", attribution: Sequence[str]) -> bytes:
    """Write a route; the same route always gives the same bytes."""
    gpx = GPX()
    gpx.creator = "Rondje"
    gpx.name = clean(route.title)
    gpx.description = clean(" · ".join(attribution))
    gpx.copyright_author = "OpenStreetMap contributors"
    gpx.copyright_license = LICENCE
    track = GPXTrack(name=clean(route.title), number=1)
    for line in measured.lines:
        points = [GPXTrackPoint(latitude=lat, longitude=lon) for lon, lat in np.round(line, 6).tolist()]
        track.segments.append(GPXTrackSegment(points))
    gpx.tracks.append(track)
    return gpx.to_xml(version="1.1", prettyprint=True).encode("utf-8")
