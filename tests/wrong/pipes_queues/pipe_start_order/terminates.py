"""Ends the child that does not end by itself, and with it the message that it was about to send."""

import multiprocessing

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    reader, writer = processes.Pipe(duplex=False)
    child = processes.Process(target=tell, args=(writer, state.size, trace))
    patience = state.wait_ms / 1000
    error = None
    match state.variant:
        case "right-order":
            child.start()
        case "starts-late":
            trace.event("step", item="parent waits")
            if not reader.poll(patience):
                error = "deadlock"
                trace.event("step", item="parent gives up")
            child.start()
        case "joins-early":
            child.start()
            trace.wait_gate("the child sends")
            child.join(patience)
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
    child.join()
    reader.close()
    return {"received": received, "error": error}


def tell(writer, size, trace):
    trace.event("step", item="child sends")
    trace.open_gate("the child sends")
    writer.send("x" * size)
