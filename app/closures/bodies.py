"""What may be sent to close ways: checked shapes, days and modes."""

import datetime as dt
from typing import Annotated, Any, Literal, Self

import shapely
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.api.schemas import Day, Language, Mode
from geodata.vocabulary import MODES

MOST_POINTS = 5000
"""Of a drawn shape; far beyond what a hand draws."""


def _drawn(shape: dict[str, Any], kinds: tuple[str, ...]) -> dict[str, Any]:
    wrong = PydanticCustomError("drawn_shape", "draw a line or an area whose border does not cross itself")
    if shape.get("type") not in kinds or set(shape) - {"type", "coordinates"}:
        raise wrong
    try:
        read = shapely.from_geojson(_text(shape))
    except (shapely.errors.GEOSException, ValueError, TypeError, RecursionError):
        raise wrong from None
    points = shapely.get_coordinates(read)
    if not 2 <= len(points) <= MOST_POINTS or not shapely.is_valid(read) or shapely.is_empty(read):
        raise wrong
    if (abs(points[:, 0]) > 180).any() or (abs(points[:, 1]) > 90).any():
        raise PydanticCustomError("off_earth", "give longitude, then latitude, in degrees")
    return shape


def _text(shape: dict[str, Any]) -> str:
    from app.canonical import to_json  # noqa: PLC0415 - refuses NaN

    return to_json(shape).decode()


def _closed(shape: dict[str, Any]) -> dict[str, Any]:
    return _drawn(shape, ("LineString", "MultiLineString", "Polygon", "MultiPolygon"))


def _way_round(shape: dict[str, Any]) -> dict[str, Any]:
    return _drawn(shape, ("LineString",))


class ClosureBody(BaseModel):
    """Ways that are closed for some days: a line closes the ways it follows or crosses, an area all inside it."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    geometry: Annotated[
        dict[str, Any], AfterValidator(_closed), Field(description="GeoJSON line or area, (lon, lat)")
    ]
    detour: Annotated[dict[str, Any], AfterValidator(_way_round)] | None = Field(
        default=None, description="The way round, a GeoJSON LineString"
    )
    modes: Annotated[list[Mode], Field(min_length=1, max_length=len(MODES))] = Field(
        default=list(MODES), description="Ways of moving that it stops"
    )
    first_day: Day | None = Field(default=None, description="Left out: already closed")
    last_day: Day | None = Field(default=None, description="Left out: until it is taken back")
    note: Annotated[str, Field(max_length=500)] = Field(default="", description="What to tell who meets it")
    lang: Language | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first_day and self.last_day and self.first_day > self.last_day:
            raise PydanticCustomError("days_order", "the first day must not be after the last")
        return self

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """First and last day."""
        return self.first_day, self.last_day


ClosureState = Literal["now", "later"]
