"""A plan asked again is not made again, and is never another's."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.plan_cache import PlanCache, key_of
from tests.app.conftest import parts
from tests.app.tiny import START

WISH: dict[str, Any] = {"mode": "fietsen", "start": START, "distance_km": 7, "themes": {"heide": 1}}


def planned(app: Flask) -> int:
    """How often the planner was asked."""
    return len(parts(app).datasets.current().planner.requests)  # type: ignore[attr-defined]


def test_same_request_is_planned_once(app: Flask, client: FlaskClient) -> None:
    """Asked again, in another spelling and another language, the planner rests; the answer is the same tour."""
    first = client.post("/api/v1/tours", json=WISH | {"lang": "nl"}).get_json()
    again = client.post("/api/v1/tours", json={"themes": {"heide": 1.0, "bos": 0}} | WISH | {"lang": "nl"})
    assert again.get_json() == first
    german = client.post("/api/v1/tours", json=WISH | {"lang": "de"}).get_json()
    assert german["features"][0]["id"] == first["features"][0]["id"]
    assert german["features"][0]["properties"]["title"] != first["features"][0]["properties"]["title"]
    assert planned(app) == 1


@pytest.mark.parametrize("change", [{"seed": 2}, {"distance_km": 8}, {"dog": True}, {"themes": {}}])
def test_another_request_is_planned(app: Flask, client: FlaskClient, change: dict[str, Any]) -> None:
    """Whatever shapes a tour makes another plan."""
    client.post("/api/v1/tours", json=WISH)
    client.post("/api/v1/tours", json=WISH | change)
    assert planned(app) == 2


def test_what_a_plan_depends_on_is_in_its_name() -> None:
    """Another dataset, another day's events or a closure is another plan."""
    names = {
        key_of("tour", {"mode": "fietsen"}, version, more)
        for version in ("v1", "v2")
        for more in ((), ("event",), ("closure",))
    }
    assert len(names) == 6


def test_plan_that_was_cut_short_is_not_kept() -> None:
    """A tour made in haste is made again when there is time."""
    cache = PlanCache()
    cache.keep("short", ([("a", {"complete": False})], None))
    cache.keep("whole", ([("a", {"complete": True})], "fewer_alternatives"))
    assert cache.find("short") is None
    assert cache.find("whole") == ([("a", {"complete": True})], "fewer_alternatives")


def test_memory_is_bounded() -> None:
    """The oldest plans go; one that was asked again stays."""
    cache = PlanCache()
    for number in range(512):
        cache.keep(str(number), ([], str(number)))
    cache.find("0")
    cache.keep("one more", ([], None))
    assert cache.find("0") is not None
    assert cache.find("1") is None


def test_redis_that_is_away_costs_nothing_but_the_cache() -> None:
    """Nobody listens there: plans are kept in memory."""
    cache = PlanCache("redis://127.0.0.1:1/0")
    cache.keep("here", ([], "no_tour"))
    assert cache.find("here") == ([], "no_tour")
    assert cache.find("elsewhere") is None
