"""Finding things by what people type."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rapidfuzz.distance import OSA

from app.errors import StorageUnavailable
from app.search import NameIndex, Names
from app.search.keys import Keys, slips_allowed
from app.search.spelling import words
from tests.app.conftest import close, make_app

NAMES = [
    "Assen", "Rolde", "Norg", "IJde", "Sint Jansstraat", "St. Annastraat", "Hoofdstraat", "Burg. Jonkerstraat",
    "'t Haantje", "Fochteloërveen", "Drouwenerzand", "Drentsche Aa", "De Wieden", "Hunebed D27", "12-45",
    "Nieuw-Amsterdam", "Wapserveen", "Eén", "Nationaal Park Dwingelderveld", "Café de Brink", "Brink", "Brinkstraat",
    "Zeijen",
]  # fmt: skip
INDEX = NameIndex([Names([name]) for name in NAMES])


def best(typed: str, index: NameIndex = INDEX, names: list[str] = NAMES) -> list[str]:
    """Names that are found, the surest first."""
    scores = index.score(typed).tolist()
    found = sorted((-score, place) for place, score in enumerate(scores) if score > 0)
    return [names[place] for _, place in found]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("assen", "Assen"), ("asen", "Assen"), ("assne", "Assen"), ("aassen", "Assen"),
        ("nrog", "Norg"), ("yde", "IJde"), ("ijde", "IJde"), ("Ĳde", "IJde"),
        ("st jansstraat", "Sint Jansstraat"), ("St. Jansstr.", "Sint Jansstraat"), ("sint annastr", "St. Annastraat"),
        ("hoofdstr", "Hoofdstraat"), ("hoofdtsraat", "Hoofdstraat"), ("burgemeester jonkerstr", "Burg. Jonkerstraat"),
        ("haantje", "'t Haantje"), ("t haantje", "'t Haantje"), ("het haantje", "'t Haantje"),
        ("fochteloerveen", "Fochteloërveen"), ("fochtelorveen", "Fochteloërveen"),
        ("drouwener zand", "Drouwenerzand"), ("drentse aa", "Drentsche Aa"), ("wieden", "De Wieden"),
        ("hunebed d27", "Hunebed D27"), ("D27", "Hunebed D27"), ("d 27", "Hunebed D27"),
        ("hunnebed d27", "Hunebed D27"),
        ("12 – 45", "12-45"), ("een", "Eén"), ("nw amsterdam", "Nieuw-Amsterdam"),
        ("nat. park dwingelderveld", "Nationaal Park Dwingelderveld"),
        ("dwingelerveld", "Nationaal Park Dwingelderveld"), ("i", "IJde"), ("zeije", "Zeijen"),
    ],
)  # fmt: skip
def test_what_people_type_finds_what_they_mean(typed: str, first: str) -> None:
    """Slips, accents, abbreviations, old spellings and words written apart all lead to the name."""
    scores = dict(zip(NAMES, INDEX.score(typed).tolist(), strict=True))
    # "Sint" stands in the index only as a name that was written so or could have been.
    assert best(typed)[0] == first, scores


def test_whole_name_before_its_beginning_before_a_slip() -> None:
    """What was typed exactly comes first, then what begins so, then what contains it, then what is almost so."""
    names = ["Café Norg", "Norgerholt", "Norg", "Borg"]
    assert best("norg", NameIndex([Names([name]) for name in names]), names) == [
        "Norg", "Norgerholt", "Café Norg",
    ]  # fmt: skip
    assert best("nborg", NameIndex([Names([name]) for name in names]), names)[0] in ("Borg", "Norg")


@pytest.mark.parametrize("typed", ["", "  ", "...", "'", "zzzzz", "🚲"])
def test_nothing_is_found_by_nothing(typed: str) -> None:
    """No letters, or letters that no name has, find nothing."""
    assert best(typed) == []


def test_small_words_do_not_decide() -> None:
    """An article that the name lacks hides nothing, and alone it finds what has it."""
    assert best("de brink")[0] in ("Brink", "Café de Brink")
    assert "De Wieden" in best("de")


@given(
    st.lists(st.text("abcdeg", min_size=1, max_size=9), min_size=1, max_size=30),
    st.text("abcdeg", min_size=1, max_size=10),
)
@settings(max_examples=150, deadline=None)
def test_every_key_within_the_slips_is_found(keys: list[str], word: str) -> None:
    """Compared with every key one by one: none that is near enough is missed, none that is farther is taken."""
    scores = Keys((key, row) for row, key in enumerate(keys)).score(word, len(keys))
    slips = slips_allowed(word)
    for key, score in zip(keys, scores.tolist(), strict=True):
        near = [
            OSA.distance(word, key[:size]) <= slips
            for size in range(len(word) - slips, min(len(key), len(word) + slips) + 1)
        ]
        if key == word:
            assert score == 1
        elif key.startswith(word):
            assert score > 0.7
        elif slips and any(near) and word not in keys:
            assert 0 < score < 0.7
        elif not any(near) and not any(word[:-cut] == key for cut in (1, 2, 3)):
            assert score == 0


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=100, deadline=None)
def test_every_beginning_finds_the_name(name: str, data: st.DataObject) -> None:
    """While somebody types, the name is among what is shown from the first letter to the last."""
    compact = "".join(words(name))
    typed = compact[: data.draw(st.integers(1, len(compact)))]
    assert name in best(typed)


@pytest.fixture
def found_in(data: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    """The tiny app with two nature areas, one of them a point."""
    square = shapely.box(6.4, 52.4, 6.5, 52.5)
    rows = [
        {"kind": "nature", "class": "natura2000", "name": "Dwingelderveld", "geometry": square.wkb},
        {"kind": "nature", "class": "natura2000", "name": "Weerribben", "geometry": shapely.Point(6.1, 52.8).wkb},
        {"kind": "landcover", "class": "heath", "name": "Grote Heide", "geometry": square.wkb},
    ]  # fmt: skip
    blank = dict.fromkeys(("name_en", "name_de", "website"), "")
    table = pa.Table.from_pylist([blank | row | {"area_id": f"r{i}"} for i, row in enumerate(rows)])
    pq.write_table(table, data / "v1" / "areas.parquet")
    app = make_app(data, tmp_path)
    yield app.test_client()
    close(app)


def asked(client: FlaskClient, query: str) -> list[dict[str, Any]]:
    """Features that a query finds, held to the description."""
    answer = client.get(f"/api/v1/places?{query}").get_json()
    description = client.get("/api/v1/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/Places", "components": description["components"]}
    Draft202012Validator(schema).validate(answer)
    found: list[dict[str, Any]] = answer["features"]
    return found


def test_junctions_by_number_tell_their_network(client: FlaskClient) -> None:
    """A number, with or without "knooppunt", finds the junction, called so, with its mode and the village near."""
    for typed in ("12", "knooppunt+12", "kp+12", "012"):
        found = asked(client, f"q={typed}&lang=nl")[0]["properties"]
        assert (found["name"], found["group"], found["mode"]) == ("Knooppunt 12", "junction", "fietsen")
        assert found["category"] == "cycle_junction"
        assert found["settlement"]


def test_numbers_of_the_other_network_come_last(data: Path, tmp_path: Path) -> None:
    """Who walks sees the walking network's number first, who cycles the cycling network's."""
    table = pq.read_table(data / "v1" / "networks.parquet").to_pylist()
    walk = next(row for row in table if row["ref"] == "12") | {"network": "rwn", "osm_id": 77}
    pq.write_table(pa.Table.from_pylist([walk, *table]), data / "v1" / "networks.parquet")
    app = make_app(data, tmp_path)
    for mode, first in (("fietsen", "fietsen"), ("wandelen", "wandelen"), ("toegankelijk", "wandelen")):
        found = asked(app.test_client(), f"q=12&mode={mode}")
        assert found[0]["properties"]["mode"] == first
        assert {place["properties"]["mode"] for place in found[:2]} == {"fietsen", "wandelen"}
    close(app)


def test_section_from_either_end_has_its_extent(client: FlaskClient) -> None:
    """12-45 and 45-12 are one section, with the box that it lies in."""
    one, other = (asked(client, f"q={typed}")[0] for typed in ("12-45", "45-12"))
    assert one == other
    assert one["bbox"] == [6.5, 52.5, 6.6, 52.51]
    assert one["properties"]["group"] == "section"


def test_named_route_is_found(client: FlaskClient) -> None:
    """A signed route by its name or its letters."""
    assert asked(client, "q=lf")[0]["properties"]["group"] == "route"


def test_area_is_found_once_with_its_extent(found_in: FlaskClient) -> None:
    """An area that is a landscape too is told once, as the area; one without an outline has no extent, no box."""
    found = asked(found_in, "q=dwingelderveld")
    assert [place["properties"]["group"] for place in found] == ["area"]
    assert found[0]["bbox"] == [6.4, 52.4, 6.5, 52.5]
    lon, lat = found[0]["geometry"]["coordinates"]
    assert 6.4 < lon < 6.5
    assert 52.4 < lat < 52.5
    assert "bbox" not in asked(found_in, "q=weerribben")[0]
    assert asked(found_in, "q=grote+heide") == []


def test_waters_are_found(data: Path, tmp_path: Path) -> None:
    """A river by its name, with its extent and the village near; a nameless ditch by nothing."""
    river = shapely.LineString([(6.6, 52.9), (6.7, 53.0)])
    table = {
        "way": [1, 2],
        "class": ["river", "ditch"],
        "name": ["Drentsche Aa", ""],
        "geometry": [river.wkb] * 2,
    }
    pq.write_table(pa.table(table), data / "v1" / "waterways.parquet")
    app = make_app(data, tmp_path)
    found = asked(app.test_client(), "q=drentse+aa&lang=nl")
    assert [place["properties"]["group"] for place in found] == ["water"]
    assert found[0]["properties"]["settlement"] == "Nieuw-Rolde"
    assert found[0]["bbox"] == [6.6, 52.9, 6.7, 53.0]
    assert len(asked(app.test_client(), "category=water&bbox=6,52,7,53")) == 1
    close(app)


def test_what_is_near_comes_first(client: FlaskClient) -> None:
    """Of two streets of one name that near the middle of the map is first."""
    app: Flask = client.application
    index = app.extensions["rondje"].datasets.current().places
    assert index.search("12", near=(6.5, 52.5))[0]["ref"] == "12"
    found = [asked(client, f"q=rold&near={near}")[0]["properties"]["name"] for near in ("6.64,52.98", "0,0")]
    assert found == ["Rolde", "Rolde"]


@pytest.mark.parametrize("query", ["near=6", "near=a,b", "near=200,52", "near=nan,52", "mode=vliegen"])
def test_bad_parameters_are_named(client: FlaskClient, query: str) -> None:
    """A point that is none and a mode that is none are refused by name."""
    answer = client.get(f"/api/v1/places?q=rolde&{query}")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "typed", ["%00", "%F0%9F%9A%B2", "a" * 200, "%27%3B--", "1" * 200, "12-" * 60, "%E2%80%AE"]
)
def test_strange_questions_are_answered(client: FlaskClient, typed: str) -> None:
    """Whatever is typed gets an answer, most of it an empty one."""
    assert client.get(f"/api/v1/places?q={typed}").status_code == 200


@dataclasses.dataclass(eq=False)
class Book:
    """An agenda of one event, on tomorrow or over."""

    over: bool

    zone = ZoneInfo("Europe/Amsterdam")

    @property
    def events(self) -> dict[str, SimpleNamespace]:
        """The event by its uid, and last year's."""
        return {"u1": self.event(""), "u0": self.event("")}

    def event(self, _key: str) -> SimpleNamespace:
        """The event."""
        return SimpleNamespace(
            key="schaapscheerdersfeest", category="folklore", settlement="Rolde", venue="Brink", url="", lon=6.64,
            lat=52.98, status="confirmed", title={"nl": "Schaapscheerdersfeest", "en": "Sheep shearing"},
            told=lambda *_: "Schaapscheerdersfeest",
        )  # fmt: skip

    def next_of(self, _event: object, today: dt.date) -> list[SimpleNamespace]:
        """When it is on."""
        start = dt.datetime.combine(today, dt.time(10), self.zone) + dt.timedelta(days=1)
        return (
            []
            if self.over
            else [SimpleNamespace(start=start, status="confirmed", occurrence_id="u1.20270101")]
        )


