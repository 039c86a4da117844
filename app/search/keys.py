"""A sorted list of words with the rows of each, found by the whole word, its beginning, or a misspelling."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

Rows = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float32]

_EXACT = 1.0
_BEGINNING = 0.78
# What a whole key adds over a beginning of it, by how much of it was typed.
_BEGINNING_WHOLE = 0.15
_ENDING = 0.65
_TYPO = 0.6
_TYPO_IN_BEGINNING = 0.45
# For each slip after the first, and for a wrong first letter, which people seldom mistype.
_SLIP = 0.1
# Endings of plurals and of German and English forms: molens, hunebedden, musea's.
_MOST_ENDING = 3


def slips_allowed(word: str) -> int:
    """Return how many letters of a word may be wrong, missing, too many or swapped."""
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < 7 else 2


class Keys:
    """Words with their rows.

    Parameters
    ----------
    pairs
        Word and row; doubles are fine.
    forgiving
        Whether misspellings find them.
    """

    def __init__(self, pairs: Iterable[tuple[str, int]], *, forgiving: bool = True) -> None:
        self._forgiving = forgiving
        ordered = sorted(set(pairs))
        self._words: list[str] = []
        starts: list[int] = []
        for position, (word, _) in enumerate(ordered):
            if not self._words or self._words[-1] != word:
                self._words.append(word)
                starts.append(position)
        self._indptr = np.array([*starts, len(ordered)], dtype=np.int32)
        self._rows = np.fromiter((row for _, row in ordered), dtype=np.int32, count=len(ordered))
        self._sizes = np.fromiter((len(word) for word in self._words), dtype=np.int32, count=len(self._words))
        self._beginnings: dict[int, tuple[list[str], Rows]] = {}

    def score(self, word: str, size: int) -> Scores:
        """Return how well each of ``size`` rows is named by a word: 1 by exactly it, 0 not at all."""
        found = np.zeros(size, dtype=np.float32)
        for keys, scores in self._matches(word):
            counts = self._indptr[keys + 1] - self._indptr[keys]
            if not counts.sum():
                continue
            starts = np.repeat(self._indptr[keys] - (np.cumsum(counts) - counts), counts)
            rows = self._rows[starts + np.arange(counts.sum())]
            np.maximum.at(found, rows, np.repeat(scores, counts))
        return found

    def _matches(self, word: str) -> Iterator[tuple[Rows, Scores]]:
        low = bisect_left(self._words, word)
        high = bisect_left(self._words, word + "\U0010ffff")
        if low < high:
            keys = np.arange(low, high, dtype=np.int32)
            yield (
                keys,
                np.where(
                    self._sizes[keys] == len(word),
                    _EXACT,
                    _BEGINNING + _BEGINNING_WHOLE * len(word) / self._sizes[keys],
                ).astype(np.float32),
            )
            if self._words[low] == word:
                # Who types a word that there is has not mistyped it.
                return
        else:
            yield from self._shortened(word)
        if self._forgiving and slips_allowed(word):
            yield self._misspelt(word, slips_allowed(word))

    def _shortened(self, word: str) -> Iterator[tuple[Rows, Scores]]:
        for ending in range(1, _MOST_ENDING + 1):
            stem = word[:-ending]
            place = bisect_left(self._words, stem)
            if len(stem) >= 4 and place < len(self._words) and self._words[place] == stem:
                yield np.array([place], dtype=np.int32), np.array([_ENDING], dtype=np.float32)

    def _misspelt(self, word: str, slips: int) -> tuple[Rows, Scores]:
        spans = [
            np.arange(start, end, dtype=np.int32)
            for size in range(len(word) - slips, len(word) + slips + 1)
            for start, end in self._near_beginnings(word, size, slips)
        ]
        if not spans:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        keys = np.unique(np.concatenate(spans))
        whole = _distances(word, [self._words[key] for key in keys], slips)
        first = np.array([self._words[key][:1] == word[:1] for key in keys])
        scores = np.where(whole <= slips, _TYPO - _SLIP * (whole.astype(np.float32) - 1), _TYPO_IN_BEGINNING)
        return keys, (scores - np.where(first, 0, _SLIP)).astype(np.float32)

    def _near_beginnings(self, word: str, size: int, slips: int) -> Iterator[tuple[int, int]]:
        """Yield the spans of keys whose first ``size`` letters are the word but for a few slips."""
        if size not in self._beginnings:
            self._beginnings[size] = self._cut(size)
        beginnings, bounds = self._beginnings[size]
        for place in np.flatnonzero(_distances(word, beginnings, slips) <= slips).tolist():
            yield int(bounds[2 * place]), int(bounds[2 * place + 1])

    def _cut(self, size: int) -> tuple[list[str], Rows]:
        """Return the different beginnings of a length, and first and end of the keys that have each."""
        beginnings: list[str] = []
        bounds: list[int] = []
        for place, key in enumerate(self._words):
            if len(key) < size:
                continue
            start = key[:size]
            if beginnings and beginnings[-1] == start:
                bounds[-1] = place + 1
            else:
                beginnings.append(start)
                bounds += [place, place + 1]
        return beginnings, np.array(bounds, dtype=np.int32)


def _distances(word: str, others: list[str], slips: int) -> npt.NDArray[np.uint8]:
    """Return the slips between a word and others; more than ``slips`` for any that are farther."""
    if not others:
        return np.zeros(0, dtype=np.uint8)
    return np.asarray(cdist([word], others, scorer=OSA.distance, score_cutoff=slips, dtype=np.uint8)[0])
