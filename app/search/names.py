"""What each row of an index is found by: names in all languages, numbers, words for what it is, where it lies."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pyarrow as pa

from app.languages import LANGUAGES, translate
from app.presenter.words import WORDS
from app.search.index import Names
from app.search.spelling import fold

_NAMES = ("name", "name_nl", "name_en", "name_de")
_COLUMNS = (*_NAMES, "alt_names", "group", "category", "ref", "settlement", "municipality")
# What people say beside the words that pages use.
_SAID: Mapping[str, tuple[str, ...]] = {
    "hunebed": ("hunebed", "hunebedden", "dolmen", "Hünengrab", "Großsteingrab"),
    "museum": ("museum", "musea"),
    "natura2000": ("natuurgebied", "Natura 2000", "natura2000"),
    "national_park": ("nationaal park", "natuurgebied"),
    "reserve": ("natuurgebied", "natuurreservaat"),
    "municipality": ("gemeente",),
    "province": ("provincie",),
    "cycle_junction": ("knooppunt", "fietsknooppunt"),
    "walk_junction": ("knooppunt", "wandelknooppunt"),
    "cycle_route": ("fietsroute",),
    "walk_route": ("wandelroute",),
    "camp_site": ("camping",),
    "station": ("station",),
    "rest_point": ("rustpunt",),
    "top": ("TOP", "toeristisch overstappunt"),
}


def names_of(table: pa.Table) -> Iterator[Names]:
    """Yield what each row of a table is found by."""
    columns = {name: table[name].to_pylist() for name in _COLUMNS}
    told = zip(*(columns[name] for name in (*_NAMES, "alt_names")), strict=True)
    kinds = zip(columns["group"], columns["category"], columns["ref"], strict=True)
    around = zip(columns["settlement"], columns["municipality"], strict=True)
    for names, (group, category, ref), where in zip(told, kinds, around, strict=True):
        yield _names(names, group, category, ref or "", where)


def _names(
    told: Sequence[str | None], group: str, category: str, ref: str, where: Sequence[str | None]
) -> Names:
    names = [name for name in told[:-1] if name]
    if told[-1]:
        names += [name.strip() for name in told[-1].split(";") if name.strip()]
    kinds = kind_words(group, category) if names or ref else ()
    if group == "section":
        # From either end.
        names.append("-".join(reversed(names[0].split("-"))))
    elif group == "route" and ref:
        names.append(ref)
    elif category == "hunebed" and ref:
        names += [ref, f"hunebed {ref}"]
        kinds = (*kinds, ref.lstrip("DGO"))
    return Names(names, kinds, [name for name in where if name])


@cache
def kind_words(group: str, category: str) -> tuple[str, ...]:
    """Return the words of all languages for what something is."""
    told = _SAID.get(category, ())
    for table, code in (("category", category), ("group", group)):
        text = WORDS[table].get(code)
        # "village or town" finds nothing that its parts would not find too often.
        if text and (table == "category" or group in ("junction", "section", "route", "event")):
            told += tuple(translate(language, text) for language in LANGUAGES)
    # Numbers among them would find hunebedden by "2000".
    return tuple(dict.fromkeys(word for text in told for word in fold(text).split()))
