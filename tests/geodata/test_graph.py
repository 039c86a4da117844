"""Splitting ways into edges, arcs, components, barriers, columns."""

import numpy as np
import pyproj
import pytest

from geodata.errors import ExtractError
from geodata.extract import read_extract
from geodata.graph import build_graph
from geodata.graph_order import along_a_curve
from geodata.vocabulary import SURFACES, WAY_CLASSES
from tests.geodata.osm_drawing import Drawing

PATH = {"highway": "path"}
ROAD = {"highway": "residential"}


def test_ways_are_cut_where_they_meet(tmp_path):
    """A crossing becomes a graph node; a bend does not."""
    drawing = Drawing("""
        A-B-C
          |
          D-E
    """)
    drawn = drawing.graph(tmp_path, [("ABC", PATH), ("BDE", PATH)])
    assert drawn.edges() == ["AB", "BC", "BE"]
    assert drawn.arcs("wandelen") == {"AB", "BA", "BC", "CB", "BE", "EB"}


def test_only_usable_ways_cut(tmp_path):
    """A motorway, a fence or a building across a path cuts nothing."""
    drawing = Drawing("""
          D
        A-B-C
          E
    """)
    others = [("DBE", {"highway": "motorway"}), ("DBE", {"barrier": "fence"}), ("DBE", {"building": "yes"})]
    assert drawing.graph(tmp_path, [("ABC", PATH), *others]).edges() == ["AC"]


def test_closed_way_touched_once_is_a_loop(tmp_path):
    """A ring with one access road keeps one edge from and to the same node, and its whole length."""
    drawing = Drawing("""
        A-B-C
          | |
          E-D
    """)
    drawn = drawing.graph(tmp_path, [("AB", PATH), ("BCDEB", PATH)])
    assert drawn.edges() == ["AB", "BB"]
    assert drawn.tables["edge_length"][drawn.edge("BB")] == pytest.approx(800, rel=0.01)


def test_ring_by_itself_keeps_its_shape(tmp_path):
    """A ring that nothing touches is one edge."""
    drawing = Drawing("""
        A-B
        D-C
    """)
    assert drawing.graph(tmp_path, [("ABCDA", PATH)]).edges() == ["AA"]


def test_parallel_ways_both_stay(tmp_path):
    """Two ways between the same junctions are two edges."""
    drawing = Drawing("""
          C
        A---B
          D
    """)
    drawn = drawing.graph(tmp_path, [("ACB", PATH), ("ADB", PATH)])
    assert drawn.edges() == ["AB", "AB"]


def test_way_crossing_itself_is_cut_there(tmp_path):
    """A way that passes one of its nodes twice makes a graph node of it."""
    drawing = Drawing("""
          D-C
          | |
        A-B-E
          |
          F
    """)
    assert drawing.graph(tmp_path, [("ABECDBF", PATH)]).edges() == ["AB", "BB", "BF"]


def test_repeated_and_coinciding_nodes_leave_no_edge_without_length(tmp_path):
    """A node listed twice, or two nodes at one spot, count as one: searches never meet a length of zero."""
    drawing = Drawing("A-B-C-D")
    drawing.at["X"] = drawing.at["B"]
    drawn = drawing.graph(tmp_path, [("ABBXC", PATH), ("XD", PATH)])
    assert drawn.edges() == ["AB", "BC", "BD"]
    assert drawn.tables["edge_length"].min() > 0


def test_way_at_one_spot_is_no_way(tmp_path):
    """A way whose nodes all lie at one place is left out."""
    drawing = Drawing("A-B-C")
    drawing.at["X"] = drawing.at["C"]
    assert drawing.graph(tmp_path, [("AB", PATH), ("CX", PATH)]).edges() == ["AB"]


def test_missing_nodes_cut_the_way_and_are_told(tmp_path):
    """At the extract's border a way keeps the pieces that are there, and the manifest can say so."""
    drawing = Drawing("A-B-C-D-E-F")
    drawn = drawing.graph(tmp_path, [("AB?CD?E", PATH), ("EF", PATH)])
    assert drawn.edges() == ["AB", "CD", "EF"]
    assert "way cut at the border" in drawn.problem_kinds()


