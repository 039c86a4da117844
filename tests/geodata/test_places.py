"""Places: what is one, where it stands, and what is told of it."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.areas import read_areas
from geodata.categories import PLACE_TAGS, RULES_BY_GROUP, categories_of, place_categories
from geodata.places import COLUMNS, read_places, tomb_ref
from geodata.regions import load_region
from geodata.vocabulary import FACILITIES, PLACE_GROUPS
from tests.geodata.osm_drawing import LAT_STEP, LON_STEP, NORTH, WEST, Drawing

DATA = Path(__file__).parents[3] / "shared" / "data"
real = [pytest.mark.real, pytest.mark.skipif(not DATA.is_dir(), reason="the real extracts are not here")]
REGION = load_region("drenthe")


def places_of(folder, drawing, ways=(), nodes=None, relations=(), streets=None):
    """Places of a drawing."""
    path = drawing.write(folder, list(ways), nodes, list(relations))
    return read_places(path, REGION, read_areas(path, REGION), streets)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"place": "hamlet", "name": "Kyllot"}, [("settlement", "hamlet")]),
        ({"place": "hamlet"}, []),
        ({"historic": "archaeological_site", "archaeological_site": "megalith"}, [("attraction", "hunebed")]),
        ({"historic": "archaeological_site", "site_type": "megalith"}, [("attraction", "hunebed")]),
        (
            {"historic": "archaeological_site", "site_type": "megalith", "megalith_type": "menhir"},
            [("attraction", "archaeological_site")],
        ),
        ({"historic": "archaeological_site", "site_type": "tumulus"}, [("attraction", "tumulus")]),
        ({"man_made": "windmill", "tourism": "museum"}, [("attraction", "mill")]),
        ({"man_made": "watermill"}, [("attraction", "watermill")]),
        ({"historic": "castle", "castle_type": "manor"}, [("attraction", "manor")]),
        ({"amenity": "place_of_worship", "building": "church"}, [("attraction", "church")]),
        ({"amenity": "place_of_worship", "religion": "muslim"}, [("attraction", "place_of_worship")]),
        ({"landuse": "village_green", "name": "De Brink"}, [("attraction", "brink")]),
        ({"landuse": "village_green"}, []),
        ({"place": "square", "name": "Grote Brink"}, [("attraction", "brink")]),
        ({"place": "square", "name": "Marktplein"}, []),
        ({"leisure": "playground", "access": "private"}, []),
        (
            {"tourism": "hotel", "amenity": "restaurant"},
            [("horeca", "restaurant"), ("accommodation", "hotel")],
        ),
        ({"amenity": "cafe", "name": "Rustpunt De Es"}, [("horeca", "cafe"), ("facility", "rest_point")]),
        ({"amenity": "toilets"}, [("facility", "toilet")]),
        ({"amenity": "toilets", "access": "private"}, []),
        ({"amenity": "shelter"}, [("facility", "shelter")]),
        ({"amenity": "shelter", "shelter_type": "public_transport"}, []),
        ({"amenity": "charging_station"}, []),
        ({"amenity": "charging_station", "bicycle": "yes"}, [("facility", "charging")]),
        ({"amenity": "fountain", "drinking_water": "yes"}, [("facility", "drinking_water")]),
        ({"amenity": "fountain"}, []),
        ({"tourism": "information", "information": "board"}, [("facility", "information_board")]),
        ({"tourism": "information", "information": "guidepost"}, []),
        ({"tourism": "information", "information": "board", "name": "TOP Gasteren"}, [("facility", "top")]),
        ({"highway": "trailhead"}, [("facility", "top")]),
        ({"leisure": "resort", "tourism": "chalet"}, [("accommodation", "holiday_park")]),
        ({"tourism": "camp_site", "name": "Vakantiepark De Es"}, [("accommodation", "holiday_park")]),
        ({"landuse": "residential", "name": "Bungalowpark Het Veld"}, [("accommodation", "holiday_park")]),
        ({"landuse": "residential", "name": "Parkwijk"}, []),
        ({"tourism": "camp_site", "name": "De Es"}, [("accommodation", "camp_site")]),
        (
            {"tourism": "camp_site", "name": "Vakantiepark Zonder", "access": "private"},
            [("accommodation", "camp_site")],
        ),
        ({"natural": "heath", "name": "Balloërveld"}, [("landscape", "heath")]),
        ({"natural": "heath"}, []),
        ({"railway": "station", "name": "Assen"}, [("transport", "station")]),
        ({"amenity": "bench", "disused": "yes"}, []),
        ({"amenity": "waste_basket"}, []),
    ],
)
def test_tags_give_categories(tags, expected):
    """An object is what a visitor would call it, once per group, and nothing that a visitor can't use."""
    assert categories_of(tags) == expected


