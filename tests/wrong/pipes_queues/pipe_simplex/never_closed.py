"""Never closes its own copy of the writing end: the end of the stream does not come."""

import multiprocessing

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    return with_child(state, trace) if state.variant == "child" else misuse()


def with_child(state, trace):
    reader, writer = processes.Pipe(duplex=False)
    child = processes.Process(target=tell, args=(writer, state.message, trace))
    child.start()
    received = reader.recv()
    trace.event("step", item="parent has the message")
    child.join()
    ended = reader.poll(state.wait_ms / 1000)
    trace.event("step", item="the end" if ended else "no end yet")
    after_close = None
    if reader.poll(state.wait_ms / 1000):
        after_close = "end-of-stream"
        trace.event("step", item="the end")
    reader.close()
    return {"received": received, "ends_with_copy_open": ended, "after_close": after_close}


def tell(writer, message, trace):
    trace.event("step", item="child sends")
    writer.send(message)


def misuse():
    reader, writer = processes.Pipe(duplex=False)
    errors = {}
    try:
        reader.send("the wrong way")
    except OSError:
        errors["write_on_read_end"] = "wrong-direction"
    try:
        writer.recv()
    except OSError:
        errors["read_on_write_end"] = "wrong-direction"
    reader.close()
    try:
        writer.send("to nobody")
    except BrokenPipeError:
        errors["write_without_reader"] = "broken-pipe"
    writer.close()
    return errors