def test_lengths_are_geodesic(tmp_path):
    """The length of a bent edge is the sum of WGS84 geodesics between its points."""
    drawing = Drawing("""
        A---------B

               C
    """)
    drawn = drawing.graph(tmp_path, [("ABC", PATH)])
    lon, lat = zip(*(drawing.at[letter] for letter in "ABC"), strict=True)
    expected = pyproj.Geod(ellps="WGS84").line_length(lon, lat)
    assert drawn.tables["edge_length"].tolist() == pytest.approx([expected], abs=0.05)


def test_pedestrian_area_is_walked_around(tmp_path):
    """The outline of a square joins the streets that reach it."""
    drawing = Drawing("""
        A-B-C-F
          D-E
    """)
    square = {"highway": "pedestrian", "area": "yes"}
    drawn = drawing.graph(tmp_path, [("AB", PATH), ("BCEDB", square), ("CF", PATH)])
    assert {"BC", "CB"} <= drawn.arcs("wandelen")
    assert not {"BC", "CB"} & drawn.arcs("fietsen")


def test_rows_of_arcs_agree_both_ways(tmp_path):
    """indptr lists what leaves a node, rev_indptr what enters it, and they tell of the same arcs."""
    drawing = Drawing("""
        A-B-C
        | |
        D-E
    """)
    one_way = {"highway": "residential", "oneway": "yes"}
    t = drawing.graph(tmp_path, [("ABC", one_way), ("ADEB", ROAD)]).tables
    for node in range(len(t["node_lon"])):
        out = range(t["indptr"][node], t["indptr"][node + 1])
        assert all(t["tail"][arc] == node for arc in out)
        into = t["rev_arc"][t["rev_indptr"][node] : t["rev_indptr"][node + 1]]
        assert all(t["head"][arc] == node for arc in into)
    edge, along = t["arc_edge"], t["arc_forward"]
    assert (t["tail"] == np.where(along, t["edge_u"][edge], t["edge_v"][edge])).all()
    assert (t["arc_modes"] > 0).all()


def test_components_tell_where_one_can_get_back_from(tmp_path):
    """A dead end entered by a one-way street is in no cycling component, but one may walk out of it."""
    drawing = Drawing("""
        A-B-C-D
        |_|
    """)
    drawn = drawing.graph(
        tmp_path, [("AB", PATH), ("BC", {"highway": "residential", "oneway": "yes"}), ("CD", PATH)]
    )
    component = drawn.tables["edge_component"]
    ab, bc, cd = (drawn.edge(pair) for pair in ("AB", "BC", "CD"))
    assert component[bc, 0] == -1
    assert component[ab, 0] != component[cd, 0]
    assert len({*component[[ab, bc, cd], 1]}) == 1
    length = drawn.tables["component_length"]
    assert length[0, 1] == pytest.approx(drawn.tables["edge_length"].sum())
    assert (np.diff(length[:, 0]) <= 0).all()


@pytest.mark.parametrize(
    ("tags", "stopped"),
    [
        ({"barrier": "gate"}, set()),
        ({"barrier": "cattle_grid"}, set()),
        ({"barrier": "bollard"}, set()),
        ({"barrier": "stile"}, {"fietsen", "toegankelijk"}),
        ({"barrier": "kissing_gate"}, {"fietsen", "toegankelijk"}),
        ({"barrier": "kissing_gate", "bicycle": "yes"}, {"toegankelijk"}),
        ({"barrier": "kissing_gate", "wheelchair": "yes"}, {"fietsen"}),
        ({"barrier": "bollard", "maxwidth": "0.8"}, {"toegankelijk"}),
        ({"barrier": "bollard", "wheelchair": "no"}, {"toegankelijk"}),
        ({"barrier": "gate", "access": "private"}, {"fietsen", "wandelen", "toegankelijk"}),
        ({"barrier": "gate", "access": "private", "foot": "yes"}, {"fietsen"}),
        ({"barrier": "gate", "locked": "yes"}, {"fietsen", "wandelen", "toegankelijk"}),
        ({"barrier": "gate", "bicycle": "no"}, {"fietsen"}),
    ],
)
def test_barriers_stop_whom_they_stop(tmp_path, tags, stopped):
    """A mode that a barrier stops can't get past it, by the shorter of the two edges being closed to it."""
    drawn = Drawing("A-----B--C").graph(tmp_path, [("ABC", PATH)], nodes={"B": tags})
    assert drawn.edges() == ["AB", "BC"]
    for mode in ("fietsen", "wandelen", "toegankelijk"):
        expected = {"AB", "BA"} if mode in stopped else {"AB", "BA", "BC", "CB"}
        assert drawn.arcs(mode) == expected, mode


