"""The desk's commands that change or bring something: closures, reports from the field, own lists, printed reports."""

import argparse
import datetime as dt
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.api.reading import validate
from app.closures.api import check_closes
from app.closures.bodies import ClosureBody
from app.dataset import Dataset
from app.desk.asset_files import read_assets
from app.desk.asset_matching import NEAR_M, match_assets, matching_sheets
from app.desk.listing import MEDIA, write_listing
from app.errors import AppError
from app.languages import DEFAULT_LANGUAGE, LANGUAGES
from app.settings import Settings
from app.storage import ClosureStore, Database, FieldReport, FieldReportStore, KeptClosure
from app.storage.field_reports import STATES
from geodata.regions import load_region, region_names
from geodata.vocabulary import FACILITIES, MODES

Answer = tuple[Any, Iterator[str]]
Command = Callable[[str, Callable[[argparse.Namespace], Answer], str], argparse.ArgumentParser]
_MOVES = {"accept": "open", "refuse": "refused", "solve": "solved"}


class CommandRefused(AppError):
    """What was asked cannot be done; the message says why."""


def add_commands(command: Command) -> None:
    """Add the commands; ``command`` makes one of a name, what it runs, and what it says of itself."""
    closures = command("closures", _closures, "Close ways for some days, list what is closed, open again")
    closures.add_argument("action", choices=("add", "list", "remove"))
    closures.add_argument("id", nargs="?", help="which one to remove")
    closures.add_argument("--line", type=_point, nargs="+", metavar="LON,LAT", help="the ways along a line")
    closures.add_argument("--area", type=_point, nargs="+", metavar="LON,LAT", help="all ways in an area")
    closures.add_argument("--geojson", type=Path, metavar="FILE", help="a line or an area from a file")
    closures.add_argument("--detour", type=_point, nargs="+", metavar="LON,LAT", help="the way round")
    closures.add_argument("--from", dest="first_day", type=_day, metavar="DATE", help="first day")
    closures.add_argument("--until", dest="last_day", type=_day, metavar="DATE", help="last day")
    closures.add_argument("--mode", choices=MODES, action="append", help="may be repeated; default: all")
    closures.add_argument("--note", default="", help="what to tell who meets it")
    reports = command("reports", _reports, "Look at what was reported from the field")
    reports.add_argument("action", choices=("list", *_MOVES, "photo"))
    reports.add_argument("id", nargs="?", help="which report")
    reports.add_argument("--state", choices=STATES, action="append", help="default: new and open")
    reports.add_argument("--out", type=Path, metavar="FILE", help="where the photo goes")
    assets = command("assets", _assets, "Compare a list of assets with the map")
    assets.add_argument("file", type=Path, help="CSV, GeoPackage or zipped Shapefile")
    assets.add_argument("--kind", choices=FACILITIES, default="", help="what all entries are")
    assets.add_argument("--near-m", type=float, default=NEAR_M, help="at most so many metres apart")
    report = command("report", _report, "Write a report as .pdf, .xlsx, .csv, .gpkg or .html")
    report.add_argument("--facility", choices=FACILITIES, required=True)
    report.add_argument("--mode", choices=MODES, required=True)
    report.add_argument("--norm-m", type=float, metavar="N", help="norm in metres (default: the region's)")
    for name in ("municipality", "area", "route"):
        report.add_argument(f"--{name}", default="", metavar="NAME", help="only its part")
    for each in (assets, report):
        each.add_argument("--out", type=Path, metavar="FILE", required=each is report)
    for each in (closures, assets, report):
        each.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="language of texts")


def _database() -> Database:
    return Database(Settings.read(os.environ).database_url)


def _closures(options: argparse.Namespace) -> Answer:
    store = ClosureStore(_database())
    if options.action == "list":
        kept = store.not_over(dt.datetime.now(dt.UTC).date())
        return [_told(each) for each in kept], (_line(each) for each in kept)
    if options.action == "remove":
        if not options.id or not store.withdraw(options.id):
            raise CommandRefused("id: there is no such closure; see: closures list")
        return {"removed": options.id}, iter([f"{options.id} is open again"])
    body = _body(options)
    drawn = KeptClosure("drawn", body.geometry, None, *body.days, tuple(body.modes), body.note)
    check_closes(Dataset.open(options.data), drawn, options.lang)
    made = store.add(
        body.geometry, body.modes, first_day=body.first_day, last_day=body.last_day, note=body.note,
        detour=body.detour,
    )  # fmt: skip
    return _told(made), iter([_line(made)])


def _body(options: argparse.Namespace) -> ClosureBody:
    given = [each for each in (options.line, options.area, options.geojson) if each]
    if len(given) != 1:
        raise CommandRefused("give one of --line, --area and --geojson")
    if options.geojson:
        geometry = _geometry(options.geojson)
    elif options.area:
        geometry = {"type": "Polygon", "coordinates": [[*options.area, options.area[0]]]}
    else:
        geometry = {"type": "LineString", "coordinates": options.line}
    values: dict[str, Any] = {
        "geometry": geometry, "modes": options.mode or list(MODES), "first_day": options.first_day,
        "last_day": options.last_day, "note": options.note,
        "detour": {"type": "LineString", "coordinates": options.detour} if options.detour else None,
    }  # fmt: skip
    try:
        return validate(ClosureBody, values, options.lang)
    except ValidationError as error:  # pragma: no cover - validate tells them already
        raise CommandRefused(str(error)) from error


