"""Starts a thread for each item: what is limited is nothing."""

import time
from threading import Thread


def prepare(parameters):
    return parameters


def run(state, trace):
    done = []

    def handle(item):
        with trace.span("item", item=item):
            if item <= state.limit:
                trace.rendezvous("limit reached", state.limit + 1)
            time.sleep(state.item_ms / 1000)
            done.append(item)

    threads = [Thread(target=handle, args=(item,)) for item in range(state.items)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"done": len(done)}
