"""The worker's one event loop; asyncio is imported when an example needs it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine
    from typing import Any

SETTLE_S = 1.0  # how long cancelled tasks are waited for
PREFIX = "asyncio"  # of the threads' names of a default executor that the loop has made itself
AS_MADE = {
    "the event loop": False,
    "the event loop's exception handler": False,
    "the event loop's task factory": False,
    "the event loop's debug mode": False,
    "the event loop's default executor": False,
}


class Loop:
    """Runs coroutines on a loop that stays alive between trials.

    Args:
        made: makes the loop, and knows its descriptors from then on.
    """

    def __init__(self, made: Callable[[Callable[[], Any]], Any]) -> None:
        self._made = made
        self._runner: asyncio.Runner | None = None

    def settings(self) -> dict[str, Any]:
        """What of the loop its next user finds: as it was made, or in another way."""
        if self._runner is None:
            return AS_MADE
        loop: Any = self._runner.get_loop()
        executor = getattr(loop, "_default_executor", None)
        prefix = getattr(executor, "_thread_name_prefix", PREFIX)
        shut = getattr(executor, "_shutdown", False) or getattr(loop, "_executor_shutdown_called", False)
        found = (loop.is_closed(), loop.get_exception_handler(), loop.get_task_factory(), loop.get_debug())
        values = (*map(bool, found), prefix != PREFIX or shut)
        return dict(zip(AS_MADE, values, strict=True))

    def busy(self) -> bool:
        """Whether the loop's default executor is at work on something."""
        executor = getattr(self._runner and self._runner.get_loop(), "_default_executor", None)
        idle = getattr(getattr(executor, "_idle_semaphore", None), "_value", 0)
        return len(getattr(executor, "_threads", ())) > idle

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine to its end, in a context of its own."""
        import contextvars

        return self._alive().run(coroutine, context=contextvars.copy_context())

    def tasks(self) -> set[asyncio.Task[Any]]:
        """Tasks that are still pending on the loop."""
        if self._runner is None:
            return set()
        import asyncio

        return {task for task in asyncio.all_tasks(self._alive().get_loop()) if not task.done()}

    def cancel(self, tasks: set[asyncio.Task[Any]]) -> None:
        """Cancel tasks and wait a moment for them; one may refuse."""
        if not tasks:
            return
        import asyncio

        async def settle() -> None:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=SETTLE_S)

        try:
            self.run(settle())
        except (Exception, SystemExit, KeyboardInterrupt):  # a task's own, on its way out
            return
        for task in tasks:
            if task.done() and not task.cancelled():
                task.exception()  # it was asked for: no complaint when the task is forgotten

    def _alive(self) -> asyncio.Runner:
        import asyncio

        if self._runner is None or self._runner.get_loop().is_closed():
            self._runner = asyncio.Runner()
            self._made(self._runner.get_loop)
        return self._runner
