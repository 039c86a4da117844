"""Lines beside the graph: main roads, rails, waters, and jumps that waters don't make."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.line_jumps import without_jumps
from geodata.lines import noisy_roads, open_waters, read_lines
from tests.geodata.osm_drawing import Drawing

DATA = Path(__file__).parents[3] / "shared" / "data"
LINE = Drawing("A---B---C")


def test_lines_are_told_apart(tmp_path):
    """Slip roads count with their road, small roads and paths are no lines, culverts are neither seen nor heard."""
    ways = [
        ("AB", {"highway": "motorway_link"}),
        ("BC", {"highway": "primary", "surface": "asphalt", "name": "N34"}),
        ("AC", {"highway": "trunk", "tunnel": "yes"}),
        ("AB", {"highway": "path"}),
        ("AB", {"waterway": "stream"}),
        ("BC", {"waterway": "stream", "tunnel": "culvert"}),
        ("AC", {"waterway": "drain"}),
        ("AC", {"railway": "rail"}),
    ]
    lines = read_lines(LINE.write(tmp_path, ways))
    assert lines[["kind", "class", "way"]].to_numpy().tolist() == [
        ["road", "motorway", 1],
        ["road", "primary", 2],
        ["road", "trunk", 3],
        ["waterway", "stream", 5],
        ["waterway", "stream", 6],
        ["waterway", "ditch", 7],
        ["railway", "rail", 8],
    ]
    assert lines["surface"].tolist()[1] == "asphalt"
    assert len(noisy_roads(lines)) == 2
    assert len(open_waters(lines)) == 1


def test_line_cut_at_the_border_keeps_what_is_there(tmp_path):
    """A canal that leaves the extract is drawn as far as it goes; one with a single node is none."""
    ways = [("AB?", {"waterway": "canal"}), ("C?", {"waterway": "canal"})]
    lines = read_lines(LINE.write(tmp_path, ways))
    assert lines["way"].tolist() == [1]
    assert shapely.get_num_points(lines.geometry.to_numpy()).tolist() == [2]


def test_no_lines_at_all(tmp_path):
    """An extract without any is no error."""
    lines = read_lines(LINE.write(tmp_path, [("AB", {"highway": "path"})]))
    assert not len(lines)
    assert not len(open_waters(lines))
    assert lines.attrs["problems"] == []


def meters(points):
    """A line of metres near the region, in degrees."""
    x, y = np.array(points, dtype=float).T
    return shapely.LineString(np.column_stack((6.5 + x / 67_000, 53.0 + y / 111_320)))


def test_jump_over_the_line_itself_is_cut_out():
    """Two pieces of a canal, the second begun at its far end, come apart again."""
    first = [(0, 0), (500, 20), (1000, 0)]
    second = [(-1200, 30), (-600, 0), (-50, 10)]
    (cut,), (number,) = without_jumps(np.array([meters(first + second)], dtype=object))
    assert number == 1
    assert [len(part.coords) for part in cut.geoms] == [3, 3]
    assert cut.length == pytest.approx(meters(first).length + meters(second).length)


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (3000, 0), (6000, 100)],
        [(0, 0), (3000, 0), (3000, 2000), (0, 2000), (0, 100)],
        [(0, 0), (4000, 0)],
        [(0, 0), (40, 0), (5, 8), (45, 12)],
    ],
    ids=["straight canal", "canal around a block", "two points", "narrow bends"],
)
def test_real_courses_stay(points):
    """Long straights, corners, and small bends of a brook are left alone."""
    line = meters(points)
    (same,), (number,) = without_jumps(np.array([line], dtype=object))
    assert number == 0
    assert same.equals(line)


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason="the real extracts are not here")
def test_waters_of_the_real_extracts():
    """The province's waters lose their jumps, which are told; the country's brooks have none."""
    province = read_lines(DATA / "drenthe.osm.pbf")
    assert len(province) == 4016
    assert len(province.attrs["problems"]) > 1000
    pieces = shapely.get_parts(province.to_crs("EPSG:28992").geometry.to_numpy())
    steps = np.diff(shapely.get_coordinates(pieces), axis=0)
    same = np.diff(np.repeat(np.arange(len(pieces)), shapely.get_num_points(pieces))) == 0
    assert np.hypot(*steps[same].T).max() < 4_000
    country = read_lines(DATA / "liechtenstein.osm.pbf")
    assert country.attrs["problems"] == []
    assert {"primary", "secondary", "rail", "river"} <= set(country["class"])
