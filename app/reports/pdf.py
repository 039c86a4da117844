"""A report on paper: tagged and accessible, in the look of the printed tour."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from app.dataset import Dataset
from app.desk.words import VERDICTS, norm_kind
from app.exports.pdf import fonts
from app.languages import kilometres, mark, number, translate
from app.presenter import demo_label
from app.presenter.words import word
from app.reports.content import Report, Row, data_date
from app.reports.overview import Overview, norm_name, norm_source
from app.reports.picture import draw
from app.reports.words import texts

_TEMPLATE = Path(__file__).with_name("report.typ")
_MOST_ROWS = 40


def write_pdf(report: Report) -> bytes:
    """Write a report as PDF."""
    words = texts(report.language)
    pictures = [map_picture(report, words)] if report.coverage.in_data else []
    return compile_pdf(
        {
            "language": report.language,
            "title": plain(report.title),
            "demo": demo_label(report.language) if report.dataset.demo else None,
            "foot": plain(f"Rondje · {report.title}"),
            "facts": [[name, plain(value)] for name, value in facts(report, words)],
            "pictures": pictures,
            "note": plain(report.unknown or words["caveat"]),
            "tables": _tables(report, words),
            "thanks": plain(" · ".join([*report.attribution, *_date(report, words)])),
        },
        report.data_date,
    )


def overview_content(dataset: Dataset, found: Overview, language: str) -> dict[str, Any]:
    """Return the overview of a region as the content of a printed report."""
    words = texts(language)
    titles: Mapping[str, str] = dataset.manifest.get("title") or {}
    title = titles.get(language, dataset.manifest["region"])
    what = norm_name(found.chosen, language)
    rows = [[bar.name, norm_source(each, language), bar.text] for each, bar in found.norms]
    places = [[bar.name, bar.text] for bar in found.municipalities]
    moment = data_date(dataset)
    thanks = [*dataset.manifest["attribution"]] + ([f"{words['data']} {moment:%Y-%m-%d}"] if moment else [])
    pictures = []
    if found.picture:
        alt = plain(f"{words['map']}: {found.headline}")
        pictures.append({"svg": found.picture, "alt": alt, "legend": f"{words['share']} ({what})"})
    return {
        "language": language,
        "title": plain(f"{title}: {translate(language, mark('how well are the networks served?'))}"),
        "demo": demo_label(language) if dataset.demo else None,
        "foot": plain(f"Rondje · {title}"),
        "facts": [["", plain(found.headline)]],
        "pictures": pictures,
        "note": plain(words["caveat"]),
        "tables": [
            _table(
                words["municipality"],
                [words["municipality"], words["share"]],
                places,
                [1, 2],
                ["left", "right"],
            ),
            _table(
                words["norms"],
                ["", words["norm"], words["share"]],
                rows,
                [2, 3, 2],
                ["left", "left", "right"],
            ),
        ],
        "thanks": plain(" · ".join(thanks)),
    }


def compile_pdf(content: Mapping[str, Any], moment: datetime | None) -> bytes:
    """Set a report's content (see ``report.typ``); the same content gives the same bytes."""
    compiler = typst.Compiler(_TEMPLATE.read_bytes(), font_paths=fonts(), ignore_system_fonts=True)
    written = compiler.compile(
        format="pdf",
        sys_inputs={"report": json.dumps(content)},
        pdf_standards=["ua-1"],
        timestamp=int((moment or datetime(1970, 1, 1, tzinfo=UTC)).timestamp()),
    )
    return bytes(written)  # type: ignore[arg-type]  # one file for PDF


