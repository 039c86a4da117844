"""Texts that every format shares: what a tour is, fit for XML and for the few characters of a small screen."""

import re
import unicodedata

from app.languages import hours, kilometres
from app.presenter import demo_label
from app.presenter.record import Record
from app.presenter.sentences import junctions, title, warning

LICENCE = "https://opendatacommons.org/licenses/odbl/1-0/"
# What XML 1.0 cannot hold, not even escaped.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _UNSPEAKABLE.sub("", text)


def short(text: str, most: int) -> str:
    """Return a text of at most so many plain letters; never empty.

    Devices count bytes and lack glyphs, so accents go.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = " ".join(re.sub(r"[^\x20-\x7e]", " ", plain).split())
    return words[:most].strip() or "-"


def heading(record: Record, language: str) -> str:
    """Return a tour's title; that of a made-up region says so."""
    told = clean(title(language, record))
    return f"{told} ({demo_label(language)})" if record["source"]["demo"] else told


def summary(record: Record, language: str, *more: str) -> str:
    """Return a tour in a few sentences: figures, junctions, what to know, whom to thank.

    Parameters
    ----------
    record, language
        The tour, and what to write it in.
    more
        Further sentences, before the thanks.
    """
    parts = [demo_label(language)] if record["source"]["demo"] else []
    parts.append(f"{kilometres(language, record['length_m'])}, {hours(language, record['duration_s'])}")
    if record["junctions"]:
        parts.append(junctions(language, record))
    parts.extend(warning(language, entry) for entry in record["warnings"] if entry["code"] != "demo")
    parts.extend(more)
    parts.extend(record["source"]["attribution"])
    return clean(". ".join(part.rstrip(".") for part in parts) + ".")
