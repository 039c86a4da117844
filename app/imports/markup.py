"""XML files, read as a stream: no entity is expanded, nothing outside the file is fetched, nothing is kept."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.errors import FileRefused
from app.imports.found import Counter
from app.languages import mark

DEEPEST = 60
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True)
class Event:
    """An element begins or ends; ``path`` are the names around it and its own, without their namespaces."""

    begins: bool
    path: tuple[str, ...]
    element: Element

    @property
    def name(self) -> str:
        """The element's name."""
        return self.path[-1]

    @property
    def parent(self) -> str:
        """Name of the element around it."""
        return self.path[-2] if len(self.path) > 1 else ""


def events(data: bytes, counter: Counter) -> Iterator[Event]:
    """Read an XML file.

    Raises
    ------
    FileRefused
        If it is no XML, declares entities, or takes too long.
    """
    path: list[str] = []
    open_elements: list[Element] = []
    parsed = iterparse(
        io.BytesIO(_readable(data)), events=("start", "end"), forbid_dtd=False, forbid_entities=True,
        forbid_external=True,
    )  # fmt: skip
    try:
        for kind, element in parsed:
            counter.step()
            if kind == "start":
                path.append(str(element.tag).rpartition("}")[2])
                open_elements.append(element)
                if len(path) > DEEPEST:
                    raise FileRefused(
                        mark("This file is nested deeper than any route is. Export the route again.")
                    )
                yield Event(True, tuple(path), element)
            else:
                yield Event(False, tuple(path), element)
                path.pop()
                open_elements.pop()
                element.clear()
                if open_elements:
                    open_elements[-1].remove(element)  # else a large file would stay in memory as a tree
    except DefusedXmlException as error:
        raise FileRefused(
            mark(
                "This file declares entities or refers to other files; that is never read. Export the route again."
            )
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        line = error.position[0] if isinstance(error, ParseError) else 0
        raise FileRefused(
            mark("This file breaks off or is damaged at line {line}. Export it again."), {"line": line}
        ) from error


def _readable(data: bytes) -> bytes:
    """The file in an encoding that it says it has; what is only said to be UTF-8 is taken for what it must be."""
    data = data.lstrip(b" \t\r\n")
    head = data[:200].lower()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16, whatever the declaration says
        return _DECLARATION.sub("", data.decode("utf-16", "replace"), count=1).encode("utf-8")
    if b"\x00" in data[:4]:
        return data  # UTF-16 without a mark: the parser sees it
    if b"encoding" in head and b"utf-8" not in head:
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").encode("utf-8")
    return data
