"""A sheet per holiday park: routes that pass, the nearest nature, what is near, what is missing against the norms."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.dataset import Dataset
from app.desk.listing import Sheet
from app.languages import mark, translate
from app.presenter.words import word
from app.reports.figures import norm_figures
from app.reports.scope import route_title
from geodata.degrees import away_m

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

PARKS = ("holiday_park", "camp_site", "caravan_site", "chalet")
"""Categories of accommodation where people stay for days."""
NEAR_M, AROUND_M = 1000.0, 5000.0
PASSES_M = 500.0
"""A route within this of the park passes it."""

Metres = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Missing:
    """A norm, and how far along the ways it is from the park to the nearest facility of its kind."""

    facility: str
    mode: str
    limit_m: float
    nearest_m: float | None
    met: bool | None
    source: str
    kind: str


@dataclass(frozen=True)
class Park:
    """A park, and what is around it.

    Attributes
    ----------
    place_id, name, category, municipality, lonlat
        The park.
    beds
        As far as tagged, else None.
    routes
        Names of routes, and numbers of junctions, within half a kilometre.
    junctions
        Numbers of junctions within a kilometre.
    entrance
        Name of the nearest nature area that has an entrance, and metres to that entrance; None where none is known.
    near, around
        Facilities by kind within one and five kilometres (as the crow flies).
    missing
        Every norm against what is there, along the ways.
    """

    place_id: str
    name: str
    category: str
    municipality: str
    lonlat: tuple[float, float]
    beds: int | None
    routes: Sequence[str]
    junctions: Sequence[str]
    entrance: tuple[str, float] | None
    near: Mapping[str, int]
    around: Mapping[str, int]
    missing: Sequence[Missing]


_lock = threading.Lock()
_known: dict[str, tuple[Park, ...]] = {}


def parks(dataset: Dataset) -> tuple[Park, ...]:
    """Return the sheets of all parks, in the order of their names: some seconds at first, then at once."""
    key = str(dataset.folder)
    with _lock:
        if key not in _known:
            _known.clear()  # of a dataset that is in use no more
            _known[key] = tuple(find_parks(dataset))
        return _known[key]


def find_parks(dataset: Dataset, categories: Sequence[str] = PARKS) -> list[Park]:
    """Work out the sheets of parks of some categories."""
    desk = dataset.planner.coverage()
    places = desk.places
    words = [places.categories.index(each) for each in categories if each in places.categories]
    rows = np.flatnonzero(np.isin(places.category, words)).tolist()
    if not rows:
        return []
    distance = _Distances(dataset)
    entrances = _entrances(desk)
    made = [_park(desk, row, distance, entrances) for row in rows]
    return sorted(made, key=lambda park: (park.name == "", park.name.casefold(), park.place_id))


class _Distances:
    """How far it is along the ways from every node to the nearest facility, per norm, worked out once."""

    def __init__(self, dataset: Dataset) -> None:
        self.desk: CoverageDesk = dataset.planner.coverage()
        self.norms = [
            (each.norm, each.distance_m if each.in_data else None) for each in norm_figures(dataset)
        ]

    def missing(self, lonlat: tuple[float, float]) -> list[Missing]:
        """Return each norm against what is there, from the network's nearest node on."""
        from routing.desk.facility_access import join_network  # noqa: PLC0415

        desk, graph = self.desk, self.desk.graph
        joined = {}
        told = []
        for norm, distance_m in self.norms:
            if norm.mode not in joined:
                joined[norm.mode] = join_network(graph, desk.network(norm.mode), [lonlat], desk.water)
            access = joined[norm.mode]
            limit_m = norm.norm_m / 2 if norm.type == "spacing" else norm.norm_m
            nearest, met = None, None
            if distance_m is not None and access.on_network[0]:
                nodes, metres = access.seeds(graph)
                away = float((distance_m[nodes] + metres).min())
                nearest = away if np.isfinite(away) else None
                met = nearest is not None and nearest <= limit_m
            told.append(Missing(norm.facility, norm.mode, limit_m, nearest, met, norm.source, norm.kind))
        return told


