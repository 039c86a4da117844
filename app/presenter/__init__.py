"""Tours in words and GeoJSON, in three languages, with or without a web request around."""

from app.presenter.features import collection, demo_label, feature, nothing, single
from app.presenter.record import Asked, Record, record, tour_id
from app.presenter.words import reason_text, words

__all__ = [
    "Asked", "Record", "collection", "demo_label", "feature", "nothing", "reason_text", "record", "single", "tour_id",
    "words",
]  # fmt: skip
