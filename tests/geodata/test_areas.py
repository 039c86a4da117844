"""Areas: what is an area of which kind, with holes, and what becomes of broken ones."""

from pathlib import Path

import pytest
import shapely

from geodata.area_access import yearly_closure
from geodata.area_classes import ground_of, landcover_of, nature_of, protection_of, water_of
from geodata.areas import COLUMNS, municipality_names, read_areas
from geodata.brook_valleys import with_brook_valleys
from geodata.errors import ExtractError
from geodata.lines import read_lines
from geodata.regions import load_region
from tests.geodata.osm_drawing import Drawing

DATA = Path(__file__).parents[3] / "shared" / "data"
real = [pytest.mark.real, pytest.mark.skipif(not DATA.is_dir(), reason="the real extracts are not here")]
SQUARES = Drawing("""
    A---B

     EF
     GH

    C---D
""")
HA = 10_000


def areas_of(folder, ways, relations=(), region="drenthe", drawing=SQUARES):
    """Areas of a drawing."""
    return read_areas(drawing.write(folder, ways, relations=list(relations)), load_region(region))


def test_hole_is_no_part_of_the_area(tmp_path):
    """A wood with a clearing is measured and drawn without the clearing, which is heath of its own."""
    ways = [("ABDCA", {}), ("EFHGE", {"natural": "heath"})]
    wood = ({"type": "multipolygon", "landuse": "forest", "name": "Bos"}, [("w1", "outer"), ("w2", "inner")])
    areas = areas_of(tmp_path, ways, [wood]).set_index("class")
    assert areas.loc["forest", "area_m2"] == pytest.approx(20 * HA - HA, rel=0.01)
    assert areas.loc["heath", "area_m2"] == pytest.approx(HA, rel=0.01)
    assert areas.loc["forest", "area_id"] == "r1001"
    assert not areas.loc["forest", "geometry"].intersects(areas.loc["heath", "geometry"].centroid)


def test_heath_that_is_a_reserve_is_both(tmp_path):
    """One object with two meanings stands in the table twice."""
    tags = {
        "natural": "heath",
        "leisure": "nature_reserve",
        "name": "Veld",
        "operator": "Landschap",
        "dog": "leashed",
    }
    areas = areas_of(tmp_path, [("ABDCA", tags)])
    assert areas[["kind", "class", "name"]].to_numpy().tolist() == [
        ["nature", "reserve", "Veld"],
        ["landcover", "heath", "Veld"],
    ]
    assert set(areas["operator"]) == {"Landschap"}
    assert set(areas["dog"]) == {"leashed"}


def test_ring_that_crosses_itself_is_repaired_and_told(tmp_path):
    """A figure of eight keeps both its loops, valid, and is in the list of problems."""
    areas = areas_of(tmp_path, [("ADBCA", {"natural": "water", "name": "Ven"})])
    assert areas["area_m2"].tolist() == pytest.approx([10 * HA], rel=0.01)
    assert areas.geometry.is_valid.all()
    assert [(p["kind"], p["osm"]) for p in areas.attrs["problems"]] == [("area repaired", "w1")]


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ([("w1", "outer"), ("w99", "outer")], "area leaves the extract"),
        ([], "area broken"),
        ([("w2", "outer")], "area broken"),
    ],
    ids=["member missing", "no member", "ring open"],
)
def test_area_without_its_rings_is_left_out_and_told(tmp_path, members, kind):
    """A multipolygon that can't be put together is no area, and never vanishes in silence."""
    relation = ({"type": "multipolygon", "natural": "heath", "name": "Veld"}, members)
    areas = areas_of(tmp_path, [("ABD", {}), ("EFH", {})], [relation])
    assert not len(areas)
    (problem,) = areas.attrs["problems"]
    assert (problem["kind"], problem["osm"]) == (kind, "r1001")
    assert "Veld" in problem["detail"]


def test_ring_of_several_ways_is_put_together(tmp_path):
    """Ways that make a ring only together, in any direction, give one area."""
    relation = ({"type": "multipolygon", "natural": "heath"}, [("w1", "outer"), ("w2", "outer")])
    areas = areas_of(tmp_path, [("ABD", {}), ("ACD", {})], [relation])
    assert areas["area_m2"].tolist() == pytest.approx([20 * HA], rel=0.01)
    assert not areas.attrs["problems"]


