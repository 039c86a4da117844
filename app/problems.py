"""Every error as ``application/problem+json`` (RFC 9457), on every path but the pages."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, RequestedRangeNotSatisfiable

from app.api.reading import language_of
from app.canonical import to_json
from app.errors import AssetMissing, FieldError, InvalidInput, NoDataset, NoDay, StorageUnavailable, TooBusy
from app.languages import mark, translate
from routing.errors import BadRequest

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_INVALID_VALUES = "/api/v1/docs#invalid-values"


def problem(
    status: int,
    detail: str,
    *,
    kind: str = "about:blank",
    title: str | None = None,
    errors: Sequence[FieldError] = (),
    **more: Any,
) -> Response:
    """Return a problem answer.

    Parameters
    ----------
    status
        HTTP status.
    detail
        What happened here and what to do next.
    kind
        The problem's ``type``.
    title
        What the type is called; the status's phrase where left out.
    errors
        The bad values.
    more
        Further members.
    """
    content: dict[str, Any] = {
        "type": kind,
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        content["errors"] = [{"field": error.field, "detail": error.message} for error in errors]
    return Response(to_json(content | more), status=status, content_type=MEDIA_TYPE)


def invalid(errors: Sequence[FieldError]) -> Response:
    """Return the answer to values that cannot be meant: 422, each bad field named."""
    detail = "; ".join(f"{error.field}: {error.message}" for error in errors[:3])
    return problem(422, detail, kind=_INVALID_VALUES, title="Invalid values", errors=errors)


def install(app: Flask) -> None:
    """Make an app answer every error with a problem."""

    @app.errorhandler(InvalidInput)
    def _invalid(error: InvalidInput) -> Response:
        return invalid(error.errors)

    @app.errorhandler(BadRequest)
    def _refused_by_planner(error: BadRequest) -> Response:
        message = error.message
        if message.startswith("outside the region"):
            # The one complaint of the planner that people on a page meet; the rest is for programmers.
            message = translate(language_of(request), mark("outside the region; choose a point inside it"))
        return invalid([FieldError(error.field, message)])

    @app.errorhandler(NoDataset)
    def _no_dataset(error: NoDataset) -> Response:
        return _retry_later(str(error))

    @app.errorhandler(StorageUnavailable)
    def _no_storage(error: StorageUnavailable) -> Response:
        log.error("request %s: %s", g.get("request_id", "-"), error)
        return _retry_later(mark("The database cannot be reached now; try again in a moment."))

    @app.errorhandler(TooBusy)
    def _too_busy(error: TooBusy) -> Response:
        text = mark("Many people plan at this moment; try again in a few seconds.")
        answer = problem(503, translate(language_of(request), text))
        answer.headers["Retry-After"] = str(error.again_in_s)
        return answer

    @app.errorhandler(429)
    def _too_often(_error: HTTPException) -> Response:
        # The limiter adds when to come again.
        text = mark("You have asked this very often in a short time; wait a minute and try again.")
        return problem(429, translate(language_of(request), text))

    @app.errorhandler(AssetMissing)
    def _no_asset(error: AssetMissing) -> Response:
        return _retry_later(str(error))

    @app.errorhandler(NoDay)
    def _no_day(_error: NoDay) -> Response:
        text = mark("This tour has no day; plan it with a date to get a calendar file.")
        return problem(404, translate(language_of(request), text))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        answer = problem(error.code or 500, error.description or "")
        # Allow on 405, Content-Range on 416, and whatever else belongs to the status.
        for name, value in error.get_headers():
            if name.lower() not in ("content-type", "content-length"):
                answer.headers[name] = value
        if isinstance(error, RequestedRangeNotSatisfiable):
            answer.headers["Accept-Ranges"] = "bytes"
        return answer

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> Response:
        request_id = g.get("request_id", "-")
        log.error("request %s failed", request_id, exc_info=error)
        return problem(
            500,
            f"Something went wrong on our side; report it with the number {request_id}.",
            request_id=request_id,
        )


def _retry_later(detail: str) -> Response:
    answer = problem(503, detail)
    answer.headers["Retry-After"] = "5"
    return answer
