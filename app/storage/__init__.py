"""What is kept in SQL. Each module holds the tables of one feature; importing the package knows them all."""

from app.storage.accounts import Account, AccountStore
from app.storage.agenda import EVENTS
from app.storage.base import METADATA, Database, UtcDateTime, insert_if_absent
from app.storage.catalogue import CatalogueEntry, CatalogueStore
from app.storage.closures import ClosureStore, KeptClosure
from app.storage.field_reports import FieldReport, FieldReportStore
from app.storage.tours import KeptTour, TourStore
from app.storage.usage import UsageStore

__all__ = [
    "EVENTS", "METADATA", "Account", "AccountStore", "CatalogueEntry", "CatalogueStore", "ClosureStore", "Database",
    "FieldReport", "FieldReportStore", "KeptClosure", "KeptTour", "TourStore", "UsageStore", "UtcDateTime",
    "insert_if_absent",
]  # fmt: skip