def test_only_the_regions_own_levels_are_municipality_and_province(tmp_path):
    """A country or a village border is neither, and is no problem where it is cut off."""
    border = {"type": "boundary", "boundary": "administrative"}
    relations = [
        (border | {"admin_level": "8", "name": "Zuid"}, [("w2", "outer")]),
        (border | {"admin_level": "8", "name": "Noord"}, [("w1", "outer")]),
        (border | {"admin_level": "4", "name": "Drenthe"}, [("w1", "outer")]),
        (border | {"admin_level": "4", "name": "Elders"}, [("w1", "outer")]),
        (border | {"admin_level": "2", "name": "Nederland"}, [("w1", "outer"), ("w99", "outer")]),
    ]
    areas = areas_of(tmp_path, [("ABDCA", {}), ("EFHGE", {})], relations)
    assert areas[["kind", "name"]].to_numpy().tolist() == [
        ["province", "Drenthe"],
        ["municipality", "Zuid"],
        ["municipality", "Noord"],
    ]
    assert municipality_names(areas) == ["Zuid", "Noord"]
    assert not areas.attrs["problems"]


@pytest.mark.parametrize(
    ("tags", "word"),
    [
        ({"landuse": "forest"}, "forest"),
        ({"landuse": "forest", "leaf_type": "broadleaved"}, "forest_leaf"),
        ({"natural": "wood", "leaf_type": "needleleaved"}, "forest_needle"),
        ({"natural": "wood", "leaf_type": "mixed"}, "forest"),
        ({"natural": "wood", "leaf_cycle": "deciduous"}, "forest_leaf"),
        ({"natural": "wood", "leaf_cycle": "evergreen"}, "forest"),
        ({"natural": "wetland", "wetland": "bog"}, "bog"),
        ({"natural": "wetland", "wetland": "wet_meadow"}, "grass"),
        ({"natural": "sand"}, "sand"),
        ({"natural": "water", "landuse": "basin"}, "water"),
        ({"landuse": "residential"}, "built_up"),
        ({"natural": "scree"}, ""),
        ({"landuse": "quarry"}, ""),
    ],
)
def test_tags_give_land_cover(tags, word):
    """Tags give the word of the vocabulary, unknown ones none."""
    assert landcover_of(tags) == word


@pytest.mark.parametrize(
    ("tags", "word"),
    [
        ({"boundary": "protected_area", "protect_class": "97"}, "natura2000"),
        ({"boundary": "protected_area", "protection_title": "Natura 2000"}, "natura2000"),
        ({"boundary": "protected_area", "protect_class": "2"}, "national_park"),
        ({"boundary": "national_park"}, "national_park"),
        ({"boundary": "protected_area", "protect_class": "4"}, "reserve"),
        ({"boundary": "protected_area", "protect_class": "12"}, ""),
        ({"leisure": "nature_reserve"}, "reserve"),
        ({"leisure": "park"}, "park"),
        ({"natural": "heath"}, ""),
    ],
)
def test_tags_give_protection(tags, word):
    """Nature protection is told from parks, and from areas that guard drinking water."""
    assert nature_of(tags) == word


@pytest.mark.parametrize(
    ("tags", "word"),
    [
        ({"natural": "heath"}, "heath"),
        ({"natural": "sand"}, "drift_sand"),
        ({"natural": "beach"}, "beach"),
        ({"landuse": "forest", "leaf_type": "broadleaved"}, "forest_leaf"),
        ({"landuse": "forest", "leaf_type": "needleleaved"}, "forest_needle"),
        ({"landuse": "forest", "leaf_type": "mixed"}, "forest_mixed"),
        ({"landuse": "forest"}, "forest"),
        ({"landuse": "meadow"}, "meadow"),
        ({"natural": "grassland"}, "grassland"),
        ({"landuse": "grass"}, "grass"),
        ({"landuse": "village_green"}, "lawn"),
        ({"natural": "wetland", "wetland": "wet_meadow"}, "wet_meadow"),
        ({"natural": "wetland", "wetland": "reedbed"}, "reed"),
        ({"natural": "wetland", "wetland": "bog"}, "bog"),
        ({"natural": "wetland"}, "bog"),
        ({"natural": "water"}, "water"),
        ({"landuse": "farmland"}, "field"),
        ({"landuse": "residential"}, "built_up"),
        ({"landuse": "quarry"}, ""),
    ],
)
def test_tags_give_the_ground_as_a_walker_calls_it(tags, word):
    """The ground is named finer than the graph's columns, and never where those know nothing."""
    assert ground_of(tags) == word
    assert bool(ground_of(tags)) == bool(landcover_of(tags))


