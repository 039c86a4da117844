"""Which rows a query means, and how surely: by whole names, by words, by what something is, by where it lies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.search.keys import Keys, Scores
from app.search.spelling import Term, spellings, terms, words

# A whole name is worth so much, then its beginning, then a misspelling of it; words of a name are in between. What is
# important or near adds at most 4 (app/places.py), so that it decides among equals and never lifts the last over the
# first.
_WHOLE, _WHOLE_BEGINNING, _WHOLE_TYPO = 20.0, 11.0, 9.0
_WORDS = 12.0
_OF_KIND, _AROUND = 0.95, 0.6
# Letters of a query that must be found where not all of its words are.
_LEAST_FOUND = 0.3
_MISSING = 0.5


@dataclass(frozen=True)
class Names:
    """What a row is found by.

    Attributes
    ----------
    names
        Its names, in all languages, numbers among them.
    kinds
        Words for what it is; they find it, but less surely.
    around
        Where it lies; adds to a name, finds nothing alone.
    """

    names: Sequence[str]
    kinds: Sequence[str] = ()
    around: Sequence[str] = ()


class _Shared:
    """Words that many rows share: kept once for all rows that have the same."""

    def __init__(self, texts_of_rows: Sequence[Sequence[str]], *, forgiving: bool) -> None:
        numbers: dict[tuple[str, ...], int] = {}
        self._number_of_row = np.array(
            [numbers.setdefault(tuple(texts), len(numbers)) for texts in texts_of_rows], dtype=np.int32
        )
        pairs = [
            (word, number) for texts, number in numbers.items() for text in texts for word in words(text)
        ]
        self._count = len(numbers)
        self._keys = Keys(pairs, forgiving=forgiving)

    def score(self, word: str) -> Scores:
        """Return how well a word is among those of each row."""
        if not self._count:
            return np.zeros(0, dtype=np.float32)
        return np.asarray(self._keys.score(word, self._count)[self._number_of_row])


class NameIndex:
    """Names of rows.

    Parameters
    ----------
    rows
        What each row is found by, in order.
    """

    def __init__(self, rows: Iterable[Names]) -> None:
        entries = list(rows)
        whole: list[tuple[str, int]] = []
        named: list[tuple[str, int]] = []
        sizes: list[int] = []
        known: dict[str, list[str]] = {}
        for row, entry in enumerate(entries):
            sizes.append(255)
            for name in entry.names:
                parts = known.get(name)
                if parts is None:
                    parts = known[name] = words(name)
                if not parts:
                    continue
                # Without spaces, so that drouwener zand is Drouwenerzand.
                whole.append(("".join(parts), row))
                whole.append(("".join(spellings(part)[-1] for part in parts), row))
                sizes[-1] = min(sizes[-1], sum(map(len, parts)))
                named += [(spelling, row) for part in parts for spelling in spellings(part)]
        self._size = len(entries)
        self._whole, self._named = Keys(whole), Keys(named)
        self._kinds = _Shared([entry.kinds for entry in entries], forgiving=False)
        self._around = _Shared([entry.around for entry in entries], forgiving=True)
        self._letters = np.maximum(np.array(sizes, dtype=np.float32), 1)

    def score(self, text: str) -> Scores:
        """Return how well each row is meant by a text; 0 where it is not."""
        typed = terms(text)
        if not typed:
            return np.zeros(self._size, dtype=np.float32)
        by_words = self._by_words(typed)
        return np.maximum(by_words, self._by_whole(typed))

    def _by_whole(self, typed: Sequence[Term]) -> Scores:
        found = self._whole.score("".join(term.word for term in typed), self._size)
        if any(term.full for term in typed):
            spelled = self._whole.score("".join(term.full or term.word for term in typed), self._size)
            found = np.maximum(found, spelled)
        return np.select(
            [found >= 1, found > 0.7, found > 0],
            [np.float32(_WHOLE), _WHOLE_BEGINNING + 2 * found, _WHOLE_TYPO * found],
            np.float32(0),
        ).astype(np.float32)

    def _by_words(self, typed: Sequence[Term]) -> Scores:
        total = np.zeros(self._size, dtype=np.float32)
        letters = np.zeros(self._size, dtype=np.float32)
        named = np.zeros(self._size, dtype=bool)
        complete = np.ones(self._size, dtype=bool)
        for term in typed:
            by_name, by_rest = self._by_term(term)
            best = np.maximum(by_name, by_rest)
            total += best * len(term.word)
            letters += np.where(best > 0, np.float32(len(term.word)), 0)
            if term.needed:
                named |= by_name > 0
                complete &= best > 0
        asked = float(sum(len(term.word) for term in typed))
        share = total / asked
        # Of two names with the word, the shorter one is more likely meant.
        share *= 0.88 + 0.12 * np.minimum(1, asked / self._letters)
        if (named & complete).any():
            return np.where(named & complete, _WORDS * share, 0).astype(np.float32)
        enough = named & (letters >= _LEAST_FOUND * asked)
        return np.where(enough, _WORDS * _MISSING * share, 0).astype(np.float32)

    def _by_term(self, term: Term) -> tuple[Scores, Scores]:
        """Return how well rows are named by a word, and how well it says what they are or where."""
        name = self._named.score(term.word, self._size)
        kind = self._kinds.score(term.word)
        around = self._around.score(term.word)
        if term.full:
            name = np.maximum(name, self._named.score(term.full, self._size))
            kind = np.maximum(kind, self._kinds.score(term.full))
        # A kind alone names a thing too: "museum".
        return np.maximum(name, _OF_KIND * kind), _AROUND * around
