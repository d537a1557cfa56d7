"""How do I fold a list into one result on several threads, with a function of my own?

A fold is a chain: each step needs the result of the step before. To fold in parallel, each worker folds a
part, and a second function joins the results. The result is the same only where the operation is associative
(brackets do not matter) and the seed changes nothing, for each part begins with it: adding from 0 is such a
fold, subtracting is not. With the GIL no time is gained. C#'s `Aggregate` takes both functions, too.
"""

import operator
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from itertools import pairwise


def fold(numbers, seed, step):
    return reduce(step, numbers, seed)


def seed_only(numbers, seed, step, pool):
    """On a pool it is still one chain: one worker does it all."""
    return pool.submit(reduce, step, numbers, seed).result()


def partials(numbers, seed, step, join, workers, pool):
    """Two functions: `step` takes a number into a part's result, `join` puts two results together."""
    ends = [len(numbers) * worker // workers for worker in range(workers + 1)]

    def fold_part(start, stop):
        return reduce(step, numbers[start:stop], seed)

    futures = [pool.submit(fold_part, start, stop) for start, stop in pairwise(ends)]
    return reduce(join, [future.result() for future in futures])


def main():
    numbers = range(100_000)
    with ThreadPoolExecutor(2) as pool:
        for step in (operator.add, operator.sub):
            print(step.__name__, "as a fold:", fold(numbers, 0, step))
            print(step.__name__, "on a pool:", seed_only(numbers, 0, step, pool))
            print(step.__name__, "in parts:", partials(numbers, 0, step, step, 2, pool))


if __name__ == "__main__":
    main()
