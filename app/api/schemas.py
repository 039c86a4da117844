"""What a client may send: pydantic models, strict, extra names refused. The API and ``scripts.plan`` share them.

``to_request()`` gives what the planner takes, ``canonical()`` the one spelling of the request that a tour's link
depends on (the language is not part of it: one tour, three languages).
"""

import math
from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from geodata.regions import NORM_TYPES
from geodata.vocabulary import FACILITIES, MODES
from routing.desk.facility_limits import CANDIDATES, MAX_ADDED, MAX_SITES, NORM_RANGE_M
from routing.desk.findings import KINDS
from routing.requests import MAX_ALTERNATIVES, MAX_POINTS, MAX_SEED, MAX_VIA
from routing.themes import themes
from routing.types import AVOIDABLE, DISTANCE_RANGE_KM, Event, Need, RouteRequest, TourRequest

MAX_MINUTES = 100 * 60

if TYPE_CHECKING:
    Mode = str
    ThemeName = str
    Facility = str
    Avoidable = str
    NormType = str
    Candidate = str
    Finding = str
else:
    # The words stand in the vocabulary and the themes' files; a type checker cannot look there.
    Mode = Literal[MODES]
    ThemeName = Literal[tuple(sorted(themes()))]
    Facility = Literal[FACILITIES]
    Avoidable = Literal[AVOIDABLE]
    NormType = Literal[NORM_TYPES]
    Candidate = Literal[CANDIDATES]
    Finding = Literal[KINDS]
Language = Literal["nl", "en", "de"]
Network = Literal["free", "junctions"]


def _on_earth(point: tuple[float, float]) -> tuple[float, float]:
    lon, lat = point
    if abs(lon) > 180 or abs(lat) > 90:
        raise PydanticCustomError("off_earth", "give longitude, then latitude, in degrees")
    return point


def _in_calendar(day: date) -> date:
    # Far from both ends of the calendar, where adding a duration would leave it.
    if not 2000 <= day.year <= 2100:
        raise PydanticCustomError("off_calendar", "give a date between 2000-01-01 and 2100-12-31")
    return day


Point = Annotated[
    tuple[float, float],
    AfterValidator(_on_earth),
    Field(description="Longitude and latitude in degrees (WGS84)", examples=[[6.5624, 52.9929]]),
]
NormMetres = Annotated[float, Field(ge=NORM_RANGE_M[0], le=NORM_RANGE_M[1])]
Weight = Annotated[float, Field(ge=0, le=10)]
Share = Annotated[float, Field(ge=0, le=1)]
Day = Annotated[date, AfterValidator(_in_calendar), Field(examples=["2027-05-15"])]
ClockTime = Annotated[
    str,
    Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["10:00"], description="Local time, HH:MM"),
]


LegNetworks = Annotated[
    list[Network],
    Field(
        default_factory=list,
        max_length=MAX_POINTS,
        description="Which legs keep to the node network: one word per leg, or none; network says it for all",
    ),
]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class NeedBody(_Body):
    """A wish about facilities: one at least every so many metres, or one within a part of the tour."""

    kind: Facility
    every_m: Annotated[float, Field(ge=500, le=200_000)] | None = None
    from_: Share | None = Field(default=None, alias="from", description="Part of the tour, 0 to 1")
    to: Share | None = Field(default=None, description="Part of the tour, 0 to 1")

    @model_validator(mode="after")
    def _either(self) -> Self:
        part = (self.from_ is not None, self.to is not None)
        if (self.every_m is None) == (part == (False, False)) or part in ((True, False), (False, True)):
            raise PydanticCustomError("need_shape", "give every_m, or both from and to")
        if self.from_ is not None and self.to is not None and self.from_ >= self.to:
            raise PydanticCustomError("need_order", "from must be below to")
        return self


