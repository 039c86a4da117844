"""ZIP and KMZ: the one route inside, unpacked no further than a file may be long."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from app.errors import FileRefused
from app.languages import mark

MOST_ENTRIES = 1_000
_ENTRY = b"PK\x01\x02"
_ENDINGS = (".gpx", ".fit", ".kml", ".kmz", ".tcx", ".geojson", ".json")


def unpack(data: bytes, most_bytes: int) -> bytes:
    """Return the route in an archive.

    Parameters
    ----------
    data
        The archive.
    most_bytes
        How long the route may be.

    Raises
    ------
    FileRefused
        If there is none, or more than one, or it is too long, locked or damaged.
    """
    if data.count(_ENTRY) > MOST_ENTRIES:  # before the list of them fills the memory
        raise FileRefused(mark("There are too many files in this archive. Send the route alone."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = _route(archive)
            if entry.flag_bits & 0x1:
                raise FileRefused(mark("This archive is locked with a password. Send the route without one."))
            with archive.open(entry) as file:
                content = file.read(most_bytes + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
    ) as error:
        raise FileRefused(mark("This archive is damaged. Pack it again, or send the route alone.")) from error
    if len(content) > most_bytes:
        raise FileRefused(
            mark("The route in this archive is longer than {most} MB."), {"most": most_bytes // 1024**2}
        )
    return content


def _route(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The entry to read; of several KML files the first, as in a KMZ the others belong to it."""
    entries = [e for e in archive.infolist() if _is_route(e)]
    if not entries:
        raise FileRefused(mark("There is no GPX, KML, FIT, TCX or GeoJSON file in this archive."))
    if len(entries) > 1 and not all(e.filename.lower().endswith(".kml") for e in entries):
        raise FileRefused(
            mark("There are {count} routes in this archive. Send the one that is meant."),
            {"count": len(entries)},
        )
    return entries[0]


def _is_route(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return not entry.is_dir() and not hidden and path.suffix.lower() in _ENDINGS
