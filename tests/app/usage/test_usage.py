"""Counts of what was asked: right, anonymous, for officers alone."""

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.errors import StorageUnavailable
from app.storage import Database, UsageStore
from app.usage.counting import Tally, tally_of
from tests.app.accounts.people import make_account, sign_in
from tests.app.conftest import parts
from tests.app.tiny import START

WISH = {"mode": "fietsen", "start": START, "distance_km": 7, "themes": {"heide": 1}}
TODAY = dt.datetime.now(dt.UTC).date()


def counts(app: Flask) -> dict[tuple[str, str], int]:
    """Everything counted so far."""
    store = UsageStore(parts(app).database)
    tally_of(app).write(store)
    return {(what, subject): count for _, what, subject, count in store.rows(TODAY - dt.timedelta(1), TODAY)}


@pytest.mark.usefixtures("front_end")
def test_plans_looks_and_downloads_are_counted(app: Flask, client: FlaskClient) -> None:
    """Two plans, a look and a download leave their counts and nothing about who asked."""
    tour = client.post("/api/v1/tours", json=WISH).get_json()["features"][0]["id"]
    client.post("/api/v1/tours", json=WISH)
    client.get(f"/tours/{tour}")
    client.get(f"/api/v1/tours/{tour}.gpx")
    found = counts(app)
    assert found[("plan", "fietsen")] == 2
    assert found[("plan theme", "heide")] == 2
    assert found[("view tour", tour)] == 1
    assert found[("download", "gpx")] == found[("download tour", tour)] == 1
    told = " ".join(subject for _, subject in found)
    assert "127.0.0.1" not in told
    assert str(START[0]) not in told


def test_reading_the_api_counts_nothing(app: Flask, client: FlaskClient) -> None:
    """Looking around is not planning."""
    client.get("/api/v1/region")
    client.post("/api/v1/tours", json={"mode": "fietsen", "start": [0, 0]})
    assert counts(app) == {}


@pytest.mark.usefixtures("front_end")
def test_page_and_table_are_for_officers(app: Flask, client: FlaskClient) -> None:
    """An officer sees the village and theme by name, and gets the same as a table; others are led to sign in."""
    client.post("/api/v1/tours", json=WISH)
    assert client.get("/desk/usage", headers={"Accept": "application/json"}).status_code == 401
    sign_in(client, make_account(app, "officer").email)
    text = client.get("/desk/usage?days=7&lang=en").get_data(as_text=True)
    assert "Heath" in text
    assert ">1</td>" in text
    table = client.get("/desk/usage.csv").get_data(as_text=True).splitlines()
    assert table[0] == "day,what,subject,count"
    assert f"{TODAY.isoformat()},plan,fietsen,1" in table


def test_counts_of_several_writers_add_up(tmp_path: Path) -> None:
    """Two processes that count the same thing do not overwrite each other."""
    databases = [Database(f"sqlite:///{tmp_path / 'kept.sqlite'}") for _ in range(2)]
    for database in databases:
        for _ in range(3):
            UsageStore(database).add({(TODAY, "plan", "fietsen"): 2})
    store = UsageStore(databases[0])
    assert store.by_day("plan", TODAY, TODAY) == {TODAY: 12}
    assert [(item.subject, item.count) for item in store.top("plan", TODAY, TODAY)] == [("fietsen", 12)]
    for database in databases:
        database.close()


def test_counts_wait_for_a_database_that_is_away(tmp_path: Path) -> None:
    """What cannot be written now is written the next time."""

    class Away(UsageStore):
        def add(self, counts: object) -> None:  # type: ignore[override]
            """Be away."""
            raise StorageUnavailable("away")

    database = Database(f"sqlite:///{tmp_path / 'kept.sqlite'}")
    tally = Tally()
    tally.add([("plan", "wandelen")])
    tally.write(Away(database))
    tally.write(UsageStore(database))
    assert UsageStore(database).by_day("plan", TODAY, TODAY) == {TODAY: 1}
    database.close()


@pytest.mark.usefixtures("front_end")
@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_privacy_page(client: FlaskClient, language: str) -> None:
    """It is there in each language, and what it says of cookies is true."""
    answer = client.get(f"/privacy?lang={language}")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