def test_meadow_along_a_brook_is_brook_valley_grassland(tmp_path):
    """A meadow by a stream is named by its valley; one by a canal, one far off, and a lawn are not."""
    drawing = Drawing("""
        A--B-1--E--F    I--J  P--Q
        |  | |  |  |    |  |  |  |
        C--D-2--G--H    K--L  R--S 3
                                   4
    """)
    ways = [
        ("ABDCA", {"landuse": "meadow"}),
        ("EFHGE", {"landuse": "grass"}),
        ("IJLKI", {"natural": "grassland"}),
        ("PQSRP", {"natural": "grassland"}),
        ("12", {"waterway": "stream"}),
        ("34", {"waterway": "canal"}),
    ]
    path = drawing.write(tmp_path, ways)
    areas = with_brook_valleys(read_areas(path, load_region("drenthe")), read_lines(path), "EPSG:28992")
    # one cell is 100 m: the meadow begins one cell from the stream
    assert areas["ground"].tolist() == ["meadow", "grass", "grassland", "grassland"]
    near = Drawing("AB1EF\nCD2GH")
    path = near.write(
        tmp_path, [("ABDCA", {"landuse": "meadow"}), ("B1", {"waterway": "stream"})], name="near.osm"
    )
    areas = with_brook_valleys(read_areas(path, load_region("drenthe")), read_lines(path), "EPSG:28992")
    assert areas[["class", "ground"]].to_numpy().tolist() == [["grass", "brook_grassland"]]


def test_access_rules_are_told(tmp_path):
    """Manager, opening, dogs, breeding season, number and names come into their columns."""
    tags = {
        "leisure": "nature_reserve", "name": "Riet", "name:nl": "Het Riet", "managed_by": "Landschap",
        "access": "permissive", "opening_hours": "sunrise-sunset", "dog": "no",
        "dog:conditional": "leashed @ (Oct-Mar)", "access:conditional": "no @ (Mar 15-Jul 15)",
        "site_code": "NL99", "wikidata": "Q1",
        "protect_title": "Natura2000", "protect_class": "97", "boundary": "protected_area",
    }  # fmt: skip
    areas = areas_of(tmp_path, [("ABDCA", tags)])
    assert list(areas.columns) == [*COLUMNS, "water", "geometry"]
    assert areas.iloc[0].drop(["geometry", "area_m2"]).to_dict() == {
        "area_id": "w1", "kind": "nature", "class": "natura2000", "ground": "", "name": "Riet", "name_nl": "Het Riet",
        "name_en": "", "name_de": "", "alt_names": "", "protection": "Natura 2000", "ref": "NL99",
        "operator": "Landschap", "access": "permissive", "opening_hours": "sunrise-sunset",
        "access_conditional": "no @ (Mar 15-Jul 15)",
        "closed_from": "03-15", "closed_until": "07-15", "dog": "no", "dog_conditional": "leashed @ (Oct-Mar)",
        "website": "", "wikidata": "Q1", "source": "OpenStreetMap", "outline": True, "water": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "closed"),
    [
        ("no @ (Mar 15-Jul 15)", ("03-15", "07-15")),
        ("yes @ (Jan 1-Mar 14); no @ (Mar 15-Jul 15)", ("03-15", "07-15")),
        ("no @ 15.03. bis 15.09. Betretungsverbot", ("03-15", "09-15")),
        ("no @ 15-3 t/m 15-7", ("03-15", "07-15")),
        ("no @ (Nov 1-Feb 29)", ("11-01", "02-29")),
        ("no @ (sunset-sunrise)", ("", "")),
        ("no @ (Mar 15-Jul 15 AND 20:00-06:00)", ("", "")),
        ("yes @ (Mar 15-Jul 15)", ("", "")),
        ("no @ (Feb 30-Jul 15)", ("", "")),
        ("no @ 45.03. bis 15.19.", ("", "")),
        ("", ("", "")),
    ],
)
def test_breeding_season_is_read(value, closed):
    """A yearly closure is understood in the forms that are in use; a nightly or impossible one is none."""
    assert yearly_closure(value) == closed


