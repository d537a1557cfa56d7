"""How do I handle each item on several threads, add up, and stop at an item or an error?

This is data parallelism: one function, many items. An executor's `map` shares the items out and gives the
results in the order of the items. Leaving the loop drops the iterator of results, and this cancels the items
that have not begun; an item's error does the same. Items under way run on to their end. With the GIL only
items that wait gain. `map` takes all items at once; since 3.14 its `buffersize` limits how many it takes ahead.
C#'s Parallel.ForEach gives no results: each thread has a subtotal. It waits for the items under way.
You will also see `Pool.imap_unordered`: if you leave its loop, the pool still goes on with all items.
"""

from concurrent.futures import ThreadPoolExecutor


def for_each(items, visit, pool):
    """All items: the caller adds up the results, so the threads share nothing."""
    return sum(pool.map(visit, items))


def leave(items, fits, pool):
    """The place of the first item that fits: all items before it have been looked at."""
    for place, found in enumerate(pool.map(fits, items)):
        if found:
            return place
    return None


def main():
    with ThreadPoolExecutor(2) as pool:
        numbers = range(1, 1001)
        print("sum:", for_each(numbers, lambda number: number, pool))
        print("first square above 500: that of number", numbers[leave(numbers, lambda n: n * n > 500, pool)])
        try:
            for_each([3, 2, 1, 0], lambda number: 12 // number, pool)
        except ZeroDivisionError as error:
            print("one item failed:", error)


if __name__ == "__main__":
    main()
