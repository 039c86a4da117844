"""Reads ``geodata/curated/<region>/``: sources, places, events; refuses a row with its file, name and field."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from geodata.errors import KnowledgeError
from geodata.knowledge.rows import KnownEvent, KnownPlace, Source

FOLDER: Final = Path(__file__).parent.parent / "curated"
_Row = TypeVar("_Row", bound=BaseModel)


@dataclass(frozen=True)
class Knowledge:
    """What is known of a region beyond its extract; nothing of a region without a folder.

    Attributes
    ----------
    sources
        Key → page that was read.
    places, events
        Rows in the order of the files.
    """

    sources: Mapping[str, Source] = field(default_factory=dict)
    places: tuple[KnownPlace, ...] = ()
    events: tuple[KnownEvent, ...] = ()


def read_knowledge(region: str, folder: Path = FOLDER) -> Knowledge:
    """Read what is known of a region.

    Parameters
    ----------
    region
        Its name, which is the folder's.
    folder
        Where the regions' folders lie.

    Raises
    ------
    KnowledgeError
        If a file or a row is not what it should be; the message names file, row and field.
    """
    home = folder / region
    if not (home / "sources.toml").is_file():
        return Knowledge()
    sources = _sources(home / "sources.toml")
    places: list[KnownPlace] = []
    for path in sorted((home / "places").glob("*.toml")):
        places += _rows(path, "places", KnownPlace)
    path = home / "events.toml"
    events = _rows(path, "events", KnownEvent) if path.is_file() else []
    _once(home, [place.id for place in places], "id of a place")
    _once(home, [f"{place.category} {place.ref}" for place in places if place.ref], "number of a place")
    _once(home, [event.id for event in events], "id of an event")
    _known_sources(home, sources, [*places, *events])
    return Knowledge(sources, tuple(places), tuple(events))


def _sources(path: Path) -> dict[str, Source]:
    """Sources by key; the file is one table a source."""
    return {key: _row(path, key, row, Source) for key, row in _toml(path).items()}


def _rows(path: Path, name: str, kind: type[_Row]) -> list[_Row]:
    content = _toml(path)
    rows = content.pop(name, None)
    if content or not isinstance(rows, list):
        raise KnowledgeError(f"{path}: write each row under [[{name}]] and nothing else in this file")
    return [
        _row(path, f"row {number}, {_called(row)}", row, kind) for number, row in enumerate(rows, start=1)
    ]


def _called(row: object) -> str:
    return str(row.get("id", "without id")) if isinstance(row, dict) else "no table"


def _row(path: Path, called: str, row: object, kind: type[_Row]) -> _Row:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        faults = "; ".join(_fault(fault) for fault in error.errors())
        raise KnowledgeError(f"{path}: {called}: {faults}") from error


def _fault(fault: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    message = str(fault["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KnowledgeError(f"{path}: {error}; correct the file") from error


def _once(home: Path, names: Iterable[str], what: str) -> None:
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise KnowledgeError(f"{home}: {what} given twice: {', '.join(twice)}; keep one of them")


def _known_sources(
    home: Path, sources: Mapping[str, Source], rows: Iterable[KnownPlace | KnownEvent]
) -> None:
    used: set[str] = set()
    for row in rows:
        used.update(row.sources)
        unknown = [key for key in row.sources if key not in sources]
        if unknown:
            raise KnowledgeError(
                f"{home}: {row.id}: no source {', '.join(unknown)} in sources.toml; add the page that was read"
            )
    idle = sorted(set(sources) - used)
    if idle:
        raise KnowledgeError(f"{home / 'sources.toml'}: no row uses {', '.join(idle)}; take it out")
