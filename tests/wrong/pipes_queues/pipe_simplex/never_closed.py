"""Never closes its own copy of the writing end: the end of the stream does not come."""

import multiprocessing

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    reader, writer = processes.Pipe(duplex=False)
    child = processes.Process(target=tell, args=(writer, state.message, trace))
    child.start()
    received = reader.recv()
    trace.event("step", item="parent has the message")
    child.join()
    ended = reader.poll(state.wait_ms / 1000)
    trace.event("step", item="the end" if ended else "no end yet")
    after_close = None
    if reader.poll(state.wait_ms / 1000):  # so that this program ends at all
        after_close = "end-of-stream"
        trace.event("step", item="the end")
    answer = {"received": received, "ends_with_copy_open": ended, "after_close": after_close}
    return answer | {"write_on_read_end": None, "read_on_write_end": None, "write_without_reader": None}


def tell(writer, message, trace):
    trace.event("step", item="child sends")
    writer.send(message)
