"""Extract → dataset: ``python -m scripts.build --osm PATH --region drenthe --out DIR``."""

import argparse
import json
import sys
from pathlib import Path

from geodata.build import BuildResult, build_dataset
from geodata.errors import GeodataError
from geodata.regions import load_region, region_names
from geodata.sources import Source, find_extract

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
        source = _source(options)
        out = options.out or DEFAULT_OUT / source.region.name
        result = build_dataset(source.path, source.region, out, nature=options.nature)
    except GeodataError as error:
        print(f"build: {error}", file=sys.stderr)
        return 2
    print(json.dumps(_as_json(result, source)) if options.json else _summary(result))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.build",
        description="Build a dataset from an OSM extract. Without --osm: the file that RONDJE_OSM names, one in "
        "geodata/data/raw, a download, or else the demo region.",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--osm", type=Path, metavar="PATH", help="extract: .osm.pbf, .osm or .osm.gz")
    where.add_argument(
        "--place", metavar="NAME", help='fetch a small area by name instead, e.g. "Gemeente Assen"'
    )
    parser.add_argument(
        "--region", default="drenthe", help=f"one of {', '.join(region_names())} (default drenthe)"
    )
    parser.add_argument(
        "--nature", action="append", default=[], metavar="FILE_OR_URL",
        help="official nature areas: a GeoPackage or GeoJSON, or the address of an OGC API - Features collection or "
        "of a WFS; may be given several times. Without it nothing is fetched",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="DIR", help=f"default {DEFAULT_OUT}/REGION")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _source(options: argparse.Namespace) -> Source:
    region = load_region(options.region)
    if options.place:
        from geodata.osmnx_extract import fetch_place  # noqa: PLC0415 (slow to import, rarely wanted)

        return Source(fetch_place(options.place), region, "place")
    return find_extract(options.osm, region, tell=lambda words: print(words, file=sys.stderr))


def _as_json(result: BuildResult, source: Source) -> dict[str, object]:
    return {
        "folder": str(result.folder),
        "version": result.manifest["version"],
        "region": source.region.name,
        "source": source.how,
        "counts": result.manifest["counts"],
        "seconds": result.seconds,
        "total_s": round(sum(result.seconds.values()), 3),
    }


def _summary(result: BuildResult) -> str:
    n = result.manifest["counts"]
    return (
        f"{result.folder}: {n['nodes']:,} nodes, {n['edges']:,} edges, {n['length_m'] / 1000:,.0f} km; "
        f"{n['sections_rcn']:,} cycle and {n['sections_rwn']:,} walking sections, {n['routes']} routes; "
        f"{_curated(n)}{n['problems']:,} problems in the data (manifest.json); {sum(result.seconds.values()):.1f} s"
    )


def _curated(counts: dict[str, int]) -> str:
    """What came of the curated rows; nothing where the region has none."""
    joined, placed = counts["curated places joined"], counts["curated places put at their village"]
    left_out = counts["curated places left out"] + counts["curated events left out"]
    if not joined + placed + counts["curated events"] + left_out:
        return ""
    return (
        f"curated: {joined} places joined, {placed} put at their village, {counts['curated events']} events, "
        f"{left_out} left out; "
    )


if __name__ == "__main__":
    sys.exit(main())
