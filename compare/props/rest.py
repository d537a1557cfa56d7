"""At rest: everybody who can go on without us has, so that no clock decides what a scene sees."""

from __future__ import annotations

import asyncio
import time
from weakref import WeakKeyDictionary, WeakSet

TURNS = 50  # of the loop, without a change
NEAR_S = 0.05  # a timer that is due later is a limit that nobody is meant to reach
LIMIT_S = 2.0  # who is not at rest by then polls

_resting: WeakKeyDictionary[asyncio.AbstractEventLoop, int] = WeakKeyDictionary()
_ours: WeakSet[asyncio.TimerHandle] = WeakSet()


async def at_rest(limit_s: float = LIMIT_S) -> bool:
    """Let everybody on the loop go on as far as they can without the caller.

    Several may rest at once. Work on other threads is not seen.

    Args:
        limit_s: after this it is given up.

    Returns:
        Whether fifty turns of the loop brought no change, with no timer about to fire.
    """
    loop, still, end = asyncio.get_running_loop(), 0, time.monotonic() + limit_s
    _resting[loop] = _resting.get(loop, 0) + 1
    try:
        while still < TURNS:
            await asyncio.sleep(0)
            still = 0 if _moves(loop) else still + 1
            if time.monotonic() > end:
                return False
        return True
    finally:
        _resting[loop] -= 1


async def pause(seconds: float, *awaited: asyncio.Future) -> None:
    """Wait for one of these or for so long, with a timer that does not count as movement."""
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    timer = loop.call_later(seconds, lambda: over.done() or over.set_result(None))
    _ours.add(timer)
    try:
        await asyncio.wait({over, *awaited}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        timer.cancel()


def _moves(loop: asyncio.AbstractEventLoop) -> bool:
    # Each of those who rest stands in the loop's queue for its next turn, but for the one who looks.
    if len(getattr(loop, "_ready", ())) >= _resting[loop]:
        return True
    near = loop.time() + NEAR_S
    timers = getattr(loop, "_scheduled", ())
    return any(timer.when() < near and not timer.cancelled() and timer not in _ours for timer in timers)
