"""Squares numbers on several threads, and asks in which order the results come.

A parallel map either hands out each result as soon as it is there, or keeps the order of its input.
Both are right, and it is the program that says which of the two it needs. An order that merely turns
up in a test run is no promise: the material behind this pair prints 64 before 16 as its "normal" result.

The work is too small to gain from threads, and the plain list is quicker by far. What is shown is the
order, and a map over processes would hand out its results in the same ways.
"""

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
            squares = ordered(numbers, workers, trace)
    return {"squares": squares}


# One number after the other: here the order of the input is the only one there is.
def sequential(numbers):
    return [number * number for number in numbers]


# Whoever is done comes first. A square does not say of which number it is:
# where that matters, the job has to give back both.
def unordered(numbers, workers, trace):
    def work(number):
        return square(number, numbers[0], "another is handed out", trace)

    squares = []
    with ThreadPoolExecutor(workers) as pool:
        # [step: hand out the numbers]
        jobs = [pool.submit(work, number) for number in numbers]
        # [step: take the squares]
        for job in as_completed(jobs):
            squares.append(job.result())
            trace.event("handed out", item=job.result())
            trace.open_gate("another is handed out")
    return squares


# The jobs run just as before. A result that is early is kept back until all before it
# have been handed out, so one slow job can hold up the whole line.
def ordered(numbers, workers, trace):
    def work(number):
        return square(number, numbers[0], "another is squared", trace)

    squares = []
    with ThreadPoolExecutor(workers) as pool:
        # [step: hand out the numbers in order]
        results = pool.map(work, numbers)
        # [step: take the squares in order]
        for result in results:
            squares.append(result)
            trace.event("handed out", item=result)
    return squares


# The first number is the slow one: it is not done before another one has overtaken it.
# Where nobody can overtake it, because there is only one worker, it waits in vain.
def square(number, slow, overtaken, trace):
    # [step: square]
    with trace.span("square", item=number):
        if number == slow:
            trace.open_gate("the slow one has begun")
            trace.wait_gate(overtaken)
            trace.event("slow one squared", item=number)
        else:
            trace.wait_gate("the slow one has begun")
            trace.open_gate("another is squared")
        return number * number


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
