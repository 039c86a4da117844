"""Real servers of ours, and nginx before them, with the settings file that the documentation offers."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.settings import ROOT
from tests.services.running import free_port, stop, wait_for_port


class Site:
    """Something that answers HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Status and content of an answer."""
        given = dict(headers or {}) | ({"Content-Type": "application/json"} if body is not None else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=given)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


@contextmanager
def gunicorn(
    folder: Path, settings: Mapping[str, str], port: int | None = None
) -> Iterator[tuple[Site, subprocess.Popen[bytes]]]:
    """A server of ours; gives it and its process."""
    port = port or free_port()
    log = folder / f"gunicorn-{port}.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PROMETHEUS")}
    command = [sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.py"]
    command += ["--bind", f"127.0.0.1:{port}", "app:create_app()"]
    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | dict(settings),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        wait_for_port(port, process, log)
        site = Site(port)
        _until_ready(site, process, log)
        yield site, process
    finally:
        stop(process)


def _until_ready(site: Site, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            if site.ask("/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"not ready: {log.read_text(errors='replace')[-3000:]}")


@contextmanager
def nginx(folder: Path, servers: tuple[int, int], dataset: Path) -> Iterator[Site]:
    """nginx with the documented settings before two servers of ours."""
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if binary is None:
        pytest.skip("nginx is not installed")
    port = free_port()
    text = (ROOT / "docs" / "deploy" / "nginx.conf").read_text()
    words = {
        "LISTEN": f"127.0.0.1:{port}",
        "SERVER_ONE": f"127.0.0.1:{servers[0]}",
        "SERVER_TWO": f"127.0.0.1:{servers[1]}",
        "STATIC": str(ROOT / "app" / "static"),
        "DATASET": str(dataset),
        "FOLDER": str(folder),
    }
    for word, value in words.items():
        text = re.sub(rf"\b{word}\b", value, text)
    # Its workers must be able to read what the tests made.
    text = f"user {_me()};\ndaemon off;\n{text}"
    settings = folder / "nginx.conf"
    settings.write_text(text)
    log = folder / "nginx.log"
    with log.open("wb") as out:
        process = subprocess.Popen([binary, "-p", folder, "-c", settings], stdout=out, stderr=out)
    try:
        wait_for_port(port, process, log)
        yield Site(port)
    finally:
        stop(process)


def _me() -> str:
    import pwd  # noqa: PLC0415

    return pwd.getpwuid(os.geteuid()).pw_name
