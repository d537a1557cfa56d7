"""Is it better to look into a queue again and again, or to wait at it?

Polling sleeps while the answer is already there, and misses one that comes during its last sleep. A blocking
`get` wakes at once, and a timeout bounds it (`asyncio.timeout` for tasks). C#'s `ReadAsync` blocks no thread.
"""

import queue
import threading
import time


def poll(question, to_answerer, to_asker, sleep):
    """Look three times, with longer and longer pauses (a back-off)."""
    to_answerer.put(question)
    for attempt in range(3):
        if not to_asker.empty():
            return to_asker.get()
        sleep((attempt + 1) * 2)  # 2, 4 and 6 seconds; it does not look after the last one
    return None


def block(question, to_answerer, to_asker, patience):
    """Wait until the answer is there; a long timeout costs nothing when there is one."""
    to_answerer.put(question)
    try:
        return to_asker.get(timeout=patience)
    except queue.Empty:
        return None


def one_queue(question, messages, patience):
    messages.put(question)  # wrong: with one queue for both directions, the asker takes its own question
    return messages.get(timeout=patience)


def main():
    for wait, limit in ((poll, lambda seconds: time.sleep(seconds / 10)), (block, 10)):
        there, back = queue.Queue(), queue.Queue()
        threading.Timer(0.3, back.put, ["No, I have a date."]).start()
        print(wait.__name__, wait("Kebab tonight?", there, back, limit))
    print("one_queue", one_queue("Kebab tonight?", queue.Queue(), 10))


if __name__ == "__main__":
    main()
