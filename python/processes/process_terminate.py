"""Ends a child process from outside: by force, by a signal that it may answer, or by asking it.

A killed process has no last word: neither `finally` nor any other code of its own runs. SIGTERM is the
polite signal. A Python program that does not handle it dies of it just as suddenly; with a handler it can
end in good order. Best is to ask: by a message, as here, a closed pipe, or a `multiprocessing.Event`.
A child that is forced to end while it holds a lock or writes to a queue leaves that unusable to all others.

`exitcode` tells how a child ended: its own exit code, or minus the number of the signal that killed it.
Before Python 3.7 there was `terminate` only.
"""

import multiprocessing
import signal
import sys

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    # [step: start the child]
    here, there = processes.Pipe()
    child = processes.Process(target=child_main, args=(state.variant, there, trace))
    child.start()
    there.close()
    here.recv()  # it is at work: a signal that came earlier would not find its handler
    alive_before = child.is_alive()
    # [step: end it]
    trace.event("step", item="told to end")
    match state.variant:
        case "kill":
            child.kill()
        case "terminate" | "handler":
            child.terminate()
        case "ask":
            here.send("stop")
    # [step: wait for its end]
    # It may be deaf to all but force: so wait for a while, and then use it.
    child.join(state.grace_ms / 1000)
    needed_force = child.is_alive()
    if needed_force:
        child.kill()
        child.join()
    trace.event("step", item="ended")
    # [step: what it left]
    exit_code = child.exitcode
    return {
        "alive_before": alive_before,
        "alive_after": child.is_alive(),
        "needed_force": needed_force,
        "raw_exit": exit_code,
        "signal": signal.Signals(-exit_code).name if exit_code < 0 else None,
        "cleaned_up": last_word(here) == "cleaned up",
    }


def last_word(end):
    try:
        return end.recv()
    except EOFError:  # it died without one
        return None
    finally:
        end.close()


# [step: the child]
def child_main(variant, there, trace):
    if variant == "handler":
        signal.signal(signal.SIGTERM, lambda *_: on_signal(trace))
    try:
        trace.event("step", item="at work")
        there.send("at work")
        there.recv()
    finally:
        trace.event("step", item="cleaned up")
        there.send("cleaned up")


# A handler runs in the main thread, between two steps of it: what it raises, the main thread raises.
def on_signal(trace):
    trace.event("step", item="handled")
    sys.exit(0)


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
