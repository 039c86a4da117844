"""File names that a person recognises."""

from app.file_names import plain_name
from app.languages import DEFAULT_LANGUAGE, translate
from app.presenter.record import Record
from app.presenter.words import word
from routing.themes import themes

# A stop weighs as much as so many metres of heath or wood.
_STOP_M = 1000


def file_name(record: Record, language: str, ending: str) -> str:
    """Return a file name such as ``rondje-hunebedden-35km-rolde.gpx``: plain ASCII, safe everywhere.

    Two themes at most that the tour serves, the most served first; without one, how one goes.
    """
    parts = [
        translate(language, "demo, not a real place") if record["source"]["demo"] else "",
        "rondje" if record["class"] != "one-way" else "route",
        *(_themes(record, language) or [word(language, "mode", record["mode"])]),
        f"{record['length_m'] / 1000:.0f}km",
        record["near"],
    ]
    return f"{plain_name(' '.join(parts))}.{ending}"


def _themes(record: Record, language: str) -> list[str]:
    served = {
        name: figures["metres"] + _STOP_M * figures["stops"]
        for name, figures in record["themes"].items()
        if figures["metres"] or figures["stops"]
    }
    known = themes()
    best = sorted((name for name in served if name in known), key=lambda name: (-served[name], name))[:2]
    # Their names in the code are short Dutch words already.
    return [name if language == DEFAULT_LANGUAGE else known[name].title[language] for name in best]
