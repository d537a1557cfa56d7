"""Asks for the results in the order of the jobs: the slow first one keeps all others waiting."""

import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed

processes = multiprocessing.get_context("spawn")


class Refused(Exception):
    """The job's own error; it holds the job's number."""


class Book:
    """What was told so far, and on which threads."""

    def __init__(self, others, trace):
        self.succeeded, self.failed, self.messages, self.threads = [], [], [], set()
        self.others, self.trace = others, trace

    def on_result(self, number):
        self.succeeded.append(number)
        self.told(number)

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


def callbacks(book, on_error, state, trace):
    with processes.Pool(2) as pool:
        arguments = [(number, state.fail_from, number == 0, trace) for number in range(state.jobs)]
        for result in [pool.apply_async(job, one) for one in arguments]:
            try:
                book.on_result(result.get())
            except Refused as error:
                book.on_error(error)
        pool.close()
        pool.join()


def completed(book, state, trace):
    with ProcessPoolExecutor(2, mp_context=processes) as pool:
        futures = [
            pool.submit(job, number, state.fail_from, number == 0, trace) for number in range(state.jobs)
        ]
        for future in as_completed(futures):
            try:
                book.on_result(future.result())
            except Refused as error:
                book.on_error(error)


def job(number, fail_from, slow, trace):
    if slow:
        trace.wait_gate("the others are told")
        trace.event("slow job goes on")
    trace.event("ended", item=number)
    if number >= fail_from:
        raise Refused(number)
    return number
