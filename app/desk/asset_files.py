"""Lists of assets that officers bring: CSV, GeoPackage, zipped Shapefile, read with suspicion."""

import csv
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path, PurePosixPath
from typing import Any

import charset_normalizer
import numpy as np
import pyproj
import shapely
from rapidfuzz import process

from app.errors import FieldError, InvalidInput
from app.languages import mark, translate
from app.places import fold

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 50_000
_SQLITE, _ZIP, _SHAPEFILE = b"SQLite format 3\0", b"PK\x03\x04", b"\x00\x00\x27\x0a"
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LIKE = 88
"""From how much likeness of 100 on a word is taken for another, misspelled one."""

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "lon": ("lon", "lng", "long", "longitude", "lengtegraad", "x", "x coord", "rd x", "langengrad"),
    "lat": ("lat", "latitude", "breedtegraad", "y", "y coord", "rd y", "breitengrad"),
    "kind": ("kind", "soort", "type", "categorie", "category", "voorziening", "object", "art"),
    "name": ("name", "naam", "omschrijving", "description", "titel", "bezeichnung"),
    "id": ("id", "nummer", "nr", "code", "objectid", "fid", "number"),
}  # fmt: skip
_KINDS: Mapping[str, str] = {
    "bank": "bench", "bankje": "bench", "zitbank": "bench", "bench": "bench", "sitzbank": "bench",
    "picknicktafel": "picnic_table", "picknickset": "picnic_table", "picknickbank": "picnic_table",
    "picnic table": "picnic_table", "picnic tafel": "picnic_table", "rastplatz": "picnic_table",
    "toilet": "toilet", "wc": "toilet", "openbaar toilet": "toilet", "toilette": "toilet",
    "drinkwater": "drinking_water", "watertap": "drinking_water", "watertappunt": "drinking_water",
    "drinking water": "drinking_water", "trinkwasser": "drinking_water",
    "schuilhut": "shelter", "schuilplaats": "shelter", "schuilplek": "shelter", "shelter": "shelter",
    "schutzhutte": "shelter", "fietsreparatie": "bicycle_repair", "reparatiepunt": "bicycle_repair",
    "reparatiezuil": "bicycle_repair", "bicycle repair": "bicycle_repair", "laadpunt": "charging",
    "oplaadpunt": "charging", "laadpaal": "charging", "charging": "charging", "ladestation": "charging",
    "parkeren": "parking", "parkeerplaats": "parking", "parking": "parking", "parkplatz": "parking",
    "informatiebord": "information_board", "infobord": "information_board", "informatiepaneel": "information_board",
    "information board": "information_board", "infotafel": "information_board", "top": "top",
    "toeristisch overstappunt": "top", "horeca": "horeca", "rustpunt": "rest_point", "rest point": "rest_point",
}  # fmt: skip


@dataclass(frozen=True)
class Asset:
    """An entry of a list; ``kind`` is one of FACILITIES, "" where its word is not known."""

    asset_id: str
    kind: str
    told_kind: str
    name: str
    lonlat: tuple[float, float]


@dataclass(frozen=True)
class AssetList:
    """A list as read: its entries, and how many lines had no place that can be used."""

    assets: Sequence[Asset]
    unplaced: int


def read_assets(content: bytes, file_name: str, crs: str, kind: str, language: str) -> AssetList:
    """Read a list.

    Parameters
    ----------
    content, file_name
        The file.
    crs
        Metric CRS of the region: coordinates of a CSV that cannot be degrees are taken as that.
    kind
        What all entries are, for a list that does not say.
    language
        Of complaints.

    Raises
    ------
    InvalidInput
        If it is too large, damaged, no such file, or without places.
    """
    if len(content) > MOST_BYTES:
        raise _refused(language, mark("the file is larger than 20 MB; send a part of it"))
    if content.startswith(_SQLITE):
        rows = _from_gis(content, "list.gpkg", language)
    elif content.startswith(_ZIP):
        rows = _from_zip(content, language)
    elif _is_table(content, file_name):
        rows = _from_csv(content, crs, language)
    else:
        raise _refused(language, mark("send a CSV, a GeoPackage or a zipped Shapefile"))
    if len(rows) > MOST_ROWS:
        raise _refused(language, mark("more than 50,000 lines; send a part of it"))
    assets = [asset for asset in (_asset(number, row, kind) for number, row in enumerate(rows, 1)) if asset]
    if not assets:
        raise _refused(language, mark("no line has a place; give columns lon and lat, or a shape"))
    return AssetList(assets, len(rows) - len(assets))


