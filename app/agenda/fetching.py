"""Feeds and pages from the web, within bounds: only public addresses, not too large, not too slow.

Names are looked up here, every address that comes of it is checked, and the connection goes to the address that was
checked: a name that answers differently the second time gains nothing. Redirects are followed by hand, each checked.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from app.errors import AppError
from app.storage.agenda import FeedState

MAX_BYTES = 20 * 1024 * 1024
"""A calendar of 5,000 events has two to four."""
TIMEOUT_S = 10.0
TOTAL_S = 60.0
MAX_REDIRECTS = 5
_AGENT = "Rondje/1.0 (agenda import)"


class FetchRefused(AppError):
    """An address is not fetched, or not to its end; the message says why."""


@dataclass(frozen=True)
class Fetched:
    """What came.

    Attributes
    ----------
    content
        None where the server says that nothing has changed since ``state``.
    state
        What to tell the server next time.
    """

    content: bytes | None
    state: FeedState


@dataclass(frozen=True)
class Bounds:
    """How far a fetch may go.

    Attributes
    ----------
    max_bytes, total_s
        Size of the answer after decompression, and time for all of it.
    allow_private
        Whether addresses of the own network are fetched too; for tests and closed networks.
    """

    max_bytes: int = MAX_BYTES
    total_s: float = TOTAL_S
    allow_private: bool = False


def fetch(url: str, known: FeedState | None = None, bounds: Bounds | None = None) -> Fetched:
    """Fetch a feed or a page.

    Parameters
    ----------
    url
        http or https.
    known
        What its server said the last time.
    bounds
        Size, time, which addresses.

    Raises
    ------
    FetchRefused
        If it may not, cannot or need not be fetched to its end.
    """
    bounds = bounds or Bounds()
    last = time.monotonic() + bounds.total_s
    headers = {"User-Agent": _AGENT, "Accept": "text/calendar, application/geo+json, text/html, */*;q=0.5"}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    # Neither a proxy nor a password of the environment: both would lead round the check of addresses.
    transport = httpx.HTTPTransport(trust_env=False, retries=0)
    transport._pool = httpcore.ConnectionPool(network_backend=_PublicOnly(bounds.allow_private))
    with httpx.Client(transport=transport, trust_env=False, timeout=TIMEOUT_S, headers=headers) as client:
        for _ in range(MAX_REDIRECTS + 1):
            _check_address(url)
            with _named_trouble(url), client.stream("GET", url, follow_redirects=False) as answer:
                if answer.has_redirect_location:
                    url = urljoin(url, answer.headers.get("location", ""))
                    continue
                return _taken(answer, url, known, bounds, last)
    raise FetchRefused(f"{url}: redirected more than {MAX_REDIRECTS} times")


class _PublicOnly(httpcore.NetworkBackend):
    """Connects to public addresses only, having looked the name up once."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to one of the addresses of a name, if all of them may be fetched."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"there is no server of the name {host}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._allow_private:
            for address in addresses:
                if not is_public(address):
                    raise FetchRefused(
                        f"{host} is an address of a private network; give one of the public web"
                    )
        trouble: Exception = httpcore.ConnectError(f"there is no server of the name {host}")
        for address in addresses[:4]:
            try:
                return self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble

    def connect_unix_socket(self, *_arguments: Any, **_more: Any) -> httpcore.NetworkStream:
        """Refuse: feeds come over the network."""
        raise FetchRefused("a feed comes over the network")

    def sleep(self, seconds: float) -> None:
        """Wait, as the library asks between attempts."""
        self._backend.sleep(seconds)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if isinstance(ip, ipaddress.IPv6Address) and ip in ipaddress.ip_network("64:ff9b::/96"):
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchRefused(f"{url[:200]}: no web address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchRefused(f"{url[:200]}: only http and https addresses are fetched")
    if parts.username or parts.password:
        raise FetchRefused(f"{parts.hostname}: an address with a password in it is not fetched")
    if port == 0:
        raise FetchRefused(f"{url[:200]}: no web address")


@contextmanager
def _named_trouble(url: str) -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as error:
        raise FetchRefused(f"{url}: no answer within {TIMEOUT_S:g} seconds") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError) as error:
        raise FetchRefused(f"{url}: {' '.join(str(error).split()) or type(error).__name__}") from error


def _taken(answer: httpx.Response, url: str, known: FeedState | None, bounds: Bounds, last: float) -> Fetched:
    state = FeedState(answer.headers.get("etag", "")[:500], answer.headers.get("last-modified", "")[:100])
    if answer.status_code == httpx.codes.NOT_MODIFIED and known:
        return Fetched(None, known)
    if answer.status_code != httpx.codes.OK:
        raise FetchRefused(f"{url}: the server answers {answer.status_code} {answer.reason_phrase}".rstrip())
    too_large = FetchRefused(f"{url}: larger than {bounds.max_bytes // 1024**2} MB; ask for a smaller feed")
    told = answer.headers.get("content-length", "")
    if told.isdigit() and int(told) > bounds.max_bytes:
        raise too_large
    content = bytearray()
    # Counted as it comes out of decompression: a small answer may be a very large one packed.
    for piece in answer.iter_bytes(64 * 1024):
        content += piece
        if len(content) > bounds.max_bytes:
            raise too_large
        if time.monotonic() > last:
            raise FetchRefused(f"{url}: not ready after {bounds.total_s:g} seconds")
    return Fetched(bytes(content), state)
