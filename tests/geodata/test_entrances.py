"""Entrances: where ways cross the border of nature areas, what else leads in, and how few of them stand for all."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.areas import read_areas
from geodata.build import make_graph
from geodata.entrances import COLUMNS, MERGE_M, NEAR_M, find_entrances
from geodata.extract import read_extract
from geodata.graph import build_graph
from geodata.places import read_places
from geodata.progress import Stages
from geodata.regions import load_region
from geodata.vocabulary import ENTRANCE_KINDS
from tests.geodata.osm_drawing import CELL_M, Drawing

DATA = Path(__file__).parents[3] / "shared" / "data"
real = [pytest.mark.real, pytest.mark.skipif(not DATA.is_dir(), reason="the real extracts are not here")]
REGION = load_region("drenthe")
RESERVE = {"leisure": "nature_reserve", "name": "Het Veld"}
PATH = {"highway": "path"}
FOOTWAY = {"highway": "footway"}
FIELD = Drawing("""
      P    Q
      A---------B
    1 |         |   2
      |         |
      |    5    |
      |         |
      C---------D
    3             4

                        6
""")


def entrances_of(folder, drawing, ways, nodes=None):
    """Entrances of a drawing."""
    path = drawing.write(folder, ways, nodes)
    areas = read_areas(path, REGION)
    return find_entrances(build_graph(read_extract(path)), areas, read_places(path, REGION, areas), REGION)


def test_way_through_an_area_has_an_entrance_on_each_side(tmp_path):
    """A path through a reserve enters it twice, on the border, and may be used by all; a footway not by bicycle."""
    found = entrances_of(tmp_path, FIELD, [("ABDCA", RESERVE), ("15", PATH), ("52", FOOTWAY)])
    assert list(found.columns) == [*COLUMNS, "geometry"]
    assert found["area_name"].tolist() == ["Het Veld", "Het Veld"]
    assert found["kind"].tolist() == ["path", "path"]
    border = shapely.LineString([FIELD.at[letter] for letter in "ABDCA"])
    assert shapely.distance(found.geometry.to_numpy(), border).max() < 1e-6
    assert found["modes"].tolist() == ["fietsen,wandelen,toegankelijk", "wandelen,toegankelijk"]
    assert found["entrance_id"].tolist() == ["w1.e1", "w1.e2"]


def test_way_along_or_outside_the_border_is_no_entrance(tmp_path):
    """A road that passes by, or only touches the corner, leads nowhere inside."""
    ways = [("ABDCA", RESERVE), ("PQ", PATH), ("PA", PATH), ("34", PATH)]
    assert not len(entrances_of(tmp_path, FIELD, ways))


def test_entrances_close_together_are_one(tmp_path):
    """Three ways over the border within a hundred metres are one entrance: the one that most people may take."""
    drawing = Drawing("""
        A----------------B
        |  123           |
        |                |
        C----------------D
            9
    """)
    ways = [("ABDCA", RESERVE), ("19", FOOTWAY), ("29", PATH), ("39", FOOTWAY)]
    found = entrances_of(tmp_path, drawing, ways)
    assert found["merged"].tolist() == [3]
    assert found["modes"].tolist() == ["fietsen,wandelen,toegankelijk"]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "parking"}, "parking"),
        ({"highway": "trailhead", "name": "TOP Het Veld"}, "top"),
        ({"railway": "station", "name": "Veld"}, "station"),
        ({"highway": "bus_stop"}, "bus_stop"),
    ],
)
def test_car_park_and_stop_near_an_area_lead_into_it(tmp_path, tags, kind):
    """What stands by a way near the border is an entrance of its kind, told with its distance; far away it is none."""
    ways = [("ABDCA", RESERVE), ("15", PATH), ("34", PATH), ("46", PATH)]
    found = entrances_of(tmp_path, FIELD, ways, {"3": tags, "6": tags})
    near = found[found["kind"] == kind]
    assert near["place_id"].tolist()[0] == f"n{ord('3')}"
    assert near["distance_m"].tolist()[0] == pytest.approx(CELL_M * np.hypot(2, 1), rel=0.02)
    far = CELL_M * np.hypot(10, 3)
    assert len(near) == (2 if NEAR_M[kind] >= far else 1)
    assert near["name"].tolist()[0] == tags.get("name", "")


def test_no_protected_area_no_entrance(tmp_path):
    """A town park has none, and an extract without nature gives an empty table with all columns."""
    found = entrances_of(tmp_path, FIELD, [("ABDCA", {"leisure": "park", "name": "Park"}), ("15", PATH)])
    assert list(found.columns) == [*COLUMNS, "geometry"]
    assert not len(found)


@pytest.mark.parametrize("name", ["drenthe", "liechtenstein"])
class TestRealAreas:
    """Entrances of a real extract, compared with its borders and ways."""

    pytestmark = real

    def test_entrances_lie_where_they_say(self, name):
        """Each path entrance lies on its area's border and its edge; none of one kind and area are too close."""
        region, path = load_region(name), DATA / f"{name}.osm.pbf"
        with Stages(3, False) as stages:
            _, graph, _ = make_graph(path, stages)
        areas = read_areas(path, region)
        found = find_entrances(graph, areas, read_places(path, region, areas), region)
        assert 50 < len(found) < 500
        assert set(found["kind"]) <= set(ENTRANCE_KINDS)
        assert found["entrance_id"].is_unique
        borders = areas.set_index("area_id").geometry.to_crs(region.crs).boundary
        points = found.to_crs(region.crs).geometry
        paths = (found["kind"] == "path").to_numpy()
        of_area = borders.loc[found["area_id"]].to_numpy()
        assert shapely.distance(points.to_numpy(), of_area)[paths].max() < 0.5
        for row in np.flatnonzero(paths)[::10]:
            begin, end = graph.geom_indptr[[found["edge"].iloc[row], found["edge"].iloc[row] + 1]]
            line = shapely.linestrings(graph.geom_lon[begin:end], graph.geom_lat[begin:end])
            assert shapely.distance(line, found.geometry.iloc[row]) < 1e-5
        for _, group in found.assign(x=points.x, y=points.y).groupby(["area_id", "kind"]):
            xy = group[["x", "y"]].to_numpy()
            away = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) + np.eye(len(xy)) * 1e9
            assert away.min() > MERGE_M
