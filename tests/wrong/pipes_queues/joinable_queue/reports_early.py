"""Reports a job as done when it has been taken, and only then begins with it."""

import queue
import threading


def prepare(parameters):
    return parameters


def run(state, trace):
    jobs, results = queue.Queue(), queue.SimpleQueue()
    threads = [
        threading.Thread(target=work, args=(jobs, results, state.jobs, trace)) for _ in range(state.workers)
    ]
    for thread in threads:
        thread.start()
    for number in range(state.jobs):
        jobs.put(number)
    jobs.join()
    trace.event("joined")
    trace.open_gate("joined was told")
    try:
        jobs.task_done()
        too_often = None
    except ValueError:
        too_often = "invalid-state"
    for _ in threads:
        jobs.put(None)
    for thread in threads:
        thread.join()
    return {"processed": [results.get() for _ in range(state.jobs)], "reported_too_often": too_often}


def work(jobs, results, count, trace):
    while (number := jobs.get()) is not None:
        jobs.task_done()
        with trace.span("job", item=number):
            if number == count - 1:
                trace.event("queue is empty")
                trace.open_gate("the queue is empty")
            if number == 0:
                trace.wait_gate("the queue is empty")
                trace.wait_gate("joined was told")
            results.put(number * number)
            trace.event("done", item=number)
