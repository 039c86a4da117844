"""Coverage: how far the nearest facility is, where that is too far, and what the stretches are called."""

from pathlib import Path

import hypothesis.strategies as st
import networkx as nx
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings

from geodata.regions import Norm
from geodata.vocabulary import MODE_BIT, NETWORKS
from routing.desk.coverage import Coverage, CoverageDesk, CoverageRequest
from routing.desk.distance_profile import distances, pieces
from routing.desk.facility_access import Access
from routing.desk.recreation_network import recreation_network
from routing.desk.water import Water
from routing.errors import BadRequest
from routing.graph import RoutingGraph
from routing.places import PlaceTable
from routing.planner import Planner
from routing.walks import part_of_line
from tests.routing.drawing import LAT_STEP, LON_STEP, Drawn, draw
from tests.routing.random_graphs import cases

NORM = Norm("toilet", "wandelen", 1000, "reach", "a handbook", "foreign")


def table(points: list[tuple[float, float]], category: str = "toilet") -> PlaceTable:
    """Facilities at points."""
    n = len(points)
    code = np.zeros(n, dtype=np.int16)
    lon, lat = (np.array([p[i] for p in points], dtype=np.float64) for i in (0, 1))
    texts = [[f"n{i}" for i in range(n)], [""] * n, [""] * n, [""] * n]
    return PlaceTable(*texts, code, code, lon, lat, ["facility"], [category])


def desk(drawn: Drawn, *points: tuple[float, float], water: Water | None = None) -> CoverageDesk:
    """A desk on a drawn graph with toilets; without signed ways its paths are the network."""
    return CoverageDesk(drawn.graph, table(list(points)), (NORM,), water)


def ask(reach_m: float, **wish: object) -> CoverageRequest:
    """Walkers' toilets within reach."""
    return CoverageRequest("toilet", "wandelen", reach_m, "reach", **wish)  # type: ignore[arg-type]


def signed(text: str, sections: dict[str, tuple[str, str]]) -> Drawn:
    """A drawn graph with walking sections: letters of the way → numbers at its ends."""
    plain = draw(text, {})
    g, ways = plain.graph, list(sections)
    edges = [[plain.edge(w[i : i + 2]) for i in range(len(w) - 1)] for w in ways]
    forward = [
        [plain.ends[plain.edge(w[i : i + 2])] == w[i : i + 2] for i in range(len(w) - 1)] for w in ways
    ]
    ends = [(w[i], sections[w][side]) for w in ways for i, side in ((0, 0), (-1, 1))]
    junctions = sorted(set(ends))
    columns = dict(g.columns) | {
        "junction_node": np.array([plain.node[letter] for letter, _ in junctions], dtype=np.int32),
        "junction_osm_id": np.arange(len(junctions)),
        "junction_network": np.full(len(junctions), NETWORKS.index("rwn"), dtype=np.uint8),
        "junction_lon": np.array([g.node_lon[plain.node[letter]] for letter, _ in junctions]),
        "junction_lat": np.array([g.node_lat[plain.node[letter]] for letter, _ in junctions]),
        "section_from": np.array([junctions.index(e) for e in ends[::2]], dtype=np.int32),
        "section_to": np.array([junctions.index(e) for e in ends[1::2]], dtype=np.int32),
        "section_network": np.full(len(ways), NETWORKS.index("rwn"), dtype=np.uint8),
        "section_osm_id": np.arange(len(ways)),
        "section_length": np.array([g.edge_length[e].sum() for e in edges]),
        "section_indptr": np.concatenate(([0], np.cumsum([len(e) for e in edges]))).astype(np.int32),
        "section_edge": np.concatenate(edges).astype(np.int32),
        "section_forward": np.concatenate(forward),
        "section_ok": np.ones(len(ways), dtype=np.bool_),
    }
    texts = {"names": [], "routes": [], "municipalities": ["Rolde"], "closures": [], "grid": g.grid}
    columns["edge_municipality"] = np.zeros(g.n_edges, dtype=np.int16)
    graph = RoutingGraph(columns, texts | {"junction_refs": [ref for _, ref in junctions]})
    return Drawn(graph, plain.node, plain.ends)


