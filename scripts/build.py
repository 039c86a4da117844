"""Extract → dataset: ``python -m scripts.build --osm PATH --region drenthe --out DIR``."""

import argparse
import json
import sys
from pathlib import Path

from geodata.build import BuildResult, build_dataset
from geodata.errors import GeodataError
from geodata.regions import load_region, region_names

DEFAULT_OUT = Path("geodata/data/datasets")


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0 on success, 2 on bad input.
    """
    options = _parser().parse_args(arguments)
    try:
        region = load_region(options.region)
        result = build_dataset(options.osm, region, options.out or DEFAULT_OUT / region.name)
    except GeodataError as error:
        print(f"build: {error}", file=sys.stderr)
        return 2
    print(json.dumps(_as_json(result)) if options.json else _summary(result))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.build", description="Build a dataset from an OSM extract.")
    parser.add_argument("--osm", type=Path, metavar="PATH", help="extract: .osm.pbf, .osm or .osm.gz")
    parser.add_argument("--region", default="drenthe", help=f"one of {', '.join(region_names())} (default drenthe)")
    parser.add_argument("--out", type=Path, metavar="DIR", help=f"default {DEFAULT_OUT}/REGION")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _as_json(result: BuildResult) -> dict[str, object]:
    return {
        "folder": str(result.folder),
        "version": result.manifest["version"],
        "counts": result.manifest["counts"],
        "seconds": result.seconds,
        "total_s": round(sum(result.seconds.values()), 3),
    }


def _summary(result: BuildResult) -> str:
    counts = result.manifest["counts"]
    return (
        f"{result.folder}: {counts['nodes']:,} nodes, {counts['edges']:,} edges, {counts['length_m'] / 1000:,.0f} km; "
        f"{counts['sections_rcn']:,} cycle and {counts['sections_rwn']:,} walking sections, {counts['routes']} routes; "
        f"{counts['problems']:,} problems in the data (manifest.json); {sum(result.seconds.values()):.1f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
