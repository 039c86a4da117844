"""Opens a published dataset: checks its manifest, maps its columns, reads its tables, each when first asked for."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from geodata.errors import DatasetError
from geodata.publish import CURRENT

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

FORMAT: Final = 1
"""Version of the folder's layout (docs/dataset.md); readers refuse others."""
MANIFEST: Final = "manifest.json"
TABLES: Final = ("edges", "networks", "areas", "entrances", "places", "waterways", "events")


class Dataset:
    """One version of a dataset, read-only.

    Parameters
    ----------
    path
        The version's folder.
    manifest
        Content of its ``manifest.json``.
    """

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest
        self.version: str = manifest["version"]
        self._columns: dict[str, npt.NDArray[Any]] = {}

    def column(self, name: str) -> npt.NDArray[Any]:
        """A column of the graph, memory-mapped: all processes share one copy."""
        if name not in self._columns:
            path = self.path / "graph" / f"{name}.npy"
            try:
                self._columns[name] = np.load(path, mmap_mode="r")
            except (OSError, ValueError) as error:
                raise DatasetError(f"{path}: {error}; build the dataset again") from error
        return self._columns[name]

    def texts(self, name: str) -> Any:
        """One of the JSON lists beside the columns: names, routes, closures and so on."""
        return _json(self.path / "graph" / f"{name}.json")

    def table(self, name: str) -> "gpd.GeoDataFrame | pd.DataFrame":
        """One of :data:`TABLES`, with geometry where it has one."""
        if name not in TABLES:
            raise DatasetError(f"no table {name!r} in a dataset; there are {', '.join(TABLES)}")
        import geopandas as gpd  # noqa: PLC0415 (workers that only need the columns start without it)
        import pandas as pd  # noqa: PLC0415

        path = self.path / f"{name}.parquet"
        try:
            return pd.read_parquet(path) if name == "events" else gpd.read_parquet(path)
        except (OSError, ValueError) as error:
            raise DatasetError(f"{path}: {error}; build the dataset again") from error

    @property
    def edges(self) -> "gpd.GeoDataFrame":
        """Edge geometry with words, row = edge."""
        return self.table("edges")

    @property
    def networks(self) -> "gpd.GeoDataFrame":
        """Junctions, sections and named routes."""
        return self.table("networks")

    @property
    def areas(self) -> "gpd.GeoDataFrame":
        """Nature areas, land cover, municipalities."""
        return self.table("areas")

    @property
    def entrances(self) -> "gpd.GeoDataFrame":
        """Where one enters the nature areas."""
        return self.table("entrances")

    @property
    def places(self) -> "gpd.GeoDataFrame":
        """Settlements, attractions, horeca, facilities, streets."""
        return self.table("places")

    @property
    def events(self) -> "pd.DataFrame":
        """Seed of the agenda."""
        return self.table("events")

    @property
    def basemap(self) -> Path:
        """The vector base map."""
        return self.path / "basemap.pmtiles"


def open_dataset(path: Path | str) -> Dataset:
    """Open a dataset.

    Parameters
    ----------
    path
        ``build``'s ``--out`` (its ``current`` is opened), ``current`` itself, or one version's folder. A pointer is
        followed once, so that the dataset stays the same when a newer one is published.

    Raises
    ------
    DatasetError
        If there is no dataset, or one of another format.
    """
    folder = Path(path)
    if not (folder / MANIFEST).is_file():
        folder = folder / CURRENT
    if not (folder / MANIFEST).is_file():
        raise DatasetError(
            f"{path}: no dataset there; make one with python -m scripts.build --osm EXTRACT --out {path}"
        )
    folder = folder.resolve()
    manifest = _json(folder / MANIFEST)
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if found != FORMAT:
        raise DatasetError(
            f"{folder}: format {found}, but this program reads {FORMAT}; build the dataset again"
        )
    return Dataset(folder, manifest)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: {error}; build the dataset again") from error
