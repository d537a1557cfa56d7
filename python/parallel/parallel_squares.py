"""In which order does a parallel map give its results?

`as_completed` gives each result as soon as it is there, so a fast job overtakes a slow one. `Executor.map`
keeps the order of the input: an early result is held back until all results before it have been given. An
order that turns up in a test run is no promise. C# has PLINQ: AsParallel for any order, AsOrdered for that of
the input.
You will also see `Pool.imap` and `imap_unordered`. (A square is too little work to gain from threads.)
"""

from concurrent.futures import ThreadPoolExecutor, as_completed


def sequential(numbers, job):
    """One number after the other: only the order of the input is possible."""
    return [job(number) for number in numbers]


def unordered(numbers, job, pool):
    """The first one done comes first; a result does not say to which number it belongs."""
    futures = [pool.submit(job, number) for number in numbers]
    for future in as_completed(futures):
        yield future.result()


def ordered(numbers, job, pool):
    """The jobs run as before, but one slow job holds back all results behind it."""
    return pool.map(job, numbers)


def square(number):
    return number * number


def main():
    numbers = [1, 2, 3, 4, 5]
    print("sequential:", sequential(numbers, square))
    with ThreadPoolExecutor(2) as pool:
        print("unordered, sorted:", sorted(unordered(numbers, square, pool)))
        print("ordered:", list(ordered(numbers, square, pool)))


if __name__ == "__main__":
    main()
