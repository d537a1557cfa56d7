"""Another thread finished what I awaited: on which thread does my function go on, and with which context?

A coroutine always continues on its event loop's thread. Awaited directly, it has its caller's own context: what it
sets, the caller sees. `asyncio.to_thread` (3.9) gives blocking work a copy: it sees the caller's values, and what it
sets is lost. A C# method restores its caller's context, and needs a SynchronizationContext to come back to a thread.
"""

import asyncio
from contextvars import ContextVar
from threading import current_thread

request = ContextVar("request", default="nobody")


async def resume(name, reply, show):
    """Await a reply; then show it on the loop's thread, in the same context."""
    request.set(name)
    answer = await reply
    show(answer, request.get())


async def offload(name, work, show):
    """Run work that blocks on another thread; then show its result on the loop's thread."""
    request.set(name)
    result = await asyncio.to_thread(in_copy, work)
    show(result, request.get())


def in_copy(work):
    seen = request.get()  # the caller's
    request.set("the worker's")  # in this copy only
    return work(seen)


async def main():
    def report(*words):
        print(f"{current_thread().name}:", *words)
        return "an answer"

    await resume("alice", asyncio.to_thread(report, "replies"), report)
    await offload("bob", report, report)


if __name__ == "__main__":
    asyncio.run(main())
