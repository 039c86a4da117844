"""Occurrences for programs: as GeoJSON features of the API, and as schema.org events for search engines."""

import datetime as dt
from typing import Any

from app.agenda.event import Occurrence, series_of
from app.agenda.words import category, doubt

_SCHEMA_TYPES = {
    "music": "MusicEvent", "theatre": "TheaterEvent", "art": "ExhibitionEvent", "festival": "Festival",
    "sport": "SportsEvent", "cycling": "SportsEvent", "walking": "SportsEvent", "food": "FoodEvent",
}  # fmt: skip


def feature(occurrence: Occurrence, language: str, site: str = "") -> dict[str, Any]:
    """Return an occurrence as a GeoJSON feature.

    Parameters
    ----------
    occurrence
        What is on, and when.
    language
        Of its texts.
    site
        Address of the site, for the link to the event's page.
    """
    event = occurrence.event
    properties = {
        "id": occurrence.occurrence_id,
        "uid": event.uid,
        "series": series_of(event),
        "title": event.told("title", language),
        "note": event.told("note", language),
        "category": event.category,
        "category_text": category(language, event.category),
        "start": moment(occurrence, occurrence.start, occurrence.first_day),
        "end": moment(occurrence, occurrence.end, occurrence.last_day),
        "all_day": event.all_day,
        "venue": event.venue,
        "settlement": event.settlement,
        "placed_by": event.placed_by,
        "status": status(occurrence),
        "certain": event.certain,
        "doubt": doubt(language, event),
        "regional": event.regional,
        "price": event.price,
        "accessibility": event.accessibility,
        "url": event.url,
        "image": event.image,
        "page": f"{site}/agenda/{occurrence.occurrence_id}",
        "source": {"title": event.source_title, "url": event.source_url},
    }
    point = {"type": "Point", "coordinates": [event.lon, event.lat]}
    return {"type": "Feature", "id": occurrence.occurrence_id, "geometry": point, "properties": properties}


def json_ld(occurrence: Occurrence, language: str, page: str) -> dict[str, Any]:
    """Return an occurrence as a schema.org event.

    Parameters
    ----------
    occurrence
        What is on, and when.
    language
        Of its texts.
    page
        Address of its page.
    """
    event = occurrence.event
    cancelled = occurrence.status == "cancelled"
    described = " ".join(text for text in (event.told("note", language), doubt(language, event)) if text)
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_TYPES.get(event.category, "Event"),
        "@id": page,
        "name": event.told("title", language),
        "inLanguage": language,
        "startDate": moment(occurrence, occurrence.start, occurrence.first_day),
        "endDate": moment(occurrence, occurrence.end, occurrence.last_day),
        "eventStatus": f"https://schema.org/{'EventCancelled' if cancelled else 'EventScheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": event.venue or event.settlement or event.told("title", language),
            "address": {"@type": "PostalAddress", "addressLocality": event.settlement},
            "geo": {"@type": "GeoCoordinates", "latitude": event.lat, "longitude": event.lon},
        },
        "url": event.url or page,
    }
    if described:
        told["description"] = described
    if event.image:
        told["image"] = event.image
    return told


def status(occurrence: Occurrence) -> str:
    """Return confirmed, tentative or cancelled: what is not certain is not confirmed."""
    if occurrence.status == "confirmed" and not occurrence.event.certain:
        return "tentative"
    return occurrence.status


def moment(occurrence: Occurrence, at: dt.datetime, day: dt.date) -> str:
    """Write a moment with its offset, or the day of what takes whole days."""
    return day.isoformat() if occurrence.event.all_day else at.isoformat(timespec="minutes")
