"""Limits, figures and logs of the running app."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.operations.logs import JsonLines
from app.settings import SettingInvalid, Settings
from tests.app.conftest import close, make_app
from tests.app.tiny import START

WISH = {"mode": "fietsen", "start": START, "distance_km": 7}
Make = Callable[..., FlaskClient]


@pytest.fixture
def make(data: Path, tmp_path: Path) -> Iterator[Make]:
    """Makes apps with settings and gives a client of each."""
    made: list[Flask] = []

    def _make(**config: object) -> FlaskClient:
        made.append(make_app(data, tmp_path, **config))
        return made[-1].test_client()

    yield _make
    for app in made:
        close(app)


def test_asking_too_often_is_told_in_the_clients_language(make: Make) -> None:
    """Beyond the rate the answer is 429 with when to ask again; reading goes on."""
    client = make(RONDJE_RATE_TOURS=2)
    answers = [client.post("/api/v1/tours", json=WISH, headers={"Accept-Language": "nl"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].content_type == "application/problem+json"
    assert int(answers[2].headers["Retry-After"]) >= 0
    assert "wacht een minuut" in answers[2].get_json()["detail"]
    assert client.get("/api/v1/region").status_code == 200


def test_rates_are_each_clients_own(make: Make) -> None:
    """One address that asks too often does not shut out another."""
    client = make(RONDJE_RATE_TOURS=1)
    first, second = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}
    assert client.post("/api/v1/tours", json=WISH, environ_base=first).status_code == 200
    assert client.post("/api/v1/tours", json=WISH, environ_base=first).status_code == 429
    assert client.post("/api/v1/tours", json=WISH, environ_base=second).status_code == 200


def test_forwarded_addresses_are_believed_only_behind_a_proxy(make: Make) -> None:
    """Without a proxy a made-up X-Forwarded-For gives no second chance; with one it names the client."""
    client = make(RONDJE_RATE_TOURS=1)
    assert client.post("/api/v1/tours", json=WISH).status_code == 200
    assert (
        client.post("/api/v1/tours", json=WISH, headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 429
    )
    behind = make(RONDJE_RATE_TOURS=1, RONDJE_PROXIES=1)
    for number in (1, 2):
        given = {"X-Forwarded-For": f"192.0.2.{number}"}
        assert behind.post("/api/v1/tours", json=WISH, headers=given).status_code == 200


def test_figures_count_what_was_asked(make: Make) -> None:
    """Requests by route and status, latency, the queue and the dataset's age stand in Prometheus's format."""
    client = make()
    client.get("/api/v1/region")
    client.get("/api/v1/tours/nope")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'rondje_requests_total{method="GET",route="/api/v1/region",status="200"} 1.0' in text
    assert 'route="/api/v1/tours/<name>",status="404"' in text
    assert "rondje_request_seconds_bucket" in text
    assert "rondje_heavy_waiting 0.0" in text


def test_figures_are_not_for_everyone(make: Make) -> None:
    """From another machine only the token opens them."""
    elsewhere = {"REMOTE_ADDR": "192.0.2.1"}
    assert make().get("/metrics", environ_base=elsewhere).status_code == 403
    client = make(RONDJE_METRICS_TOKEN="open sesame")
    assert client.get("/metrics").status_code == 403
    given = {"Authorization": "Bearer open sesame"}
    assert client.get("/metrics", environ_base=elsewhere, headers=given).status_code == 200


def test_log_lines_are_json_without_personal_data(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    """A line tells route, status and duration; neither the address nor the coordinates of the query."""
    client = make()
    with caplog.at_level(logging.INFO, "rondje.request"):
        client.get(
            "/api/v1/isochrones?lon=6.51234&lat=52.51234&mode=fietsen&minutes=30",
            environ_base={"REMOTE_ADDR": "192.0.2.77"},
        )
    line = JsonLines().format(next(record for record in caplog.records if record.name == "rondje.request"))
    told = json.loads(line)
    assert (told["method"], told["route"], told["status"]) == ("GET", "/api/v1/isochrones", 200)
    assert told["request_id"]
    assert "6.5123" not in line
    assert "192.0.2.77" not in line


def test_production_needs_a_secret() -> None:
    """Without one, or with a short one, the app does not start and says how to make one."""
    for values in ({"RONDJE_ENV": "production"}, {"RONDJE_ENV": "production", "RONDJE_SECRET": "short"}):
        with pytest.raises(SettingInvalid, match="RONDJE_SECRET needs at least 32"):
            Settings.read(values)
    assert Settings.read({"RONDJE_ENV": "production", "RONDJE_SECRET": "x" * 32}).production
    assert Settings.read({}).secret != Settings.read({}).secret


def test_secrets_are_not_shown() -> None:
    """Printing the settings, as in an error report, gives no secret away."""
    shown = repr(Settings.read({"RONDJE_SECRET": "hush" * 10, "REDIS_URL": "redis://:pass@localhost"}))
    assert "hush" not in shown
    assert "pass" not in shown
