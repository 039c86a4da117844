"""The planner: one dataset, opened once, answering requests."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np

from geodata.holidays import NO_CALENDAR
from geodata.regions import load_region, region_names
from geodata.vocabulary import MODES
from routing import closures, requests, tours
from routing.area_rules import AreaRules
from routing.by_events import there_and_on_m
from routing.costs import ArcCosts, CostModel
from routing.deadline import Deadline
from routing.desk.coverage import CoverageDesk
from routing.errors import BadRequest, DatasetUnusable
from routing.graph import RoutingGraph
from routing.hours import departure
from routing.isochrones import reachable
from routing.matching import Matcher, MatchRequest, MatchResult, Traveller, check_match, matched_tour
from routing.places import PlaceTable
from routing.prizes import PlacePoints, place_prizes
from routing.profiles import profile
from routing.report import Reporter
from routing.sections import SectionGraph, section_graph
from routing.shape import Shape, shape_of
from routing.snapping import snap, usable_edges
from routing.themed import request_field
from routing.themes import Theme, themes
from routing.types import (
    DISTANCE_RANGE_KM,
    FloatArray,
    Isochrone,
    Lonlat,
    Reason,
    RouteRequest,
    Tour,
    TourRequest,
    TourResult,
)

MAX_MINUTES = 180.0
TIME_LIMIT_S = 5.0
"""A request is answered with the best found by then; a safety net, far beyond what one takes."""
MAX_SURPRISES = 12
"""Villages tried when no start is asked for."""


class Planner:
    """Answers requests on one dataset. Threads may share it: nothing changes but caches of the same values.

    Parameters
    ----------
    graph, places, manifest
        The dataset's.
    areas
        Names and rules per row of areas.parquet.
    time_limit_s
        When a request ends with the best found, seconds after it began.
    """

    def __init__(
        self,
        graph: RoutingGraph,
        places: PlaceTable,
        manifest: Mapping[str, Any],
        areas: AreaRules,
        *,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        self.graph = graph
        self.places = places
        self.manifest = manifest
        self.time_limit_s = time_limit_s
        self.region = load_region(manifest["region"]) if manifest.get("region") in region_names() else None
        self.calendar = self.region.calendar if self.region else NO_CALENDAR
        self.bbox: tuple[float, float, float, float] = tuple(manifest["bbox"])
        self.costs = CostModel(graph, places)
        self.points = PlacePoints(graph, places)
        self.reporter = Reporter(graph, places, self.costs, areas, demo=bool(manifest.get("demo")))
        self.matcher = Matcher(graph)
        self._sections: dict[str, SectionGraph | None] = {}
        self._folder: Path | None = None
        self._coverage: CoverageDesk | None = None

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a dataset.

        Parameters
        ----------
        folder
            What ``scripts.build`` was given as ``--out`` (its ``current`` is taken), or one version's folder.

        Raises
        ------
        DatasetUnusable
            Saying what is missing and what to do.
        """
        folder = Path(folder)
        version = folder / "current" if (folder / "current").exists() else folder
        version = version.resolve()
        try:
            manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DatasetUnusable(
                f"{folder}: no dataset here; make one with python -m scripts.build"
            ) from error
        planner = cls(
            RoutingGraph.load(version),
            PlaceTable.load(version / "places.parquet"),
            manifest,
            AreaRules.load(version / "areas.parquet"),
        )
        planner._folder = version
        return planner

    def coverage(self) -> CoverageDesk:
        """The desk that knows where facilities are missing, opened on first use."""
        if self._coverage is None:
            region = self.region
            norms, guidelines = (region.norms, region.guidelines) if region else ((), ())
            if self._folder is None:
                self._coverage = CoverageDesk(self.graph, self.places, norms, guidelines=guidelines)
            else:
                self._coverage = CoverageDesk.open(self._folder, self.graph, self.places, norms, guidelines)
        return self._coverage

    def sections(self, mode: str) -> SectionGraph | None:
        """Node network of a mode, made on first use."""
        if mode not in self._sections:
            self._sections[mode] = section_graph(self.graph, mode)
        return self._sections[mode]

    def warm(self) -> None:
        """Make what requests need before the first one comes: costs, theme columns, node networks."""
        for mode in MODES:
            self.costs.arcs(mode)
            self.points.nearest(mode)
            self.sections(mode)
        for name in themes():
            self.costs.beauty({name: 1.0})

    def themes(self) -> tuple[Theme, ...]:
        """Every theme, by name."""
        return tuple(themes().values())

    def tours(self, request: TourRequest) -> TourResult:
        """Plan tours.

        Raises
        ------
        BadRequest
            When a field cannot be meant so. A tour that cannot be made is a result with a reason.
        """
        asked_m = requests.check_tour(request, self.bbox)
        deadline = Deadline(self.time_limit_s)
        if request.end is not None and request.end == request.start:
            request = dataclasses.replace(request, end=None)  # home again: a loop
            asked_m = requests.check_tour(request, self.bbox)
        request = _for_audience(request)
        if request.start is None:
            return self._surprise(request, asked_m, deadline)
        found = self._plan(request, asked_m, deadline)
        if request.duration_s is not None and found.tours and asked_m is not None and not deadline.passed():
            # The first try used the mode's speed on the best surface; the second, the speed that this tour allows.
            ratio = request.duration_s / found.tours[0].duration_s
            low, high = DISTANCE_RANGE_KM[request.mode]
            asked_m = min(max(asked_m * ratio, low * 1000), high * 1000)
            found = self._plan(request, asked_m, deadline)
        return _marked(found, deadline)

    def _plan(self, request: TourRequest, asked_m: float | None, deadline: Deadline) -> TourResult:
        costs = self._costs(request)
        on_network = request.network == "junctions" or "junctions" in request.legs
        sections = self.sections(request.mode) if on_network else None
        first = min((event.start for event in request.events), default=None)
        expected_m = there_and_on_m(self.graph, request) if asked_m is None else asked_m
        clock = departure(
            request.date, request.depart, first, expected_m, profile(request.mode), self.calendar
        )
        found = tours.plan(self.points, sections, costs, request, asked_m, clock, deadline)
        if found.start is None:
            return TourResult((), found.reason)
        start = found.start
        closed = request.end is None or request.end == request.start
        measured = [
            self.reporter.tour(walk, request, asked_m=asked_m, start=start, closed=closed, clock=clock)
            for walk in found.walks
        ]
        return TourResult(tuple(measured), found.reason)

    def route(self, request: RouteRequest) -> TourResult:
        """The way through points, as a tour; no tour and a reason where there is none.

        Raises
        ------
        BadRequest
            When a field cannot be meant so.
        """
        requests.check_route(request, self.bbox)
        wish, deadline = _as_tour(request), Deadline(self.time_limit_s)
        found = self._plan(wish, None, deadline)
        closed = closures.active(request.closures, request.mode, request.date)
        if not closed or not found.tours:
            return found
        free = self._plan(dataclasses.replace(wish, closures=()), None, deadline).tours
        best = found.tours[0]
        told = closures.diverted(self.graph, best, free[0], closed) if free else best.warnings
        return dataclasses.replace(found, tours=(dataclasses.replace(best, warnings=told), *found.tours[1:]))

    def match(self, request: MatchRequest) -> MatchResult:
        """Make a tour of somebody's own trace; no tour and a reason where it has nothing to do with the network.

        Raises
        ------
        BadRequest
            When a field cannot be meant so.
        """
        check_match(request)
        costs = self._costs(TourRequest(mode=request.mode, closures=request.closures))
        sections = self.sections(request.mode) if request.network == "junctions" else None
        traveller = Traveller(self.matcher, costs.cost, request.mode, sections)
        return matched_tour(traveller, self.reporter, request)

    def shape(self, request: RouteRequest, line: FloatArray, most: int = requests.MAX_POINTS) -> Shape | None:
        """The fewest points through which the route of a request is a line again; None where no way is near it.

        Parameters
        ----------
        request
            How to go; its points are not looked at.
        line
            ``(n, 2)`` lon, lat of a tour made for the same request.
        most
            At most so many points.
        """
        tour = _as_tour(dataclasses.replace(request, points=((0.0, 0.0), (0.0, 0.0))))
        costs = self._costs(tour)
        ways = request_field(self.points, costs, tour, Deadline(self.time_limit_s))
        return shape_of(ways, line, usable_edges(self.graph, request.mode, 0.0), most)

    def _costs(self, request: TourRequest) -> ArcCosts:
        return self.costs.arcs(
            request.mode, request.themes, avoid=request.avoid, dog=request.dog, on=request.date,
            shut=closures.shut(self.graph, closures.active(request.closures, request.mode, request.date)),
        )  # fmt: skip

    def isochrone(self, lonlat: Lonlat, mode: str, minutes: float) -> Isochrone | None:
        """Area within reach of a point, or None when no usable way lies within 2 km.

        Raises
        ------
        BadRequest
            When a field cannot be meant so.
        """
        requests._mode(mode)
        requests._point("lon", lonlat, self.bbox)
        if not 1 <= minutes <= MAX_MINUTES:
            raise BadRequest("minutes", f"1 to {MAX_MINUTES:g}")
        start = snap(self.graph, lonlat, usable_edges(self.graph, mode, 0.0))
        if start is None:
            return None
        return reachable(self.graph, self.costs, start, mode, minutes)

    def _surprise(self, request: TourRequest, asked_m: float | None, deadline: Deadline) -> TourResult:
        """Loops from villages of the region's own choice: where there is most of what the themes ask for around."""
        assert asked_m is not None
        starts = self._surprising_starts(request, asked_m)
        tours: list[Tour] = []
        for start in starts:
            one = dataclasses.replace(request, start=start, alternatives=1)
            tours += [t for t in self._plan(one, asked_m, deadline).tours if t.tour_class == "loop"]
            if len(tours) == request.alternatives or deadline.passed():
                break
        reason: Reason | None = None
        if len(tours) < request.alternatives:
            reason = "fewer_alternatives" if tours else "no_tour"
        return _marked(TourResult(tuple(tours), reason), deadline)

    def _surprising_starts(self, request: TourRequest, asked_m: float) -> list[Lonlat]:
        """Settlements, those with most of the asked themes around first, in an order that changes with the seed."""
        p, g = self.places, self.graph
        rows = np.empty(0, dtype=np.int64)
        if "settlement" in p.groups:
            rows = np.flatnonzero(p.group == p.groups.index("settlement"))
        if len(rows) == 0:
            nodes = np.random.default_rng(request.seed).integers(0, g.n_nodes, MAX_SURPRISES)
            return [(float(g.node_lon[v]), float(g.node_lat[v])) for v in nodes]
        prize = place_prizes(p, request.themes, request.needs)
        themed = np.flatnonzero(prize > 0)
        tx, ty = g.project(p.lon[themed], p.lat[themed])
        x, y = g.project(p.lon[rows], p.lat[rows])
        near = np.hypot(x[:, None] - tx[None, :], y[:, None] - ty[None, :]) <= asked_m / 5
        around = np.sqrt(near @ prize[themed])
        if request.events:  # from where all of them can be reached, and none lies before the door
            ex, ey = g.project(*np.array([event.lonlat for event in request.events]).T)
            away = np.hypot(x[:, None] - ex[None, :], y[:, None] - ey[None, :])
            fits = (away.max(axis=1) <= 0.3 * asked_m) & (away.min(axis=1) >= 0.03 * asked_m)
            around = np.where(fits, around, -np.inf)
        luck = np.random.default_rng(request.seed).gumbel(size=len(rows))
        ranked = rows[np.argsort(-(around + luck), kind="stable")]
        return [(float(p.lon[row]), float(p.lat[row])) for row in ranked[:MAX_SURPRISES]]


def _for_audience(request: TourRequest) -> TourRequest:
    """The request with what a family wishes beside."""
    if request.audience != "family":
        return request
    return dataclasses.replace(
        request, themes={"familie": 1.0, **request.themes}, avoid=request.avoid | {"busy"}
    )


def _as_tour(request: RouteRequest) -> TourRequest:
    return _for_audience(
        TourRequest(
            mode=request.mode, start=request.points[0], end=request.points[-1], via=request.points[1:-1],
            themes=request.themes, network=request.network, date=request.date, depart=request.depart,
            avoid=request.avoid, dog=request.dog, audience=request.audience, closures=request.closures,
            legs=request.legs,
        )
    )  # fmt: skip


def _marked(found: TourResult, deadline: Deadline) -> TourResult:
    """The tours, marked where the clock cut the search for them."""
    if not deadline.cut:
        return found
    tours = tuple(dataclasses.replace(tour, complete=False) for tour in found.tours)
    return dataclasses.replace(found, tours=tours)
