"""Reads the polygons of an extract: closed ways and multipolygon relations that carry one of the asked tags.

Rings are put together by libosmium. What it refuses (rings that cross themselves, don't close, lack members) is
tried again here and reported, whatever comes of it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium
import shapely
from osmium import filter as osm_filter
from osmium import geom as osm_geom
from osmium import osm

from geodata.errors import ExtractError

_POLYGON_TYPES: Final = frozenset({"multipolygon", "boundary"})
_EPOCH: Final = "1970-01-01"


@dataclass(frozen=True, eq=False)
class Polygons:
    """Polygons in parallel lists, ordered by kind of object and id.

    Attributes
    ----------
    osm_id
        ``"w123"`` or ``"r45"``.
    tags
        All tags of each.
    edited
        Time of the last edit (ISO), "" where the extract doesn't tell.
    geometry
        Valid Polygons or MultiPolygons, (lon, lat).
    problems
        ``{"kind", "osm", "detail"}`` of each that was broken or cut off.
    lacking
        Id and tags of each that has no geometry here, in order of id.
    """

    osm_id: list[str]
    tags: list[dict[str, str]]
    edited: list[str]
    geometry: Any
    problems: list[dict[str, str]]
    lacking: list[tuple[str, dict[str, str]]]


@contextmanager
def reading(extract: Path) -> Iterator[None]:
    """Turn what libosmium raises while it reads into an error of ours."""
    try:
        yield
    except (RuntimeError, OSError) as error:
        raise ExtractError(f"{extract}: can't be read as OSM data ({error}); fetch the file again") from error


def edited_at(thing: Any) -> str:
    """Time of an object's last edit, "" where the extract doesn't tell."""
    stamp: str = thing.timestamp.isoformat()
    return "" if stamp.startswith(_EPOCH) else stamp.replace("+00:00", "Z")


def read_polygons(
    extract: Path, tags: Iterable[tuple[str, str]], wanted: Callable[[dict[str, str]], bool] = bool
) -> Polygons:
    """Read all polygons that carry one of the tags.

    Parameters
    ----------
    extract
        The OSM extract.
    tags
        Key and value pairs.
    wanted
        Whether an object with all these tags is wanted indeed.

    Returns
    -------
    Polygons

    Raises
    ------
    ExtractError
        If the file can't be read to its end.
    """
    tagged = osm_filter.TagFilter(*sorted(set(tags)))
    found = _Found(wanted)
    with reading(extract):
        stream = (
            osmium.FileProcessor(str(extract))
            .with_areas(tagged)
            .with_filter(osm_filter.EntityFilter(osm.AREA | osm.RELATION))
            .with_filter(tagged)
        )
        thing: Any
        for thing in stream:
            if thing.is_area():
                found.take_area(thing)
            else:
                found.take_relation(thing)
        found.mend(extract)
    return found.polygons()


@dataclass
class _Found:
    """What the stream gave so far; ``refused`` are objects that no area came of, with the ways they are made of."""

    wanted: Callable[[dict[str, str]], bool]
    made: dict[str, tuple[dict[str, str], str, Any]] = field(default_factory=dict)
    refused: dict[str, tuple[dict[str, str], str, list[int]]] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._multipolygon = osm_geom.WKBFactory().create_multipolygon
        self._wkb: dict[str, tuple[dict[str, str], str, str]] = {}

    def take_area(self, area: Any) -> None:
        """Take an area; one without rings is what libosmium could not put together."""
        osm_id = f"{'w' if area.from_way() else 'r'}{area.orig_id()}"
        tags = dict(area.tags)
        if not self.wanted(tags):
            return
        if area.num_rings()[0]:
            self._wkb[osm_id] = (tags, edited_at(area), self._multipolygon(area))
            self.refused.pop(osm_id, None)
        elif area.from_way():
            self.refused[osm_id] = (tags, edited_at(area), [area.orig_id()])

    def take_relation(self, relation: Any) -> None:
        """Remember a multipolygon until its area comes."""
        osm_id, tags = f"r{relation.id}", dict(relation.tags)
        if tags.get("type") in _POLYGON_TYPES and osm_id not in self._wkb and self.wanted(tags):
            members = [m.ref for m in relation.members if m.type == "w"]
            self.refused[osm_id] = (tags, edited_at(relation), members)

    def mend(self, extract: Path) -> None:
        """Make what can be made of the ways and relations that no area came of."""
        shapes = shapely.from_wkb([wkb for _, _, wkb in self._wkb.values()])
        for (osm_id, (tags, edited, _)), shape in zip(self._wkb.items(), shapes, strict=True):
            self.made[osm_id] = (tags, edited, shape)
        if not self.refused:
            return
        lines = _member_lines(extract, {way for _, _, members in self.refused.values() for way in members})
        for osm_id, (tags, edited, members) in self.refused.items():
            there = [lines[way] for way in members if way in lines]
            if not members:
                self._report("area broken", osm_id, tags, "it has no members; left out")
            elif len(there) < len(members):
                detail = f"{len(there)} of its {len(members)} ways are in the file whole; left out"
                self._report("area leaves the extract", osm_id, tags, detail)
            else:
                self._keep(osm_id, tags, edited, _polygons_in(there), "its rings cross or don't close")

    def _keep(self, osm_id: str, tags: dict[str, str], edited: str, geometry: Any, detail: str) -> None:
        if geometry is None:
            self._report("area broken", osm_id, tags, f"{detail}; left out")
        else:
            self._report("area repaired", osm_id, tags, detail)
            self.made[osm_id] = (tags, edited, geometry)

    def _report(self, kind: str, osm_id: str, tags: dict[str, str], detail: str) -> None:
        name = tags.get("name", "")
        self.problems.append({"kind": kind, "osm": osm_id, "detail": f"{name}: {detail}" if name else detail})

    def polygons(self) -> Polygons:
        """All that was found, in order of id."""
        made = self.made
        order = sorted(made, key=_by_id)
        lacking = sorted(self.refused.keys() - made.keys(), key=_by_id)
        shapes = np.array([made[osm_id][2] for osm_id in order], dtype=object)
        problems = sorted(self.problems, key=lambda problem: (problem["kind"], problem["osm"]))
        return Polygons(
            order,
            [made[osm_id][0] for osm_id in order],
            [made[osm_id][1] for osm_id in order],
            _valid(shapes, order, problems),
            problems,
            [(osm_id, self.refused[osm_id][0]) for osm_id in lacking],
        )


def _by_id(osm_id: str) -> tuple[bool, int]:
    """Ways first, then relations, each by number."""
    return osm_id[0] == "r", int(osm_id[1:])


def _member_lines(extract: Path, ways: set[int]) -> dict[int, Any]:
    """Lines of some ways; one whose nodes are not all there counts as missing."""
    lines: dict[int, Any] = {}
    stream = (
        osmium.FileProcessor(str(extract))
        .with_locations()
        .with_filter(osm_filter.EntityFilter(osm.WAY))
        .with_filter(osm_filter.IdFilter(ways))
    )
    way: Any
    for way in stream:
        where = [n.location for n in way.nodes]
        if len(where) > 1 and all(location.valid() for location in where):
            lines[way.id] = shapely.LineString([(p.lon, p.lat) for p in where])
    return lines


def _polygons_in(lines: Sequence[Any]) -> Any:
    """The area that rings enclose, counted even-odd as multipolygons are; None where they enclose nothing."""
    if not lines:
        return None
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    if not len(faces):
        return None
    return _only_polygons(shapely.make_valid(shapely.unary_union(_inside(faces, lines))))


def _inside(faces: Any, lines: Sequence[Any]) -> list[Any]:
    """Faces that lie in an odd number of rings; all of them where the lines are no rings of themselves."""
    rings = [shapely.Polygon(line.coords) for line in lines if line.is_ring]
    if len(rings) < len(lines):
        return list(faces)
    points = shapely.point_on_surface(faces)
    depth = sum(shapely.contains(ring, points).astype(int) for ring in rings)
    return [face for face, number in zip(faces, depth, strict=True) if number % 2]


def _only_polygons(geometry: Any) -> Any:
    """Drop the points and lines that a repair leaves behind; None where nothing stays."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(geometry)) if part.geom_type == "Polygon"]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _valid(shapes: Any, osm_ids: list[str], problems: list[dict[str, str]]) -> Any:
    """Repair what is not valid, and say so; a MultiPolygon of one part becomes that part."""
    for i in np.flatnonzero(~shapely.is_valid(shapes)):
        reason = shapely.is_valid_reason(shapes[i])
        problems.append({"kind": "area repaired", "osm": osm_ids[i], "detail": reason})
        shapes[i] = _only_polygons(shapely.make_valid(shapes[i])) or shapely.Polygon()
    single = shapely.get_num_geometries(shapes) == 1
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    return shapes
