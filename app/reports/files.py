"""A report in each of its formats: the one path of the pages and the command line."""

from app.exports.page import MapScripts
from app.reports.content import Report
from app.reports.geopackage import write_gpkg
from app.reports.pdf import write_pdf
from app.reports.tables import write_csv, write_xlsx

FORMATS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "gpkg": "application/geopackage+sqlite3",
    "html": "text/html; charset=utf-8",
}
"""Ending → media type."""


def write_report(report: Report, ending: str, scripts: MapScripts | None = None) -> bytes:
    """Write a report.

    Parameters
    ----------
    report
        What it says.
    ending
        One of :data:`FORMATS`.
    scripts
        Leaflet, for ``html``.
    """
    if ending == "html":
        # Folium takes a third of a second to load, for a format that few ask for.
        from app.reports.folium_map import write_map  # noqa: PLC0415

        return write_map(report, scripts)
    return {"pdf": write_pdf, "xlsx": write_xlsx, "csv": write_csv, "gpkg": write_gpkg}[ending](report)
