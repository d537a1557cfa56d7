"""Takes a deque with a maximal length for a bounded queue: a full deque drops its oldest item."""

from collections import deque

MESSAGES = ([1, 2, 3, 4], {"a": 1, "b": 2}, {1, 2, 3, 4})


def prepare(parameters):
    return parameters


def run(state, trace):
    messages = deque(maxlen=state.capacity)
    for number in range(state.capacity):
        messages.append(MESSAGES[number % 3])
    size, patient, hasty, empty = len(messages), None, None, None
    try:
        messages.append("one more")
        messages.append("one more")
    except IndexError:
        patient = hasty = "queue-full"
    drained = [{"size": len(messages), "message": plain(messages.popleft())} for _ in range(size)]
    try:
        messages.popleft()
    except IndexError:
        empty = "queue-empty"
    return {"size": size, "timed_put": patient, "hasty_put": hasty, "drained": drained, "hasty_get": empty}


def plain(message):
    return sorted(message) if isinstance(message, set) else message
