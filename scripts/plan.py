"""One tour from the command line: ``python -m scripts.plan --data DIR --mode fietsen --start LON,LAT --km 35``."""

import argparse
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.agenda.agenda import agenda_at
from app.api.reading import validate_json
from app.api.schemas import TourBody
from app.assets import Assets
from app.canonical import to_json
from app.dataset import Dataset
from app.errors import AppError
from app.exports import EXPORTS, Page
from app.exports.backdrop import backdrop, map_scripts
from app.languages import DEFAULT_LANGUAGE, LANGUAGES
from app.planning import Planned, plan_tours
from app.presenter import collection, reason_text
from app.presenter.summary import summary
from app.settings import SettingInvalid, Settings
from geodata.vocabulary import MODES
from routing.errors import RoutingError
from routing.types import AVOIDABLE
from scripts.terminal import BAD_INPUT, OneLineParser, busy

# What a field of the request is called here, for messages.
_OPTION_OF = {
    "distance_km": "--km", "duration_min": "--minutes", "themes": "--theme", "needs": "--need", "events": "--event",
}  # fmt: skip
_COORDINATE_OPTIONS = ("--start", "--end", "--via")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0 on success and when there is no tour, 2 on bad input.
    """
    options = _parser().parse_args(_joined(sys.argv[1:] if arguments is None else arguments))
    try:
        return _run(options)
    except (AppError, RoutingError, SettingInvalid) as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or 'output'}: {error.strerror}")


def _run(options: argparse.Namespace) -> int:
    language = options.lang
    with busy("planning", quiet=options.json):
        dataset = Dataset.open(options.data)
        body = validate_json(TourBody, to_json(_request(options)), language)
        agenda = agenda_at(Settings.read(os.environ).database_url)
        try:
            planned = plan_tours(dataset, body, agenda=agenda)
        finally:
            agenda.close()
    answer = collection(planned.tours, dataset, language, planned.reason)
    if planned.tours:
        _write_files(options, dataset, planned, answer)
    if options.json:
        sys.stdout.write(to_json(answer).decode() + "\n")
    else:
        print("\n".join(_text(planned, language)))
    return 0


def _text(planned: Planned, language: str) -> Iterator[str]:
    for _, record in planned.tours:
        yield summary(record, language)
    if planned.reason:
        yield reason_text(language, planned.reason)


def _write_files(
    options: argparse.Namespace, dataset: Dataset, planned: Planned, answer: dict[str, Any]
) -> None:
    tour_id, record = planned.tours[0]
    page = Page(tour_id=tour_id, language=options.lang)
    if options.geojson:
        options.geojson.write_bytes(to_json(answer))
    if options.gpx:
        options.gpx.write_bytes(EXPORTS["gpx"].write(record, page))
    if options.pdf:
        options.pdf.write_bytes(EXPORTS["pdf"].write(record, replace(page, dataset=dataset)))
    if options.html:
        scripts = map_scripts(Assets(Settings().static_dir))
        page = Page(tour_id, options.lang, backdrop=backdrop(dataset, record), scripts=scripts)
        options.html.write_bytes(EXPORTS["html"].write(record, page))


def _request(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options as the body of ``POST /tours``."""
    return {
        "mode": options.mode,
        "start": options.start,
        "end": options.end,
        "distance_km": options.km,
        "duration_min": options.minutes,
        "themes": dict(options.theme),
        "via": options.via,
        "date": options.date,
        "depart": options.depart,
        "network": options.network,
        "avoid": sorted(set(options.avoid)),
        "dog": options.dog,
        "needs": options.need,
        "events": options.event,
        "audience": options.audience,
        "alternatives": options.alternatives,
        "seed": options.seed,
        "lang": options.lang,
    }


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m scripts.plan",
        description="Plan a tour on a dataset: a loop from a start, or a way to --end.",
    )
    add = parser.add_argument
    add(
        "--data",
        type=Path,
        default=Settings().data_dir,
        metavar="DIR",
        help="dataset (default: that of make data)",
    )
    add("--mode", required=True, choices=MODES)
    add("--start", type=_point, metavar="LON,LAT", help="left out: a good start anywhere in the region")
    add("--end", type=_point, metavar="LON,LAT", help="end elsewhere: a one-way tour")
    add("--km", type=_finite, metavar="KM", help="asked length")
    add("--minutes", type=_finite, metavar="MIN", help="asked duration instead of a length")
    add("--theme", type=_theme, action="append", default=[], metavar="NAME[=WEIGHT]", help="may be repeated")
    add(
        "--via",
        type=_point,
        action="append",
        default=[],
        metavar="LON,LAT",
        help="pass here; may be repeated",
    )
    add(
        "--network",
        choices=("free", "junctions"),
        default="free",
        help="any way, or only the numbered node network",
    )
    add("--date", metavar="YYYY-MM-DD", help="day of the tour")
    add("--depart", metavar="HH:MM", help="time of departure")
    add("--audience", choices=("adult", "family"), default="adult")
    add("--avoid", choices=AVOIDABLE, action="append", default=[], help="may be repeated")
    add("--dog", action="store_true", help="a dog comes along")
    add("--need", type=_need, action="append", default=[], metavar="KIND=EVERY_M|KIND=FROM-TO",
        help="a facility every so many metres (toilet=10000) or in a part of the tour (horeca=0.4-0.6)")  # fmt: skip
    add(
        "--event",
        action="append",
        default=[],
        metavar="ID",
        help="pass this event while it lasts; may be repeated",
    )
    add("--alternatives", type=int, default=1, metavar="N", help="tours that differ (default 1)")
    add("--seed", type=int, default=1, metavar="N", help="the same seed gives the same tour (default 1)")
    add(
        "--lang",
        choices=LANGUAGES,
        default=DEFAULT_LANGUAGE,
        help=f"language of texts (default {DEFAULT_LANGUAGE})",
    )
    add("--gpx", type=Path, metavar="F", help="write the best tour as GPX")
    add("--geojson", type=Path, metavar="F", help="write all alternatives as GeoJSON, best first")
    add("--html", type=Path, metavar="F", help="write the best tour as a map that needs no network")
    add("--pdf", type=Path, metavar="F", help="write the best tour to print on A4")
    add("--json", action="store_true", help="print the answer of POST /tours")
    return parser


