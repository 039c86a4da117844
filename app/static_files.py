"""Sending a file of the built front end, in the compressed copy that the build left beside it where there is one."""

import mimetypes
from pathlib import Path

from flask import Response, request
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from app.services import services

_FOR_EVER_S = 365 * 24 * 3600
_COPIES = (("br", ".br"), ("gzip", ".gz"))
# Not every system knows these, and a module with the wrong type is not run at all.
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


def send(path: str) -> Response:
    """Return the file at a path below the front end's folder.

    Raises
    ------
    NotFound
        If there is none.
    """
    parts = services()
    joined = safe_join(str(parts.settings.static_dir), path) if "\0" not in path else None
    if joined is None or not Path(joined).is_file():
        raise NotFound("There is no such file.")
    file = Path(joined)
    encoding, copy = _copy_to_send(file)
    answer = Response(copy.read_bytes(), content_type=_media_type(file))
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    if any(file.with_name(file.name + ending).is_file() for _, ending in _COPIES):
        answer.vary.add("Accept-Encoding")
    if parts.assets.is_hashed(path):
        answer.cache_control.public = True
        answer.cache_control.max_age = _FOR_EVER_S
        answer.cache_control.immutable = True
    else:
        answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _copy_to_send(file: Path) -> tuple[str | None, Path]:
    for encoding, ending in _COPIES:
        copy = file.with_name(file.name + ending)
        if request.accept_encodings[encoding] > 0 and copy.is_file():
            return encoding, copy
    return None, file


def _media_type(file: Path) -> str:
    media_type = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
