"""Starts and ends services of this machine; skips where their package is not there."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

_PATIENCE_S = 60


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{process.args}: not ready: {log.read_text(errors='replace')[-2000:]}")


def stop(process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> None:
    """End a process that we started, by its id."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)


@contextmanager
def postgresql(folder: Path, port: int | None = None) -> Iterator[str]:
    """A PostgreSQL server; gives its address. Its database is empty, or what an outer call with the folder made."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        pytest.skip("PostgreSQL is not installed")
    port, log, where = port or free_port(), folder / "postgresql.log", folder / "postgresql.where"
    # The server refuses to run as root.
    user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    made = not where.exists()
    if made:
        where.write_text(str(_make_cluster(binaries[-1], as_user)))
    data = Path(where.read_text())
    with log.open("ab") as out:
        process = subprocess.Popen(
            [
                binaries[-1] / "postgres", "-D", data, "-p", str(port), "-k", "", "-c", "listen_addresses=127.0.0.1",
                "-c", "fsync=off", "-c", "max_connections=60",
            ],
            stdout=out, stderr=out, cwd=data, **as_user,
        )  # fmt: skip
    try:
        wait_for_port(port, process, log)
        _wait_until_it_answers(port)
        yield f"postgresql+psycopg://rondje@127.0.0.1:{port}/postgres"
    finally:
        # SIGINT is its fast way down: connections are cut, data is safe.
        stop(process, signal.SIGINT)
        if made:
            shutil.rmtree(data, ignore_errors=True)


def stop_postgresql(folder: Path) -> None:
    """End the server of a folder before its time."""
    told = Path((folder / "postgresql.where").read_text()) / "postmaster.pid"
    os.kill(int(told.read_text().split()[0]), signal.SIGINT)
    end = time.monotonic() + 20
    while told.exists() and time.monotonic() < end:
        time.sleep(0.05)


def _make_cluster(binaries: Path, as_user: dict[str, Any]) -> Path:
    # Not below the tests' own folder, which nobody but root may enter.
    data = Path(tempfile.mkdtemp(prefix="rondje-postgresql-"))
    if as_user:
        os.chown(data, as_user["user"], as_user["group"])
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "rondje", "-A", "trust", "--no-sync", "-E", "UTF8"],
        check=True, capture_output=True, cwd=data, **as_user,
    )  # fmt: skip
    return data


def _wait_until_it_answers(port: int) -> None:
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            psycopg.connect(f"postgresql://rondje@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


@contextmanager
def redis(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Redis server; gives its address and its process."""
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("Redis is not installed")
    port, log = free_port(), folder / "redis.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
            stdout=out, stderr=out,
        )  # fmt: skip
    try:
        wait_for_port(port, process, log)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        stop(process)
