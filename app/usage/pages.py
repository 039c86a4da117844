"""The page of counts, for officers, and the same as a table to work with."""

import csv
import datetime as dt
import io
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request

from app.access import requires
from app.api.reading import language_of
from app.languages import mark, number, translate
from app.part import Part
from app.presenter import sentences
from app.presenter.words import word
from app.services import services
from app.spreadsheets import harmless
from app.storage.usage import Counted, UsageStore
from app.usage.counting import install as install_counting
from app.usage.counting import tally_of
from routing.themes import themes

usage = Blueprint("usage", __name__)

_SPANS = (7, 30, 90, 365)
_TABLES = (
    ("plan", mark("Planned, by way of moving")),
    ("plan theme", mark("Planned, by theme")),
    ("plan village", mark("Planned, by village")),
    ("plan event", mark("Planned to an event")),
    ("download", mark("Taken along, by format")),
    ("download village", mark("Taken along, by village")),
    ("download tour", mark("Taken along most")),
    ("view tour", mark("Looked at most")),
)


@usage.get("/desk/usage")
@requires("officer")
def page() -> str:
    """Show what the site brings."""
    _write_now()
    language = language_of(request)
    days = _span()
    last = dt.datetime.now(dt.UTC).date()
    first = last - dt.timedelta(days=days - 1)
    store = UsageStore(services().database)
    per_day = store.by_day("plan", first, last)
    bars = [(day, per_day.get(day, 0)) for day in (first + dt.timedelta(days=i) for i in range(days))]
    tables = [
        {
            "title": translate(language, title),
            "rows": [_row(what, item, language) for item in store.top(what, first, last)],
        }
        for what, title in _TABLES
    ]
    return render_template(
        "usage.html",
        bars=bars,
        highest=max([count for _, count in bars] + [1]),
        total=number(language, sum(per_day.values())),
        tables=tables,
        days=days,
        spans=_SPANS,
    )


@usage.get("/desk/usage.csv")
@requires("officer")
def table() -> Response:
    """Give the counts as a table: day, what, subject, count."""
    _write_now()
    last = dt.datetime.now(dt.UTC).date()
    rows = UsageStore(services().database).rows(last - dt.timedelta(days=_span() - 1), last)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["day", "what", "subject", "count"])
    for day, what, subject, count in rows:
        writer.writerow([day.isoformat(), what, harmless(subject), count])
    answer = Response(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="rondje-usage.csv"'
    return answer


def install(app: Flask) -> None:
    """Add counting and the page to an app."""
    install_counting(app)
    app.register_blueprint(usage)


def _write_now() -> None:
    tally_of(current_app).write(UsageStore(services().database))


def _span() -> int:
    asked = request.args.get("days", "")
    return int(asked) if asked.isdecimal() and int(asked) in _SPANS else 30


def _row(what: str, item: Counted, language: str) -> dict[str, Any]:
    title, link = item.subject, ""
    if what == "plan":
        title = word(language, "mode", item.subject)
    elif what == "plan theme" and item.subject in themes():
        title = themes()[item.subject].title[language]
    elif what in ("download tour", "view tour"):
        kept = services().storage.find(item.subject)
        title = sentences.title(language, kept.record) if kept else item.subject
        link = f"/tours/{item.subject}" if kept else ""
    return {"title": title, "link": link, "count": number(language, item.count)}


PART = Part("usage", install)
