"""Fetches JSON and XML over HTTP: with patience, within limits, and each answer once (a cache on disk)."""

import email.utils
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from geodata.errors import ServiceError

AGENT: Final = "rondje-build (route planner; one copy per build)"
_AGAIN: Final = frozenset({408, 429, 500, 502, 503, 504})
_MIB: Final = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How patient a fetch is, and how much it takes.

    Attributes
    ----------
    tries
        Times that one address is asked.
    first_wait_s, longest_wait_s
        Wait before the second try, doubled for each further one; and the longest, also where the server asks for more.
    timeout_s
        To connect, and between two pieces of an answer.
    answer_bytes
        Largest single answer.
    features, pages
        Most features, and most pages that they may come in.
    fresh_s
        Age up to which an answer on disk is used unasked.
    """

    tries: int = 4
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    timeout_s: float = 20.0
    answer_bytes: int = 64 * _MIB
    features: int = 50_000
    pages: int = 500
    fresh_s: float = 7 * 86_400.0


@dataclass(frozen=True)
class Answer:
    """What came from an address: text, content type and coordinate system as the headers say them."""

    url: str
    text: str
    content_type: str = ""
    content_crs: str = ""

    def json(self) -> Any:
        """The content as JSON.

        Raises
        ------
        ValueError
            If it is none.
        """
        return json.loads(self.text)


@dataclass(eq=False)
class Fetcher:
    """Asks servers for text.

    Parameters
    ----------
    cache
        Folder for answers; None keeps none.
    limits
        See :class:`Limits`.
    wait
        Called with seconds to wait between tries.
    transport
        Stands in for the network.
    """

    cache: Path | None = None
    limits: Limits = field(default_factory=Limits)
    wait: Callable[[float], None] = time.sleep
    transport: httpx.BaseTransport | None = None

    def __post_init__(self) -> None:
        self._client = httpx.Client(
            timeout=self.limits.timeout_s, follow_redirects=True, max_redirects=5, transport=self.transport,
            headers={"User-Agent": AGENT},
        )  # fmt: skip

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(
        self, url: str, params: Mapping[str, str] | None = None, check: Callable[[Answer], Any] = str
    ) -> Answer:
        """Fetch an address.

        Parameters
        ----------
        url, params
            Address, and what is added to its query.
        check
            Raises ValueError for an answer that came broken; it is then asked for again.

        Raises
        ------
        ServiceError
            When the server refuses, keeps failing, or sends too much.
        """
        address = str(httpx.URL(url).copy_merge_params(dict(params or {})))
        kept = self._kept(address)
        if kept is not None and kept[1] < self.limits.fresh_s:
            return kept[0]
        answer = self._ask(address, check)
        self._keep(address, answer)
        return answer

    def _ask(self, address: str, check: Callable[[Answer], Any]) -> Answer:
        trouble = asked = ""
        for attempt in range(self.limits.tries):
            if attempt:
                self.wait(self._pause(attempt, asked))
            asked = ""
            try:
                status, answer, asked = self._once(address)
                if status < 400:
                    check(answer)
                    return answer
                trouble = f"answered {status}"
                if status not in _AGAIN:
                    break
            except httpx.HTTPError as error:
                trouble = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            except ValueError as error:
                trouble = f"sent something broken ({error})"
        raise ServiceError(f"{address}: the server {trouble}; try later, or give a file with --nature PATH")

    def _once(self, address: str) -> tuple[int, Answer, str]:
        """One try: status, answer, and how long the server asks to wait."""
        with self._client.stream("GET", address) as response:
            pieces, size = [], 0
            for piece in response.iter_bytes():
                size += len(piece)
                if size > self.limits.answer_bytes:
                    raise ServiceError(
                        f"{address}: sends more than {self.limits.answer_bytes // _MIB} MiB at once; "
                        "ask for a smaller area, or give a file with --nature PATH"
                    )
                pieces.append(piece)
            headers = response.headers
            text = b"".join(pieces).decode(response.encoding or "utf-8", "replace")
            answer = Answer(
                str(response.url), text, headers.get("Content-Type", ""), headers.get("Content-Crs", "")
            )
            return response.status_code, answer, headers.get("Retry-After", "")

    def _pause(self, attempt: int, asked: str) -> float:
        """Seconds before a further try: what the server asks for, else twice as long as before."""
        backoff = self.limits.first_wait_s * 2.0 ** (attempt - 1)
        return min(max(backoff, retry_after_s(asked)), self.limits.longest_wait_s)

    def _kept(self, address: str) -> tuple[Answer, float] | None:
        """An answer from the disk and its age in seconds."""
        path = self._path(address)
        if path is None:
            return None
        try:
            answer = Answer(**json.loads(path.read_text(encoding="utf-8")))
            return answer, max(0.0, time.time() - path.stat().st_mtime)
        except (OSError, ValueError, TypeError):  # none, or a damaged one: it is fetched again
            return None

    def _keep(self, address: str, answer: Answer) -> None:
        path = self._path(address)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            unfinished.write_text(json.dumps(asdict(answer)), encoding="utf-8")
            unfinished.replace(path)

    def _path(self, address: str) -> Path | None:
        return self.cache and self.cache / f"{hashlib.sha256(address.encode()).hexdigest()}.json"


def retry_after_s(header: str) -> float:
    """Seconds that a ``Retry-After`` header asks for, in either of its forms; 0 where it says nothing."""
    if header.strip().isdigit():
        return float(header)
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    return max(0.0, moment.timestamp() - time.time())
