"""The three languages of the interface and their catalogues.

Catalogues are the ``.po`` files in ``app/translations/<language>/LC_MESSAGES``, all of a language merged, read as they
are: nothing has to be compiled first. The texts in the code are English, so English has no catalogue. Works without a
request, so that the command lines speak the same words as the pages.
"""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from flask_babel import Domain, get_locale

LANGUAGES = ("nl", "en", "de")
DEFAULT_LANGUAGE = "nl"
FOLDER = Path(__file__).parent / "translations"


@cache
def catalogue(language: str) -> Translations:
    """Return the texts of a language, read once."""
    merged = Catalog(locale=language)
    for path in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    merged[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(fp=compiled)


class CatalogueDomain(Domain):  # type: ignore[misc]  # the library has no types
    """Gives Flask-Babel (the templates' ``_``) the catalogues of this module."""

    def get_translations(self) -> GNUTranslations:
        """Return the texts in the language of the request."""
        locale = get_locale()
        return catalogue(locale.language if locale else DEFAULT_LANGUAGE)


def translate(language: str, text: str, values: Mapping[str, object] | None = None) -> str:
    """Return an English text of the code in another language, its ``{names}`` filled in.

    Parameters
    ----------
    language
        One of :data:`LANGUAGES`.
    text
        The English text, as in the catalogue.
    values
        What stands in the text's braces.
    """
    translated = catalogue(language).gettext(text) if text else ""
    return translated.format(**values) if values else translated


def mark(text: str) -> str:
    """Mark a text of a table for the catalogue; it is translated where it is used."""
    return text


def number(language: str, value: float, decimals: int = 0) -> str:
    """Write a number the way the language does: ``1.234,5`` in Dutch and German."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=language))


def kilometres(language: str, metres: float) -> str:
    """Write a length: whole metres up to one kilometre, then kilometres with one decimal."""
    if metres < 1000:
        return f"{number(language, round(metres))} m"
    return f"{number(language, metres / 1000, 1)} km"


def hours(language: str, seconds: float) -> str:
    """Write a duration in hours and minutes, to the minute."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return translate(language, mark("{minutes} min"), {"minutes": minutes})
    return translate(
        language, mark("{hours} h {minutes} min"), {"hours": minutes // 60, "minutes": f"{minutes % 60:02d}"}
    )
