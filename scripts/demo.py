"""Write the demo region: ``python -m scripts.demo --out demo.osm.pbf --scale 1 --seed 1``."""

import argparse
import dataclasses
import json
import sys
from pathlib import Path

from geodata.demo import DemoRegionError, generate


def build_parser() -> argparse.ArgumentParser:
    """The command's options."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.demo",
        description="Write a made-up region, not a real place, as an OSM extract.",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the .osm.pbf goes")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="area in Dutch provinces of 2,700 km² (default: %(default)s)"
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="equal seeds give equal files (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a summary")
    return parser


def _show(stage: str, share: float) -> None:
    width = 30
    done = round(width * share)
    sys.stderr.write(f"\r[{'#' * done}{'.' * (width - done)}] {100 * share:3.0f} % {stage:<12}")
    if share >= 1:
        sys.stderr.write("\n")
    sys.stderr.flush()


def main(argv: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = build_parser().parse_args(argv)
    progress = _show if sys.stderr.isatty() else None
    try:
        summary = generate(options.out, scale=options.scale, seed=options.seed, progress=progress)
    except DemoRegionError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(
            f"demo: {options.out} can't be written ({error.strerror or error}); give another --out",
            file=sys.stderr,
        )
        return 2
    facts = dataclasses.asdict(summary) | {"path": str(summary.path)}
    if options.json:
        print(json.dumps(facts))
    else:
        print(f"{summary.path}: demo region, not a real place (scale {summary.scale:g}, seed {summary.seed})")
        print(f"{summary.nodes:,} nodes, {summary.ways:,} ways, {summary.relations:,} relations")
        print(f"{summary.graph_nodes:,} nodes of the routing graph, {summary.buildings:,} buildings")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
