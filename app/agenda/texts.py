"""Texts of others made plain: no markup, no control characters, not endless."""

import html
import re

import nh3

from geodata.vocabulary import EVENT_CATEGORIES

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile(r"<\s*(br|/p|/li|/div|/h\d)\b[^>]*>", re.IGNORECASE)
_LIST = re.compile(r"<\s*li\b[^>]*>", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>\\]+", re.IGNORECASE)

# What organisers call things, in three languages, and what schema.org does; the first that is found decides.
_CALLED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("commemoration", ("herdenking", "dodenherdenking", "commemoration", "gedenk", "memorial")),
    ("parade", ("corso", "optocht", "parade", "umzug", "intocht")),
    ("cycling", ("fiets", "wielren", "cycl", "radtour", "rad fahren", "mountainbike", "mtb")),
    ("walking", ("wandel", "walk", "wander", "avondvierdaagse", "hike", "hiking")),
    ("market", ("markt", "market", "braderie", "kofferbak", "veiling")),
    ("folklore", ("folklor", "schaapscheer", "oogstfeest", "midwinterhoorn", "ambacht", "brauchtum")),
    ("theatre", ("theater", "theatre", "toneel", "cabaret", "musical", "dance", "dans", "comedy", "tanz")),
    ("music", ("muziek", "music", "musik", "concert", "konzert", "koor", "orkest", "band", "jazz")),
    ("art", ("kunst", "art", "expositie", "exhibition", "tentoonstelling", "galerie", "ausstellung", "atelier")),
    ("heritage", ("erfgoed", "heritage", "monument", "molen", "museum", "hunebed", "historisch", "geschiedenis")),
    ("nature", ("natuur", "nature", "natur", "excursie", "heide", "vogel", "sterren", "ivn")),
    ("food", ("food", "streekproduct", "proeverij", "culinair", "bier", "wijn", "kulinar")),
    ("sport", ("sport", "race", "run", "loop", "toernooi", "motor", "triathlon", "zwemmen")),
    ("festival", ("festival", "feest", "kermis", "fair", "fest", "childrensevent", "koningsdag")),
)  # fmt: skip


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # Long words count inside of compounds too; short ones, such as "art", only where a word begins.
    inside = [word for word in words if len(word) > 4]
    begins = [word for word in words if len(word) <= 4]
    return re.compile("|".join([*inside, *(rf"\b{word}" for word in begins)]))


_WORDS = tuple((category, _pattern(words)) for category, words in _CALLED)


def plain(text: str, length: int) -> str:
    """Return a text in one line, without markup.

    Parameters
    ----------
    text
        Anything.
    length
        Characters at most; what is longer ends with an ellipsis.
    """
    return _cut(" ".join(_unmarked(text).split()), length)


def paragraphs(text: str, length: int) -> str:
    """Return a text of more than one line, without markup."""
    lines = [" ".join(line.split()) for line in _unmarked(text).splitlines()]
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return _cut(joined, length)


def web_address(text: str, length: int) -> str:
    """Return an address that a browser may follow, or "" where it is none."""
    found = _WEB_ADDRESS.fullmatch(text.strip())
    return found.group() if found and len(found.group()) <= length else ""


def category_of(*texts: str) -> str:
    """Return the category that words of others most likely mean, "" where they say nothing.

    The first text counts most: what the source calls a category comes before the title.
    """
    for text in texts:
        folded = text.casefold().strip()
        if folded in EVENT_CATEGORIES:
            return folded
        found = next((category for category, words in _WORDS if words.search(folded)), "")
        if found:
            return found
    return ""


def _unmarked(text: str) -> str:
    # Twice: pages put markup into their data that has been escaped once more.
    for _ in range(2):
        if "<" in text or "&" in text:
            broken = _BREAK.sub("\n", _LIST.sub("\n– ", text))
            text = html.unescape(nh3.clean(broken, tags=set()))
    return _CONTROL.sub(" ", text)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
