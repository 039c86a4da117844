"""Reading what a client sends: bodies and queries in, checked models out, problems as exceptions."""

from typing import Any, TypeVar

from flask import Request, request
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from app.errors import FieldError, InvalidInput
from app.languages import DEFAULT_LANGUAGE, LANGUAGES, mark, translate

Model = TypeVar("Model", bound=BaseModel)

# More would help nobody, and a list of a million wrong numbers must not become a million messages.
_MAX_ERRORS = 20

_MESSAGES = {
    "missing": mark("this field is needed"),
    "extra_forbidden": mark("there is no field of this name; leave it out"),
    "literal_error": mark("give one of {expected}"),
    "finite_number": mark("give a finite number"),
    "float_type": mark("give a number"),
    "float_parsing": mark("give a number"),
    "int_type": mark("give a whole number"),
    "int_parsing": mark("give a whole number"),
    "int_parsing_size": mark("this number is too large"),
    "int_from_float": mark("give a whole number"),
    "bool_type": mark("give true or false"),
    "bool_parsing": mark("give true or false"),
    "string_type": mark("give a text"),
    "string_too_long": mark("at most {max_length} characters"),
    "string_pattern_mismatch": mark("give a time such as 10:00"),
    "greater_than": mark("give more than {gt}"),
    "greater_than_equal": mark("give at least {ge}"),
    "less_than": mark("give less than {lt}"),
    "less_than_equal": mark("give at most {le}"),
    "too_long": mark("at most {max_length} entries"),
    "too_short": mark("at least {min_length} entries"),
    "tuple_type": mark("give longitude and latitude as [lon, lat]"),
    "list_type": mark("give a list"),
    "dict_type": mark("give an object"),
    "model_type": mark("give an object"),
    "model_attributes_type": mark("give an object"),
    "date_type": mark("give a date such as 2027-05-15"),
    "date_parsing": mark("give a date such as 2027-05-15"),
    "date_from_datetime_parsing": mark("give a date such as 2027-05-15"),
    "date_from_datetime_inexact": mark("give a date such as 2027-05-15"),
    "off_earth": mark("give longitude, then latitude, in degrees"),
    "off_calendar": mark("give a date between 2000-01-01 and 2100-12-31"),
    "need_shape": mark("give every_m, or both from and to"),
    "need_order": mark("from must be below to"),
    "length_range": mark("give {low} to {high} km"),
    "length_twice": mark("give distance_km or duration_min, not both"),
    "places_nothing": mark("give q, bbox or category"),
    "drawn_shape": mark("draw a line or an area whose border does not cross itself"),
    "days_order": mark("the first day must not be after the last"),
    "point": mark("give longitude,latitude in degrees, such as 6.56,52.99"),
    "events_order": mark("to must not be before from"),
    "bbox": mark("give west,south,east,north in degrees, such as 6.4,52.9,6.7,53.1"),
}

# Complaints about several fields at once are told at the one that is most likely wrong.
_FIELD_OF = {
    "length_twice": "distance_km",
    "places_nothing": "q",
    "days_order": "last_day",
    "events_order": "to",
}


def language_of(request: Request) -> str:
    """Return the language of a request: ``lang`` in the query, else ``Accept-Language``, else Dutch."""
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE


def read_query(model: type[Model], *, leave_out_empty: bool = False) -> Model:
    """Return the query of the current request as a model.

    Parameters
    ----------
    model
        What may be asked.
    leave_out_empty
        Whether an empty parameter is none at all, as a form of a page sends it.

    Raises
    ------
    InvalidInput
        If a parameter is unknown, given twice or not of its kind.
    """
    twice = [name for name in request.args if len(request.args.getlist(name)) > 1]
    if twice:
        text = translate(language_of(request), mark("given more than once"))
        raise InvalidInput([FieldError(name, text) for name in twice])
    values = {name: value for name, value in request.args.items() if value or not leave_out_empty}
    return validate(model, values, language_of(request))


def read_body(model: type[Model]) -> Model:
    """Return the JSON body of the current request as a model.

    Raises
    ------
    UnsupportedMediaType
        If it is not said to be JSON.
    BadRequest
        If it is not JSON.
    InvalidInput
        If its values cannot be meant.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send the body with Content-Type: application/json.")
    return validate_json(model, request.get_data(cache=False), language_of(request))


def validate_json(model: type[Model], body: bytes, language: str) -> Model:
    """Return a JSON text as a model; NaN and infinity are no JSON.

    Raises
    ------
    BadRequest
        If it is not JSON.
    InvalidInput
        If its values cannot be meant.
    """
    try:
        from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise BadRequest(f"The body is not JSON: {error}.") from error
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise InvalidInput(_field_errors(error, language)) from error


def validate(model: type[Model], values: dict[str, Any], language: str) -> Model:
    """Return values as a model.

    Raises
    ------
    InvalidInput
        If they cannot be meant.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidInput(_field_errors(error, language)) from error


def _field_errors(error: ValidationError, language: str) -> list[FieldError]:
    entries = error.errors(include_url=False, include_input=False)[:_MAX_ERRORS]
    return [FieldError(_name(entry["loc"], entry["type"]), _message(entry, language)) for entry in entries]


def _name(location: tuple[int | str, ...], kind: str) -> str:
    parts = [str(part) for part in location if part != "[key]"]
    if not parts:
        return _FIELD_OF.get(kind, "body")
    return ".".join(parts)[:200]


def _message(entry: Any, language: str) -> str:
    text = _MESSAGES.get(entry["type"])
    if text is None:
        return translate(language, mark("this value cannot be used here"))
    values = dict(entry.get("ctx", {}))
    if "expected" in values:  # "'a', 'b' or 'c'": the one English word in it
        values["expected"] = values["expected"].replace("' or '", "', '")
    return translate(language, text, values)
