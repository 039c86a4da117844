"""What a map on paper says in small pictures and words: numbers, names, kilometres, places on the way."""

from dataclasses import dataclass, field
from html import escape

TOUR = "#86307a"
GREEN = "#2b7a5b"
_INK = "#2b332e"
_FONT = 'font-family="Hanken Grotesk"'
# The width of a letter as a part of the size of the type; good enough to keep words apart.
_LETTER = 0.55

# Small pictures in a square of 10 by 10; drawn in white lines on a round of their colour.
_PICTURES = {
    "bench": ("#6b5d50", "M2 4.2h6M2 6h6M3 6v2M7 6v2"),
    "picnic_table": ("#6b5d50", "M3 3.4h4M1.8 5.6h6.4M4.2 3.4L3 8M5.8 3.4L7 8"),
    "shelter": ("#6b5d50", "M1.8 5L5 2.4l3.2 2.6M3 5v3M7 5v3"),
    "drinking_water": ("#2f6f93", "M5 2C3.8 4 3 5 3 6.2a2 2 0 0 0 4 0C7 5 6.2 4 5 2z"),
    "bicycle_repair": ("#44514a", "M2.6 7.6L5.6 4.6M5.4 4.8a1.7 1.7 0 1 1 2-2.3L6.4 3.5l.6.6 1-1"),
    "charging": ("#44514a", "M5.6 1.8L3.2 5.4h3.4L4.4 8.4"),
    "horeca": ("#a05a1c", "M2.6 3.2h4v2.6a2 2 0 0 1-4 0zM6.6 3.8h1.1v1.7H6.6"),
    "sight": (TOUR, "M5 2.2l.9 1.9 2 .2-1.5 1.4.4 2L5 6.7l-1.8 1 .4-2-1.5-1.4 2-.2z"),
}
_LETTERS = {
    "toilet": ("#2f6f93", "WC"), "parking": ("#2f5d93", "P"), "information_board": ("#44514a", "i"),
    "top": (GREEN, "T"), "rest_point": ("#a05a1c", "R"),
}  # fmt: skip
SYMBOLS = (*_PICTURES, *_LETTERS)


@dataclass
class Words:
    """Keeps what is written on a map from lying over each other: who comes first, stays."""

    width_mm: float
    height_mm: float
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def claim(self, x: float, y: float, wide: float, high: float) -> bool:
        """Take a box around a point if it is free and on the map."""
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        if box[0] < 1 or box[1] < 1 or box[2] > self.width_mm - 1 or box[3] > self.height_mm - 1:
            return False
        if any(
            box[0] < right and box[2] > left and box[1] < low and box[3] > high_
            for left, high_, right, low in self.taken
        ):
            return False
        self.taken.append(box)
        return True


def symbol(kind: str, x: float, y: float, size_mm: float = 3.4) -> str:
    """Return a small picture of a kind of place with its middle at a point."""
    if kind in _LETTERS:
        colour, letters = _LETTERS[kind]
        type_mm = size_mm * (0.5 if len(letters) > 1 else 0.72)
        inner = text(letters, x, y + type_mm * 0.35, type_mm, colour="#fff", bold=True, halo=False)
    else:
        colour, data = _PICTURES[kind]
        zoom = size_mm / 10
        inner = (
            f'<path transform="translate({x - size_mm / 2:.2f} {y - size_mm / 2:.2f}) scale({zoom:.3f})" '
            f'd="{data}" stroke="#fff" stroke-width=".8"/>'
        )
    disc = f'cx="{x:.2f}" cy="{y:.2f}" r="{size_mm / 2:.2f}" fill="{colour}"'
    return f'<circle {disc} stroke="#fff" stroke-width=".25"/>{inner}'


def junction(ref: str, x: float, y: float, colour: str, size_mm: float) -> str:
    """Return the sign of a numbered junction."""
    wide = sign_width(ref, size_mm)
    return (
        f'<rect x="{x - wide / 2:.2f}" y="{y - size_mm / 2:.2f}" width="{wide:.2f}" height="{size_mm}" '
        f'rx="{size_mm / 2:.2f}" fill="#fff" stroke="{colour}" stroke-width="{size_mm * 0.1:.2f}"/>'
        + text(ref, x, y + size_mm * 0.22, size_mm * 0.64, bold=True, halo=False)
    )


def sign_width(ref: str, size_mm: float) -> float:
    """Return how wide the sign of a junction is."""
    return max(size_mm, len(ref) * size_mm * 0.42 + size_mm * 0.4)


def text(
    words: str, x: float, y: float, size_mm: float, *, colour: str = _INK, bold: bool = False, halo: bool = True,
    anchor: str = "middle",
) -> str:  # fmt: skip
    """Return words on the map, with a pale edge that keeps them readable on lines."""
    edge = f' stroke="#fbfaf6" stroke-width="{size_mm * 0.28:.2f}" paint-order="stroke"' if halo else ""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" {_FONT} font-size="{size_mm:.2f}" text-anchor="{anchor}" '
        f'fill="{colour}"{weight}{edge}>{escape(clean(words))}</text>'
    )


def text_width(words: str, size_mm: float) -> float:
    """Return about how wide words are."""
    return len(words) * size_mm * _LETTER


def clean(words: str) -> str:
    """Return words without the control characters that neither XML nor a printed page can hold."""
    return "".join(letter for letter in words if letter.isprintable())
