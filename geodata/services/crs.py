"""Coordinate systems as services name them, and geometry brought to (lon, lat)."""

import re
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError

from geodata.errors import ServiceError

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
WGS84: Final = "EPSG:4326"
_LONLAT: Final = re.compile(r"CRS84h?\b")
_EPSG: Final = re.compile(r"EPSG(?:/[\d.]+/|:[\d.]*:|:)(\d{4,6})")


def epsg_of(name: str) -> str:
    """``"EPSG:28992"``, or ``"CRS84"``, for any way of writing it.

    Parameters
    ----------
    name
        An address, a URN or a short name, in angle brackets or not.

    Raises
    ------
    ServiceError
        If it names no system of either authority.
    """
    if _LONLAT.search(name):
        return "CRS84"
    found = _EPSG.search(name)
    if not found:
        raise ServiceError(f"coordinate system {name!r} is not known here; ask for CRS84 or EPSG:28992")
    return f"EPSG:{found[1]}"


def to_lonlat(shapes: Any, crs: str, authority_order: bool) -> npt.NDArray[Any]:
    """Bring geometry to (lon, lat), and refuse what can't be in the system that it is said to be in.

    Parameters
    ----------
    shapes
        Geometry as it came.
    crs
        As :func:`epsg_of` gives it.
    authority_order
        Whether coordinates come in the order of the authority (latitude first in EPSG:4326), as OGC API - Features
        has it; else x, y.

    Raises
    ------
    ServiceError
        If the numbers do not fit the system.
    """
    flat: npt.NDArray[Any] = shapely.force_2d(np.asarray(shapes, dtype=object))
    try:
        system = pyproj.CRS.from_user_input("OGC:CRS84" if crs == "CRS84" else crs)
        transformer = pyproj.Transformer.from_crs(system, "OGC:CRS84", always_xy=not authority_order)
    except CRSError as error:
        raise ServiceError(
            f"coordinate system {crs} is not known here; ask for CRS84 or EPSG:28992"
        ) from error
    _refuse_misfits(flat, system, crs, authority_order)

    def move(xy: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(flat, move), dtype=object)


def _refuse_misfits(shapes: npt.NDArray[Any], system: pyproj.CRS, crs: str, authority_order: bool) -> None:
    """Degrees beyond the globe, or metres far outside the area that a system is made for."""
    xy = shapely.get_coordinates(shapes)
    if not len(xy):
        return
    if not np.isfinite(xy).all():
        raise ServiceError(
            f"coordinates that are no numbers in what should be {crs}; report it to the service"
        )
    if authority_order and system.axis_info[0].direction == "north":
        xy = xy[:, ::-1]
    if system.is_geographic:
        fits = bool((np.abs(xy[:, 0]) <= 180).all() and (np.abs(xy[:, 1]) <= 90).all())
    else:
        area = system.area_of_use
        corners = np.array([[area.west, area.south], [area.east, area.north]]) if area else None
        fits = corners is None or _inside(xy, corners, system)
    if not fits:
        worst = ", ".join(f"{value:.7g}" for value in xy[np.argmax(np.abs(xy).max(axis=1))])
        raise ServiceError(
            f"coordinates such as ({worst}) can't be {crs}, which the service says they are; "
            "report it, or give a file with --nature PATH"
        )


def _inside(xy: npt.NDArray[Any], corners: npt.NDArray[Any], system: pyproj.CRS) -> bool:
    """Whether points lie in the area of use of a system, with half of its size around it."""
    to_system = pyproj.Transformer.from_crs("OGC:CRS84", system, always_xy=True)
    x0, y0, x1, y1 = to_system.transform_bounds(*corners.ravel())
    margin = 0.5 * np.array([x1 - x0, y1 - y0])
    return bool((xy >= np.array([x0, y0]) - margin).all() and (xy <= np.array([x1, y1]) + margin).all())