def _park(
    desk: "CoverageDesk", row: int, distance: _Distances, entrances: tuple[list[str], Metres, Metres]
) -> Park:
    places, graph = desk.places, desk.graph
    lonlat = (float(places.lon[row]), float(places.lat[row]))
    away = away_m(lonlat, places.lon, places.lat)
    near, around = (
        {kind: int((mask & (away <= reach)).sum()) for kind, mask in desk.kinds.items()}
        for reach in (NEAR_M, AROUND_M)
    )
    at_junction = away_m(lonlat, graph.junction_lon, graph.junction_lat)
    order = np.argsort(at_junction, kind="stable")
    junctions = [graph.junction_refs[i] for i in order.tolist() if at_junction[i] <= NEAR_M]
    areas, *at = entrances
    to_entrance = away_m(lonlat, *at)
    nearest = int(np.argmin(to_entrance)) if areas else -1
    beds = float(desk.records.beds[row])
    return Park(
        places.place_id[row], places.name[row], places.categories[int(places.category[row])],
        str(desk.records.municipality[row]), lonlat, round(beds) if np.isfinite(beds) else None,
        _routes(desk, lonlat), list(dict.fromkeys(ref for ref in junctions if ref)),
        (areas[nearest], float(to_entrance[nearest])) if areas else None,
        near, around, distance.missing(lonlat),
    )  # fmt: skip


def _routes(desk: "CoverageDesk", lonlat: tuple[float, float]) -> list[str]:
    graph = desk.graph
    close = away_m(lonlat, graph.node_lon, graph.node_lat) <= PASSES_M
    passes = close[graph.edge_u] | close[graph.edge_v]
    names = []
    for row, route in enumerate(graph.routes):
        edges = graph.route_edge[graph.route_indptr[row] : graph.route_indptr[row + 1]]
        if passes[edges].any():
            names.append(route_title(route))
    return sorted({name for name in names if name})


def park_row(park: Park, language: str) -> dict[str, Any]:
    """Return a park as a row of a table."""
    missing = [m for m in park.missing if m.met is False]
    return {
        "name": park.name,
        "category": word(language, "category", park.category),
        "municipality": park.municipality,
        "beds": park.beds,
        "routes": "; ".join(park.routes),
        "junctions": "; ".join(park.junctions[:12]),
        "entrance": park.entrance[0] if park.entrance else "",
        "entrance_m": round(park.entrance[1]) if park.entrance else None,
        "near": sum(park.near.values()),
        "around": sum(park.around.values()),
        "missing": "; ".join(
            f"{word(language, 'facility', m.facility)} ({word(language, 'mode', m.mode)})" for m in missing
        ),
        "lon": round(park.lonlat[0], 6),
        "lat": round(park.lonlat[1], 6),
        "id": park.place_id,
    }


def park_sheet(found: Sequence[Park], language: str) -> Sheet:
    """Return parks as a sheet."""
    import shapely  # noqa: PLC0415

    titles = {
        "name": mark("Name"), "category": mark("kind"), "municipality": mark("municipality"), "beds": mark("beds"),
        "routes": mark("routes within 500 m"), "junctions": mark("junctions within 1 km"),
        "entrance": mark("nearest nature area with an entrance"), "entrance_m": mark("metres to that entrance"),
        "near": mark("facilities within 1 km"), "around": mark("facilities within 5 km"),
        "missing": mark("missing against the norms"), "lon": "lon", "lat": "lat", "id": mark("Number in the map data"),
    }  # fmt: skip
    columns = {name: translate(language, title) for name, title in titles.items()}
    shapes = [shapely.Point(park.lonlat) for park in found]
    return Sheet("parks", columns, [park_row(park, language) for park in found], shapes)


def _entrances(desk: "CoverageDesk") -> tuple[list[str], Metres, Metres]:
    """Entrances of nature areas with a name: name of the area, lon, lat."""
    known, areas = desk.records.entrances, desk.records.areas
    if known is None:
        return [], np.empty(0), np.empty(0)
    name_of = dict(zip(areas.area_id, areas.name, strict=True))
    names = [name_of.get(area, "") for area in known.area_id]
    named = np.array([name != "" for name in names], dtype=np.bool_)
    return [name for name in names if name], known.lon[named], known.lat[named]
