"""The worker's one event loop; asyncio is imported when an example needs it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine
    from typing import Any

SETTLE_S = 1.0  # how long cancelled tasks are waited for


class Loop:
    """Runs coroutines on a loop that stays alive between trials."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None

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
        return self._runner
