"""Where facilities are missing: ``python -m scripts.coverage --data DIR --facility toilet --mode wandelen``."""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import coverage_batch
from app.canonical import to_json
from app.coverage import ask, find_gaps, gap_details
from app.dataset import Dataset
from app.errors import AppError
from app.languages import DEFAULT_LANGUAGE, LANGUAGES
from app.presenter.coverage import gap_features, not_in_data, site_features, summary
from app.presenter.features import about
from app.settings import Settings
from geodata.regions import NORM_TYPES
from geodata.vocabulary import FACILITIES, MODES
from routing.desk.facility_limits import CANDIDATES
from routing.errors import RoutingError
from scripts.terminal import BAD_INPUT, OneLineParser, busy, counted

if TYPE_CHECKING:
    from routing.desk.coverage import Coverage
    from routing.desk.siting import Site

_OPTION_OF = {
    "norm_m": "--norm-m",
    "norm_type": "--norm-type",
    "count": "--site",
    "candidates": "--candidates",
    "costs": "--cost",
    "budget": "--budget",
}
_FORMATS = (".gpkg", ".geojson", ".json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0 on success, also when there are no gaps or nothing of the kind is in the data; 2 on bad input.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.all:
        if options.out is None or options.facility or options.mode:
            parser.error("--all takes every kind and mode, and needs --out DIR")
    elif not (options.facility and options.mode):
        parser.error("give --facility and --mode, or --all")
    elif options.out and options.out.suffix not in _FORMATS:
        return _complain(f"--out: {options.out.name} ends in none of {', '.join(_FORMATS)}")
    try:
        return _run_all(options) if options.all else _run(options)
    except (AppError, RoutingError) as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or 'output'}: {error.strerror or error}")


def _run(options: argparse.Namespace) -> int:
    with busy("measuring", quiet=options.json):
        dataset = Dataset.open(options.data)
        asked = ask(
            options.facility, options.mode, options.norm_m, options.norm_type, options.municipality,
            True if not options.add else options.add,
        )  # fmt: skip
        costs = dict(options.cost) or None
        found, sites = find_gaps(
            dataset, asked, options.site, options.candidates or None, costs, options.budget
        )
        figures = summary(found, sites, options.lang)
        if options.details:
            figures["details"] = list(gap_details(dataset, found, options.details))
        if options.out:
            _write(options.out, found, sites, figures, dataset)
    if options.json:
        sys.stdout.write(to_json(figures).decode() + "\n")
    else:
        print("\n".join(_text(found, sites, options.lang)))
    return 0


