"""Reads one pipe to its end and then the next: whoever speaks first is not heard first."""

import multiprocessing
from multiprocessing import connection

processes = multiprocessing.get_context("spawn")


def prepare(parameters):
    return parameters


def run(state, trace):
    sources, children = {}, []
    for source in range(state.sources):
        reader, writer = processes.Pipe(duplex=False)
        child = processes.Process(target=tell, args=(writer, source, state, trace))
        child.start()
        writer.close()
        sources[reader] = source
        children.append(child)
    received = [[] for _ in children]
    read = one_by_one
    ended = read(sources, received, trace)
    for child in children:
        child.join()
    return {"received": received, "ended": ended}


def whoever_speaks(sources, received, trace):
    ended = 0
    while sources:
        for reader in connection.wait(list(sources)):
            source = sources[reader]
            if (number := next_from(reader)) is None:
                ended += 1
                del sources[reader]
            else:
                heard(source, number, received, trace)
    return ended


def one_by_one(sources, received, trace):
    ended = 0
    for reader, source in sources.items():
        while (number := next_from(reader)) is not None:
            heard(source, number, received, trace)
        ended += 1
    return ended


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


def tell(writer, source, state, trace):
    trace.event("child", item=source)
    if source == 0:
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
