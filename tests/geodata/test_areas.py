"""Areas: what is an area of which kind, with holes, and what becomes of broken ones."""

from pathlib import Path

import pytest
import shapely

from geodata.area_classes import landcover_of, nature_of, water_of
from geodata.areas import municipality_names, read_areas
from geodata.errors import ExtractError
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
