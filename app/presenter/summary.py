"""A tour in a few lines of plain text, for a terminal or a message."""

from collections.abc import Iterator, Mapping

from app.languages import hours, kilometres, mark, number, translate
from app.presenter import sentences
from app.presenter.record import Record
from app.presenter.words import word

_SHOWN_CLASSES = 4
_SHOWN_REASONS = 6


def summary(record: Record, language: str) -> str:
    """Return what a tour is: length, time, class, surface, junctions, why it was chosen, what to know."""
    return "\n".join(_lines(record, language))


def _lines(record: Record, language: str) -> Iterator[str]:
    yield sentences.title(language, record)
    kind = word(language, "class", record["class"])
    figures = [kilometres(language, record["length_m"]), hours(language, record["duration_s"]), kind]
    if record["ascent_m"] is not None:
        metres = number(language, record["ascent_m"])
        figures.append(translate(language, mark("{metres} m up"), {"metres": metres}))
    if record["length_error"] is not None:
        sign = "+" if record["length_error"] >= 0 else "−"
        error = number(language, abs(record["length_error"]) * 100, 1)
        figures.append(translate(language, mark("{error} % from the asked length"), {"error": sign + error}))
    yield "  " + " · ".join(figures)
    repeated = kilometres(language, record["repeated_m"])
    yield "  " + translate(language, mark("Ridden or walked twice: {length}"), {"length": repeated})
    for column, label in (("surface", mark("Surface: {parts}")), ("landscape", mark("Landscape: {parts}"))):
        yield "  " + translate(language, label, {"parts": _shares(record[column], column, language)})
    if record["junctions"]:
        yield "  " + sentences.junctions(language, record)
    for stop in record["stops"]:
        if stop["kind"] == "event":  # what one set out for; places passed stand with their themes
            arrive = (stop["arrive"] or "")[11:16]
            yield "  " + " · ".join(
                part for part in (arrive, stop["name"], kilometres(language, stop["at_m"])) if part
            )
    for name, theme in record["themes"].items():
        why = [sentences.why(language, entry) for entry in theme["why"][:_SHOWN_REASONS]]
        nothing = translate(language, mark("nothing on this tour"))
        yield f"  {name}: {', '.join(why) or nothing}"
    for entry in record["warnings"]:
        yield f"  ! {sentences.warning(language, entry)}"


def _shares(metres: Mapping[str, float], column: str, language: str) -> str:
    ranked = sorted(metres.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN_CLASSES]
    total = sum(metres.values()) or 1.0
    return ", ".join(
        f"{word(language, column, name)} {number(language, 100 * value / total)} %" for name, value in ranked
    )