def _asset(number: int, row: Mapping[str, Any], kind: str) -> Asset | None:
    lon, lat = row["lon"], row["lat"]
    if not (np.isfinite(lon) and np.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        return None
    told = str(row.get("kind") or "")
    return Asset(
        str(row.get("id") or number)[:80], kind_of(told) if told else kind, told[:80],
        str(row.get("name") or "")[:200], (float(lon), float(lat)),
    )  # fmt: skip


def kind_of(word: str) -> str:
    """Return the kind of facility that a word of a list means; "" where none is meant."""
    plain = fold(word)
    if plain in _KINDS:
        return _KINDS[plain]
    found = process.extractOne(plain, list(_KINDS), score_cutoff=_LIKE)
    return _KINDS[found[0]] if found else ""


def _is_table(content: bytes, file_name: str) -> bool:
    return file_name.lower().endswith((".csv", ".txt")) and b"\0" not in content[:4096]


def _from_csv(content: bytes, crs: str, language: str) -> list[dict[str, Any]]:
    best = charset_normalizer.from_bytes(content[:200_000]).best()
    encoding = best.encoding if best else "utf-8"
    text = content.decode("utf-8-sig" if encoding in ("utf_8", "ascii") else encoding, errors="replace")
    try:
        dialect: Any = csv.Sniffer().sniff(text[:5000], delimiters=";,\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = list(_limited(csv.DictReader(StringIO(text), dialect=dialect)))
    except csv.Error:
        raise _refused(language, mark("this table cannot be read; save it again as CSV")) from None
    names = _named(list(rows[0])) if rows else {}
    if "lon" not in names or "lat" not in names:
        raise _refused(language, mark("no line has a place; give columns lon and lat, or a shape"))
    places = np.array([[_number(row[names["lon"]]), _number(row[names["lat"]])] for row in rows])
    if np.nanmax(np.abs(places), initial=0.0) > 180:  # metres of the national grid
        transform = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        places = np.column_stack(transform.transform(places[:, 0], places[:, 1]))
    texts = {name: column for name, column in names.items() if name not in ("lon", "lat")}
    return [
        {"lon": lon, "lat": lat} | {name: row[column] for name, column in texts.items()}
        for row, (lon, lat) in zip(rows, places.tolist(), strict=True)
    ]


def _limited(reader: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    for number, row in enumerate(reader):
        if number > MOST_ROWS:
            return
        yield {str(name): str(value or "") for name, value in row.items() if name is not None}


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", ".")) if text.count(",") <= 1 else float("nan")
    except ValueError:
        return float("nan")


def _from_zip(content: bytes, language: str) -> list[dict[str, Any]]:
    damaged = _refused(language, mark("this archive cannot be read; zip .shp, .shx, .dbf and .prj together"))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members: dict[str, zipfile.ZipInfo] = {}
            for info in archive.infolist():
                ending = PurePosixPath(info.filename).suffix.lower()
                if ending in _PARTS and not info.is_dir():
                    members.setdefault(ending, info)
            if sum(info.file_size for info in members.values()) > MOST_UNPACKED:
                raise _refused(language, mark("the archive unpacks to more than 100 MB; send a part of it"))
            if not {".shp", ".shx", ".dbf"} <= set(members):
                raise damaged
            # Names of our own: what a member is called may point anywhere.
            parts = {ending: archive.open(info).read(MOST_UNPACKED + 1) for ending, info in members.items()}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        raise damaged from None
    if not parts[".shp"].startswith(_SHAPEFILE):
        raise damaged
    with tempfile.TemporaryDirectory() as folder:
        for ending, part in parts.items():
            (Path(folder) / f"list{ending}").write_bytes(part)
        return _rows_of(Path(folder) / "list.shp", language)


def _from_gis(content: bytes, name: str, language: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return _rows_of(path, language)


def _rows_of(path: Path, language: str) -> list[dict[str, Any]]:
    # It brings pandas along: too much for each start of the server.
    import pyogrio  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            # What GDAL finds odd in a stranger's file is no trouble of ours.
            warnings.simplefilter("ignore")
            table = pyogrio.read_dataframe(path, max_features=MOST_ROWS + 1)
    except Exception:
        raise _refused(language, mark("this file cannot be read; save it again")) from None
    if getattr(table, "geometry", None) is None or not len(table):
        raise _refused(language, mark("no line has a place; give columns lon and lat, or a shape"))
    if table.crs is not None:
        table = table.to_crs("EPSG:4326")
    shapes = np.array(table.geometry.to_numpy(), dtype=object)
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    middle = shapely.get_coordinates(shapely.point_on_surface(shapes[known]))
    places = np.full((len(shapes), 2), np.nan)
    places[known] = middle
    names = _named([str(column) for column in table.columns if column != table.geometry.name])
    rows = table.to_dict("records")
    return [
        {"lon": lon, "lat": lat}
        | {name: row[column] for name, column in names.items() if name not in ("lon", "lat")}
        for row, (lon, lat) in zip(rows, places.tolist(), strict=True)
    ]


def _named(columns: Sequence[str]) -> dict[str, str]:
    """Return which column holds what, by its name in Dutch, English or German."""
    folded = {fold(column): column for column in reversed(columns)}
    return {
        name: folded[word] for name, words in _COLUMNS.items() for word in reversed(words) if word in folded
    }


def _refused(language: str, text: str) -> InvalidInput:
    return InvalidInput([FieldError("file", translate(language, text))])
