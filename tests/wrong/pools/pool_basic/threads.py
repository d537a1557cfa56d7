"""Takes the Pool of multiprocessing.dummy, whose workers are threads, for the one of multiprocessing."""

from multiprocessing.dummy import Pool


def prepare(parameters):
    return parameters


def run(state, trace):
    with Pool(state.workers) as pool:
        arguments = [(number, state.workers, trace) for number in range(state.jobs)]
        results = [pool.apply_async(job, one) for one in arguments]
        pool.close()
        pool.join()
    trace.event("over")
    return {"done": [result.get() for result in results]}


def job(number, together, trace):
    with trace.span("job", item=number):
        if number < together:
            trace.rendezvous("all at work", together)
        trace.event("done", item=number)
    return number
