"""A report as tables: XLSX for offices, CSV for programs."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from app.desk.words import VERDICTS
from app.languages import translate
from app.presenter import demo_label
from app.presenter.words import word
from app.reports.content import COLUMNS, Report, row_values
from app.reports.words import columns, texts
from app.spreadsheets import harmless

_WIDTHS = {"routes": 30, "areas": 30, "municipality": 18, "name": 30, "source": 28}


def write_csv(report: Report) -> bytes:
    """Write the gaps as CSV: one header line, decimal points, UTF-8 with the mark that spreadsheets look for."""
    written = StringIO()
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in report.gaps:
        writer.writerow({name: harmless(value) for name, value in row_values(row).items()})
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def write_xlsx(report: Report) -> bytes:
    """Write the whole report as a workbook."""
    written = BytesIO()
    # Texts stay texts: what a mapper wrote is neither formula nor link.
    book = xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": report.title, "comments": "; ".join(report.attribution)})
    if report.data_date:  # the same report is the same bytes
        book.set_properties({"title": report.title, "created": report.data_date.replace(tzinfo=None)})
    words = texts(report.language)
    _summary(book, report, words)
    names = columns(report.language)
    rows = [list(_told(report, row_values(row)).values()) for row in report.gaps]
    _sheet(book, words["gaps"], [names[name] for name in COLUMNS], rows, COLUMNS)
    _norms(book, report, words)
    off = [[place.place_id, place.name, *place.lonlat] for place in report.off_network]
    _sheet(book, words["off"], [words["id"], words["name"], "lon", "lat"], off, ("id", "name", "lon", "lat"))
    book.close()
    return written.getvalue()


def _summary(book: Any, report: Report, words: dict[str, str]) -> None:
    sheet = book.add_worksheet(_sheet_name(words["summary"]))
    strong = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 70, wrap)
    sheet.write_string(0, 0, report.title, strong)
    date = f"{report.data_date:%Y-%m-%d}" if report.data_date else "–"
    lines: list[tuple[str, Any]] = [
        (words["norm"], report.norm),
        (words["share"], report.within),
        (words["network"] + " (km)", round(report.share.network_m / 1000, 2)),
        (words["gap"] + " (km)", round(report.share.gap_m / 1000, 2) if report.coverage.in_data else "–"),
        (words["facilities"], report.coverage.facilities),
        (words["off"], len(report.off_network)),
        (words["data"], date),
        (words["thanks"], "; ".join(report.attribution)),
        ("", report.unknown or words["caveat"]),
    ]
    if report.dataset.demo:
        lines.insert(0, ("", demo_label(report.language)))
    for row, (name, value) in enumerate(lines, start=2):
        sheet.write_string(row, 0, name)
        sheet.write(row, 1, value)


def _norms(book: Any, report: Report, words: dict[str, str]) -> None:
    head = [words["facility"], words["mode"], words["norm"] + " (m)", "", words["source"], words["weight"],
            words["network"] + " (km)", words["gap"] + " (km)", words["share"] + " (%)"]  # fmt: skip
    rows = []
    for each in report.norms:
        share = each.share.within if each.in_data else None
        rows.append(
            [
                word(report.language, "facility", each.facility),
                word(report.language, "mode", each.mode),
                each.norm_m, each.norm_type, each.source, each.kind,
                round(each.share.network_m / 1000, 2),
                round(each.share.gap_m / 1000, 2) if each.in_data else words["unknown"],
                round(100 * share, 1) if share is not None else "–",
            ]
        )  # fmt: skip
    _sheet(book, words["norms"], head, rows, ("name", "", "", "", "source", "source", "", "", ""))


def _sheet(
    book: Any, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]], kinds: Sequence[str]
) -> None:
    sheet = book.add_worksheet(_sheet_name(name))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, _WIDTHS.get(kinds[column], 14))
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is not None and value != "":
                sheet.write(count, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(count, 1), len(head) - 1)


def _told(report: Report, values: dict[str, Any]) -> dict[str, Any]:
    if values["verdict"]:
        values["verdict"] = translate(report.language, VERDICTS[values["verdict"]])
    return values


def _sheet_name(text: str) -> str:
    return "".join(letter for letter in text if letter not in "[]:*?/\\'")[:31]
