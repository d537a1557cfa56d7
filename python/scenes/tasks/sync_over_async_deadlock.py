"""Async work whose answer is there is waited for in several ways: who could go on, when, and on which thread?

That time ran out proves nothing: the proof is that the answer was there, that the work went on only when the wait had
been given up, and that it then ended by itself. For starvation the loop's
pool has as many threads as there are callers; the first may go on when the first wait has run out.
"""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import sync_over_async_deadlock as example

from compare.props.rest import at_rest
from compare.props.told import told


def prepare(parameters):
    return parameters


def run(state, watch):
    with asyncio.Runner() as runner:  # a loop of its own: its pool is of this size
        return runner.run(play(state, watch))


async def play(state, watch):
    loop, here, used, gave_up = asyncio.get_running_loop(), threading.get_ident(), [], []
    end = loop.time() + state.wait_ms / 1000
    loop.set_default_executor(ThreadPoolExecutor(state.callers))
    blocked, work = (
        state.variant == "blocked",
        ExitStack(),
    )  # the work, while it waits for the caller's thread

    async def ask():
        if state.variant == "starved":
            return await asyncio.to_thread(lambda: state.answer)
        await asyncio.sleep(0)  # the answer is there: all that lacks is the loop's next turn
        return state.answer

    def use(answer):
        work.close()
        watch.event("step", item="resumed")
        late = loop.time() >= end if state.variant == "starved" else bool(gave_up)
        used.append((answer, "own thread" if threading.get_ident() == here else "another", late))
        return answer

    watch.event("step", item="waits")
    with watch.span("wait", item="caller for work" if blocked else "caller"):
        if blocked:
            work.enter_context(watch.span("wait", item="work for caller"))
        outcome = await told(lambda: call(state, ask, use))
    gave_up.append(outcome.error)
    if outcome.error:
        watch.event("step", item="gave up")
    for _ in range(200):
        if len(used) >= (state.callers if state.variant == "starved" else 1):
            break
        await at_rest()
        await asyncio.sleep(0.01)
    work.close()
    late = bool(used) and all(late for _, _, late in used)
    answers = sorted({answer for answer, _, _ in used})
    return {
        "result": outcome.value[0] if isinstance(outcome.value, list) and outcome.value else outcome.value,
        "error": "deadlock" if outcome.error == "timeout" and late else outcome.error,
        "afterwards": answers[0] if len(answers) == 1 else None,
        "went_on": len(used),
        "resumed_on": used[0][1] if used and state.variant != "starved" else None,
    }


def call(state, ask, use):
    patience = state.wait_ms / 1000 if state.variant in ("blocked", "starved") else 5
    if state.variant == "awaited":
        return example.awaited(ask, use)
    if state.variant == "starved":
        return example.starved(ask, use, state.callers, patience)
    return getattr(example, state.variant)(ask, use, patience)
