"""``python -m scripts.bench COMMAND …``: figures as JSON or a short table."""

import argparse
import importlib
import json
import sys
from collections.abc import Mapping
from typing import Any

from geodata.errors import GeodataError
from routing import RoutingError

COMMANDS = (
    "paths",
    "tours",
    "match",
    "gain",
    "junctions",
    "orienteering",
    "build",
    "load",
    "coverage",
    "serve",
    "page",
    "all",
)


def main(words: list[str] | None = None) -> int:
    """Run one benchmark; exit 2 with one line on bad input."""
    words = sys.argv[1:] if words is None else words
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description="Benchmarks, JSON out.")
    commands = parser.add_subparsers(dest="command", required=True)
    # Only the module that is asked for is imported: each pulls in what it measures.
    for name in COMMANDS:
        asked = name in words[:1]
        module = importlib.import_module(f"scripts.bench.{name}") if asked else None
        command = commands.add_parser(name, help=module.HELP if module else None)
        if module is not None:
            module.add_arguments(command)
        command.add_argument("--json", action="store_true", help="one JSON object")
    args = parser.parse_args(words)
    module = importlib.import_module(f"scripts.bench.{args.command}")
    try:
        figures: dict[str, Any] = module.run(args)
    except (GeodataError, RoutingError, OSError, ValueError) as error:
        print(f"bench {args.command}: {error}", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(figures))
    else:
        show(figures)
    return 0


def show(figures: Mapping[str, Any], indent: str = "") -> None:
    """A short table for people: long lists are only counted."""
    for name, value in figures.items():
        if isinstance(value, Mapping):
            print(f"{indent}{name}")
            show(value, indent + "  ")
        elif isinstance(value, list):
            print(f"{indent}{name:24} {len(value)} entries")
        else:
            print(f"{indent}{name:24} {value}")


if __name__ == "__main__":
    sys.exit(main())
