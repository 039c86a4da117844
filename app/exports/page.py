"""What an export needs beside the tour itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Page:
    """How a tour is to be written.

    Attributes
    ----------
    tour_id
        The tour's link.
    language
        Of every text in the file.
    url
        Where the tour is to be seen; empty for none.
    points
        What a GPX file holds: the dense line, the decision points, or both.
    waypoints
        Whether stops become waypoints.
    backdrop
        GeoJSON features to draw under the tour on a stand-alone map.
    scripts
        Source of Leaflet and of its style sheet, for the stand-alone map.
    """

    tour_id: str
    language: str
    url: str = ""
    points: Literal["track", "route", "both"] = "both"
    waypoints: bool = True
    backdrop: Sequence[Mapping[str, Any]] = ()
    scripts: "MapScripts | None" = None


@dataclass(frozen=True)
class MapScripts:
    """Leaflet, as text."""

    javascript: str
    stylesheet: str
