"""What themes bring, counted from the raw extract: not from our categories, prizes or overlays."""

import argparse
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import osmium
import pyproj
import shapely

from routing import Planner, Tour, TourRequest

HELP = "places and metres in named areas per km, with themes and without, counted in the extract itself"
NEAR_M = 100.0
AROUND_M = 10_000.0
LEAST_PLACES = 5

# What a person would count for each theme: pairs of an OSM key and its values.
_WANTED: Final = {
    "hunebedden": {"archaeological_site": {"megalith", "tumulus"}},
    "erfgoed": {
        "man_made": {"windmill", "watermill"},
        "historic": {"manor", "castle", "church", "monument", "ruins"},
        "amenity": {"place_of_worship"},
        "archaeological_site": {"megalith"},
    },
    "heide": {"natural": {"heath"}},
    "bos": {"natural": {"wood"}},
}
_NAMED_AREAS: Final = {"boundary": {"protected_area", "national_park"}, "leisure": {"nature_reserve"}}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench gain``."""
    parser.add_argument("--data", type=Path, required=True, help="dataset folder")
    parser.add_argument("--osm", type=Path, required=True, help="the extract that it was made of")
    parser.add_argument("--crs", default="EPSG:28992", help="metric CRS of the region")
    parser.add_argument("--mode", default="fietsen")
    parser.add_argument("--km", type=float, default=35.0)
    parser.add_argument("--theme", action="append", required=True, choices=sorted(_WANTED))
    parser.add_argument("--starts", type=Path, required=True, help="JSON: [[lon, lat], …]")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Plan with the themes and without from every start that has enough of them around, and count."""
    to_metric = pyproj.Transformer.from_crs("EPSG:4326", args.crs, always_xy=True)
    points = _points(args.osm, args.theme, to_metric)
    areas = _areas(args.osm, to_metric)
    planner = Planner.open(args.data)
    tree = shapely.STRtree(points)
    places = {"with": 0, "without": 0}
    inside = {"with": 0.0, "without": 0.0}
    metres = {"with": 0.0, "without": 0.0}
    starts = 0
    for lon, lat in json.loads(args.starts.read_text(encoding="utf-8")):
        here = shapely.Point(*to_metric.transform(lon, lat))
        if len(tree.query(here, predicate="dwithin", distance=AROUND_M)) < LEAST_PLACES:
            continue
        starts += 1
        for label, themes in (("with", dict.fromkeys(args.theme, 1.0)), ("without", {})):
            found = planner.tours(
                TourRequest(mode=args.mode, start=(lon, lat), distance_m=1000 * args.km, themes=themes)
            )
            for tour in found.tours[:1]:
                line = _line(tour, to_metric)
                places[label] += len(tree.query(line, predicate="dwithin", distance=NEAR_M))
                inside[label] += float(shapely.intersection(line, areas).length)
                metres[label] += line.length
    per_km = {label: 1000 * places[label] / max(metres[label], 1.0) for label in places}
    share = {label: inside[label] / max(metres[label], 1.0) for label in inside}
    return {
        "themes": list(args.theme),
        "starts": starts,
        "places_per_km": {label: round(value, 4) for label, value in per_km.items()},
        "places_gain": round(per_km["with"] / per_km["without"], 2) if per_km["without"] else None,
        "inside_named_areas": {label: round(value, 4) for label, value in share.items()},
        "areas_gain": round(share["with"] / share["without"], 2) if share["without"] else None,
    }


def _points(extract: Path, themes: list[str], to_metric: pyproj.Transformer) -> npt.NDArray[Any]:
    """Objects that the themes are about: nodes, and the first corner of buildings and grounds."""
    lonlat = set()
    keys = {key for theme in themes for key in _WANTED[theme]}
    reader = osmium.FileProcessor(str(extract)).with_locations().with_filter(osmium.filter.KeyFilter(*keys))
    thing: Any  # pyosmium yields one of several kinds
    for thing in reader:
        if thing.is_relation() or not any(_is(thing.tags, _WANTED[theme]) for theme in themes):
            continue
        if thing.is_way() and "natural" in thing.tags:
            continue  # an area of heath or wood is no place to stop at
        node = thing if thing.is_node() else thing.nodes[0]
        if node.location.valid():
            lonlat.add((round(node.location.lon, 7), round(node.location.lat, 7)))
    ordered = np.array(sorted(lonlat)).reshape(-1, 2)
    return np.asarray(shapely.points(*to_metric.transform(ordered[:, 0], ordered[:, 1]))).reshape(-1)


def _areas(extract: Path, to_metric: pyproj.Transformer) -> shapely.Geometry:
    """All named protected areas as one."""
    factory = osmium.geom.WKBFactory()
    found = []
    thing: Any
    for thing in osmium.FileProcessor(str(extract)).with_areas():
        if thing.is_area() and "name" in thing.tags and _is(thing.tags, _NAMED_AREAS):
            try:
                found.append(shapely.from_wkb(factory.create_multipolygon(thing)))
            except RuntimeError:  # broken in the extract: nothing to be inside of
                continue
    moved = [
        shapely.transform(g, lambda xy: np.column_stack(to_metric.transform(xy[:, 0], xy[:, 1])))
        for g in found
    ]
    together = (
        shapely.union_all(shapely.make_valid(np.array(moved, dtype=object))) if moved else shapely.Polygon()
    )
    shapely.prepare(together)
    return together


def _is(tags: Any, wanted: dict[str, set[str]]) -> bool:
    return any(tags.get(key) in values for key, values in wanted.items())


def _line(tour: Tour, to_metric: pyproj.Transformer) -> shapely.LineString:
    return shapely.LineString(
        np.column_stack(to_metric.transform(tour.coordinates[:, 0], tour.coordinates[:, 1]))
    )
