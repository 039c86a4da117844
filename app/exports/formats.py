"""The formats by their endings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.exports import geojson, gpx, kml, tcx
from app.exports.names import file_name
from app.exports.page import Page
from app.presenter.record import Record


@dataclass(frozen=True)
class Export:
    """One format.

    Attributes
    ----------
    ending
        Of its files and links.
    media_type
        Of its answers.
    write
        Makes the file's bytes of a tour.
    """

    ending: str
    media_type: str
    write: Callable[[Record, Page], bytes]

    def file_name(self, record: Record, page: Page) -> str:
        """Return the name that a downloaded file gets."""
        return file_name(record, page.language, self.ending)


def _write_html(record: Record, page: Page) -> bytes:
    # Folium brings pandas along: a second at each start, for a format that few ask for.
    from app.exports import html  # noqa: PLC0415

    return html.write(record, page)


def _write_fit(record: Record, page: Page) -> bytes:
    # The whole profile of the format comes along: a quarter of a second.
    from app.exports import fit  # noqa: PLC0415

    return fit.write(record, page)


def _write_ical(record: Record, page: Page) -> bytes:
    from app.exports import ical  # noqa: PLC0415

    return ical.write(record, page)


def _write_pdf(record: Record, page: Page) -> bytes:
    # Typst is a large library, for a format that few ask for.
    from app.exports import pdf  # noqa: PLC0415

    return pdf.write(record, page)


EXPORTS: Mapping[str, Export] = {
    export.ending: export
    for export in (
        Export("geojson", "application/geo+json", geojson.write),
        Export("gpx", "application/gpx+xml", gpx.write),
        Export("kml", "application/vnd.google-earth.kml+xml", kml.write),
        Export("fit", "application/vnd.ant.fit", _write_fit),
        Export("tcx", "application/vnd.garmin.tcx+xml", tcx.write),
        Export("ics", "text/calendar; charset=utf-8", _write_ical),
        Export("html", "text/html; charset=utf-8", _write_html),
        Export("pdf", "application/pdf", _write_pdf),
    )
}
