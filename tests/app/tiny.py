"""A dataset folder a few kilobytes large, and a planner that draws squares: the web side without the machine."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from routing.errors import BadRequest, DatasetUnusable
from routing.matching import MatchRequest, MatchResult, Stretch
from routing.shape import Shape
from routing.themes import Theme, themes
from routing.types import (
    FacilityFigures,
    FloatArray,
    Instruction,
    Isochrone,
    JunctionPass,
    Lonlat,
    RouteRequest,
    Stop,
    ThemeFigures,
    Tour,
    TourRequest,
    TourResult,
    Warning,
)

BBOX = (6.0, 52.0, 7.0, 53.0)
START = [6.5, 52.5]
LAKE = [6.9, 52.9]
# What a mapper could write into a name to break a page, a file or a header.
HOSTILE_NAME = '</script><b>`${1}`\u0001 & "Café" \''

_PLACES: list[dict[str, Any]] = [
    {"place_id": "n1", "group": "settlement", "category": "town", "name": "Assen", "population": 68000.0},
    {
        "place_id": "n2",
        "group": "settlement",
        "category": "village",
        "name": "Rolde",
        "lon": 6.64,
        "lat": 52.98,
    },
    {
        "place_id": "n3",
        "group": "settlement",
        "category": "hamlet",
        "name": "Nieuw-Rolde",
        "lon": 6.66,
        "lat": 52.97,
    },
    {
        "place_id": "w4",
        "group": "attraction",
        "category": "hunebed",
        "name": "Hunebed D17",
        "ref": "D17",
        "lon": 6.65,
    },
    {"place_id": "w5", "group": "street", "category": "street", "name": "Kerkstraat", "settlement": "Assen"},
    {"place_id": "w6", "group": "street", "category": "street", "name": "Kerkstraat", "settlement": "Rolde"},
    {"place_id": "n7", "group": "horeca", "category": "cafe", "name": HOSTILE_NAME, "lon": 6.6},
    {"place_id": "n8", "group": "facility", "category": "bench", "name": "", "lon": 6.2, "lat": 52.2},
    {
        "place_id": "n9",
        "group": "landscape",
        "category": "heath",
        "name": "Dwingelderveld",
        "name_en": "Dwingeld Heath",
    },
    {"place_id": "n10", "group": "settlement", "category": "hamlet", "name": "Eén", "lon": 6.4},
]
_PLACE_DEFAULTS: dict[str, Any] = {
    "name_nl": "", "name_en": "", "name_de": "", "population": float("nan"), "opening_hours": "", "wheelchair": "",
    "fee": "", "website": "", "image": "", "survey_date": "", "edited": "", "ref": "", "municipality": "Midden",
    "settlement": "", "tags": "{}", "lon": 6.56, "lat": 52.99,
}  # fmt: skip


def write_dataset(folder: Path, version: str = "v1", *, demo: bool = False, point: bool = True) -> Path:
    """Publish a version below a folder; ``point=False`` leaves ``current`` where it is."""
    place = folder / version
    place.mkdir(parents=True)
    rows = [_PLACE_DEFAULTS | row for row in _PLACES]
    pq.write_table(pa.Table.from_pylist(rows), place / "places.parquet")
    pq.write_table(_networks(), place / "networks.parquet")
    (place / "basemap.pmtiles").write_bytes(b"PMTiles\x03" + version.encode() + bytes(range(256)) * 40)
    manifest = {
        "format": 1,
        "version": version,
        "region": "tiny",
        "title": {"nl": "Klein", "en": "Tiny", "de": "Winzig"},
        "demo": demo,
        "bbox": list(BBOX),
        "extract": {"name": "tiny.osm", "timestamp": "2026-10-01T00:00:00Z", "sha256": "0" * 64},
        "attribution": ["© OpenStreetMap contributors (ODbL)", "Natuur & Co"],
        "counts": {"nodes": 4},
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(place.iterdir())
        },
    }
    (place / "manifest.json").write_text(json.dumps(manifest))
    if point:
        point_to(folder, version)
    return place


def point_to(folder: Path, version: str) -> None:
    """Move ``current`` in one step."""
    link = folder / "next"
    link.symlink_to(version)
    link.replace(folder / "current")


def _networks() -> pa.Table:
    line = shapely.LineString([(6.5, 52.5), (6.55, 52.51), (6.6, 52.5)])
    base = {
        "name": "",
        "from_ref": "",
        "to_ref": "",
        "tagged_m": float("nan"),
        "length_m": float("nan"),
        "status": "ok",
        "detail": "",
    }
    twelve, forty_five, seven = shapely.Point(6.5, 52.5), shapely.Point(6.6, 52.5), shapely.Point(6.1, 52.1)
    rows = [
        {"kind": "junction", "network": "rcn", "ref": "12", "osm_id": 1, "geometry": twelve},
        {"kind": "junction", "network": "rcn", "ref": "45", "osm_id": 2, "geometry": forty_five},
        {"kind": "section", "network": "rcn", "ref": "12-45", "osm_id": 3, "geometry": line,
         "from_ref": "12", "to_ref": "45", "length_m": 7123.44},
        {"kind": "junction", "network": "rwn", "ref": "7", "osm_id": 4, "geometry": seven},
        {"kind": "route", "network": "lcn", "ref": "LF", "osm_id": 5, "geometry": line},
    ]  # fmt: skip
    return pa.Table.from_pylist([base | row | {"mode": "", "geometry": row["geometry"].wkb} for row in rows])


class SquarePlanner:
    """Answers like the real planner: squares around the start, reasons for a lake, complaints outside the region."""

    def __init__(self, folder: Path) -> None:
        self.manifest: Mapping[str, Any] = json.loads((folder / "manifest.json").read_text())
        if self.manifest.get("unusable"):
            raise DatasetUnusable("graph/head.npy: not as long as indptr says; build the dataset again")
        self.requests: list[TourRequest | RouteRequest] = []
        self.matched: list[MatchRequest] = []

    @classmethod
    def open(cls, folder: Path) -> "SquarePlanner":
        return cls(folder)

    def warm(self) -> None:
        pass

    def themes(self) -> tuple[Theme, ...]:
        return tuple(themes().values())

    def tours(self, request: TourRequest) -> TourResult:
        self.requests.append(request)
        if request.seed == 666:
            raise ZeroDivisionError("a fault of the planner's own")
        start = request.start or (6.5, 52.5)
        _inside("start", start)
        if list(start) == LAKE:
            return TourResult((), "start_too_far")
        tours = tuple(square(request, start, place) for place in range(min(request.alternatives, 3)))
        return TourResult(tours, "fewer_alternatives" if request.alternatives > 3 else None)

    def route(self, request: RouteRequest) -> TourResult:
        self.requests.append(request)
        for place, point in enumerate(request.points):
            _inside(f"points.{place}", point)
        if list(request.points[-1]) == LAKE:
            return TourResult((), "no_way")
        tour = square(TourRequest(mode=request.mode), request.points[0], 0)
        return TourResult((dataclasses.replace(tour, tour_class="one-way", length_error=None),))

    def shape(self, request: RouteRequest, line: FloatArray) -> Shape | None:
        self.requests.append(request)
        ends = (float(line[0, 0]), float(line[0, 1])), (float(line[-1, 0]), float(line[-1, 1]))
        return Shape(ends, (0.0, 7000.0), 1.0)

    def match(self, request: MatchRequest) -> MatchResult:
        self.matched.append(request)
        if len(request.coordinates) == 666:
            raise BadRequest("coordinates", "at most 500 km; cut the trace into days")
        start = (float(request.coordinates[0, 0]), float(request.coordinates[0, 1]))
        if list(start) == LAKE:
            return MatchResult(None, 0.0, 900.0, (), (), "no_match")
        tour = dataclasses.replace(square(TourRequest(mode=request.mode), start, 0), length_error=None)
        if not request.loop:
            tour = dataclasses.replace(tour, tour_class="one-way")
        lost = Stretch("off_network", 1200.0, 1700.0, start, start)
        remarks = ("no_network",) if request.network == "junctions" else ()
        return MatchResult(tour, 0.9476, 9876.0, (lost,), remarks)

    def isochrone(self, lonlat: Lonlat, mode: str, minutes: float) -> Isochrone | None:
        _inside("lon", lonlat)
        if list(lonlat) == LAKE:
            return None
        ring = [[6.4, 52.4], [6.6, 52.4], [6.6, 52.6], [6.4, 52.4]]
        return Isochrone(mode, minutes, {"type": "Polygon", "coordinates": [ring]}, 1234.56)


def _inside(field: str, lonlat: Lonlat) -> None:
    west, south, east, north = BBOX
    if not (west <= lonlat[0] <= east and south <= lonlat[1] <= north):
        raise BadRequest(field, "outside the region")


def square(request: TourRequest, start: Lonlat, alternative: int) -> Tour:
    """A tour round a square; each alternative is a little larger."""
    side = 0.02 + 0.01 * alternative
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    line = np.array([(start[0] + dx, start[1] + dy) for dx, dy in corners]) + 1e-9
    length = 7000.04 + 1000 * alternative
    at = (float(line[1, 0]), float(line[1, 1]))
    return Tour(
        mode=request.mode,
        coordinates=line,
        edges=np.arange(4, dtype=np.int32),
        complete=True,
        length_m=length,
        duration_s=1620.4,
        ascent_m=None,
        start_gap_m=12.34,
        tour_class="loop",
        repeated_m=0.0,
        length_error=None if request.distance_m is None else (length - request.distance_m) / request.distance_m,
        surface={"asphalt": length - 1000, "unknown": 1000.0},
        way_class={"cycleway": length},
        landscape={"heath": 3400.0, "unknown": length - 3400},
        traffic_stress={"car_free": length},
        themes={
            name: ThemeFigures(3400.0, 1, (("heath", 3400.0), ("Hunebed D17", 0.0))) for name in sorted(request.themes)
        },
        junctions=(JunctionPass("12", 1, start, 0.0), JunctionPass("45", 2, at, 1300.0)),
        stops=(Stop("cafe", HOSTILE_NAME, at, 1300.0, url="https://x.nl/?a=1&b='2'", place_id="n7", theme="heide"),),
        facilities={"bench": FacilityFigures(2, 3000.0, 0.0, 3000.0)},
        warnings=(Warning("unknown_surface", {"metres": 1000, "share": 0.143}),),
        instructions=(
            Instruction(0.0, start, "depart", "Kerkstraat", "residential"),
            Instruction(1300.0, at, "left", "", "cycleway", "45"),
            Instruction(length, start, "arrive", "", "cycleway"),
        ),
    )  # fmt: skip