def facts(report: Report, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the first figures of a report: name and value."""
    told = [
        (words["norm"], report.norm),
        (words["share"], report.within),
        (words["network"], kilometres(report.language, report.share.network_m)),
    ]
    if report.coverage.in_data:
        told.append((words["gap"], kilometres(report.language, report.share.gap_m)))
    told.append((words["facilities"], number(report.language, report.coverage.facilities)))
    if report.off_network:
        told.append((words["off"], number(report.language, len(report.off_network))))
    return told


def map_picture(report: Report, words: Mapping[str, str]) -> dict[str, str]:
    """Return the report's map, what it shows, and its legend."""
    desk = report.dataset.planner.coverage()
    lonlat = facility_points(desk, report.query.facility)
    shapes = [row.stretch.geometry for row in report.gaps]
    return {
        "svg": draw(report.dataset, report.query.mode, shapes, lonlat),
        "alt": plain(f"{words['map']}: {report.title}. {words['share']}: {report.within}"),
        "legend": f"━ {words['legend_gap']}   ● {words['legend_facility']}",
    }


def facility_points(desk: Any, facility: str) -> Any:
    """Return where the facilities of a kind are, ``(n, 2)`` lon, lat."""
    import numpy as np  # noqa: PLC0415

    mask = desk.kinds.get(facility)
    if mask is None:
        return np.zeros((0, 2))
    return np.column_stack((desk.places.lon[mask], desk.places.lat[mask]))


def gap_cells(report: Report, row: Row, words: Mapping[str, str]) -> list[str]:
    """Return a gap as the cells of a table that people read."""
    stretch, context, sure = row.stretch, row.context, row.evidence
    far = stretch.longest_distance_m
    belongs = (
        [r.ref or r.name for r in context.routes[:2]] + [a.name for a in context.areas[:1]] if context else []
    )
    return [
        f"{stretch.from_junction or '–'} – {stretch.to_junction or '–'}",
        kilometres(report.language, stretch.length_m),
        words["unreachable"] if far is None else kilometres(report.language, far),
        stretch.municipality or words["outside"],
        ", ".join(belongs),
        number(report.language, context.people) if context and context.people else "–",
        translate(report.language, VERDICTS[sure.verdict]) if sure else "",
    ]


def gap_head(words: Mapping[str, str]) -> list[str]:
    """Return the heads of that table."""
    return [
        f"{words['from']} – {words['to']}", words["length"], words["far"], words["municipality"], words["belongs"],
        words["people"], words["sure"],
    ]  # fmt: skip


def norm_cells(report: Report, words: Mapping[str, str]) -> list[list[str]]:
    """Return every norm of the region as cells of a table that people read."""
    rows = []
    for each in report.norms:
        share = each.share.within if each.in_data else None
        told = words["unknown"] if not each.in_data else "–" if share is None else f"{100 * share:.0f} %"
        rows.append(
            [
                word(report.language, "facility", each.facility),
                word(report.language, "mode", each.mode),
                kilometres(report.language, each.norm_m),
                norm_kind(each.source, report.language),
                told,
            ]
        )
    return rows


def _tables(report: Report, words: Mapping[str, str]) -> list[dict[str, Any]]:
    tables = []
    if report.gaps:
        rows = [gap_cells(report, row, words) for row in report.gaps[:_MOST_ROWS]]
        align = ["left", "right", "right", "left", "left", "right", "left"]
        tables.append(_table(words["gaps"], gap_head(words), rows, [0, 0, 0, 2, 3, 0, 3], align))
    head = [words["facility"], words["mode"], words["norm"], words["source"], words["share"]]
    align = ["left", "left", "right", "left", "right"]
    tables.append(_table(words["norms"], head, norm_cells(report, words), [2, 0, 0, 3, 0], align))
    return tables


def _table(
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    align: Sequence[str],
) -> dict[str, Any]:
    cells = [[plain(cell) for cell in row] for row in rows]
    return {"title": title, "head": list(head), "rows": cells, "widths": list(widths), "align": list(align)}


def _date(report: Report, words: Mapping[str, str]) -> list[str]:
    return [f"{words['data']} {report.data_date:%Y-%m-%d}"] if report.data_date else []


def plain(text: str) -> str:
    """Return a text without what no printed page can hold."""
    return "".join(letter for letter in text if letter.isprintable())[:2000]
