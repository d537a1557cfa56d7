"""Takes the results in the order of completion, and believes that this is the order of the input."""

from concurrent.futures import ThreadPoolExecutor, as_completed


def prepare(parameters):
    return parameters


def run(parameters, trace):
    numbers = parameters.numbers

    def work(number):
        with trace.span("square", item=number):
            if number == numbers[0]:
                trace.open_gate("the slow one has begun")
                trace.wait_gate("another is squared")
                trace.event("slow one squared", item=number)
            else:
                trace.wait_gate("the slow one has begun")
            return number * number

    squares = []
    with ThreadPoolExecutor(parameters.workers) as pool:
        jobs = [pool.submit(work, number) for number in numbers]
        for job in as_completed(jobs):
            squares.append(job.result())
            trace.event("handed out", item=job.result())
            trace.open_gate("another is squared")
    return {"squares": squares}
