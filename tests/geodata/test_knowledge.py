"""Curated knowledge: files are checked row by row, joined to places, and the province's own hold on its extract."""

import datetime as dt
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from icalendar import vRecur

from geodata.agenda import EVENT_COLUMNS, event_table
from geodata.areas import read_areas
from geodata.errors import KnowledgeError
from geodata.knowledge import FOLDER, KNOWN_COLUMNS, Knowledge, add_knowledge, place_events, read_knowledge
from geodata.knowledge.rules import RuleRefused, check_rule, from_easter, occurrences
from geodata.nearby import places_near_edges
from geodata.places import COLUMNS, read_places
from geodata.regions import load_region, region_names
from geodata.vocabulary import EVENT_CATEGORIES, PLACED_BY

REGION = load_region("drenthe")
CRS = REGION.crs

SOURCES = """
[page]
title = "A page"
url = "https://example.org/page"
read = 2026-11-24
"""
PLACE = """
[[places]]
id = "mill-a"
category = "mill"
name = "De Hoop"
settlement = "Norg"
sources = ["page"]
"""
EVENT = """
[[events]]
id = "fair"
title = "Fair"
category = "market"
rrule = "FREQ=YEARLY;BYMONTH=10;BYDAY=3TU"
sources = ["page"]
at = [{ settlement = "Norg" }]
rule = { nl = "derde dinsdag van oktober" }
"""


def _folder(home: Path, places: str = PLACE, events: str = EVENT, sources: str = SOURCES) -> Path:
    folder = home / "here"
    (folder / "places").mkdir(parents=True)
    (folder / "sources.toml").write_text(sources, encoding="utf-8")
    (folder / "places" / "some.toml").write_text(places, encoding="utf-8")
    (folder / "events.toml").write_text(events, encoding="utf-8")
    return home


def _read(home: Path, **texts: str) -> Knowledge:
    return read_knowledge("here", _folder(home, **texts))


@cache
def _province() -> Knowledge:
    return read_knowledge("drenthe")


def _places(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    """Places table of the given rows; what they leave out is empty."""
    empty = dict.fromkeys(COLUMNS, "") | {"tags": "{}", "population": np.nan, "group": "attraction"}
    table = pd.DataFrame([empty | row for row in rows], columns=pd.Index(COLUMNS))
    geometry = shapely.points(table["lon"].astype(float), table["lat"].astype(float))
    return gpd.GeoDataFrame(table, geometry=geometry, crs="EPSG:4326")


NORG = {
    "place_id": "n1",
    "group": "settlement",
    "category": "village",
    "name": "Norg",
    "lon": 6.46,
    "lat": 53.07,
}
SLEEN = NORG | {"place_id": "n2", "name": "Sleen", "lon": 6.80, "lat": 52.77}
HOPE_NORG = {"place_id": "n3", "category": "mill", "name": "De Hoop", "lon": 6.4577, "lat": 53.0676}
HOPE_SLEEN = HOPE_NORG | {"place_id": "n4", "lon": 6.8004, "lat": 52.772}


# ------------------------------------------------------------------ files


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"places": PLACE.replace('sources = ["page"]', "sources = []")}, ["some.toml", "mill-a", "sources"]),
        ({"places": PLACE.replace('"page"', '"other"')}, ["mill-a", "no source other", "sources.toml"]),
        ({"places": PLACE.replace('"mill"', '"tavern"')}, ["mill-a", "category", "mill"]),
        ({"places": PLACE + 'colour = "red"\n'}, ["mill-a", "colour"]),
        ({"places": PLACE + PLACE}, ["given twice", "mill-a"]),
        ({"places": PLACE + 'also = ["a;b"]\n'}, ["also", "semicolon"]),
        ({"places": PLACE.replace('settlement = "Norg"', 'street = "Brink"')}, ["settlement"]),
        ({"places": PLACE + 'point = { lon = 6.4, lat = 53.0, source = "x" }\n'}, ["add x", "sources"]),
        ({"places": "[[place]]\n"}, ["[[places]]"]),
        ({"places": "[[places\n"}, ["some.toml", "correct the file"]),
        ({"sources": SOURCES.replace("https://example.org/page", "a book")}, ["sources.toml", "page", "url"]),
        ({"sources": SOURCES.replace("read = 2026-11-24", "")}, ["page", "read"]),
        ({"sources": SOURCES + SOURCES.replace("[page]", "[idle]")}, ["no row uses idle"]),
        ({"events": EVENT.replace("3TU", "9TU")}, ["row 1, fair", "rrule"]),
        ({"events": EVENT.replace("BYDAY=3TU", "BYDAY=3TU;INTERVAL=2")}, ["fair", "INTERVAL"]),
        ({"events": EVENT.replace("YEARLY", "WEEKLY")}, ["fair", "FREQ=YEARLY"]),
        ({"events": EVENT + "seen = [2021-10-18]\n"}, ["fair", "2021-10-18", "seen"]),
        ({"events": EVENT + 'ends = "10:00"\n'}, ["fair", "starts"]),
        ({"events": EVENT + 'starts = "10:00"\nends = "09:00"\n'}, ["fair", "ends"]),
        ({"events": EVENT + "date = 2027-01-01\n"}, ["fair", "one of rrule"]),
        ({"events": EVENT.replace("rule = {", "note = {")}, ["fair", "in words"]),
        ({"events": EVENT.replace('"market"', '"bazaar"')}, ["fair", "market"]),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named(tmp_path: Path, change: dict[str, str], words: list[str]) -> None:
    """A mistake stops the build and says in which file, which row and which field it is."""
    with pytest.raises(KnowledgeError) as raised:
        _read(tmp_path, **change)
    assert all(word in str(raised.value) for word in words), raised.value


