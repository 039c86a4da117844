"""The agenda on the web: list, page, calendars, API; in the language of the reader, honest about uncertain dates."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from app.agenda.agenda import Agenda, current_agenda
from app.agenda.book import AgendaBook
from app.agenda.importing import Importer
from app.dataset import Dataset
from app.storage import Database
from app.storage.agenda import AgendaStore
from tests.app.agenda.conftest import calendar
from tests.app.agenda.test_importing import ALL_DAY, MOVED, WEEKLY
from tests.app.conftest import close, make_app, parts
from tests.app.tiny import SquarePlanner

HOSTILE = "uid;title;start;end;plaats;note\nbad;</script><b>'\"&Feest;2027-05-02T10:00;2027-05-02T11:00;Rolde;{{7*7}}\n"


@pytest.fixture
def app(seeded: Path, tmp_path: Path) -> Iterator[Flask]:
    """The app with a seed and some imported events."""
    static = tmp_path / "static"
    static.mkdir()
    names = (
        "site.css", "site.js", "agenda.css", "agenda.js", "icons.svg", "favicon.svg", "map-worker.js",
        "hanken-grotesk-latin-wght-normal.woff2",
    )  # fmt: skip
    (static / "manifest.json").write_text(json.dumps({name: name for name in names}))
    made = make_app(seeded, tmp_path)
    with made.app_context():
        importer = Importer(current_agenda(), parts(made).datasets.current(), dt.date(2027, 1, 1))
        importer.take(
            calendar(WEEKLY, MOVED, ALL_DAY + "STATUS:CANCELLED").encode(), source="test", who="tester"
        )
        importer.take(HOSTILE.encode(), source="test", who="tester")
    yield made
    close(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return BeautifulSoup(answer.data, "html.parser")


def test_the_list_tells_what_is_on_by_day(client: FlaskClient) -> None:
    """Below each day what begins on it, with hours, place, and a link that plans a ride there on that day."""
    soup = page(client, "/agenda?view=month&date=2027-03-15&lang=nl")
    assert [h.get_text(strip=True) for h in soup.select(".day h3")] == [
        "maandag 22 maart 2027",
        "dinsdag 30 maart 2027",
    ]
    second = soup.select(".event")[1]
    assert "11:00–13:00" in second.get_text()
    assert "Weekmarkt (Pasen)" in second.get_text()
    ride = second.select_one("a.event-ride")
    assert ride is not None
    assert re.fullmatch(r"/\?event=\w+\.20270329&date=2027-03-30&lang=nl", str(ride["href"]))


def test_an_uncertain_date_says_so_everywhere(client: FlaskClient) -> None:
    """List, page, calendar, JSON-LD and API: a date that a rule made is to be confirmed with the organiser."""
    listed = page(client, "/agenda?view=day&date=2027-11-08&lang=en").select_one(".event")
    assert listed is not None
    assert "Confirm with the organiser" in listed.get_text()
    soup = page(client, "/agenda/ganzenmarkt.20271108?lang=en")
    told = soup.get_text()
    assert "Goose Fair" in told
    assert "Confirm with the organiser" in told
    assert "second Monday of November" in told
    (data,) = soup.select("script[type='application/ld+json']")
    assert "has not confirmed it" in json.loads(data.get_text())["description"]
    for address in ("/agenda.ics?lang=en", "/agenda/ganzenmarkt.20271108.ics?lang=en"):
        entries = [
            e for e in Calendar.from_ical(client.get(address).data).walk("VEVENT") if "Goose" in e["SUMMARY"]
        ]
        assert {str(e["STATUS"]) for e in entries} == {"TENTATIVE"}
        assert all("Confirm with the organiser" in e["DESCRIPTION"] for e in entries)
    (feature,) = client.get("/api/v1/events?from=2027-11-01&to=2027-11-30").get_json()["features"]
    assert (feature["properties"]["certain"], feature["properties"]["status"]) == (False, "tentative")


def test_a_cancelled_event_is_told_and_cannot_be_ridden_to(client: FlaskClient) -> None:
    """It stays on the list, marked; there is no ride to it."""
    soup = page(client, "/agenda?view=day&date=2027-05-01&lang=nl")
    (event,) = soup.select(".event")
    assert "Afgelast" in event.get_text()
    assert event.select_one("a.event-ride") is None


def test_texts_of_others_cannot_break_the_page(client: FlaskClient) -> None:
    """Neither in the list, the page's data, the JSON-LD nor the calendar."""
    for path in ("/agenda?view=day&date=2027-05-02", "/agenda/bad.20270502"):
        soup = page(client, path)
        assert "'\"&Feest" in soup.get_text()
        assert soup.find("b") is None
        for block in soup.select("script[type]"):
            if block["type"] in ("application/json", "application/ld+json"):
                json.loads(block.get_text())
    assert b"{{7*7}}" in client.get("/agenda/bad.20270502").data


