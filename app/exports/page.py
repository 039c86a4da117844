"""What an export needs beside the tour itself."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from app.dataset import Dataset


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
    points_limit
        How many points the line of a GPX file may have; None for all.
    departure
        Wall-clock time at which the tour begins; None where it has no day.
    backdrop
        GeoJSON features to draw under the tour on a stand-alone map.
    scripts
        Source of Leaflet and of its style sheet, for the stand-alone map.
    dataset
        What printed maps are drawn from.
    size
        Of the printed pages; ``a5-booklet``: A5 on sheets of A4, to be folded.
    """

    tour_id: str
    language: str
    url: str = ""
    points: Literal["track", "route", "both"] = "both"
    waypoints: bool = True
    points_limit: int | None = None
    departure: dt.datetime | None = None
    backdrop: Sequence[Mapping[str, Any]] = ()
    scripts: "MapScripts | None" = None
    dataset: "Dataset | None" = None
    size: Literal["a4", "a5", "a5-booklet"] = "a4"


@dataclass(frozen=True)
class MapScripts:
    """Leaflet, as text."""

    javascript: str
    stylesheet: str
