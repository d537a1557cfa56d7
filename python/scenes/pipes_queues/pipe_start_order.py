"""`start` returns when the child is about to send, and the child takes a moment to end when all has been read.

A program that waits for ever is found standing still; then its child is killed, and that is marked.
"""

import multiprocessing
import time

import pipe_start_order as example

from compare.props.stillness import Call

spawn = multiprocessing.get_context("spawn")
MOMENT_S, STILL_S = 0.1, 0.3
ORDERS = {
    "right-order": example.right_order,
    "starts-late": example.starts_late,
    "joins-early": example.joins_early,
}


class Reader:
    """The pipe's reading end; says when it is first used."""

    def __init__(self, end, watch):
        self._end, self._watch, self._used = end, watch, False

    def __getattr__(self, name):
        if not self._used:
            self._used = True
            self._watch.event("step", item="parent reads")
        return getattr(self._end, name)


def tell(writer, size, watch):
    watch.open_gate("the child sends")
    writer.send("x" * size)
    if watch.observed:
        time.sleep(MOMENT_S)
    watch.event("step", item="child ends")


def prepare(parameters):
    return parameters


def run(state, watch):
    reader, writer = spawn.Pipe(duplex=False)
    children = []

    def start():
        watch.event("step", item="parent starts the child")
        children.append(spawn.Process(target=tell, args=(writer, state.size, watch)))
        children[-1].start()
        watch.wait_gate("the child sends")
        return children[-1]

    given = (start, Reader(reader, watch), state.wait_ms / 1000)
    try:
        if not watch.observed:
            return seen(ORDERS[state.variant](*given), None)
        call = Call(lambda: ORDERS[state.variant](*given), watch).end(still_s=STILL_S)
        watch.event("step", item="parent is done")
        return seen(call.value, "stuck" if call.stuck else type(call.error).__name__ if call.error else None)
    finally:
        for child in children:
            child.kill()
            child.join()
        writer.close()
        if watch.observed:
            call.end()
        reader.close()


def seen(told, error):
    message, gave_up = told if isinstance(told, tuple) and len(told) == 2 else (None, None)
    received = len(message) if isinstance(message, str) else None
    return {"received": received, "error": error or ("deadlock" if gave_up else None)}
