"""File names that a person recognises."""

import re
import unicodedata

from app.languages import translate
from app.presenter.record import Record
from app.presenter.words import word


def file_name(record: Record, language: str, ending: str) -> str:
    """Return a file name such as ``rondje-fietsen-35-km-rolde.gpx``: plain ASCII, safe everywhere."""
    parts = [
        translate(language, "demo, not a real place") if record["source"]["demo"] else "",
        "rondje" if record["class"] != "one-way" else "route",
        word(language, "mode", record["mode"]),
        f"{record['length_m'] / 1000:.0f} km",
        record["near"],
    ]
    plain = unicodedata.normalize("NFKD", " ".join(parts).casefold()).encode("ascii", "ignore").decode()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:80]}.{ending}"
