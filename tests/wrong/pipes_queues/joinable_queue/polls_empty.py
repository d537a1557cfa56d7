"""Asks in a loop whether the queue is empty, and takes that for done; nobody reports anything."""

import asyncio
import multiprocessing
import queue
import threading
import time

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


async def run(state, trace):
    ways = {"threads": with_threads, "processes": with_processes}
    if state.variant == "tasks":
        return await with_tasks(state.jobs, state.workers, trace)
    return await asyncio.to_thread(ways[state.variant], state.jobs, state.workers, trace)


def with_threads(count, workers, trace):
    return with_workers(threading.Thread, queue.Queue(), queue.SimpleQueue(), count, workers, trace)


def with_processes(count, workers, trace):
    jobs, results = processes.JoinableQueue(), processes.SimpleQueue()
    answer = with_workers(processes.Process, jobs, results, count, workers, trace)
    jobs.close()
    jobs.join_thread()
    results.close()
    return answer | {"lock_as_argument": lock_as_argument()}


def with_workers(kind, jobs, results, count, workers, trace):
    crew = [kind(target=work, args=(jobs, results, count, trace)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for number in range(count):
        jobs.put(number)
    while not jobs.empty():
        time.sleep(0.001)
    trace.event("joined")
    trace.open_gate("joined was told")
    too_often = reported_too_often(jobs)
    for _ in crew:
        jobs.put(None)
    for worker in crew:
        worker.join()
    return {"processed": [results.get() for _ in range(count)], "reported_too_often": too_often}


def work(jobs, results, count, trace):
    while (number := jobs.get()) is not None:
        with trace.span("job", item=number):
            taken(number, count, trace)
            if number == 0:
                trace.wait_gate("the queue is empty")
                trace.wait_gate("joined was told")
            results.put(number * number)
            trace.event("done", item=number)


def taken(number, count, trace):
    if number == count - 1:
        trace.event("queue is empty")
        trace.open_gate("the queue is empty")


async def with_tasks(count, workers, trace):
    jobs, processed = asyncio.Queue(), []

    async def work():
        while True:
            number = await jobs.get()
            with trace.span("job", item=number):
                taken(number, count, trace)
                if number == 0:
                    await trace.wait_gate_async("the queue is empty")
                processed.append(number * number)
                trace.event("done", item=number)
            jobs.task_done()

    crew = [asyncio.create_task(work()) for _ in range(workers)]
    for number in range(count):
        jobs.put_nowait(number)
    await jobs.join()
    trace.event("joined")
    too_often = reported_too_often(jobs)
    for worker in crew:
        worker.cancel()
    await asyncio.gather(*crew, return_exceptions=True)
    return {"processed": processed, "reported_too_often": too_often}


def reported_too_often(jobs):
    try:
        jobs.task_done()
    except ValueError:
        return "invalid-state"


def lock_as_argument():
    with processes.Pool(1) as pool:
        try:
            pool.apply(repr, (processes.Lock(),))
        except RuntimeError:
            return "not-transferable"
