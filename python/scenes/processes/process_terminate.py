"""A child that tidies up slowly, or is deaf, is told to end: how did it, and did the program see its end?"""

import multiprocessing
import signal

import process_terminate as example

from compare.props.children import Notes, SlowEnd, TracedChild, deaf, patient_outcome, until

spawn = multiprocessing.get_context("spawn")
JOBS = {"handler": example.work_with_handler, "deaf": deaf}


def prepare(parameters):
    return parameters


def run(state, watch):
    with Notes() as notes:
        return ended(state, watch, notes)


def ended(state, watch, notes):
    orders, there = spawn.Pipe()
    job = JOBS.get(state.variant, example.work)
    child = spawn.Process(target=TracedChild(job, watch), args=(there, SlowEnd(watch, notes)))
    child.start()
    there.close()
    heard = orders.recv() if orders.poll(10) else None
    watch.event("step", item=heard)
    grace = 0.1 if state.variant == "deaf" else state.grace_ms / 1000
    alive_before = child.is_alive()
    watch.event("step", item="told to end")
    with watch.span("call"):
        match state.variant:
            case "kill":
                told = patient_outcome(example.kill, child, grace)
            case "ask":
                told = patient_outcome(example.ask, child, orders, grace)
            case _:
                told = patient_outcome(example.terminate, child, grace)
    alive_after = child.is_alive()
    watch.event("step", item="ended")
    child.kill()
    until(lambda: child.exitcode is not None)  # who waits for ever may be the one that is told
    orders.close()
    code = told.value if isinstance(told.value, int) else None
    name = signal.Signals(-child.exitcode).name if child.exitcode < 0 else None
    return {
        "alive_before": alive_before,
        "alive_after": alive_after,
        "needed_force": name == "SIGKILL" and state.variant != "kill",
        "raw_exit": code,
        "signal": name,
        "cleaned_up": bool(notes.lines()),
        "error": told.error,
    }
