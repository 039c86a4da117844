"""From a file's bytes to its lines. What it is, is told from its content: names and types that come with it may lie."""

import re
from collections.abc import Callable, Mapping

from app.errors import FileRefused
from app.imports.archive import unpack
from app.imports.fit import read_fit
from app.imports.found import Counter, Found
from app.imports.geojson import read_geojson
from app.imports.gpx import read_gpx
from app.imports.kml import read_kml
from app.imports.tcx import read_tcx
from app.languages import mark

KINDS: Mapping[str, Callable[[bytes, Counter], Found]] = {
    "gpx": read_gpx,
    "kml": read_kml,
    "tcx": read_tcx,
    "fit": read_fit,
    "geojson": read_geojson,
}
_DEEPEST_ARCHIVE = 2  # a KMZ may lie in a ZIP
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(gpx|kml|TrainingCenterDatabase)[\s>/]")
_ROOTS = {b"gpx": "gpx", b"kml": "kml", b"TrainingCenterDatabase": "tcx"}
_HEAD_BYTES = 64 * 1024


def read(data: bytes, most_bytes: int) -> Found:
    """Read a file.

    Parameters
    ----------
    data
        The whole file.
    most_bytes
        How long it may be, unpacked.

    Raises
    ------
    FileRefused
        Saying why, and what to do.
    """
    for _ in range(_DEEPEST_ARCHIVE):
        if not data.startswith(b"PK\x03\x04"):
            break
        data = unpack(data, most_bytes)
    if not data.strip():
        raise FileRefused(mark("This file is empty."))
    return KINDS[kind_of(data)](data, Counter())


def kind_of(data: bytes) -> str:
    """Return what a file is, one of :data:`KINDS`.

    Raises
    ------
    FileRefused
        If it is none of them.
    """
    if data[8:12] == b".FIT":
        return "fit"
    head = data[:_HEAD_BYTES].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    root = _ROOT.search(head)
    if head.startswith(b"<") and root:
        return _ROOTS[root[1]]
    if head.startswith((b"{", b"[")):
        return "geojson"
    raise FileRefused(mark("This is no GPX, KML, FIT, TCX or GeoJSON file."))
