"""Collects the reports and hands them over when the work is done."""

import asyncio
from threading import get_ident


class Screen:
    """Shows reports; remembers them, and who showed them."""

    def __init__(self, trace):
        self.shown = []
        self.threads = set()
        self.trace = trace

    def show(self, percent):
        self.shown.append(percent)
        self.threads.add(get_ident())
        self.trace.event("shown", item=percent)
        if len(self.shown) == 1:
            self.trace.event("first shown")
            self.trace.open_gate("first shown")


def prepare(parameters):
    return parameters


async def run(state, trace):
    ways = {"callback": callback, "posted": posted, "stream": stream}
    screen = Screen(trace)
    worker = await ways[state.variant](screen, state.steps, trace)
    # [step: the result]
    trace.event("result")
    last_before = 100 in screen.shown
    shown_by = "worker" if screen.threads == {worker} else "another"
    return {"shown": screen.shown, "shown_by": shown_by, "last_before_result": last_before}


# [step: callback]
async def callback(screen, steps, trace):
    return await asyncio.to_thread(work, steps, screen.show, trace)


# [step: posted]
async def posted(screen, steps, trace):
    loop = asyncio.get_running_loop()

    def report(percent):
        loop.call_soon_threadsafe(screen.show, percent)

    return await asyncio.to_thread(work, steps, report, trace)


# [step: stream]
async def stream(screen, steps, trace):
    loop, reports = asyncio.get_running_loop(), asyncio.Queue()

    def report(percent):
        loop.call_soon_threadsafe(reports.put_nowait, percent)

    working = asyncio.create_task(asyncio.to_thread(work, steps, report, trace))
    working.add_done_callback(lambda _: reports.put_nowait(None))  # after the last report, even if it failed
    while (percent := await reports.get()) is not None:
        screen.show(percent)
    return await working


# [step: work]
def work(steps, report, trace):
    reports = []
    for step in range(1, steps + 1):
        reports.append(100 * step // steps)
        if step == 1:
            trace.wait_gate("first shown")
    trace.event("worked")
    for percent in reports:
        report(percent)
    return get_ident()
