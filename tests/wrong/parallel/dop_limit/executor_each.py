"""Wants one limit for two loops, and gives each an executor of its own: the limit counts twice."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial


def prepare(parameters):
    return parameters


def run(state, trace):
    items, half, limit = range(state.items), state.items // 2, state.limit
    first = {*items[:limit], *items[half : half + limit]}
    work = partial(handle, first=first, item_ms=state.item_ms, trace=trace)
    with ThreadPoolExecutor(limit) as one, ThreadPoolExecutor(limit) as other:
        results = one.map(work, items[:half]), other.map(work, items[half:])
        done = [item for result in results for item in result]
    return {"done": len(done)}


def handle(item, first, item_ms, trace):
    with trace.span("item", item=item):
        if item in first:
            trace.rendezvous("limit reached", len(first))
        time.sleep(item_ms / 1000)
        return item
