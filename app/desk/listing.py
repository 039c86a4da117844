"""A list of the desk in one form for all its files: columns, plain values, a shape for each row."""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import shapely
import xlsxwriter

from app.reports.geopackage import write_layer
from app.spreadsheets import harmless


@dataclass(frozen=True)
class Sheet:
    """A table.

    Attributes
    ----------
    name
        Of the sheet or layer, short.
    columns
        Column → title.
    rows
        Values by column.
    shapes
        One for each row, (lon, lat); None where the table has none.
    """

    name: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    shapes: Sequence[shapely.Geometry] | None = None


MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "gpkg": "application/geopackage+sqlite3",
}


def write_listing(ending: str, sheets: Sequence[Sheet], attribution: Sequence[str]) -> bytes:
    """Write sheets as ``xlsx``, ``csv`` (the first one) or ``gpkg`` (those with shapes)."""
    if ending == "csv":
        return _csv(sheets[0])
    if ending == "gpkg":
        return _gpkg(sheets, attribution)
    return _xlsx(sheets, attribution)


def _csv(sheet: Sheet) -> bytes:
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    for row in sheet.rows:
        writer.writerow([harmless(row[name]) for name in sheet.columns])
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def _xlsx(sheets: Sequence[Sheet], attribution: Sequence[str]) -> bytes:
    written = BytesIO()
    # Texts stay texts: what a mapper wrote is neither formula nor link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(written, options)
    book.set_properties({"comments": "; ".join(attribution)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for sheet in sheets:
        made = book.add_worksheet("".join(letter for letter in sheet.name if letter not in "[]:*?/\\'")[:31])
        for column, (name, title) in enumerate(sheet.columns.items()):
            made.write_string(0, column, title, bold)
            longest = max((len(str(row[name] or "")) for row in sheet.rows), default=0)
            made.set_column(column, column, min(50, max(10, longest, len(title))))
        for number, row in enumerate(sheet.rows, start=1):
            for column, name in enumerate(sheet.columns):
                if row[name] is not None and row[name] != "":
                    made.write(number, column, row[name])
        made.freeze_panes(1, 0)
        made.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    made = book.add_worksheet("©")
    for number, line in enumerate(attribution):
        made.write_string(number, 0, line)
    book.close()
    return written.getvalue()


def _gpkg(sheets: Sequence[Sheet], attribution: Sequence[str]) -> bytes:
    about = {"attribution": "; ".join(attribution)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "listing.gpkg"
        for sheet in sheets:
            if sheet.shapes is not None:
                kind = _kind(sheet.shapes)
                write_layer(path, sheet.name, sheet.rows, sheet.shapes, list(sheet.columns), kind, about)
        return path.read_bytes()


def _kind(shapes: Sequence[shapely.Geometry]) -> str:
    kinds = {type(shape).__name__ for shape in shapes}
    return kinds.pop() if len(kinds) == 1 else "Unknown" if kinds else "Point"
