"""Every setting of the web side, each with its default and what it is for.

A setting is read from the environment variable named beside it, or from the mapping given to
:func:`app.create_app` under the same name, which wins. The app starts without any of them.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent

_SECRET_LENGTH = 32
_RATES = {
    "tours": 240,
    "files": 60,
    "matching": 30,
    "coverage": 240,
    "messages": 10,
    "sign-in": 20,
}


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
    max_upload_bytes
        ``RONDJE_MAX_UPLOAD_BYTES``: the same for files of one's own (GPX and the like), packed or unpacked. 20 MiB is a
        month of walking, a point each second.
    dataset_check_s
        ``RONDJE_DATASET_CHECK_S``: seconds between two looks at whether ``current`` has moved.
    static_dir
        ``RONDJE_STATIC``: the built front end, with its ``manifest.json``.
    production
        ``RONDJE_ENV``: ``production`` or ``development`` (the default). In production the app does not start without
        a secret, logs are JSON, and cookies travel over TLS only.
    secret
        ``RONDJE_SECRET``: signs sessions and links; at least 32 characters, the same on every server. Outside
        production a new one is made at every start, so that sessions end with it.
    redis_url
        ``REDIS_URL``: where several servers share their limits. Empty: each process counts for itself.
    proxies
        ``RONDJE_PROXIES``: how many proxies in front may be believed about the client's address and TLS. Default 0.
    limits
        ``RONDJE_LIMITS``: ``off`` takes the limits per client away, as for a load test. Default ``on``.
    rates
        ``RONDJE_RATE_TOURS``, ``…_FILES``, ``…_MATCHING``, ``…_COVERAGE``, ``…_MESSAGES``, ``…_SIGN_IN``: calls of the
        kind that a client may make in a minute. A slider that plans while it moves asks twice a second.
    heavy_at_once
        ``RONDJE_HEAVY_AT_ONCE``: costly calls that run at once in a process. Default 2: one more than there is a core
        for, since part of the work waits for the database.
    heavy_waiting
        ``RONDJE_HEAVY_WAITING``: costly calls that may wait for their turn in a process; more get 503. Default 16.
    heavy_wait_s
        ``RONDJE_HEAVY_WAIT_S``: how long they wait at most. Default 10 s.
    metrics_token
        ``RONDJE_METRICS_TOKEN``: who sends it may read ``/metrics``. Empty: only the machine itself may.
    sentry_dsn
        ``RONDJE_SENTRY_DSN``: where unexpected errors are sent, if the ``sentry-sdk`` package is installed beside.
        Empty: nowhere.
    background
        ``RONDJE_BACKGROUND``: address of a raster map of another host to draw on, with ``{z}``, ``{x}`` and ``{y}``.
        Empty: only our own map, and nobody else's server is asked. For the Dutch Kadaster's:
        ``https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png``.
    background_credit
        ``RONDJE_BACKGROUND_CREDIT``: whom that map is from, shown beside it. Default: its host's name.
    fetch_private
        ``RONDJE_FETCH_PRIVATE``: ``on`` lets feeds be fetched from addresses of one's own network too. Default ``off``.
    """

    data_dir: Path = ROOT / "geodata" / "data" / "datasets" / "default"
    database_url: str = f"sqlite:///{ROOT / 'instance' / 'rondje.sqlite'}"
    public_url: str = ""
    max_body_bytes: int = 1024 * 1024
    max_upload_bytes: int = 20 * 1024 * 1024
    dataset_check_s: float = 1.0
    static_dir: Path = ROOT / "app" / "static"
    production: bool = False
    secret: str = field(default="", repr=False, compare=False)
    redis_url: str = field(default="", repr=False)
    proxies: int = 0
    limits: bool = True
    rates: Mapping[str, int] = field(default_factory=lambda: dict(_RATES))
    heavy_at_once: int = 2
    heavy_waiting: int = 16
    heavy_wait_s: float = 10.0
    metrics_token: str = field(default="", repr=False)
    sentry_dsn: str = field(default="", repr=False)
    background: str = ""
    background_credit: str = ""
    fetch_private: bool = False

    @classmethod
    def read(cls, values: Mapping[str, object]) -> "Settings":
        """Make settings of a mapping with the names above; what is absent or empty keeps its default.

        Raises
        ------
        SettingInvalid
            If a value is not of its kind.
        """
        default = cls()
        production = _choice(values, "RONDJE_ENV", ("development", "production")) == "production"
        return cls(
            data_dir=Path(_text(values, "RONDJE_DATA") or default.data_dir).absolute(),
            database_url=_database_url(_text(values, "DATABASE_URL") or default.database_url),
            public_url=_web_address(_text(values, "RONDJE_PUBLIC_URL")),
            max_body_bytes=int(_positive(values, "RONDJE_MAX_BODY_BYTES", default.max_body_bytes)),
            max_upload_bytes=int(_positive(values, "RONDJE_MAX_UPLOAD_BYTES", default.max_upload_bytes)),
            dataset_check_s=_positive(values, "RONDJE_DATASET_CHECK_S", default.dataset_check_s),
            static_dir=Path(_text(values, "RONDJE_STATIC") or default.static_dir).absolute(),
            production=production,
            secret=_secret(_text(values, "RONDJE_SECRET"), production),
            redis_url=_text(values, "REDIS_URL"),
            proxies=int(_number(values, "RONDJE_PROXIES", default.proxies, least=0)),
            limits=_switch(values, "RONDJE_LIMITS", default.limits),
            rates={
                name: int(_number(values, f"RONDJE_RATE_{name.upper().replace('-', '_')}", rate, least=1))
                for name, rate in _RATES.items()
            },
            heavy_at_once=int(_number(values, "RONDJE_HEAVY_AT_ONCE", default.heavy_at_once, least=1)),
            heavy_waiting=int(_number(values, "RONDJE_HEAVY_WAITING", default.heavy_waiting, least=0)),
            heavy_wait_s=_positive(values, "RONDJE_HEAVY_WAIT_S", default.heavy_wait_s),
            metrics_token=_text(values, "RONDJE_METRICS_TOKEN"),
            sentry_dsn=_text(values, "RONDJE_SENTRY_DSN"),
            background=_tiles_address(_text(values, "RONDJE_BACKGROUND")),
            background_credit=_text(values, "RONDJE_BACKGROUND_CREDIT"),
            fetch_private=_switch(values, "RONDJE_FETCH_PRIVATE", default.fetch_private),
        )


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return "" if value is None else str(value).strip()


