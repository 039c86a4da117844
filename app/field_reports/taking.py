"""Taking a report: the one path of the form and the API."""

from flask import request

from app.api.reading import language_of
from app.dataset import Dataset
from app.errors import FieldError, InvalidInput
from app.field_reports.bodies import FieldReportBody
from app.field_reports.kinds import MOST_WAITING
from app.field_reports.photos import clean_photo
from app.languages import mark, translate
from app.services import services
from app.storage import FieldReport, FieldReportStore


def field_report_store() -> FieldReportStore:
    """Return the reports of the app that serves this request."""
    return FieldReportStore(services().database)


def take_report(body: FieldReportBody, dataset: Dataset, photo: bytes | None = None) -> FieldReport:
    """Keep a report, to be looked at.

    Raises
    ------
    InvalidInput
        If it lies outside the region, its photo is none, or too many wait already.
    StorageUnavailable
        If it cannot be kept.
    """
    language = body.lang or language_of(request)
    west, south, east, north = dataset.bbox
    if not (west <= body.lon <= east and south <= body.lat <= north):
        text = translate(language, mark("outside the region; choose a point inside it"))
        raise InvalidInput([FieldError("lon", text)])
    store = field_report_store()
    if store.waiting() >= MOST_WAITING:
        text = mark("there are more reports than can be looked at now; try again tomorrow")
        raise InvalidInput([FieldError("kind", translate(language, text))])
    kept = clean_photo(photo, language) if photo else None
    note = "".join(letter for letter in body.note if letter.isprintable() or letter == "\n").strip()
    return store.add(body.kind, round(body.lon, 6), round(body.lat, 6), note=note, tour=body.tour, photo=kept)
