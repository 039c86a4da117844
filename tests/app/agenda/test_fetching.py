"""Fetching feeds: the public web only, not too much of it, and nothing twice."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.agenda.fetching import Bounds, FetchRefused, fetch, is_public
from app.storage.agenda import FeedState

LOCAL = Bounds(max_bytes=1024 * 1024, total_s=5, allow_private=True)


class Feeds(BaseHTTPRequestHandler):
    """A server with a feed, and what a hostile one would do."""

    def do_GET(self) -> None:
        if self.path == "/feed":
            if self.headers.get("If-None-Match") == '"v1"':
                self.send_response(304)
                self.end_headers()
                return
            self._answer(
                b"BEGIN:VCALENDAR", {"ETag": '"v1"', "Last-Modified": "Tue, 01 Dec 2026 00:00:00 GMT"}
            )
        elif self.path == "/moved":
            self._redirect("/feed")
        elif self.path == "/round":
            self._redirect("/round")
        elif self.path == "/file":
            self._redirect("file:///etc/passwd")
        elif self.path == "/told-large":
            self._answer(b"", {"Content-Length": str(100 * 1024 * 1024)})
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(100):
                    self.wfile.write(b"x" * 64 * 1024)
            except OSError:
                pass
        else:
            self.send_error(404)

    def _answer(self, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(200)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Address of that server on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Feeds) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()


def test_a_feed_is_read_once_until_it_changes(server: str) -> None:
    """The first time it is fetched, over a redirect too; the second time its server says that nothing has changed."""
    first = fetch(f"{server}/moved", None, LOCAL)
    assert first.content == b"BEGIN:VCALENDAR"
    assert first.state == FeedState('"v1"', "Tue, 01 Dec 2026 00:00:00 GMT")
    assert fetch(f"{server}/feed", first.state, LOCAL).content is None


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/large", "larger than 1 MB"),
        ("/told-large", "larger than 1 MB"),
        ("/round", "redirected more than"),
        ("/file", "only http and https"),
        ("/nothing", "404"),
    ],
)
def test_what_is_too_much_is_not_fetched_to_its_end(server: str, path: str, problem: str) -> None:
    """Neither endless answers nor endless redirects nor files of this machine."""
    with pytest.raises(FetchRefused, match=problem):
        fetch(server + path, None, LOCAL)


def test_private_addresses_are_refused_at_every_step(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told as a number, by a name that leads there, or by a redirect from outside."""
    port = server.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "[::1]", "2130706433", "0.0.0.0"):
        with pytest.raises(FetchRefused, match="private network"):
            fetch(f"http://{host}:{port}/feed")
    # A first server that passes for public sends one on to this machine.
    import app.agenda.fetching as fetching  # noqa: PLC0415

    asked: list[str] = []

    def first_is_public(address: str) -> bool:
        asked.append(address)
        return len(asked) == 1

    monkeypatch.setattr(fetching, "is_public", first_is_public)
    with pytest.raises(FetchRefused, match="private network"):
        fetch(f"{server}/moved")
    assert len(asked) == 2


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "http://",
        "http://user:word@example.org/",
        "http://x:99999/",
        "x",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    """Only web addresses without a password."""
    with pytest.raises(FetchRefused):
        fetch(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("10.1.2.3", False), ("192.168.1.1", False),
        ("172.16.0.1", False), ("127.0.0.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:a00:1::", False),
    ],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    """Loopback, link-local, private and shared ranges are not, nor what wraps one of them."""
    assert is_public(address) is public
