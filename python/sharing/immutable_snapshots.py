"""Others add to a collection while I read it: how do I get one that stays as it is?

A tuple is immutable: `(*items, 4)` is a new one, and a reader of the old one has a snapshot, which needs no lock.
To add for all, a writer replaces the tuple: a read and a write. If two writers read the same tuple, one addition is
lost, so both steps need one lock. Each addition copies the tuple; C#'s ImmutableList shares most of its memory.
"""

from threading import Lock
from types import MappingProxyType, SimpleNamespace


def mutable(items, lock, item):
    with lock:
        items.append(item)  # one list for all: a reader who has it sees it grow


def no_lock(shelf, lock, item):
    shelf.items = (*shelf.items, item)  # read and replace: another thread may come in between


def swap(shelf, lock, item):
    with lock:
        shelf.items = (*shelf.items, item)  # both steps under one lock


def view(prices):
    return MappingProxyType(prices)  # read-only, and it shows each later change of the dict


def copy(prices):
    return MappingProxyType(dict(prices))  # nobody else has this dict, so it never changes


def main():
    items, shelf, prices, lock = [1, 2], SimpleNamespace(items=(1, 2)), {"tea": 1}, Lock()
    snapshots = items, shelf.items, view(prices), copy(prices)
    mutable(items, lock, 3)
    no_lock(shelf, lock, 3)
    swap(shelf, lock, 4)
    prices["tea"] = 2
    print("list {}, tuple {}, view {}, copy {}".format(*snapshots))


if __name__ == "__main__":
    main()
