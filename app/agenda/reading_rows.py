"""Tables (CSV) and GeoJSON → drafts: both are names and values, and what they may be called is told here."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import charset_normalizer

from app.agenda.drafts import Draft, Refused, date_or_moment
from app.agenda.event import Moment
from app.places import fold

# What columns are called, by ourselves first; compared without case, accents and punctuation.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "uid": ("uid", "id", "event id", "identifier"),
    "title_nl": ("title", "title nl", "titel", "naam", "name", "evenement", "event", "summary", "omschrijving kort"),
    "title_en": ("title en", "titel en", "name en"),
    "title_de": ("title de", "titel de", "name de"),
    "note_nl": ("note", "note nl", "description", "omschrijving", "beschrijving", "beschreibung", "toelichting"),
    "note_en": ("note en", "description en"),
    "note_de": ("note de", "description de"),
    "start": ("start", "begin", "startdatum", "start date", "datum", "date", "begindatum", "van", "dtstart"),
    "start_time": ("start time", "starttijd", "begintijd", "tijd", "time", "aanvang"),
    "end": ("end", "einde", "einddatum", "end date", "tot", "tot en met", "dtend"),
    "end_time": ("end time", "eindtijd"),
    "rrule": ("rrule", "rule", "herhaling"),
    "place": ("location", "place", "locatie", "plek", "adres", "address", "ort"),
    "venue": ("venue", "zaal", "gebouw", "veranstaltungsort"),
    "settlement": ("settlement", "plaats", "woonplaats", "dorp", "city", "gemeente plaats"),
    "lon": ("lon", "lng", "longitude", "lengtegraad", "x"),
    "lat": ("lat", "latitude", "breedtegraad", "y"),
    "category": ("category", "categorie", "kategorie", "soort", "type"),
    "series": ("series", "series id", "reeks"),
    "status": ("status",),
    "certain": ("certain", "zeker"),
    "regional": ("regional", "regionaal"),
    "price": ("price", "prijs", "entree", "toegang", "preis"),
    "url": ("url", "website", "link", "web"),
    "image": ("image", "afbeelding", "foto", "bild"),
    "accessibility": ("accessibility", "toegankelijkheid", "barrierefreiheit"),
}  # fmt: skip
_FIELD = {alias: name for name, aliases in _NAMES.items() for alias in aliases}
_YES = frozenset({"1", "true", "yes", "ja", "j", "y", "x", "waar"})
_NO = frozenset({"0", "false", "no", "nee", "n", "onwaar", "nein"})
_CANCELLED = frozenset({"cancelled", "canceled", "geannuleerd", "afgelast", "vervallen", "abgesagt"})
_TENTATIVE = frozenset({"tentative", "expected", "onder voorbehoud", "voorlopig", "verwacht", "vorbehalt"})


def text_of(content: bytes) -> str:
    """Return the text of a file whose encoding nobody told: UTF-8, or Windows-1252 as spreadsheets write it.

    Raises
    ------
    Refused
        If it is no text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" in content[:4096]:
        raise Refused("unreadable", problem="it is no text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # Both that are likely here; a guess among a hundred encodings would find Hungarian in a list of Dutch names.
    best = charset_normalizer.from_bytes(content, cp_isolation=["cp1252", "iso8859_15"]).best()
    return content.decode(best.encoding if best else "cp1252", "replace")


def read_table(text: str) -> list[Draft]:
    """Read a table with a line of names on top.

    Raises
    ------
    Refused
        If no column is a title, or none a beginning.
    """
    sample = text[:8192]
    try:
        dialect: Any = csv.Sniffer().sniff(sample.partition("\n")[0], delimiters=",;\t|")
        delimiter = dialect.delimiter
    except csv.Error:
        delimiter = ";" if sample.count(";") > sample.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        heads = next(reader, [])
        fields = [_FIELD.get(fold(head), "") for head in heads]
        missing = [name for name in ("title_nl", "start") if name not in fields]
        if missing:
            shown = " and ".join({"title_nl": "title", "start": "start"}[name] for name in missing)
            raise Refused("unreadable", problem=f"the first line names no column {shown}")
        return list(_rows(reader, fields))
    except csv.Error as error:
        raise Refused("unreadable", problem=f"line {reader.line_num}: {error}") from error


def read_geojson(content: Any) -> list[Draft]:
    """Read a FeatureCollection of points.

    Raises
    ------
    Refused
        If it is none.
    """
    features = content.get("features") if isinstance(content, dict) else None
    if isinstance(content, dict) and content.get("type") == "Feature":
        features = [content]
    if not isinstance(features, list):
        raise Refused("unreadable", problem="it is no GeoJSON FeatureCollection")
    return [_of_feature(feature, f"feature {number}") for number, feature in enumerate(features, start=1)]


def _rows(reader: Any, fields: list[str]) -> Iterator[Draft]:
    for number, row in enumerate(reader, start=2):
        if not any(cell.strip() for cell in row):
            continue
        values: dict[str, str] = {}
        for name, cell in zip(fields, row, strict=False):
            if name and cell.strip():
                values.setdefault(name, cell.strip())
        yield _draft(values, f"row {number}", None)


def _of_feature(feature: Any, label: str) -> Draft:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return Draft(label, refused=Refused("unreadable", problem="it is no Feature with properties"))
    values: dict[str, str] = {}
    for head, value in feature["properties"].items():
        name = _FIELD.get(fold(str(head)), "")
        if name and isinstance(value, str | int | float) and str(value).strip():
            values.setdefault(name, str(value).strip())
    if feature.get("id") not in (None, ""):
        values.setdefault("uid", str(feature["id"]))
    geometry = feature.get("geometry")
    try:
        lonlat = None if geometry is None else _point(geometry)
    except Refused as refused:
        return Draft(label, values.get("uid", ""), {"nl": values.get("title_nl", "")}, refused=refused)
    return _draft(values, label, lonlat)


def _point(geometry: Any) -> tuple[float, float]:
    told = json.dumps(geometry)[:60]
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        raise Refused("bad_position", text=told)
    try:
        lon, lat = (float(value) for value in geometry["coordinates"][:2])
    except (KeyError, TypeError, ValueError):
        raise Refused("bad_position", text=told) from None
    return lon, lat


def _draft(values: Mapping[str, str], label: str, lonlat: tuple[float, float] | None) -> Draft:
    get = values.get
    title = _by_language(values, "title")
    uid = get("uid", "")
    try:
        status = fold(get("status", ""))
        return Draft(
            label=label,
            uid=uid,
            title=title,
            start=_moment(get("start", ""), get("start_time", "")),
            end=_moment(get("end", "") or (get("start", "") if get("end_time") else ""), get("end_time", "")),
            rrule=get("rrule", "").removeprefix("RRULE:"),
            note=_by_language(values, "note"),
            place=get("place", ""),
            venue=get("venue", ""),
            settlement=get("settlement", ""),
            lonlat=lonlat or _position(get("lon", ""), get("lat", "")),
            category=get("category", ""),
            series=get("series", ""),
            status="cancelled"
            if status in _CANCELLED
            else "tentative"
            if status in _TENTATIVE
            else "confirmed",
            certain=fold(get("certain", "")) not in _NO,
            regional=fold(get("regional", "")) in _YES,
            price=get("price", ""),
            url=get("url", ""),
            image=get("image", ""),
            accessibility=get("accessibility", ""),
        )
    except Refused as refused:
        return Draft(label, uid, title, refused=refused)


def _moment(day: str, clock: str) -> Moment | None:
    if not day:
        return None
    return date_or_moment(f"{day} {clock.replace('.', ':').removesuffix(' uur')}" if clock else day)


def _position(lon: str, lat: str) -> tuple[float, float] | None:
    if not lon and not lat:
        return None
    try:
        return float(lon.replace(",", ".")), float(lat.replace(",", "."))
    except ValueError:
        raise Refused("bad_position", text=repr(f"{lon},{lat}"[:60])) from None


def _by_language(values: Mapping[str, str], name: str) -> dict[str, str]:
    told = ((language, values.get(f"{name}_{language}", "")) for language in ("nl", "en", "de"))
    return {language: text for language, text in told if text}
