"""``GET /api/v1/events``: what is on, as GeoJSON."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from flask import Blueprint, Response, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.address import site_address
from app.agenda.agenda import current_agenda
from app.agenda.choosing import Wish, choose
from app.agenda.event import STATUSES
from app.agenda.presenting import feature
from app.api.answers import POSITION, TEXT, closed, list_of
from app.api.calls import PREFIX, call
from app.api.reading import language_of, read_query
from app.api.schemas import Bbox, BboxText, read_bbox
from app.errors import FieldError, InvalidInput
from app.languages import mark, translate
from app.presenter.features import about
from app.responses import geojson_answer
from app.services import services
from geodata.vocabulary import EVENT_CATEGORIES

DAYS = 31
MOST_DAYS = 400
MOST_EVENTS = 5000

blueprint = Blueprint("agenda_api", __name__, url_prefix=f"{PREFIX}/events")


def _in_calendar(day: dt.date) -> dt.date:
    if not 2000 <= day.year <= 2100:
        raise PydanticCustomError("off_calendar", "give a date between 2000-01-01 and 2100-12-31")
    return day


Day = Annotated[dt.date, AfterValidator(_in_calendar), Field(examples=["2027-05-15"])]


class EventsQuery(BaseModel):
    """Which events."""

    model_config = ConfigDict(extra="forbid")

    from_: Day | None = Field(default=None, alias="from", description="First day; left out: today")
    to: Day | None = Field(default=None, description="Last day, included; left out: a month after the first")
    bbox: BboxText | None = Field(default=None, description="west,south,east,north")
    q: str = Field(default="", max_length=200, description="Words of title, venue or town")
    category: str = Field(default="", max_length=300, description="Categories, comma between them")
    regional: bool = Field(default=False, description="Only what is of interest beyond its own village")
    cancelled: bool = Field(default=True, description="Whether cancelled events are told too")
    limit: int = Field(default=1000, ge=1, le=MOST_EVENTS)
    lang: Literal["nl", "en", "de"] | None = Field(
        default=None, description="Language; else Accept-Language says it"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise PydanticCustomError("events_order", "to must not be before from")
        return self

    def box(self) -> Bbox | None:
        """Return the bounding box, if one was given."""
        return None if self.bbox is None else read_bbox(self.bbox)


@blueprint.get("")
def events() -> Response:
    """List what is on."""
    query = read_query(EventsQuery)
    language = query.lang or language_of(request)
    dataset = services().datasets.current()
    book = current_agenda().book(dataset)
    # "to" alone must not end before it begins.
    first = query.from_ or min(dt.datetime.now(book.zone).date(), query.to or dt.date.max)
    last = query.to or first + dt.timedelta(days=DAYS)
    if (last - first).days > MOST_DAYS:
        text = translate(language, mark("at most {days} days at once"), {"days": MOST_DAYS})
        raise InvalidInput([FieldError("to", text)])
    wish = Wish(
        first,
        last,
        _categories(query.category, language),
        query.regional,
        query.q,
        query.box(),
        cancelled=query.cancelled,
    )
    found = choose(book, wish)
    site = site_address()
    shown = [feature(occurrence, language, site) for occurrence in found[: query.limit]]
    answer = {"type": "FeatureCollection", "features": shown, "matched": len(found)}
    return geojson_answer(answer | {"from": first.isoformat(), "to": last.isoformat()} | about(dataset))


def _categories(text: str, language: str) -> list[str]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in EVENT_CATEGORIES:
            told = translate(language, mark("there is no such category here: {name}"), {"name": word[:60]})
            raise InvalidInput([FieldError("category", told)])
    return words


_TEXTS = (
    "id", "uid", "series", "title", "note", "category_text", "venue", "settlement", "doubt", "price", "accessibility",
    "url", "image", "page",
)  # fmt: skip
_MOMENT = TEXT | {
    "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d[+-]\d\d:\d\d)?$",
    "description": "With offset; of all-day events the date (end: the last day)",
}
_FLAG = {"type": "boolean"}
_EVENT = closed(
    {
        "type": {"const": "Feature"},
        "id": TEXT,
        "geometry": closed({"type": {"const": "Point"}, "coordinates": POSITION}),
        "properties": closed(
            dict.fromkeys(_TEXTS, TEXT)
            | {
                "category": {"enum": [*EVENT_CATEGORIES, ""]},
                "start": _MOMENT,
                "end": _MOMENT,
                "all_day": _FLAG,
                "placed_by": TEXT
                | {"description": "street, settlement: only that is known; empty: the place itself"},
                "status": {"enum": list(STATUSES)},
                "certain": _FLAG | {"description": "false: confirm the date with the organiser"},
                "regional": _FLAG,
                "source": closed({"title": TEXT, "url": TEXT}),
            }
        ),
    }
)
SCHEMAS: Mapping[str, Any] = {
    "Events": closed(
        {
            "type": {"const": "FeatureCollection"},
            "features": list_of(_EVENT),
            "matched": {"type": "integer", "minimum": 0, "description": "Events found, before the limit"},
            "from": TEXT,
            "to": TEXT,
            "dataset": TEXT,
            "demo": _FLAG,
            "attribution": list_of(TEXT),
        }
    )
}


def paths() -> Mapping[str, Any]:
    """Describe the call."""
    return {"/events": {"get": call("agenda", "What is on", "Events", query=EventsQuery)}}
