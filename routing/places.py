"""The dataset's places as the planner needs them: columns in the order of places.parquet."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from routing.errors import DatasetUnusable

COLUMNS = ("place_id", "group", "category", "name", "lon", "lat", "opening_hours", "website")


@dataclass(frozen=True, eq=False)
class PlaceTable:
    """Places as parallel columns; a row number is the value of ``graph.near_place``."""

    place_id: list[str]
    name: list[str]
    opening_hours: list[str]
    website: list[str]
    group: npt.NDArray[np.int16]
    category: npt.NDArray[np.int16]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    groups: list[str]
    categories: list[str]

    def __len__(self) -> int:
        return len(self.place_id)

    def rows_of(self, categories: set[str]) -> npt.NDArray[np.int64]:
        """Row numbers of all places of the categories."""
        codes = [i for i, word in enumerate(self.categories) if word in categories]
        return np.flatnonzero(np.isin(self.category, codes))

    @classmethod
    def load(cls, path: Path) -> "PlaceTable":
        """Read a dataset's ``places.parquet``.

        Raises
        ------
        DatasetUnusable
            If the file is missing or lacks a column.
        """
        try:
            table = pq.read_table(path, columns=list(COLUMNS), use_threads=False)
        except (OSError, ValueError, KeyError) as error:
            raise DatasetUnusable(f"{path}: {error}; build the dataset again") from error
        words, codes = {}, {}
        for column in ("group", "category"):
            encoded = table[column].combine_chunks().dictionary_encode()
            words[column] = encoded.dictionary.to_pylist()
            codes[column] = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int16)
        return cls(
            place_id=table["place_id"].to_pylist(),
            name=table["name"].to_pylist(),
            opening_hours=table["opening_hours"].to_pylist(),
            website=table["website"].to_pylist(),
            group=codes["group"],
            category=codes["category"],
            lon=table["lon"].to_numpy(),
            lat=table["lat"].to_numpy(),
            groups=words["group"],
            categories=words["category"],
        )

    @classmethod
    def empty(cls) -> "PlaceTable":
        """No places at all."""
        none = np.empty(0)
        code = np.empty(0, dtype=np.int16)
        return cls([], [], [], [], code, code, none, none, [], [])
