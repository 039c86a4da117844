"""FIT: the records of activities and courses."""

import io
import struct

from fitdecode import CrcCheck, ErrorHandling, FitDataMessage, FitError, FitReader

from app.errors import FileRefused
from app.imports.found import Counter, Found
from app.languages import mark

MOST_BYTES = 8 * 1024 * 1024
"""A day on a bicycle with every sensor is about two; reading more takes too long."""
_DEGREES = 180 / 2**31


def read_fit(data: bytes, counter: Counter) -> Found:
    """Return what a FIT file holds; records without a position are passed over."""
    if len(data) > MOST_BYTES:
        raise FileRefused(
            mark("FIT files may be {most} MB at most. Export it as GPX."), {"most": MOST_BYTES // 1024**2}
        )
    found = Found(tracks=[[]])
    try:
        with FitReader(
            io.BytesIO(data), processor=None, check_crc=CrcCheck.RAISE, error_handling=ErrorHandling.IGNORE
        ) as frames:
            for frame in frames:
                counter.step()
                if not isinstance(frame, FitDataMessage) or frame.name not in ("record", "course_point"):
                    continue
                lon = frame.get_value("position_long", fallback=None)
                lat = frame.get_value("position_lat", fallback=None)
                if isinstance(lon, int) and isinstance(lat, int):
                    point = counter.point(lon * _DEGREES, lat * _DEGREES)
                    (found.tracks[0] if frame.name == "record" else found.waypoints).append(point)
    except (
        FitError,
        ValueError,
        LookupError,
        TypeError,
        ArithmeticError,
        AttributeError,
        struct.error,
    ) as error:
        raise FileRefused(mark("This FIT file is damaged. Copy it from the device again.")) from error
    return found