def _geometry(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandRefused(f"--geojson: {error}") from error
    if (
        isinstance(read, dict)
        and read.get("type") == "FeatureCollection"
        and len(read.get("features", ())) == 1
    ):
        read = read["features"][0]
    if isinstance(read, dict) and read.get("type") == "Feature":
        read = read.get("geometry")
    if not isinstance(read, dict):
        raise CommandRefused("--geojson: give one line or area")
    return read


def _told(kept: KeptClosure) -> dict[str, Any]:
    return {
        "id": kept.closure_id,
        "first_day": kept.first_day.isoformat() if kept.first_day else None,
        "last_day": kept.last_day.isoformat() if kept.last_day else None,
        "modes": list(kept.modes),
        "note": kept.note,
        "geometry": kept.geometry,
    }


def _line(kept: KeptClosure) -> str:
    days = f"{kept.first_day or '…'} – {kept.last_day or '…'}"
    return f"{kept.closure_id}  {days}  {', '.join(kept.modes)}  {kept.note}".rstrip()


def _reports(options: argparse.Namespace) -> Answer:
    store = FieldReportStore(_database())
    if options.action == "list":
        found = store.in_states(*(options.state or ("new", "open")))
        return [_row(each) for each in found], (_report_line(each) for each in found)
    if not options.id:
        raise CommandRefused("id: say which report; see: reports list")
    if options.action == "photo":
        photo = store.photo(options.id, *STATES)
        if photo is None or options.out is None:
            raise CommandRefused("id: there is no such photo, or no --out for it")
        options.out.write_bytes(photo)
        return {"photo": str(options.out)}, iter([f"{options.out} written"])
    if not store.move(options.id, _MOVES[options.action]):
        raise CommandRefused("id: there is no such report; see: reports list")
    state = _MOVES[options.action]
    return {"id": options.id, "state": state}, iter([f"{options.id} is {state} now"])


def _row(report: FieldReport) -> dict[str, Any]:
    return {
        "id": report.report_id, "kind": report.kind, "note": report.note, "lon": report.lon, "lat": report.lat,
        "tour": report.tour, "photo": report.has_photo, "state": report.state,
        "created": report.created.isoformat(timespec="seconds"),
    }  # fmt: skip


def _report_line(report: FieldReport) -> str:
    photo = " +photo" if report.has_photo else ""
    # What a stranger wrote may hold more than letters; a terminal gets only those.
    note = "".join(letter for letter in report.note if letter.isprintable())
    return (
        f"{report.report_id}  {report.state:7} {report.created:%Y-%m-%d} {report.kind:16} "
        f"{report.lon:.5f},{report.lat:.5f}{photo}  {note}"
    ).rstrip()


def _assets(options: argparse.Namespace) -> Answer:
    if options.out and options.out.suffix not in (".xlsx", ".gpkg"):
        raise CommandRefused(f"--out: {options.out.name} ends in none of .xlsx, .gpkg")
    dataset = Dataset.open(options.data)
    region = dataset.manifest["region"]
    crs = load_region(region).crs if region in region_names() else "EPSG:28992"
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise CommandRefused(f"file: {error.strerror}") from error
    listed = read_assets(content, options.file.name, crs, options.kind, options.lang)
    found = match_assets(dataset, listed.assets, options.near_m)
    sheets = matching_sheets(found, options.lang)
    if options.out:
        ending = options.out.suffix.removeprefix(".")
        options.out.write_bytes(write_listing(ending, sheets, dataset.manifest["attribution"]))
    counts = {
        "listed": len(listed.assets), "unplaced": listed.unplaced, "matched": len(found.matched),
        "other_kind": len(found.other_kind), "only_listed": len(found.only_listed),
        "only_mapped": len(found.only_mapped),
    }  # fmt: skip
    return counts, (f"{name}: {count}" for name, count in counts.items())


def _report(options: argparse.Namespace) -> Answer:
    from app.assets import Assets  # noqa: PLC0415
    from app.exports.backdrop import map_scripts  # noqa: PLC0415
    from app.reports.content import ReportQuery, make_report  # noqa: PLC0415
    from app.reports.files import write_report  # noqa: PLC0415

    ending = options.out.suffix.removeprefix(".")
    if ending not in (*MEDIA, "pdf", "html"):
        raise CommandRefused(f"--out: {options.out.name} ends in none of .pdf, .xlsx, .csv, .gpkg, .html")
    query = ReportQuery(
        facility=options.facility, mode=options.mode, norm_m=options.norm_m, municipality=options.municipality,
        area=options.area, route=options.route,
    )  # fmt: skip
    report = make_report(Dataset.open(options.data), query, options.lang)
    scripts = map_scripts(Assets(Settings.read(os.environ).static_dir)) if ending == "html" else None
    options.out.write_bytes(write_report(report, ending, scripts))
    told = {"title": report.title, "network_m": report.share.network_m, "gap_m": report.share.gap_m}
    return told, iter([f"{report.title}: {report.within}, {options.out} written"])


def _point(text: str) -> list[float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not LON,LAT, such as 6.5624,52.9929") from None
    return [lon, lat]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2027-05-15") from None


__all__: Sequence[str] = ("CommandRefused", "add_commands")
