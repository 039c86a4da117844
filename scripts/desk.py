"""What the desk knows beside coverage: ``python -m scripts.desk {use,look,health,routes,compare} --data DIR``."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, TaskID

from app.canonical import to_json
from app.dataset import find_version
from app.errors import AppError, NoDataset
from app.presenter.desk import finding_features, plain, route_features
from app.settings import Settings
from geodata.vocabulary import FACILITIES, MODES
from routing import Planner, RoutingError
from routing.desk.comparison import compare
from routing.desk.context import contexts
from routing.desk.coverage import CoverageRequest
from routing.desk.evidence import evidence, go_and_look
from routing.desk.findings import KINDS
from routing.desk.health import network_health
from routing.desk.quality import route_quality
from routing.desk.use import LOOPS, expected_use, save_use
from scripts.desk_changes import add_commands
from scripts.terminal import BAD_INPUT, OneLineParser

Answer = tuple[Any, Iterator[str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0 on success, 2 on bad input.
    """
    options = _parser().parse_args(arguments)
    try:
        answer, lines = options.run(options)
    except (AppError, RoutingError) as error:
        print("desk: " + " ".join(str(error).split()), file=sys.stderr)
        return BAD_INPUT
    if options.json:
        sys.stdout.write(to_json(answer).decode() + "\n")
    else:
        print("\n".join(lines) or "nothing found")
    return 0


def _planner(options: argparse.Namespace) -> tuple[Planner, Path]:
    version = find_version(options.data)
    if version is None:
        raise NoDataset(f"{options.data} holds no dataset; make one with: python -m scripts.build")
    return Planner.open(version), version


def _use(options: argparse.Namespace) -> Answer:
    planner, version = _planner(options)
    planner.warm()
    done = {}
    with Progress(console=Console(stderr=True), disable=options.json or not sys.stderr.isatty()) as bar:
        for mode in options.mode or MODES:
            tell = partial(_tell, bar, bar.add_task(mode, total=options.loops))
            use = expected_use(planner, mode, loops=options.loops, progress=tell)
            kept = options.loops == LOOPS and save_use(version, use, planner.graph.n_edges)
            done[mode] = {
                "loops": use.loops,
                "kept": kept,
                "busiest": int(use.passes(planner.graph.n_edges).max(initial=0)),
            }
    lines = (f"{mode}: {d['loops']} loops{'' if d['kept'] else ', not kept'}" for mode, d in done.items())
    return done, lines


def _tell(bar: Progress, task: TaskID, done: int, _: int) -> None:
    bar.update(task, completed=done)


def _look(options: argparse.Namespace) -> Answer:
    desk = _planner(options)[0].coverage()
    asked = CoverageRequest(options.facility, options.mode, options.norm_m, municipality=options.municipality)
    found = desk.coverage(asked)
    looks = go_and_look(found.gaps, evidence(desk, options.facility, options.mode, found.gaps), options.most)
    known = contexts(desk, options.mode, [look.stretch for look in looks])
    rows = [plain(look) | {"context": plain(c)} for look, c in zip(looks, known, strict=True)]
    lines = (
        f"{look.rank:3} {look.stretch.from_junction or '?'} - {look.stretch.to_junction or '?'}: "
        f"{look.stretch.length_m / 1000:.2f} km, {look.stretch.municipality or '-'}; {look.evidence.verdict} "
        f"({look.evidence.mapped} mapped within {look.evidence.within_m / 1000:.1f} km, "
        f"{look.evidence.expected:.1f} usual)"
        for look in looks
    )
    return rows, lines


def _health(options: argparse.Namespace) -> Answer:
    desk = _planner(options)[0].coverage()
    found = network_health(desk, options.mode, options.municipality, options.kind or KINDS)
    lines = (
        f"{f.severity} {f.kind:24} {f.municipality or '-':20} {f.lonlat[0]:.5f},{f.lonlat[1]:.5f} "
        + " ".join(f"{name}={value}" for name, value in f.values.items())
        for f in found
    )
    return {"type": "FeatureCollection", "features": finding_features(found)}, lines


def _routes(options: argparse.Namespace) -> Answer:
    desk = _planner(options)[0].coverage()
    found = route_quality(desk, options.mode)
    lines = (
        f"{r.name or r.ref or r.osm_id}: {r.length_m / 1000:.1f} km, natural {r.natural_share:.0%}, "
        f"sealed {r.sealed_share:.0%}, busy {r.busy_share:.0%}; "
        + ", ".join(f"{c.subject} {'met' if c.met else 'not met'}" for c in r.checks if c.met is not None)
        for r in found
    )
    return {"type": "FeatureCollection", "features": route_features(found)}, lines


def _compare(options: argparse.Namespace) -> Answer:
    told = compare(options.before, options.data)
    return plain(told), _changes(told)


def _changes(told: Any) -> Iterator[str]:
    yield f"{told.before.version} -> {told.after.version}"
    for change in (*told.networks, *told.counts):
        if change.difference:
            yield f"  {change.subject}: {change.before:g} -> {change.after:g}"
    yield f"  places: {len(told.places)} came, went or moved; sections and routes: {len(told.sections)}"
    for c in told.coverage:
        if c.gap_before_m != c.gap_after_m:
            gaps = f"{c.gap_before_m / 1000:.1f} -> {c.gap_after_m / 1000:.1f} km of gaps"
            yield f"  {c.facility}, {c.mode} ({c.norm_m:g} m): {gaps}"


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog="python -m scripts.desk", description=__doc__.partition(":")[0] + ".")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], Answer], says: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=says, description=says)
        added.set_defaults(run=run)
        added.add_argument("--data", type=Path, default=Settings().data_dir, metavar="DIR", help="dataset")
        added.add_argument("--json", action="store_true", help="one JSON value")
        return added

    use = command(
        "use", _use, "Plan loops from the settlements and keep which ways they take (a few minutes)"
    )
    use.add_argument("--mode", choices=MODES, action="append", help="may be repeated; default: all")
    use.add_argument("--loops", type=_count, default=LOOPS, help="another number is told, not kept")
    look = command("look", _look, "Stretches to visit: gaps that may only be missing on the map")
    look.add_argument("--facility", choices=FACILITIES, required=True)
    look.add_argument("--norm-m", type=float, metavar="N", help="norm in metres (default: the region's)")
    look.add_argument("--most", type=_count, default=50, metavar="N", help="how many")
    health = command("health", _health, "What is wrong with a network")
    health.add_argument("--kind", choices=KINDS, action="append", help="may be repeated; default: everything")
    for each in (look, health):
        each.add_argument("--mode", choices=MODES, required=True)
        each.add_argument("--municipality", metavar="NAME", help="only its part of the network")
    routes = command("routes", _routes, "How good named routes are, against the norms")
    routes.add_argument("--mode", choices=MODES, help="default: all")
    changed = command("compare", _compare, "What changed since another version of the dataset")
    changed.add_argument("--before", type=Path, required=True, metavar="DIR", help="the older version")
    add_commands(command)
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 5000:
        raise argparse.ArgumentTypeError("give 1 to 5000")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
