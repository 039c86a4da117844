"""What if: facilities added, gone and moved, seen at once and for what they are."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.desk.bodies import DeskCoverageBody
from app.desk.coverage import find
from tests.app.conftest import parts
from tests.app.desk.conftest import described

CALL = "/api/v1/desk/coverage"
ASKED: dict[str, Any] = {"facility": "toilet", "mode": "wandelen", "norm_m": 4000}


def ask(client: FlaskClient, **more: Any) -> dict[str, Any]:
    """What the desk finds."""
    answer = client.post(CALL, json=ASKED | more)
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


def test_answers_are_as_described(visitor: FlaskClient) -> None:
    """Gaps, proposals, whom the longest concern and how sure they are: in the form that the description tells."""
    answer = visitor.post(CALL, json=ASKED | {"sites": 2, "details": 3})
    described(visitor, answer, "/desk/coverage", "post")
    found = answer.get_json()
    assert len(found["details"]) == 3
    assert len(found["sites"]) == 2
    lengths = [f["properties"]["length_m"] for f in found["features"]]
    assert lengths == sorted(lengths, reverse=True)
    assert sum(lengths) == pytest.approx(found["summary"]["gap_m"], abs=len(lengths))


def test_a_proposed_place_closes_what_it_promises(visitor: FlaskClient) -> None:
    """Put on the map as a what-if, the first proposal closes as many metres as was told."""
    now = ask(visitor, sites=1)
    (site,) = now["sites"]
    then = ask(visitor, added=[site["geometry"]["coordinates"]])
    closed = now["summary"]["gap_m"] - then["summary"]["gap_m"]
    assert closed == pytest.approx(site["properties"]["closed_m"], abs=2)


def test_moving_is_taking_away_and_placing(visitor: FlaskClient) -> None:
    """A facility that is taken away and put where it stood changes nothing; gone for good, gaps grow or stay."""
    facilities = visitor.get("/api/v1/desk/facilities?facility=toilet&mode=wandelen")
    described(visitor, facilities, "/desk/facilities", "get")
    one = next(f for f in facilities.get_json()["features"] if f["properties"]["on_network"])
    now = ask(visitor)["summary"]["gap_m"]
    moved = ask(visitor, removed=[one["id"]], added=[one["geometry"]["coordinates"]])["summary"]["gap_m"]
    gone = ask(visitor, removed=[one["id"]])["summary"]["gap_m"]
    assert moved == pytest.approx(now, abs=1)
    assert gone >= now


def test_without_lines_the_figures_are_the_same(visitor: FlaskClient) -> None:
    """The quick answer that changes figures at once says what the full one says."""
    quick = ask(visitor, lines=False)
    assert quick["features"] == []
    assert quick["summary"] == ask(visitor)["summary"]


def test_a_placed_one_off_the_network_is_told(visitor: FlaskClient, desk_app: Flask) -> None:
    """Far from every way it serves nobody, and the answer says which."""
    west, south, *_ = parts(desk_app).datasets.current().bbox
    far = [west - 0.2, south - 0.2]
    found = ask(visitor, added=[far])
    assert found["summary"]["added_off_network"] == [far]
    assert found["summary"]["gap_m"] == ask(visitor)["summary"]["gap_m"]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"facility": "castle"}, "facility"),
        ({"norm_m": 0}, "norm_m"),
        ({"norm_m": 1e9}, "norm_m"),
        ({"municipality": "Atlantis"}, "municipality"),
        ({"removed": ["nobody"]}, "removed"),
        ({"added": [[200, 0]]}, "added.0"),
        ({"sites": 51}, "sites"),
    ],
)
def test_what_cannot_be_meant_is_named(visitor: FlaskClient, wish: dict[str, Any], field: str) -> None:
    """The field is named, and nothing else happens."""
    answer = visitor.post(CALL, json=ASKED | wish)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.get_json()["errors"]}


def test_the_desk_and_the_api_say_the_same(visitor: FlaskClient, desk_app: Flask) -> None:
    """The figures are those of the coverage itself."""
    body = DeskCoverageBody.model_validate(ASKED)
    found = find(parts(desk_app).datasets.current(), body).coverage
    assert ask(visitor)["summary"]["gap_m"] == pytest.approx(found.gap_m, abs=0.1)


PAGES = (
    "/desk", "/desk/overview", "/desk/health", "/desk/routes", "/desk/parks", "/desk/closures", "/desk/assets",
    "/desk/report", "/desk/compare", "/field-reports/new", "/ogc",
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "language"), [*((path, "nl") for path in PAGES), ("/desk", "en"), ("/desk/overview", "de")]
)
def test_every_page_shows(visitor: FlaskClient, path: str, language: str) -> None:
    """Each page of the desk shows, in the language asked for, with one heading."""
    answer = visitor.get(f"{path}?lang={language}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