def test_a_region_without_a_folder_knows_nothing(tmp_path: Path) -> None:
    """No folder, no rows, no error: any region can be built."""
    assert read_knowledge("nowhere", tmp_path) == Knowledge()


# ------------------------------------------------------------------ rules


@pytest.mark.parametrize("rule", ["", "BYDAY=MO", "FREQ=YEARLY", "FREQ=YEARLY;COUNT=3;BYMONTH=5", "every May",
                                  "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=13"])  # fmt: skip
def test_rules_that_fall_not_every_year_are_refused(rule: str) -> None:
    """A rule must be RFC 5545, yearly, without a beginning, and fall in every year."""
    with pytest.raises(RuleRefused):
        check_rule(rule)


@given(year=st.integers(1990, 2090), month=st.integers(1, 12), weekday=st.integers(0, 6), n=st.integers(1, 4))
def test_nth_weekday_by_counting(year: int, month: int, weekday: int, n: int) -> None:
    """ "The n-th weekday of a month" is the day that counting on the calendar gives."""
    name = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[weekday]
    days = [dt.date(year, month, day) for day in range(1, 29)]
    nth = [day for day in days if day.weekday() == weekday][n - 1]
    assert occurrences(f"FREQ=YEARLY;BYMONTH={month};BYDAY={n}{name}", year) == [nth]


@given(year=st.integers(1990, 2090))
def test_weekends_across_months_by_counting(year: int) -> None:
    """The TT's Friday and the flower parade's Saturday are those before the last June Saturday and first September
    Sunday, whatever the year."""
    events = {event.id: event for event in _province().events}
    saturdays = [dt.date(year, 6, day) for day in range(1, 31) if dt.date(year, 6, day).weekday() == 5]
    assert events["tt-assen"].first_days(year) == [saturdays[-1] - dt.timedelta(days=1)]
    sunday = next(dt.date(year, 9, day) for day in range(1, 8) if dt.date(year, 9, day).weekday() == 6)
    assert events["bloemencorso-eelde"].first_days(year) == [sunday - dt.timedelta(days=1)]


def test_days_from_easter() -> None:
    """Whit Sunday of 2024 was 19 May, Easter Monday of 2019 was 22 April."""
    assert from_easter(49, 2024) == dt.date(2024, 5, 19)
    assert from_easter(1, 2019) == dt.date(2019, 4, 22)


# ------------------------------------------------------------------ joining


