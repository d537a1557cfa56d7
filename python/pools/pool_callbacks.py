"""Lets a pool tell the end of each job: its result to one callback, its error to another.

Both callbacks run in the parent, on the one thread that receives all results. So they need no lock among
themselves, but must be quick: while one runs, no result gets through. A job without a return value gives
its callback None. Without `error_callback` an error vanishes, unless somebody asks that job's result.

The order is that in which the jobs end. The source material sees two errors before three results; that
takes a free worker for each job. Newer than callbacks is a loop over futures as they end: it runs in the
caller's own thread, and an ordinary `except` catches the errors.
"""

import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


class Refused(Exception):
    """The job's own error; it holds the job's number."""


class Book:
    """What was told so far, and on which threads."""

    def __init__(self, others, trace):
        self.succeeded, self.failed, self.messages, self.threads = [], [], [], set()
        self.others, self.trace = others, trace

    # [step: a result is told]
    def on_result(self, number):
        self.succeeded.append(number)
        self.told(number)

    # [step: an error is told]
    def on_error(self, error):
        [number] = error.args
        self.failed.append(number)
        self.messages.append(f"job {number} broke down")
        self.told(number)

    def told(self, number):
        self.threads.add(threading.get_ident())
        self.trace.event("told", item=number)
        if len(self.succeeded) + len(self.failed) == self.others:
            self.trace.open_gate("the others are told")


def prepare(parameters):
    return parameters


def run(state, trace):
    book = Book(state.jobs - 1, trace)
    match state.variant:
        case "callbacks":
            callbacks(book, book.on_error, state, trace)
        case "as-completed":
            completed(book, state, trace)
        case "no-error-callback":
            callbacks(book, None, state, trace)
    trace.event("over")
    answer = {"succeeded": book.succeeded, "failed": book.failed}
    return answer | {"messages": book.messages, "threads": len(book.threads)}


# Without `on_error` nobody is told of an error, and nobody asks: it is lost. Nor are all others ever told,
# so there the first job must not wait for that.
def callbacks(book, on_error, state, trace):
    with processes.Pool(2) as pool:
        # [step: hand the jobs over]
        for number in range(state.jobs):
            slow = number == 0 and on_error is not None
            arguments = (number, state.fail_from, slow, trace)
            pool.apply_async(job, arguments, callback=book.on_result, error_callback=on_error)
        # [step: wait until all is told]
        pool.close()
        pool.join()


def completed(book, state, trace):
    with ProcessPoolExecutor(2, mp_context=processes) as pool:
        # [step: hand the jobs over]
        futures = [
            pool.submit(job, number, state.fail_from, number == 0, trace) for number in range(state.jobs)
        ]
        # [step: take each as it ends]
        for future in as_completed(futures):
            try:
                book.on_result(future.result())
            except Refused as error:
                book.on_error(error)


# [step: the job]
def job(number, fail_from, slow, trace):
    if slow:
        trace.wait_gate("the others are told")
        trace.event("slow job goes on")
    trace.event("ended", item=number)
    if number >= fail_from:
        raise Refused(number)
    return number


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
