"""Ends the child that does not end by itself, and with it the message that it was about to send."""

import multiprocessing

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    reader, writer = processes.Pipe(duplex=False)
    child = processes.Process(target=tell, args=(writer, state.size, trace))
    error = None
    child.start()
    trace.wait_gate("the child sends")
    child.join(state.wait_ms / 1000)
    if child.is_alive():
        error = "deadlock"
        trace.event("step", item="parent gives up")
        child.terminate()
    child.join()
    writer.close()
    try:
        received = len(reader.recv())
        trace.event("step", item="parent has the message")
    except (EOFError, OSError):
        received = 0
    reader.close()
    return {"received": received, "error": error}


def tell(writer, size, trace):
    trace.event("step", item="child sends")
    trace.open_gate("the child sends")
    writer.send("x" * size)
