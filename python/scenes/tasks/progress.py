"""The work waits until its first report was shown; the screen notes who shows what, and what came before the result.

Variant context is posted once more: Python's reports always have a loop to go to.
"""

from threading import get_ident

import progress as example

from compare.props.rest import at_rest
from compare.props.told import told

FUNCTIONS = {"callback": "callback", "posted": "posted", "context": "posted", "stream": "stream"}


def prepare(parameters):
    return parameters


async def run(state, watch):
    play = Play(state, watch)
    way = getattr(example, FUNCTIONS[state.variant])
    with watch.span("call"):
        came = await told(
            lambda: way(play.work, play.show), observed=watch.observed, life=lambda: play.reported
        )
    watch.event("result")
    last_before = 100 in play.shown
    if watch.observed:
        await at_rest()  # what was posted and comes after the result is shown, too
    return {
        "result": came.value,
        "error": came.error,
        "shown": play.shown,
        "shown_by": play.shown_by() if watch.observed else None,
        "last_before_result": last_before if watch.observed else None,
    }


class Play:
    def __init__(self, state, watch):
        self.steps, self.watch = state.steps, watch
        self.shown, self.by, self.caller, self.worker, self.reported = [], set(), get_ident(), None, 0

    def shown_by(self):
        return (
            {self.worker: "worker", self.caller: "caller"}.get(*self.by) if len(self.by) == 1 else "another"
        )

    def work(self, report):
        self.worker = get_ident()
        with self.watch.span("work"):
            for step in range(1, self.steps + 1):
                self.reported += 1
                report(100 * step // self.steps)
                if step == 1:
                    self.watch.wait_gate("first shown")
            self.watch.event("worked")
            return self.steps

    def show(self, percent):
        self.shown.append(percent)
        self.by.add(get_ident())
        self.watch.event("shown", item=percent)
        if len(self.shown) == 1:
            self.watch.event("first shown")
            self.watch.open_gate("first shown")