@pytest.mark.parametrize("key", ["protection_title", "protect_title", "designation"])
def test_protection_is_written_one_way(key):
    """However it is spelt, Natura 2000 reads the same; other titles stay as they are."""
    assert protection_of({key: "Natura2000"}) == "Natura 2000"
    assert protection_of({key: "Nationaal Park"}) == "Nationaal Park"


def test_kinds_of_water():
    """The map can tell a pond from a river."""
    assert water_of({"natural": "water", "water": "pond"}) == "pond"
    assert water_of({"waterway": "riverbank"}) == "river"
    assert water_of({"natural": "water"}) == "lake"


def test_truncated_extract_is_refused(tmp_path):
    """Half a file is an error with words, not an empty table."""
    whole = SQUARES.write(tmp_path, [("ABDCA", {"natural": "heath"})])
    half = tmp_path / "half.osm"
    half.write_bytes(whole.read_bytes()[:400])
    with pytest.raises(ExtractError, match=r"half\.osm"):
        read_areas(half, load_region("drenthe"))


@pytest.fixture(scope="module")
def province_areas():
    """Province's areas."""
    return read_areas(DATA / "drenthe.osm.pbf", load_region("drenthe"))


class TestProvince:
    """The province's extract."""

    pytestmark = real

    def test_all_natura_2000_areas_are_accounted_for(self, province_areas):
        """Of 24 areas 21 have a geometry; the extract gives three without any member, which are told."""
        problems = province_areas.attrs["problems"]
        without = [p for p in problems if p["kind"] == "area broken" and "no members" in p["detail"]]
        assert (province_areas["class"] == "natura2000").sum() + len(without) == 24
        assert len(without) == 3
        assert "Dwingelderveld" in set(province_areas["name"])

    def test_municipalities_fill_the_province(self, province_areas):
        """Twelve municipalities, together the province, not overlapping."""
        municipalities = province_areas[province_areas["kind"] == "municipality"]
        province = province_areas[province_areas["kind"] == "province"]
        assert len(municipalities) == 12
        assert municipalities["area_m2"].sum() == pytest.approx(province["area_m2"].item(), rel=1e-4)
        assert province["area_m2"].item() == pytest.approx(2_680e6, rel=0.01)


@pytest.fixture(scope="module")
def country_areas():
    """Country's areas."""
    return read_areas(DATA / "liechtenstein.osm.pbf", load_region("liechtenstein"))


class TestCountry:
    """The country's extract."""

    pytestmark = real

    def test_country_and_its_municipalities(self, country_areas):
        """Eleven municipalities of 160 square kilometres; neighbours that are cut off are told."""
        assert country_areas.loc[country_areas["kind"] == "province", "area_m2"].item() == pytest.approx(
            160.5e6, rel=0.01
        )
        assert (country_areas["kind"] == "municipality").sum() == 11
        assert any("Buchs" in p["detail"] for p in country_areas.attrs["problems"])

    def test_land_cover_lies_on_most_of_the_country(self, country_areas):
        """Woods, meadows, fields and villages; rock and scrub have no word."""
        country = country_areas.loc[country_areas["kind"] == "province", "geometry"].item()
        cover = shapely.union_all(
            country_areas.loc[country_areas["kind"] == "landcover", "geometry"].to_numpy()
        )
        assert cover.intersection(country).area / country.area > 0.55
        assert {"forest", "grass", "field", "built_up", "water", "bog"} <= set(country_areas["class"])
        assert country_areas.geometry.is_valid.all()
