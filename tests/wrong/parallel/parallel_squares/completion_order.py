"""Takes the results in the order of completion, and believes that this is the order of the input."""

from concurrent.futures import ThreadPoolExecutor, as_completed


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
            squares = unordered(numbers, workers, trace)
    return {"squares": squares}


def sequential(numbers):
    return [number * number for number in numbers]


def unordered(numbers, workers, trace):
    def work(number):
        return square(number, numbers[0], "another is handed out", trace)

    squares = []
    with ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(work, number) for number in numbers]
        for job in as_completed(jobs):
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
