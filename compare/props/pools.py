"""What scenes of pools share: what came of a call, and which worker has sent a result off.

outcome = outcome_of(lambda: example.whole(numbers, job, pool))
outcome.value, outcome.error     # what it returned, or the category of what it raised

`started` and `closed` are for pools that a scene prepares, so that starting their workers is not timed.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections import namedtuple

TYPE_CHECKING = False  # each worker process imports this: no module that few of them need
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any


class CallOutcome(namedtuple("CallOutcome", "value error raised", defaults=(None, None, None))):
    """What came of a call: a value, or an error and its category."""


def category(error: BaseException | None) -> str | None:
    """The category that contracts use for an error; one that has none keeps its class's name."""
    if error is None:
        return None
    kinds = (
        (_cancelled(), "cancelled"),
        ((multiprocessing.TimeoutError, TimeoutError), "timeout"),
        (_of("concurrent.futures", "BrokenExecutor"), "broken-pool"),
        (BaseExceptionGroup, "aggregate"),
        ((ArithmeticError, ValueError), "user"),
        (RuntimeError, "closed"),  # an executor that was shut down takes no more work
    )
    return next((name for kind, name in kinds if isinstance(error, kind)), type(error).__name__)


def _cancelled() -> tuple[type[BaseException], ...]:
    return _of("concurrent.futures", "CancelledError") + _of("asyncio", "CancelledError")


def _of(module: str, name: str) -> tuple[type[Any], ...]:
    """A class of a module; where nobody has imported the module, nobody can have an object of it."""
    found = sys.modules.get(module)
    return (getattr(found, name),) if found else ()


def outcome_of(call: Callable[[], Any]) -> CallOutcome:
    """Call the example; an error of any kind is a value."""
    try:
        return CallOutcome(call())
    except (Exception, SystemExit, *_cancelled()) as error:
        return CallOutcome(None, category(error), error)


def bounded_outcome(call: Callable[[], Any], limit_s: float = 15.0) -> CallOutcome:
    """The same on a thread of its own; "deadlock" where it has not come back when the limit is over."""
    from compare.props.children import outcome

    return outcome(outcome_of, call, limit=limit_s).value or CallOutcome(error="deadlock")


async def outcome_of_async(awaited: Awaitable[Any]) -> CallOutcome:
    """Await what the example gives; an error of any kind is a value."""
    try:
        return CallOutcome(await awaited)
    except (Exception, SystemExit, *_cancelled()) as error:
        return CallOutcome(None, category(error), error)


def started(pool: Any) -> Any:
    """A pool or an executor whose workers are all there."""
    list(pool.map(abs, range(100), chunksize=1))
    return pool


def closed(pool: Any) -> None:
    """End a pool or an executor, if there is one; what has not begun is dropped."""
    if isinstance(pool, _of("concurrent.futures", "Executor")):
        pool.shutdown(cancel_futures=True)
    elif pool:
        pool.terminate()
        pool.join()


_done: set[tuple[str, int]] = set()


def has_sent(trial: str) -> bool:
    """Whether this worker, a thread of a process, has sent a result of the trial off: it begins another."""
    return (trial, threading.get_ident()) in _done


def will_send(trial: str) -> None:
    """This worker is about to return a result; it is sent before its next job begins."""
    _done.add((trial, threading.get_ident()))
