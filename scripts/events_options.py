"""The options of ``scripts.events``."""

import argparse
import datetime as dt
import getpass
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from app.languages import DEFAULT_LANGUAGE, LANGUAGES
from app.settings import Settings
from geodata.vocabulary import EVENT_CATEGORIES
from scripts.terminal import OneLineParser

Run = Callable[..., Iterator[str]]
_PROGRAM = "python -m scripts.events"


def parser(runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """Return the command's options; ``run`` is then what the chosen command does.

    Parameters
    ----------
    runs
        Command → what it does.
    """
    common = OneLineParser(add_help=False)
    common.add_argument(
        "--data",
        type=Path,
        default=Settings().data_dir,
        metavar="DIR",
        help="dataset (default: that of make data)",
    )
    common.add_argument("--json", action="store_true", help="print one JSON object")
    common.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE, help="language of texts")
    common.add_argument("--who", default=_user(), help="who does it, for the history (default: %(default)s)")
    options = OneLineParser(
        prog=_PROGRAM,
        description="The agenda: import from iCalendar, schema.org JSON-LD, CSV and GeoJSON; the desk of its editors. "
        "It is kept in the database that DATABASE_URL names.",
    )
    commands = options.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=text, description=text, parents=[common], prog=_PROGRAM
        )
        made.set_defaults(run=runs[name])
        return made

    one = command("import", "import a file, a feed or a web page; what is refused is told row by row")
    one.add_argument("source", metavar="FILE_OR_URL")
    one.add_argument("--dry-run", action="store_true", help="report only, write nothing")
    one.add_argument(
        "--again", action="store_true", help="read a feed also if its server says nothing has changed"
    )
    _add_days(command("list", "show what is on"))
    command("show", "show one event").add_argument("event", metavar="ID")
    one = command("add", "add an event")
    one.add_argument("--uid", help="its name for ever; made up where left out")
    _add_fields(one)
    one = command("edit", "change an event; imports leave alone what was changed")
    one.add_argument("event", metavar="ID")
    _add_fields(one)
    one = command("duplicate", "add a dated edition of an event; in its year it replaces the rule's")
    one.add_argument("event", metavar="ID")
    one.add_argument("--start", required=True, metavar="DATE[THH:MM]")
    one = command("cancel", "cancel an event, or one occurrence of a series")
    one.add_argument("event", metavar="ID", help="of an event or of an occurrence")
    one.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="only the occurrence on this day")
    one = command("history", "show what was done, the latest first")
    one.add_argument("event", metavar="ID", nargs="?")
    one.add_argument("--limit", type=int, default=50, metavar="N")
    one = command("export", "write the agenda as .ics (whole series) or .geojson (days)")
    one.add_argument("out", type=Path, metavar="FILE")
    _add_days(one)
    return options


def _add_days(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="first", type=_day, metavar="YYYY-MM-DD", help="first day (default: today)"
    )
    parser.add_argument(
        "--to", dest="last", type=_day, metavar="YYYY-MM-DD", help="last day (default: a month on)"
    )
    parser.add_argument("--category", action="append", choices=EVENT_CATEGORIES, help="may be repeated")
    parser.add_argument("--q", default="", metavar="WORDS", help="words of title, venue or town")


def _add_fields(parser: argparse.ArgumentParser) -> None:
    for language in LANGUAGES:
        parser.add_argument(*(["--title", "--title-nl"] if language == "nl" else [f"--title-{language}"]),
                            dest=f"title_{language}", metavar="TEXT")  # fmt: skip
        parser.add_argument(*(["--note", "--note-nl"] if language == "nl" else [f"--note-{language}"]),
                            dest=f"note_{language}", metavar="TEXT")  # fmt: skip
    parser.add_argument("--start", metavar="DATE[THH:MM]")
    parser.add_argument("--end", metavar="DATE[THH:MM]", help="of whole days the last day")
    parser.add_argument("--rrule", metavar="RULE", help="RFC 5545, such as FREQ=YEARLY;BYMONTH=10;BYDAY=3TU")
    parser.add_argument("--venue", metavar="TEXT")
    parser.add_argument("--settlement", metavar="NAME", help="town or village; found by its name")
    parser.add_argument("--place", metavar="TEXT", help="all of the address in one line")
    parser.add_argument("--at", type=_point, metavar="LON,LAT", help="instead of looking the place up")
    parser.add_argument("--category", choices=EVENT_CATEGORIES)
    parser.add_argument("--status", choices=("confirmed", "tentative"))
    for name, text in (
        ("certain", "the organiser has confirmed the date"),
        ("regional", "of interest to the region"),
    ):
        parser.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, default=None, help=text)
    for name in ("series", "price", "url", "image", "accessibility"):
        parser.add_argument(f"--{name}", metavar="TEXT")


def joined(arguments: Sequence[str]) -> list[str]:
    """Join ``--at -70.1,4.2`` to one word, for argparse takes a leading minus for an option."""
    words: list[str] = []
    for argument in arguments:
        if words and words[-1] == "--at" and argument.startswith("-"):
            words[-1] += f"={argument}"
        else:
            words.append(argument)
    return words


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not YYYY-MM-DD") from None


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not LON,LAT, such as 6.5624,52.9929") from None
    return lon, lat


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"
