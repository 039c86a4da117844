"""Invented names that sound Dutch and belong to no real place."""

import numpy as np

_HEADS = (
    "Knar", "Wulper", "Zwil", "Grol", "Snip", "Brumm", "Alder", "Ruun", "Tarn", "Kwel", "Heum", "Loor", "Spier",
    "Dwel", "Moers", "Ekel", "Vriel", "Stoor", "Bolk", "Hasp", "Jarl", "Noord-Pluk", "Ooster-Trem", "Wessel", "Plag",
    "Zuider-Krin", "Turr", "Biezel", "Gaggel", "Korhoen", "Leem", "Mosse", "Olter", "Raven", "Sliek", "Terp",
    "Urker", "Wolver", "Yzer", "Zand", "Fluiter", "Grutto", "Holter", "Kiev", "Lijster", "Mierel", "Sprokkel",
)  # fmt: skip
_TAILS: tuple[str, ...] = (
    "inge", "erlo", "ewolde", "ersveen", "eloo", "emade", "ehaar", "ingerbrink", "ekolk", "elaar", "erdijk", "ebos",
    "erhorst", "eveld", "olde", "ersum", "ema", "ervoort", "eschut", "erzijl",
)  # fmt: skip
_PREFIXES = ("", "Nieuw-", "Oud-", "Klein ", "Groot ", "Achter-", "Over-", "Midden-", "Lage ", "Hoge ")

_STREET_HEADS = (
    "Wulpen", "Eiken", "Beuken", "Linden", "Berken", "Lijsterbes", "Kievit", "Merel", "Rogge", "Haver", "Boekweit",
    "Heide", "Bosbes", "Meidoorn", "Kamperfoelie", "Tureluur", "Sleedoorn", "Braam", "Vlier", "Gaspel", "Brem",
    "Zonnedauw", "Veenpluis", "Wollegras", "Gagel", "Jeneverbes", "Korenbloem", "Klaproos", "Schaaps", "Imkers",
    "Molen", "Smids", "Wevers", "Turf", "Leemkuil", "Zandverstuiving", "Keien", "Hunnen", "Esch", "Marke", "Nije",
)  # fmt: skip
_STREET_TAILS = ("straat", "laan", "weg", "pad", "hof", "kamp", "steeg", "dreef", "singel", "akker")
_RURAL_TAILS = ("weg", "dijk", "laan", "steeg", "drift", "veldweg", "esweg", "raai")


class NameBook:
    """Deals out names; a settlement's name is given once."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        plain = [head + tail for head in _HEADS for tail in _TAILS]
        order = rng.permutation(len(plain))
        self._fresh: list[str] = [plain[i] for i in order][::-1]
        self._dealt = 0
        self._pool: list[str] = list(plain)

    def settlement(self) -> str:
        """A name that no settlement of this region has yet."""
        if self._fresh:
            return self._fresh.pop()
        # Large regions need more names than syllables give: prefixes, then numbers of a polder.
        n = self._dealt
        self._dealt += 1
        base = self._pool[n % len(self._pool)]
        turn = n // len(self._pool) + 1
        if turn < len(_PREFIXES):
            return _PREFIXES[turn] + base
        return f"{base} {turn}e Wijk"

    def street(self, *, rural: bool = False) -> str:
        """A street name; the same one is used in many settlements."""
        tails = _RURAL_TAILS if rural else _STREET_TAILS
        head = _STREET_HEADS[int(self._rng.integers(len(_STREET_HEADS)))]
        return head + tails[int(self._rng.integers(len(tails)))]

    def piece(self, *tails: str) -> str:
        """A name for a heath, a wood, a lake: an invented head with one of `tails`."""
        head = _HEADS[int(self._rng.integers(len(_HEADS)))] + ("er" if self._rng.random() < 0.5 else "se ")
        return (head + tails[int(self._rng.integers(len(tails)))]).strip()
