"""Official nature areas over those of the extract: each once, with the official outline and the tagged facts."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata import open_dataset
from geodata.areas import COLUMNS, read_areas
from geodata.build import build_dataset
from geodata.errors import ServiceError
from geodata.nature_services import lay_over, official_areas
from geodata.regions import load_region
from geodata.services import Features
from scripts.build import main
from tests.geodata.feature_server import serving
from tests.geodata.osm_drawing import Drawing

REGION = load_region("drenthe")
DRAWING = Drawing("""
    A-----B   P--Q
    |     |   |  |
    |  5--|---|--|---6
    C-----D   R--S
""")
SITE = {
    "type": "multipolygon", "boundary": "protected_area", "protect_class": "97", "protection_title": "Natura 2000",
    "name": "Het Veld", "operator": "Landschap",
}  # fmt: skip
PATH = {"highway": "path"}
REGISTER = "natura2000.gpkg"


def box(letters, grow=0.0):
    """The rectangle around some letters."""
    points = shapely.MultiPoint([DRAWING.at[letter] for letter in letters])
    return shapely.box(*points.bounds).buffer(grow, join_style="mitre")


def features(*rows, source=REGISTER):
    """Features of a register from (properties, shape) pairs."""
    return Features(source, [row[0] for row in rows], np.array([row[1] for row in rows], dtype=object))


def areas_of(folder, relations=()):
    """Areas of the drawing with the relations."""
    ways = [("ABDCA", {}), ("PQSRP", {}), ("56", PATH)]
    return read_areas(DRAWING.write(folder, ways, relations=list(relations)), REGION)


def nature(table):
    """Its nature areas."""
    return table[table["kind"] == "nature"]


def test_area_of_the_same_name_is_one(tmp_path):
    """The site of the extract keeps id and manager and gets number, directives and outline of the register."""
    official = features(({"naamN2K": "Het veld", "nr": 27, "beschermin": "VR+HR"}, box("ABCD", 0.001)))
    table, outcome = lay_over(areas_of(tmp_path, [(SITE, [("w1", "outer")])]), [official], REGION.crs)
    assert list(table.columns) == [*COLUMNS, "water", "geometry"]
    (row,) = nature(table).to_dict("records")
    assert (row["area_id"], row["name"], row["operator"]) == ("r1001", "Het Veld", "Landschap")
    assert (row["ref"], row["protection"]) == ("27", "Natura 2000 (HR, VR)")
    assert row["source"] == f"OpenStreetMap; {REGISTER}"
    assert row["geometry"].equals(box("ABCD", 0.001))
    assert row["area_m2"] > 600 * 300
    assert outcome.counts() == {"official areas merged": 1, "official areas added": 0}


def test_area_on_the_same_ground_is_one(tmp_path):
    """Under another name, but on mostly the same ground, it is the same; the extract's name stays."""
    official = features(({"naamN2K": "Veld & Venen", "nr": 27}, box("ABCD", 0.0003)))
    table, _ = lay_over(areas_of(tmp_path, [(SITE, [("w1", "outer")])]), [official], REGION.crs)
    assert nature(table)[["area_id", "name", "ref"]].to_numpy().tolist() == [["r1001", "Het Veld", "27"]]


def test_other_ground_or_another_protection_is_another_area(tmp_path):
    """A site elsewhere and a national park on the same ground stand beside it, each with an id of its own."""
    sites = features(({"naamN2K": "De Venen", "nr": 30}, box("PQRS")))
    parks = features(({"naam": "Het Veld"}, box("ABCD")), source="https://example.org/nationale-parken/wfs")
    table, outcome = lay_over(areas_of(tmp_path, [(SITE, [("w1", "outer")])]), [sites, parks], REGION.crs)
    assert nature(table)[["area_id", "class", "name"]].to_numpy().tolist() == [
        ["r1001", "natura2000", "Het Veld"],
        ["x-n2k-30", "natura2000", "De Venen"],
        ["x-park-het-veld", "national_park", "Het Veld"],
    ]
    assert outcome.added == ("De Venen", "Het Veld")
    assert nature(table)["protection"].tolist() == ["Natura 2000", "Natura 2000", "Nationaal Park"]
    assert (nature(table)["area_m2"] > 1000).all()


