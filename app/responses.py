"""Answers that every path shares: JSON bytes, compression, headers that keep a browser safe."""

import gzip
import re
import secrets
import time
from typing import Any

import brotli
from flask import Flask, Response, g, request

from app.background import hosts_of
from app.canonical import to_json
from app.services import services

_COMPRESSIBLE = re.compile(r"^(text/|application/(.*\+)?(json|xml)$|application/javascript$|image/svg)")
_WORTH_COMPRESSING_BYTES = 1024
_REQUEST_ID = re.compile(r"^[A-Za-z0-9_.-]{8,64}$")

_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:{hosts}; font-src 'self'; connect-src 'self'{hosts}; worker-src 'self' blob:; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {frame_ancestors}"
)


def json_answer(content: Any, media_type: str = "application/json", status: int = 200) -> Response:
    """Return a value as JSON; the same value always gives the same bytes."""
    return Response(to_json(content), status=status, content_type=media_type)


def geojson_answer(content: Any) -> Response:
    """Return a value as GeoJSON."""
    return json_answer(content, "application/geo+json")


def csp_nonce() -> str:
    """Return the word that marks this request's own inline scripts and styles."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def content_policy(frame_ancestors: str = "'none'") -> str:
    """Return the content security policy of this request's page.

    Parameters
    ----------
    frame_ancestors
        Who may frame it; nobody, unless a page is made for that.
    """
    return _POLICY.format(
        nonce=csp_nonce(), frame_ancestors=frame_ancestors, hosts=hosts_of(services().settings)
    )


def install(app: Flask) -> None:
    """Give every answer of an app its request id, safety headers and compression."""

    @app.before_request
    def _name_request() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.began = time.perf_counter()
        g.request_id = given if _REQUEST_ID.match(given) else secrets.token_hex(8)

    @app.after_request
    def _finish(answer: Response) -> Response:
        answer.headers["X-Request-Id"] = g.get("request_id", "-")
        _secure(answer)
        _compress(answer)
        return answer


def _secure(answer: Response) -> None:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", content_policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        # A year; only said over TLS, where it can be kept.
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"


def _compress(answer: Response) -> None:
    if answer.is_streamed or answer.status_code != 200 or "Content-Encoding" in answer.headers:
        return
    if not _COMPRESSIBLE.match(answer.mimetype or ""):
        return
    answer.vary.add("Accept-Encoding")
    if (answer.content_length or 0) < _WORTH_COMPRESSING_BYTES:
        return
    accepted = request.accept_encodings
    body = answer.get_data()
    etag, _ = answer.get_etag()
    if etag and (accepted["br"] > 0 or accepted["gzip"] > 0):
        # The same content in other bytes: only a weak name fits both.
        answer.set_etag(etag, weak=True)
    if accepted["br"] > 0:
        answer.set_data(brotli.compress(body, quality=5))
        answer.headers["Content-Encoding"] = "br"
    elif accepted["gzip"] > 0:
        # mtime=0: the same answer is the same bytes, compressed or not.
        answer.set_data(gzip.compress(body, 6, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
