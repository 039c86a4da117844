"""A tour told in a few sentences made from its facts, in three languages."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.languages import hours, kilometres, mark, number, translate
from app.presenter import sentences
from app.presenter.record import Record
from app.presenter.words import WORDS, word

_MOST_NAMES = 3
_LEAST_SHARE = 0.1


def paragraph(record: Record, language: str, theme: str, theme_title: str) -> str:
    """Return what the tour is like: where it starts, what it passes, what one rides or walks on.

    Parameters
    ----------
    record
        The tour.
    language
        Of the text.
    theme
        What it was planned for.
    theme_title
        The theme's title in the language.
    """
    return " ".join(_sentences(record, language, theme, theme_title))


def _sentences(record: Record, language: str, theme: str, theme_title: str) -> Iterator[str]:
    start = {
        "fietsen": mark("A ride of {length} from {place}, about {time}."),
        "wandelen": mark("A walk of {length} from {place}, about {time}."),
        "toegankelijk": mark("A way of {length} without steps from {place}, about {time}."),
    }[record["mode"]]
    values = {
        "length": kilometres(language, record["length_m"]),
        "place": record["near"],
        "time": hours(language, record["duration_s"]),
    }
    yield translate(language, start, values)
    served = record["themes"].get(theme)
    if served:
        yield from _theme(served, language, theme_title)
    yield from _ground(record, language)
    if record["junctions"]:
        refs = len({junction["osm_id"] for junction in record["junctions"]})
        yield translate(language, mark("It passes {count} numbered junctions."), {"count": refs})


def _theme(served: Mapping[str, Any], language: str, title: str) -> Iterator[str]:
    names = [entry["what"] for entry in served["why"] if entry["what"] not in WORDS["landscape"]]
    names = list(dict.fromkeys(names))
    if names:
        first, more = names[:_MOST_NAMES], len(names) - _MOST_NAMES
        if more > 0:
            text = mark("{theme}: past {names} and {count} more.")
            values = {"theme": title, "names": ", ".join(first), "count": more}
            yield translate(language, text, values)
        else:
            values = {"theme": title, "names": _listed(first, language)}
            yield translate(language, mark("{theme}: past {names}."), values)
    land = [
        entry for entry in served["why"] if entry["what"] in WORDS["landscape"] and entry["metres"] >= 100
    ]
    if land:
        parts = _listed([sentences.why(language, entry) for entry in land[:_MOST_NAMES]], language)
        yield translate(language, mark("On the way: {parts}."), {"parts": parts})


def _ground(record: Record, language: str) -> Iterator[str]:
    length = max(record["length_m"], 1.0)
    known = {name: metres for name, metres in record["surface"].items() if name != "unknown"}
    ranked = sorted(known.items(), key=lambda pair: (-pair[1], pair[0]))
    shares = [(name, metres / length) for name, metres in ranked if metres / length >= _LEAST_SHARE][:2]
    if shares:
        parts = _listed(
            [
                f"{number(language, 100 * share)} % {word(language, 'surface', name)}"
                for name, share in shares
            ],
            language,
        )
        yield translate(language, mark("Underfoot: {parts}."), {"parts": parts})


def _listed(parts: list[str], language: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    values = {"first": ", ".join(parts[:-1]), "last": parts[-1]}
    return translate(language, mark("{first} and {last}"), values)
