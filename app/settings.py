"""Every setting of the web side, each with its default and what it is for.

A setting is read from the environment variable named beside it, or from the mapping given to
:func:`app.create_app` under the same name, which wins. The app starts without any of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


class SettingInvalid(ValueError):
    """A setting has a value that cannot be meant; the message names it and says what would be right."""


@dataclass(frozen=True)
class Settings:
    """What can be set.

    Attributes
    ----------
    data_dir
        ``RONDJE_DATA``: the dataset, a folder with ``current`` in it or one version's folder. The default is where
        ``make data`` puts it.
    database_url
        ``DATABASE_URL``: where tours are kept. The default is a SQLite file in ``instance/``, made when it is needed.
    public_url
        ``RONDJE_PUBLIC_URL``: the site's address, for links inside downloaded files. Empty: the address that the
        request came in on.
    max_body_bytes
        ``RONDJE_MAX_BODY_BYTES``: a request body longer than this is refused with 413. One MiB is far more than any
        tour request needs.
    dataset_check_s
        ``RONDJE_DATASET_CHECK_S``: seconds between two looks at whether ``current`` has moved.
    static_dir
        ``RONDJE_STATIC``: the built front end, with its ``manifest.json``.
    """

    data_dir: Path = ROOT / "geodata" / "data" / "datasets" / "default"
    database_url: str = f"sqlite:///{ROOT / 'instance' / 'rondje.sqlite'}"
    public_url: str = ""
    max_body_bytes: int = 1024 * 1024
    dataset_check_s: float = 1.0
    static_dir: Path = ROOT / "app" / "static"

    @classmethod
    def read(cls, values: Mapping[str, object]) -> "Settings":
        """Make settings of a mapping with the names above; what is absent or empty keeps its default.

        Raises
        ------
        SettingInvalid
            If a value is not of its kind.
        """
        default = cls()
        return cls(
            data_dir=Path(_text(values, "RONDJE_DATA") or default.data_dir).absolute(),
            database_url=_database_url(_text(values, "DATABASE_URL") or default.database_url),
            public_url=_web_address(_text(values, "RONDJE_PUBLIC_URL")),
            max_body_bytes=int(_positive(values, "RONDJE_MAX_BODY_BYTES", default.max_body_bytes)),
            dataset_check_s=_positive(values, "RONDJE_DATASET_CHECK_S", default.dataset_check_s),
            static_dir=Path(_text(values, "RONDJE_STATIC") or default.static_dir).absolute(),
        )


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return "" if value is None else str(value).strip()


def _positive(values: Mapping[str, object], name: str, default: float) -> float:
    text = _text(values, name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number < float("inf"):
        raise SettingInvalid(f"{name} is {text!r}; give a number above 0")
    return number


def _database_url(text: str) -> str:
    # Hosting platforms still hand out the old scheme that SQLAlchemy no longer takes.
    return "postgresql://" + text.removeprefix("postgres://") if text.startswith("postgres://") else text


def _web_address(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingInvalid(
            f"RONDJE_PUBLIC_URL is {text!r}; give an address such as https://rondje.example.nl"
        )
    return text.rstrip("/")
