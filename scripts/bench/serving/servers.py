"""The servers that a load test aims at: gunicorn with its own settings, nginx with the documented ones."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_READY_S = 90.0


@contextmanager
def gunicorn(data: Path, folder: Path, settings: Mapping[str, str] | None = None) -> Iterator["Gunicorn"]:
    """A server on a dataset, its database in a folder; limits per client are off, as all come from one."""
    port = free_port()
    environment = os.environ | {
        "RONDJE_DATA": str(data),
        "DATABASE_URL": f"sqlite:///{folder / 'kept.sqlite'}",
        "RONDJE_LIMITS": "off",
        **(settings or {}),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.py"]
    command += ["--bind", f"127.0.0.1:{port}", "app:create_app()"]
    with (folder / "gunicorn.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _until_ready(port, process, folder / "gunicorn.log")
        yield Gunicorn(port, process.pid)
    finally:
        stop(process)


class Gunicorn:
    """A running server.

    Attributes
    ----------
    port
        Where it listens on 127.0.0.1.
    pid
        Its first process.
    """

    def __init__(self, port: int, pid: int) -> None:
        self.port = port
        self.pid = pid

    def workers(self) -> list[int]:
        """Return the ids of its worker processes."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(word) for word in path.read_text().split()]

    def own_mib(self) -> float:
        """Return the memory that the workers keep for themselves, MiB; what they share is counted once in nobody."""
        total = 0
        for worker in self.workers():
            with suppress(OSError):
                text = Path(f"/proc/{worker}/smaps_rollup").read_text()
                total += sum(
                    int(size) for size in re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.MULTILINE)
                )
        return total / 1024


@contextmanager
def nginx(server: Gunicorn, data: Path, folder: Path) -> Iterator[int]:
    """Nginx before a server; gives its port.

    Raises
    ------
    OSError
        If it is not installed.
    """
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if binary is None:
        raise OSError("nginx is not installed; install nginx-light")
    port = free_port()
    text = (ROOT / "docs" / "deploy" / "nginx.conf").read_text()
    for word, value in {
        "LISTEN": f"127.0.0.1:{port}",
        "SERVER_ONE": f"127.0.0.1:{server.port}",
        "SERVER_TWO": f"127.0.0.1:{server.port} backup",
        "STATIC": str(ROOT / "app" / "static"),
        "DATASET": str(data.resolve()),
        "FOLDER": str(folder),
    }.items():
        text = re.sub(rf"\b{word}\b", value, text)
    if os.geteuid() == 0:
        text = f"user root;\n{text}"
    (folder / "nginx.conf").write_text(f"daemon off;\n{text}")
    process = subprocess.Popen([binary, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        _until_ready(port, process, folder / "error.log")
        yield port
    finally:
        stop(process)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(45)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)


def _until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _READY_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise OSError(f"the server did not become ready; see {log}")