def test_the_nearest_of_one_name_is_joined(tmp_path: Path) -> None:
    """Of two mills of one name the one by the named village gets the note; the other stays as it was."""
    knowledge = _read(tmp_path, places=PLACE + 'note = { nl = "Een molen." }\n')
    table, outcome = add_knowledge(_places(NORG, SLEEN, HOPE_SLEEN, HOPE_NORG), knowledge, CRS)
    assert outcome.joined == ("mill-a",)
    assert table.set_index("place_id")["note_nl"].to_dict() == {
        "n1": "",
        "n2": "",
        "n3": "Een molen.",
        "n4": "",
    }
    assert table["source_url"].tolist() == ["", "", "", "https://example.org/page"]


def test_the_extracts_own_facts_stay(tmp_path: Path) -> None:
    """Names and links of the extract are not overwritten; ours become further names to be found by."""
    row = PLACE.replace("De Hoop", "Mill of Norg") + 'also = ["De Hoop"]\nwebsite = "https://ours.example"\n'
    own = HOPE_NORG | {"website": "https://own.example"}
    table, _ = add_knowledge(_places(NORG, own), _read(tmp_path, places=row), CRS)
    mill = table.iloc[1]
    assert (mill["name"], mill["alt_names"], mill["website"]) == (
        "De Hoop",
        "Mill of Norg",
        "https://own.example",
    )


def test_what_the_extract_lacks_is_put_at_its_village_and_says_so(tmp_path: Path) -> None:
    """An added row comes last, has the village's point, and is no stop of any tour."""
    table, outcome = add_knowledge(_places(NORG, HOPE_SLEEN), _read(tmp_path), CRS)
    assert (outcome.placed, outcome.joined) == (("mill-a",), ())
    added = table.iloc[-1]
    assert (added["place_id"], added["placed_by"], added["lon"]) == ("c.mill-a", "settlement", NORG["lon"])
    line = np.array([NORG["lon"], NORG["lon"]]), np.array([NORG["lat"], NORG["lat"] + 1e-3])
    near = places_near_edges(np.array([0, 2]), *line, table, CRS)
    assert near["near_place"].tolist() == []


def test_a_place_in_the_same_grounds_gives_the_point(tmp_path: Path) -> None:
    """A museum beside its own restaurant is where the restaurant is, and a tour may pass it."""
    cafe = {
        "place_id": "n9",
        "group": "horeca",
        "category": "cafe",
        "name": "Museumcafé",
        "lon": 6.47,
        "lat": 53.08,
    }
    knowledge = _read(tmp_path, places=PLACE + 'beside = "Museumcafe"\nstreet = "Brink"\n')
    table, _ = add_knowledge(_places(NORG, cafe), knowledge, CRS)
    added = table.iloc[-1]
    assert (added["placed_by"], added["lon"], added["category"]) == ("beside", 6.47, "mill")
    line = np.array([6.47, 6.47]), np.array([53.08, 53.081])
    assert places_near_edges(np.array([0, 2]), *line, table, CRS)["near_place"].tolist() == [1, 2]


def test_a_point_that_a_source_gives(tmp_path: Path) -> None:
    """A sourced point is used where the extract lacks the thing; one far from its village is taken for a slip."""
    row = PLACE + 'point = {{ lon = 6.47, lat = {lat}, source = "page" }}\n'
    table, _ = add_knowledge(_places(NORG), _read(tmp_path / "a", places=row.format(lat=53.08)), CRS)
    assert table.iloc[-1][["placed_by", "lon", "lat"]].tolist() == ["source", 6.47, 53.08]
    with pytest.raises(KnowledgeError, match=r"mill-a: its point lies 1\d\d km from Norg"):
        add_knowledge(_places(NORG), _read(tmp_path / "b", places=row.format(lat=52.08)), CRS)
    table, _ = add_knowledge(
        _places(NORG, HOPE_NORG), _read(tmp_path / "c", places=row.format(lat=53.08)), CRS
    )
    assert table.iloc[-1]["lon"] == HOPE_NORG["lon"], "the extract's own point stays"


def test_a_row_without_place_or_village_is_left_out(tmp_path: Path) -> None:
    """Nothing is guessed: without its village no namesake elsewhere is taken for a mill, and it is told."""
    table, outcome = add_knowledge(_places(SLEEN, HOPE_SLEEN), _read(tmp_path), CRS)
    assert outcome.left_out == ("mill-a",)
    assert len(table) == 2


