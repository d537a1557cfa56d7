"""How do I map a function over many numbers in a pool, and get the results in order?

`Pool.map` gives a list when every job is done. It raises the first error, and the other results are lost.
`imap` gives an iterator: its first results can be used while later jobs run, and it goes on after an error. Both
keep the order of the input; `imap_unordered` does not. A job is pickled on its way to a worker process, so it
is no lambda. C# maps with a parallel query (PLINQ) over threads. There the first error ends the whole query.
"""

import math
import multiprocessing


def whole(numbers, job, pool):
    return pool.map(job, numbers)


def streamed(numbers, job, pool):
    return pool.imap(job, numbers)


def past_errors(numbers, job, pool):
    """An error costs one result only, because each result is asked for by itself."""
    outcomes = []
    results = pool.imap(job, numbers)
    for _ in numbers:
        try:
            outcomes.append(next(results))
        except ArithmeticError as error:
            outcomes.append(error)
    return outcomes


def square(number):
    return number * number


def main():
    with multiprocessing.Pool(2) as pool:
        print(whole(range(10), square, pool))
        print(*streamed(range(10), square, pool))
        print(past_errors((1, 1000, 2), math.exp, pool))


if __name__ == "__main__":
    main()
