"""Reads from a pipe before the writer is started, and waits for a writer that cannot end before it is read.

Reading blocks until something is there. Whoever reads first and starts the writer afterwards never gets to
the second step: in the source material, `start` just before `join` would be too late. Writing blocks as
well, when a pipe's buffer is full (64 KB on Linux). So a parent must not wait for its child's end before it
has taken what the child has to say. Both are deadlocks: each waits for the other. Here the waits are
bounded, and then the right step is made after all. The right order is to start, to read, and to join.
"""

import multiprocessing

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    # [step: open the pipe]
    reader, writer = processes.Pipe(duplex=False)
    child = processes.Process(target=tell, args=(writer, state.size, trace))
    patience = state.wait_ms / 1000
    error = None
    match state.variant:
        case "right-order":
            # [step: start the child]
            child.start()
        case "starts-late":
            # [step: read before there is a writer]
            trace.event("step", item="parent waits")
            if not reader.poll(patience):  # `recv` would wait for ever
                error = "deadlock"
                trace.event("step", item="parent gives up")
            child.start()
        case "joins-early":
            # [step: wait for a child that waits for us]
            child.start()
            trace.wait_gate("the child sends")
            child.join(patience)  # it tells nothing: look whether the child has ended
            if child.is_alive():
                error = "deadlock"
                trace.event("step", item="parent gives up")
    # [step: read]
    received = len(reader.recv())
    trace.event("step", item="parent has the message")
    # [step: wait for the child]
    child.join()
    reader.close()
    writer.close()
    return {"received": received, "error": error}


# [step: the child]
def tell(writer, size, trace):
    trace.event("step", item="child sends")
    trace.open_gate("the child sends")
    writer.send("x" * size)


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
