"""Two processes write into the same array: what does each see, and what fits into an item?

A process has memory of its own. A child that is given a list gets a copy, and nobody else sees what it writes
there. `Value` and `Array` are in shared memory, and each access is locked. Their type code says how many
bytes an item has, and a number that does not fit is cut; a plain `array`, which is not shared, raises
OverflowError. `multiprocessing.shared_memory` gives plain bytes, without types and locks. C# maps a file into
memory.
"""

import multiprocessing
from array import array

processes = multiprocessing.get_context("spawn")


def copied(write, n):
    items = list(range(n))  # each child gets a copy, and changes that
    in_turn(write, items)
    return items


def shared(write, n):
    items = processes.Array("i", range(n))  # the children change what all see
    in_turn(write, items)
    return items[:]


def in_turn(write, items):
    """The second child begins when the first has ended, so it is certain what it sees."""
    for number in (0, 1):
        child = processes.Process(target=write, args=(number, items))
        child.start()
        child.join()


def cut(number):
    small = processes.Value("b")  # one signed byte, up to 127
    small.value = number
    return small.value


def checked(number):
    return array("b", [number])[0]


def write_ten(number, items):
    items[number] = 10
    print(f"child {number} sees", items[:])


def main():
    for in_memory in (copied, shared):
        print(f"{in_memory.__name__}:", in_memory(write_ten, 6))
    print("200 in a signed byte:", cut(200))
    try:
        checked(200)
    except OverflowError as error:
        print("checked:", error)


if __name__ == "__main__":
    main()