def _choice(values: Mapping[str, object], name: str, choices: tuple[str, ...]) -> str:
    text = _text(values, name) or choices[0]
    if text not in choices:
        raise SettingInvalid(f"{name} is {text!r}; give one of {', '.join(choices)}")
    return text


def _switch(values: Mapping[str, object], name: str, default: bool) -> bool:
    return _choice(values, name, ("on", "off") if default else ("off", "on")) == "on"


def _secret(text: str, production: bool) -> str:
    if production and len(text) < _SECRET_LENGTH:
        raise SettingInvalid(
            f"RONDJE_SECRET needs at least {_SECRET_LENGTH} characters in production; make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return text or secrets.token_urlsafe(48)


def _number(values: Mapping[str, object], name: str, default: float, least: float) -> float:
    text = _text(values, name)
    try:
        number = float(text) if text else float(default)
    except ValueError:
        number = -1.0
    if not least <= number < float("inf"):
        raise SettingInvalid(f"{name} is {text!r}; give a number of at least {least:g}")
    return number


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
    text = "postgresql://" + text.removeprefix("postgres://") if text.startswith("postgres://") else text
    # Without a driver's name SQLAlchemy means one that is not among our libraries.
    return text.replace("postgresql://", "postgresql+psycopg://", 1)


def _web_address(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingInvalid(
            f"RONDJE_PUBLIC_URL is {text!r}; give an address such as https://rondje.example.nl"
        )
    return text.rstrip("/")


def _tiles_address(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    if (
        parts.scheme != "https"
        or not parts.hostname
        or not all(part in text for part in ("{z}", "{x}", "{y}"))
    ):
        raise SettingInvalid(
            f"RONDJE_BACKGROUND is {text!r}; give an https address of map tiles with {{z}}, {{x}} and {{y}} in it"
        )
    return text