def agenda_of(app: Flask, book: Book | None) -> None:
    """Give an app an agenda; None: one that cannot be read."""

    def read(_dataset: object) -> Book:
        if book is None:
            raise StorageUnavailable("gone")
        return book

    app.extensions["rondje_agenda"] = SimpleNamespace(book=read)


def test_events_to_come_are_found(app: Flask) -> None:
    """An event is found by a misspelt name in any language, as that of its day; one that is over is not."""
    client = app.test_client()
    agenda_of(app, Book(over=False))
    for typed in ("schaapscheerdersfeest", "schaapsheerders", "sheep+shear"):
        found = asked(client, f"q={typed}&category=event")
        assert len(found) == 1
        event = found[0]["properties"]
        assert (event["group"], event["id"]) == ("event", "u1.20270101")
        assert event["start"].endswith(("+01:00", "+02:00"))
    assert asked(client, "q=schaapscheerdersfeest&category=settlement") == []
    agenda_of(app, Book(over=True))
    assert asked(client, "q=schaapscheerdersfeest") == []


def test_search_goes_on_without_the_agenda(app: Flask) -> None:
    """While the database is away, places are found as ever."""
    agenda_of(app, None)
    assert asked(app.test_client(), "q=rolde")[0]["properties"]["name"] == "Rolde"
    del app.extensions["rondje_agenda"]
    assert asked(app.test_client(), "q=rolde")[0]["properties"]["name"] == "Rolde"
