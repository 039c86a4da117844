"""Where an extract comes from: the first of a given path, a raw file, a download, the demo region."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.download import download
from geodata.errors import SourceError
from geodata.extract import check_extract
from geodata.regions import Region, load_region, region_names

RAW_FOLDER: Final = Path(__file__).parent / "data" / "raw"
VARIABLE: Final = "RONDJE_OSM"
DEMO_REGION: Final = "demo"


@dataclass(frozen=True)
class Source:
    """An extract, the region it is of, and in words how it was come by."""

    path: Path
    region: Region
    how: str


def find_extract(
    osm: Path | None,
    region: Region,
    environment: Mapping[str, str] = os.environ,
    raw: Path = RAW_FOLDER,
    tell: Callable[[str], None] = lambda words: None,
) -> Source:
    """Find an extract of a region, or make one.

    In this order: ``osm``; the environment's ``RONDJE_OSM``; a file in ``raw``, the region's own first; a download;
    the demo region, whose dataset says that it is one. A path that is given but isn't there is an error, never
    passed over.

    Parameters
    ----------
    osm
        The path asked for, if any.
    region
        The region asked for.
    environment
        Environment variables.
    raw
        Folder of downloaded extracts.
    tell
        Called with a line for people when something takes time or fails.
    """
    named = (
        environment.get(VARIABLE) if not region.demo else None
    )  # the demo region is never somebody's extract
    given = osm or (Path(named) if named else None)
    if given is not None:
        check_extract(given)
        return Source(given, region, "given")
    if region.demo:
        return Source(demo_extract(raw, tell), region, "demo")
    found = _raw_extract(raw, region)
    if found is not None:
        return Source(found, region, "raw")
    if region.download:
        try:
            tell(f"Downloading {region.download}")
            target = raw / f"{region.name}.osm.pbf"
            download(region.download, target)
            return Source(target, region, "download")
        except SourceError as error:
            tell(f"{error}. Making the demo region instead.")
    return Source(demo_extract(raw, tell), load_region(DEMO_REGION), "demo")


def _raw_extract(raw: Path, region: Region) -> Path | None:
    """A file in the raw folder: the region's own by its name, else one that is not another region's."""
    others = tuple(name for name in region_names() if name != region.name)
    found = [path for path in sorted(raw.glob("*.osm.pbf")) if not path.name.startswith(others)]
    return min(found, key=lambda path: not path.name.startswith(region.name), default=None)


def demo_extract(raw: Path = RAW_FOLDER, tell: Callable[[str], None] = lambda words: None) -> Path:
    """The demo region at scale 1, made once and kept."""
    from geodata.demo import generate  # noqa: PLC0415 (only needed where there is no extract)

    target = raw / "demo.osm.pbf"
    if not target.exists():
        tell("Making the demo region: a made-up landscape, not a real place")
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{os.getpid()}-{target.name}")
        try:
            generate(unfinished)
            unfinished.replace(target)
        except OSError as error:
            raise SourceError(
                f"{target}: the demo region could not be written ({error}); make room"
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)
    return target
