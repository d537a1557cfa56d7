"""What a caller was told: a result or an error of any kind, as a value; or that it never came."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from compare.props.rest import pause

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_S = 0.1
LOOKS = 20  # without a sign of life: it hangs


@dataclass
class Told:
    """What came out of a call.

    Attributes:
        value: what it returned.
        error: the category of what it raised; "deadlock" if nothing ever came.
        caught: the texts of the errors that came out, those in a group each by itself.
        raised: the error itself.
    """

    value: Any = None
    error: str | None = None
    caught: list[str] = field(default_factory=list)
    raised: BaseException | None = None


async def told(call: Callable[[], Any], *, observed: bool = True, life: Callable[[], Any] = int) -> Told:
    """Await what a call gives, and say what came of it.

    Args:
        call: calls the example, which may be a coroutine function or not.
        observed: False awaits it directly, as a timed trial must; then one that hangs is a time-out.
        life: gives something that changes while there is life; two seconds without, and it hangs.
    """
    try:
        given = call()
        if not inspect.isawaitable(given):
            return Told(given)
        if not observed:
            return Told(await given)
        task = asyncio.ensure_future(given)
        if not await _ends(task, life):
            return Told(error="deadlock")
        return Told(task.result())
    except (Exception, asyncio.CancelledError) as error:
        return failed(error)


async def _ends(task: asyncio.Future, life: Callable[[], Any]) -> bool:
    looks, seen = 0, life()
    while not task.done() and looks < LOOKS:
        await pause(LOOK_S, task)
        looks, seen = (looks + 1, seen) if life() == seen else (0, life())
    if task.done():
        return True
    task.cancel()
    await pause(LOOK_S, task)  # the rescue: what still waits is let go
    return False


def failed(error: BaseException) -> Told:
    """Say of what kind an error is; the scene's own is a ValueError."""
    if isinstance(error, BaseExceptionGroup):
        return Told(None, "aggregate", sorted(str(one) for one in _leaves(error)), error)
    return Told(None, category(error), [str(error)], error)


def category(error: BaseException) -> str:
    """The category that contracts use for an error; what has none keeps its class's name."""
    kinds = {
        ValueError: "user",
        TimeoutError: "timeout",
        asyncio.CancelledError: "cancelled",
        RuntimeError: "invalid-state",
        asyncio.InvalidStateError: "invalid-state",
    }
    return kinds.get(type(error), type(error).__name__)


def _leaves(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for one in error.exceptions for leaf in _leaves(one)]
    return [error]
