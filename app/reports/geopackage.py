"""A report as a GeoPackage: the layers gaps, worst, facilities off the network, with all that is known of each."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely

from app.presenter.coverage import stretch_figures
from app.reports.content import COLUMNS, Report, row_values

_CRS = "EPSG:4326"


def write_gpkg(report: Report) -> bytes:
    """Write a report as GeoPackage."""
    about = {
        "facility": report.query.facility,
        "mode": report.query.mode,
        "norm_m": report.coverage.norm_m,
        "norm_type": report.coverage.norm_type,
        "attribution": "; ".join(report.attribution),
    }
    stretch = ("length_m", "longest_distance_m", "from_junction", "to_junction", "municipality")
    layers: dict[str, tuple[Sequence[Mapping[str, Any]], Sequence[Any], Sequence[str], str]] = {
        "gaps": (
            [row_values(row) for row in report.gaps], _lines([row.stretch.geometry for row in report.gaps]),
            COLUMNS, "MultiLineString",
        ),
        "worst": (
            [stretch_figures(s) for s in report.worst], _lines([s.geometry for s in report.worst]), stretch,
            "MultiLineString",
        ),
        "off_network": (
            [{"id": p.place_id, "name": p.name} for p in report.off_network],
            [shapely.Point(p.lonlat) for p in report.off_network], ("id", "name"), "Point",
        ),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.gpkg"
        for name, (rows, shapes, columns, kind) in layers.items():
            write_layer(path, name, rows, shapes, columns, kind, about)
        return path.read_bytes()


def write_layer(
    path: Path, name: str, rows: Sequence[Mapping[str, Any]], shapes: Sequence[Any], columns: Sequence[str], kind: str,
    about: Mapping[str, Any],
) -> None:  # fmt: skip
    """Write a layer of a GeoPackage; it has its columns also where it has no rows.

    Parameters
    ----------
    path, name
        File and layer.
    rows, shapes
        Values by column, and a shape (lon, lat) for each.
    columns, kind
        What the layer has, and its kind of shapes.
    about
        Columns that are the same in every row.
    """
    # It brings pandas along: too much for each start of the server.
    import geopandas as gpd  # noqa: PLC0415

    table = gpd.GeoDataFrame(
        {column: [row[column] for row in rows] for column in columns}, geometry=list(shapes), crs=_CRS
    ).assign(**about)
    table.to_file(path, layer=name, driver="GPKG", engine="pyogrio", geometry_type=kind)


def _lines(shapes: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    return [shapely.multilinestrings(list(shapely.get_parts(shape))) for shape in shapes]
