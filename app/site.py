"""What every page of the site shares: its name, the ways around it, what the masthead and the footer say.

Templates get ``site`` (see :class:`Site`). A page of another part appears in the masthead by itself once its address
exists; its title is listed here, so that the order of the menu is decided in one place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.api.reading import language_of
from app.dataset import Dataset
from app.errors import NoDataset
from app.languages import mark
from app.services import services

NAVIGATION = (
    ("/", mark("Plan")),
    ("/catalogue", mark("Ready-made tours")),
    ("/agenda", mark("Agenda")),
    ("/routes", mark("Known routes")),
    ("/import", mark("Your own file")),
)
FOOTER = (
    ("/desk", mark("For officers")),
    ("/privacy", mark("Privacy")),
    ("/api/v1/docs", mark("For programmers")),
)
"""Address and English title of the pages that the masthead and the footer lead to, where they exist."""


@dataclass(frozen=True)
class Entry:
    """A link of the masthead or the footer; ``current``: one is on that page."""

    path: str
    title: str
    current: bool


class Site:
    """What the frame of a page needs; everything is worked out when a template asks for it."""

    @property
    def title(self) -> str:
        """Name of the site in the language of the page, such as "Rondje Drenthe"."""
        manifest = self._manifest
        return str((manifest.get("title") or {}).get(language_of(request)) or "Rondje")

    @property
    def place(self) -> str:
        """What follows "Rondje" in the name; empty where the name is another."""
        return self.title.removeprefix("Rondje ") if self.title.startswith("Rondje ") else ""

    @property
    def demo(self) -> bool:
        """Whether the region is made up."""
        return bool(self._manifest.get("demo"))

    @property
    def attribution(self) -> list[str]:
        """Whom the data is from."""
        return list(self._manifest.get("attribution", ()))

    @property
    def credits(self) -> list[str]:
        """Whom the data is from, without what each gave: that is told in English only."""
        return [line.partition(":")[0].strip() for line in self.attribution]

    @property
    def nav(self) -> list[Entry]:
        """The masthead's links."""
        return _existing(NAVIGATION)

    @property
    def footer(self) -> list[Entry]:
        """The footer's links."""
        return _existing(FOOTER)

    @property
    def page(self) -> dict[str, Any]:
        """What the script of a page reads that gives no data of its own."""
        return {"lang": language_of(request)}

    def in_language(self, language: str) -> str:
        """Return the query that shows this page, with all that was asked of it, in another language."""
        asked = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
        return "?" + urlencode([*asked, ("lang", language)])

    @property
    def _manifest(self) -> Mapping[str, Any]:
        dataset = current_dataset()
        return dataset.manifest if dataset else {}


def current_dataset() -> Dataset | None:
    """Return the dataset in use, None where there is none yet."""
    try:
        return services().datasets.current()
    except NoDataset:
        return None


def install(app: Flask) -> None:
    """Give an app's templates ``site``."""

    @app.context_processor
    def _site() -> dict[str, Any]:
        return {"site": Site()}


def _existing(entries: tuple[tuple[str, str], ...]) -> list[Entry]:
    return [Entry(path, title, request.path == path) for path, title in entries if _exists(path)]


def _exists(path: str) -> bool:
    adapter = current_app.url_map.bind("localhost")
    try:
        adapter.match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True
