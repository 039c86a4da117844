"""Logs: lines for people, or JSON for machines; never who asked, nor for which place.

A line about a request tells method, route (its pattern, not the address: that may hold coordinates), status, duration
and request id. No network address, no user agent, no query.
"""

import json
import logging
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, request

log = logging.getLogger("rondje.request")

_FIELDS = ("request_id", "method", "route", "status", "duration_ms", "bytes")


class JsonLines(logging.Formatter):
    """Writes each record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(as_json: bool) -> None:
    """Set up logging for this process."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers if as_json else ():
        handler.setFormatter(JsonLines())
    # Each call to a service of others; its address may hold what somebody searched for.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def install(app: Flask) -> None:
    """Write a line about every request of an app."""

    @app.after_request
    def _tell(answer: Response) -> Response:
        took_ms = round((time.perf_counter() - g.began) * 1000, 1)
        route = request.url_rule.rule if request.url_rule else "-"
        values = {
            "request_id": g.get("request_id", "-"),
            "method": request.method,
            "route": route,
            "status": answer.status_code,
            "duration_ms": took_ms,
            "bytes": answer.content_length or 0,
        }
        log.info("%s %s %s in %s ms", request.method, route, answer.status_code, took_ms, extra=values)
        return answer
