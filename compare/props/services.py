"""Services that are asked, answer in their turn, may fail, and notice being cancelled.

    services = Services(parameters.jobs, watch, fail=parameters.fail)
    outcome = await services.told(lambda: example.gather(services.questions))
    running = services.running       # who was still at it when the caller was told
    await services.rest()            # those go on to their ends
    services.ends                    # how each that was asked ended, in the order of the jobs

In observed trials no clock decides: at every turn all who can go on do so (`rest.at_rest`), and then the next of
those that were asked answers. So siblings are held until the caller of one that failed was told, or never is. One
that is cancelled cleans up for as long as others have anything to do: who does not wait for it is told before.

In timed trials each takes the milliseconds of its job, and nothing else.

Trace: a span `await` of the caller; a span `ask` for each question; events `answered`, `failed`, `cancelled`,
`cleaned-up`; each with its name.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from compare.props.rest import LIMIT_S, at_rest
from compare.props.told import Told, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Services:
    """Each is a coroutine function without parameters; make them on the loop on which they are asked.

    Args:
        jobs: records with `name` and `ms`, in the order of the questions.
        watch: the trial's trace.
        fail: the names of those that fail.
        order: the names in the order of their answers; left out, the quickest first.
        error: makes the error of one from its name.
        held: the names of those that never answer, but can be cancelled, until `rest`.

    Attributes:
        questions: the services, in the order of the jobs.
        asked: the names of those that were asked, in that order, each as often as it was.
        running: how many are being asked now.
        ended: (name, end) of each question that is over, in that order.
    """

    def __init__(
        self,
        jobs: Sequence[Any],
        watch: Any,
        *,
        fail: Iterable[str] = (),
        order: Sequence[str] | None = None,
        error: Callable[[str], Exception] = ValueError,
        held: Iterable[str] = (),
    ) -> None:
        self._watch, self._fail, self._error, self._held = watch, set(fail), error, set(held)
        self._names = [job.name for job in jobs]
        self._order = list(order or (job.name for job in sorted(jobs, key=lambda job: job.ms)))
        self.questions = [self._question(job) for job in jobs]
        self.asked: list[str] = []
        self.ended: list[tuple[str, str]] = []
        self.running = 0
        self._turns: list[tuple[str, asyncio.Future]] = []  # of those who wait for theirs
        self._keeper: asyncio.Task | None = None
        self._patience = LIMIT_S

    @property
    def ends(self) -> list[str]:
        """How each question ended, in the order of the jobs: answered, failed or cancelled."""
        return [end for one in self._names for name, end in self.ended if name == one]

    async def told(self, call: Callable[[], Any]) -> Told:
        """Call the example, and say what its caller was told."""
        with self._watch.span("await"):
            return await told(
                call, observed=self._watch.observed, life=lambda: (len(self.asked), len(self.ended))
            )

    async def rest(self) -> bool:
        """Let all that was begun end; says whether it did."""
        self._held = set()
        if self._watch.observed:
            await self._rest()
            while self.running and self._give_turn():
                await self._rest()
        while not self._watch.observed and self.running:
            await asyncio.sleep(0.001)
        return not self.running

    def _question(self, job: Any) -> Callable[[], Any]:
        async def ask() -> str:
            self.running += 1
            self.asked.append(job.name)
            end = "failed"
            try:
                with self._watch.span("ask", item=job.name):
                    await self._turn(job)
                    if job.name in self._fail:
                        raise self._error(job.name)
                    end = "answered"
                    return f"{job.name} answers"
            except asyncio.CancelledError:
                end = "cancelled"
                raise
            finally:
                self._watch.event(end, item=job.name)
                if end == "cancelled":
                    await self._clean_up(job.name)
                self.running -= 1
                self.ended.append((job.name, end))

        return ask

    async def _turn(self, job: Any) -> None:
        if not self._watch.observed:
            await asyncio.sleep(job.ms / 1000)
            return
        turn = asyncio.get_running_loop().create_future()
        self._turns.append((job.name, turn))
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())
        await turn

    async def _clean_up(self, name: str) -> None:
        if self._watch.observed:
            try:
                await at_rest()
            except asyncio.CancelledError:
                pass  # told twice: it is ending already
        self._watch.event("cleaned-up", item=name)

    async def _keep(self) -> None:
        while self._turns:
            await self._rest()  # all who will be asked now have been; whoever can be told has been told
            if not self._give_turn():
                return

    async def _rest(self) -> None:
        if not await at_rest(self._patience):
            self._patience = 0.05  # somebody polls, and will go on to: no need to find that out twice

    def _give_turn(self) -> bool:
        self._turns = [(name, turn) for name, turn in self._turns if not turn.done()]
        free = [(self._order.index(name), turn) for name, turn in self._turns if name not in self._held]
        if not free:
            return False
        min(free, key=lambda one: one[0])[1].set_result(None)
        return True
