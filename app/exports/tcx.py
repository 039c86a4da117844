"""TCX: a course of the Training Center format (version 2), turns, junctions and stops as course points.

The format's schema allows a course 15 letters of name and a course point 10; the whole sentence goes into its notes.
"""

import datetime as dt
from xml.etree import ElementTree as ET

from app.exports.course import Course, CoursePoint, course
from app.exports.page import Page
from app.exports.texts import clean, heading, short, summary
from app.presenter.record import Record

_NAMESPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
_NAME_LETTERS, _POINT_LETTERS = 15, 10
_TYPES = {
    "straight": "Straight", "slight_left": "Left", "left": "Left", "sharp_left": "Left", "slight_right": "Right",
    "right": "Right", "sharp_right": "Right", "food": "Food", "water": "Water", "summit": "Summit",
}  # fmt: skip


def write(record: Record, page: Page) -> bytes:
    """Write a tour as a TCX course."""
    made = course(record, page)
    root = ET.Element("TrainingCenterDatabase", {"xmlns": _NAMESPACE})
    part = ET.SubElement(ET.SubElement(root, "Courses"), "Course")
    _text(part, "Name", short(f"{record['length_m'] / 1000:.0f} km {record['near']}", _NAME_LETTERS))
    _lap(part, record, made)
    track = ET.SubElement(part, "Track")
    for lonlat, at_m, time in zip(made.coordinates, made.at_m, made.times, strict=True):
        point = ET.SubElement(track, "Trackpoint")
        _text(point, "Time", _moment(time))
        _position(point, "Position", *lonlat)
        _text(point, "DistanceMeters", f"{at_m:.2f}")
    notes = f"{heading(record, page.language)}. {summary(record, page.language)} {page.url}"
    _text(part, "Notes", notes.strip())
    for told in made.points:
        _course_point(part, told)
    ET.indent(root, " ")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _lap(part: ET.Element, record: Record, made: Course) -> None:
    lap = ET.SubElement(part, "Lap")
    _text(lap, "TotalTimeSeconds", f"{record['duration_s']}")
    _text(lap, "DistanceMeters", f"{record['length_m']}")
    _position(lap, "BeginPosition", *made.coordinates[0])
    _position(lap, "EndPosition", *made.coordinates[-1])
    _text(lap, "Intensity", "Active")


def _course_point(part: ET.Element, told: CoursePoint) -> None:
    point = ET.SubElement(part, "CoursePoint")
    _text(point, "Name", short(told.name, _POINT_LETTERS))
    _text(point, "Time", _moment(told.time))
    _position(point, "Position", told.lon, told.lat)
    _text(point, "PointType", _TYPES.get(told.kind, "Generic"))
    _text(point, "Notes", clean(told.note))


def _position(parent: ET.Element, name: str, lon: float, lat: float) -> None:
    position = ET.SubElement(parent, name)
    _text(position, "LatitudeDegrees", f"{lat:.6f}")
    _text(position, "LongitudeDegrees", f"{lon:.6f}")


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _moment(time: dt.datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
