"""A newer dataset in place of the one in use: ``python -m scripts.refresh --region drenthe``.

Fetches the extract (whole, or the changes since), builds, checks against the dataset in use, and publishes; a running
server changes over by itself. Made to be run by a timer: when nothing is newer, nothing happens.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geodata.build import build_dataset
from geodata.errors import GeodataError
from geodata.refresh import DatasetFell, apply_diffs, counts_in_use, falls, fetch_whole, prune
from geodata.regions import Region, load_region, region_names
from geodata.sources import RAW_FOLDER
from scripts.build import DEFAULT_OUT
from scripts.terminal import BAD_INPUT, OneLineParser

NOT_TRUSTED = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0 on success and when nothing is newer, 2 on bad input or a server that can't be reached, 3 when the new dataset
        is not trusted.
    """
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except DatasetFell as error:
        print(f"refresh: {error}", file=sys.stderr)
        return NOT_TRUSTED
    except GeodataError as error:
        print(f"refresh: {error}", file=sys.stderr)
        return BAD_INPUT


def _run(options: argparse.Namespace) -> int:
    region = load_region(options.region)
    out = options.out or DEFAULT_OUT / region.name
    extract = options.osm or RAW_FOLDER / f"{region.name}.osm.pbf"
    newer = _bring_up_to_date(options, region, extract)
    before = counts_in_use(out)
    if not newer and before is not None and not options.always:
        return _tell(options, {"newer": False, "version": None, "removed": prune(out, options.keep)})
    result = build_dataset(extract, region, out, check=None if options.accept_fall else _check(before))
    removed = prune(out, options.keep)
    version = result.manifest["version"]
    return _tell(options, {"newer": True, "version": version, "removed": removed})


def _bring_up_to_date(options: argparse.Namespace, region: Region, extract: Path) -> bool:
    if options.osm is not None and options.diffs is None:
        # Somebody else keeps the file; whatever it is now is what is wanted.
        return True
    if options.diffs is not None and extract.exists():
        return apply_diffs(extract, options.diffs or None)
    url = options.url or region.download
    if not url:
        raise GeodataError(f"{region.name} has no address to download from; give --url or --osm")
    return fetch_whole(url, extract)


def _check(before: Mapping[str, int] | None) -> Callable[[Mapping[str, Any]], None]:
    def _compare(manifest: Mapping[str, Any]) -> None:
        found = falls(before or {}, manifest["counts"])
        if found:
            raise DatasetFell(found)

    return _compare


def _tell(options: argparse.Namespace, what: Mapping[str, Any]) -> int:
    if options.json:
        print(json.dumps(what))
    elif what["newer"]:
        print(f"{what['version']} is in use now; {len(what['removed'])} old versions removed")
    else:
        print("nothing newer")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m scripts.refresh",
        description="Build a newer dataset and put it in place of the one in use.",
    )
    add = parser.add_argument
    add("--region", default="drenthe", choices=region_names(), help="default drenthe")
    add("--osm", type=Path, metavar="PATH", help="extract; left out: the downloaded one")
    add("--url", metavar="URL", help="where the whole extract is; left out: the region's own address")
    add(
        "--diffs", nargs="?", const="", metavar="URL",
        help="bring the extract forward by OSM's changes; the address may be left out if the file names it",
    )  # fmt: skip
    add("--out", type=Path, metavar="DIR", help=f"default {DEFAULT_OUT}/REGION")
    add("--keep", type=int, default=3, metavar="N", help="versions that stay on the disk (default 3)")
    add("--accept-fall", action="store_true", help="publish even if length or places fell by more than 5 %%")
    add("--always", action="store_true", help="build although nothing is newer")
    add("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
