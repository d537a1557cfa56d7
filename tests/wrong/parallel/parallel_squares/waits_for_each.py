"""Takes each result right after handing out its number: the numbers are squared one after the other."""

from concurrent.futures import ThreadPoolExecutor


def prepare(parameters):
    return parameters


def run(state, trace):
    numbers, workers = state.numbers, state.workers
    match state.variant:
        case "sequential":
            squares = sequential(numbers)
        case "unordered":
            squares = unordered(numbers, workers, trace)
        case "ordered":
            squares = ordered(numbers, workers, trace)
    return {"squares": squares}


def sequential(numbers):
    return [number * number for number in numbers]


def unordered(numbers, workers, trace):
    def work(number):
        return square(number, numbers[0], "another is handed out", trace)

    squares = []
    with ThreadPoolExecutor(workers) as pool:
        for number in numbers:
            job = pool.submit(work, number)
            squares.append(job.result())
            trace.event("handed out", item=job.result())
            trace.open_gate("another is handed out")
    return squares


def ordered(numbers, workers, trace):
    def work(number):
        return square(number, numbers[0], "another is squared", trace)

    squares = []
    with ThreadPoolExecutor(workers) as pool:
        results = pool.map(work, numbers)
        for result in results:
            squares.append(result)
            trace.event("handed out", item=result)
    return squares


def square(number, slow, overtaken, trace):
    with trace.span("square", item=number):
        if number == slow:
            trace.open_gate("the slow one has begun")
            trace.wait_gate(overtaken)
            trace.event("slow one squared", item=number)
        else:
            trace.wait_gate("the slow one has begun")
            trace.open_gate("another is squared")
        return number * number
