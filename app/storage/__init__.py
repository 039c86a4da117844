"""What is kept in SQL. Each module holds the tables of one feature; importing the package knows them all."""

from app.storage.base import METADATA, Database, UtcDateTime, insert_if_absent
from app.storage.tours import KeptTour, TourStore

__all__ = ["METADATA", "Database", "KeptTour", "TourStore", "UtcDateTime", "insert_if_absent"]
