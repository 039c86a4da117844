"""The process beside the web server that does what comes round: newer data at night, feeds of events each hour.

``python -m scripts.worker`` runs until it is ended; ``--once`` does all of it now and ends, for another timer's sake.
Each piece of work is one of our commands in a process of its own, so that what it needs is free again afterwards.
"""

import argparse
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from app.settings import Settings
from geodata.regions import load_region, region_names
from scripts.terminal import OneLineParser

log = logging.getLogger("rondje.worker")

_ROOT = Path(__file__).resolve().parents[1]
# Who is late because the machine slept still does it, once.
_GRACE_S = 6 * 3600


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0, or with ``--once`` the worst exit code of the work.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    options = _parser().parse_args(arguments)
    work = work_of(options.region, options.out, options.feed)
    if options.once:
        return max((do(words) for words in work.values()), default=0)
    scheduler = BlockingScheduler(timezone=load_region(options.region).timezone)
    for name, words in work.items():
        # At a minute that is not everybody's: services of others are asked here.
        when = CronTrigger(hour=3, minute=37) if name == "data" else CronTrigger(minute=17)
        scheduler.add_job(do, when, [words], id=name, coalesce=True, misfire_grace_time=_GRACE_S)
    log.info("work: %s", ", ".join(work))
    scheduler.start()
    return 0


def work_of(region: str, out: Path, feeds: Sequence[str]) -> dict[str, list[str]]:
    """Return the commands that come round, by name."""
    work = {
        "data": ["scripts.refresh", "--region", region, "--out", str(out)],
        "use": ["scripts.desk", "use", "--data", str(out)],
    }
    return work | {
        f"feed {number}": ["scripts.events", "import", "--data", str(out), "--who", "worker", feed]
        for number, feed in enumerate(feeds, 1)
    }


def do(words: Sequence[str]) -> int:
    """Run one of our commands and return its exit code; what it says goes to the log."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=_ROOT, capture_output=True, text=True, check=False, env=os.environ
    )
    level = logging.INFO if done.returncode == 0 else logging.ERROR
    log.log(level, "%s: %s", words[0], (done.stdout + done.stderr).strip() or f"exit {done.returncode}")
    return done.returncode


def _parser() -> argparse.ArgumentParser:
    settings = Settings.read(os.environ)
    parser = OneLineParser(prog="python -m scripts.worker", description="Do what comes round, until ended.")
    add = parser.add_argument
    add("--region", default="drenthe", choices=region_names(), help="default drenthe")
    add(
        "--out",
        type=Path,
        default=settings.data_dir,
        metavar="DIR",
        help="dataset folder (default: RONDJE_DATA)",
    )
    add(
        "--feed",
        action="append",
        metavar="URL",
        default=os.environ.get("RONDJE_FEEDS", "").split(),
        help="a calendar or page of events, read each hour; may be repeated (default: RONDJE_FEEDS, parted by spaces)",
    )
    add("--once", action="store_true", help="do all of it now, then end")
    return parser


if __name__ == "__main__":
    sys.exit(main())
