"""Publishes a dataset's folder: written aside, made durable, renamed, then pointed at, each step atomic."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from geodata.errors import BuildError

CURRENT: Final = "current"
_UNFINISHED: Final = ".building-"
_ABANDONED_S: Final = 86_400.0  # no build takes a day; one killed that long ago will not be finished
_STAMP: Final = "%Y%m%dT%H%M%SZ"


@contextmanager
def new_version(out: Path, extract_sha256: str) -> Iterator[tuple[Path, str, Callable[[], Path]]]:
    """A folder to write a dataset into, and the call that publishes it.

    Yields the temporary folder, the version it will get, and ``publish()``, which gives the published
    folder. Whatever goes wrong inside, the temporary folder is removed and ``current`` stays what it was.

    Raises
    ------
    BuildError
        If the disk refuses (full, read-only, not a folder).
    """
    temporary: Path | None = None
    published: list[Path] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        version = _free_version(out, extract_sha256)
        _remove_abandoned(out)
        temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=out))
        temporary.chmod(0o755)

        def publish() -> Path:
            assert temporary is not None
            make_durable(temporary)
            target = out / version
            temporary.rename(target)
            published.append(target)
            point_at(out, version)
            return target

        yield temporary, version, publish
    except OSError as error:
        # a version that nothing points at is of no use to anybody
        for folder in published:
            if (out / CURRENT).resolve() != folder.resolve():
                shutil.rmtree(folder, ignore_errors=True)
        reason = error.strerror or str(error)
        raise BuildError(
            f"{out}: the dataset could not be written ({reason}); make room or choose another --out"
        ) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _free_version(out: Path, extract_sha256: str) -> str:
    """Name of a version that isn't there yet: two builds within a second get two seconds."""
    moment = datetime.now(UTC)
    while True:
        version = f"{moment.strftime(_STAMP)}-{extract_sha256[:8]}"
        if not (out / version).exists():
            return version
        moment += timedelta(seconds=1)


def _remove_abandoned(out: Path) -> None:
    """Remove what builds that were killed have left."""
    for folder in out.glob(f"{_UNFINISHED}*"):
        if time.time() - folder.stat().st_mtime > _ABANDONED_S:
            shutil.rmtree(folder, ignore_errors=True)


def make_durable(folder: Path) -> None:
    """Force files and folders to the disk, so that a published version survives a power cut."""
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def point_at(out: Path, version: str) -> None:
    """Move ``current`` to a version in one atomic step."""
    link = out / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(version)
    try:
        os.replace(link, out / CURRENT)  # noqa: PTH105
    finally:
        link.unlink(missing_ok=True)
    _sync(out)


def checksums(folder: Path) -> dict[str, str]:
    """Relative path → sha256 of every file in the folder."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
