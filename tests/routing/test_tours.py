"""Tours from the planner, walked again edge by edge and measured again by other code."""

import dataclasses
import datetime as dt
import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyproj
import pytest

from geodata.vocabulary import MODE_BIT, NETWORKS, SURFACES, WAY_CLASSES
from routing import BadRequest, Event, Need, Planner, RouteRequest, Tour, TourRequest
from routing.costs import closed_on
from routing.profiles import profile

GEOD = pyproj.Geod(ellps="WGS84")
DAY = dt.date(2027, 5, 15)


@pytest.fixture(scope="module")
def demo(demo_dataset: Path) -> Planner:
    """Planner on the made-up region."""
    return Planner.open(demo_dataset)


@pytest.fixture(scope="module")
def province(drenthe_dataset: Path) -> Planner:
    """Planner on the province."""
    return Planner.open(drenthe_dataset)


@pytest.fixture(scope="module")
def country(liechtenstein_dataset: Path) -> Planner:
    """Planner on a whole country."""
    return Planner.open(liechtenstein_dataset)


def settlement(planner: Planner, nth: int) -> tuple[float, float]:
    """The nth village, town or hamlet of a dataset."""
    p = planner.places
    rows = np.flatnonzero(p.group == p.groups.index("settlement"))
    row = int(rows[nth % len(rows)])
    return float(p.lon[row]), float(p.lat[row])


def nodes_of(planner: Planner, tour: Tour) -> list[int]:
    """Nodes between the edges of a tour: consecutive edges must share one."""
    g = planner.graph
    ends = [{int(g.edge_u[e]), int(g.edge_v[e])} for e in tour.edges]
    path: list[int] = []
    for here, there in pairwise(ends):
        common = here & there
        if path and len(common) > 1:
            common -= {path[-1]}
        assert common, "consecutive edges of a tour must meet"
        path.append(min(common, key=lambda v: _from_line(g, tour, v)))
    return path


def _from_line(g, tour: Tour, node: int) -> float:
    return float(np.hypot(*(tour.coordinates - [g.node_lon[node], g.node_lat[node]]).T).min())


