"""The catalogue: what the batch plans, what is worth showing, and how it is shown."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app import batches
from app.catalogue import batch
from app.catalogue.publish import publish
from app.catalogue.selection import Chosen, cells_of, select
from app.catalogue.tasks import Task, Village, tasks_of, villages_of
from app.catalogue.text import paragraph
from app.dataset import Dataset, find_version
from routing.themes import themes
from tests.app.conftest import parts
from tests.app.tiny import START, SquarePlanner

HERE = Village("n1", "Midden", *START, 100)


def square(lon: float, lat: float, size: float = 0.02) -> list[list[float]]:
    """A round trip along four sides."""
    return [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]


def result(number: int, coordinates: list[list[float]], **change: Any) -> dict[str, Any]:
    """A batch result with what the selection looks at."""
    record = {
        "class": "loop",
        "complete": True,
        "length_error": 0.01,
        "length_m": 8000.0,
        "repeated_m": 0.0,
        "traffic_stress": {"car_free": 8000.0},
        "themes": {"heide": {"metres": 1000.0 + number, "stops": 0}},
        "coordinates": coordinates,
    } | change
    task = {"mode": "fietsen", "theme": "heide", "km": 8, "village": {"place_id": f"n{number}", "name": "X"}}
    return {"task": task, "tour": {"id": f"tour{number:03d}", "record": record}}


def test_tours_that_share_their_way_are_shown_once() -> None:
    """Of two tours along the same ways the better one is shown; one elsewhere beside it."""
    same, other = square(6.5, 52.8), square(6.7, 52.8)
    chosen = select([result(1, same), result(2, same[::-1]), result(3, other)], 10)
    assert [item.result["tour"]["id"] for item in chosen] == ["tour003", "tour002"]


@pytest.mark.parametrize(
    "change",
    [
        {"class": "lollipop"},
        {"complete": False},
        {"length_error": 0.2},
        {"themes": {"heide": {"metres": 0.0, "stops": 0}}},
    ],
)
def test_poor_tours_are_not_shown(change: dict[str, Any]) -> None:
    """No loop, cut short, far from its length, or nothing of its theme: not for the catalogue."""
    assert select([result(1, square(6.5, 52.8), **change)], 10) == []


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=40), st.integers(1, 20)
)
def test_chosen_tours_differ_whatever_there_is(corners: list[tuple[int, int]], most: int) -> None:
    """No more than asked, no two that share more than half of the shorter, the same whatever the order."""
    found = [result(i, square(6.5 + x / 100, 52.8 + y / 100)) for i, (x, y) in enumerate(corners)]
    chosen = select(found, most)
    assert 1 <= len(chosen) <= most
    cells = [cells_of(item.result["tour"]["record"]["coordinates"]) for item in chosen]
    for i, one in enumerate(cells):
        for other in cells[:i]:
            assert len(one & other) <= 0.5 * min(len(one), len(other))
    assert [item.result["tour"]["id"] for item in select(found[::-1], most)] == [
        item.result["tour"]["id"] for item in chosen
    ]


def test_cells_do_not_depend_on_direction_or_density() -> None:
    """The same way, ridden back or drawn with more points, passes the same squares but for corners touched."""
    line = [[6.5, 52.8], [6.52, 52.81]]
    dense = [[6.5 + 0.02 * i / 50, 52.8 + 0.01 * i / 50] for i in range(51)]
    one, other = cells_of(line), cells_of(dense[::-1])
    assert len(one ^ other) <= 0.3 * len(one)


def test_villages_spread_over_the_region(data: Path) -> None:
    """Those asked for are settlements of the dataset, none twice, the same each time."""
    version = find_version(data)
    assert version is not None
    chosen = villages_of(version, 5)
    assert len({village.place_id for village in chosen}) == len(chosen) >= 1
    assert chosen == villages_of(version, 5)


def test_every_theme_of_the_mode_is_tried() -> None:
    """A village gets a task for each theme, mode and length, and each task a file of its own."""
    tasks = tasks_of([HERE], list(themes().values()))
    assert {task.mode for task in tasks} == {"fietsen", "wandelen"}
    assert {task.theme for task in tasks} == set(themes())
    assert len({task.key for task in tasks}) == len(tasks)
    assert all(Task.from_json(json.loads(json.dumps(task.as_json()))) == task for task in tasks)


@pytest.fixture
def planned(app: Flask, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Results of a small batch on the tiny dataset, made by what a worker runs."""
    version = find_version(data)
    assert version is not None
    dataset = Dataset.open(version, SquarePlanner.open)
    monkeypatch.setattr(batches, "dataset_at", lambda _folder: dataset)
    folder = tmp_path / "batch"
    folder.mkdir()
    batch.do(str(version), str(folder), [task.as_json() for task in small_batch()])
    return folder


