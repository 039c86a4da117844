"""Coverage as a GeoPackage: gaps, worst stretches, proposed places, facilities off the network, as QGIS opens them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from app.presenter.coverage import site_figures, stretch_figures

if TYPE_CHECKING:
    from routing.desk.coverage import Coverage
    from routing.desk.siting import Site
    from routing.desk.stretches import Stretch

_CRS = "EPSG:4326"


def write(path: Path, found: "Coverage", sites: "Sequence[Site]", attribution: Sequence[str]) -> None:
    """Write the layers ``gaps``, ``worst``, ``sites`` and ``off_network``; an old file of the name is replaced.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    about = {
        "facility": found.request.facility,
        "mode": found.request.mode,
        "norm_m": found.norm_m,
        "norm_type": found.norm_type,
        "attribution": "; ".join(attribution),
    }
    layers: dict[str, tuple[list[dict[str, Any]], list[shapely.Geometry], Sequence[str]]] = {
        "gaps": (*_stretches(found.gaps), _STRETCH),
        "worst": (*_stretches(found.worst), _STRETCH),
        "sites": ([site_figures(s) for s in sites], [shapely.Point(s.lonlat) for s in sites], _SITE),
        "off_network": (
            [{"id": p.place_id, "name": p.name} for p in found.off_network],
            [shapely.Point(p.lonlat) for p in found.off_network],
            ("id", "name"),
        ),
    }
    temporary = path.with_name(f".{path.stem}.writing.gpkg")
    temporary.touch()  # says in plain words what is wrong with the folder, before GDAL does
    temporary.unlink()
    try:
        for name, (rows, shapes, columns) in layers.items():
            kind = "MultiLineString" if name in ("gaps", "worst") else "Point"
            table = gpd.GeoDataFrame(
                {column: [row[column] for row in rows] for column in columns}, geometry=shapes, crs=_CRS
            ).assign(**about)
            table.to_file(temporary, layer=name, driver="GPKG", engine="pyogrio", geometry_type=kind)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


_STRETCH = ("length_m", "longest_distance_m", "from_junction", "to_junction", "municipality")
_SITE = ("closed_m", "gain_m", "candidate", "name", "municipality", "people", "people_served", "cost")


def _stretches(stretches: "Sequence[Stretch]") -> tuple[list[dict[str, Any]], list[shapely.Geometry]]:
    shapes: list[shapely.Geometry] = [
        shapely.multilinestrings(list(shapely.get_parts(s.geometry))) for s in stretches
    ]
    return [stretch_figures(s) for s in stretches], shapes