PATHS = {"way_class": "path"}


def at(drawn: Drawn, pair: str, share: float, north_m: float = 0.0) -> tuple[float, float]:
    """A place beside a way."""
    lon, lat = drawn.on(pair, share).lonlat
    return lon, lat + north_m / 100 * LAT_STEP


def test_a_gap_is_cut_where_the_norm_ends() -> None:
    """On one path of 2 km with a toilet at its start and a reach of 500 m, the rest of it is a gap of 1.5 km."""
    drawn = draw("A--------------------B", {"AB": PATHS})
    found = desk(drawn, at(drawn, "AB", 0.0)).coverage(ask(500))
    whole = float(drawn.graph.edge_length[0])
    [gap] = found.gaps
    assert found.network_m == pytest.approx(whole)
    assert gap.length_m == pytest.approx(whole - 500)
    assert gap.longest_distance_m == pytest.approx(whole)
    assert found.within_norm_share == pytest.approx(500 / whole)
    start = part_of_line(drawn.graph.edge_points(0), 500 / whole, 1.0)[0]
    assert shapely.get_coordinates(gap.geometry)[0] == pytest.approx(start, abs=1e-9)


def test_a_spacing_lets_the_nearest_be_half_of_it_away() -> None:
    """Between two toilets 2 km apart a spacing of 2 km is met everywhere, one of 1 km leaves the middle kilometre."""
    drawn = draw("A--------------------B", {"AB": PATHS})
    toilets = desk(drawn, at(drawn, "AB", 0.0), at(drawn, "AB", 1.0))
    whole = float(drawn.graph.edge_length[0])
    assert toilets.coverage(CoverageRequest("toilet", "wandelen", whole, "spacing")).gaps == ()
    [gap] = toilets.coverage(CoverageRequest("toilet", "wandelen", whole / 2, "spacing")).gaps
    assert gap.length_m == pytest.approx(whole / 2)
    assert gap.longest_distance_m == pytest.approx(whole / 2)


def test_a_facility_in_the_middle_of_an_edge_serves_both_sides() -> None:
    """Its own edge is cut on both sides of it, its metres beside the path counted."""
    drawn = draw("A--------------------B", {"AB": PATHS})
    found = desk(drawn, at(drawn, "AB", 0.5, 100)).coverage(ask(400))
    assert [round(g.length_m) for g in found.gaps] == [round(drawn.graph.edge_length[0] / 2 - 300)] * 2


def test_one_way_does_not_make_a_facility_farther() -> None:
    """Who turns round at a toilet comes from either side: ways count in both directions."""
    drawn = draw("A-----B-----C", {"AB": PATHS | {"oneway": True}, "BC": PATHS | {"oneway": True}})
    found = desk(drawn, at(drawn, "AB", 0.0)).coverage(ask(10_000))
    assert found.distance_m[drawn.node["C"]] == pytest.approx(drawn.graph.edge_length.sum())
    assert desk(drawn, at(drawn, "BC", 1.0)).coverage(ask(10_000)).gaps == ()


def test_stretches_are_named_by_their_junctions() -> None:
    """A gap over several ways of a section is one stretch, from its first number to its last, in travel order."""
    drawn = signed("A----B----C----D----E", {"ABCD": ("12", "45"), "DE": ("45", "46")})
    found = desk(drawn, at(drawn, "DE", 1.0)).coverage(ask(700))
    [gap] = found.gaps
    assert (gap.from_junction, gap.to_junction, gap.municipality) == ("12", "45", "Rolde")
    assert gap.length_m == pytest.approx(drawn.graph.edge_length.sum() - 700)
    line = shapely.get_coordinates(gap.geometry)
    assert gap.geometry.geom_type == "LineString"
    assert (np.diff(line[:, 0]) > 0).all()
    assert [(s.from_junction, s.to_junction) for s in found.worst] == [("12", "45"), ("45", "46")]
    assert found.worst[0].length_m == pytest.approx(drawn.graph.edge_length[:3].sum())


