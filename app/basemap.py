"""The base map file, read by ranges of bytes."""

import hashlib
import os
import weakref
from collections.abc import Iterator
from pathlib import Path

from app.errors import DatasetRefused

_CHUNK_BYTES = 1024 * 1024


class Basemap:
    """A ``basemap.pmtiles``, kept open so that it stays readable when its folder is cleaned away.

    Parameters
    ----------
    path
        The file.
    version
        Of the dataset; names the file's content in its ETag.

    Raises
    ------
    DatasetRefused
        If the file is missing or is no PMTiles file.
    """

    def __init__(self, path: Path, version: str) -> None:
        try:
            self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise DatasetRefused(f"{path.name}: {error.strerror}") from error
        weakref.finalize(self, os.close, self._fd)
        self.size = os.fstat(self._fd).st_size
        if os.pread(self._fd, 7, 0) != b"PMTiles":
            raise DatasetRefused(f"{path.name} is not a PMTiles file")
        self.etag = hashlib.sha256(f"{version} {self.size}".encode()).hexdigest()[:20]

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from start up to stop in pieces."""
        while start < stop:
            # pread keeps no position, so threads and worker processes can share the descriptor.
            piece = os.pread(self._fd, min(_CHUNK_BYTES, stop - start), start)
            if not piece:
                return
            start += len(piece)
            yield piece
