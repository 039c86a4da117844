"""The layers that GIS may load: tables of features, read when first asked for, of the dataset in use."""

import datetime as dt
import json
import math
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from app.dataset import Dataset

Columns = Mapping[str, str]
_KEPT_LAYERS = 80


@dataclass(frozen=True, eq=False)
class Layer:
    """Features of one layer.

    Attributes
    ----------
    ids
        Name of each feature.
    columns
        Values by column.
    geometry
        One shape each, (lon, lat).
    """

    ids: Sequence[str]
    columns: Mapping[str, Sequence[Any]]
    geometry: npt.NDArray[np.object_]

    def rows(
        self, bbox: Sequence[float] = (), equal: Sequence[tuple[str, str]] = (), text: str = ""
    ) -> npt.NDArray[np.int64]:
        """Return the rows that touch a box, have some values, and hold a text."""
        chosen = np.ones(len(self.ids), dtype=np.bool_)
        if bbox:
            west, south, east, north = (*bbox[:2], *bbox[3:5]) if len(bbox) == 6 else bbox
            box = shapely.box(west, south, east, north)
            chosen &= shapely.intersects(self.geometry, box)
        for name, value in equal:
            chosen &= np.array([_told(each) == str(value) for each in self.columns[name]], dtype=np.bool_)
        if text:
            found = np.zeros(len(self.ids), dtype=np.bool_)
            for values in self.columns.values():
                found |= np.array(
                    [isinstance(each, str) and text.casefold() in each.casefold() for each in values],
                    dtype=np.bool_,
                )
            chosen &= found
        return np.flatnonzero(chosen)

    def feature(self, row: int, columns: Sequence[str] = (), *, geometry: bool = True) -> dict[str, Any]:
        """Return a row as a GeoJSON feature."""
        shape = json.loads(shapely.to_geojson(self.geometry[row])) if geometry else None
        names = columns or list(self.columns)
        return {
            "type": "Feature",
            "id": self.ids[row],
            "geometry": shape,
            "properties": {name: _value(self.columns[name][row]) for name in names},
        }


@dataclass(frozen=True)
class LayerKind:
    """What a layer is, known before anything of it is read.

    Attributes
    ----------
    name
        Its id in addresses.
    title, text
        For people, in English; translated where they are shown. ``values`` fill their holes.
    columns
        Column → its JSON type.
    read
        Makes the layer of a dataset.
    lasting
        Whether it stays the same as long as the dataset does.
    """

    name: str
    title: str
    text: str
    columns: Columns
    read: Callable[[Dataset], Layer]
    values: Mapping[str, str]
    lasting: bool = True


_read: "OrderedDict[tuple[str, str], Layer]" = OrderedDict()


def layer_of(dataset: Dataset, kind: LayerKind) -> Layer:
    """Return a layer of a dataset, read once."""
    if not kind.lasting:
        return kind.read(dataset)
    key = (str(dataset.folder), kind.name)
    if key not in _read:
        _read[key] = kind.read(dataset)
        for old in [each for each in _read if each[0] != key[0]]:  # of a dataset that is in use no more
            del _read[old]
        while len(_read) > _KEPT_LAYERS:
            _read.popitem(last=False)
    return _read[key]


def from_parquet(
    dataset: Dataset, file: str, columns: Sequence[str], key: Sequence[str], where: tuple[str, Sequence[str]]
) -> Layer:
    """Read rows of one of the dataset's GeoParquet files.

    Parameters
    ----------
    dataset, file
        Which.
    columns
        Of the features.
    key
        Columns that name a feature together.
    where
        Column, and the values it may have.
    """
    column, values = where
    wanted = list(dict.fromkeys([*columns, *key, column, "geometry"]))
    known = pq.read_schema(dataset.folder / file).names
    table = pq.read_table(dataset.folder / file, columns=[c for c in wanted if c in known], use_threads=False)
    table = table.filter(pc.is_in(table[column], value_set=pa.array(values, type=table[column].type)))
    ids = [
        "-".join(str(part) for part in row) for row in zip(*(table[k].to_pylist() for k in key), strict=True)
    ]
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    empty = [""] * len(ids)
    return Layer(
        ids, {c: table[c].to_pylist() if c in table.column_names else empty for c in columns}, shapes
    )


def from_rows(
    rows: Sequence[Mapping[str, Any]], shapes: Sequence[shapely.Geometry], columns: Columns
) -> Layer:
    """Make a layer of plain rows; they are named by their ``id``, else numbered from 1."""
    ids = [str(row.get("id", number)) for number, row in enumerate(rows, start=1)]
    values = {name: [row.get(name) for row in rows] for name in columns}
    return Layer(ids, values, np.array(list(shapes), dtype=object))


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _value(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if isinstance(value, dt.date) else value
