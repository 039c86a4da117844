"""A file of one's own as a tour: ``python -m scripts.match FILE --data DIR --mode fietsen [--loop] [--gpx F]``."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.canonical import to_json
from app.dataset import Dataset
from app.errors import AppError, FileRefused
from app.exports import EXPORTS, Page
from app.languages import DEFAULT_LANGUAGE, LANGUAGES, translate
from app.matching.planning import Wish, match_file
from app.planning import Planned
from app.presenter import reason_text, single
from app.presenter.matched import matched, sentence
from app.presenter.summary import summary
from app.settings import Settings
from geodata.vocabulary import MODES
from routing.errors import RoutingError
from scripts.terminal import BAD_INPUT, OneLineParser, busy


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0 on success and when there is no tour, 2 on bad input.
    """
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except FileRefused as error:
        return _complain(f"{options.file}: {translate(options.lang, error.text, error.values)}")
    except (AppError, RoutingError) as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or 'output'}: {error.strerror}")


def _run(options: argparse.Namespace) -> int:
    most = Settings().max_upload_bytes
    if options.file.stat().st_size > most:
        return _complain(f"{options.file}: larger than {most // 1024**2} MB; send only the track")
    data = options.file.read_bytes()
    with busy("matching", quiet=options.json):
        dataset = Dataset.open(options.data)
        wish = Wish(options.mode, options.loop, options.network)
        planned = match_file(dataset, data, most, wish, options.lang)
    if planned.tours:
        _write_files(options, planned)
    if options.json:
        answer = single(planned.tours, dataset, options.lang, planned.reason)
        sys.stdout.write(to_json(answer).decode() + "\n")
    else:
        print("\n".join(_text(planned, options.lang)))
    return 0


def _write_files(options: argparse.Namespace, planned: Planned) -> None:
    tour_id, record = planned.tours[0]
    for ending in ("gpx", "geojson"):
        path: Path | None = getattr(options, ending)
        if path is not None:
            path.write_bytes(EXPORTS[ending].write(record, Page(tour_id=tour_id, language=options.lang)))


def _text(planned: Planned, language: str) -> Iterator[str]:
    for _, record in planned.tours:
        yield summary(record, language)
        yield f"  {sentence(record, language)}"
        told = matched(record, language)
        for entry in (*told["remarks"], *told["unmatched"]):
            yield f"  - {entry['text']}"
    if planned.reason:
        yield reason_text(language, planned.reason)


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m scripts.match",
        description="Make a tour of a GPX, KML, FIT, TCX or GeoJSON file (or a ZIP with one of them).",
    )
    add = parser.add_argument
    add("file", type=Path, metavar="FILE")
    add(
        "--data",
        type=Path,
        default=Settings().data_dir,
        metavar="DIR",
        help="dataset (default: that of make data)",
    )
    add("--mode", required=True, choices=MODES)
    add("--loop", action="store_true", help="come back to the start by another way")
    add("--network", choices=("free", "junctions"), default="free",
        help="junctions: the same journey along the numbered node network")  # fmt: skip
    add(
        "--lang",
        choices=LANGUAGES,
        default=DEFAULT_LANGUAGE,
        help=f"language of texts (default {DEFAULT_LANGUAGE})",
    )
    add("--gpx", type=Path, metavar="F", help="write the tour as GPX")
    add("--geojson", type=Path, metavar="F", help="write the tour as GeoJSON")
    add("--json", action="store_true", help="print the answer of POST /match")
    return parser


def _complain(message: str) -> int:
    print("match: " + " ".join(message.split()), file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