def test_every_rule_speaks_the_vocabulary():
    """Groups and facility kinds are the words that coverage and search know; every kind of facility has a rule."""
    assert {*RULES_BY_GROUP, "street"} == set(PLACE_GROUPS)
    facilities = {rule.category for rule in RULES_BY_GROUP["facility"]}
    assert facilities == set(FACILITIES) - {"horeca"}
    assert all(rule.group == group for group, rules in RULES_BY_GROUP.items() for rule in rules)
    assert ("amenity", "bench") in PLACE_TAGS
    assert {"holiday_park", "hunebed", "camp_site", "restaurant", "village", "street"} <= place_categories()
    assert "=" not in place_categories()


@pytest.mark.parametrize(
    ("tags", "ref"),
    [
        ({"ref": "D27"}, "D27"),
        ({"ref": "27", "name": "Hunebed D27"}, "D27"),
        ({"name": "Hunebed D 27"}, "D27"),
        ({"name": "Hunebed G1"}, "G1"),
        ({"name": "Papeloze Kerk", "alt_name": "Hunebed D49"}, "D49"),
        ({"name": "Eppiesbergje"}, ""),
    ],
)
def test_number_of_a_tomb(tags, ref):
    """Tombs go by their number, which is often only in the name."""
    assert tomb_ref(tags) == ref


def test_place_tells_what_its_tags_tell(tmp_path):
    """Names, hours, access and survey come into their columns, the rest stays as it is."""
    tags = {
        "amenity": "cafe", "name": "De Es", "name:en": "The Field", "opening_hours": "Mo-Su 10:00-18:00",
        "wheelchair": "limited", "contact:website": "https://example.org", "check_date": "2026-05-01",
        "cuisine": "pancake",
    }  # fmt: skip
    place = places_of(tmp_path, Drawing("A"), nodes={"A": tags}).iloc[0]
    assert place["place_id"] == "n65"
    assert (place["group"], place["category"]) == ("horeca", "cafe")
    assert (place["name"], place["name_en"], place["name_de"]) == ("De Es", "The Field", "")
    assert place["opening_hours"] == "Mo-Su 10:00-18:00"
    assert (place["wheelchair"], place["website"]) == ("limited", "https://example.org")
    assert (place["survey_date"], place["edited"]) == ("2026-05-01", "")
    assert json.loads(place["tags"]) == {"amenity": "cafe", "cuisine": "pancake"}
    assert (place["lon"], place["lat"]) == pytest.approx((WEST, NORTH))
    assert np.isnan(place["population"])


@pytest.mark.parametrize(
    ("tags", "website", "image", "survey_date", "wheelchair"),
    [
        ({"website": "www.de-es.nl"}, "https://www.de-es.nl", "", "", ""),
        ({"website": "javascript:alert(1)", "url": "http://es.nl/a?b=1"}, "http://es.nl/a?b=1", "", "", ""),
        ({"contact:website": "https://a.nl; https://b.nl"}, "https://a.nl", "", "", ""),
        ({"website": "bel maar"}, "", "", "", ""),
        ({"image": "https://a.nl/p.jpg"}, "", "https://a.nl/p.jpg", "", ""),
        (
            {"wikimedia_commons": "File:Hunebed D27 (Borger).jpg"},
            "", "https://commons.wikimedia.org/wiki/File:Hunebed_D27_(Borger).jpg", "", "",
        ),
        (
            {"image": "data:image/png;base64,xx", "wikimedia_commons": "Category:Molen <b>"},
            "", "https://commons.wikimedia.org/wiki/Category:Molen_%3Cb%3E", "", "",
        ),
        ({"image": "p.jpg"}, "", "", "", ""),
        ({"check_date": "2026-05-01", "survey:date": "2024"}, "", "", "2026-05-01", ""),
        ({"check_date": "vorige week", "survey:date": "2024-13-01"}, "", "", "", ""),
        ({"wheelchair": "limited"}, "", "", "", "limited"),
        ({"wheelchair": "only with help"}, "", "", "", ""),
    ],
)  # fmt: skip
def test_links_and_dates_are_fit_for_use(tmp_path, tags, website, image, survey_date, wheelchair):
    """Links open safely, pictures of Wikimedia Commons become links, dates sort, the rest is left out."""
    nodes = {"A": tags | {"tourism": "museum", "name": "De Es"}}
    place = places_of(tmp_path, Drawing("A"), nodes=nodes).iloc[0]
    told = place[["website", "image", "survey_date", "wheelchair"]].tolist()
    assert told == [website, image, survey_date, wheelchair]


