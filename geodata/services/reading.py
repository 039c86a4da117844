"""One way to read features, wherever they are: a service by its address, or a GeoPackage or GeoJSON file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio.errors
import shapely

from geodata.errors import ServiceError
from geodata.services.crs import epsg_of, to_lonlat
from geodata.services.fetching import Fetcher
from geodata.services.ogc_api import read_ogc_api
from geodata.services.wfs import read_wfs

FILES: Final = (".gpkg", ".geojson", ".json", ".parquet", ".fgb", ".shp")
Bbox = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Features:
    """Features of one source.

    Attributes
    ----------
    source
        Where they are from: host and path, or the file's name.
    properties
        Attributes of each.
    geometry
        Shapely geometries, (lon, lat).
    """

    source: str
    properties: list[dict[str, Any]]
    geometry: npt.NDArray[Any]


def read_features(where: str, bbox: Bbox, fetcher: Fetcher) -> Features:
    """Read the features of a source that lie in a box.

    Parameters
    ----------
    where
        Path of a file, or address of an OGC API - Features or WFS 2.0 service (told by ``wfs`` in it).
    bbox
        West, south, east, north.
    fetcher
        Asks servers.

    Raises
    ------
    ServiceError
        If it can't be read whole, or is neither.
    """
    if not where.startswith(("http://", "https://")):
        return _from_file(Path(where), bbox)
    is_wfs = "wfs" in where.lower()
    found, crs = (read_wfs if is_wfs else read_ogc_api)(fetcher, where, bbox)
    shapes = to_lonlat([_shape(feature, where) for feature in found], epsg_of(crs), not is_wfs)
    properties = [_properties(feature) for feature in found]
    return _inside(Features(where.partition("?")[0], properties, shapes), bbox)


def _from_file(path: Path, bbox: Bbox) -> Features:
    if not path.is_file():
        raise ServiceError(
            f"{path}: no such file; give a file ({', '.join(FILES)}) or the address of a service"
        )
    if path.suffix.lower() not in FILES:
        raise ServiceError(f"{path}: not a file of features by its name; {', '.join(FILES)} are read")
    try:
        table = gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)
    except (OSError, ValueError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise ServiceError(f"{path}: can't be read ({str(error).splitlines()[0]})") from error
    if table.crs is None:
        raise ServiceError(f"{path}: does not say its coordinate system; write it with one (EPSG:28992)")
    epsg = table.crs.to_epsg()
    shapes = to_lonlat(table.geometry.to_numpy(), f"EPSG:{epsg}" if epsg else table.crs.to_wkt(), False)
    rows = table.drop(columns=table.geometry.name).to_dict("records")
    return _inside(Features(path.name, [{str(k): v for k, v in row.items()} for row in rows], shapes), bbox)


def _shape(feature: dict[str, Any], where: str) -> Any:
    """Geometry of a GeoJSON feature; None where it has none."""
    geometry = feature.get("geometry")
    if geometry is None:
        return None
    try:
        return shapely.geometry.shape(geometry)
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise ServiceError(f"{where}: feature {feature.get('id')} has a broken geometry ({error})") from error


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _inside(features: Features, bbox: Bbox) -> Features:
    """Only what has a geometry that meets the box: servers differ in how they take it."""
    shapes = features.geometry
    there = np.flatnonzero(
        ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        & shapely.intersects(shapes, shapely.box(*bbox))
        if len(shapes)
        else np.zeros(0, dtype=bool)
    )
    return Features(features.source, [features.properties[i] for i in there], shapes[there])
