"""FIT: a course for Garmin, Wahoo and others, turns, junctions and stops as course points.

The library's own message of a point of the line carries 84 fields, of which a course needs four; made a thousand times
they are slow, so the points are made of those four.
"""

import datetime as dt
import zlib

from fit_tool.data_message import DataMessage
from fit_tool.fit_file_builder import FitFileBuilder
from fit_tool.profile.messages.common_fields import TimestampField
from fit_tool.profile.messages.course_message import CourseMessage
from fit_tool.profile.messages.course_point_message import CoursePointMessage
from fit_tool.profile.messages.event_message import EventMessage
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.messages.lap_message import LapMessage
from fit_tool.profile.messages.record_message import (
    RecordDistanceField,
    RecordMessage,
    RecordPositionLatField,
    RecordPositionLongField,
)
from fit_tool.profile.profile_type import (
    CoursePoint as Kind,
)
from fit_tool.profile.profile_type import (
    Event,
    EventType,
    FileType,
    Manufacturer,
    Sport,
)

from app.exports.course import Course, CoursePoint, course
from app.exports.page import Page
from app.exports.texts import heading, short
from app.presenter.record import Record

# Longer names are cut or refused by older devices.
_POINT_LETTERS, _NAME_LETTERS = 15, 80
_SPORTS = {"fietsen": Sport.CYCLING, "wandelen": Sport.HIKING, "toegankelijk": Sport.WALKING}
_KINDS = {
    "straight": Kind.STRAIGHT, "slight_left": Kind.SLIGHT_LEFT, "left": Kind.LEFT, "sharp_left": Kind.SHARP_LEFT,
    "slight_right": Kind.SLIGHT_RIGHT, "right": Kind.RIGHT, "sharp_right": Kind.SHARP_RIGHT, "u_turn": Kind.U_TURN,
    "food": Kind.FOOD, "water": Kind.WATER, "summit": Kind.SUMMIT, "toilet": Kind.TOILET,
}  # fmt: skip


def write(record: Record, page: Page) -> bytes:
    """Write a tour as a FIT course."""
    made = course(record, page)
    builder = FitFileBuilder(auto_define=True)
    builder.add(_file_id(made, page))
    builder.add(_name(record, page))
    builder.add(_lap(record, made))
    builder.add(_timer(EventType.START, made.times[0]))
    for place, told in enumerate(made.points):
        builder.add(_course_point(place, told))
    for (lon, lat), at_m, time in zip(made.coordinates, made.at_m, made.times, strict=True):
        builder.add(_TrackPoint(lon, lat, at_m, time))
    builder.add(_timer(EventType.STOP_ALL, made.times[-1]))
    content: bytes = builder.build_bytes()
    return content


class _TrackPoint(DataMessage):  # type: ignore[misc]  # the library has no types
    """A point of the line."""

    def __init__(self, lon: float, lat: float, at_m: float, time: dt.datetime) -> None:
        values = (
            (TimestampField, _milliseconds(time)),
            (RecordPositionLatField, lat),
            (RecordPositionLongField, lon),
            (RecordDistanceField, at_m),
        )
        fields = []
        for make, value in values:
            field = make(size=0, growable=True)
            field.set_value(0, value)
            fields.append(field)
        super().__init__(local_id=5, global_id=RecordMessage.ID, name=RecordMessage.NAME, fields=fields)
        self.growable = True


def _file_id(made: Course, page: Page) -> FileIdMessage:
    message = FileIdMessage(local_id=0)
    message.type = FileType.COURSE
    message.manufacturer = Manufacturer.DEVELOPMENT.value
    message.product = 0
    # Devices take two files with one number and one moment for the same course.
    message.serial_number = zlib.crc32(page.tour_id.encode()) or 1
    message.time_created = _milliseconds(made.start)
    return message


def _name(record: Record, page: Page) -> CourseMessage:
    message = CourseMessage(local_id=1)
    message.course_name = short(heading(record, page.language), _NAME_LETTERS)
    message.sport = _SPORTS[record["mode"]]
    return message


def _lap(record: Record, made: Course) -> LapMessage:
    (start_lon, start_lat), (end_lon, end_lat) = made.coordinates[0], made.coordinates[-1]
    message = LapMessage(local_id=2)
    message.timestamp = _milliseconds(made.times[-1])
    message.start_time = _milliseconds(made.start)
    message.total_elapsed_time = float(record["duration_s"])
    message.total_timer_time = float(record["duration_s"])
    message.total_distance = float(record["length_m"])
    message.start_position_lat, message.start_position_long = start_lat, start_lon
    message.end_position_lat, message.end_position_long = end_lat, end_lon
    return message


def _timer(what: EventType, time: dt.datetime) -> EventMessage:
    message = EventMessage(local_id=3)
    message.event = Event.TIMER
    message.event_type = what
    message.timestamp = _milliseconds(time)
    return message


def _course_point(place: int, told: CoursePoint) -> CoursePointMessage:
    message = CoursePointMessage(local_id=4)
    message.message_index = place
    message.timestamp = _milliseconds(told.time)
    message.position_lat, message.position_long = told.lat, told.lon
    message.distance = told.at_m
    message.type = _KINDS.get(told.kind, Kind.GENERIC)
    message.course_point_name = short(told.name, _POINT_LETTERS)
    return message


def _milliseconds(time: dt.datetime) -> int:
    return round(time.timestamp() * 1000)