def test_parts_under_several_directives_are_one_area(tmp_path):
    """A register has a feature per directive; by number they are one area, whatever overlaps counted once."""
    rows = [
        ({"naam_n2k": "De Venen", "nr": 30.0, "beschermin": "VR"}, box("PQRS")),
        ({"naam_n2k": "De Venen", "nr": 30.0, "beschermin": "VR+HR"}, box("PQ", 0.0004)),
    ]
    (area,) = official_areas(features(*rows))
    assert (area.number, area.directives) == ("30", ("HR", "VR"))
    assert area.geometry.equals(shapely.union_all([shape for _, shape in rows]))
    table, _ = lay_over(areas_of(tmp_path), [features(*rows)], REGION.crs)
    assert len(nature(table)) == 1


def test_register_gives_the_outline_that_the_extract_lacks(tmp_path):
    """A relation without members takes the official outline under its own id and is lacking no more."""
    table, outcome = lay_over(
        areas_of(tmp_path, [(SITE, [])]),
        [features(({"naamN2K": "Het Veld", "nr": 27}, box("ABCD")))],
        REGION.crs,
    )
    assert nature(table)[["area_id", "outline", "operator"]].to_numpy().tolist() == [
        ["r1001", True, "Landschap"]
    ]
    assert outcome.merged == ("Het Veld",)
    assert table.attrs["lacking"] == []
    assert table.attrs["problems"][0]["kind"] == "area broken"


def test_same_source_twice_changes_nothing_more(tmp_path):
    """Laid over twice, a register gives the same areas as once."""
    official = features(({"naamN2K": "De Venen", "nr": 30}, box("PQRS")))
    once, _ = lay_over(areas_of(tmp_path), [official], REGION.crs)
    twice, _ = lay_over(areas_of(tmp_path), [official, official], REGION.crs)
    assert nature(once).to_dict("records") == nature(twice).to_dict("records")


def test_features_without_names_are_refused():
    """Something that is no register of areas is told by its attributes; points in one are passed over."""
    with pytest.raises(ServiceError, match=r"no areas with a name in it; attributes are depth"):
        official_areas(features(({"depth": 3}, box("ABCD"))))
    assert official_areas(features()) == []
    named = features(({"naam": "Bord"}, shapely.Point(6.5, 53.0)), ({"naam": "Veld"}, box("ABCD")))
    assert [area.name for area in official_areas(named)] == ["Veld"]


def test_build_takes_a_service_and_a_file(tmp_path, monkeypatch):
    """``build --nature`` publishes official areas, their entrances and names; without it nobody is asked."""
    monkeypatch.setattr("geodata.build.write_basemap", lambda out, **_: out.touch())
    monkeypatch.setattr("geodata.layers.CACHE", tmp_path / "cache")
    extract = DRAWING.write(tmp_path, [("ABDCA", {}), ("56", PATH)], relations=[(SITE, [("w1", "outer")])])
    path = tmp_path / "nationaleparken.geojson"
    gpd.GeoDataFrame([{"naam": "Grootveld"}], geometry=[box("ABCDPQRS")], crs="EPSG:4326").to_file(path)
    with serving([({"naamN2K": "De Venen", "nr": 30}, box("PQRS"))]) as server:
        url = f"{server.url}/ogc/v1/collections/areas"
        result = build_dataset(extract, REGION, tmp_path / "out", nature=[url, str(path)])
        build_dataset(extract, REGION, tmp_path / "plain")
        assert len(server.asked) == 1
    dataset = open_dataset(tmp_path / "out")
    assert dataset.areas.loc[dataset.areas["kind"] == "nature", "area_id"].tolist() == [
        "r1001", "x-n2k-30", "x-park-grootveld",
    ]  # fmt: skip
    assert {"Het Veld", "De Venen", "Grootveld"} <= set(dataset.places["name"])
    assert set(dataset.entrances["area_id"]) == {"r1001", "x-n2k-30", "x-park-grootveld"}
    assert result.manifest["counts"]["official areas added"] == 2
    assert f"{url}: nature areas" in result.manifest["attribution"]
    assert "official areas added" not in open_dataset(tmp_path / "plain").manifest["counts"]


def test_command_line_tells_a_bad_source(tmp_path, capsys):
    """A source that can't be read ends the build with one line and no dataset."""
    extract = DRAWING.write(tmp_path, [("56", PATH)])
    arguments = [
        "--osm",
        str(extract),
        "--out",
        str(tmp_path / "out"),
        "--nature",
        str(tmp_path / "none.gpkg"),
    ]
    assert main(arguments) == 2
    assert "none.gpkg: no such file; give a file" in capsys.readouterr().err
    assert not list((tmp_path / "out").iterdir())