def test_nobodys_prose_is_published(tmp_path):
    """Descriptions, notes and sources of mappers stay out; other tags stay."""
    tags = {
        "tourism": "museum", "name": "De Es", "description:nl": "Een mooi museum", "note": "check", "fixme": "x",
        "source": "survey", "architect": "J. Bouwer",
    }  # fmt: skip
    place = places_of(tmp_path, Drawing("A"), nodes={"A": tags}).iloc[0]
    assert json.loads(place["tags"]) == {"tourism": "museum", "architect": "J. Bouwer"}


def test_time_of_the_last_edit_is_told(tmp_path):
    """Officers see how old a record is; the table has it as an ISO time."""
    path = tmp_path / "one.opl"
    path.write_text("n1 v2 dV c1 t2024-03-05T10:11:12Z i1 ua x6.5 y53.0 Tamenity=bench\n", encoding="utf-8")
    areas = read_areas(path, REGION)
    assert read_places(path, REGION, areas)["edited"].tolist() == ["2024-03-05T10:11:12Z"]


def test_object_of_two_groups_has_two_rows_and_two_ids(tmp_path):
    """A hotel with a restaurant is found under both, and ids stay unique."""
    tags = {"tourism": "hotel", "amenity": "restaurant", "name": "De Hoek"}
    places = places_of(tmp_path, Drawing("A"), nodes={"A": tags})
    assert places[["place_id", "group"]].to_numpy().tolist() == [
        ["n65", "horeca"],
        ["n65.accommodation", "accommodation"],
    ]


def test_place_with_an_area_stands_on_it(tmp_path):
    """The point of an L-shaped campsite and of one with a hole is on its ground; an open line's on the line."""
    drawing = Drawing("""
        A-B
        | |
        | |  P-Q
        | |  |R|
        | |  S-T
        | C-D
        E---F     X---Y
    """)
    ways = [
        ("ABCDFEA", {"tourism": "camp_site", "name": "L"}),
        ("XY", {"historic": "memorial", "name": "Wall"}),
        ("PQTSP", {}),
    ]
    ring = ({"type": "multipolygon", "tourism": "zoo", "name": "Zoo"}, [("w3", "outer")])
    places = places_of(tmp_path, drawing, ways, relations=[ring]).set_index("name")
    assert places["place_id"].to_dict() == {"L": "w1", "Wall": "w2", "Zoo": "r1001"}
    outline = shapely.Polygon([drawing.at[letter] for letter in "ABCDFE"])
    assert outline.contains(places.loc["L", "geometry"])
    x, y = drawing.at["X"]
    assert (places.loc["Wall", "lon"], places.loc["Wall", "lat"]) == pytest.approx((x + 2 * LON_STEP, y))


def test_municipality_and_settlement_around_a_place(tmp_path):
    """A bench belongs to the nearest village; a suburb stands for its town."""
    drawing = Drawing("""
        A-----------B
        |T   S1    V|
        |           |
        C-----------D   2
    """)
    nodes = {
        "T": {"place": "town", "name": "Assen"},
        "S": {"place": "suburb", "name": "Vredeveld"},
        "V": {"place": "village", "name": "Rolde"},
        "1": {"amenity": "bench"},
        "2": {"amenity": "bench"},
    }
    border = {"type": "boundary", "boundary": "administrative", "admin_level": "8", "name": "Gemeente"}
    places = places_of(tmp_path, drawing, [("ABDCA", {})], nodes, [(border, [("w1", "outer")])])
    around = places.set_index("place_id")[["municipality", "settlement"]].to_numpy().tolist()
    ids = places["place_id"].tolist()
    assert around[ids.index(f"n{ord('1')}")] == ["Gemeente", "Assen"]
    assert around[ids.index(f"n{ord('2')}")] == ["", "Rolde"]
    assert around[ids.index(f"n{ord('S')}")] == ["Gemeente", "Assen"]


