"""Planning takes events from the live agenda: those of the day, while they last, not the cancelled ones."""

import datetime as dt
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.agenda.agenda import Agenda
from app.agenda.importing import Importer
from app.api.schemas import TourBody
from app.dataset import Dataset
from app.planning import plan_tours
from app.storage import Database
from app.storage.agenda import AgendaStore
from tests.app.conftest import close, make_app, parts
from tests.app.tiny import START

WISH = {"mode": "fietsen", "start": START, "distance_km": 7}
MARKETS = "uid;title;start;end;plaats;rrule;status\n" + "\n".join(
    [
        "m1;Weekmarkt;2027-05-01T10:00;2027-05-01T12:00;Rolde;FREQ=WEEKLY;",
        "m2;Braderie;2027-05-15T11:00;2027-05-15T17:00;Assen;;",
        "m3;Veiling;2027-05-15T11:00;2027-05-15T17:00;Assen;;afgelast",
    ]
)


@pytest.fixture
def app(data: Path, tmp_path: Path) -> Flask:
    made = make_app(data, tmp_path)
    with made.app_context():
        from app.agenda.agenda import current_agenda  # noqa: PLC0415

        dataset = parts(made).datasets.current()
        Importer(current_agenda(), dataset, dt.date(2027, 1, 1)).take(
            MARKETS.encode(), source="test", who="tester"
        )
    yield made
    close(made)


def asked(app: Flask) -> list[tuple[str, str]]:
    """Id and beginning of the events that reached the planner last."""
    request = parts(app).datasets.current().planner.requests[-1]  # type: ignore[attr-defined]
    return [(e.event_id, e.start.isoformat()) for e in (*request.events, *request.agenda)]


def test_the_days_events_reach_the_planner(app: Flask) -> None:
    """A themed wish for a day gets that day's events, the recurring one among them, the cancelled one not."""
    client = app.test_client()
    wish = WISH | {"themes": {"cultuur": 1}}
    client.post("/api/v1/tours", json=wish | {"date": "2027-05-15"})
    assert asked(app) == [("m1.20270515", "2027-05-15T10:00:00"), ("m2.20270515", "2027-05-15T11:00:00")]
    client.post("/api/v1/tours", json=wish | {"date": "2027-05-16"})
    assert asked(app) == []


@pytest.mark.parametrize(
    ("events", "date", "expected"),
    [
        (["m1.20270508"], "2027-05-08", "m1.20270508"),
        (["m1"], "2027-05-08", "m1"),
        (["m2"], None, "m2"),
        (["m2.20270515"], None, "m2.20270515"),
    ],
)
def test_an_event_is_named_by_its_day_or_by_itself(
    app: Flask, events: list[str], date: str | None, expected: str
) -> None:
    """The id of an occurrence, or the event's own and the day of the tour."""
    answer = app.test_client().post("/api/v1/tours", json=WISH | {"events": events, "date": date})
    assert answer.status_code == 200
    assert [name for name, _ in asked(app)] == [expected]


@pytest.mark.parametrize(
    ("events", "date", "told"),
    [
        (["m1"], None, "give the date"),
        (["m1"], "2027-05-09", "not on 2027-05-09"),
        (["m3"], "2027-05-15", "cancelled"),
        (["m3.20270515"], None, "cancelled"),
        (["m1.20270509"], "2027-05-09", "not on that day"),
        (["nothing"], None, "no event"),
        (["nothing.20270515"], None, "no event"),
        (["old"], None, "was over on 2020-05-01"),
    ],
)
def test_an_event_that_is_not_on_is_refused_by_name(
    app: Flask, events: list[str], date: str | None, told: str
) -> None:
    """Cancelled, over, on another day or unknown: 422 says which and why."""
    with app.app_context():
        from app.agenda.agenda import current_agenda  # noqa: PLC0415

        Importer(current_agenda(), parts(app).datasets.current(), dt.date(2020, 1, 1)).take(
            b"uid;title;start;plaats\nold;Oud;2020-05-01;Assen\n", source="test", who="tester"
        )
    answer = app.test_client().post("/api/v1/tours", json=WISH | {"events": events, "date": date})
    assert answer.status_code == 422
    (error,) = answer.get_json()["errors"]
    assert error["field"].startswith("events")
    assert told in error["detail"]


