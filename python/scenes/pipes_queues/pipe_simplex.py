"""The child says when it makes its report; a parent that waits for an end that cannot come stands still."""

import multiprocessing

import pipe_simplex as example

from compare.props.stillness import Call

spawn = multiprocessing.get_context("spawn")
STILL_S = 0.2  # an interpreter starts meanwhile
KINDS = {"connection is read-only": "wrong-direction", "connection is write-only": "wrong-direction"}


class Report:
    """What the child tells."""

    def __init__(self, message, watch):
        self.message, self.watch = message, watch

    def __call__(self):
        self.watch.event("step", item="child sends")
        return self.message


def prepare(parameters):
    return parameters


def run(state, watch):
    return misuse() if state.variant == "misuse" else child(state, watch)


def child(state, watch):
    received = []

    def hear(message):
        watch.event("step", item="parent has the message")
        received.append(message)

    given = (Report(state.message, watch), hear)
    if not watch.observed:
        example.child(*given)
        return {"received": received, "error": None}
    call = Call(lambda: example.child(*given), watch).end(still_s=STILL_S)
    watch.event("step", item="parent has the end")
    error = "deadlock" if call.stuck else type(call.error).__name__ if call.error else None
    return {"received": received, "error": error}


def misuse():
    reader, writer = spawn.Pipe(duplex=False)
    call = Call(lambda: example.misuse(reader, writer)).end()
    writer.close()
    errors = call.value if isinstance(call.value, tuple) and len(call.value) == 3 else (None, None, None)
    written, read, to_nobody = map(kind, errors)
    for error in filter(None, errors):  # CPython 3.12 may crash on the buffer in its frames (gh-111049)
        error.__traceback__ = None
    return {
        "write_on_read_end": written,
        "read_on_write_end": read,
        "write_without_reader": to_nobody,
        "error": "deadlock" if call.stuck else kind(call.error),
    }


def kind(error):
    if isinstance(error, BrokenPipeError):
        return "broken-pipe"
    return KINDS.get(str(error), type(error).__name__) if error else None
