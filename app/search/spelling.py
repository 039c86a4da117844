"""How names are made comparable: letters, Dutch spellings, abbreviations, words that nobody need type."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_ABBREVIATIONS: Final = {
    "st": "sint",
    "str": "straat",
    "ln": "laan",
    "wg": "weg",
    "pln": "plein",
    "nat": "nationaal",
    "np": "nationaal",
    "mus": "museum",
    "gem": "gemeente",
    "kon": "koningin",
    "burg": "burgemeester",
    "burgem": "burgemeester",
    "prof": "professor",
    "dr": "dokter",
    "ds": "dominee",
    "mr": "meester",
    "pr": "prins",
    "gr": "groningen",
    "ned": "nederlands",
    "nw": "nieuw",
    "nwe": "nieuwe",
    "old": "olde",
    "kp": "knooppunt",
    "knp": "knooppunt",
    "kpt": "knooppunt",
}
"""What is written short, on signs and in queries, and in full; both are tried."""
_JUNCTION: Final = frozenset({"kp", "knp", "kpt"})
# Written out or left out as people like: never needed, and no name of anything by themselves.
_SMALL: Final = frozenset(
    ("de", "het", "een", "der", "den", "ter", "ten", "te", "t", "n", "s", "van", "op", "in", "bij", "aan", "en", "the",
     "of", "at", "on", "a", "and", "die", "das", "dem", "zum", "zur", "am", "im", "von", "und")
)  # fmt: skip
_PAIR_OF_NUMBERS: Final = re.compile(r"(?<!\w)0*(\d+)\s*[-\u2010-\u2015>→]+\s*0*(\d+)(?!\w)")
_NO_WORD: Final = re.compile(r"[^0-9a-z]+")
_LETTERS: Final = re.compile(r"[a-z]{1,2}")
_NUMBER: Final = re.compile(r"\d+[a-z]?")
_SENTENCE: Final = 12


@dataclass(frozen=True)
class Term:
    """A word of a query.

    Attributes
    ----------
    word
        As it is compared.
    full
        What it may stand for; empty for nothing.
    needed
        Whether something found must have it.
    """

    word: str
    full: str = ""
    needed: bool = True


def fold(text: str) -> str:
    """Return lower-case words without accents and punctuation, one space between them."""
    if text.isascii():
        return " ".join(_NO_WORD.sub(" ", text.lower()).split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def words(text: str) -> list[str]:
    """Return the words of a name as they are compared.

    *ij* and *y* are one, as are *sche* and *se* at the end of a word; ``D 27`` is one word, ``12-45`` (two junctions)
    too, and numbers have no leading zeros.
    """
    joined = _PAIR_OF_NUMBERS.sub(r" \1x\2 ", text)
    parts = [_spelled(part) for part in fold(joined).split()]
    found: list[str] = []
    for part in parts:
        if found and _NUMBER.fullmatch(part) and _LETTERS.fullmatch(found[-1]) and found[-1] not in _JUNCTION:
            found[-1] += part
        else:
            found.append(part)
    return found


def spellings(word: str) -> tuple[str, ...]:
    """Return the words that a word of a name is found by."""
    full = _ABBREVIATIONS.get(word)
    return (word, full) if full else (word,)


def terms(text: str) -> list[Term]:
    """Return the words of a query; where all are small words, all are needed."""
    typed = words(text)[:_SENTENCE]
    only_small = all(word in _SMALL for word in typed)
    return [Term(word, _other(word), only_small or word not in _SMALL) for word in typed]


def _other(word: str) -> str:
    """Return what else a typed word may be: in full, or with an *ij* of which only the *i* was typed yet."""
    return _ABBREVIATIONS.get(word) or (word[:-1] + "y" if word.endswith("i") else "")


def _spelled(word: str) -> str:
    if word.isdigit():
        return word.lstrip("0") or "0"
    word = word.replace("ij", "y")
    return word[:-4] + "se" if word.endswith("sche") and len(word) > 5 else word