def test_a_wrong_category_is_corrected(tmp_path: Path) -> None:
    """A burial mound that the extract takes for a hunebed becomes what it is."""
    mound = HOPE_NORG | {"category": "hunebed"}
    row = PLACE.replace('"mill"', '"tumulus"') + 'listed_as = "hunebed"\n'
    table, _ = add_knowledge(_places(NORG, mound), _read(tmp_path, places=row), CRS)
    assert table["category"].tolist() == ["village", "tumulus"]


def test_events_get_moments_in_the_regions_zone(tmp_path: Path) -> None:
    """Hours carry the day's offset, summer or winter; without hours an event is of whole days, the last included."""
    winter = EVENT.replace("fair", "feast").replace("BYMONTH=10;BYDAY=3TU", "BYMONTH=11;BYDAY=1MO")
    more = EVENT + 'starts = "06:00"\n' + winter + 'starts = "10:00"\nends = "17:00"\n'
    more += EVENT.replace("fair", "days") + "days = 3\n"
    places, _ = add_knowledge(_places(NORG, HOPE_NORG), (known := _read(tmp_path, events=more)), CRS)
    table = event_table(REGION, places, place_events(known, places, REGION).rows).set_index("event_id")
    assert table.columns.tolist() == [name for name in EVENT_COLUMNS if name != "event_id"]
    assert table.loc["fair", ["start", "end"]].tolist() == [
        "2026-10-20T06:00+02:00",
        "2026-10-20T23:59+02:00",
    ]
    assert table.loc["feast", ["start", "end"]].tolist() == [
        "2026-11-02T10:00+01:00",
        "2026-11-02T17:00+01:00",
    ]
    assert table.loc["days", ["start", "end"]].tolist() == ["2026-10-20", "2026-10-22"]
    assert table["all_day"].to_dict() == {"days": True, "fair": False, "feast": False}


def test_an_event_nowhere_is_left_out_and_told(tmp_path: Path) -> None:
    """An event in a village that the extract has not is not published at all."""
    known = _read(tmp_path)
    outcome = place_events(known, add_knowledge(_places(SLEEN), known, CRS)[0], REGION)
    assert (outcome.rows, outcome.left_out) == ((), ("fair",))
    assert outcome.counts() == {"curated events": 0, "curated events left out": 1}


def test_an_announced_day_is_certain_and_easter_is_not(tmp_path: Path) -> None:
    """Only a dated event is certain; a feast that moves with Easter has one row a year, in one series."""
    once = EVENT.replace('rrule = "FREQ=YEARLY;BYMONTH=10;BYDAY=3TU"', "date = 2027-05-01")
    once = once.replace("rule = { nl", "note = { nl")
    moving = EVENT.replace("fair", "whit").replace(
        'rrule = "FREQ=YEARLY;BYMONTH=10;BYDAY=3TU"', "easter = 49"
    )
    known = _read(tmp_path, events=once + moving)
    places, _ = add_knowledge(_places(NORG), known, CRS)
    rows = {row["event_id"]: row for row in place_events(known, places, REGION).rows}
    assert rows["fair"]["certain"] is True
    whit = {name: row for name, row in rows.items() if row["series_id"] == "whit"}
    assert [row["start"] for row in whit.values()] == ["2026-05-24", "2027-05-16", "2028-06-04", "2029-05-20"]
    assert not any(row["certain"] or row["rrule"] for row in whit.values())


# ------------------------------------------------------------------ what is published


