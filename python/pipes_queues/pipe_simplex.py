"""A child tells its parent something over a pipe that goes one way.

`Pipe(duplex=False)` gives the end that reads and the end that writes, in this order; used the wrong way
round, either says so. The source material adds that no end need be closed, as it must be with `os.pipe`.
That holds as long as nobody waits for the end of the stream: it comes when the last copy of the writing end
is closed. The parent has a copy too, and while that is open, its own `recv` waits for ever. The other way
round, whoever writes when nobody can read any more gets a broken pipe.
"""

import multiprocessing

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    return with_child(state, trace) if state.variant == "child" else misuse()


def with_child(state, trace):
    # [step: open the pipe]
    reader, writer = processes.Pipe(duplex=False)
    # [step: start the child]
    child = processes.Process(target=tell, args=(writer, state.message, trace))
    child.start()
    # [step: receive]
    received = reader.recv()
    trace.event("step", item="parent has the message")
    child.join()
    # [step: wait for the end of the stream]
    # The child has ended, and its copy of the writing end with it. `poll` tells of the end as well.
    ended = reader.poll(state.wait_ms / 1000)
    trace.event("step", item="the end" if ended else "no end yet")
    # [step: close our copy]
    writer.close()
    try:
        after_close = reader.recv()
    except EOFError:
        after_close = "end-of-stream"
        trace.event("step", item="the end")
    reader.close()
    return {"received": received, "ends_with_copy_open": ended, "after_close": after_close}


# [step: the child]
def tell(writer, message, trace):
    trace.event("step", item="child sends")
    writer.send(message)


# [step: misuse]
def misuse():
    reader, writer = processes.Pipe(duplex=False)
    errors = {}
    try:
        reader.send("the wrong way")
    except OSError:  # "connection is read-only"
        errors["write_on_read_end"] = "wrong-direction"
    try:
        writer.recv()
    except OSError:  # "connection is write-only"
        errors["read_on_write_end"] = "wrong-direction"
    reader.close()
    try:
        writer.send("to nobody")
    except BrokenPipeError:
        errors["write_without_reader"] = "broken-pipe"
    writer.close()
    return errors


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)
