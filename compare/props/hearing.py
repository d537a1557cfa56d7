"""What is said to a party of a talk: heard in the process and the thread in which it was said.

reply = Hear("parent has the question", queue, watch, says=answer)
example.with_thread(question, reply, Hear("child has the answer", other, watch))
heard(queue)                     # the messages, in their order
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Hear:
    """Called with each message that a party gets; goes to a child as it starts.

    Args:
        step: the trace's event `step` for each of them.
        told: the queue that keeps them.
        watch: the trial's trace.
        says: what the party answers.
    """

    def __init__(self, step: str, told: Any, watch: Any, says: Any = None) -> None:
        self.step, self.told, self.watch, self.says = step, told, watch, says

    def __call__(self, message: Any) -> Any:
        self.watch.event("step", item=self.step)
        self.told.put(message)
        return self.says


def heard(told: Any) -> list[Any]:
    """What a queue has kept so far."""
    messages = []
    while not told.empty():
        messages.append(told.get())
    return messages
