"""Fetches an extract: resumable, checked against the server's checksum, failing fast without a network."""

import hashlib
import http.client
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

from geodata.errors import SourceError

TIMEOUT_S: Final = 8.0  # to connect, and between two pieces; where there is no network this is all one waits
_CHUNK: Final = 1 << 18
_AGENT: Final = {"User-Agent": "rondje-build (route planner; one extract per build)"}


def download(url: str, target: Path, timeout_s: float = TIMEOUT_S) -> None:
    """Fetch a file.

    What was fetched stays beside the target as ``.part``, and the next call goes on from there as long as the
    server's file is the same. The server's ``.md5`` beside the file must agree.

    Parameters
    ----------
    url
        http(s) address of the extract.
    target
        Where it is to be; written only when complete and right.

    Raises
    ------
    SourceError
        If the server can't be reached, breaks off, or its checksum doesn't agree.
    """
    part = target.with_name(target.name + ".part")
    tag = target.with_name(target.name + ".etag")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        expected = _checksum_at(url, timeout_s)
        _fetch(url, part, tag, timeout_s)
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "md5").hexdigest()
        if expected is not None and found != expected:
            part.unlink()
            tag.unlink(missing_ok=True)
            raise SourceError(f"{url}: what came does not fit its checksum; try again")
        part.replace(target)
        tag.unlink(missing_ok=True)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise SourceError(f"{url}: can't be fetched ({reason}); give an extract with --osm PATH") from error


def _checksum_at(url: str, timeout_s: float) -> str | None:
    """Checksum that the server publishes beside the file, if it does."""
    try:
        with urllib.request.urlopen(checked_request(url + ".md5"), timeout=timeout_s) as answer:
            words = answer.read(1000).decode("ascii", "replace").split()
    except urllib.error.HTTPError:
        return None
    return words[0].lower() if words and len(words[0]) == 32 else None


def _fetch(url: str, part: Path, tag: Path, timeout_s: float) -> None:
    """Fetch into ``part``, going on where an earlier try broke off."""
    have = part.stat().st_size if part.exists() and tag.exists() else 0
    headers = {"Range": f"bytes={have}-", "If-Range": tag.read_text(encoding="ascii")} if have else {}
    try:
        answer = urllib.request.urlopen(checked_request(url, headers), timeout=timeout_s)
    except urllib.error.HTTPError as error:
        if error.code == 416:  # nothing left to fetch
            return
        raise
    with answer:
        resumed = answer.status == 206
        if answer.headers.get("ETag", "").startswith('"'):
            tag.write_text(answer.headers["ETag"], encoding="ascii")
        left = answer.headers.get("Content-Length")
        already = have if resumed else 0
        with part.open("ab" if resumed else "wb") as file, _bar() as bar:
            task = bar.add_task("", total=already + int(left) if left else None, completed=already)
            _copy(answer, file, lambda n: bar.advance(task, n))
        if left is not None and part.stat().st_size != already + int(left):
            raise ConnectionError("the connection broke off; run it again to go on from here")


def _copy(answer: Any, file: Any, advance: Any) -> None:
    while piece := answer.read(_CHUNK):
        file.write(piece)
        advance(len(piece))


def checked_request(url: str, headers: dict[str, str] | None = None) -> urllib.request.Request:
    """Return a request for an address, which is of http or https and nothing else."""
    if not url.startswith(("https://", "http://")):
        raise SourceError(f"{url}: only http and https addresses can be fetched")
    return urllib.request.Request(url, headers=_AGENT | (headers or {}))


def _bar() -> Progress:
    return Progress(
        BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True,
    )  # fmt: skip
