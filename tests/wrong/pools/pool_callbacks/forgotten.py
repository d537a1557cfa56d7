"""Gives the pool no callback for errors, and never hears of them."""

import multiprocessing
import threading

processes = multiprocessing.get_context("spawn")


class Refused(Exception):
    """The job's own error; it holds the job's number."""


def prepare(parameters):
    return parameters


def run(state, trace):
    succeeded, failed, messages, threads = [], [], [], set()

    def on_result(number):
        succeeded.append(number)
        threads.add(threading.get_ident())
        trace.event("told", item=number)
        if len(succeeded) == state.fail_from - 1:
            trace.open_gate("the others are told")

    with processes.Pool(2) as pool:
        for number in range(state.jobs):
            pool.apply_async(job, (number, state.fail_from, number == 0, trace), callback=on_result)
        pool.close()
        pool.join()
    trace.event("over")
    answer = {"succeeded": succeeded, "failed": failed}
    return answer | {"messages": messages, "threads": len(threads)}


def job(number, fail_from, slow, trace):
    if slow:
        trace.wait_gate("the others are told")
        trace.event("slow job goes on")
    trace.event("ended", item=number)
    if number >= fail_from:
        raise Refused(number)
    return number
