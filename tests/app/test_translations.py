"""No text is left in English, and none breaks when it is filled in."""

import re
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.languages import FOLDER, LANGUAGES, hours, kilometres, translate
from app.presenter.sentences import warning
from app.presenter.words import REASONS, WARNINGS, WORDS
from geodata import vocabulary
from routing.themes import themes
from routing.types import Reason, WarningCode

ROOT = Path(__file__).resolve().parents[2]
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"mark": None, "_": None, "gettext": None, "ngettext": (1, 2)}


def texts_in_use() -> set[str]:
    """Every text of code and templates that people read."""
    found = set()
    for folder in ("app", "scripts", "templates"):
        methods = METHODS if folder != "templates" else [("**.html", "jinja2.ext:babel_extract")]
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, method_map=methods, keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found


def catalogue_of(language: str) -> Catalog:
    """All catalogues of a language in one."""
    merged = Catalog(locale=language)
    for path in (FOLDER / language).rglob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    merged[message.id] = message
    return merged


def holes(text: str) -> list[str]:
    """Names in braces or after a percent sign."""
    return sorted(re.findall(r"\{(\w+)\}|%\((\w+)\)", text))


@pytest.mark.parametrize("language", ["nl", "de"])
def test_every_text_is_translated(language: str) -> None:
    """Each text of the code and the pages has its Dutch and its German, with the same holes to fill."""
    merged = catalogue_of(language)
    texts = texts_in_use()
    assert len(texts) > 100
    untranslated = [text for text in sorted(texts) if text not in merged or not merged[text].string]
    assert untranslated == []
    assert [text for text in texts if holes(text) != holes(str(merged[text].string))] == []


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("mode", vocabulary.MODES),
        ("way_class", vocabulary.WAY_CLASSES),
        ("surface", vocabulary.SURFACES),
        ("landscape", (*vocabulary.LANDCOVER, "unknown")),
        ("traffic_stress", vocabulary.TRAFFIC_STRESS),
        ("facility", vocabulary.FACILITIES),
        ("group", vocabulary.PLACE_GROUPS),
    ],
)
def test_every_word_of_the_vocabulary_has_a_name(column: str, codes: tuple[str, ...]) -> None:
    """A word added to the vocabulary is not forgotten here."""
    assert set(codes) <= set(WORDS[column])


def test_every_code_of_the_planner_has_a_sentence() -> None:
    """Whatever the planner warns of, or gives as its reason, is told in words."""
    assert set(get_args(Reason)) == set(REASONS)
    added_when_shown = {"incomplete", "closed_since", "field_report"}
    assert set(get_args(WarningCode)) | added_when_shown == set(WARNINGS)


def test_a_need_that_is_not_met_is_told_in_words() -> None:
    """What is missing and by how much, in the reader's language."""
    entry = {"code": "need", "values": {"kind": "toilet", "metres": 2300}}
    assert warning("nl", entry) == "Niet zoals gewenst: toilet. Samen scheelt het 2,3 km."
    assert "drinking water" in warning("en", {"code": "need_unknown", "values": {"kind": "drinking_water"}})


def test_every_stop_of_a_theme_has_a_name() -> None:
    """What a theme makes a tour pass by is called something in all three languages."""
    rewarded = {category for theme in themes().values() for category in (*theme.places, *theme.near)}
    assert rewarded <= set(WORDS["category"])


def test_english_is_the_text_itself() -> None:
    """English needs no catalogue."""
    assert set(LANGUAGES) == {"nl", "en", "de"}
    assert translate("en", "Junction {junction}", {"junction": "12"}) == "Junction 12"
    assert translate("nl", "Junction {junction}", {"junction": "12"}) == "Knooppunt 12"


@pytest.mark.parametrize(
    ("language", "metres", "expected"),
    [
        ("nl", 999.4, "999 m"),
        ("nl", 1234, "1,2 km"),
        ("en", 1234, "1.2 km"),
        ("de", 123456, "123,5 km"),
        ("nl", 0, "0 m"),
    ],
)
def test_lengths_as_the_language_writes_them(language: str, metres: float, expected: str) -> None:
    """Metres when short, kilometres with the language's comma or point when long."""
    assert kilometres(language, metres) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(59 * 60, "59 min"), (3600, "1 u 00 min"), (7860, "2 u 11 min")]
)
def test_durations(seconds: float, expected: str) -> None:
    """Hours and minutes, to the minute."""
    assert hours("nl", seconds) == expected