def test_ways_that_two_sections_share_count_once() -> None:
    """The network is as long as its ways, and each metre of gap is in one stretch."""
    drawn = signed("A----B----C\n     |\n     D", {"ABC": ("1", "2"), "ABD": ("1", "3")})
    found = desk(drawn, at(drawn, "BC", 1.0)).coverage(ask(50))
    assert found.network_m == pytest.approx(drawn.graph.edge_length.sum())
    assert sum(g.length_m for g in found.gaps) == pytest.approx(found.network_m - 50)
    assert {(g.from_junction, g.to_junction) for g in found.gaps} == {("1", "2"), ("1", "3")}


def test_ways_without_sections_end_where_ways_branch() -> None:
    """Without junctions a stretch runs from branching to branching and has no numbers."""
    drawn = draw("A--B--C--D\n      |\n      E", dict.fromkeys(("AB", "BC", "CD", "CE"), PATHS))
    found = desk(drawn, at(drawn, "CE", 1.0)).coverage(ask(60))
    metres = sorted(round(g.length_m, -1) for g in found.gaps)
    assert metres == sorted(round(float(x), -1) for x in (
        drawn.graph.edge_length[drawn.edge("AB")] * 2, drawn.graph.edge_length[drawn.edge("CD")],
        drawn.graph.edge_length[drawn.edge("CE")] - 60,
    ))  # fmt: skip
    assert {g.from_junction for g in found.gaps} == {None}


def test_far_from_the_network_is_told_and_serves_nothing() -> None:
    """751 m away is off the network and named; 700 m away counts, its 700 m added."""
    drawn = draw("A--------------------B", {"AB": PATHS})
    found = desk(drawn, at(drawn, "AB", 0.2, 760), at(drawn, "AB", 0.5, 700)).coverage(ask(1000))
    assert (found.facilities, found.on_network) == (2, 1)
    assert [p.place_id for p in found.off_network] == ["n0"]
    assert found.within_norm_share == pytest.approx(600 / found.network_m, rel=0.02)


def test_nobody_steps_across_a_canal() -> None:
    """A toilet beyond water joins the path on its own side; where there is none it is off the network."""
    text = "A--------------------B\n|\n|\n|\n|\n|\nC--------------------D"
    drawn = draw(text, {"AB": PATHS, "CD": PATHS})
    place = at(drawn, "AB", 0.5, -150)
    west, east = place[0] - 50 * LON_STEP, place[0] + 50 * LON_STEP
    canal = shapely.LineString([(west, place[1] + LAT_STEP / 2), (east, place[1] + LAT_STEP / 2)])
    dry = desk(drawn, place).coverage(ask(1000))
    wet = desk(drawn, place, water=Water([canal])).coverage(ask(1000))
    assert dry.access.edge.tolist() == [drawn.edge("AB")]
    assert wet.access.edge.tolist() == [drawn.edge("CD")]
    south = shapely.LineString([(west, place[1] - LAT_STEP), (east, place[1] - LAT_STEP)])
    lost = desk(drawn, place, water=Water([canal, south])).coverage(ask(1000))
    assert (lost.on_network, len(lost.off_network)) == (0, 1)


def test_a_kind_that_nobody_recorded_is_no_gap() -> None:
    """Without any record nothing is known: no gaps, no share, no worst stretches, and no complaint."""
    drawn = draw("A--------------------B", {"AB": PATHS})
    found = desk(drawn, at(drawn, "AB", 0.0)).coverage(CoverageRequest("bench", "wandelen", 500))
    assert (found.in_data, found.gaps, found.worst, found.within_norm_share) == (False, (), (), None)


def test_what_no_facility_can_be_reached_from_is_a_gap_without_a_distance() -> None:
    """A path that hangs on nothing is beyond every norm, and no distance is made up for it."""
    drawn = draw("A-----B   C-----D", {"AB": PATHS, "CD": PATHS})
    found = desk(drawn, at(drawn, "AB", 0.5)).coverage(ask(5000))
    [gap] = found.gaps
    assert gap.longest_distance_m is None
    assert found.unreachable_m == pytest.approx(gap.length_m)