def _joined(arguments: Sequence[str]) -> list[str]:
    """Join ``--start -70.1,4.2`` to one word, for argparse takes a leading minus for an option."""
    joined: list[str] = []
    for argument in arguments:
        if (
            joined
            and joined[-1] in _COORDINATE_OPTIONS
            and argument.startswith("-")
            and argument[1:2].isdigit()
        ):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _finite(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number")
    return value


def _point(text: str) -> list[float]:
    parts = text.split(",")
    if len(parts) != 2:
        raise argparse.ArgumentTypeError(f"{text!r} is not LON,LAT, such as 6.5624,52.9929")
    return [_finite(part) for part in parts]


def _theme(text: str) -> tuple[str, float]:
    name, sign, weight = text.partition("=")
    return name, _finite(weight) if sign else 1.0


def _need(text: str) -> dict[str, Any]:
    kind, sign, wish = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not KIND=EVERY_M or KIND=FROM-TO, such as toilet=10000"
        )
    start, dash, stop = wish.partition("-")
    if dash:
        return {"kind": kind, "from": _finite(start), "to": _finite(stop)}
    return {"kind": kind, "every_m": _finite(wish)}


def _complain(message: str) -> int:
    first, dot, rest = message.partition(":")
    field, point, place = first.partition(".")
    if dot and field in TourBody.model_fields:
        message = f"{_OPTION_OF.get(field, '--' + field)}{point}{place}:{rest}"
    print("plan: " + " ".join(message.split()), file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
