"""What edges run through: shares of land cover and protection, municipality, and distance to main roads."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata import open_dataset
from geodata.overlay import SAMPLE_EVERY_M, overlay_edges, sample_edges
from geodata.regions import load_region
from geodata.vocabulary import LANDCOVER, MOTOR_NOISE

REGION = load_region("drenthe")
EAST_0, NORTH_0 = 235_000.0, 555_000.0


def lonlat(shapes):
    """Shapes in metres from a corner near Assen, as (lon, lat)."""
    moved = [shapely.transform(shape, lambda xy: xy + np.array([EAST_0, NORTH_0])) for shape in shapes]
    return gpd.GeoSeries(moved, crs=REGION.crs).to_crs("EPSG:4326").to_numpy()


def table(*rows):
    """An areas table of (kind, class, name, shape in metres)."""
    shapes = [row[3] for row in rows]
    return gpd.GeoDataFrame(
        {
            "kind": [row[0] for row in rows],
            "class": [row[1] for row in rows],
            "name": [row[2] for row in rows],
            "area_m2": np.array([shape.area for shape in shapes], dtype=float),
        },
        geometry=lonlat(shapes),
        crs="EPSG:4326",
    )


def overlay(lines, areas, roads=(), waters=()):
    """Overlay of lines, all in metres."""
    edges = lonlat([shapely.LineString(line) for line in lines])
    points, edge_of = shapely.get_coordinates(edges, return_index=True)
    indptr = np.searchsorted(edge_of, np.arange(len(edges) + 1)).astype(np.int32)
    roads, waters = ([*lonlat([shapely.LineString(line) for line in group])] for group in (roads, waters))
    return overlay_edges(indptr, points[:, 0], points[:, 1], areas, roads, waters, REGION)


def shares(result, edge=0):
    """Land cover of an edge in words."""
    return {word: int(p) for word, p in zip(LANDCOVER, result["edge_landcover"][edge], strict=True) if p}


NOTHING = table(("landcover", "field", "", shapely.box(9000, 9000, 9100, 9100)))


def test_share_is_the_part_inside():
    """A way that leaves the wood after 600 of 1000 m is 60 % wood; what is left is not known."""
    areas = table(("landcover", "forest", "", shapely.box(0, -500, 600, 500)))
    assert shares(overlay([[(0, 0), (1000, 0)]], areas)) == {"forest": pytest.approx(60, abs=2)}


def test_smaller_area_counts_where_areas_overlap():
    """Heath within a wood that holds it is heath, in whatever order they come."""
    wood = ("landcover", "forest", "", shapely.box(-100, -500, 1100, 500))
    heath = ("landcover", "heath", "", shapely.box(0, -100, 500, 100))
    line = [[(0, 0), (1000, 0)]]
    assert shares(overlay(line, table(wood, heath))) == shares(overlay(line, table(heath, wood)))
    half = pytest.approx(50, abs=2)
    assert shares(overlay(line, table(wood, heath))) == {"heath": half, "forest": half}


def test_water_counts_along_its_shore():
    """20 m beside a canal or a lake is along the water, 40 m is not; it counts above what the bank is made of."""
    areas = table(
        ("landcover", "grass", "", shapely.box(-100, -500, 2000, 500)),
        ("landcover", "water", "", shapely.box(1200, 20, 1400, 200)),
    )
    lines = [[(0, 20), (1000, 20)], [(0, 40), (1000, 40)], [(1210, 0), (1390, 0)], [(1210, 100), (1390, 100)]]
    result = overlay(lines, areas, waters=[[(-50, 0), (1050, 0)]])
    assert shares(result, 0) == {"water": 100}
    assert shares(result, 1) == {"grass": 100}
    assert shares(result, 2) == {"water": 100}
    assert shares(result, 3) == {"water": 100}


def test_protection_and_name_of_the_area():
    """A park protects nothing; of several nature areas the edge names the one with most of it, named before unnamed."""
    areas = table(
        ("landcover", "heath", "", shapely.box(0, -500, 1000, 500)),
        ("nature", "park", "Stadspark", shapely.box(0, -50, 100, 50)),
        ("nature", "reserve", "", shapely.box(0, -500, 1000, 500)),
        ("nature", "natura2000", "Drentsche Aa", shapely.box(500, -500, 1000, 500)),
    )
    result = overlay([[(0, 0), (1000, 0)], [(0, 0), (100, 0)], [(2000, 0), (3000, 0)]], areas)
    assert result["edge_protected"].tolist() == [100, 100, 0]
    assert result["edge_area"].tolist() == [3, 1, -1]
    parks = overlay([[(0, 0), (100, 0)]], areas.iloc[:2])
    assert parks["edge_protected"].tolist() == [0]
    assert parks["edge_area"].tolist() == [1]


def test_municipality_is_the_one_with_most_of_the_edge():
    """Numbers count municipalities only, in the table's order; outside all it is none."""
    areas = table(
        ("province", "", "Drenthe", shapely.box(0, -500, 2000, 500)),
        ("municipality", "", "Assen", shapely.box(0, -500, 1000, 500)),
        ("municipality", "", "Aa en Hunze", shapely.box(1000, -500, 2000, 500)),
    )
    lines = [[(600, 0), (1200, 0)], [(800, 0), (1800, 0)], [(5000, 0), (5100, 0)]]
    assert overlay(lines, areas)["edge_municipality"].tolist() == [0, 1, -1]


