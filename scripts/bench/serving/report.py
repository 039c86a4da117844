"""The load test's figures as a table."""

import argparse
from datetime import UTC, datetime
from typing import Any

_HEAD = """# The service under load

Written by `python -m scripts.bench serve --data DIR --out benchmarks/service.md`. {date}, dataset {data}, gunicorn with
its own settings (a worker per core, limits per client off), everything on 127.0.0.1: the client, a process of its own,
takes part of the same two cores.

| what | asked | got |
|---|---|---|
"""


def page(figures: dict[str, Any], args: argparse.Namespace) -> str:
    """Return the page."""
    head = _HEAD.format(date=f"{datetime.now(UTC):%Y-%m-%d}", data=args.data.name)
    return head + "".join(f"| {what} | {asked} | {got} |\n" for what, asked, got in _rows(figures, args))


def _rows(figures: dict[str, Any], args: argparse.Namespace) -> list[tuple[str, str, str]]:
    together, long, swaps, kills = (figures[name] for name in ("together", "long", "swaps", "kills"))
    return [
        ("base map ranges of 16 KiB by gunicorn, alone", "≥ 300 / s", _pace(figures["tiles_gunicorn"])),
        ("the same by nginx", "≥ 3,000 / s", _pace(figures["tiles_nginx"])),
        ("kept tours read, alone", "≥ 300 / s", _pace(figures["tour_reads"])),
        ("three themed alternatives, each start new, alone", "≥ 6 / s", _pace(figures["fresh_tours"])),
        (
            "reads at 100 / s beside tours at half of what is possible: p99 of reads",
            "≤ 150 ms",
            f"{together['reads']['p99_ms']} ms; tours {_pace(together['tours'])}",
        ),
        (
            f"{args.minutes:g} minutes of reads and tours at what is possible: errors",
            "0",
            f"{long['reads']['errors'] + long['tours']['errors']}; tours {_pace(long['tours'])}",
        ),
        (
            "… own memory of the workers, second and last quarter",
            "no growth",
            f"{long['own_mib_second_quarter']:.0f} and {long['own_mib_last_quarter']:.0f} MiB",
        ),
        (
            f"{swaps['swaps']} datasets put in place under load: failed requests",
            "0",
            f"{swaps['reads']['errors'] + swaps['tours']['errors']}; the last one is in use: "
            f"{'yes' if swaps['last_in_use'] else 'no'}",
        ),
        (
            f"{kills['kills']} workers killed at random moments: plans lost",
            "0",
            f"{kills['lost']} of {kills['plans']:,}",
        ),
    ]


def _pace(figures: dict[str, Any]) -> str:
    return f"{figures['per_s']:g} / s (median {figures['median_ms']:g}, p99 {figures['p99_ms']:g} ms)"