class TourBody(_Body):
    """A wish for tours. All but ``mode`` may be left out; ``start: null`` asks for a good start anywhere."""

    mode: Mode
    start: Point | None = None
    end: Point | None = Field(default=None, description="Given: a one-way tour to there")
    distance_km: float | None = Field(default=None, description=", ".join(
        f"{mode} {low:g}–{high:g}" for mode, (low, high) in DISTANCE_RANGE_KM.items()
    ))  # fmt: skip
    duration_min: Annotated[float, Field(ge=5, le=MAX_MINUTES)] | None = Field(
        default=None, description="May stand instead of distance_km"
    )
    themes: dict[ThemeName, Weight] = Field(
        default_factory=dict, examples=[{"hunebedden": 1.0, "heide": 0.5}]
    )
    via: list[Point] = Field(default_factory=list, max_length=MAX_VIA)
    date: Day | None = None
    depart: ClockTime | None = None
    network: Network = "free"
    avoid: list[Avoidable] = Field(default_factory=list, max_length=len(AVOIDABLE))
    dog: bool = False
    needs: list[NeedBody] = Field(default_factory=list, max_length=10)
    events: list[Annotated[str, Field(max_length=100)]] = Field(
        default_factory=list,
        max_length=20,
        description="Ids of events that the tour should pass while they last",
    )
    audience: Literal["adult", "family"] = "adult"
    alternatives: Annotated[int, Field(ge=1, le=MAX_ALTERNATIVES)] = 1
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] = 1
    fill: Annotated[int, Field(ge=0, le=MAX_VIA)] | None = Field(
        default=None,
        description=(
            "The leg between two of start, via points and end, counted from 0, that takes what is left of the length; "
            "left out: the last"
        ),
    )
    legs: LegNetworks
    lang: Language | None = None

    @field_validator("distance_km")
    @classmethod
    def _length_of_mode(cls, value: float | None, info: ValidationInfo) -> float | None:
        low, high = DISTANCE_RANGE_KM.get(info.data.get("mode", ""), (-math.inf, math.inf))
        if value is not None and not low <= value <= high:
            raise PydanticCustomError(
                "length_range", "give {low} to {high} km", {"low": f"{low:g}", "high": f"{high:g}"}
            )
        return value

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.distance_km is not None and self.duration_min is not None:
            raise PydanticCustomError("length_twice", "give distance_km or duration_min, not both")
        return self

    def canonical(self) -> dict[str, Any]:
        """Return the request with every default filled in and lists without an order sorted."""
        values = self.model_dump(mode="json", by_alias=True, exclude={"lang"})
        values["avoid"] = sorted(set(values["avoid"]))
        values["events"] = sorted(set(values["events"]))
        values["themes"] = {name: weight for name, weight in sorted(values["themes"].items()) if weight > 0}
        return _without_unused(values, "fill", "legs")

    def to_request(self, events: tuple[Event, ...] = ()) -> TourRequest:
        """Return the planner's request; events are those that the ids name."""
        return TourRequest(
            mode=self.mode,
            start=self.start,
            end=self.end,
            distance_m=None if self.distance_km is None else self.distance_km * 1000,
            duration_s=None if self.duration_min is None else self.duration_min * 60,
            themes={name: weight for name, weight in sorted(self.themes.items()) if weight > 0},
            via=tuple(self.via),
            date=self.date,
            depart=None if self.depart is None else time.fromisoformat(self.depart),
            network=self.network,
            avoid=frozenset(self.avoid),
            dog=self.dog,
            needs=tuple(Need(need.kind, need.every_m, need.from_, need.to) for need in self.needs),
            events=events,
            audience=self.audience,
            alternatives=self.alternatives,
            seed=self.seed,
            fill=self.fill,
            legs=tuple(self.legs),
        )


class RouteBody(_Body):
    """The way through points, in the order given."""

    mode: Mode
    points: list[Point] = Field(min_length=2, max_length=MAX_POINTS)
    network: Network = "free"
    themes: dict[ThemeName, Weight] = Field(default_factory=dict)
    date: Day | None = None
    avoid: list[Avoidable] = Field(default_factory=list, max_length=len(AVOIDABLE))
    depart: ClockTime | None = None
    dog: bool = False
    audience: Literal["adult", "family"] = "adult"
    legs: LegNetworks
    lang: Language | None = None

    def canonical(self) -> dict[str, Any]:
        """Return the request with every default filled in and lists without an order sorted."""
        values = self.model_dump(mode="json", exclude={"lang"})
        values["avoid"] = sorted(set(values["avoid"]))
        values["themes"] = {name: weight for name, weight in sorted(values["themes"].items()) if weight > 0}
        return _without_unused(values, "depart", "dog", "audience", "legs")

    def to_request(self) -> RouteRequest:
        """Return the planner's request."""
        return RouteRequest(
            mode=self.mode,
            points=tuple(self.points),
            network=self.network,
            themes={name: weight for name, weight in sorted(self.themes.items()) if weight > 0},
            date=self.date,
            avoid=frozenset(self.avoid),
            depart=None if self.depart is None else time.fromisoformat(self.depart),
            dog=self.dog,
            audience=self.audience,
            legs=tuple(self.legs),
        )