@pytest.mark.parametrize("region", sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
def test_every_published_row_has_a_source_in_our_languages(region: str) -> None:
    """Each row names pages that were read, on a day that has been; each note and rule is in all three languages."""
    assert region in region_names()
    knowledge = read_knowledge(region)
    assert knowledge.places
    for row in (*knowledge.places, *knowledge.events):
        assert all(key in knowledge.sources for key in row.sources), row.id
        assert row.note is None or all((row.note.nl, row.note.en, row.note.de)), row.id
    for event in knowledge.events:
        assert event.rule is None or all((event.rule.nl, event.rule.en, event.rule.de)), event.id
        assert not event.rrule or vRecur.from_ical(event.rrule)["FREQ"] == ["YEARLY"]
    for key, source in knowledge.sources.items():
        assert source.read <= dt.date.today(), key
        assert source.url.scheme in ("http", "https"), key


@pytest.mark.parametrize(
    ("event", "days"),
    [
        ("tt-assen", ["2018-06-29", "2021-06-25", "2024-06-28"]),
        ("zuidlaardermarkt", ["2020-10-20", "2021-10-19"]),
        ("bloemencorso-eelde", ["2017-09-02", "2019-08-31", "2021-09-04"]),
        ("ganzenmarkt-coevorden", ["2023-11-13"]),
        ("nationale-molendag", ["2016-05-14", "2017-05-13", "2018-05-12", "2019-05-11", "2021-05-08"]),
        ("open-monumentendag", ["2017-09-09", "2018-09-08", "2019-09-14"]),
        ("paasmarkt-diever", ["2019-04-22"]),
        ("norgermarkt", ["2019-07-27"]),
    ],
)
def test_rules_hit_the_days_that_were(event: str, days: list[str]) -> None:
    """The rules give the days on which these events were held or announced, as the sources tell."""
    known = {known.id: known for known in _province().events}[event]
    assert [known.first_days(dt.date.fromisoformat(day).year) for day in days] == [
        [dt.date.fromisoformat(day)] for day in days
    ]


@pytest.fixture(scope="module")
def joined() -> gpd.GeoDataFrame:
    path = Path(__file__).parents[2].parent / "shared" / "data" / "drenthe.osm.pbf"
    if not path.is_file():
        pytest.skip(f"no {path}")
    places = read_places(path, REGION, read_areas(path, REGION))
    return add_knowledge(places, _province(), CRS)[0]


@pytest.mark.real
def test_the_52_hunebedden_by_number_and_name(joined: gpd.GeoDataFrame) -> None:
    """D1 to D54 but D33 and D48 are there once each, with a note, three names and a village to be found by."""
    numbers = {f"D{n}" for n in range(1, 55)} - {"D33", "D48"}
    tombs = joined[(joined["category"] == "hunebed") & joined["ref"].isin(numbers)]
    assert sorted(tombs["ref"]) == sorted(numbers)
    assert (tombs["name"] == "Hunebed " + tombs["ref"]).all()
    for column in ("note_nl", "note_en", "note_de", "name_en", "name_de", "source_title", "source_url"):
        assert (tombs[column] != "").all(), column
    assert tombs["alt_names"].str.contains("Hunebed ").all()
    assert "Hunebed Borger" in tombs.set_index("ref").loc["D27", "alt_names"].split(";")
    assert "Papeloze Kerk" in tombs.set_index("ref").loc["D49", "alt_names"].split(";")
    others = joined[(joined["category"] == "hunebed") & ~joined["ref"].isin(numbers)]
    assert others["ref"].tolist() == ["G1"], "in Groningen; the burial mound is no hunebed any more"


@pytest.mark.real
def test_every_row_of_the_province_finds_a_place(joined: gpd.GeoDataFrame) -> None:
    """On the real extract nothing is left out: mills join mills, events stand at places of the extract."""
    knowledge = _province()
    known = joined[joined["source_url"] != ""]
    assert len(known) == len(knowledge.places)
    assert set(known["placed_by"]) <= set(PLACED_BY)
    assert (known[known["category"] == "mill"]["placed_by"] == "").all()
    events = place_events(knowledge, joined, REGION)
    assert events.left_out == ()
    table = event_table(REGION, joined, events.rows)
    assert table["event_id"].is_unique
    assert set(table["category"]) <= set(EVENT_CATEGORIES)
    assert not table["certain"].any()
    at = joined.set_index("place_id").loc[table["place_id"]]
    assert at["lon"].tolist() == table["lon"].tolist()
    assert set(table.loc[table["placed_by"] == "", "series_id"]) == {"nationale-molendag"}
    assert set(KNOWN_COLUMNS) <= set(joined.columns)
