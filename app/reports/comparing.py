"""What changed between two versions of the dataset that lie beside each other, as tables."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.dataset import Dataset
from app.desk.listing import Sheet
from app.errors import FieldError, InvalidInput
from app.languages import kilometres, mark, number, translate
from app.presenter.words import word

if TYPE_CHECKING:
    from routing.desk.comparison import Change, Comparison

_CHANGES = {
    "added": mark("new"), "removed": mark("gone"), "moved": mark("moved"), "changed": mark("another length"),
}  # fmt: skip
_lock = threading.Lock()
_known: dict[tuple[str, str], "Comparison"] = {}
_KEPT = 4


def other_versions(dataset: Dataset) -> list[str]:
    """Return the names of the versions beside the one in use, the newest first."""
    folder = dataset.folder.parent
    names = [
        path.name for path in folder.iterdir()
        if (path / "manifest.json").is_file() and path.resolve() != dataset.folder.resolve() and not path.is_symlink()
    ]  # fmt: skip
    return sorted(names, reverse=True)


def compared(dataset: Dataset, before: str, language: str) -> "Comparison":
    """Return what changed since an older version.

    Raises
    ------
    InvalidInput
        If there is no such version.
    """
    from routing.desk.comparison import compare  # noqa: PLC0415

    if before not in other_versions(dataset):
        text = translate(language, mark("there is no such version; choose one of the list"))
        raise InvalidInput([FieldError("before", text)])
    key = (before, dataset.version)
    with _lock:
        if key not in _known:
            _known[key] = compare(Path(dataset.folder.parent / before), dataset.folder)
            while len(_known) > _KEPT:
                _known.pop(next(iter(_known)))
        return _known[key]


def comparison_sheets(found: "Comparison", language: str) -> list[Sheet]:
    """Return a comparison as sheets."""

    def told(**titles: str) -> dict[str, str]:
        return {name: translate(language, title) for name, title in titles.items()}

    figures = told(
        subject=mark("what"), before=mark("before"), after=mark("now"), difference=mark("difference")
    )
    lengths = [_length(change, language) for change in (*found.networks, *found.municipalities)]
    counts = [_count(change, language) for change in found.counts]
    return [
        Sheet(translate(language, mark("coverage")),
              told(what=mark("what"), norm=mark("Norm"), before=mark("before"), after=mark("now"), gap=mark("gap")),
              _coverage(found, language)),
        Sheet(translate(language, mark("networks")), figures, [row for row in lengths if row["difference"] != "0 m"]),
        Sheet(translate(language, mark("facilities")), figures, [row for row in counts if row["difference"] != "0"]),
        Sheet(translate(language, mark("places")),
              told(change=mark("what happened"), kind=mark("kind"), name=mark("Name"),
                   municipality=mark("municipality"), moved=mark("metres moved"), lon="lon", lat="lat",
                   id=mark("Number in the map data")),
              [_place(place, language) for place in found.places]),
        Sheet(translate(language, mark("sections and routes")),
              told(change=mark("what happened"), what=mark("what"), network=mark("network"), ref=mark("number"),
                   before=mark("before"), after=mark("now"), id=mark("Number in the map data")),
              [_section(section, language) for section in found.sections]),
    ]  # fmt: skip


def _length(change: "Change", language: str) -> dict[str, Any]:
    mode, _, name = change.subject.partition(":")
    what = word(language, "mode", mode) + (f", {name}" if name else "")
    return _figures(what, change, lambda metres: kilometres(language, metres), language)


def _count(change: "Change", language: str) -> dict[str, Any]:
    return _figures(
        word(language, "facility", change.subject), change, lambda count: number(language, count), language
    )


def _figures(what: str, change: "Change", written: Any, language: str) -> dict[str, Any]:
    difference = change.difference
    sign = "" if not difference else "+" if difference > 0 else "−"
    return {
        "subject": what,
        "before": "–" if change.before is None else written(change.before),
        "after": "–" if change.after is None else written(change.after),
        "difference": translate(language, mark("unknown"))
        if difference is None
        else sign + written(abs(difference)),
    }


def _coverage(found: "Comparison", language: str) -> Sequence[dict[str, Any]]:
    def share(value: float | None) -> str:
        return "–" if value is None else f"{number(language, 100 * value, 1)} %"

    return [
        {
            "what": f"{word(language, 'facility', c.facility)}, {word(language, 'mode', c.mode)}",
            "norm": kilometres(language, c.norm_m),
            "before": share(c.within_before),
            "after": share(c.within_after),
            "gap": f"{kilometres(language, c.gap_before_m)} → {kilometres(language, c.gap_after_m)}",
        }
        for c in found.coverage
    ]


def _place(place: Any, language: str) -> dict[str, Any]:
    return {
        "change": translate(language, _CHANGES[place.change]), "kind": word(language, "facility", place.kind),
        "name": place.name, "municipality": place.municipality,
        "moved": round(place.moved_m, 1) if place.change == "moved" else "",
        "lon": round(place.lonlat[0], 6), "lat": round(place.lonlat[1], 6), "id": place.place_id,
    }  # fmt: skip


def _section(section: Any, language: str) -> dict[str, Any]:
    kinds = {"section": mark("section"), "route": mark("route")}
    return {
        "change": translate(language, _CHANGES[section.change]), "what": translate(language, kinds[section.what]),
        "network": section.network, "ref": section.ref,
        "before": "–" if section.before_m is None else kilometres(language, section.before_m),
        "after": "–" if section.after_m is None else kilometres(language, section.after_m), "id": section.osm_id,
    }  # fmt: skip
