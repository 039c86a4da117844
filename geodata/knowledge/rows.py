"""What a row of the curated files may say; anything else is refused with the name of its field."""

import datetime as dt
import re
from typing import Annotated, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    StringConstraints,
    field_validator,
    model_validator,
)

from geodata.categories import attraction_categories
from geodata.knowledge.rules import RuleRefused, check_rule, from_easter, occurrences
from geodata.vocabulary import EVENT_CATEGORIES

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
_MONTH: Final = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Translated(_Row):
    """A text in the languages of the pages; Dutch first, the others where somebody wrote them."""

    nl: Text
    en: Text | Literal[""] = ""
    de: Text | Literal[""] = ""


class Source(_Row):
    """A page that was read.

    Attributes
    ----------
    title, url
        What it is and where it stands.
    read
        Day on which it was read.
    dated
        When it was written, as far as it says so: a year, a month or a day.
    """

    title: Text
    url: HttpUrl
    read: dt.date
    dated: str = ""

    @field_validator("dated")
    @classmethod
    def _is_a_date(cls, value: str) -> str:
        if value and not _MONTH.match(value):
            raise ValueError("write a year, a month or a day: 2024, 2024-06 or 2024-06-30")
        return value


class SourcedPoint(_Row):
    """A position that a page gives, degrees WGS84; ``source`` is the page's key."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    source: Slug


class KnownPlace(_Row):
    """A thing to see.

    Attributes
    ----------
    id
        Its own name here, never changed once it is published.
    category
        One of the attractions' categories (geodata/categories.py).
    name, also
        What it is called, first as a page should call it; any of them may be the extract's name.
    ref
        Its number, where things of its category are numbered: then it is found by that alone.
    listed_as
        Category that the extract gives it, where that is wrong; ``category`` takes its place.
    settlement
        Town or village in whose name it is known: the one the extract's place should lie nearest to, or where it is
        put when the extract lacks it.
    street
        Street of that settlement: a better point than the settlement's, where the extract knows the street.
    beside
        Place of the extract in the same building or grounds, such as a museum's own restaurant: a better point still.
    point
        Position that one of the sources gives; only for what the extract lacks.
    website
        Only where a source gives it.
    note
        A sentence or two in our own words.
    sources
        Keys of sources.toml.
    """

    id: Slug
    category: str
    name: Text
    also: tuple[Text, ...] = ()
    name_en: Text | Literal[""] = ""
    name_de: Text | Literal[""] = ""
    ref: str = Field(default="", pattern=r"^[A-Z]?\d{1,3}[a-z]?$|^$")
    listed_as: str = ""
    settlement: Text | Literal[""] = ""
    street: Text | Literal[""] = ""
    beside: Text | Literal[""] = ""
    point: SourcedPoint | None = None
    website: HttpUrl | None = None
    note: Translated | None = None
    sources: tuple[Slug, ...] = Field(min_length=1)

    @field_validator("category", "listed_as")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value and value not in attraction_categories():
            raise ValueError(f"use one of {', '.join(sorted(attraction_categories()))}")
        return value

    @field_validator("also")
    @classmethod
    def _can_be_listed(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(";" in name for name in value):
            raise ValueError("a name has no semicolon: they part the names in places.parquet")
        return value

    @model_validator(mode="after")
    def _can_be_found(self) -> "KnownPlace":
        if (self.street or self.beside or self.point) and not self.settlement:
            raise ValueError("street, beside and point need the settlement")
        if self.point and self.point.source not in self.sources:
            raise ValueError(f"add {self.point.source}, which gives the point, to sources")
        return self


class Spot(_Row):
    """Where an event is: at a place of the extract, else in a street, else in a town or village.

    Attributes
    ----------
    settlement
        Town or village.
    venue
        Where, in words; by default the place, or the street, and the settlement.
    place, category
        Name, and if need be category, of a place there.
    street
        Street there.
    """

    settlement: Text
    venue: Text | Literal[""] = ""
    place: Text | Literal[""] = ""
    category: str = ""
    street: Text | Literal[""] = ""


class KnownEvent(_Row):
    """Something that comes back every year by a rule or with Easter, or happens once.

    Attributes
    ----------
    rrule, rule
        The rule of its first day (RFC 5545, without its name) and the same in words.
    easter
        Instead of ``rrule``, which can't say so: days from Easter Sunday to the first day (Whit Sunday is 49).
    date
        Instead of both: the day of a single, announced event.
    days
        How many days one edition lasts.
    starts, ends
        Clock times of the first and the last day, where a source gives them; no ``ends`` without ``starts``.
    seen
        First days of past editions that a source tells: the rule must hit each.
    at
        Where; several for one with several starts or venues.
    """

    id: Slug
    title: Text
    title_en: Text | Literal[""] = ""
    title_de: Text | Literal[""] = ""
    category: str
    rrule: str = ""
    rule: Translated | None = None
    easter: int | None = Field(default=None, ge=-60, le=100)
    date: dt.date | None = None
    days: int = Field(default=1, ge=1, le=60)
    starts: Clock | None = None
    ends: Clock | None = None
    seen: tuple[dt.date, ...] = ()
    at: tuple[Spot, ...] = Field(min_length=1)
    website: HttpUrl | None = None
    note: Translated | None = None
    regional: bool = False
    sources: tuple[Slug, ...] = Field(min_length=1)

    @field_validator("category")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in EVENT_CATEGORIES:
            raise ValueError(f"use one of {', '.join(EVENT_CATEGORIES)}")
        return value

    @field_validator("rrule")
    @classmethod
    def _is_a_rule(cls, value: str) -> str:
        if value:
            try:
                check_rule(value)
            except RuleRefused as error:
                raise ValueError(str(error)) from error
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> "KnownEvent":
        if [bool(self.rrule), self.easter is not None, self.date is not None].count(True) != 1:
            raise ValueError(
                "give one of rrule and easter, for what comes back, and date, for what happens once"
            )
        if (self.date is None) != (self.rule is not None):
            raise ValueError("what comes back needs its rule in words, under rule; a single event has none")
        if self.ends and not self.starts:
            raise ValueError("ends needs starts")
        if self.starts and self.ends and self.days == 1 and self.ends <= self.starts:
            raise ValueError("ends is not after starts; an event past midnight has days = 2")
        missed = [day for day in self.seen if day not in self.first_days(day.year)]
        if missed:
            raise ValueError(f"the rule misses {', '.join(map(str, missed))} in seen; correct one of the two")
        return self

    def first_days(self, year: int) -> list[dt.date]:
        """First days of the editions of a year."""
        if self.date is not None:
            return [self.date] if self.date.year == year else []
        return occurrences(self.rrule, year) if self.rrule else [from_easter(self.easter or 0, year)]
