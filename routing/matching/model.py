"""What is asked of map matching, and what it answers."""

from dataclasses import dataclass
from typing import Literal

from routing.closures import Closure
from routing.types import FloatArray, Lonlat, Reason, Tour

StretchKind = Literal["off_network", "detour", "beginning", "end"]
Remark = Literal["already_round", "no_way_back", "no_network"]


@dataclass(frozen=True, eq=False)
class MatchRequest:
    """A trace that is to become a tour.

    Attributes
    ----------
    mode
        How it is travelled.
    coordinates
        ``(n, 2)`` lon, lat, finite; times are not needed.
    loop
        Come back to the start by another way, where the trace does not.
    network
        ``junctions``: the same journey along the numbered node network.
    closures
        Ways shut for some days, see :mod:`routing.closures`: told where the trace uses them.
    """

    mode: str
    coordinates: FloatArray
    loop: bool = False
    network: Literal["free", "junctions"] = "free"
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """A part of the trace that the tour does not follow.

    ``kind`` says why: ``beginning`` and ``end`` lie off the network before and after the tour, ``off_network`` lies off
    it on the way, ``detour`` is where no way of about that length was found. ``from_m`` and ``to_m`` are metres along
    the trace.
    """

    kind: StretchKind
    from_m: float
    to_m: float
    from_lonlat: Lonlat
    to_lonlat: Lonlat


@dataclass(frozen=True)
class MatchResult:
    """A tour made of a trace, or none and a reason.

    Attributes
    ----------
    tour
        Measured as any other.
    matched_share
        Part of the trace's length that the tour follows, 0…1.
    trace_m
        Length of the trace.
    unmatched
        Stretches of it that the tour does not follow, in travel order.
    remarks
        What of the request could not be done: ``already_round``, ``no_way_back``, ``no_network``.
    reason
        ``no_match`` where there is no tour.
    """

    tour: Tour | None
    matched_share: float = 0.0
    trace_m: float = 0.0
    unmatched: tuple[Stretch, ...] = ()
    remarks: tuple[Remark, ...] = ()
    reason: Reason | None = None
