"""Reads, in one pass over the extract, the lines that overlay and base map need beside the graph: waters, rails, roads.

Motorways are in no graph of ours, and main roads that are closed to bicycles may not be either: a map without them
would look broken, and quiet is measured from them.
"""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from osmium import filter as osm_filter
from osmium import geom as osm_geom
from osmium import osm

from geodata.line_jumps import without_jumps
from geodata.polygons import reading
from geodata.tag_tables import SURFACE_WORDS

WGS84: Final = "EPSG:4326"
_ROADS: Final = {
    "motorway": "motorway",
    "motorway_link": "motorway",
    "trunk": "trunk",
    "trunk_link": "trunk",
    "primary": "primary",
    "primary_link": "primary",
    "secondary": "secondary",
    "secondary_link": "secondary",
    "tertiary": "tertiary",
    "tertiary_link": "tertiary",
    "unclassified": "unclassified",
}
_WATERWAYS: Final = {
    "river": "river",
    "canal": "canal",
    "stream": "stream",
    "ditch": "ditch",
    "drain": "ditch",
}
_RAILWAYS: Final = {
    "rail": "rail",
    "light_rail": "light_rail",
    "narrow_gauge": "narrow_gauge",
    "tram": "tram",
    "preserved": "rail",
}
_CLASSES: Final = (
    ("road", "highway", _ROADS),
    ("waterway", "waterway", _WATERWAYS),
    ("railway", "railway", _RAILWAYS),
)
NOISY: Final = frozenset({"motorway", "trunk", "primary"})
"""Roads that are heard."""
OPEN_WATERS: Final = frozenset({"river", "canal", "stream"})
"""Waterways that make a way one along water; a ditch beside every field does not."""


def read_lines(extract: Path) -> gpd.GeoDataFrame:
    """Read waterways, railways and main roads.

    Parameters
    ----------
    extract
        The OSM extract.

    Returns
    -------
    GeoDataFrame
        ``kind`` (road, waterway, railway), ``class``, ``way`` (OSM id), ``name``, ``surface`` (word of SURFACES),
        ``covered`` (in a tunnel or culvert), ``geometry``; in the order of the file. ``attrs["problems"]`` lists
        faults as ``{"kind", "osm", "detail"}``.

    Raises
    ------
    ExtractError
        If the file can't be read to its end.
    """
    rows: list[tuple[Any, ...]] = []
    wkb: list[str] = []
    linestring = osm_geom.WKBFactory().create_linestring
    pairs = [(key, value) for _, key, classes in _CLASSES for value in classes]
    stream = (
        osmium.FileProcessor(str(extract))
        .with_locations()
        .with_filter(osm_filter.EntityFilter(osm.WAY))
        .with_filter(osm_filter.TagFilter(*pairs))
    )
    with reading(extract):
        way: Any
        for way in stream:
            tags = way.tags
            found = _class_of(tags)
            if found is None or tags.get("area") == "yes":
                continue
            try:
                shape = linestring(way)
            except (RuntimeError, osmium.InvalidLocationError):
                shape = _whole_part(way)
            if shape:
                wkb.append(shape)
                rows.append((*found, way.id, tags.get("name", ""), _surface(tags), _is_covered(tags)))
    table = pd.DataFrame(rows, columns=pd.Index(["kind", "class", "way", "name", "surface", "covered"]))
    table = table.astype({"way": np.int64, "covered": np.bool_})
    shapes = np.asarray(shapely.from_wkb(np.array(wkb, dtype=object)), dtype=object)
    waters = np.flatnonzero((table["kind"] == "waterway").to_numpy())
    shapes[waters], jumps = without_jumps(shapes[waters])
    lines = gpd.GeoDataFrame(table, geometry=shapes, crs=WGS84)
    lines.attrs["problems"] = [
        {
            "kind": "waterway jumps",
            "osm": f"w{table['way'].iloc[row]}",
            "detail": _words(table["name"].iloc[row], number),
        }
        for row, number in zip(waters.tolist(), jumps.tolist(), strict=True)
        if number
    ]
    return lines


def noisy_roads(lines: gpd.GeoDataFrame) -> Any:
    """Geometry of the roads that are heard."""
    chosen = (lines["kind"] == "road") & lines["class"].isin(NOISY) & ~lines["covered"]
    return lines.geometry.to_numpy()[chosen.to_numpy()]


def open_waters(lines: gpd.GeoDataFrame) -> Any:
    """Geometry of the waterways that are seen from a way along them."""
    chosen = (lines["kind"] == "waterway") & lines["class"].isin(OPEN_WATERS) & ~lines["covered"]
    return lines.geometry.to_numpy()[chosen.to_numpy()]


def _words(name: str, jumps: int) -> str:
    words = f"{jumps} straight jumps back over itself, taken out"
    return f"{name}: {words}" if name else words


def _class_of(tags: Any) -> tuple[str, str] | None:
    for kind, key, classes in _CLASSES:
        word = classes.get(tags.get(key, ""))
        if word:
            return kind, word
    return None


def _surface(tags: Any) -> str:
    return SURFACE_WORDS.get(tags.get("surface", "").split(";")[0].strip(), "unknown")


def _is_covered(tags: Any) -> bool:
    return tags.get("tunnel", "no") not in {"no", "avalanche_protector"} or tags.get("covered") == "yes"


def _whole_part(way: Any) -> str:
    """Line through those nodes that are in the file, "" where fewer than two are."""
    points = [(n.location.lon, n.location.lat) for n in way.nodes if n.location.valid()]
    line = shapely.LineString(points) if len(points) > 1 else None
    return shapely.to_wkb(line, hex=True) if line is not None and line.length else ""
