"""Files as people bring them, made in memory."""

import io
import zipfile
from collections.abc import Sequence

import numpy as np

LINE = [(6.5, 52.9), (6.505, 52.9), (6.51, 52.904), (6.515, 52.91)]
Points = Sequence[tuple[float, float]]


def gpx(points: Points = LINE, *, tag: str = "trk", version: str = "1.1", head: str = "") -> bytes:
    """A GPX file of one track or route."""
    point = {"trk": "trkpt", "rte": "rtept", "wpt": "wpt"}[tag]
    inner = "".join(f'<{point} lat="{lat}" lon="{lon}"><ele>12</ele></{point}>' for lon, lat in points)
    body = {
        "trk": f"<trk><name>Ommetje</name><trkseg>{inner}</trkseg></trk>",
        "rte": f"<rte>{inner}</rte>",
        "wpt": inner,
    }
    space = f"http://www.topografix.com/GPX/{version.replace('.', '/')}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<gpx version="{version}" creator="t" xmlns="{space}">'
        f"{body[tag]}</gpx>\n"
    ).encode()


def kml(points: Points = LINE) -> bytes:
    """A KML file of one line."""
    inner = " ".join(f"{lon},{lat},0" for lon, lat in points)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        f"<LineString><coordinates>\n{inner}\n</coordinates></LineString></Placemark></Document></kml>"
    ).encode()


def tcx(points: Points = LINE) -> bytes:
    """A TCX course."""
    inner = "".join(
        f"<Trackpoint><Position><LatitudeDegrees>{lat}</LatitudeDegrees><LongitudeDegrees>{lon}</LongitudeDegrees>"
        "</Position></Trackpoint>"
        for lon, lat in points
    )
    return (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Courses><Course>'
        f"<Track>{inner}</Track></Course></Courses></TrainingCenterDatabase>"
    ).encode()


def geojson(points: Points = LINE) -> bytes:
    """A GeoJSON feature of one line."""
    inner = ",".join(f"[{lon},{lat}]" for lon, lat in points)
    return f'{{"type":"Feature","properties":{{}},"geometry":{{"type":"LineString","coordinates":[{inner}]}}}}'.encode()


def fit(points: Points = LINE) -> bytes:
    """A FIT activity."""
    from fit_tool.fit_file_builder import FitFileBuilder  # noqa: PLC0415 - it takes a quarter of a second
    from fit_tool.profile.messages.file_id_message import FileIdMessage  # noqa: PLC0415
    from fit_tool.profile.messages.record_message import RecordMessage  # noqa: PLC0415
    from fit_tool.profile.profile_type import FileType  # noqa: PLC0415

    builder = FitFileBuilder(auto_define=True)
    head = FileIdMessage()
    head.type = FileType.ACTIVITY
    builder.add(head)
    for second, (lon, lat) in enumerate(points):
        record = RecordMessage()
        record.timestamp = 1_700_000_000_000 + 1000 * second
        record.position_long, record.position_lat = lon, lat
        builder.add(record)
    return builder.build().to_bytes()


def zipped(**files: bytes) -> bytes:
    """An archive; ``walk_gpx`` becomes ``walk.gpx``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(".".join(name.rsplit("_", 1)), content)
    return out.getvalue()


def near(points: Points, tolerance: float = 1e-6) -> bool:
    """Whether points are :data:`LINE`."""
    return len(points) == len(LINE) and bool(np.allclose(points, LINE, atol=tolerance))
