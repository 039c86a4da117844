"""A tour as a GeoJSON file."""

from app.canonical import to_json
from app.exports.page import Page
from app.presenter import feature
from app.presenter.record import Record


def write(record: Record, page: Page) -> bytes:
    """Write a tour as a GeoJSON Feature, the same as the API's."""
    source = {name: record["source"][name] for name in ("dataset", "demo", "attribution")}
    return to_json(feature(record, page.tour_id, page.language) | source)