def test_barrier_where_ways_meet_stays_open_and_is_told(tmp_path):
    """Which of three ways the stile stands on can't be known."""
    drawing = Drawing("""
        A-B-C
          D
    """)
    drawn = drawing.graph(tmp_path, [("ABC", PATH), ("BD", PATH)], nodes={"B": {"barrier": "stile"}})
    assert len(drawn.arcs("fietsen")) == 6
    assert drawn.problem_kinds() == {"barrier where ways meet"}


def test_columns_carry_the_tags(tmp_path):
    """Class, surface, width, name and closure of a way arrive on its edges."""
    tags = {
        "highway": "cycleway", "surface": "asphalt", "width": "2,5 m", "name": "Heidepad", "incline": "-4 %",
        "foot:conditional": "no @ (Mar 15-Jul 15)",
    }  # fmt: skip
    t = Drawing("A-B").graph(tmp_path, [("AB", tags)]).tables
    assert WAY_CLASSES[t["edge_class"][0]] == "cycleway"
    assert SURFACES[t["edge_surface"][0]] == "asphalt"
    assert (t["edge_width"][0], t["edge_incline"][0]) == (2.5, 4.0)
    assert t.texts["names"][t["edge_name"][0]] == "Heidepad"
    closure = t.texts["closures"][t["edge_closure"][0]]
    assert closure == {
        "modes": ["wandelen", "toegankelijk"],
        "tag": "foot:conditional",
        "value": "no @ (Mar 15-Jul 15)",
    }


def test_grid_finds_every_segment_from_its_own_points(tmp_path):
    """Each segment is listed in the cells of both its ends, under its own edge."""
    drawing = Drawing("""
        A---------B---------C



              D------------------E
    """)
    t = drawing.graph(tmp_path, [("ABC", PATH), ("DE", PATH), ("AD", PATH)]).tables
    grid = t.texts["grid"]
    for edge in range(t.n_edges):
        for point in range(t.geom_indptr[edge], t.geom_indptr[edge + 1] - 1):
            for end in (point, point + 1):
                col = min(int((t.geom_lon[end] - grid["lon0"]) / grid["cell_lon"]), grid["cols"] - 1)
                row = min(int((t.geom_lat[end] - grid["lat0"]) / grid["cell_lat"]), grid["rows"] - 1)
                cell = row * grid["cols"] + col
                entries = range(t["grid_indptr"][cell], t["grid_indptr"][cell + 1])
                found = {(t["grid_segment"][i], t["grid_segment_edge"][i]) for i in entries}
                assert (point, edge) in found


def test_curve_visits_every_cell_of_a_full_grid_step_by_step():
    """The order of nodes in memory never jumps: each is a neighbour of the one before."""
    x, y = (a.ravel() for a in np.meshgrid(np.arange(16.0), np.arange(16.0)))
    order = along_a_curve(x / 16, y / 16)
    steps = np.abs(np.diff(x[order])) + np.abs(np.diff(y[order]))
    assert (steps == 1).all()


def test_same_file_same_columns(tmp_path):
    """Building twice gives the same bytes in every column."""
    drawing = Drawing("""
        A-B-C-D
        | | |
        E-F-G
    """)
    ways = [("ABCD", PATH), ("EFG", ROAD), ("AE", PATH), ("BF", ROAD), ("CG", PATH)]
    path = drawing.write(tmp_path, ways)
    first, second = (build_graph(read_extract(path)).columns for _ in range(2))
    assert first.keys() == second.keys()
    assert all(first[name].tobytes() == second[name].tobytes() for name in first)


def test_no_usable_way_is_said(tmp_path):
    """A file of motorways and buildings is refused in words."""
    path = Drawing("A-B").write(tmp_path, [("AB", {"highway": "motorway"}), ("AB", {"building": "yes"})])
    with pytest.raises(ExtractError, match="no way in it"):
        read_extract(path)
