"""Requests checked before anything is searched: every complaint names the field as the client wrote it."""

import math
from collections.abc import Iterable, Mapping, Sequence

from geodata.vocabulary import FACILITIES, MODES
from routing.errors import BadRequest
from routing.profiles import profile
from routing.themes import themes
from routing.types import AVOIDABLE, DISTANCE_RANGE_KM, Lonlat, Need, RouteRequest, TourRequest

MAX_VIA = 98
MAX_POINTS = 100
MAX_ALTERNATIVES = 5
MAX_EVENTS = 5
FAMILY_SHARE = 0.45
"""A family's usual length as a part of the mode's: 10 to 20 km by bicycle."""
MAX_SEED = 2**31 - 1


def check_tour(request: TourRequest, bbox: tuple[float, float, float, float]) -> float | None:
    """Check a tour request.

    Parameters
    ----------
    request
        What was asked.
    bbox
        West, south, east, north of the region.

    Returns
    -------
    float or None
        Metres wanted (from a duration by the mode's speed where that was given), the mode's usual length where neither
        was, None for the direct way between two points.

    Raises
    ------
    BadRequest
        Naming the field.
    """
    _mode(request.mode)
    _themes(request.themes, request.mode)
    _avoid(request.avoid)
    if request.start is not None:
        _point("start", request.start, bbox)
    if request.end is not None:
        _point("end", request.end, bbox)
        if request.start is None:
            raise BadRequest("start", "a tour with an end needs a start")
    if request.via and request.start is None:
        raise BadRequest("start", "a tour with via points needs a start")
    if len(request.via) > MAX_VIA:
        raise BadRequest("via", f"at most {MAX_VIA} points")
    for i, point in enumerate(request.via):
        _point(f"via.{i}", point, bbox)
    for i, need in enumerate(request.needs):
        _need(f"needs.{i}", need)
    if request.network not in ("free", "junctions"):
        raise BadRequest("network", "free or junctions")
    _events(request, bbox)
    n_legs = len(request.via) + 1
    _legs(request.legs, n_legs, request.network)
    if request.fill is not None and not 0 <= request.fill < n_legs:
        raise BadRequest("fill", f"0 to {n_legs - 1}: there are {n_legs} legs")
    if request.audience not in ("adult", "family"):
        raise BadRequest("audience", "adult or family")
    if not 1 <= request.alternatives <= MAX_ALTERNATIVES:
        raise BadRequest("alternatives", f"1 to {MAX_ALTERNATIVES}")
    if not 0 <= request.seed <= MAX_SEED:
        raise BadRequest("seed", f"0 to {MAX_SEED}")
    return _length(request)


def check_route(request: RouteRequest, bbox: tuple[float, float, float, float]) -> None:
    """Check a route request; raises :class:`BadRequest` naming the field."""
    _mode(request.mode)
    _themes(request.themes, request.mode)
    _avoid(request.avoid)
    if not 2 <= len(request.points) <= MAX_POINTS:
        raise BadRequest("points", f"2 to {MAX_POINTS} points")
    for i, point in enumerate(request.points):
        _point(f"points.{i}", point, bbox)
    if request.network not in ("free", "junctions"):
        raise BadRequest("network", "free or junctions")
    _legs(request.legs, len(request.points) - 1, request.network)
    if request.audience not in ("adult", "family"):
        raise BadRequest("audience", "adult or family")


def _legs(legs: Sequence[str], count: int, network: str) -> None:
    if not legs:
        return
    if len(legs) != count:
        raise BadRequest("legs", f"one for each of the {count} legs, or none")
    if any(leg not in ("free", "junctions") for leg in legs):
        raise BadRequest("legs", "free or junctions")
    if network != "free":
        raise BadRequest("legs", "network says it for all legs; leave out one of the two")


def _mode(mode: str) -> None:
    if mode not in MODES:
        raise BadRequest("mode", f"one of {', '.join(MODES)}")


def _themes(weights: Mapping[str, float], mode: str) -> None:
    for name, weight in weights.items():
        theme = themes().get(name)
        if theme is None:
            raise BadRequest(f"themes.{name}", f"no such theme; there are {', '.join(themes())}")
        if mode not in theme.modes:
            raise BadRequest(f"themes.{name}", f"not for {mode}")
        if not (math.isfinite(weight) and 0 <= weight <= 10):
            raise BadRequest(f"themes.{name}", "a weight from 0 to 10")


def _avoid(words: Iterable[str]) -> None:
    for word in sorted(words):
        if word not in AVOIDABLE:
            raise BadRequest("avoid", f"{word!r} is none of {', '.join(AVOIDABLE)}")


def _point(field: str, lonlat: Lonlat, bbox: tuple[float, float, float, float]) -> None:
    west, south, east, north = bbox
    lon, lat = lonlat
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise BadRequest(field, "two finite numbers, longitude and latitude")
    if not (west <= lon <= east and south <= lat <= north):
        swapped = west <= lat <= east and south <= lon <= north
        hint = "; longitude comes first" if swapped else ""
        raise BadRequest(
            field, f"outside the region ({west:.3f}, {south:.3f}, {east:.3f}, {north:.3f}){hint}"
        )


def _need(field: str, need: Need) -> None:
    if need.kind not in FACILITIES:
        raise BadRequest(f"{field}.kind", f"one of {', '.join(FACILITIES)}")
    if need.every_m is not None and not (math.isfinite(need.every_m) and need.every_m >= 500):
        raise BadRequest(f"{field}.every_m", "at least 500 m")
    lo, hi = need.from_share, need.to_share
    if (lo is None) != (hi is None) or (lo is not None and hi is not None and not 0 <= lo < hi <= 1):
        raise BadRequest(f"{field}.from", "from and to are shares of the tour, 0 ≤ from < to ≤ 1")
    if need.every_m is None and lo is None:
        raise BadRequest(field, "every_m, or from and to")


def _events(request: TourRequest, bbox: tuple[float, float, float, float]) -> None:
    if not request.events:
        return
    if len(request.events) > MAX_EVENTS:
        raise BadRequest("events", f"at most {MAX_EVENTS}")
    day = request.date or request.events[0].start.date()
    for i, event in enumerate(request.events):
        _point(f"events.{i}", event.lonlat, bbox)
        if not event.start.date() <= day <= event.end.date():
            raise BadRequest(f"events.{i}", f"is on {event.start.date()}, not on {day}")


def _length(request: TourRequest) -> float | None:
    low, high = DISTANCE_RANGE_KM[request.mode]
    mode = profile(request.mode)
    if request.distance_m is not None:
        if request.duration_s is not None:
            raise BadRequest("duration_min", "give a length or a duration, not both")
        if not low * 1000 <= request.distance_m <= high * 1000:  # NaN fails too
            raise BadRequest("distance_km", f"{low:g} to {high:g} km for {request.mode}")
        return float(request.distance_m)
    if request.duration_s is not None:
        metres = request.duration_s * mode.speed_ms
        if not low * 1000 <= metres <= high * 1000:
            a, b = (1000 / 60 * x / mode.speed_ms for x in (low, high))
            raise BadRequest("duration_min", f"{a:.0f} to {b:.0f} minutes for {request.mode}")
        return metres
    if request.end is not None:
        return None
    return FAMILY_SHARE * mode.default_distance_m if request.audience == "family" else mode.default_distance_m
