"""From a walk to a tour with everything that is told about it."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import shapely

from geodata.vocabulary import DOG_RULES, LANDCOVER, MODE_BIT
from routing import metrics
from routing.area_rules import AreaRules
from routing.closures import active, diversion
from routing.closures import passed as passed_closures
from routing.costs import CostModel, closed_on
from routing.graph import RoutingGraph
from routing.hours import Clock, Timetable
from routing.instructions import forks, instructions
from routing.needs import halts, unmet_m
from routing.passing import NumberedNodes, Passed, facility_figures, kinds_of_places, places_passed
from routing.places import PlaceTable
from routing.prizes import event_prize
from routing.profiles import profile
from routing.snapping import Snap
from routing.strips import strips
from routing.themes import Theme, themes
from routing.types import (
    Event,
    FloatArray,
    IntArray,
    Stop,
    ThemeFigures,
    Tour,
    TourRequest,
    Warning,
    WarningCode,
)
from routing.walks import Walk, coordinates

MAX_STOPS = 24
EVENT_PASS_M = 500.0
"""An event within this of the line is come by."""
LONGEST_WAIT = dt.timedelta(minutes=90)
"""Who comes earlier than this before an event does not wait for it."""
_UNKNOWN_SHARE = 0.2


class Reporter:
    """Measures walks on one dataset; tables that every tour needs are made once.

    Parameters
    ----------
    graph, places
        The dataset's.
    model
        Its costs, for what the themes see in an edge.
    areas
        Names and rules per row of areas.parquet.
    demo
        Whether the dataset is made up.
    """

    def __init__(
        self, graph: RoutingGraph, places: PlaceTable, model: CostModel, areas: AreaRules, *, demo: bool
    ) -> None:
        self.graph = graph
        self.places = places
        self.model = model
        self.areas = areas
        self.demo = demo
        self.numbered = NumberedNodes(graph)
        self.kinds = kinds_of_places(places)
        self.forks = {mode: forks(graph, int(bit)) for mode, bit in MODE_BIT.items()}

    def tour(
        self,
        walk: Walk,
        request: TourRequest,
        *,
        asked_m: float | None,
        start: Snap,
        closed: bool,
        clock: Clock | None = None,
        complete: bool = True,
    ) -> Tour:
        """Measure a walk.

        Parameters
        ----------
        walk
            The tour.
        request
            What was asked (mode, themes, date count here).
        asked_m
            Metres wanted, None where no length was.
        start
            Snapped start.
        closed
            Whether it ends where it starts.
        clock
            Departure, for times at the stops.
        complete
            False when the search was cut short.
        """
        g = self.graph
        line = coordinates(g, walk)
        length = walk.length_m(g)
        repeated = metrics.repeated_m(g, walk)
        made_of = metrics.composition(g, walk)
        passed = places_passed(g, walk)
        junctions = self.numbered.passes(walk, line, request.mode)
        wanted = {name: w for name, w in request.themes.items() if w > 0}
        steps = instructions(g, walk, junctions, self.forks[request.mode])
        ends = [(float(line[i, 0]), float(line[i, 1])) for i in (0, -1)]
        steps = (
            dataclasses.replace(steps[0], lonlat=ends[0]), *steps[1:-1], dataclasses.replace(steps[-1], lonlat=ends[1]),
        )  # fmt: skip
        stops = self._stops(walk, passed, wanted, request, clock)
        return Tour(
            mode=request.mode,
            coordinates=line,
            edges=np.asarray(g.arc_edge[walk.arcs]),
            complete=complete,
            length_m=length,
            duration_s=float(metrics.seconds(g, walk, profile(request.mode)).sum()),
            ascent_m=metrics.climb(g, walk),
            start_gap_m=start.gap_m,
            tour_class=metrics.tour_class(length, repeated, closed=closed),
            repeated_m=repeated,
            length_error=None if asked_m is None else (length - asked_m) / asked_m,
            surface=made_of["surface"],
            way_class=made_of["way_class"],
            landscape=made_of["landscape"],
            traffic_stress=made_of["traffic_stress"],
            themes={name: self._theme(walk, passed, themes()[name]) for name in wanted},
            junctions=junctions,
            stops=stops,
            facilities=facility_figures(passed, self.kinds, length),
            warnings=(*_unconfirmed(stops, request), *self._warnings(walk, passed, request, made_of)),
            instructions=steps,
            strips=strips(g, walk, passed, self.kinds),
            depart=None if clock is None else clock.depart,
        )

    def _theme(self, walk: Walk, passed: Passed, theme: Theme) -> ThemeFigures:
        """What the tour has of a theme: metres by what they are, and places."""
        g = self.graph
        edges = g.arc_edge[walk.arcs]
        lengths = walk.lengths(g)
        why: dict[str, float] = {}
        for word in theme.landcover:
            metres = float(lengths @ (g.edge_landcover[edges, LANDCOVER.index(word)] / 100.0))
            if metres > 0:
                why[word] = metres
        if theme.protected:
            inside = lengths * (g.edge_protected[edges] / 100.0)
            areas = g.edge_area[edges]
            for area in np.unique(areas[(areas >= 0) & (inside > 0)]).tolist():
                name = self.areas.name[area] if area < len(self.areas.name) else ""
                if name:
                    why[name] = why.get(name, 0.0) + float(inside[areas == area].sum())
        beauty = self.model.beauty({theme.name: 1.0})
        metres = 0.0 if beauty is None else float(lengths[beauty[edges] > 0.1].sum())
        rows = self._rewarded(passed, theme)
        ranked = sorted(why.items(), key=lambda pair: (-pair[1], pair[0]))[:6]
        named = [(self.places.name[row], 0.0) for row in rows if self.places.name[row]][:8]
        return ThemeFigures(metres, len(rows), tuple(ranked + named))

    def _rewarded(self, passed: Passed, theme: Theme) -> list[int]:
        """Rows of passed places that the theme rewards, in travel order."""
        prize = [theme.places.get(word, 0.0) for word in self.places.categories]
        return [row for row in passed.place.tolist() if prize[self.places.category[row]] > 0]

    def _stops(
        self,
        walk: Walk,
        passed: Passed,
        wanted: Mapping[str, float],
        request: TourRequest,
        clock: Clock | None,
    ) -> tuple[Stop, ...]:
        """Events visited, places passed that the themes reward and those asked for on the way, none closed then."""
        p = self.places
        prize = dict.fromkeys(range(len(p.categories)), (0.0, ""))
        for name, weight in sorted(wanted.items()):
            for word, value in themes()[name].places.items():
                if word in p.categories:
                    code = p.categories.index(word)
                    prize[code] = max(prize[code], (value * weight, name))
        rewarded = [
            (prize[p.category[row]], row, at)
            for row, at in zip(passed.place.tolist(), passed.at_m.tolist(), strict=True)
            if prize[p.category[row]][0] > 0
        ]
        best = sorted(rewarded, key=lambda s: (-s[0][0], s[2]))[:MAX_STOPS]
        told = {row for _, row, _ in best}
        halting = halts(
            request.needs, passed, self.kinds, walk.length_m(self.graph), self._open_at(walk, clock)
        )
        best += [((0.0, ""), row, at) for row, at in halting if row not in told]
        stops = [self._event_stop(walk, event)[0] for event in request.events]
        if clock is not None:
            by_the_way = [e for e in request.agenda if e not in request.events and event_prize(e, wanted) > 0]
            stops += [
                stop
                for stop, beside_m in (self._event_stop(walk, e) for e in by_the_way)
                if beside_m <= EVENT_PASS_M
            ]
        stops += [
            Stop(
                kind=p.categories[p.category[row]],
                name=p.name[row],
                lonlat=(float(p.lon[row]), float(p.lat[row])),
                at_m=at,
                url=p.website[row],
                place_id=p.place_id[row],
                theme=theme,
            )
            for (_, theme), row, at in best
        ]
        stops.sort(key=lambda s: s.at_m)
        if clock is None:
            return tuple(stops)
        hours = {p.place_id[row]: p.opening_hours[row] for _, row, _ in best}
        return timed(stops, hours, clock, Timetable(self.graph, walk, clock.profile))

    def _open_at(self, walk: Walk, clock: Clock | None) -> Callable[[int, float], bool]:
        """Whether a place is not known to be closed when the walk, without waits, is at a metre."""
        if clock is None:
            return lambda _row, _at_m: True
        timetable = Timetable(self.graph, walk, clock.profile)

        def is_open(row: int, at_m: float) -> bool:
            spans = clock.open_intervals(self.places.opening_hours[row])
            arrive = clock.at(timetable.seconds(at_m))
            return spans is None or any(start <= arrive <= end for start, end in spans)

        return is_open

    def _event_stop(self, walk: Walk, event: Event) -> tuple[Stop, float]:
        """An event as a stop, where the walk comes nearest to it, and metres from there to it."""
        line = coordinates(self.graph, walk)
        x, y = self.graph.project(line[:, 0], line[:, 1])
        ex, ey = self.graph.project(*event.lonlat)
        there = shapely.Point(float(ex), float(ey))
        track = shapely.LineString(np.column_stack((x, y)))
        at = track.project(there, normalized=True)
        stop = Stop(
            kind="event", name=event.title, lonlat=event.lonlat, at_m=float(at) * walk.length_m(self.graph),
            open_from=event.start, open_until=event.end, url=event.url, place_id=event.event_id,
        )  # fmt: skip
        return stop, float(track.distance(there))

    def _warnings(
        self, walk: Walk, passed: Passed, request: TourRequest, made_of: Mapping[str, Mapping[str, float]]
    ) -> tuple[Warning, ...]:
        """What to know before leaving."""
        g = self.graph
        edges = g.arc_edge[walk.arcs]
        lengths = walk.lengths(g)
        total = float(lengths.sum()) or 1.0
        found = [
            Warning("need", {"kind": need.kind, "metres": round(unmet_m(need, passed, self.kinds, total))})
            if need.kind in self.kinds
            else Warning("need_unknown", {"kind": need.kind})
            for need in request.needs
            if need.kind not in self.kinds or unmet_m(need, passed, self.kinds, total) > 0
        ]
        if self.demo:
            found.append(Warning("demo"))
        of_class = made_of["way_class"]
        if of_class.get("ferry", 0.0) > 0:
            found.append(Warning("ferry", {"metres": round(of_class["ferry"])}))
        if of_class.get("steps", 0.0) > 0:
            found.append(Warning("steps", {"metres": round(of_class["steps"])}))
        step_free = request.mode == "toegankelijk"
        unknown: list[tuple[WarningCode, float]] = [
            ("unknown_class", of_class.get("unknown", 0.0)),
            ("unknown_surface", made_of["surface"].get("unknown", 0.0)),
        ]
        if step_free:  # a way of unknown width is never called accessible; to others it hardly matters
            unknown.append(("unknown_width", float(lengths[np.isnan(g.edge_width[edges])].sum())))
        for code, metres in unknown:
            if metres > (0 if step_free else _UNKNOWN_SHARE * total):
                found.append(Warning(code, {"metres": round(metres), "share": round(metres / total, 3)}))
        busy = made_of["traffic_stress"].get("high", 0.0)
        if busy >= 100:
            found.append(Warning("busy", {"metres": round(busy)}))
        found += self._closures(edges, lengths, request)
        found += self.areas.warnings(g, edges, lengths, request)
        if request.dog:
            leashed = float(lengths[g.edge_dog[edges] == DOG_RULES.index("leashed")].sum())
            if leashed > 0:
                found.append(Warning("leash", {"metres": round(leashed)}))
        return tuple(found)

    def _closures(self, edges: IntArray, lengths: FloatArray, request: TourRequest) -> Iterator[Warning]:
        """What is shut at times on the way, and what is shut these days beside it."""
        g = self.graph
        for index in np.unique(g.edge_closure[edges]).tolist():
            if index < 0 or request.mode not in g.closures[index]["modes"]:
                continue
            if request.date is None or closed_on(g.closures[index], request.mode, request.date):
                metres = float(lengths[g.edge_closure[edges] == index].sum())
                yield Warning("closure", {"metres": round(metres), "rule": g.closures[index]["value"]})
        for closure in passed_closures(g, edges, active(request.closures, request.mode, request.date)):
            yield diversion(closure)


def _unconfirmed(stops: Sequence[Stop], request: TourRequest) -> tuple[Warning, ...]:
    """A warning for each event on the tour whose date is not certain."""
    doubtful = {event.event_id for event in (*request.events, *request.agenda) if not event.certain}
    return tuple(
        Warning("event_unconfirmed", {"name": stop.name}) for stop in stops if stop.place_id in doubtful
    )


def timed(
    stops: Sequence[Stop], hours: Mapping[str, str], clock: Clock, timetable: Timetable
) -> tuple[Stop, ...]:
    """Stops with the times of arriving and leaving; places that are closed at that time are left out.

    Parameters
    ----------
    stops
        In travel order.
    hours
        Opening hours by place id.
    clock, timetable
        Departure, and when each metre is reached. At an event that has not begun, the tour waits.
    """
    told = []
    for stop in stops:
        arrive = clock.at(timetable.seconds(stop.at_m))
        leave, first, last = arrive, stop.open_from, stop.open_until
        if stop.kind == "event":
            if first is not None and last is not None and not first - LONGEST_WAIT <= arrive < last:
                continue
            if first is not None and arrive < first:
                timetable.wait(stop.at_m, (first - arrive).total_seconds())
                leave = first
        else:
            spans = clock.open_intervals(hours.get(stop.place_id, ""))
            if spans is not None:
                now = [span for span in spans if span[0] <= arrive <= span[1]]
                if not now:
                    continue
                first, last = now[0]
        told.append(dataclasses.replace(stop, arrive=arrive, leave=leave, open_from=first, open_until=last))
    return tuple(told)
