"""The server as ``make run`` starts it: processes, threads, a dataset that changes under load."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.app.tiny import point_to

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.real


@dataclass
class Server:
    """A running server and the dataset folder that it watches."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Send a request, give status and content."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            told.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.url + path, data=body, headers=told)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


@pytest.fixture(scope="module")
def server(liechtenstein_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two worker processes on a copy of a real dataset."""
    folder = tmp_path_factory.mktemp("server")
    data = folder / "data"
    shutil.copytree((liechtenstein_dataset / "current").resolve(), data / "one")
    point_to(data, "one")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "RONDJE_DATA": str(data),
        "DATABASE_URL": f"sqlite:///{folder / 'tours.sqlite'}",
        "RONDJE_WORKERS": "2",
        "RONDJE_DATASET_CHECK_S": "0.05",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.py"]
    command += ["--bind", f"127.0.0.1:{port}", "app:create_app()"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        running = Server(f"http://127.0.0.1:{port}", data, process)
        _wait_until_ready(running, folder / "log")
        yield running
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def _wait_until_ready(server: Server, log: Path) -> None:
    for _ in range(600):
        if server.process.poll() is not None:
            break
        try:
            if server.ask("/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"the server did not become ready: {log.read_text()[-3000:]}")


def wish(server: Server, **change: Any) -> bytes:
    """A walk from the middle of the region."""
    west, south, east, north = json.loads(server.ask("/api/v1/region")[1])["bbox"]
    start = [(west + east) / 2, (south + north) / 2]
    return json.dumps({"mode": "wandelen", "start": start, "distance_km": 6} | change).encode()


def test_processes_give_the_same_bytes(server: Server) -> None:
    """Whichever process answers, the same request is the same bytes, and its link opens."""
    body = wish(server)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: server.ask("/api/v1/tours", body), range(12)))
    assert {status for status, _ in answers} == {200}
    assert len({content for _, content in answers}) == 1
    for tour in json.loads(answers[0][1])["features"]:
        assert server.ask(f"/api/v1/tours/{tour['id']}.gpx")[0] == 200


def test_too_large_a_body_is_refused(server: Server) -> None:
    """A body over the limit is 413 as soon as its length is told, and the server lives."""
    # Not sent in full: a server that has answered may close before the last byte is out, and the client would break.
    connection = HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.putrequest("POST", "/api/v1/tours")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", "1500000")
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["status"]) == (413, 413)
    connection.close()
    assert server.ask("/healthz")[0] == 200


def test_hostile_bytes_leave_the_server_up(server: Server) -> None:
    """What is no HTTP, a broken header, a body that never comes: the next request is answered."""
    host, port = server.url.removeprefix("http://").split(":")
    for junk in (
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/v1/tours HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
    ):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(junk)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1000)
    assert server.ask("/healthz")[0] == 200


def test_dataset_changes_without_a_dropped_request(server: Server) -> None:
    """``current`` moves while requests run: all are answered, and soon by the new version."""
    shutil.copytree(server.data / "one", server.data / "two")
    manifest = json.loads((server.data / "two" / "manifest.json").read_text())
    before, after = manifest["version"], "20990101T000000Z-00000000"
    (server.data / "two" / "manifest.json").write_text(json.dumps(manifest | {"version": after}))
    body = wish(server)
    kept = json.loads(server.ask("/api/v1/tours", body)[1])["features"][0]["id"]

    def plan(_: int) -> tuple[int, str]:
        status, content = server.ask("/api/v1/tours", body)
        return status, json.loads(content).get("dataset", "")

    with ThreadPoolExecutor(4) as pool:
        running = pool.map(plan, range(40))
        point_to(server.data, "two")
        answers = list(running)
        for _ in range(100):
            # Each worker process looks for itself: a row of answers from the new version means both have changed.
            last = list(pool.map(plan, range(8)))
            answers += last
            if {dataset for _, dataset in last} == {after}:
                break
    assert {status for status, _ in answers} == {200}
    assert {dataset for _, dataset in answers} <= {before, after}
    assert {dataset for _, dataset in last} == {after}
    assert server.ask(f"/api/v1/tours/{kept}")[0] == 200