def test_street_is_one_row_for_each_settlement(tmp_path):
    """Pieces of a street are one street; streets of the same name in two villages are two."""
    drawing = Drawing("V" + " " * 60 + "W")
    nodes = {"V": {"place": "village", "name": "Rolde"}, "W": {"place": "village", "name": "Gieten"}}

    def line(start, length):
        x = WEST + start * LON_STEP
        return shapely.LineString([(x, NORTH - LAT_STEP), (x + length * LON_STEP, NORTH - LAT_STEP)])

    streets = gpd.GeoDataFrame(
        {"name": ["Brink", "Brink", "Brink", "Brink", ""], "way": [7, 8, 9, 10, 11]},
        geometry=[line(0, 2), line(2, 2), line(4, 2), line(58, 2), line(20, 5)],
        crs="EPSG:4326",
    )
    places = places_of(tmp_path, drawing, nodes=nodes, streets=streets)
    found = places[places["group"] == "street"]
    assert found[["place_id", "category", "name", "settlement"]].to_numpy().tolist() == [
        ["s10", "street", "Brink", "Gieten"],
        ["s8", "street", "Brink", "Rolde"],
    ]
    assert found["lon"].tolist()[1] == pytest.approx(WEST + 3 * LON_STEP)


def test_no_place_at_all_gives_an_empty_table(tmp_path):
    """An extract of ways only has all columns and no rows."""
    places = places_of(tmp_path, Drawing("A-B"), [("AB", {"highway": "path"})])
    assert list(places.columns) == [*COLUMNS, "geometry"]
    assert len(places) == 0


@pytest.fixture(scope="module")
def province_places():
    """Province's places."""
    path = DATA / "drenthe.osm.pbf"
    return read_places(path, REGION, read_areas(path, REGION))


class TestProvince:
    """The province's extract."""

    pytestmark = real

    @pytest.mark.parametrize(
        ("column", "word", "number"),
        [
            ("category", "hunebed", 54),
            ("category", "mill", 47),
            ("category", "watermill", 4),
            ("category", "manor", 27),
            ("category", "hotel", 26),
            ("category", "toilet", 174),
            ("category", "drinking_water", 78),
            ("category", "picnic_table", 1570),
            ("category", "charging", 15),
            ("category", "heath", 43),
            ("group", "horeca", 1137),
            ("group", "settlement", 531),
        ],
    )
    def test_known_numbers(self, province_places, column, word, number):
        """As many as the extract is known to hold."""
        assert (province_places[column] == word).sum() == number

    def test_tombs_have_their_numbers(self, province_places):
        """All but the one that has none."""
        tombs = province_places[province_places["category"] == "hunebed"]
        assert sorted(tombs.loc[tombs["ref"] == "", "name"]) == ["Eppiesbergje"]
        assert {"D27", "D53", "G1"} <= set(tombs["ref"])
        assert tombs.loc[tombs["ref"] == "D27", ["municipality", "settlement"]].to_numpy().tolist() == [
            ["Borger-Odoorn", "Borger"]
        ]

    def test_ids_are_unique_and_nothing_is_blank(self, province_places):
        """No two rows share an id; texts are never missing; all lie in or near the province."""
        assert province_places["place_id"].is_unique
        assert not province_places.drop(columns="population").isna().any().any()
        assert province_places["lon"].between(5.9, 7.2).all()
        assert province_places["lat"].between(52.4, 53.3).all()


class TestCountry:
    """The country's extract."""

    pytestmark = real

    def test_facilities_and_times(self):
        """Benches, toilets, water, boards and shelters are there, with the time of their last edit."""
        path = DATA / "liechtenstein.osm.pbf"
        region = load_region("liechtenstein")
        places = read_places(path, region, read_areas(path, region))
        count = places["category"].value_counts()
        assert count["bench"] > 200
        assert count["toilet"] > 20
        assert count["drinking_water"] > 35
        assert count["information_board"] > 30
        assert count["bus_stop"] == 377
        assert places["edited"].str.match(r"20\d\d-\d\d-\d\dT").all()
        assert (places["settlement"] != "").all()
