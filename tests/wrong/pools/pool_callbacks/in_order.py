"""Asks for the results in the order of the jobs: the slow first one keeps all others waiting."""

import multiprocessing
import threading

processes = multiprocessing.get_context("spawn")


class Refused(Exception):
    """The job's own error; it holds the job's number."""


def prepare(parameters):
    return parameters


def run(state, trace):
    succeeded, failed, messages = [], [], []
    with processes.Pool(2) as pool:
        arguments = [(number, state.fail_from, number == 0, trace) for number in range(state.jobs)]
        results = [pool.apply_async(job, one) for one in arguments]
        for result in results:
            try:
                number = result.get()
                succeeded.append(number)
            except Refused as error:
                [number] = error.args
                failed.append(number)
                messages.append(f"job {number} broke down")
            trace.event("told", item=number)
            if len(succeeded) + len(failed) == state.jobs - 1:
                trace.open_gate("the others are told")
        pool.close()
        pool.join()
    trace.event("over")
    answer = {"succeeded": succeeded, "failed": failed}
    return answer | {"messages": messages, "threads": len({threading.get_ident()})}


def job(number, fail_from, slow, trace):
    if slow:
        trace.wait_gate("the others are told")
        trace.event("slow job goes on")
    trace.event("ended", item=number)
    if number >= fail_from:
        raise Refused(number)
    return number
