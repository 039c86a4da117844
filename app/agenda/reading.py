"""Any source → drafts: what it is shows from its content, for names and media types are often wrong."""

import json

from app.agenda.drafts import Draft, Refused
from app.agenda.reading_ical import read_calendar
from app.agenda.reading_json_ld import read_json_ld, read_page
from app.agenda.reading_rows import read_geojson, read_table, text_of

FORMATS = ("iCalendar", "JSON-LD", "GeoJSON", "CSV")


def read_source(content: bytes) -> tuple[str, list[Draft]]:
    """Read events from a file, a feed or a web page.

    Returns
    -------
    tuple
        The format, one of FORMATS, and a draft for every event in it.

    Raises
    ------
    Refused
        If it cannot be read as a whole.
    """
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].upper()
    if start.startswith(b"BEGIN:") or b"BEGIN:VEVENT" in content[:100_000]:
        return "iCalendar", read_calendar(content)
    text = text_of(content)
    if start[:1] in (b"{", b"["):
        return _read_json(text)
    if start[:1] == b"<":
        return "JSON-LD", read_page(text)
    if not text.strip():
        raise Refused("unreadable", problem="it is empty")
    return "CSV", read_table(text)


def _read_json(text: str) -> tuple[str, list[Draft]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("unreadable", problem=" ".join(str(error).split())[:120]) from error
    if isinstance(content, dict) and content.get("type") in ("FeatureCollection", "Feature"):
        return "GeoJSON", read_geojson(content)
    drafts = read_json_ld(content)
    if not drafts:
        raise Refused("unreadable", problem="there is no GeoJSON and no schema.org event in it")
    return "JSON-LD", drafts
