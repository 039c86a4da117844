"""The dataset that requests are answered from, and its replacement by a newer one while the server runs."""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.basemap import Basemap
from app.errors import DatasetRefused, NoDataset
from app.networks import NetworkLayer
from app.places import PlaceIndex
from routing.errors import RoutingError
from routing.themes import Theme
from routing.types import FloatArray, Isochrone, Lonlat, RouteRequest, TourRequest, TourResult

if TYPE_CHECKING:  # it compiles searches, see _real_planner
    from routing.desk.coverage import CoverageDesk
    from routing.matching import MatchRequest, MatchResult
    from routing.shape import Shape

log = logging.getLogger(__name__)


class TourPlanner(Protocol):
    """What the app asks of :class:`routing.Planner`."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The dataset's ``manifest.json``."""

    def tours(self, request: TourRequest) -> TourResult:
        """Plan tours."""

    def route(self, request: RouteRequest) -> TourResult:
        """Plan the way through points."""

    def shape(self, request: RouteRequest, line: FloatArray) -> "Shape | None":
        """Find the points that hold a line; None where no way is near it."""

    def match(self, request: "MatchRequest") -> "MatchResult":
        """Make a tour of somebody's own trace; none and a reason where it lies off the network."""

    def isochrone(self, lonlat: Lonlat, mode: str, minutes: float) -> Isochrone | None:
        """Find the reachable area; None without a usable way near."""

    def coverage(self) -> "CoverageDesk":
        """Return the desk that knows where facilities are missing."""

    def themes(self) -> tuple[Theme, ...]:
        """Return the themes."""

    def warm(self) -> None:
        """Make what every request needs before the first one comes."""


OpenPlanner = Callable[[Path], TourPlanner]


@dataclass(frozen=True, eq=False)
class Dataset:
    """One version, opened."""

    folder: Path
    manifest: Mapping[str, Any]
    planner: TourPlanner
    places: PlaceIndex
    networks: NetworkLayer
    basemap: Basemap

    @property
    def version(self) -> str:
        """The version's name."""
        return str(self.manifest["version"])

    @property
    def demo(self) -> bool:
        """Whether the region is made up."""
        return bool(self.manifest["demo"])

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        west, south, east, north = self.manifest["bbox"]
        return west, south, east, north

    @classmethod
    def open(cls, folder: Path, open_planner: OpenPlanner | None = None) -> "Dataset":
        """Open the version in a folder, or the one its ``current`` points to.

        Raises
        ------
        NoDataset
            If there is none.
        DatasetRefused
            If it is incomplete or damaged.
        """
        version = find_version(folder)
        if version is None:
            raise NoDataset(f"{folder} holds no dataset; make one with: python -m scripts.build")
        manifest = _manifest(version)
        try:
            planner = (open_planner or _real_planner())(version)
        except RoutingError as error:
            raise DatasetRefused(str(error)) from error
        return cls(
            folder=version,
            manifest=manifest,
            planner=planner,
            places=PlaceIndex.load(version),
            networks=NetworkLayer.load(version / "networks.parquet"),
            basemap=Basemap(version / "basemap.pmtiles", str(manifest["version"])),
        )


def find_version(folder: Path) -> Path | None:
    """Return the version's folder that a dataset folder stands for, or None."""
    for candidate in (folder / "current", folder):
        if (candidate / "manifest.json").is_file():
            return candidate.resolve()
    return None


def verify(folder: Path) -> None:
    """Compare every file with its checksum in the manifest.

    Raises
    ------
    DatasetRefused
        If one is missing or differs.
    """
    for name, expected in _manifest(folder).get("files", {}).items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise DatasetRefused(f"{name}: {error.strerror}") from error
        if found != expected:
            raise DatasetRefused(f"{name} is not what the manifest says; build the dataset again")


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError) as error:
        raise DatasetRefused(f"manifest.json: {error}") from error
    missing = {"format", "version", "region", "demo", "bbox", "attribution", "counts"} - set(
        manifest if isinstance(manifest, dict) else ()
    )
    if missing:
        raise DatasetRefused(f"manifest.json lacks {', '.join(sorted(missing))}")
    if manifest["format"] != 1:
        raise DatasetRefused(
            f"manifest.json: format {manifest['format']} is not known here; build the dataset again"
        )
    return manifest


def _real_planner() -> OpenPlanner:
    # Here and not at the top: it compiles searches, which commands that plan nothing need not wait for.
    from routing.planner import Planner  # noqa: PLC0415

    return Planner.open


class DatasetKeeper:
    """Holds the dataset in use and changes it when ``current`` has moved.

    A version that cannot be used is logged once and left alone; the one in use stays.

    Parameters
    ----------
    folder
        The dataset folder.
    check_every_s
        Least time between two looks.
    open_planner
        Stands in for ``routing.Planner.open`` in tests.
    """

    def __init__(
        self, folder: Path, check_every_s: float = 1.0, open_planner: OpenPlanner | None = None
    ) -> None:
        self._folder = folder
        self._check_every_s = check_every_s
        self._open_planner = open_planner
        self._dataset: Dataset | None = None
        self._refused: Path | None = None
        self._checked_at = time.monotonic()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Open the dataset for the first time; where there is none, the app starts without."""
        try:
            self._dataset = self._open_warm(self._folder)
        except NoDataset as error:
            log.warning("%s", error)
        except DatasetRefused as error:
            self._refused = find_version(self._folder)
            log.error("dataset %s refused: %s", self._refused, error)  # noqa: TRY400 - the message says it all

    def current(self) -> Dataset:
        """Return the dataset in use; a newer one is opened beside, for the requests after this one.

        Raises
        ------
        NoDataset
            If none is loaded.
        """
        now = time.monotonic()
        if now - self._checked_at >= self._check_every_s:
            self._checked_at = now
            if self._is_news(find_version(self._folder)):
                threading.Thread(target=self.refresh, name="dataset", daemon=True).start()
        if self._dataset is None:
            raise NoDataset("no dataset is loaded; make one with: make data")
        return self._dataset

    def refresh(self) -> None:
        """Open the version that ``current`` points to, unless it is in use or was refused before."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            version = find_version(self._folder)
            if version is None or not self._is_news(version):
                return
            try:
                verify(version)
                self._dataset = self._open_warm(version)
                log.info("dataset %s is in use now", self._dataset.version)
            except (DatasetRefused, NoDataset) as error:
                self._refused = version
                log.error("dataset %s refused, the old one stays: %s", version, error)  # noqa: TRY400
        finally:
            self._lock.release()

    def _open_warm(self, folder: Path) -> Dataset:
        dataset = Dataset.open(folder, self._open_planner)
        dataset.planner.warm()
        return dataset

    def _is_news(self, version: Path | None) -> bool:
        if version is None or version == self._refused:
            return False
        return self._dataset is None or version != self._dataset.folder