def small_batch() -> list[Task]:
    """Two tours from the same place."""
    return [Task(HERE, "fietsen", "heide", 7), Task(HERE, "wandelen", "heide", 6)]


def test_batch_goes_on_where_it_stopped(planned: Path, app: Flask) -> None:
    """A result that is there is not made again; one of another dataset, or cut off, is."""
    version = parts(app).datasets.current().version
    task, other = small_batch()
    before = (planned / f"{task.key}.json").stat().st_mtime_ns
    (planned / f"{other.key}.json").write_text('{"made_of"')
    assert batch.is_done(planned, task, version)
    assert not batch.is_done(planned, task, "another version")
    assert not batch.is_done(planned, other, version)
    batch.do("", str(planned), [task.as_json(), other.as_json()])
    assert (planned / f"{task.key}.json").stat().st_mtime_ns == before
    assert batch.is_done(planned, other, version)
    assert not list(planned.glob("*.part"))


@pytest.fixture
def shown(planned: Path, app: Flask) -> list[str]:
    """Ids of the published catalogue."""
    version = parts(app).datasets.current().version
    chosen = [Chosen(item, 0.5) for item in batch.results(planned, small_batch(), version)]
    assert chosen
    publish(parts(app).database, chosen)
    return [item.result["tour"]["id"] for item in chosen]


@pytest.mark.usefixtures("front_end")
def test_page_shows_and_filters(client: FlaskClient, shown: list[str]) -> None:
    """Each tour has a card with its link; a filter leaves those that fit; nonsense in the address shows all."""
    assert len(shown) == 2
    text = client.get("/catalogue?lang=nl").get_data(as_text=True)
    assert all(f'href="/tours/{tour_id}' in text for tour_id in shown)
    text = client.get("/catalogue?mode=wandelen").get_data(as_text=True)
    assert [tour_id for tour_id in shown if f'href="/tours/{tour_id}' in text] == shown[1:]
    assert client.get("/catalogue?longest_km=much").status_code == 200
    assert all(client.get(f"/tours/{tour_id}").status_code == 200 for tour_id in shown)


def test_call_lists_the_tours(client: FlaskClient, shown: list[str]) -> None:
    """Programs get the same tours with a line and a text; an unknown theme is refused."""
    features = client.get("/api/v1/catalogue?mode=fietsen&lang=en").get_json()["features"]
    assert [feature["id"] for feature in features] == shown[:1]
    assert features[0]["properties"]["text"].startswith("A ride of ")
    assert client.get("/api/v1/catalogue?theme=moon").status_code == 422


@pytest.mark.usefixtures("front_end")
def test_search_engines_find_every_tour(client: FlaskClient, shown: list[str]) -> None:
    """The sitemap is XML that lists each tour; robots.txt leads to it."""
    tree = ElementTree.fromstring(client.get("/sitemap.xml").get_data())
    found = [element.text or "" for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert all(any(address.endswith(f"/tours/{tour_id}") for address in found) for tour_id in shown)
    assert "/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)


@pytest.mark.usefixtures("front_end")
def test_page_without_a_catalogue(client: FlaskClient) -> None:
    """Before the first batch the page leads to the planner."""
    assert 'href="/?lang=nl"' in client.get("/catalogue?lang=nl").get_data(as_text=True)


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_text_tells_the_facts(language: str, app: Flask, shown: list[str]) -> None:
    """The sentences hold the length, the start and the theme, each ends with a full stop, no brace is left."""
    kept = parts(app).storage.find(shown[0])
    assert kept is not None
    title = themes()["heide"].title[language]
    text = paragraph(kept.record, language, "heide", title)
    assert "km" in text
    assert text.endswith(".")
    assert "{" not in text
