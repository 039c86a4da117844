"""How good named routes are: surface, busy roads, landscape, facilities; against the region's norms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk


@dataclass(frozen=True)
class Check:
    """A figure against a norm.

    ``subject`` is a limit of the guideline (``natural_share``, ``sealed_share``, ``sealed_m``, ``busy_share``,
    ``busy_m``) or a facility kind; ``met`` is None where too little is known.
    """

    subject: str
    value: float | None
    limit: float
    met: bool | None
    source: str
    kind: str


@dataclass(frozen=True)
class RouteQuality:
    """A named route, measured.

    Shares are of ``length_m``; what is not known counts in ``unknown_surface_share`` and ``unknown_stress_share``.

    Attributes
    ----------
    osm_id, network, mode, ref, name
        The route.
    length_m
        Each way once.
    natural_share, sealed_share, unknown_surface_share
        By surface; None of what is unknown is guessed.
    busy_share, unknown_stress_share
        On or along busy roads.
    longest_sealed_m, longest_busy_m
        In one stretch along the route.
    landscape
        Land cover → share.
    landscape_changes
        How often the landscape that prevails changes along the way.
    changes_per_10km
        The same per ten kilometres.
    facilities
        Kind → how many within 100 m; only kinds that the dataset has on record.
    per_10km
        Kind → the same per ten kilometres.
    longest_gap_m
        Kind → longest way along the route between two of them (or an end).
    checks
        Against the norms.
    breaks
        Places where the route's ways do not join.
    geometry
        MultiLineString, (lon, lat).
    """

    osm_id: int
    network: str
    mode: str
    ref: str
    name: str
    length_m: float
    natural_share: float
    sealed_share: float
    unknown_surface_share: float
    busy_share: float
    unknown_stress_share: float
    longest_sealed_m: float
    longest_busy_m: float
    landscape: Mapping[str, float]
    landscape_changes: int
    changes_per_10km: float
    facilities: Mapping[str, int]
    per_10km: Mapping[str, float]
    longest_gap_m: Mapping[str, float]
    checks: tuple[Check, ...]
    breaks: int
    geometry: shapely.Geometry


def route_quality(desk: "CoverageDesk", mode: str | None = None) -> tuple[RouteQuality, ...]:
    """Measure every named route (of one mode), longest first; empty where the dataset has none.

    Raises
    ------
    BadRequest
        When there is no such mode.
    """
    raise NotImplementedError
