"""How do two parties talk over one pipe, and when do they wait for each other forever?

`Pipe()` gives two ends, and each sends and receives: a message sent at one end arrives at the other, never at
the same one. A blocking `recv` holds its thread: in a pool of one worker, the asker waits for an answerer
that cannot start (starvation, a deadlock). Tasks that await share one thread. .NET has the named pipe; its
anonymous pipes go one way only.
"""

import asyncio
import multiprocessing
import socket
from concurrent.futures import ThreadPoolExecutor

spawn = multiprocessing.get_context("spawn")


def ask(end, question, hear):
    end.send(question)
    hear(end.recv())


def answer(end, reply):
    end.send(reply(end.recv()))


def process(question, reply, hear):
    """The child's end goes over to it as it starts."""
    here, there = spawn.Pipe()
    child = spawn.Process(target=ask, args=(there, question, hear))
    child.start()
    there.close()  # while it is open, we do not notice that the child has ended
    answer(here, reply)
    child.join()
    here.close()


def workers(pool, patience, question, reply, hear):
    """Both are jobs of a pool; with one worker this is a TimeoutError."""
    here, there = spawn.Pipe()
    with there, here:  # leaving closes `here`, and then `recv` at the other end is an EOFError
        asking = pool.submit(ask, there, question, hear)
        pool.submit(answer, here, reply)
        asking.result(patience)  # without a limit it might wait forever


async def tasks(question, reply, hear):
    """Both are tasks of one event loop, on one thread."""
    here, there = socket.socketpair()

    async def ask_and_hear():
        reader, writer = await asyncio.open_connection(sock=there)
        writer.write(f"{question}\n".encode())
        hear((await reader.readline()).decode().rstrip("\n"))
        writer.close()

    async def hear_and_answer():
        reader, writer = await asyncio.open_connection(sock=here)
        heard = (await reader.readline()).decode().rstrip("\n")
        writer.write(f"{reply(heard)}\n".encode())
        writer.close()

    await asyncio.gather(ask_and_hear(), hear_and_answer())


def main():
    process("a process", str.upper, print)
    for size in (2, 1):
        with ThreadPoolExecutor(size) as pool:
            try:
                workers(pool, 0.3, f"workers: {size}", str.upper, print)
            except TimeoutError:
                print("a deadlock with one worker")
    asyncio.run(tasks("tasks", str.upper, print))


if __name__ == "__main__":
    main()
