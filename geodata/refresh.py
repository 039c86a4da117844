"""Keeps a region up to date: a newer extract, checked against the dataset in use before it takes its place.

The extract is fetched whole where the server has a newer one, or brought forward by the changes since it was made
(OSM's replication diffs), which is minutes of data instead of all of it.
"""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from osmium.replication.server import ReplicationServer
from osmium.replication.utils import get_replication_header

from geodata.download import TIMEOUT_S, checked_request, download
from geodata.errors import BuildError, SourceError
from geodata.publish import CURRENT

MOST_FALL: Final = 0.05
"""A fall of more than this part in length or places is more likely a broken extract than the world."""
_WATCHED: Final = (
    "length_m", "length_rcn_m", "length_rwn_m", "sections_rcn", "sections_rwn", "routes", "places", "areas",
)  # fmt: skip
_MOST_DIFF_KB: Final = 200 * 1024
_STAMP_SUFFIX: Final = ".seen.json"


@dataclass(frozen=True)
class Fall:
    """A count that fell by more than :data:`MOST_FALL`."""

    what: str
    before: int
    after: int

    def __str__(self) -> str:
        """Tell it in a line."""
        share = 100 * (self.before - self.after) / self.before
        return f"{self.what}: {self.before:,} → {self.after:,} (−{share:.1f} %)"


class DatasetFell(BuildError):
    """The new dataset is so much smaller that it is not trusted."""

    def __init__(self, falls: list[Fall]) -> None:
        told = "; ".join(str(fall) for fall in falls)
        super().__init__(
            f"the new dataset is not trusted, the one in use stays: {told}. Look; then use --accept-fall"
        )
        self.falls = tuple(falls)


def falls(before: Mapping[str, int], after: Mapping[str, int]) -> list[Fall]:
    """Compare the counts of two manifests and return those that fell too far."""
    return [
        Fall(name, before[name], after.get(name, 0))
        for name in _WATCHED
        if before.get(name, 0) > 0 and after.get(name, 0) < before[name] * (1 - MOST_FALL)
    ]


def counts_in_use(out: Path) -> Mapping[str, int] | None:
    """Return the counts of the dataset that ``current`` points to, None where there is none."""
    try:
        manifest: dict[str, Any] = json.loads((out / CURRENT / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return None
    counts: dict[str, int] = manifest.get("counts", {})
    return counts


def fetch_whole(url: str, target: Path, timeout_s: float = TIMEOUT_S) -> bool:
    """Fetch the extract if the server has another than the one that was fetched last.

    Returns
    -------
    bool
        Whether a newer one came.

    Raises
    ------
    SourceError
        If the server can't be reached or what came is broken; the old file stays.
    """
    seen_file = target.with_name(target.name + _STAMP_SUFFIX)
    mark = _mark_at(url, timeout_s)
    if mark and target.exists() and seen_file.exists() and json.loads(seen_file.read_text()) == mark:
        return False
    download(url, target, timeout_s)
    seen_file.write_text(json.dumps(mark))
    return True


def apply_diffs(target: Path, url: str | None = None) -> bool:
    """Bring an extract forward by the changes since it was made.

    Parameters
    ----------
    target
        The extract; replaced in one step when the newer one is complete.
    url
        Address of the changes; left out: the one that the file names.

    Returns
    -------
    bool
        Whether anything had changed.

    Raises
    ------
    SourceError
        If the file tells neither where its changes are nor how far it is, or they can't be fetched.
    """
    header = get_replication_header(str(target))
    address = url or header.url
    if address is None:
        raise SourceError(f"{target}: the file does not say where its changes are; give --diffs URL")
    unfinished = target.with_name(f"newer-{target.name}")
    unfinished.unlink(missing_ok=True)
    changed = False
    try:
        with ReplicationServer(address) as server:
            sequence = header.sequence
            if sequence is None and header.timestamp is not None:
                sequence = server.timestamp_to_sequence(header.timestamp)
            if sequence is None:
                raise SourceError(f"{target}: the file does not say of when it is; fetch it whole once")
            newest = server.get_state_info()
            if newest is None:
                raise SourceError(f"{address}: the changes can't be fetched; try again later")
            while sequence < newest.sequence:
                done = server.apply_diffs_to_file(
                    str(target), str(unfinished), sequence + 1, max_size=_MOST_DIFF_KB
                )
                if done is None:
                    raise SourceError(
                        f"{address}: the changes after {sequence} can't be fetched; try again later"
                    )
                unfinished.replace(target)
                sequence, changed = done[0], True
    except (OSError, RuntimeError) as error:
        raise SourceError(f"{address}: the changes can't be applied ({error}); try again later") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return changed


def prune(out: Path, keep: int) -> list[str]:
    """Remove old versions: all but the one in use and the newest others, ``keep`` in all.

    Returns
    -------
    list of str
        Names of the removed versions.
    """
    in_use = (out / CURRENT).resolve()
    versions = sorted(
        (
            folder
            for folder in out.iterdir()
            if (folder / "manifest.json").is_file() and not folder.is_symlink()
        ),
        key=lambda folder: folder.name,
        reverse=True,
    )
    others = [folder for folder in versions if folder.resolve() != in_use]
    removed = others[max(0, keep - 1) :]
    for folder in removed:
        shutil.rmtree(folder)
    return [folder.name for folder in removed]


def _mark_at(url: str, timeout_s: float) -> dict[str, str]:
    """Return what tells one version of a file at a server from the next."""
    request = checked_request(url)
    request.method = "HEAD"
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as answer:
            headers = answer.headers
    except urllib.error.HTTPError as error:
        if error.code in (405, 501):  # a server that answers no HEAD: fetch it
            return {}
        raise SourceError(f"{url}: can't be fetched ({error}); try again later") from error
    except OSError as error:
        raise SourceError(f"{url}: can't be fetched ({error}); try again later") from error
    wanted = ("ETag", "Last-Modified", "Content-Length")
    return {name: headers[name] for name in wanted if headers[name]}
