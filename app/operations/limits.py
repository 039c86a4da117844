"""Bounds on costly calls: per client and minute, and on how many run at once in a process.

Views say what they cost (:mod:`app.budget`); after every part is installed, :func:`install` wraps those that did.
Counts are kept in memory, or in Redis where several servers share them.
"""

import functools
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.budget import Budget, budget_of
from app.operations.gate import Gate
from app.settings import Settings

_GATE = "rondje_gate"
# These wait for people, not for the processor.
_NOT_GATED = {Budget.MESSAGES, Budget.SIGN_IN}


def install(app: Flask, settings: Settings) -> None:
    """Bound every costly view of an app; call it when all views are there."""
    gate = Gate(settings.heavy_at_once, settings.heavy_waiting, settings.heavy_wait_s)
    app.extensions[_GATE] = gate
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=settings.redis_url or "memory://",
        # A Redis that is away must not take the site with it: each process then counts for itself.
        in_memory_fallback_enabled=bool(settings.redis_url),
        headers_enabled=True,
        enabled=settings.limits,
        strategy="moving-window",
    )
    # Bounded views know their limiter weakly, and one that is off is kept by nobody else.
    app.extensions["rondje_limiter"] = limiter
    for endpoint, view in list(app.view_functions.items()):
        budget = budget_of(view)
        if budget is None:
            continue
        bounded = view if budget in _NOT_GATED else _gated(view, gate)
        rate = f"{settings.rates[budget]} per minute"
        app.view_functions[endpoint] = limiter.shared_limit(rate, scope=budget.value)(bounded)


def gate_of(app: Flask) -> Gate:
    """Return the gate of an app."""
    found = app.extensions[_GATE]
    assert isinstance(found, Gate)
    return found


def _gated(view: Callable[..., Any], gate: Gate) -> Callable[..., Any]:
    @functools.wraps(view)
    def _in_turn(*args: Any, **values: Any) -> Any:
        with gate.turn():
            return view(*args, **values)

    return _in_turn
