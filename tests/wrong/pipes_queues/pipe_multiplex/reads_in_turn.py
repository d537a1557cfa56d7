"""Reads one pipe to its end and then the next: whoever speaks first is not heard first."""

import multiprocessing

# The default way to start a process differs from system to system; all of them know spawn.
processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    # [step: a child for each pipe]
    sources, children = {}, []
    for source in range(state.sources):
        reader, writer = processes.Pipe(duplex=False)
        child = processes.Process(target=tell, args=(writer, source, state, trace))
        child.start()
        writer.close()
        sources[reader] = source
        children.append(child)
    received = [[] for _ in children]
    # [step: read]
    ended = one_by_one(sources, received, trace)
    # [step: wait for the children]
    for child in children:
        child.join()
    return {"received": received, "ended": ended}


# [step: one by one]
def one_by_one(sources, received, trace):
    ended = 0
    for reader, source in sources.items():
        while (number := next_from(reader)) is not None:
            heard(source, number, received, trace)
        ended += 1
    return ended


# None at the end of the stream.
def next_from(reader):
    try:
        return reader.recv()
    except EOFError:
        reader.close()
        return None


def heard(source, number, received, trace):
    received[source].append(number)
    trace.event("heard", item=source)
    if source > 0:
        trace.open_gate("another was heard")


# [step: a child]
def tell(writer, source, state, trace):
    trace.event("child", item=source)
    if source == 0:
        # The first child is in no hurry.
        if state.variant == "wait":
            trace.wait_gate("another was heard")
        else:
            trace.rendezvous("all have spoken", state.sources)
        trace.event("the first speaks")
    for number in range(state.messages):
        writer.send(number)
    if source > 0:
        trace.event("another has spoken", item=source)
        if state.variant == "one-by-one":
            trace.rendezvous("all have spoken", state.sources)
    writer.close()

