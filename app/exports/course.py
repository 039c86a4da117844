"""A tour as a course, the way sports devices think of one: a line with times, and points that are told on the way."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from pyproj import Geod

from app.exports.page import Page
from app.presenter.record import Record
from app.presenter.sentences import instruction
from app.presenter.words import TURNS, word
from routing.hours import DEFAULT_DEPARTURE

ZONE = ZoneInfo("Europe/Amsterdam")
_GEOD = Geod(ellps="WGS84")
# Courses have times even where a tour has no day; devices use only the differences.
_SOME_DAY = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
# Two notes of one junction closer together than this are one.
_SAME_PLACE_M = 25
_FOOD = frozenset({"horeca", "restaurant", "cafe", "pub", "bar", "fast_food", "ice_cream", "farm_shop"})
_KIND_OF_STOP = {"drinking_water": "water", "spring": "water", "peak": "summit", "toilet": "toilet"}


@dataclass(frozen=True)
class CoursePoint:
    """A point that a device tells.

    Attributes
    ----------
    kind
        The sign of an instruction, or food, water, toilet, summit, stop.
    name
        Number of the junction, name of the way or of the stop; not shortened.
    note
        The whole sentence.
    lon, lat
        On the line.
    at_m
        Metres from the start.
    time
        When it is reached at the course's steady pace.
    junction
        Whether it is a numbered junction.
    """

    kind: str
    name: str
    note: str
    lon: float
    lat: float
    at_m: float
    time: dt.datetime
    junction: bool


@dataclass(frozen=True)
class Course:
    """A tour with times.

    Attributes
    ----------
    start
        Moment of departure, UTC; some day where the tour has none.
    coordinates, at_m, times
        The line; metres and moments of each of its points.
    points
        What is told, in travel order.
    """

    start: dt.datetime
    coordinates: Sequence[Sequence[float]]
    at_m: Sequence[float]
    times: Sequence[dt.datetime]
    points: Sequence[CoursePoint]


def course(record: Record, page: Page) -> Course:
    """Return a tour as a course at a steady pace."""
    at_m = distances(record)
    start = departure(page).astimezone(dt.UTC) if page.departure else _SOME_DAY
    seconds_per_metre = record["duration_s"] / record["length_m"] if record["length_m"] else 0.0

    def when(metres: float) -> dt.datetime:
        return start + dt.timedelta(seconds=round(metres * seconds_per_metre))

    told = [*_turns(record, page.language, when), *_stops(record, page.language, at_m, when)]
    return Course(
        start=start,
        coordinates=record["coordinates"],
        at_m=at_m,
        times=[when(metres) for metres in at_m],
        points=sorted(told, key=lambda point: point.at_m),
    )


def departure(page: Page) -> dt.datetime:
    """Return when the tour of a page begins, in the region's zone.

    Raises
    ------
    ValueError
        If it has no day.
    """
    if page.departure is None:
        raise ValueError("this tour has no day")
    return page.departure.replace(tzinfo=ZONE)


def asked_departure(request: Mapping[str, Any], record: Record) -> dt.datetime | None:
    """Return the wall-clock time at which a kept tour begins; None where it has no day.

    Parameters
    ----------
    request
        The canonical request that the tour answers.
    record
        The tour.
    """
    if record.get("depart"):
        return dt.datetime.fromisoformat(record["depart"]).replace(tzinfo=None)
    # Tours kept before their departure was.
    day, at, events = request.get("date"), request.get("depart"), request.get("events")
    if day and (at or not events):
        time = dt.time.fromisoformat(at) if at else DEFAULT_DEPARTURE
        return dt.datetime.combine(dt.date.fromisoformat(day), time)
    timed = next((stop for stop in record["stops"] if stop["arrive"]), None)
    if timed is None:
        return None
    # The planner chose the departure itself, on a fifth minute, so that an event is reached in time.
    ridden = dt.timedelta(seconds=record["duration_s"] * timed["at_m"] / max(record["length_m"], 1.0))
    begin = dt.datetime.fromisoformat(timed["arrive"]).replace(tzinfo=None) - ridden
    minutes = round((begin - begin.replace(hour=0, minute=0, second=0)) / dt.timedelta(minutes=5)) * 5
    return begin.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(minutes=minutes)


def distances(record: Record) -> list[float]:
    """Return the metres from the start to each point of the line, ending at the tour's length."""
    lons, lats = np.asarray(record["coordinates"], dtype=np.float64).T
    steps = np.asarray(_GEOD.line_lengths(lons, lats))
    at_m = np.concatenate([[0.0], np.cumsum(steps)])
    # Rounded coordinates make the line a few centimetres longer or shorter than the tour's own figure.
    scale = record["length_m"] / at_m[-1] if at_m[-1] else 1.0
    return [round(metres, 2) for metres in (at_m * scale).tolist()]


def decision_points(record: Record) -> Iterator[dict[str, Any]]:
    """Turns and junctions in travel order; a junction that is also a turn comes once."""
    told = {(step["junction"], step["at_m"]) for step in record["instructions"] if step["junction"]}
    silent = [
        junction | {"junction": junction["ref"], "sign": "junction", "name": "", "way_class": "unknown"}
        for junction in record["junctions"]
        if not any(
            ref == junction["ref"] and abs(at_m - junction["at_m"]) < _SAME_PLACE_M for ref, at_m in told
        )
    ]
    yield from sorted([*record["instructions"], *silent], key=lambda step: step["at_m"])


def _turns(record: Record, language: str, when: Callable[[float], dt.datetime]) -> Iterator[CoursePoint]:
    for step in decision_points(record):
        note = instruction(language, step)
        # The turn itself is a picture on the device; its name is best spent on where to go.
        name = step["junction"] or step["name"] or note.partition(":")[0]
        if step["sign"] not in TURNS and not step["junction"]:
            name = note.partition(":")[0]
        yield CoursePoint(
            kind=step["sign"],
            name=name,
            note=note,
            lon=step["lon"],
            lat=step["lat"],
            at_m=step["at_m"],
            time=when(step["at_m"]),
            junction=bool(step["junction"]),
        )


def _stops(
    record: Record, language: str, at_m: Sequence[float], when: Callable[[float], dt.datetime]
) -> Iterator[CoursePoint]:
    lons, lats = np.asarray(record["coordinates"], dtype=np.float64).T
    for stop in record["stops"]:
        what = word(language, "category", stop["kind"])
        kind = "food" if stop["kind"] in _FOOD else _KIND_OF_STOP.get(stop["kind"], "stop")
        yield CoursePoint(
            kind=kind,
            name=stop["name"] or what,
            note=f"{what}: {stop['name']}" if stop["name"] else what,
            # A device looks for the point on the course; a café is beside it.
            lon=round(float(np.interp(stop["at_m"], at_m, lons)), 6),
            lat=round(float(np.interp(stop["at_m"], at_m, lats)), 6),
            at_m=stop["at_m"],
            time=when(stop["at_m"]),
            junction=False,
        )