def _run_all(options: argparse.Namespace) -> int:
    """Measure every kind, mode and municipality; the files and a table over all stand in a folder."""
    dataset = Dataset.open(options.data)
    tasks = coverage_batch.tasks_of(dataset)
    with counted("measuring", len(tasks), quiet=options.json) as done:
        coverage_batch.run(dataset.folder, options.out, tasks, options.scheduler, done)
    rows = list(coverage_batch.rows(options.out, tasks))
    with (options.out / "coverage.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["facility"])
        writer.writeheader()
        writer.writerows(rows)
    figures = {"tasks": len(tasks), "rows": len(rows), "table": str(options.out / "coverage.csv")}
    print(
        to_json(figures).decode()
        if options.json
        else f"{len(rows)} of {len(tasks)} have data: {figures['table']}"
    )
    return 0


def _text(found: "Coverage", sites: "Sequence[Site]", language: str) -> Iterator[str]:
    request = found.request
    source = f" ({found.norm.source}, {found.norm.kind})" if found.norm else ""
    yield f"{request.facility}, {request.mode}: {found.norm_type} of {found.norm_m:g} m{source}"
    yield f"  network: {found.network_m / 1000:.1f} km"
    if not found.in_data:
        yield "  " + not_in_data(language)
        return
    share = found.within_norm_share
    yield f"  within the norm: {'-' if share is None else f'{share:.1%}'}; gaps: {found.gap_m / 1000:.1f} km"
    off = len(found.off_network)
    yield f"  facilities: {found.facilities}, {found.on_network} on the network, {off} off it (more than 750 m)"
    if found.unreachable_m:
        yield f"  no facility can be reached from {found.unreachable_m / 1000:.1f} km"
    for title, stretches in (("longest gaps", found.gaps[:10]), ("worst served", found.worst)):
        yield f"  {title}:"
        for s in stretches:
            far = "-" if s.longest_distance_m is None else f"{s.longest_distance_m / 1000:.1f} km away"
            ends = f"{s.from_junction or '?'} - {s.to_junction or '?'}"
            yield f"    {ends:12} {s.length_m / 1000:7.2f} km  {far:15} {s.municipality}"
    for rank, site in enumerate(sites, start=1):
        what = f"{site.candidate} {site.name}".strip()
        yield (
            f"  place {rank}: {site.lonlat[0]:.5f},{site.lonlat[1]:.5f} ({what}; {site.municipality or '?'}) "
            f"closes {site.gain_m / 1000:.1f} km, together {site.closed_m / 1000:.1f} km"
        )


def _write(
    path: Path, found: "Coverage", sites: "Sequence[Site]", figures: dict[str, Any], dataset: Dataset
) -> None:
    if path.suffix == ".gpkg":
        from app.exports.coverage_gpkg import write  # noqa: PLC0415 - only now the GIS libraries are needed

        write(path, found, sites, list(dataset.manifest["attribution"]))
        return
    answer = {"type": "FeatureCollection", "features": gap_features(found.gaps)}
    path.write_bytes(to_json(answer | {"sites": site_features(sites), "summary": figures} | about(dataset)))


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m scripts.coverage",
        description="Find where a facility is missing along the network, and where the next ones should go.",
    )
    add = parser.add_argument
    add(
        "--data",
        type=Path,
        default=Settings().data_dir,
        metavar="DIR",
        help="dataset (default: that of make data)",
    )
    add("--facility", choices=FACILITIES)
    add("--mode", choices=MODES)
    add(
        "--all",
        action="store_true",
        help="every kind and mode, in the region and each municipality, into --out DIR",
    )
    add(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="with --all: a Dask scheduler (default: this machine's cores)",
    )
    add("--norm-m", type=float, metavar="N", help="norm in metres (default: the region's)")
    add(
        "--norm-type",
        choices=NORM_TYPES,
        help="spacing: half of it is the longest distance; reach: all of it",
    )
    add("--municipality", metavar="NAME", help="only its part of the network")
    add("--site", type=int, default=0, metavar="N", help="propose N places for the next ones")
    add(
        "--candidates",
        choices=CANDIDATES,
        action="append",
        default=[],
        help="what may be proposed; may be repeated",
    )
    add(
        "--cost",
        type=_cost,
        action="append",
        default=[],
        metavar="KIND=N",
        help="what a place of this kind costs, in any unit; may be repeated",
    )
    add("--budget", type=float, metavar="N", help="what all proposed places together may cost")
    add(
        "--details",
        type=int,
        default=0,
        metavar="N",
        help="tell of the N longest gaps whom they concern and how sure they are (in JSON)",
    )
    add(
        "--add",
        type=_point,
        action="append",
        default=[],
        metavar="LON,LAT",
        help="what if one stood here; may be repeated",
    )
    add(
        "--out", type=Path, metavar="FILE", help="write gaps, worst stretches and places as .gpkg or .geojson"
    )
    add("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="language of texts")
    add("--json", action="store_true", help="print the summary as JSON")
    return parser


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not LON,LAT, such as 6.5624,52.9929") from None
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise argparse.ArgumentTypeError(f"{text!r} is not on earth: longitude, then latitude")
    return lon, lat


def _cost(text: str) -> tuple[str, float]:
    kind, _, number = text.partition("=")
    try:
        return kind, float(number)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not KIND=N, such as parking=100") from None


def _complain(message: str) -> int:
    field, dot, rest = message.partition(":")
    if dot and (field in _OPTION_OF or field in ("facility", "mode", "municipality")):
        message = f"{_OPTION_OF.get(field, '--' + field)}:{rest}"
    print("coverage: " + " ".join(message.split()), file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
