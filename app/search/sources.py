"""What can be found beside places: areas, junctions, sections, named routes, each with a point and its extent."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from app.search.spelling import fold
from geodata.vocabulary import NODE_NETWORK_OF_MODE

GROUPS = ("area", "water", "junction", "section", "route", "event")
"""Groups of what is found beside places; ``event`` by :mod:`app.search.happenings`."""
_NAMES = ("name", "name_nl", "name_en", "name_de")
_TEXTS = (
    "place_id", "group", "category", *_NAMES, "opening_hours", "wheelchair", "website", "ref", "municipality",
    "settlement", "alt_names", "mode", "image", "survey_date", "placed_by",
)  # fmt: skip
SCHEMA = pa.schema(
    [(name, pa.string()) for name in _TEXTS]
    + [("population", pa.float64()), ("lon", pa.float64()), ("lat", pa.float64())]
    + [("bbox", pa.list_(pa.float64(), 4))]
)
"""Columns of an index: those of places that pages need, ``mode`` of what is for one, ``bbox`` of what has an extent."""
OPTIONAL = frozenset({"alt_names", "mode", "bbox", "image", "survey_date", "placed_by"})
"""Columns that a table of places may lack."""
_BY_MODE = {"fietsen": "cycle", "wandelen": "walk"}
_MODE_OF = {network: mode for mode, network in reversed(NODE_NETWORK_OF_MODE.items())}
# The last ones came later; older datasets lack them.
_AREA_COLUMNS = (
    "area_id", "kind", "class", "name", "name_en", "name_de", "website", "geometry", "name_nl", "alt_names",
    "opening_hours", "outline",
)  # fmt: skip
_NETWORK_COLUMNS = ("kind", "network", "mode", "ref", "name", "osm_id", "from_ref", "to_ref", "geometry")
_POINT = 0


def other_rows(folder: Path) -> pa.Table:
    """Return what has a name or a number and is no place.

    Parameters
    ----------
    folder
        The dataset's version. Areas and waterways that are not there give no rows.
    """
    readers = ((folder / "areas.parquet", _areas), (folder / "waterways.parquet", _waterways))
    tables = [read(file) for file, read in readers if file.is_file()]
    return pa.concat_tables([*tables, _networks(folder / "networks.parquet")])


def as_table(columns: Mapping[str, Sequence[Any]], count: int) -> pa.Table:
    """Return columns as a table of :data:`SCHEMA`; texts that are left out are empty, the rest null."""
    return pa.table(
        {
            field.name: pa.array(columns[field.name], field.type)
            if field.name in columns
            else pa.array([""] * count, field.type)
            if field.name in _TEXTS
            else pa.nulls(count, field.type)
            for field in SCHEMA
        },
        schema=SCHEMA,
    )


def _areas(file: Path) -> pa.Table:
    columns = [name for name in _AREA_COLUMNS if name in pq.read_schema(file).names]
    named = [("kind", "!=", "landcover"), ("name", "!=", "")]
    table = pq.read_table(file, columns=columns, filters=named, use_threads=False)
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    told: set[tuple[str, str]] = set()
    rows: list[dict[str, Any]] = []
    keep: list[int] = []
    for i, row in enumerate(table.drop_columns(["geometry"]).to_pylist()):
        # A park in two parts, tagged on both, is told once.
        name = (row["class"] or row["kind"], fold(row["name"]))
        if name not in told and shapes[i] is not None and not shapes[i].is_empty:
            told.add(name)
            rows.append(row)
            keep.append(i)
    texts = {
        name: [row.get(name) or "" for row in rows]
        for name in (*_NAMES, "website", "alt_names", "opening_hours")
    }
    # A point that stands for an area whose outline is not here is not where the area is.
    texts["placed_by"] = ["" if row.get("outline", True) else "area" for row in rows]
    texts["place_id"] = [f"{row['area_id']}.area" for row in rows]
    texts["group"] = ["area"] * len(rows)
    texts["category"] = [row["class"] or row["kind"] for row in rows]
    return as_table(texts | _located(shapes[keep]), len(rows))


def _waterways(file: Path) -> pa.Table:
    table = pq.read_table(file, columns=["way", "class", "name", "geometry"], filters=[("name", "!=", "")])
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    texts = {
        "place_id": [f"w{way}.water" for way in table["way"].to_pylist()],
        "group": ["water"] * len(table),
        "category": table["class"].to_pylist(),
        "name": table["name"].to_pylist(),
    }
    return as_table(texts | _located(shapes), len(table))


def _networks(file: Path) -> pa.Table:
    table = pq.read_table(file, columns=list(_NETWORK_COLUMNS), use_threads=False)
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    kind, network, mode, ref, name, osm_id, start, end = (
        np.array(table[column].to_pylist(), dtype=object) for column in _NETWORK_COLUMNS[:-1]
    )
    section = (kind == "section") & (start != "") & (end != "")
    shown = np.where(section, start + "-" + end, np.where((kind == "route") & (name != ""), name, ref))
    keep = np.flatnonzero((shown != "") & ~shapely.is_empty(shapes) & ~shapely.is_missing(shapes))
    modes = [mode[i] or _MODE_OF.get(network[i], "") for i in keep]
    ways = [_BY_MODE.get(mode, "") for mode in modes]
    texts = {
        "place_id": [f"{'n' if kind[i] == 'junction' else 'r'}{osm_id[i]}.{kind[i]}" for i in keep],
        "group": kind[keep].tolist(),
        "category": [f"{way}_{kind[i]}" if way else kind[i] for way, i in zip(ways, keep, strict=True)],
        "name": shown[keep].tolist(),
        "ref": ref[keep].tolist(),
        "mode": modes,
    }
    return as_table(texts | _located(shapes[keep]), len(keep))


def _located(shapes: Any) -> dict[str, Any]:
    """Return a point on each shape, and west, south, east, north of those that are not points."""
    dimension = shapely.get_dimensions(shapes)
    shown = np.where(dimension == 2, shapely.point_on_surface(np.where(dimension == 2, shapes, None)), shapes)
    # Of a line the point in the middle of its list, which is on it.
    points, owner = shapely.get_coordinates(shown, return_index=True)
    counts = np.bincount(owner, minlength=len(shapes))
    lon, lat = points[np.cumsum(counts) - counts + counts // 2].reshape(-1, 2).T
    boxes = np.round(shapely.bounds(shapes), 6).tolist()
    extent = [box if dim != _POINT else None for box, dim in zip(boxes, dimension.tolist(), strict=True)]
    return {"lon": lon, "lat": lat, "bbox": extent}
