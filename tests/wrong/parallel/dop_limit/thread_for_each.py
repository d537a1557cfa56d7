"""Starts a thread for each item: what is limited is nothing."""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from threading import Thread

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    items, half, limit = range(state.items), state.items // 2, state.limit
    two = state.variant == "two-loops"
    first = {*items[:limit], *items[half : half + limit]} if two else set(items[: limit + 1])
    work = partial(handle, first=first, item_ms=state.item_ms, trace=trace)
    match state.variant:
        case "loop":
            threads = [Thread(target=work, args=(item,)) for item in items]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            done = items
        case "query":
            with ProcessPoolExecutor(limit, mp_context=processes) as pool:
                done = list(pool.map(work, items))
        case "two-loops":
            with ThreadPoolExecutor(limit) as one, ThreadPoolExecutor(limit) as other:
                results = one.map(work, items[:half]), other.map(work, items[half:])
                done = [item for result in results for item in result]
        case "one-limit":
            with ThreadPoolExecutor(limit) as both:
                results = both.map(work, items[:half]), both.map(work, items[half:])
                done = [item for result in results for item in result]
    return {"done": len(done)}


def handle(item, first, item_ms, trace):
    with trace.span("item", item=item):
        if item in first:
            trace.rendezvous("limit reached", len(first))
        time.sleep(item_ms / 1000)
        return item