def test_noise_is_the_distance_to_a_main_road():
    """Within 100 m, within 500 m, beyond; where no road is known nothing is said of it."""
    lines = [[(0, 90), (1000, 90)], [(0, 120), (1000, 120)], [(0, 480), (1000, 480)], [(0, 520), (1000, 520)]]
    road = [[(-2000, 0), (3000, 0)]]
    words = [MOTOR_NOISE[code] for code in overlay(lines, NOTHING, roads=road)["edge_noise"]]
    assert words == ["within_100m", "within_500m", "within_500m", "beyond_500m"]
    assert set(overlay(lines, NOTHING)["edge_noise"]) == {MOTOR_NOISE.index("unknown")}


def test_short_edges_and_doubled_points_are_looked_at_too():
    """Edges of a metre, and points on top of each other, get their land cover like any other."""
    areas = table(("landcover", "sand", "", shapely.box(-10, -10, 10, 10)))
    result = overlay([[(0, 0), (1, 0)], [(0, 0), (0, 0), (5, 0)], [(5, 5), (5, 5)]], areas)
    assert [shares(result, edge) for edge in range(3)] == [{"sand": 100}] * 3


def test_samples_are_even():
    """Samples lie every 25 m or nearer, at least two on an edge, and on the edge."""
    x = np.array([0.0, 10.0, 100.0, 0.0, 0.0])
    y = np.array([0.0, 0.0, 0.0, 0.0, 5.0])
    samples = sample_edges(np.array([0, 3, 5]), x, y)
    assert samples.edge.tolist() == [0, 0, 0, 0, 1, 1]
    assert samples.xy[:4].tolist() == pytest.approx(np.array([[12.5, 0], [37.5, 0], [62.5, 0], [87.5, 0]]))
    assert samples.xy[4:].tolist() == pytest.approx(np.array([[0, 1.25], [0, 3.75]]))


def test_shares_agree_with_exact_lengths():
    """On random edges and areas the shares are those of the cut lengths, as near as samples can be."""
    rng = np.random.default_rng(4)
    boxes = [shapely.box(x, y, x + 300, y + 300) for x, y in rng.uniform(0, 3000, (15, 2))]
    # without overlaps, so that the exact share needs no rule for them
    free = []
    for box in boxes:
        part = box.difference(shapely.union_all(free)) if free else box
        if part.geom_type == "Polygon" and part.area > 100:
            free.append(part)
    words = [LANDCOVER[i % 6] for i in range(len(free))]
    areas = table(*(("landcover", word, "", shape) for word, shape in zip(words, free, strict=True)))
    lines = np.cumsum(rng.uniform(-250, 400, (40, 5, 2)), axis=1)
    result = overlay(lines, areas)["edge_landcover"]
    for i, points in enumerate(lines):
        line = shapely.LineString(points)
        for code, word in enumerate(LANDCOVER):
            parts = [shape for shape, each in zip(free, words, strict=True) if each == word]
            exact = sum(line.intersection(shape).length for shape in parts) / line.length * 100
            assert abs(int(result[i, code]) - exact) <= 100 * 4 * SAMPLE_EVERY_M / line.length + 1
    assert result.sum(axis=1).max() <= 100


def test_no_areas_at_all():
    """Without any area everything is unknown, and nothing fails."""
    result = overlay([[(0, 0), (1000, 0)]], NOTHING.iloc[:0])
    assert not result["edge_landcover"].any()
    assert result["edge_area"].tolist() == [-1]
    assert result["edge_municipality"].tolist() == [-1]


def test_country_is_known_along_its_ways(liechtenstein_dataset):
    """Nine in ten metres have a municipality; most of the network's metres have a land cover; some are protected."""
    dataset = open_dataset(liechtenstein_dataset)
    length = dataset.column("edge_length")
    cover = dataset.column("edge_landcover").astype(float)
    assert cover.sum(axis=1).max() <= 100
    assert (cover.sum(axis=1) @ length) / length.sum() > 65
    assert length[dataset.column("edge_municipality") >= 0].sum() / length.sum() > 0.9
    assert (dataset.column("edge_protected") > 0).any()
    assert set(dataset.column("edge_noise")) == {1, 2, 3}


@pytest.mark.real
@pytest.mark.skipif(
    not (Path(__file__).parents[3] / "shared" / "data").is_dir(), reason="the real extracts are not here"
)
def test_province_knows_waters_and_reserves(drenthe_dataset):
    """Without land cover in the extract, ways along canals and in Natura 2000 areas are known all the same."""
    dataset = open_dataset(drenthe_dataset)
    length = dataset.column("edge_length")
    water = (
        dataset.column("edge_landcover")[:, LANDCOVER.index("water")].astype(float) @ length / length.sum()
    )
    assert 3 < water < 12
    assert 3 < dataset.column("edge_protected").astype(float) @ length / length.sum() < 8
    names = dataset.areas["name"].to_numpy()
    areas = np.unique(dataset.column("edge_area"))
    assert {"Dwingelderveld", "Drentsche Aa-gebied", "Fochteloërveen"} <= set(names[areas[areas >= 0]])
    assert set(dataset.column("edge_noise")) == {MOTOR_NOISE.index("unknown")}
