"""How do the workers of a pool get a queue, and why does a global one sometimes hang forever?

A pool pickles the arguments of its jobs, and a `multiprocessing.Queue` cannot be pickled: the error comes
with the job's result. The pool's initializer can give the queue to each worker, or a manager's queue is sent:
a proxy for a queue in one more process. A global queue is shared only under fork, which copies the parent;
under spawn and forkserver (the default on Linux since Python 3.14) each worker makes its own. In .NET a
pool's workers are threads, which share all queues.
"""

import multiprocessing
import queue

spawn = multiprocessing.get_context("spawn")
at_the_top = multiprocessing.get_context("fork").Queue()  # each process that imports this module makes one
kept = None  # a worker's queues, if it gets them as it starts


def argument(pool, question, reply, hear):
    """Refused with a RuntimeError: queues are shared through inheritance only."""
    talk(pool, (spawn.Queue(), spawn.Queue()), question, reply, hear)


def manager(pool, question, reply, hear):
    """Proxies can be sent."""
    with spawn.Manager() as server:
        talk(pool, (server.Queue(), server.Queue()), question, reply, hear)


def initializer(question, reply, hear):
    """Each worker is given the queues as it starts."""
    queues = spawn.Queue(), spawn.Queue()
    with spawn.Pool(2, initializer=keep, initargs=queues) as pool:
        talk(pool, None, question, reply, hear)


def keep(*queues):
    global kept
    kept = queues


def talk(pool, queues, question, reply, hear):
    jobs = [pool.apply_async(ask, (queues, question, hear)), pool.apply_async(answer, (queues, reply))]
    for job in jobs:
        job.get()  # raises what the job raised


def ask(queues, question, hear):
    to_answerer, to_asker = queues or kept
    to_answerer.put(question)
    hear(to_asker.get())


def answer(queues, reply):
    to_answerer, to_asker = queues or kept
    to_asker.put(reply(to_answerer.get()))


def global_queue(pool, message, patience):
    """The parent puts a message into its global queue: what does a worker find in its own?"""
    at_the_top.put(message)
    found = pool.apply(take, (patience,))
    if found is None:
        at_the_top.get()  # it is still here
    return found


def take(patience):
    try:
        return at_the_top.get(timeout=patience)  # without a limit it would wait forever
    except queue.Empty:
        return None


def main():
    initializer("from worker to worker", str.upper, print)
    with spawn.Pool(2) as pool:
        manager(pool, "by proxies", str.upper, print)
        print("spawn:", global_queue(pool, "hello", 0.3))
        try:
            argument(pool, "refused", str.upper, print)
        except RuntimeError as error:
            print(error)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        print("fork:", global_queue(pool, "hello", 0.3))


if __name__ == "__main__":
    main()
