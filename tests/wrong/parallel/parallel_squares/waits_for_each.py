"""Takes each result right after handing out its number: the numbers are squared one after the other."""

from concurrent.futures import ThreadPoolExecutor


def prepare(parameters):
    return parameters


def run(parameters, trace):
    numbers = parameters.numbers

    def work(number):
        with trace.span("square", item=number):
            if number == numbers[0]:
                trace.open_gate("the slow one has begun")
                trace.wait_gate("another is handed out")
                trace.event("slow one squared", item=number)
            else:
                trace.wait_gate("the slow one has begun")
            return number * number

    squares = []
    with ThreadPoolExecutor(parameters.workers) as pool:
        for number in numbers:
            squares.append(pool.submit(work, number).result())
            trace.event("handed out", item=squares[-1])
            trace.open_gate("another is handed out")
    return {"squares": squares}
