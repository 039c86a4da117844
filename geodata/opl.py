"""Hands the objects of interest of an extract to Python as lines of text, in OSM's own line format (OPL).

libosmium filters, finds the locations of ways' nodes and writes, all in C++; what is left for Python is to split
short lines, and to turn millions of numbers into columns at once. Asking it for each node of each way instead takes
three times as long.
"""

import ctypes
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import osmium
from osmium import filter as osm_filter
from osmium import io as osm_io
from osmium import osm

Keys = Iterable[str]

_ESCAPE: Final = re.compile(r"%([0-9a-fA-F]+)%")
_POINT: Final = re.compile(rb"n(-?\d+)x([-\d.]*)y([-\d.]*)")
_MEMBER: Final = re.compile(r"([nwr])(-?\d+)@([^,]*)")
_SEPARATORS: Final = bytes.maketrans(b"xy", b",,")


def write_lines(extract: Path, out: Path, node_keys: Keys, way_keys: Keys, relation_keys: Keys) -> str | None:
    """Write nodes, ways and relations that have one of the keys of their kind, ways with their nodes' locations.

    Parameters
    ----------
    extract
        The OSM file; nodes before ways.
    out
        The file of lines to write.
    node_keys, way_keys, relation_keys
        Keys of interest.

    Returns
    -------
    str or None
        The extract's timestamp, where its header tells one.
    """
    filters: list[Any] = []
    for entity, keys in ((osm.NODE, node_keys), (osm.WAY, way_keys), (osm.RELATION, relation_keys)):
        wanted = osm_filter.KeyFilter(*keys)
        wanted.enable_for(entity)
        filters.append(wanted)
    locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    locations.ignore_errors()
    reader = osm_io.Reader(str(extract))
    writer = osmium.SimpleWriter(osm_io.File(str(out), "opl,add_metadata=false,locations_on_ways=true"))
    try:
        header = reader.header()
        osmium.apply(reader, locations, *filters, writer)
    finally:
        reader.close()
        _close(writer)
    return header.get("osmosis_replication_timestamp") or header.get("timestamp") or None


def _close(writer: Any) -> None:
    """Close a writer; one that can't be closed (the disk is full) is kept for ever.

    Its destructor would try once more, and end the whole process when that fails again.
    """
    try:
        writer.close()
    except (RuntimeError, OSError):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(writer))
        raise


def parse_tags(field: bytes) -> dict[str, str]:
    """Tags of a line's ``T`` field."""
    tags: dict[str, str] = {}
    for pair in field[1:].decode("utf-8").split(","):
        key, _, value = pair.partition("=")
        tags[_plain(key)] = _plain(value)
    return tags


def parse_members(field: str) -> list[tuple[str, int, str]]:
    """Members of a relation's ``M`` field: kind, id, role."""
    return [(kind, int(ref), _plain(role)) for kind, ref, role in _MEMBER.findall(field)]


def parse_points(fields: list[bytes]) -> npt.NDArray[np.float64]:
    """Points of many ways' ``N`` fields, one after the other: ``(n, 3)`` node id, lon, lat.

    All nodes must have locations (see :func:`lacks_nodes`). Ids of nodes fit a float exactly up to 2⁵³.
    """
    text = b",".join(field[1:] for field in fields).translate(_SEPARATORS, b"n")
    return np.fromstring(text, dtype=np.float64, sep=",").reshape(-1, 3)


def lacks_nodes(field: bytes) -> bool:
    """Whether a way's ``N`` field names nodes that the file doesn't hold."""
    return b"xy" in field


def parse_gappy_points(field: bytes) -> list[tuple[int, float, float] | None]:
    """Points of one ``N`` field, None for nodes without location."""
    return [
        (int(ref), float(lon), float(lat)) if lon and lat else None for ref, lon, lat in _POINT.findall(field)
    ]


def _plain(text: str) -> str:
    """Undo OPL's escapes: a code point in hexadecimal between percent signs."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "%" in text else text