def test_what_if_a_facility_stood_there() -> None:
    """An added place closes what it reaches, and the count of what is there stays."""
    drawn = draw("A--------------------B", {"AB": PATHS})
    toilets = desk(drawn, at(drawn, "AB", 0.0))
    before = toilets.coverage(ask(500))
    after = toilets.coverage(ask(500, added=(at(drawn, "AB", 1.0),)))
    assert before.gap_m - after.gap_m == pytest.approx(500, abs=0.1)
    assert after.facilities == before.facilities == 1


def test_the_regions_norm_holds_until_another_is_asked_for() -> None:
    """Without a norm the region's counts, with its source; a changed one has no source."""
    drawn = draw("A--------------------B", {"AB": PATHS})
    toilets = desk(drawn, at(drawn, "AB", 0.0))
    found = toilets.coverage(CoverageRequest("toilet", "wandelen"))
    assert (found.norm_m, found.norm_type, found.norm) == (1000, "reach", NORM)
    assert toilets.coverage(ask(900)).norm is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"facility": "fountain"}, "facility"),
        ({"mode": "vliegen"}, "mode"),
        ({"norm_m": 0}, "norm_m"),
        ({"norm_m": -5}, "norm_m"),
        ({"norm_m": 1e9}, "norm_m"),
        ({"norm_m": float("nan")}, "norm_m"),
        ({"facility": "bench", "norm_m": None}, "norm_m"),
        ({"norm_type": "somewhere"}, "norm_type"),
        ({"municipality": "Atlantis"}, "municipality"),
    ],
)
def test_what_cannot_be_meant_is_named(change: dict[str, object], field: str) -> None:
    """Each bad value is refused by name."""
    drawn = draw("A--------------------B", {"AB": PATHS})
    wish: dict[str, object] = {"facility": "toilet", "mode": "wandelen", "norm_m": 500.0} | change
    with pytest.raises(BadRequest) as error:
        desk(drawn, at(drawn, "AB", 0.0)).coverage(CoverageRequest(**wish))  # type: ignore[arg-type]
    assert error.value.field == field


def undirected(graph: RoutingGraph, mode: str, access: Access) -> nx.MultiGraph:
    """The ways of a mode for NetworkX, cut at the facilities; those hang on their ways as nodes of their own."""
    g = nx.MultiGraph()
    usable = np.unique(graph.arc_edge[(graph.arc_modes & MODE_BIT[mode]) != 0])
    g.add_nodes_from(range(graph.n_nodes))
    on: dict[int, list[tuple[float, float, int]]] = {}
    for i in np.flatnonzero(access.on_network).tolist():
        on.setdefault(int(access.edge[i]), []).append((float(access.at_m[i]), float(access.gap_m[i]), i))
    for edge in usable.tolist():
        here, begin = int(graph.edge_u[edge]), 0.0
        for at_m, gap_m, i in sorted(on.get(edge, [])):
            g.add_edge(here, ("on", i), weight=at_m - begin)
            g.add_edge(("on", i), ("facility", i), weight=gap_m)
            here, begin = ("on", i), at_m  # type: ignore[assignment]
        g.add_edge(here, int(graph.edge_v[edge]), weight=float(graph.edge_length[edge]) - begin)
    return g