def _without_unused(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """Leave out what came later and is not used, so that what was asked before keeps its link."""

    def unused(value: Any) -> bool:
        return value is None or value is False or value in ([], "adult")

    return {name: value for name, value in values.items() if name not in names or not unused(value)}


class SitesBody(_Body):
    """Where the next facilities of a kind should go."""

    facility: Facility
    mode: Mode
    count: Annotated[int, Field(ge=1, le=MAX_SITES)]
    norm_m: NormMetres | None = Field(default=None, description="Left out: the region's norm")
    norm_type: NormType | None = Field(
        default=None, description="spacing: half of the norm is the longest distance; reach: all of it"
    )
    municipality: Annotated[str, Field(max_length=200)] | None = None
    existing: bool | Annotated[list[Point], Field(max_length=MAX_ADDED)] = Field(
        default=True,
        description="Whether facilities of the dataset count; or points that count as well, though not there yet",
    )
    candidates: Annotated[list[Candidate], Field(max_length=len(CANDIDATES))] | None = Field(
        default=None, description="What may be proposed; left out: all of these"
    )
    costs: dict[Candidate, Annotated[float, Field(ge=0, le=1e9)]] | None = Field(
        default=None, description="What a place of each of these kinds costs, in any unit"
    )
    budget: Annotated[float, Field(ge=0, le=1e9)] | None = Field(
        default=None, description="What all places together may cost"
    )
    lang: Language | None = None


Bbox = tuple[float, float, float, float]


def read_bbox(text: str) -> Bbox:
    """Return west, south, east, north of a parameter; anything else is a validation error."""
    wrong = PydanticCustomError("bbox", "give west,south,east,north in degrees, such as 6.4,52.9,6.7,53.1")
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise wrong from None
    if len(values) != 4 or not all(math.isfinite(value) for value in values):
        raise wrong
    west, south, east, north = values
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise wrong
    return west, south, east, north


def _checked_bbox(text: str) -> str:
    read_bbox(text)
    return text


def read_point(text: str) -> tuple[float, float]:
    """Return longitude and latitude of a parameter; anything else is a validation error."""
    wrong = PydanticCustomError("point", "give longitude,latitude in degrees, such as 6.56,52.99")
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise wrong from None
    # Not a number is neither within nor without.
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise wrong
    return lon, lat


def _checked_point(text: str) -> str:
    read_point(text)
    return text


PointText = Annotated[str, Field(max_length=100, examples=["6.56,52.99"]), AfterValidator(_checked_point)]
BboxText = Annotated[
    str, Field(max_length=200, examples=["6.4,52.9,6.7,53.1"]), AfterValidator(_checked_bbox)
]


class _Query(BaseModel):
    # Not strict: a query holds texts only. Extra names are refused like in a body, so that a typo is noticed.
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    lang: Language | None = Field(default=None, description="Language; else Accept-Language says it")


class PlainQuery(_Query):
    """Calls that take nothing but a language."""


class PlacesQuery(_Query):
    """Which places; at least one of ``q``, ``bbox`` and ``category``."""

    q: str = Field(
        default="",
        max_length=200,
        description=(
            "A name or a number, the last word perhaps unfinished, perhaps mistyped: of a place, street, junction, "
            "section (12-45), named route, area or event. Without it only places are listed"
        ),
    )
    bbox: BboxText | None = Field(default=None, description="west,south,east,north")
    category: str | None = Field(
        default=None, max_length=500, description="Groups or categories, comma between them"
    )
    limit: int = Field(default=20, ge=1, le=500)
    near: PointText | None = Field(
        default=None, description="lon,lat: of things alike, what is near comes first"
    )
    mode: Mode | None = Field(default=None, description="Numbers of the other mode's network come last")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.q.strip() and self.bbox is None and not self.category:
            raise PydanticCustomError("places_nothing", "give q, bbox or category")
        return self

    def box(self) -> Bbox | None:
        """Return the bounding box, if one was given."""
        return None if self.bbox is None else read_bbox(self.bbox)

    def point(self) -> tuple[float, float] | None:
        """Return the point to be near to, if one was given."""
        return None if self.near is None else read_point(self.near)


class JunctionsQuery(_Query):
    """Which part of which node network."""

    mode: Mode = "fietsen"
    bbox: BboxText | None = Field(
        default=None, description="west,south,east,north; without it the whole region"
    )

    def box(self) -> Bbox | None:
        """Return the bounding box, if one was given."""
        return None if self.bbox is None else read_bbox(self.bbox)


class IsochroneQuery(_Query):
    """How far one gets."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    mode: Mode
    minutes: float = Field(ge=1, le=180)


class CoverageQuery(_Query):
    """Where which facility is missing."""

    facility: Facility
    mode: Mode
    norm_m: NormMetres | None = Field(default=None, description="Left out: the region's norm")
    norm_type: NormType | None = Field(
        default=None, description="spacing: half of the norm is the longest distance; reach: all of it"
    )
    municipality: str | None = Field(default=None, max_length=200, description="Only its part of the network")


class HealthQuery(_Query):
    """What is wrong with whose network."""

    mode: Mode
    municipality: str | None = Field(default=None, max_length=200, description="Only its part of the network")
    kind: Finding | None = Field(default=None, description="Left out: everything")


class RoutesQuery(_Query):
    """Which named routes."""

    mode: Mode | None = Field(default=None, description="Left out: routes of all modes")


class GpxQuery(_Query):
    """What a GPX file holds."""

    points: Literal["track", "route", "both"] = Field(
        default="both", description="The dense line, the junctions and turns, or both"
    )
    waypoints: bool = Field(default=True, description="Whether stops become waypoints")
    points_limit: int | None = Field(
        default=None,
        ge=50,
        le=100_000,
        description=(
            "At most so many points in the track, for devices that take no more (older ones take 500). Those are kept "
            "that keep the line closest; where it comes to lie more than 5 m off, the description in the file says so"
        ),
    )


class PdfQuery(_Query):
    """How a tour is printed."""

    size: Literal["a4", "a5", "a5-booklet"] = Field(
        default="a4",
        description=(
            "Size of the pages; a5-booklet: A5 pages on A4 sheets, to print on both sides (short edge), fold and staple"
        ),
    )


EXPORT_QUERIES: Mapping[str, type[_Query]] = {"gpx": GpxQuery, "pdf": PdfQuery}
"""What may be asked of a format beside the language, by its ending."""
