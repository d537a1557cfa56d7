"""Counts in a dict that a manager keeps for several processes, with a lock and without one.

Each call of a proxy is a message to the manager, which serves one after the other. So a call is safe, but
`years["year"] += 1` is two calls: one that reads and one that writes. Whoever reads before another has
written writes the same number again. Left to luck that happens now and then; here `gated` lets all read
before any of them writes. The source material says that the lock may be taken out to see it, and prints
nothing: with its lock, five processes that add one a hundred times make 2500 of 2000.

The lock must be one lock, passed to all children; each of them making its own would keep nobody out.
"""

import multiprocessing

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    add = {"gated": gated, "lock": locked}[state.variant]
    times = state.forced if state.variant == "gated" else state.per_worker
    with processes.Manager() as manager:
        years, lock = manager.dict(year=state.start), processes.Lock()
        # [step: count]
        workers = [
            processes.Process(target=work, args=(add, number, times, years, lock, state.workers, trace))
            for number in range(state.workers)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        # [step: compare]
        year = years["year"]
    return {"made": state.workers * times, "year": year, "kept": year - state.start}


# [step: the worker]
def work(add, number, times, years, lock, workers, trace):
    with trace.span("worker", item=number):
        trace.rendezvous("all at work", workers)
        for turn in range(times):
            add(years, lock, turn, workers, trace)


# [step: gated]
def gated(years, lock, turn, workers, trace):
    year = years["year"]
    trace.event("read", item=turn)
    # The gap between the two calls, held open until everybody is in it.
    trace.rendezvous("all have read", workers)
    years["year"] = year + 1
    trace.event("written", item=turn)
    trace.rendezvous("all have written", workers)


# [step: locked]
def locked(years, lock, turn, workers, trace):
    with lock:
        years["year"] += 1


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
