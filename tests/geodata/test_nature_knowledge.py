"""Nature areas beyond the extract: facts with sources, areas without an outline, and that all are found by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.places import PlaceIndex
from geodata import open_dataset
from geodata.areas import read_areas
from geodata.errors import KnowledgeError
from geodata.knowledge import Knowledge, add_knowledge
from geodata.nature_knowledge import KnownArea, add_area_knowledge, add_lacking, known_areas, nature_places
from geodata.places import read_places
from geodata.regions import load_region, region_names
from tests.geodata.osm_drawing import Drawing

DATA = Path(__file__).parents[3] / "shared" / "data"
REGION = load_region("drenthe")
RESERVE = {"type": "multipolygon", "leisure": "nature_reserve", "name": "Het Veld"}
FACT = KnownArea(
    "Het Veld", ("Veldje",), ref="7", operator="Landschap", access="no", lonlat=(6.6, 52.9), where="near it",
    where_source="https://example.org/veld", kind="reserve",
)  # fmt: skip


def joined(folder, relation, known, nodes=None, ways=()):
    """Areas and places of a drawing after the join."""
    drawing = Drawing("""
        A-B  N
        | |
        C-D
    """)
    path = drawing.write(folder, [("ABDCA", {}), *ways], nodes, [relation])
    areas = read_areas(path, REGION)
    places, _ = add_knowledge(read_places(path, REGION, areas), Knowledge(), REGION.crs)
    areas = add_area_knowledge(add_lacking(areas, known, places), known)
    return areas, nature_places(areas, known, places, REGION.crs)


def test_tagged_facts_stay_and_open_ones_are_filled(tmp_path):
    """The extract's operator stands, the number comes from what is known; the outline is the extract's."""
    relation = (RESERVE | {"operator": "Staatsbosbeheer"}, [("w1", "outer")])
    areas, places = joined(tmp_path, relation, {"het veld": FACT})
    assert areas[["ref", "operator", "access", "outline"]].to_numpy().tolist() == [
        ["7", "Staatsbosbeheer", "no", True]
    ]
    assert places[["place_id", "alt_names", "placed_by"]].to_numpy().tolist() == [["r1001", "Veldje", ""]]


def test_area_of_another_class_is_another_area(tmp_path):
    """What is known of a Natura 2000 area is not told of a reserve or park of the same name."""
    site = replace(FACT, kind="natura2000")
    areas, _ = joined(tmp_path, (RESERVE, [("w1", "outer")]), {"het veld": site})
    assert areas[["ref", "operator", "access"]].to_numpy().tolist() == [["", "", ""]]
    areas, _ = joined(tmp_path, (RESERVE, []), {"het veld": site})
    assert not len(areas)


def test_area_without_members_is_a_point_that_says_so(tmp_path):
    """A relation without members is published as a point where it is known to be, marked as having no outline."""
    areas, places = joined(tmp_path, (RESERVE, []), {"het veld": FACT})
    assert areas[["area_id", "outline", "area_m2"]].to_numpy().tolist() == [["r1001", False, 0.0]]
    place = places.iloc[-1]
    assert (place["place_id"], place["category"], place["placed_by"]) == ("r1001", "protected_area", "area")
    assert (place["lon"], place["lat"], place["source_url"]) == (6.6, 52.9, "https://example.org/veld")
    assert areas.attrs["problems"][0]["kind"] == "area broken"


def test_place_of_the_same_name_gives_the_point(tmp_path):
    """Where the extract has the area as a named point, that is where it is put, curated or not."""
    nodes = {"N": {"natural": "heath", "name": "Het Veld"}}
    areas, _ = joined(tmp_path, (RESERVE, []), {}, nodes)
    assert areas["area_id"].tolist() == ["r1001"]
    assert areas.geometry.iloc[0].x == pytest.approx(6.5 + 5 * 100 / (111_300 * 0.6018), abs=1e-3)


def test_area_nobody_can_place_stays_out(tmp_path):
    """Without outline, point or namesake there is no row, only the problem."""
    areas, places = joined(tmp_path, (RESERVE, []), {})
    assert not len(areas)
    assert not len(places)


@pytest.mark.parametrize("region", region_names())
def test_every_fact_has_its_source(region):
    """The files in the project are read and state nothing without a page; each point says what it is."""
    for fact in known_areas(region).values():
        assert fact.lonlat is None or (fact.where and fact.where_source.startswith("http"))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('name = "A"\nref = "7"', "no source for ref"),
        ('name = "A"\nlon = 6.5\nlat = 53.0', "go together"),
        ('name = "A"\nbirds = 3', "unknown birds"),
        ('ref = "7"', "name"),
        ("name = ", "line"),
    ],
)
def test_fact_without_source_is_refused(tmp_path, row, words):
    """A careless row is told with the file's name."""
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "nature.toml").write_text(f"[[area]]\n{row}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=rf"nature\.toml.*{words}"):
        known_areas("here", tmp_path)
    assert known_areas("elsewhere", tmp_path) == {}


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason="the real extracts are not here")
def test_all_protected_areas_of_the_province_are_found_by_name(drenthe_dataset):
    """Each of the 24 Natura 2000 areas is the first hit of its name, the three without members among them."""
    dataset = open_dataset(drenthe_dataset)
    index = PlaceIndex.load(dataset.path)
    areas = dataset.areas[dataset.areas["class"] == "natura2000"]
    assert len(areas) == 24
    assert (~areas["outline"]).sum() == 3
    for area_id, name in zip(areas["area_id"], areas["name"], strict=True):
        found = index.search(name, limit=3)
        assert found[0]["name"] == name
        assert area_id in {hit["place_id"].partition(".")[0] for hit in found}
    for other, name in (
        ("Nationaal Park Dwingelderveld", "Dwingelderveld"),
        ("drents friese wold", "Drents-Friese Wold & Leggelderveld"),
        ("de weerribben", "Weerribben"),
    ):
        assert index.search(other, limit=1)[0]["name"] == name
    assert index.search("Van Oordts Mersken", limit=1)[0]["placed_by"] == "area"
