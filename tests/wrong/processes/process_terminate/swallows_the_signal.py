"""Handles SIGTERM and forgets to end: the handler returns, and the child works on."""

import multiprocessing
import signal

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    here, there = processes.Pipe()
    child = processes.Process(target=child_main, args=(state.variant, there, trace))
    child.start()
    there.close()
    here.recv()
    alive_before = child.is_alive()
    trace.event("step", item="told to end")
    match state.variant:
        case "kill":
            child.kill()
        case "terminate" | "handler":
            child.terminate()
        case "ask":
            here.send("stop")
    trace.wait_gate("the handler has run")
    child.join(0.1)
    needed_force = child.is_alive()
    if needed_force:
        child.kill()
        child.join()
    trace.event("step", item="ended")
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
    except EOFError:
        return None
    finally:
        end.close()


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


def on_signal(trace):
    trace.event("step", item="handled")
    trace.open_gate("the handler has run")
