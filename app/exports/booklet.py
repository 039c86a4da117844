"""A printed tour as a booklet: A5 pages two by two on A4 sheets, so ordered that the stack folds into a booklet.

Printed on both sides, turned over along the short edge. The pages are taken over as they are, fonts and all; for who
listens instead of reading there are the plain sizes, which alone are PDF/UA.
"""

import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from app.languages import mark, translate

_TEMPLATE = Path(__file__).with_name("booklet.typ")


def folded_order(count: int) -> list[tuple[int | None, int | None]]:
    """Return what stands left and right on each side of the sheets, front and back in turn; None for nothing.

    Parameters
    ----------
    count
        Pages of the booklet, numbered from 1.
    """
    # Four pages to a sheet; what is missing stays empty at the end.
    total = -(-count // 4) * 4
    sides = []
    for side in range(total // 2):
        outer, inner = total - side, side + 1
        left, right = (outer, inner) if side % 2 == 0 else (inner, outer)
        sides.append((left if left <= count else None, right if right <= count else None))
    return sides


def fold(pages: bytes, count: int, language: str, title: str, moment: datetime) -> bytes:
    """Return a PDF of A5 pages as a PDF of A4 sheets.

    Parameters
    ----------
    pages, count
        The PDF, and how many pages it has.
    language, title, moment
        What the sheets say of themselves, as the pages do.
    """

    def half(number: int | None) -> dict[str, Any] | None:
        values = {"page": number, "count": count}
        alt = translate(language, mark("Page {page} of {count}"), values)
        return None if number is None else {"number": number, "alt": alt}

    sides = [[half(left), half(right)] for left, right in folded_order(count)]
    content = {"title": title, "language": language, "sides": sides}
    with TemporaryDirectory(prefix="rondje-booklet-") as folder:
        # Typst takes pictures from files only, and only from beside what it sets.
        (Path(folder) / "pages.pdf").write_bytes(pages)
        sheets = Path(folder) / "sheets.typ"
        sheets.write_bytes(_TEMPLATE.read_bytes())
        compiler = typst.Compiler(sheets, root=Path(folder), ignore_system_fonts=True)
        written = compiler.compile(
            format="pdf", sys_inputs={"booklet": json.dumps(content)}, timestamp=int(moment.timestamp())
        )
    return bytes(written)  # type: ignore[arg-type]  # one file for PDF
