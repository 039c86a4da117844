"""Tours to events whose way is given: via points, another end, the node network."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyproj
import pytest

from routing import Planner
from routing.types import Event, TourRequest

DAY = dt.date(2027, 5, 15)
GEOD = pyproj.Geod(ellps="WGS84")
ASSEN, ROLDE, GIETEN, BORGER = (6.5624, 52.9929), (6.6437, 52.9859), (6.7633, 53.0031), (6.7936, 52.9236)


@pytest.fixture(scope="module")
def planner(drenthe_dataset: Path) -> Planner:
    """The planner on the province."""
    opened = Planner.open(drenthe_dataset)
    if opened.manifest["region"] != "drenthe":
        pytest.skip("the province's extract is not here")
    opened.time_limit_s = 120.0  # a machine that is busy with other tests must not cut the search
    return opened


def fair(there: tuple[float, float], start: int, end: int, name: str = "fair") -> Event:
    at = dt.datetime.combine(DAY, dt.time())
    return Event(name, name, "market", at + dt.timedelta(hours=start), at + dt.timedelta(hours=end), there)


def arrival(tour, name: str = "fair") -> dt.datetime:
    (stop,) = [s for s in tour.stops if s.place_id == name]
    assert stop.leave is not None
    return stop.leave


def along_m(tour, there: tuple[float, float]) -> float:
    """Where the line comes nearest to a point, measured anew."""
    lon, lat = tour.coordinates.T
    _, _, away = GEOD.inv(lon, lat, np.full(len(lon), there[0]), np.full(len(lat), there[1]))
    _, _, steps = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    assert away.min() < 600
    return float(np.concatenate(([0.0], np.cumsum(steps)))[int(np.argmin(away))])


@pytest.mark.real
@pytest.mark.parametrize("km", [None, 45])
def test_a_tour_to_another_end_comes_by_the_event_in_time(planner: Planner, km: int | None) -> None:
    """From Assen to Borger over the fair at Gieten, direct or longer: there while it lasts, and at the end."""
    event = fair(GIETEN, 13, 16)
    tour = planner.tours(
        TourRequest(
            mode="fietsen", start=ASSEN, end=BORGER, events=(event,), date=DAY, distance_m=km and km * 1000.0
        )
    ).tours[0]
    assert event.start <= arrival(tour) <= event.end
    assert tour.tour_class == "one-way"
    assert along_m(tour, ASSEN) < along_m(tour, GIETEN) < along_m(tour, BORGER)
    if km:
        assert tour.length_m == pytest.approx(km * 1000, rel=0.05)


@pytest.mark.real
@pytest.mark.parametrize("network", ["free", "junctions"])
def test_a_loop_through_points_comes_by_the_event_in_time(planner: Planner, network: str) -> None:
    """Via points keep their order, the event is put where it fits; over the node network too."""
    event = fair(BORGER, 12, 14)
    found = planner.tours(
        TourRequest(
            mode="fietsen", start=ASSEN, via=(ROLDE, GIETEN), events=(event,), date=DAY, distance_m=70_000,
            network=network,
        )
    )  # fmt: skip
    tour = found.tours[0]
    assert event.start <= arrival(tour) <= event.end
    order = [along_m(tour, point) for point in (ROLDE, GIETEN)]
    assert all(a < b for a, b in pairwise(order))


@pytest.mark.real
def test_an_event_that_cannot_be_reached_in_time_is_told(planner: Planner) -> None:
    """Who sets out when the fair is nearly over gets the reason, not a tour that comes too late."""
    request = TourRequest(
        mode="wandelen", start=ASSEN, via=(ROLDE,), events=(fair(BORGER, 10, 11),), date=DAY,
        depart=dt.time(10), distance_m=50_000,
    )  # fmt: skip
    found = planner.tours(request)
    assert not found.tours
    assert found.reason == "event_missed"


@pytest.mark.real
def test_two_events_are_visited_in_the_order_of_their_hours(planner: Planner) -> None:
    """The one that ends first comes first, though it is the farther one."""
    first, second = fair(BORGER, 11, 12, "early"), fair(GIETEN, 13, 17, "late")
    tour = planner.tours(
        TourRequest(
            mode="fietsen", start=ASSEN, end=ASSEN, via=(ROLDE,), events=(second, first), date=DAY,
            depart=dt.time(9), distance_m=65_000,
        )
    ).tours[0]  # fmt: skip
    assert arrival(tour, "early") < arrival(tour, "late")
    for event in (first, second):
        assert event.start <= arrival(tour, event.event_id) <= event.end


@pytest.mark.real
def test_a_start_of_our_choice_is_near_the_event(planner: Planner) -> None:
    """Who leaves the start to us and names an event gets a loop that comes by it."""
    event = fair(GIETEN, 11, 17)
    tour = planner.tours(TourRequest(mode="fietsen", events=(event,), date=DAY, distance_m=30_000)).tours[0]
    assert event.start <= arrival(tour) <= event.end
    assert tour.tour_class == "loop"
