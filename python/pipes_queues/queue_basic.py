"""Which queue is for processes, which for threads, which for tasks?

`queue.Queue` is for the threads of one process, `asyncio.Queue` for the tasks of one event loop, and
`multiprocessing.Queue` for processes: messages go through a pipe, pickled, and arrive as copies. Each
direction needs a queue of its own. .NET has BlockingCollection for threads, Channel for tasks, and no queue
for processes.
"""

import asyncio
import multiprocessing
import queue
import threading

spawn = multiprocessing.get_context("spawn")


def ask(to_parent, to_child, question, hear):
    to_parent.put(question)
    hear(to_child.get())


def with_process(question, reply, hear):
    """The queues go over to the process as it starts; later they could not be sent."""
    to_parent, to_child = spawn.Queue(), spawn.Queue()
    process = spawn.Process(target=ask, args=(to_parent, to_child, question, hear))
    process.start()
    to_child.put(reply(to_parent.get()))
    process.join()


def with_thread(question, reply, hear):
    """Threads hand over the object itself; `get` blocks the thread."""
    to_parent, to_child = queue.Queue(), queue.Queue()
    thread = threading.Thread(target=ask, args=(to_parent, to_child, question, hear))
    thread.start()
    to_child.put(reply(to_parent.get()))
    thread.join()


async def with_tasks(question, reply, hear):
    """`await` lets other tasks run while one waits."""
    to_parent, to_child = asyncio.Queue(), asyncio.Queue()

    async def ask_and_hear():
        await to_parent.put(question)
        hear(await to_child.get())

    task = asyncio.create_task(ask_and_hear())
    await to_child.put(reply(await to_parent.get()))
    await task


def main():
    with_process("hello from the process", str.upper, print)
    with_thread("hello from the thread", str.upper, print)
    asyncio.run(with_tasks("hello from the task", str.upper, print))


if __name__ == "__main__":
    main()
