"""Limits how many items are under way at once, in one loop and in two.

An executor has as many workers as `max_workers` says, threads or processes, and never more: further items
wait in its queue. So the limit is the executor's, not the program's. Two loops with an executor each double
it, and whoever wants one limit for all gives them one executor. Without a number, ThreadPoolExecutor takes a
few threads more than there are cores, and ProcessPoolExecutor one process a core. The items here wait, and
waiting threads get on side by side under a global lock too; for items that compute, take processes, one a
core at most. Older code starts a thread for each item, and has a semaphore keep most of them waiting.
"""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    items, half, limit = range(state.items), state.items // 2, state.limit
    two = state.variant == "two-loops"
    # Executors begin items in the order in which they got them: the first ones are known beforehand.
    first = {*items[:limit], *items[half : half + limit]} if two else set(items[:limit])
    work = partial(handle, first=first, item_ms=state.item_ms, trace=trace)
    match state.variant:
        case "loop":
            # [step: one loop]
            with ThreadPoolExecutor(limit) as pool:
                done = list(pool.map(work, items))
        case "query":
            # [step: one query]
            with ProcessPoolExecutor(limit, mp_context=processes) as pool:
                done = list(pool.map(work, items))
        case "two-loops":
            # [step: two loops with a limit each]
            with ThreadPoolExecutor(limit) as one, ThreadPoolExecutor(limit) as other:
                results = one.map(work, items[:half]), other.map(work, items[half:])
                done = [item for result in results for item in result]
        case "one-limit":
            # [step: two loops with one limit]
            with ThreadPoolExecutor(limit) as both:
                results = both.map(work, items[:half]), both.map(work, items[half:])
                done = [item for result in results for item in result]
    return {"done": len(done)}


# The first items wait until as many are under way as there may be. More of them cannot come meanwhile.
# [step: handle an item]
def handle(item, first, item_ms, trace):
    with trace.span("item", item=item):
        if item in first:
            trace.rendezvous("limit reached", len(first))
        time.sleep(item_ms / 1000)
        return item


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