def repeated_segments(line: np.ndarray) -> tuple[float, float]:
    """Metres of a line's segments that occur again, either way round, and the length of its longest segment."""
    _, _, metres = GEOD.inv(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
    seen: Counter[frozenset[tuple[float, float]]] = Counter()
    again = 0.0
    for a, b, m in zip(line[:-1].tolist(), line[1:].tolist(), metres.tolist(), strict=True):
        key = frozenset((tuple(a), tuple(b)))
        again += m if seen[key] else 0.0
        seen[key] += 1
    return again, float(metres.max())


def assert_true_to_itself(planner: Planner, tour: Tour, request: TourRequest) -> None:
    """What a tour says of itself is what its line and edges say."""
    g = planner.graph
    line = tour.coordinates
    length = float(GEOD.line_length(line[:, 0], line[:, 1]))
    assert tour.length_m == pytest.approx(length, rel=1e-3)
    for figures in (tour.surface, tour.way_class, tour.landscape, tour.traffic_stress):
        assert sum(figures.values()) == pytest.approx(tour.length_m, abs=1.0)

    path = nodes_of(planner, tour)
    bit = int(MODE_BIT[request.mode])
    for (a, b), edge in zip(pairwise(path), tour.edges[1:-1].tolist(), strict=True):
        arcs = range(int(g.indptr[a]), int(g.indptr[a + 1]))
        assert any(
            int(g.head[arc]) == b and int(g.arc_edge[arc]) == edge and int(g.arc_modes[arc]) & bit
            for arc in arcs
        ), "a tour may only use arcs that its mode may travel in that direction"
    if request.date is not None:
        for edge in tour.edges.tolist():
            closure = int(g.edge_closure[edge])
            assert closure < 0 or not closed_on(g.closures[closure], request.mode, request.date)

    if request.end is None and len(tour.edges) > 2:
        assert GEOD.line_length(line[[0, -1], 0], line[[0, -1], 1]) < 1.0
        again, longest = repeated_segments(line)
        # A ride part-way along an edge and back cuts segments, which the count by whole segments does not see.
        assert again - 1 <= tour.repeated_m <= again + 2 * longest * (len(tour.stops) + len(request.via) + 2)

    speed = profile(request.mode)
    seconds = sum(
        metres / (speed.speed_ms * speed.speed_class[WAY_CLASSES.index(word)])
        for word, metres in tour.way_class.items()
    )
    slowest = min(speed.speed_surface[SURFACES.index(word)] for word in tour.surface)
    assert seconds * 0.999 <= tour.duration_s <= seconds / slowest * 1.5  # the rest is climbing
    marks = [j.at_m for j in tour.junctions]
    assert marks == sorted(marks)
    assert [s.at_m for s in tour.stops] == sorted(s.at_m for s in tour.stops)


@pytest.mark.parametrize("network", ["free", "junctions"])
@pytest.mark.parametrize(("mode", "km"), [("fietsen", 25), ("wandelen", 8), ("toegankelijk", 4)])
def test_every_tour_is_what_it_says(demo, mode, km, network):
    """Tours of every mode hold to the graph's permissions, and their figures are those of their lines."""
    found = 0
    for nth in range(6):
        request = TourRequest(
            mode=mode, start=settlement(demo, nth), distance_m=1000 * km, network=network, alternatives=3,
            themes={"heide": 1.0, "erfgoed": 0.5}, date=DAY,
        )  # fmt: skip
        for tour in demo.tours(request).tours:
            assert_true_to_itself(demo, tour, request)
            found += 1
    assert found >= 6


@pytest.mark.real
def test_real_tours_are_what_they_say(province, country):
    """The same on real data, through via points and one way too."""
    for planner, mode, km in ((province, "fietsen", 35), (country, "wandelen", 10)):
        for nth in range(5):
            a, b = settlement(planner, 3 * nth), settlement(planner, 3 * nth + 1)
            for request in (
                TourRequest(mode=mode, start=a, distance_m=1000 * km, alternatives=2),
                TourRequest(mode=mode, start=a, end=b, distance_m=2500 * km),
                TourRequest(mode=mode, start=a, via=(b,), distance_m=3000 * km),
            ):
                for tour in planner.tours(request).tours:
                    assert_true_to_itself(planner, tour, request)


@pytest.mark.real
def test_loops_are_as_long_as_asked_and_come_back_another_way(province):
    """From villages of the province, 35 km loops miss by little and hardly repeat; the alternatives differ."""
    missed, repeated = [], []
    for nth in range(0, 200, 8):
        result = province.tours(
            TourRequest(mode="fietsen", start=settlement(province, nth), distance_m=35_000, alternatives=3)
        )
        best = result.tours[0]
        missed.append(abs(best.length_error or 0.0))
        repeated.append(best.repeated_m / best.length_m)
        for one, other in pairwise(result.tours):
            shared = sum(
                province.graph.edge_length[list(set(one.edges.tolist()) & set(other.edges.tolist()))]
            )
            assert shared / min(one.length_m, other.length_m) <= 0.65
    assert np.median(missed) <= 0.01
    assert np.median(repeated) <= 0.01


def test_tours_on_the_node_network_follow_it(demo):
    """Between joining and leaving the network, every edge carries it, and the numbers are those of real sections."""
    g = demo.graph
    pairs = {
        frozenset((g.junction_refs[a], g.junction_refs[b]))
        for a, b in zip(g.section_from.tolist(), g.section_to.tolist(), strict=True)
        if a >= 0 and b >= 0
    }
    bit = 1 << NETWORKS.index("rcn")
    told = 0
    for nth in range(6):
        request = TourRequest(
            mode="fietsen", start=settlement(demo, nth), distance_m=25_000, network="junctions"
        )
        for tour in demo.tours(request).tours:
            on = (g.edge_networks[tour.edges] & bit) > 0
            first, last = int(np.argmax(on)), len(on) - int(np.argmax(on[::-1]))
            assert on[first:last].mean() > 0.99
            refs = [j.ref for j in tour.junctions]
            known = [frozenset(pair) in pairs for pair in pairwise(refs) if pair[0] != pair[1]]
            assert sum(known) >= 0.9 * len(known)
            told += len(refs)
    assert told > 20


@pytest.mark.real
def test_a_theme_gets_what_it_asks_for(province):
    """With hunebedden asked for, tours pass at least twice as many as without, counted from places and lines alone."""
    if province.manifest["demo"]:
        pytest.skip("the small made-up region that stands in has too few hunebedden")
    p, g = province.places, province.graph
    rows = np.flatnonzero(p.category == p.categories.index("hunebed"))
    x, y = g.project(p.lon[rows], p.lat[rows])
    passed = Counter()
    starts = 0
    for nth in range(0, 531, 9):
        start = settlement(province, nth)
        sx, sy = g.project(*start)
        if (np.hypot(x - sx, y - sy) < 10_000).sum() < 5:
            continue
        starts += 1
        for weight in (0.0, 1.0):
            tour = province.tours(
                TourRequest(mode="fietsen", start=start, distance_m=35_000, themes={"hunebedden": weight})
            ).tours[0]
            lx, ly = g.project(tour.coordinates[:, 0], tour.coordinates[:, 1])
            passed[weight] += int((np.hypot(x[:, None] - lx, y[:, None] - ly).min(axis=1) < 100).sum())
    assert starts >= 10
    assert passed[1.0] >= 2 * max(passed[0.0], 1)


def test_an_event_is_reached_within_its_hours(demo):
    """A tour to an event arrives between its beginning and its end; on another day the event is refused by name."""
    start = settlement(demo, 0)
    there = next(
        s
        for s in (settlement(demo, n) for n in range(1, 30))
        if 1500 < GEOD.line_length(*zip(start, s, strict=True)) < 6000
    )
    fair = Event("fair", "Fair", "market", dt.datetime(2027, 5, 15, 13), dt.datetime(2027, 5, 15, 15), there)
    for depart in (None, dt.time(11, 30)):
        request = TourRequest(
            mode="fietsen", start=start, distance_m=30_000, events=(fair,), date=DAY, depart=depart,
            themes={"erfgoed": 1.0},
        )  # fmt: skip
        tour = demo.tours(request).tours[0]
        stop = next(s for s in tour.stops if s.kind == "event")
        assert stop.arrive is not None
        assert stop.leave is not None
        assert stop.arrive < fair.end
        assert fair.start <= stop.leave <= fair.end
        assert_true_to_itself(demo, tour, request)
    late = TourRequest(
        mode="fietsen", start=start, distance_m=30_000, events=(fair,), date=DAY, depart=dt.time(14, 58)
    )
    assert demo.tours(late).reason == "event_missed"
    with pytest.raises(BadRequest, match=r"events\.0"):
        demo.tours(TourRequest(mode="fietsen", start=start, events=(fair,), date=dt.date(2027, 5, 16)))


def test_stops_are_open_when_the_tour_comes(demo):
    """With a day and a departure, no stop with known hours is told that is closed on arrival."""
    p = demo.places
    hours = dict(zip(p.place_id, p.opening_hours, strict=True))
    timed = 0
    for nth in range(8):
        request = TourRequest(
            mode="fietsen", start=settlement(demo, nth), distance_m=25_000, themes={"streekproduct": 1, "cultuur": 1},
            date=DAY, depart=dt.time(10),
        )  # fmt: skip
        for tour in demo.tours(request).tours:
            assert tour.depart == dt.datetime.combine(DAY, dt.time(10))
            for stop in tour.stops:
                assert stop.arrive is not None
                if hours[stop.place_id] and stop.open_from is not None and stop.open_until is not None:
                    assert stop.open_from <= stop.arrive <= stop.open_until
                    timed += 1
    assert timed > 0


def test_the_cafe_half_way_is_named(demo):
    """Who asks for coffee half-way reads which place it is, in the middle fifth of the tour and open then."""
    need = Need("horeca", from_share=0.4, to_share=0.6)
    p, named = demo.places, 0
    for day in (None, DAY):
        for nth in range(4):
            request = TourRequest(
                mode="fietsen", start=settlement(demo, nth), distance_m=25_000, needs=(need,), date=day
            )
            for tour in demo.tours(request).tours:
                if any(warning.code == "need" for warning in tour.warnings):
                    continue
                halts = [s for s in tour.stops if 0.4 <= s.at_m / tour.length_m <= 0.6]
                assert len(halts) <= 1
                for stop in halts:
                    row = list(p.place_id).index(stop.place_id)
                    assert p.groups[p.group[row]] == "horeca"
                    if stop.open_from is not None and stop.open_until is not None:
                        assert stop.open_from <= stop.arrive <= stop.open_until
                    named += 1
                if day is None:
                    assert halts
    assert named > 0


def test_needs_are_met_or_told(demo):
    """A café in the middle, a toilet every so far: passed where asked, or the tour says how far it is from that."""
    for need in (Need("horeca", from_share=0.4, to_share=0.6), Need("toilet", every_m=12_000)):
        tour = demo.tours(
            TourRequest(mode="fietsen", start=settlement(demo, 2), distance_m=25_000, needs=(need,))
        ).tours[0]
        unmet = [w for w in tour.warnings if w.code == "need"]
        if need.every_m is not None:
            assert bool(unmet) == (tour.facilities[need.kind].longest_gap_m > need.every_m)
        elif not unmet:
            assert tour.facilities[need.kind].count > 0


def test_avoided_ways_are_not_used(demo):
    """What is known to be unpaved, busy or a ferry is left out when asked."""
    tour = demo.tours(
        TourRequest(
            mode="fietsen", start=settlement(demo, 1), distance_m=20_000,
            avoid=frozenset({"unpaved", "busy", "ferries", "steps"}),
        )
    ).tours[0]  # fmt: skip
    assert not {"ground", "grass", "sand", "gravel", "compacted", "unpaved"} & set(tour.surface)
    assert "high" not in tour.traffic_stress
    assert not {"ferry", "steps"} & set(tour.way_class)


def test_duration_instead_of_length(demo):
    """Two hours asked, about two hours given."""
    tour = demo.tours(TourRequest(mode="fietsen", start=settlement(demo, 3), duration_s=5400)).tours[0]
    assert tour.duration_s == pytest.approx(5400, rel=0.06)


def test_a_family_gets_a_short_quiet_tour(demo):
    """With children: 10 to 20 km, no busy road."""
    tour = demo.tours(TourRequest(mode="fietsen", start=settlement(demo, 3), audience="family")).tours[0]
    assert 10_000 <= tour.length_m <= 20_000
    assert "high" not in tour.traffic_stress


def test_no_start_gives_loops_from_different_villages(demo):
    """Surprise me: loops that begin in places of the region's choice, others with another seed."""
    first = demo.tours(TourRequest(mode="fietsen", distance_m=20_000, alternatives=3, seed=1)).tours
    assert len({tuple(t.coordinates[0]) for t in first}) == len(first) == 3
    assert all(t.tour_class == "loop" for t in first)
    other = demo.tours(TourRequest(mode="fietsen", distance_m=20_000, alternatives=3, seed=2)).tours
    assert not np.array_equal(first[0].coordinates, other[0].coordinates)


def test_the_same_request_gives_the_same_tours(demo, demo_dataset):
    """Asked twice, and of a planner opened anew, the answer is the same to the last figure."""
    request = TourRequest(
        mode="wandelen",
        start=settlement(demo, 4),
        distance_m=9000,
        alternatives=3,
        themes={"bos": 1.0},
        seed=7,
    )
    answers = [p.tours(request) for p in (demo, demo, Planner.open(demo_dataset))]
    for other in answers[1:]:
        assert len(other.tours) == len(answers[0].tours)
        for a, b in zip(answers[0].tours, other.tours, strict=True):
            assert np.array_equal(a.coordinates, b.coordinates)
            assert (a.length_m, a.duration_s, a.stops, a.themes, a.instructions) == (
                b.length_m, b.duration_s, b.stops, b.themes, b.instructions,
            )  # fmt: skip


def test_routes_go_through_their_points(demo):
    """A route passes its points in their order."""
    points = tuple(settlement(demo, n) for n in (0, 1, 2))
    tour = demo.route(RouteRequest(mode="fietsen", points=points)).tours[0]
    at = [int(np.hypot(*(tour.coordinates - point).T).argmin()) for point in points]
    assert at == sorted(at)
    assert tour.tour_class == "one-way"


@pytest.mark.parametrize(
    ("field", "wish"),
    [
        ("mode", {"mode": "vliegen"}),
        ("distance_km", {"distance_m": 0.0}),
        ("distance_km", {"distance_m": -1000.0}),
        ("distance_km", {"distance_m": 10_000_000.0}),
        ("distance_km", {"distance_m": math.nan}),
        ("duration_min", {"duration_s": math.inf}),
        ("themes.stof", {"themes": {"stof": 1.0}}),
        ("themes.heide", {"themes": {"heide": -1.0}}),
        ("themes.heide", {"themes": {"heide": math.nan}}),
        ("start", {"start": (0.0, 0.0)}),
        ("start", {"start": (math.nan, 52.0)}),
        ("end", {"end": (100.0, 52.0)}),
        ("via", {"via": ((4.1, 53.25),) * 200}),
        ("avoid", {"avoid": frozenset({"rain"})}),
        ("alternatives", {"alternatives": 0}),
        ("seed", {"seed": -1}),
        ("needs.0.kind", {"needs": (Need("beer", every_m=1000),)}),
        ("needs.0.every_m", {"needs": (Need("toilet", every_m=0.0),)}),
        ("needs.0.from", {"needs": (Need("horeca", from_share=0.7, to_share=0.2),)}),
    ],
)
def test_a_request_that_cannot_be_meant_names_its_field(demo, field, wish):
    """The complaint carries the field's name as the client wrote it."""
    request = {"mode": "fietsen", "start": settlement(demo, 0), **wish}
    with pytest.raises(BadRequest) as complaint:
        demo.tours(TourRequest(**request))
    assert complaint.value.field == field


def test_a_start_far_from_any_way_is_a_result_with_a_reason(province):
    """In the region, more than 2 km from any usable way: no tour, and why."""
    g = province.graph
    west, south, east, north = province.bbox
    grid = [
        (west + i * (east - west) / 60, south + j * (north - south) / 60)
        for i in range(1, 60)
        for j in range(1, 60)
    ]
    x, y = g.project(np.array([p[0] for p in grid]), np.array([p[1] for p in grid]))
    px, py = g.project(g.geom_lon[::5], g.geom_lat[::5])
    far = next((p for p, a, b in zip(grid, x, y, strict=True) if np.hypot(px - a, py - b).min() > 3500), None)
    if far is None:
        pytest.skip("no such place in this dataset")
    result = province.tours(TourRequest(mode="fietsen", start=far, distance_m=35_000))
    assert (result.tours, result.reason) == ((), "start_too_far")


@pytest.mark.parametrize(
    "wish",
    [
        {"themes": {"heide": 1.0, "hunebedden": 0.5}},
        {"network": "junctions"},
        {"duration_s": 7200.0, "distance_m": None},
        {"start": None},
    ],
    ids=["themes", "junctions", "duration", "surprise"],
)
def test_a_search_that_the_clock_cuts_gives_the_best_so_far_and_says_so(demo, wish):
    """With no time at all there is still a tour, marked as incomplete; with time the same request is complete."""
    asked = {"start": settlement(demo, 3), "distance_m": 30_000.0, "alternatives": 3} | wish
    request = TourRequest(mode="fietsen", **asked)
    hurried = Planner(demo.graph, demo.places, demo.manifest, demo.reporter.areas, time_limit_s=0.0)
    cut = hurried.tours(request).tours
    assert cut
    assert not any(tour.complete for tour in cut)
    assert all(tour.complete for tour in demo.tours(request).tours)


def test_a_duration_from_nowhere_is_a_result(demo):
    """Out at sea there is no tour of two hours either: a reason, not a failure."""
    west, south, *_ = demo.bbox
    found = demo.tours(TourRequest(mode="fietsen", start=(west, south), duration_s=7200.0))
    assert (found.tours, found.reason) == ((), "start_too_far")


def test_step_free_tours_tell_what_is_not_known_of_their_width(demo):
    """Metres of unknown width are told to whoever is on wheels; nobody else is bothered with them."""
    wish = {"start": settlement(demo, 2), "distance_m": 4000.0}
    g = demo.graph
    (tour,) = demo.tours(TourRequest(mode="toegankelijk", **wish)).tours
    told = {warning.code: warning.values for warning in tour.warnings}
    known_m = sum(
        float(g.edge_length[e]) for e in set(tour.edges.tolist()) if not math.isnan(g.edge_width[e])
    )
    assert told["unknown_width"]["metres"] >= tour.length_m - 2 * known_m - 1
    assert 0 < told["unknown_width"]["metres"] <= tour.length_m + 1
    (walk,) = demo.tours(TourRequest(mode="wandelen", **wish)).tours
    assert "unknown_width" not in {warning.code for warning in walk.warnings}


def test_home_again_is_a_loop(demo):
    """A tour to its own start is the loop that it would be without an end; a route back to its start is one too."""
    start = settlement(demo, 2)
    wish = TourRequest(mode="fietsen", start=start, distance_m=15_000.0)
    (there,), (round_,) = (demo.tours(r).tours for r in (wish, dataclasses.replace(wish, end=start)))
    assert round_.coordinates.tolist() == there.coordinates.tolist()
    assert round_.tour_class == there.tour_class == "loop"
    (route,) = demo.route(RouteRequest(mode="fietsen", points=(start, settlement(demo, 5), start))).tours
    assert route.tour_class != "one-way"


def test_a_theme_comes_by_the_days_events(demo):
    """An event that the theme rewards is come by while it is on; the same wish a day later does not tell of it."""
    start = settlement(demo, 0)
    there = next(
        s
        for s in (settlement(demo, n) for n in range(1, 40))
        if 1500 < GEOD.line_length(*zip(start, s, strict=True)) < 5000
    )
    concert = Event(
        "c", "Concert", "music", dt.datetime(2027, 5, 15, 10), dt.datetime(2027, 5, 15, 12, 30), there
    )
    wish = TourRequest(
        mode="fietsen", start=start, distance_m=25_000, themes={"cultuur": 1.0}, date=DAY, depart=dt.time(10),
        agenda=(concert,),
    )  # fmt: skip
    tour = demo.tours(wish).tours[0]
    stop = next(s for s in tour.stops if s.kind == "event")
    assert stop.arrive is not None
    assert concert.start <= stop.arrive < concert.end
    assert_true_to_itself(demo, tour, wish)
    later = dataclasses.replace(wish, date=DAY + dt.timedelta(days=1))
    assert all(s.kind != "event" for t in demo.tours(later).tours for s in t.stops)
