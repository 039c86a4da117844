"""What crosses the border of this package: requests in, tours out. All frozen, all plain."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from routing.closures import Closure

Lonlat = tuple[float, float]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]
TourClass = Literal["loop", "lollipop", "out-and-back", "one-way"]
Reason = Literal[
    "start_too_far", "start_isolated", "no_way", "no_network", "event_missed", "no_tour", "fewer_alternatives",
    "no_match",
]  # fmt: skip
"""Why there is no tour, or fewer than asked; see :class:`TourResult`."""
WarningCode = Literal[
    "demo", "closure", "diversion", "event_unconfirmed", "ferry", "steps", "unknown_class", "unknown_surface",
    "unknown_width", "busy", "leash", "need", "need_unknown", "forbidden",
    "area_no_entry", "area_closed", "area_leash", "area_no_dogs",
]  # fmt: skip
"""What may be worth knowing before one leaves; see :class:`Warning`."""

AVOIDABLE = ("unpaved", "steps", "ferries", "busy")
DISTANCE_RANGE_KM: Mapping[str, tuple[float, float]] = {
    "fietsen": (2, 200),
    "wandelen": (1, 60),
    "toegankelijk": (1, 60),
}


@dataclass(frozen=True)
class Need:
    """A wish about facilities: one at least every ``every_m``, or one between two shares of the tour."""

    kind: str
    every_m: float | None = None
    from_share: float | None = None
    to_share: float | None = None


@dataclass(frozen=True)
class Event:
    """Something that happens somewhere between two moments (local time, region's zone)."""

    event_id: str
    title: str
    category: str
    start: dt.datetime
    end: dt.datetime
    lonlat: Lonlat
    url: str = ""
    certain: bool = True
    """False where a rule made the date, or the organiser has not confirmed it."""


@dataclass(frozen=True)
class TourRequest:
    """A wish for a tour.

    Lengths in metres, durations in seconds. ``start=None`` asks for a good start anywhere in the region.
    ``events`` must be visited; of the ``agenda`` those may be that the themes reward, on the tour's day.
    Exactly one of ``distance_m`` and ``duration_s`` is used; with neither, a sensible length of the mode.
    With ``end`` the tour is one-way, and both may be None: then it is the direct way.
    ``fill`` is the leg between two of start, via points and end that takes what is left of the length, counted from 0;
    the last unless said. ``legs`` says per leg whether it keeps to the node network; empty: none does.
    ``closures`` are ways shut for some days (:mod:`routing.closures`): those that hold on ``date`` are not used.
    """

    mode: str
    start: Lonlat | None = None
    end: Lonlat | None = None
    distance_m: float | None = None
    duration_s: float | None = None
    themes: Mapping[str, float] = field(default_factory=dict)
    via: tuple[Lonlat, ...] = ()
    date: dt.date | None = None
    depart: dt.time | None = None
    network: Literal["free", "junctions"] = "free"
    avoid: frozenset[str] = frozenset()
    dog: bool = False
    needs: tuple[Need, ...] = ()
    events: tuple[Event, ...] = ()
    agenda: tuple[Event, ...] = ()
    audience: Literal["adult", "family"] = "adult"
    alternatives: int = 1
    seed: int = 1
    closures: "tuple[Closure, ...]" = ()
    fill: int | None = None
    legs: tuple[Literal["free", "junctions"], ...] = ()


@dataclass(frozen=True)
class RouteRequest:
    """The way through points in the order given (two or more); ``legs`` as in :class:`TourRequest`."""

    mode: str
    points: tuple[Lonlat, ...]
    network: Literal["free", "junctions"] = "free"
    themes: Mapping[str, float] = field(default_factory=dict)
    date: dt.date | None = None
    avoid: frozenset[str] = frozenset()
    depart: dt.time | None = None
    dog: bool = False
    audience: Literal["adult", "family"] = "adult"
    legs: tuple[Literal["free", "junctions"], ...] = ()
    closures: "tuple[Closure, ...]" = ()


@dataclass(frozen=True)
class JunctionPass:
    """A numbered junction that the tour passes, ``at_m`` metres from its start."""

    ref: str
    osm_id: int
    lonlat: Lonlat
    at_m: float


@dataclass(frozen=True)
class Stop:
    """A place or event the tour visits."""

    kind: str
    name: str
    lonlat: Lonlat
    at_m: float
    arrive: dt.datetime | None = None
    leave: dt.datetime | None = None
    open_from: dt.datetime | None = None
    open_until: dt.datetime | None = None
    url: str = ""
    place_id: str = ""
    theme: str = ""


@dataclass(frozen=True)
class FacilityFigures:
    """How often a kind of facility comes by, and the longest stretch without."""

    count: int
    longest_gap_m: float
    gap_from_m: float
    gap_to_m: float


@dataclass(frozen=True)
class Warning:
    """Something to know before one leaves: a code, and numbers or names that its text needs.

    ``demo`` (made-up data), ``event_unconfirmed`` (name), ``closure`` (metres, rule), ``diversion`` (closure, note,
    and first and last day as ISO text, "" open-ended: the tour goes round ways that are shut), ``ferry``, ``steps``,
    ``busy``, ``leash`` (metres of each), ``unknown_class``, ``unknown_surface``, ``unknown_width`` (metres, share),
    ``need`` (kind, and metres by which the tour misses what was asked), ``need_unknown`` (kind; the dataset has none
    on record), ``forbidden`` (metres on ways that the mode may not use, of a tour made of somebody's own trace),
    ``area_no_entry``, ``area_leash``, ``area_no_dogs`` (name of a nature area on the way, metres in it),
    ``area_closed`` (the same, and first and last day of its closed season as ``MM-DD``).
    """

    code: WarningCode
    values: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Instruction:
    """A turn or a junction.

    ``sign`` is one of depart, straight, slight_left, left, sharp_left, slight_right, right, sharp_right, u_turn,
    junction, arrive. ``name`` is the way's name after the turn ("" where it has none), ``way_class`` its class,
    ``junction`` the number passed there, if any.
    """

    at_m: float
    lonlat: Lonlat
    sign: str
    name: str
    way_class: str
    junction: str | None = None


@dataclass(frozen=True)
class ThemeFigures:
    """What a tour collected for a theme: metres along what it rewards, and the places passed."""

    metres: float
    stops: int
    why: tuple[tuple[str, float], ...] = ()
    """(what, metres) for landscape, e.g. ("heath", 3400.0) or ("Dwingelderveld", 2100.0); places count 0 m."""


Run = tuple[float, str]
"""A stretch up to a metre, and what it is; it begins where the one before ends."""
LandscapePiece = tuple[float, Mapping[str, float]]
"""A stretch up to a metre, and its metres per landscape."""


@dataclass(frozen=True)
class Strips:
    """What lies where along a tour; each column sums to the tour's figures.

    ``height`` has metres above the start at metres along the tour, empty without a height model; ``facilities`` the
    metres at which those of a kind come by.
    """

    surface: tuple[Run, ...]
    way_class: tuple[Run, ...]
    traffic_stress: tuple[Run, ...]
    landscape: tuple[LandscapePiece, ...]
    height: tuple[tuple[float, float], ...] = ()
    facilities: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tour:
    """One tour with everything measured on its final geometry (see :mod:`routing.metrics`)."""

    mode: str
    coordinates: FloatArray  # (n, 2) lon, lat
    edges: IntArray  # edges in travel order
    complete: bool
    length_m: float
    duration_s: float
    ascent_m: float | None
    start_gap_m: float
    tour_class: TourClass
    repeated_m: float
    length_error: float | None
    surface: Mapping[str, float]
    way_class: Mapping[str, float]
    landscape: Mapping[str, float]
    traffic_stress: Mapping[str, float]
    themes: Mapping[str, ThemeFigures]
    junctions: tuple[JunctionPass, ...]
    stops: tuple[Stop, ...]
    facilities: Mapping[str, FacilityFigures]
    warnings: tuple[Warning, ...]
    instructions: tuple[Instruction, ...]
    strips: Strips | None = None
    depart: dt.datetime | None = None


@dataclass(frozen=True)
class TourResult:
    """Tours, best first; empty with a reason where none can be made.

    ``reason`` is a code: ``start_too_far`` (over 2 km from any usable way), ``start_isolated`` (the ways there lead
    nowhere long enough), ``no_way`` (end or a via point can't be reached), ``no_network`` (the dataset has no node
    network of the mode), ``event_missed`` (an asked event can't be reached in time), ``no_tour`` (nothing near the
    asked length), ``fewer_alternatives`` (not empty, but no more that differ enough).
    """

    tours: tuple[Tour, ...]
    reason: Reason | None = None


@dataclass(frozen=True)
class Isochrone:
    """Area reachable within ``minutes``: rings of (multi)polygon as GeoJSON coordinates."""

    mode: str
    minutes: float
    geometry: Mapping[str, object]  # GeoJSON Polygon or MultiPolygon
    reached_m: float  # metres of ways reached
