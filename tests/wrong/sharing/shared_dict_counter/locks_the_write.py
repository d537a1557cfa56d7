"""Reads before it takes the lock, and locks only the writing."""

import multiprocessing

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    add = {"gated": gated, "lock": locked}[state.variant]
    times = state.forced if state.variant == "gated" else state.per_worker
    with processes.Manager() as manager:
        years, lock = manager.dict(year=state.start), processes.Lock()
        workers = [
            processes.Process(target=work, args=(add, number, times, years, lock, state.workers, trace))
            for number in range(state.workers)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        year = years["year"]
    return {"made": state.workers * times, "year": year, "kept": year - state.start}


def work(add, number, times, years, lock, workers, trace):
    with trace.span("worker", item=number):
        trace.rendezvous("all at work", workers)
        for turn in range(times):
            add(years, lock, turn, workers, trace)


def gated(years, lock, turn, workers, trace):
    year = years["year"]
    trace.event("read", item=turn)
    trace.rendezvous("all have read", workers)
    years["year"] = year + 1
    trace.event("written", item=turn)
    trace.rendezvous("all have written", workers)


def locked(years, lock, turn, workers, trace):
    year = years["year"]
    if turn == 0:
        trace.rendezvous("all have read", workers)
    with lock:
        years["year"] = year + 1
