"""How do programs on different machines, or in different languages, work off one queue?

A `BaseManager` publishes objects at an address, but it pickles, and unpickling may run code. Between
languages use a message broker, gRPC, or for something small a protocol of your own: here a message is its
length in four bytes, then JSON. The client signs a nonce (HMAC): the key never travels. .NET publishes no objects.
"""

import asyncio
import hmac
import json
import secrets
import socket
import sys
from collections import defaultdict
from multiprocessing import AuthenticationError, get_context
from multiprocessing.managers import BaseManager
from queue import Queue

BaseManager.register("queue", defaultdict(Queue).__getitem__)


def exchange(address, key, put_into, message, take_from):
    """A client of the manager. Each direction has a queue: no client takes its own message."""
    post = BaseManager(address, key)
    post.connect()
    post.queue(put_into).put(message)
    return post.queue(take_from).get()


async def serve(listener, key, queues, refuse):
    """Serve clients of any language until cancelled; `refuse` gets the errors of refused clients."""

    async def attend(reader, writer):
        try:
            send(writer, nonce := secrets.token_hex())
            right = hmac.digest(key, nonce.encode(), "sha256").hex()
            if not hmac.compare_digest(await receive(reader), right):
                raise AuthenticationError("a wrong key")  # the client is told nothing
            while request := await receive(reader):  # null says goodbye
                verb, name, *item = request
                send(writer, await (queues[name].put(*item) if verb == "put" else queues[name].get()))
        except Exception as error:  # of any kind: a stranger may send anything
            refuse(error)
        writer.close()

    async with await asyncio.start_server(attend, sock=listener) as server:
        await server.serve_forever()


async def work(port, key, job=lambda n: [n, n * n, "python"]):
    """A client that takes jobs until there is None, and puts the results."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    send(writer, hmac.digest(key, (await receive(reader)).encode(), "sha256").hex())
    send(writer, ["get", "jobs"])
    while (number := await receive(reader)) is not None:
        send(writer, ["put", "results", job(number)])
        await receive(reader)
        send(writer, ["get", "jobs"])
    send(writer, None)
    await reader.read()  # until the server has hung up too
    writer.close()


def send(writer, message):
    writer.write(len(body := json.dumps(message).encode()).to_bytes(4, "big") + body)


async def receive(reader):
    if (size := int.from_bytes(await reader.readexactly(4), "big")) > 1000:
        raise ValueError(f"a message of {size} bytes")  # it is not even read
    return json.loads(await reader.readexactly(size))


async def main():
    key, queues = secrets.token_bytes(32), defaultdict(asyncio.Queue)
    post = BaseManager(("127.0.0.1", 0), key, ctx=get_context("spawn"))
    await asyncio.to_thread(post.start)  # it starts a process, and would block the event loop
    words = [("zhang", "Are you free?", "ming"), ("ming", "At last!", "zhang")]
    print(await asyncio.gather(*(asyncio.to_thread(exchange, post.address, key, *some) for some in words)))
    await asyncio.to_thread(post.shutdown)
    listener = socket.create_server(("127.0.0.1", 0))  # this machine, any port that is free
    server = asyncio.create_task(serve(listener, key, queues, print))
    for job in 7, None:
        queues["jobs"].put_nowait(job)
    await work(listener.getsockname()[1], key)
    print(await queues["results"].get(), server.cancel())


if __name__ == "__main__":  # a worker is told the port, and the key through its standard input
    asyncio.run(work(int(sys.argv[1]), bytes.fromhex(input())) if sys.argv[1:] else main())
