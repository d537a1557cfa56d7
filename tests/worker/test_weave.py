"""Gaps before stores: a missing lock is convicted in plain code, a right one is accepted."""

from __future__ import annotations

import dis
import importlib.util
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from compare.worker.weave import STORES, held_gaps

WORKERS, TURNS, RUNS = 4, 2, 20
TEXT = """
import threading

total = 0


def step(number):
    return number + 1


def right(store, lock):
    with lock:
        store.value += 1


def no_lock(store, lock):
    store.value += 1


def called(store, lock):
    store.value = step(store.value)


def fresh_lock(store, lock):
    with threading.Lock():
        store.value += 1


def read_only(store, lock):
    with lock:
        value = store.value
    store.value = value + 1


def element(store, lock):
    store.cells[0] = store.cells[0] + 1


def update(store, lock):
    store.counts.update(n=store.counts.get("n", 0) + 1)


def named_globally(store, lock):
    global total
    total += 1


def closure():
    count = 0

    def add():
        nonlocal count
        count += 1

    return add, lambda: count
"""


class Store:
    """What the threads share."""

    def __init__(self) -> None:
        self.value = 0
        self.cells = [0]
        self.counts = {"n": 0}


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The plain code, loaded from a file of its own."""
    file = tmp_path_factory.mktemp("weave") / "plain_text.py"
    file.write_text(TEXT, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("plain_text", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _loses(text: ModuleType, add: Callable[[], object], count: Callable[[], int]) -> bool:
    start = threading.Barrier(WORKERS)

    def work() -> None:
        for _ in range(TURNS):
            start.wait()
            add()

    before = count()
    with held_gaps(str(text.__file__)):
        threads = [threading.Thread(target=work) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return count() - before != WORKERS * TURNS


def _calls(text: ModuleType, name: str) -> tuple[Callable[[], object], Callable[[], int]]:
    if name == "closure":
        return text.closure()
    store, lock = Store(), threading.Lock()
    counts: dict[str, Callable[[], Any]] = {
        "element": lambda: store.cells[0],
        "update": lambda: store.counts["n"],
        "named_globally": lambda: text.total,
    }
    return lambda: getattr(text, name)(store, lock), counts.get(name, lambda: store.value)


def test_a_lock_that_all_share_is_accepted(text: ModuleType) -> None:
    """Nothing is lost where only one thread is let in, however long its gap is held."""
    assert not any(_loses(text, *_calls(text, "right")) for _ in range(RUNS))


@pytest.mark.parametrize(
    "name", ["no_lock", "called", "fresh_lock", "read_only", "element", "update", "named_globally", "closure"]
)
def test_a_store_that_nothing_guards_loses(text: ModuleType, name: str) -> None:
    """Each form of store is reached, every time."""
    assert all(_loses(text, *_calls(text, name)) for _ in range(RUNS))


def test_every_form_of_store_in_the_examples_is_known() -> None:
    """A new opcode that stores something is a new form, and must be looked at."""
    local = {"STORE_FAST", "DELETE_FAST", "DELETE_DEREF", "DELETE_GLOBAL", "DELETE_NAME"}
    known = {dis.opname[code] for code in STORES}
    forms = {name for name in dis.opmap if name.startswith(("STORE_", "DELETE_"))}
    unknown = {name for name in forms - known - local if not name.startswith("STORE_FAST_")}
    assert unknown == set()


def test_nothing_is_traced_after_the_block(text: ModuleType, tmp_path: Path) -> None:
    """Neither this thread nor a later one."""
    import sys

    with held_gaps(str(text.__file__)):
        pass
    assert sys.gettrace() is None
    assert sys.getprofile() is None
    assert threading.gettrace() is None
