"""Gates: bounded, in groups, for threads and coroutines."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from compare.worker.gates import Gates, Waiter, block, block_async

LONG_S = 20.0
SHORT_S = 0.02


def test_block_open_gate_is_met_at_once() -> None:
    """An open gate lets everybody through, also late comers."""
    gates = Gates()
    gates.open("go")
    assert block(gates, "go", None, 0.0)
    assert block(gates, "go", None, 0.0)


def test_block_closed_gate_runs_out() -> None:
    """A gate that nobody opens is not met, and the wait ends."""
    assert not block(Gates(), "go", None, SHORT_S)


def test_open_wakes_all_who_wait() -> None:
    """Opening a gate wakes every waiting thread."""
    gates, woken = Gates(), []
    for number in range(3):
        gates.arrive("go", None, Waiter(lambda number=number: woken.append(number)))
    gates.open("go")
    assert woken == [0, 1, 2]


def test_rendezvous_of_threads_opens_for_full_groups_only() -> None:
    """Four callers make two groups of two; a fifth alone is not met."""
    gates = Gates()
    with ThreadPoolExecutor(4) as pool:
        met = list(pool.map(lambda _: block(gates, "pair", 2, LONG_S), range(4)))
    assert met == [True] * 4
    assert not block(gates, "pair", 2, SHORT_S)


@pytest.mark.parametrize("parties", [None, 2])
def test_gate_that_was_not_met_holds_nobody_up_again(parties: int | None) -> None:
    """One that waited in vain gives the gate up: who comes later goes on at once, not met."""
    gates = Gates()
    assert not block(gates, "gate", parties, SHORT_S)
    assert not block(gates, "gate", parties, LONG_S)
    assert not asyncio.run(block_async(gates, "gate", parties, LONG_S))
    assert not gates.arrive("gate", parties, Waiter(lambda: None))


def test_given_up_gate_that_opens_is_met() -> None:
    """What has been given up and opens later lets everybody through."""
    gates = Gates()
    assert not asyncio.run(block_async(gates, "go", None, SHORT_S))
    gates.open("go")
    assert block(gates, "go", None, 0.0)


def test_rendezvous_forgets_who_left() -> None:
    """A caller that has gone is no party of a later group, which still can meet."""
    gates, gone, later = Gates(), Waiter(lambda: None), Waiter(lambda: None)
    gates.arrive("pair", 2, gone)
    gates.leave("pair", gone)
    assert gates.arrive("pair", 2, later)
    assert not later.met


def test_rendezvous_met_while_giving_up_counts_as_met() -> None:
    """Both sides of a group agree on whether it met, whatever the moment."""
    gates, first = Gates(), Waiter(lambda: None)
    gates.arrive("pair", 2, first)
    gates.arrive("pair", 2, Waiter(lambda: None))
    assert gates.leave("pair", first)


def test_names_are_told_apart() -> None:
    """A gate and a rendezvous of other names stay closed."""
    gates = Gates()
    gates.open("one")
    assert not block(gates, "two", None, 0.0)
    assert not block(gates, "one", 2, 0.0)


def test_async_wait_leaves_the_loop_free() -> None:
    """A coroutine at a gate does not block the one that opens it."""

    async def both() -> bool:
        gates = Gates()
        waiting = asyncio.create_task(block_async(gates, "go", None, LONG_S))
        await asyncio.sleep(0)
        gates.open("go")
        return await waiting

    assert asyncio.run(both())


def test_async_wait_is_opened_from_a_thread() -> None:
    """A gate opened in another thread wakes the loop."""

    async def both() -> bool:
        gates = Gates()
        waiting = asyncio.create_task(block_async(gates, "go", None, LONG_S))
        await asyncio.sleep(0)
        await asyncio.to_thread(gates.open, "go")
        return await waiting

    assert asyncio.run(both())


def test_async_and_thread_meet() -> None:
    """A coroutine and a thread are parties of one rendezvous."""

    async def both() -> list[bool]:
        gates = Gates()
        thread = asyncio.to_thread(block, gates, "pair", 2, LONG_S)
        return list(await asyncio.gather(thread, block_async(gates, "pair", 2, LONG_S)))

    assert asyncio.run(both()) == [True, True]


def test_async_wait_runs_out() -> None:
    """The wait of a coroutine is bounded as well."""
    assert not asyncio.run(block_async(Gates(), "go", None, SHORT_S))


def test_async_wait_is_cancelled_and_forgotten() -> None:
    """A cancelled caller raises CancelledError and is no party any more."""

    async def cancelled() -> bool:
        gates = Gates()
        waiting = asyncio.create_task(block_async(gates, "pair", 2, LONG_S))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return await block_async(gates, "pair", 2, SHORT_S)

    assert not asyncio.run(cancelled())


def test_a_closed_loop_does_not_hurt_the_one_who_opens() -> None:
    """A waiter whose loop is gone is passed over."""
    gates = Gates()
    loop = asyncio.new_event_loop()
    woken = Waiter(lambda: loop.call_soon_threadsafe(lambda: None))
    gates.arrive("go", None, woken)
    loop.close()
    gates.open("go")
    assert woken.met
