"""Takes "handed over" for "done": it says that all is over, and joins the pool only afterwards."""

import multiprocessing

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    with processes.Pool(state.workers) as pool:
        arguments = [(number, state.workers, trace) for number in range(state.jobs)]
        results = [pool.apply_async(job, one) for one in arguments]
        trace.event("over")
        trace.open_gate("over was told")
        pool.close()
        pool.join()
    return {"done": [result.get() for result in results]}


def job(number, together, trace):
    with trace.span("job", item=number):
        if number < together:
            trace.rendezvous("all at work", together)
        trace.wait_gate("over was told")
        trace.event("done", item=number)
    return number
