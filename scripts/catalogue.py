"""Ready-made tours in a batch: ``python -m scripts.catalogue --data DIR --out DIR [--scheduler tcp://…]``.

Plans a tour for each village, way of moving, theme and length, keeps the best that differ, and with ``--publish`` shows
them on the site. Cut off, it goes on where it stopped when it is started again.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app.canonical import to_json
from app.catalogue import batch
from app.catalogue.publish import publish
from app.catalogue.selection import Chosen, select
from app.catalogue.tasks import LENGTHS_KM, Task, tasks_of, villages_of
from app.dataset import Dataset
from app.errors import AppError
from app.settings import Settings
from app.storage import Database
from routing.errors import RoutingError
from scripts.terminal import BAD_INPUT, OneLineParser, counted


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0 on success, 2 on bad input.
    """
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except (AppError, RoutingError) as error:
        print(f"catalogue: {error}", file=sys.stderr)
    except OSError as error:
        print(f"catalogue: {error.filename or 'output'}: {error.strerror or error}", file=sys.stderr)
    return BAD_INPUT


def _run(options: argparse.Namespace) -> int:
    dataset = Dataset.open(options.data)
    themes = [theme for theme in dataset.planner.themes() if not options.theme or theme.name in options.theme]
    villages = villages_of(dataset.folder, options.villages)
    tasks = tasks_of(villages, themes, options.mode or ("fietsen", "wandelen"))
    folder = options.out / "tours"
    _work(dataset.folder, folder, tasks, options)
    found = list(batch.results(folder, tasks, dataset.version))
    chosen = select(found, options.count)
    _write(options.out / "catalogue.json", chosen)
    if options.publish:
        database = Database(Settings.read(os.environ).database_url)
        publish(database, chosen)
        database.close()
    _tell(options, tasks, len(found), chosen)
    return 0


def _work(data: Path, folder: Path, tasks: Sequence[Task], options: argparse.Namespace) -> None:
    with counted("planning", len(tasks), quiet=options.json) as done:
        batch.run(data, folder, tasks, options.scheduler, done)


def _write(path: Path, chosen: Sequence[Chosen]) -> None:
    entries = [
        {
            "id": item.result["tour"]["id"],
            "score": item.score,
            "mode": item.result["task"]["mode"],
            "theme": item.result["task"]["theme"],
            "village": item.result["task"]["village"]["name"],
            "km": item.result["task"]["km"],
            "length_m": item.result["tour"]["record"]["length_m"],
        }
        for item in chosen
    ]
    part = path.with_suffix(".part")
    part.write_bytes(to_json({"tours": entries}))
    part.replace(path)


def _tell(options: argparse.Namespace, tasks: Sequence[Task], found: int, chosen: Sequence[Chosen]) -> None:
    figures = {
        "tasks": len(tasks),
        "tours": found,
        "chosen": len(chosen),
        "modes": dict(Counter(item.result["task"]["mode"] for item in chosen)),
        "themes": dict(Counter(item.result["task"]["theme"] for item in chosen)),
        "villages": len({item.result["task"]["village"]["place_id"] for item in chosen}),
        "published": options.publish,
    }
    if options.json:
        print(json.dumps(figures))
        return
    print(
        f"{figures['tasks']} tasks, {found} tours, {len(chosen)} chosen from {figures['villages']} villages"
    )
    for name in ("modes", "themes"):
        print("  " + ", ".join(f"{key} {count}" for key, count in figures[name].items()))
    print("shown on the site" if options.publish else "add --publish to show them on the site")


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m scripts.catalogue", description="Plan ready-made tours for the whole region."
    )
    add = parser.add_argument
    add(
        "--data", type=Path, default=Settings().data_dir, metavar="DIR", help="dataset (default: make data's)"
    )
    add(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="where results are kept; a second run goes on here",
    )
    add(
        "--scheduler", metavar="tcp://HOST:PORT", help="a Dask scheduler; left out: the cores of this machine"
    )
    add("--villages", type=_positive, default=60, metavar="N", help="how many villages (default 60)")
    add(
        "--count",
        type=_positive,
        default=300,
        metavar="N",
        help="at most so many tours in the end (default 300)",
    )
    add(
        "--mode",
        action="append",
        choices=tuple(LENGTHS_KM),
        help="may be repeated; left out: fietsen, wandelen",
    )
    add("--theme", action="append", metavar="NAME", help="may be repeated; left out: all")
    add("--publish", action="store_true", help="show them on the site (its database: DATABASE_URL)")
    add("--json", action="store_true", help="print one JSON object")
    return parser


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 10000")
    return number


if __name__ == "__main__":
    sys.exit(main())
