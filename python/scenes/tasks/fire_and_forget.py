"""The work goes on only after its caller has; a task that nobody holds is thrown away in between.

When the work is over, what is left of it is thrown away, too: only then may a last resort be told of an error.
"""

import asyncio
import gc
import multiprocessing
import weakref

import fire_and_forget as example

from compare.props.rest import at_rest
from compare.props.told import told

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


async def run(state, watch):
    watch.event("step", item="began")
    if state.variant == "process":
        return in_process(state.fails, watch)
    completed, who = await Play(state.fails, watch).run(state.variant)
    return {"completed": completed, "told": who, "exit_code": None}


def in_process(fails, watch):
    receiver, sender = processes.Pipe(duplex=False)
    child = processes.Process(target=child_main, args=(fails, watch, sender))
    child.start()
    sender.close()
    try:
        completed, who = receiver.recv() if receiver.poll(10) else (None, "nothing")
    except EOFError:
        completed, who = None, "end of the process"
    receiver.close()
    child.join()
    return {"completed": completed, "told": who, "exit_code": child.exitcode}


def child_main(fails, watch, sender):
    sender.send(asyncio.run(Play(fails, watch).run("forgotten")))


class Play:
    def __init__(self, fails, watch):
        self.fails, self.watch = fails, watch
        self.completed, self.last_resort, self.turn = False, None, None

    async def run(self, variant):
        loop = asyncio.get_running_loop()
        handler = loop.get_exception_handler()
        loop.set_exception_handler(self.resort)
        came = await told(lambda: self.tracked() if variant == "tracked" else self.forgotten())
        gc.collect()
        await at_rest()
        loop.set_exception_handler(handler)
        user = came.error == "user" or (came.error == "aggregate" and came.caught == ["no"])
        return self.completed, "caller" if user else came.error or self.last_resort

    async def forgotten(self):
        example.forgotten(self.work)
        self.go_on()
        await self.give_turn()

    async def tracked(self):
        task = asyncio.ensure_future(example.tracked(self.work, self.go_on))
        await self.give_turn()
        await task

    async def give_turn(self):
        await at_rest()
        gc.collect()  # a task that nobody holds is gone
        if turn := self.turn and self.turn():
            turn.set_result(None)
        await at_rest()

    def go_on(self):
        self.watch.event("step", item="went on")

    def resort(self, loop, context):
        if isinstance(context.get("exception"), ValueError):
            self.last_resort = "last resort"

    async def work(self):
        span = self.watch.span("work")
        span.__enter__()  # what is thrown away in the middle never ends
        turn = asyncio.get_running_loop().create_future()
        self.turn = weakref.ref(turn)
        await turn
        self.watch.event("step", item="worked")
        span.__exit__()
        if self.fails:
            raise ValueError("no")
        self.completed = True
