"""Reports on the web: the page and its files, the overview of the region, the comparison of two datasets."""

import re
from typing import Any

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from app.api.reading import language_of, read_query
from app.budget import Budget, costs
from app.desk.listing import MEDIA, write_listing
from app.exports.backdrop import map_scripts
from app.file_names import plain_name
from app.languages import mark, translate
from app.presenter.words import word
from app.reports.comparing import compared, comparison_sheets, other_versions
from app.reports.content import CompareQuery, OverviewQuery, Report, ReportQuery, data_date, make_report
from app.reports.files import FORMATS, write_report
from app.reports.overview import Overview, bar_chart, make_overview, norm_name, norm_source
from app.reports.pdf import (
    compile_pdf,
    facts,
    gap_cells,
    gap_head,
    map_picture,
    norm_cells,
    overview_content,
)
from app.reports.scope import area_names, route_names
from app.reports.words import texts
from app.services import services
from geodata.vocabulary import FACILITIES, MODES

blueprint = Blueprint("reports", __name__, url_prefix="/desk")
_SHOWN = 60


@blueprint.get("/report")
@costs(Budget.FILES)
def page() -> str:
    """Show a report."""
    report = _report()
    words = texts(report.language)
    picture = map_picture(report, words) if report.coverage.in_data else None
    return render_template(
        "report.html",
        report=report,
        words=words,
        facts=facts(report, words),
        picture=picture and picture | {"svg": inline(picture["svg"], picture["alt"])},
        gap_head=gap_head(words),
        gaps=[gap_cells(report, row, words) for row in report.gaps[:_SHOWN]],
        norms=norm_cells(report, words),
        files=_links(report),
        choices=choices(report.language),
    )


@blueprint.get("/report.<ending>")
@costs(Budget.FILES)
def file(ending: str) -> Response:
    """Send a report as a file."""
    if ending not in FORMATS:
        raise NotFound(f"There is no format .{ending[:20]}; there are {', '.join(FORMATS)}.")
    report = _report()
    scripts = map_scripts(services().assets) if ending == "html" else None
    written = write_report(report, ending, scripts)
    return file_answer(written, FORMATS[ending], f"{plain_name(report.title)}.{ending}")


def file_answer(content: bytes, media: str, name: str) -> Response:
    """Return a file to be kept, which runs nothing of our site when opened."""
    answer = Response(content, content_type=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def inline(svg: str, alt: str) -> Markup:
    """Return a picture of ours for a page: as wide as there is room, told to who does not see it."""
    escaped = Markup.escape(alt)
    opened = re.sub(
        r'^<svg xmlns="http://www.w3.org/2000/svg" width="[^"]*" height="[^"]*"', "<svg", svg, count=1
    )
    # Drawn by us, every text in it escaped by the XML writer.
    return Markup(opened.replace("<svg", f'<svg role="img" aria-label="{escaped}"', 1))  # nosec B704


def choices(language: str) -> dict[str, Any]:
    """Return what may be chosen for a report."""
    dataset = services().datasets.current()
    return {
        "facilities": [(name, word(language, "facility", name)) for name in FACILITIES],
        "modes": [(name, word(language, "mode", name)) for name in MODES],
        "municipalities": sorted(dataset.planner.coverage().graph.municipalities),
        "areas": area_names(dataset),
        "routes": route_names(dataset),
    }


def _report() -> Report:
    # A form sends what was left empty too.
    query = read_query(ReportQuery, leave_out_empty=True)
    return make_report(services().datasets.current(), query, query.lang or language_of(request))


def _links(report: Report) -> list[tuple[str, str]]:
    from urllib.parse import urlencode  # noqa: PLC0415

    query = urlencode(
        report.query.model_dump(exclude_none=True, exclude_defaults=False) | {"lang": report.language}
    )
    return [(ending, f"/desk/report.{ending}?{query}") for ending in FORMATS]


@blueprint.get("/overview")
@costs(Budget.FILES)
def overview_page() -> str:
    """Show the overview of the region."""
    found, language = _overview()
    return render_template(
        "overview.html",
        overview=found,
        norms=found and [(each, norm_name(each, language)) for each, _ in found.norms],
        source=found and norm_source(found.chosen, language),
        sources=found and [norm_source(each, language) for each, _ in found.norms],
        picture=found and found.picture and inline(found.picture, found.headline),
        chart=found and inline(bar_chart([bar for _, bar in found.norms], ""), _chart_title(language)),
    )


@blueprint.get("/overview.pdf")
@costs(Budget.FILES)
def overview_file() -> Response:
    """Send the overview on paper."""
    found, language = _overview()
    if found is None:
        raise NotFound(mark("There are no norms in this region."))
    content = overview_content(services().datasets.current(), found, language)
    written = compile_pdf(content, data_date(services().datasets.current()))
    return file_answer(written, "application/pdf", f"{plain_name(content['title'])}.pdf")


def _overview() -> tuple[Overview | None, str]:
    query = read_query(OverviewQuery, leave_out_empty=True)
    language = query.lang or language_of(request)
    facility, _, mode = query.norm.partition(" ")
    return make_overview(services().datasets.current(), facility, mode, language), language


def _chart_title(language: str) -> str:
    return translate(language, mark("Share of the network within each norm; the table below tells the same"))


@blueprint.get("/compare")
@costs(Budget.FILES)
def compare_page() -> str:
    """Show what changed since an older version."""
    query = read_query(CompareQuery, leave_out_empty=True)
    language = query.lang or language_of(request)
    dataset = services().datasets.current()
    sheets = comparison_sheets(compared(dataset, query.before, language), language) if query.before else []
    return render_template(
        "compare.html", versions=other_versions(dataset), before=query.before, sheets=sheets
    )


@blueprint.get("/compare.xlsx")
@costs(Budget.FILES)
def compare_file() -> Response:
    """Send what changed since an older version."""
    query = read_query(CompareQuery, leave_out_empty=True)
    language = query.lang or language_of(request)
    dataset = services().datasets.current()
    sheets = comparison_sheets(compared(dataset, query.before, language), language)
    content = write_listing("xlsx", sheets, dataset.manifest["attribution"])
    return file_answer(content, MEDIA["xlsx"], f"compare-{plain_name(query.before)}.xlsx")