def test_filters_narrow_the_list(client: FlaskClient) -> None:
    """By kind, by words, by nearness to a place; a place that nobody knows is told."""
    month = "/agenda?view=month&date=2027-03-01&lang=nl"
    assert len(page(client, f"{month}&category=market").select(".event")) == 2
    assert page(client, f"{month}&category=music").select(".event") == []
    assert len(page(client, f"{month}&q=pasen").select(".event")) == 1
    assert len(page(client, f"{month}&near=Rolde&within=5").select(".event")) == 2
    assert page(client, f"{month}&near=Eén&within=5").select(".event") == []
    assert (
        "Nergenshuizen" in page(client, f"{month}&near=Nergenshuizen").select_one("#near-unknown").get_text()
    )  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "query", ["view=year&date=gisteren", "page=9999999&within=x", "date=9999-12-31&view=week", "page=-1"]
)
def test_a_query_that_cannot_be_meant_shows_the_usual_list(client: FlaskClient, query: str) -> None:
    """A mistyped address is no error."""
    assert page(client, f"/agenda?{query}").find("h1") is not None


def test_an_event_without_its_day_leads_to_the_next_one(client: FlaskClient) -> None:
    """The series' own address, and a day that is no longer one of it, lead to an occurrence; nonsense is a 404."""
    for path in ("/agenda/ganzenmarkt", "/agenda/ganzenmarkt.20270101"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert re.match(r"/agenda/ganzenmarkt\.\d{8}\?", answer.headers["Location"])
    page(client, "/agenda/nothing", 404)
    assert client.get("/agenda/nothing.20270101.ics").status_code == 404


def test_what_the_feed_tells_is_what_is_on(
    app: Flask, client: FlaskClient, seeded: Path, tmp_path: Path
) -> None:
    """Read back into an empty agenda, the calendar gives the same occurrences: hours, moves, cancellations."""
    dataset = Dataset.open(seeded, SquarePlanner.open)
    with app.app_context():
        first = current_agenda().book(dataset)
    database = Database(f"sqlite:///{tmp_path / 'second.sqlite'}")
    second = Agenda(AgendaStore(database))
    report = Importer(second, dataset, dt.date(2027, 1, 1)).take(
        client.get("/agenda.ics").data, source="feed", who="tester"
    )
    assert report.count("refused") == 0

    def told(book: AgendaBook) -> list[tuple[object, ...]]:
        found = book.between(dt.date(2027, 1, 1), dt.date(2028, 12, 31))
        return [
            (o.occurrence_id, o.start, o.end, o.status, o.event.certain, o.event.title["nl"]) for o in found
        ]

    assert told(second.book(dataset)) == told(first)
    assert len(told(first)) == 7
    database.close()


def test_one_occurrence_goes_into_a_calendar_with_its_zone(client: FlaskClient) -> None:
    """The file holds one event at its own hours, and describes the time zone."""
    made = Calendar.from_ical(client.get("/agenda/bad.20270502.ics").data)
    (entry,) = made.walk("VEVENT")
    assert entry["DTSTART"].dt.isoformat() == "2027-05-02T10:00:00+02:00"
    assert [str(zone["TZID"]) for zone in made.walk("VTIMEZONE")] == ["Europe/Amsterdam"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("from=2027-03-01&to=2027-03-31", ["20270322", "20270329"]),
        ("from=2027-03-22&to=2027-03-22", ["20270322"]),
        ("from=2027-03-01&to=2027-03-31&bbox=6.0,52.0,6.1,52.1", []),
        ("from=2027-03-01&to=2027-03-31&q=weekm&category=market", ["20270322", "20270329"]),
        ("from=2027-05-01&to=2027-05-01&cancelled=false", []),
        ("from=2027-11-01&to=2027-11-30&regional=true", ["20271108"]),
    ],
)
def test_events_of_the_api(client: FlaskClient, query: str, ids: list[str]) -> None:
    """By day, area, words, category; as GeoJSON."""
    answer = client.get(f"/api/v1/events?{query}").get_json()
    assert [feature["id"].rpartition(".")[2] for feature in answer["features"]] == ids
    assert answer["matched"] == len(ids)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2027-02-30", "from"), ("from=2027-03-01&to=2027-02-01", "to"), ("bbox=1,2,3", "bbox"),
        ("from=2027-01-01&to=2029-01-01", "to"), ("category=nonsense", "category"), ("limit=0", "limit"),
        ("form=2027-01-01", "form"),
    ],
)  # fmt: skip
def test_bad_queries_of_the_api_are_named(client: FlaskClient, query: str, field: str) -> None:
    """422 with the field, never a guess."""
    answer = client.get(f"/api/v1/events?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_empty_period_names_what_comes_first(client: FlaskClient) -> None:
    """Where nothing is on, the list tells the first events to come after it, with a link to each."""
    page = BeautifulSoup(client.get("/agenda?view=day&date=2027-04-20&lang=nl").data, "html.parser")
    assert not page.select(".event")
    links = page.select(".soonest a")
    assert 1 <= len(links) <= 3
    assert all(client.get(link["href"]).status_code == 200 for link in links)
