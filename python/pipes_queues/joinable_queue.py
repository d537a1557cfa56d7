"""Waits until all jobs of a queue are done, which is later than the moment at which it is empty.

A worker that has taken a job calls `task_done` when it is finished, and `join` waits until that was called
as often as something was put in. Once too often is an error, once too little makes `join` wait for ever: it
has no timeout. Older code asked `empty()` in a loop, and went on while the last jobs were still in work.

All three kinds of queue have this: that of threads, that of asyncio, and `JoinableQueue` between processes
(plain `multiprocessing.Queue` has not). A lock can be shared with processes in the same way as a queue,
when they are started; as an argument of a pool's job it cannot be pickled.
"""

import asyncio
import multiprocessing
import queue
import threading

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


async def run(state, trace):
    ways = {"threads": with_threads, "processes": with_processes}
    if state.variant == "tasks":
        return await with_tasks(state.jobs, state.workers, trace)
    # Code that blocks gets a thread of its own, so that the event loop stays free.
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


# Threads and processes are started, fed and sent home in the same way.
def with_workers(kind, jobs, results, count, workers, trace):
    # [step: start the workers]
    crew = [kind(target=work, args=(jobs, results, count, trace)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    # [step: put the jobs]
    for number in range(count):
        jobs.put(number)
    # [step: join the queue]
    jobs.join()
    trace.event("joined")
    # [step: report once too often]
    too_often = reported_too_often(jobs)
    # [step: send the workers home]
    for _ in crew:
        jobs.put(None)  # since Python 3.13 a queue of threads or tasks has `shutdown` instead
    for worker in crew:
        worker.join()
    return {"processed": [results.get() for _ in range(count)], "reported_too_often": too_often}


# [step: a worker]
def work(jobs, results, count, trace):
    while (number := jobs.get()) is not None:
        with trace.span("job", item=number):
            taken(number, count, trace)
            if number == 0:
                trace.wait_gate("the queue is empty")
            results.put(number * number)
            trace.event("done", item=number)
        jobs.task_done()


# The first job takes its time, until the last one has been taken.
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

    # [step: start the workers]
    crew = [asyncio.create_task(work()) for _ in range(workers)]
    # [step: put the jobs]
    for number in range(count):
        jobs.put_nowait(number)
    # [step: join the queue]
    await jobs.join()
    trace.event("joined")
    # [step: report once too often]
    too_often = reported_too_often(jobs)
    # [step: send the workers home]
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
        except RuntimeError:  # Lock objects should only be shared between processes through inheritance
            return "not-transferable"


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
