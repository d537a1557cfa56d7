"""The first result is held: how far did the source get, in which order and width; who still works after an error?

Nothing is let go before all who can go on without it have: no clock decides.
"""

import asyncio

import dataflow_pipeline as example

from compare.props.rest import at_rest


def prepare(parameters):
    return parameters


async def run(state, watch):
    play = Play(state, watch)
    call = getattr(example, state.variant.replace("-", "_"))
    limits = (state.workers, state.room) if state.variant == "pipeline" else ()
    error, caught = None, []
    try:
        task = call(play.source(), play.work, play.collect, *limits)
        await (asyncio.wait_for(task, 8) if watch.observed else task)
    except ValueError as refused:
        error, caught = "user", [str(refused)]
    except ExceptionGroup as group:
        # Who awaits a task that has failed raises its error again: it may be in the group twice.
        error, caught = "aggregate", sorted({str(refused) for refused in group.exceptions})
    except Exception as other:
        error = "timeout" if isinstance(other, TimeoutError) else type(other).__name__
    left = play.inside
    watch.event("told")
    play.told.set()
    if watch.observed:
        await at_rest()
    return {
        "collected": None if error else play.collected,
        "peak": play.peak,
        "error": error,
        "caught": caught,
        "left": left,
    }


class Play:
    """A source that counts, work that meets, and a last stage that is held."""

    def __init__(self, state, watch):
        self.state, self.watch = state, watch
        self.made = self.inside = self.peak = 0
        self.held, self.collected, self.told = False, [], asyncio.Event()

    def source(self):
        for number in range(self.state.numbers):
            self.made += 1
            yield number

    async def work(self, number):
        self.inside += 1
        self.peak = max(self.peak, self.inside)
        try:
            if not self.watch.observed:
                await asyncio.sleep(self.state.work_ms / 1000)
            else:
                with self.watch.span("work", item=number):
                    await at_rest()  # all who may be in work at once are
                    if 0 <= self.state.refused < number:
                        await self.until_told()
            if number == self.state.refused:
                raise ValueError(number)
            return number * number
        finally:
            self.inside -= 1

    async def until_told(self):
        """A block that is not cancelled shows it; but nobody hangs, and only the first waits long."""
        try:
            await asyncio.wait_for(self.told.wait(), 1.0)
        except TimeoutError:
            self.told.set()

    async def collect(self, result):
        if self.watch.observed and not self.held:
            self.held, made = True, 0
            while made != self.made:  # the stages before get as far as they may
                made = self.made
                await at_rest()
            self.watch.event("held", value=self.made - self.state.room)
        self.collected.append(result)
