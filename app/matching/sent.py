"""The file of a request: a form's, or the body itself; longer than any other body may be, and bounded all the same."""

from flask import Blueprint, g, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from app.api.reading import language_of
from app.languages import mark, translate
from app.services import services

FILE_TYPES = (
    "application/gpx+xml", "application/vnd.google-earth.kml+xml", "application/vnd.google-earth.kmz",
    "application/vnd.ant.fit", "application/vnd.garmin.tcx+xml", "application/geo+json", "application/json",
    "application/xml", "text/xml", "application/zip", "application/octet-stream",
)  # fmt: skip
JSON_TYPES = ("application/geo+json", "application/json")
FIELD = "file"
_AROUND_BYTES = 16 * 1024
"""What a form puts around its file."""


def receive_before(blueprint: Blueprint, endpoint: str) -> None:
    """Let a call's file be read before its turn comes: a slow sender must not hold up those whose work could begin."""

    @blueprint.before_request
    def _receive() -> None:
        if request.endpoint == endpoint:
            try:
                g.sent_file = _receive_file()
            except HTTPException as error:
                g.sent_file = error


def sent_file() -> bytes:
    """Return the file that came with the current request.

    Raises
    ------
    werkzeug.exceptions.HTTPException
        What was wrong with it, see :func:`_receive_file`.
    """
    found: bytes | HTTPException = g.sent_file
    if isinstance(found, HTTPException):
        raise found
    return found


def _receive_file() -> bytes:
    """Read the file of a request.

    Raises
    ------
    RequestEntityTooLarge
        Before it is read, where the request says how long it is.
    UnsupportedMediaType
        If it is no form and none of :data:`FILE_TYPES`.
    BadRequest
        If a form has no file.
    """
    most = services().settings.max_upload_bytes
    request.max_content_length = most + _AROUND_BYTES
    if (request.content_length or 0) > most + _AROUND_BYTES:
        raise RequestEntityTooLarge(_too_large(most))
    try:
        data = _form_file() if request.mimetype == "multipart/form-data" else _body()
    except RequestEntityTooLarge as error:
        raise RequestEntityTooLarge(_too_large(most)) from error
    if len(data) > most:
        raise RequestEntityTooLarge(_too_large(most))
    return data


def _form_file() -> bytes:
    sent = request.files.get(FIELD)
    if sent is None or not sent.filename:
        raise BadRequest(translate(language_of(request), mark("There is no file in this form; choose one.")))
    content: bytes = sent.read()
    return content


def _body() -> bytes:
    if request.mimetype not in FILE_TYPES:
        text = mark("Send a file as GPX, KML, FIT, TCX, GeoJSON or ZIP, or a form with the field “file”.")
        raise UnsupportedMediaType(translate(language_of(request), text))
    content: bytes = request.get_data(cache=False)
    return content


def _too_large(most: int) -> str:
    text = mark("This file is too large: {most} MB at most. Send only the track, or cut it into days.")
    return translate(language_of(request), text, {"most": most // 1024**2})