def compare(graph: RoutingGraph, mode: str, access: Access) -> None:
    """Distances at nodes and along edges equal those of NetworkX."""
    network = recreation_network(graph, mode)
    found = distances(graph, network, access)
    g = undirected(graph, mode, access)
    facilities = {("facility", i) for i in np.flatnonzero(access.on_network).tolist()}
    known = nx.multi_source_dijkstra_path_length(g, facilities) if facilities else {}
    expected = np.array([known.get(v, np.inf) for v in range(graph.n_nodes)])
    np.testing.assert_allclose(found, expected, atol=1e-6)
    profile = pieces(graph, network.edges, access, found)
    for i in np.flatnonzero(access.on_network & np.isin(access.edge, network.edges)).tolist():
        here = (profile.edge == access.edge[i]) & (profile.hi_m == access.at_m[i]) & (profile.to_m < np.inf)
        assert profile.to_m[here].min() == pytest.approx(known[("on", i)], abs=1e-6)
    assert (profile.hi_m - profile.lo_m).sum() == pytest.approx(graph.edge_length[network.edges].sum())
    known_m = np.isfinite(profile.from_m)
    rises = np.abs(profile.from_m[known_m] - profile.to_m[known_m])
    assert (rises <= (profile.hi_m - profile.lo_m)[known_m] + 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(cases(), st.lists(st.tuples(st.integers(0, 50), st.floats(0, 1), st.floats(0, 700)), max_size=5))
def test_distances_equal_networkx(case, spots) -> None:
    """On any small graph, with facilities anywhere on it."""
    graph = case.graph
    edge = np.array([e % graph.n_edges for e, _, _ in spots], dtype=np.int32)
    at_m = np.array([share for _, share, _ in spots]) * graph.edge_length[edge]
    compare(graph, "wandelen", Access(edge, at_m, np.array([gap for _, _, gap in spots], dtype=np.float64)))


@pytest.fixture(scope="module")
def planner(liechtenstein_dataset: Path) -> Planner:
    """A whole country."""
    return Planner.open(liechtenstein_dataset)


@pytest.mark.real
def test_real_distances_equal_networkx(planner: Planner) -> None:
    """Parking of a whole country, walking and cycling."""
    for mode in ("wandelen", "fietsen"):
        compare(planner.graph, mode, planner.coverage().access("parking", mode))


def gap_on_samples(found: Coverage, graph: RoutingGraph, step_m: float) -> float:
    """Metres beyond the norm by looking at every few metres of every edge."""
    total = 0.0
    access = found.access
    for edge in found.edges.tolist():
        length = float(graph.edge_length[edge])
        n = max(1, round(length / step_m))
        x = (np.arange(n) + 0.5) * length / n
        ends = found.distance_m[[graph.edge_u[edge], graph.edge_v[edge]]]
        far = np.minimum(ends[0] + x, ends[1] + length - x)
        for i in np.flatnonzero(access.edge == edge).tolist():
            far = np.minimum(far, access.gap_m[i] + np.abs(x - access.at_m[i]))
        total += float((far > found.limit_m).sum()) * length / n
    return total


@pytest.mark.real
def test_real_gaps_are_what_walking_every_few_metres_finds(planner: Planner) -> None:
    """The gaps' metres, lines, and share agree with a plain look at points along every way."""
    found = planner.coverage().coverage(CoverageRequest("parking", "wandelen", 1500, "spacing"))
    assert found.gap_m == pytest.approx(gap_on_samples(found, planner.graph, 5.0), rel=0.01)
    assert sum(g.length_m for g in found.gaps) == pytest.approx(found.gap_m)
    assert [g.length_m for g in found.gaps] == sorted((g.length_m for g in found.gaps), reverse=True)
    assert len(found.worst) == 10
    geod = pyproj.Geod(ellps="WGS84")
    for gap in found.gaps[:50]:
        assert geod.geometry_length(gap.geometry) == pytest.approx(gap.length_m, rel=0.01, abs=0.5)


@pytest.mark.real
def test_municipalities_add_up(planner: Planner) -> None:
    """What the municipalities have and lack is what the country has and lacks."""
    whole = planner.coverage().coverage(CoverageRequest("toilet", "wandelen"))
    names = planner.graph.municipalities
    each = [planner.coverage().coverage(CoverageRequest("toilet", "wandelen", municipality=n)) for n in names]
    nowhere = planner.graph.edge_municipality[whole.network.edges] < 0
    outside_m = float(planner.graph.edge_length[whole.network.edges[nowhere]].sum())
    assert sum(c.network_m for c in each) + outside_m == pytest.approx(whole.network_m)
    assert sum(c.gap_m for c in each) <= whole.gap_m + 1
    assert sum(c.facilities for c in each) <= whole.facilities
