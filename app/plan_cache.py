"""Plans that were made before: the same request on the same dataset, agenda and closures gives the same tours.

Kept in memory, and in Redis where several servers share it. A plan that the clock cut short is not kept.
"""

import hashlib
import json
import logging
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import redis

from app.canonical import to_json, to_sorted_json
from app.presenter.record import Record

log = logging.getLogger(__name__)

Plan = tuple[Sequence[tuple[str, Record]], str | None]
"""Id and record of each tour, and the reason why there are none or fewer."""

_KEPT = 512
_SHARED_S = 86_400
# Redis is to save time; one that is slow saves none.
_PATIENCE_S = 0.2


def key_of(kind: str, request: Mapping[str, Any], dataset: str, more: object) -> str:
    """Return the name under which a plan is kept.

    Parameters
    ----------
    kind
        What is asked: ``tour`` or ``route``.
    request
        The canonical request.
    dataset
        The dataset's version.
    more
        What else shapes the plan: events of the day, closures; its ``repr`` must tell it apart.
    """
    digest = hashlib.sha256()
    for part in (kind.encode(), to_sorted_json(request), dataset.encode(), repr(more).encode()):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


class PlanCache:
    """The kept plans.

    Parameters
    ----------
    redis_url
        Where servers share them; empty for memory alone.
    """

    def __init__(self, redis_url: str = "") -> None:
        self._plans: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        patience = {"socket_timeout": _PATIENCE_S, "socket_connect_timeout": _PATIENCE_S}
        self._shared = redis.Redis.from_url(redis_url, **patience) if redis_url else None

    def find(self, key: str) -> Plan | None:
        """Return a plan, None where it is not kept."""
        with self._lock:
            packed = self._plans.get(key)
            if packed is not None:
                self._plans.move_to_end(key)
        if packed is None:
            packed = self._ask(key)
            if packed is None:
                return None
            self._remember(key, packed)
        tours, reason = json.loads(zlib.decompress(packed))
        return [(tour_id, record) for tour_id, record in tours], reason

    def keep(self, key: str, plan: Plan) -> None:
        """Keep a plan, unless the clock cut it short."""
        tours, reason = plan
        if not all(record["complete"] for _, record in tours):
            return
        packed = zlib.compress(to_json([list(tours), reason]), 1)
        self._remember(key, packed)
        if self._shared is not None:
            try:
                self._shared.set(_name(key), packed, ex=_SHARED_S)
            except redis.RedisError as error:
                log.warning("a plan is kept here only: %s", error)

    def _remember(self, key: str, packed: bytes) -> None:
        with self._lock:
            self._plans[key] = packed
            self._plans.move_to_end(key)
            while len(self._plans) > _KEPT:
                self._plans.popitem(last=False)

    def _ask(self, key: str) -> bytes | None:
        if self._shared is None:
            return None
        try:
            found = self._shared.get(_name(key))
        except redis.RedisError:
            return None
        return found if isinstance(found, bytes) else None


def _name(key: str) -> str:
    return f"rondje:plan:{key}"
