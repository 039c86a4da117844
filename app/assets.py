"""The built front end: files whose names carry their content's hash, found through ``manifest.json``.

The front-end build writes ``app/static/manifest.json`` as ``{"logical name": "path below app/static"}``, for example
``{"planner.js": "planner-4f1c2a.js"}``. A path in it never changes its content, so browsers may keep it for ever.
"""

import json
import re
from pathlib import Path

from app.errors import AssetMissing

_BUILD = "run: make setup"


class Assets:
    """Files of the front end.

    Parameters
    ----------
    folder
        Where the build put them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, str] = {}
        self._hashed: frozenset[str] = frozenset()
        self._imports: dict[str, list[str]] = {}
        self._read_at: float | None = None

    def path(self, name: str) -> str:
        """Return the path below the folder of a logical name.

        Raises
        ------
        AssetMissing
            If the front end was not built, or holds no such file.
        """
        self._read()
        if name not in self._names:
            raise AssetMissing(f"the front end has no {name}; {_BUILD}")
        return self._names[name]

    def url(self, name: str) -> str:
        """Return the address of a logical name; raises as :meth:`path` does."""
        return f"/static/{self.path(name)}"

    def imports(self, name: str) -> list[str]:
        """Return the addresses of what a script needs at once, itself first, for a browser to fetch together.

        Raises
        ------
        AssetMissing
            As :meth:`path` does.
        """
        own = self.url(name)
        return [own, *(f"/static/{path}" for path in self._imports.get(name, ()))]

    def text(self, name: str) -> str:
        """Return the content of a text file by its logical name; raises as :meth:`path` does."""
        path = self._folder / self.path(name)
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise AssetMissing(f"{name}: {error.strerror}; {_BUILD}") from error

    def is_hashed(self, path: str) -> bool:
        """Tell whether a path below the folder is one that never changes its content."""
        self._read()
        return path in self._hashed

    def _read(self) -> None:
        file = self._folder / "manifest.json"
        try:
            changed_at = file.stat().st_mtime
            if changed_at == self._read_at:
                return
            names = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._names, self._hashed, self._read_at = {}, frozenset(), None
            return
        self._names = {str(name): str(path) for name, path in names.items()}
        self._imports = self._read_imports()
        self._hashed = frozenset(path for path in self._names.values() if re.search(r"-[0-9A-Z]{8}\.", path))
        self._read_at = changed_at

    def _read_imports(self) -> dict[str, list[str]]:
        """What the build says of modules; without it pages are slower, not wrong."""
        try:
            imports = json.loads((self._folder / "imports.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(name): [str(path) for path in paths] for name, paths in imports.items()}