def test_a_changed_agenda_is_seen_at_once(app: Flask, client: FlaskClient) -> None:
    """What is imported while the server runs counts from the next request on, in other processes too."""
    wish = WISH | {"themes": {"cultuur": 1}, "date": "2027-05-15"}
    app.test_client().post("/api/v1/tours", json=wish)
    other = Agenda(AgendaStore(Database(parts(app).settings.database_url)))
    Importer(other, parts(app).datasets.current(), dt.date(2027, 1, 1)).take(
        b"uid;title;start;plaats\nm4;Kermis;2027-05-15;Rolde\n", source="test", who="tester"
    )
    assert other.store is not None
    other.store.database.close()
    app.test_client().post("/api/v1/tours", json=wish)
    assert "m4.20270515" in [name for name, _ in asked(app)]


@pytest.mark.real
def test_a_themed_tour_arrives_within_the_window_and_the_day_after_there_is_none(
    drenthe_dataset: Path, tmp_path: Path
) -> None:
    """On the real province: a tour past culture on the market's day comes while it lasts, not a day later."""
    dataset = Dataset.open(drenthe_dataset)
    if dataset.manifest["region"] != "drenthe":
        pytest.skip("the province's extract is not here")
    # A machine that is busy with other tests must not cut the search.
    dataset.planner.time_limit_s = 120.0  # type: ignore[attr-defined]
    database = Database(f"sqlite:///{tmp_path / 'agenda.sqlite'}")
    agenda = Agenda(AgendaStore(database))
    Importer(agenda, dataset, dt.date(2027, 1, 1)).take(
        b"uid;title;start;end;plaats;category\n"
        b"klank;Klankfestival Rolde;2027-06-12T11:00;2027-06-12T15:00;Rolde;music\n",
        source="test",
        who="tester",
    )
    wish = {
        "mode": "fietsen",
        "start": [6.5624, 52.9929],
        "distance_km": 40,
        "themes": {"cultuur": 1},
        "depart": "10:00",
    }

    def planned(day: str) -> list[tuple[str, dict[str, object]]]:
        body = TourBody.model_validate_json(json.dumps(wish | {"date": day, "depart": "10:00"}))
        return [(name, dict(record)) for name, record in plan_tours(dataset, body, agenda=agenda).tours]

    def events(tours: list[tuple[str, dict[str, object]]]) -> list[dict[str, str]]:
        return [stop for _, record in tours for stop in record["stops"] if stop["kind"] == "event"]  # type: ignore[attr-defined]

    first, second = planned("2027-06-12"), planned("2027-06-13")
    (stop,) = [stop for stop in events(first) if stop["name"] == "Klankfestival Rolde"]
    assert "2027-06-12T11:00" <= stop["leave"] <= "2027-06-12T15:00"
    assert [stop for stop in events(second) if stop["name"] == "Klankfestival Rolde"] == []
    assert planned("2027-06-12") == first
    database.close()


@pytest.mark.real
def test_an_uncertain_date_is_warned_of(drenthe_dataset: Path) -> None:
    """A tour to an event whose date a rule made says: confirm it with the organiser."""
    dataset = Dataset.open(drenthe_dataset)
    book = Agenda(None).book(dataset)
    doubtful = [o for o in book.between(dt.date(2027, 1, 1), dt.date(2027, 12, 31)) if not o.event.certain]
    if not doubtful:
        pytest.skip("the seed has no event made by a rule")
    occurrence = doubtful[0]
    near = [round(occurrence.event.lon + 0.02, 4), round(occurrence.event.lat, 4)]
    body = {"mode": "fietsen", "start": near, "distance_km": 20, "events": [occurrence.occurrence_id],
            "date": occurrence.first_day.isoformat()}  # fmt: skip
    planned = plan_tours(dataset, TourBody.model_validate_json(json.dumps(body)))
    (_, record), *_ = planned.tours
    assert "event_unconfirmed" in [warning["code"] for warning in record["warnings"]]
