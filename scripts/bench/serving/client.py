"""A small client that keeps connections open and asks as fast as it is answered, or at a set pace; 127.0.0.1 only.

Runs as a process of its own, so that what it costs is not counted as the server's:
``python -m scripts.bench.serving.client`` reads a plan as JSON from its input and writes what came of it.
"""

import asyncio
import base64
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

HOST = "127.0.0.1"
_PATIENCE_S = 60.0


@dataclass
class Ask:
    """A request.

    Attributes
    ----------
    path
        Where to.
    method
        HTTP method.
    headers
        Beside Host.
    body
        Base64 of the body; empty for none.
    """

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def wire(self) -> bytes:
        """Return what goes over the line."""
        content = base64.b64decode(self.body)
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {HOST}", "Connection: keep-alive"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if content or self.method == "POST":
            lines.append(f"Content-Length: {len(content)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


@dataclass
class Stream:
    """Requests of one kind.

    Attributes
    ----------
    name
        What they are called in the result.
    asks
        Taken in turn; those of a stream that is ``once`` each at most once.
    connections
        How many ask at the same time.
    per_s
        Pace of all connections together; 0: as fast as answers come.
    keep
        Keep the answers' bodies (for tours whose links are tried later).
    once
        Stop when all were asked.
    """

    name: str
    asks: list[Ask]
    connections: int = 4
    per_s: float = 0.0
    keep: bool = False
    once: bool = False


@dataclass
class Figures:
    """What came of a stream: seconds of each answer, statuses, connections that broke, kept bodies."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    bodies: list[str] = field(default_factory=list)


def main() -> None:
    """Read a plan, ask, write the figures."""
    plan = json.load(sys.stdin)
    streams = [
        Stream(**stream | {"asks": [Ask(**ask) for ask in stream["asks"]]}) for stream in plan["streams"]
    ]
    figures = asyncio.run(_all(plan["port"], streams, plan["seconds"]))
    json.dump({name: vars(found) for name, found in figures.items()}, sys.stdout)


async def _all(port: int, streams: list[Stream], seconds: float) -> dict[str, Figures]:
    end = time.perf_counter() + seconds
    figures = {stream.name: Figures() for stream in streams}
    work = []
    for stream in streams:
        asks = iter(_turns(stream))
        pace = _Pace(stream.per_s)
        work += [_one(port, stream, asks, pace, end, figures[stream.name]) for _ in range(stream.connections)]
    await asyncio.gather(*work)
    return figures


def _turns(stream: Stream) -> Any:
    wires = [ask.wire() for ask in stream.asks]
    if stream.once:
        yield from wires
        return
    chance = random.Random(1)
    while True:
        yield chance.choice(wires)


class _Pace:
    """Hands out moments, evenly spread; open loop: a slow answer delays no other request."""

    def __init__(self, per_s: float) -> None:
        self._gap = 1 / per_s if per_s else 0.0
        self._next = time.perf_counter()

    async def wait(self) -> float:
        """Wait for the next moment and return it."""
        if not self._gap:
            return time.perf_counter()
        moment = self._next
        self._next += self._gap
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        return moment


async def _one(port: int, stream: Stream, asks: Any, pace: _Pace, end: float, figures: Figures) -> None:
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    for wire in asks:
        # From the moment that it should have gone out: time in a queue of ours is waiting too.
        began = await pace.wait()
        if began >= end:
            break
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection(HOST, port)
            assert reader is not None
            writer.write(wire)
            status, body, lasting = await asyncio.wait_for(_answer(reader), _PATIENCE_S)
        except (OSError, EOFError, ValueError, TimeoutError):
            figures.broken += 1
            if writer is not None:
                writer.close()
            writer = None
            continue
        figures.seconds.append(time.perf_counter() - began)
        figures.statuses[status] += 1
        if stream.keep:
            figures.bodies.append(body.decode(errors="replace"))
        if not lasting:
            writer.close()
            writer = None
    if writer is not None:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    lines = head.split("\r\n")
    status = int(lines[0].split()[1])
    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    if headers.get("transfer-encoding") == "chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return status, body, headers.get("connection", "keep-alive") != "close"


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while True:
        size = int((await reader.readline()).split(b";")[0], 16)
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
        if not size:
            return b"".join(parts)


if __name__ == "__main__":
    main()
