"""The gate: so many at once, so many waiting, the rest is told when to come again."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import TooBusy
from app.operations.gate import Gate


def test_no_more_at_once_than_allowed() -> None:
    """Of twenty that come together never more than two work, and all get their turn."""
    gate = Gate(2, 20, 10)
    seen: list[int] = []

    def _work(_number: int) -> None:
        with gate.turn():
            seen.append(gate.inside)
            time.sleep(0.002)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(_work, range(20)))
    assert len(seen) == 20
    assert max(seen) <= 2
    assert (gate.inside, gate.waiting) == (0, 0)


def test_one_too_many_is_refused_at_once() -> None:
    """With one working and none allowed to wait, the next hears so, and when to come again."""
    gate = Gate(1, 0, 10)
    with gate.turn(), pytest.raises(TooBusy) as caught, gate.turn():
        pass
    assert 1 <= caught.value.again_in_s <= 60
    with gate.turn():
        assert gate.inside == 1


def test_nobody_waits_for_ever() -> None:
    """Whose turn does not come in time is refused, and takes no place from others afterwards."""
    gate = Gate(1, 5, 0.01)
    entered, leave = threading.Event(), threading.Event()

    def _hold() -> None:
        with gate.turn():
            entered.set()
            leave.wait(10)

    holder = threading.Thread(target=_hold)
    holder.start()
    entered.wait(10)
    with pytest.raises(TooBusy), gate.turn():
        pass
    assert gate.waiting == 0
    leave.set()
    holder.join()
    with gate.turn():
        pass


def test_a_failure_gives_the_turn_back() -> None:
    """Work that breaks does not close the gate."""
    gate = Gate(1, 0, 1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), gate.turn():
            _ = 1 / 0
    assert gate.inside == 0
