"""Do two threads compute twice as fast as one?

Not with the GIL: the threads take turns (every 5 ms, `sys.getswitchinterval`): concurrency, no parallelism.
A free-threaded Python (3.13t, 3.14t; `sys._is_gil_enabled()` tells) computes side by side, as C# does. So do
threads of an InterpreterPoolExecutor (3.14), with a GIL each. CPU time above wall time proves that they do.
"""

import time
from threading import Thread


def one_thread(count, job):
    return [job(number) for number in range(count)]


def threads(count, job):
    results = [None] * count

    def work(number):
        results[number] = job(number)

    workers = [Thread(target=work, args=(number,)) for number in range(count)]  # a thread for each job
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


def compute(number, steps=10_000, modulus=2**2203 - 1):
    for _ in range(steps):
        number = (number * number + 1) % modulus  # of 2,203 bits; each step needs the one before
    return number % 2**31


def main():
    for run in (one_thread, threads):
        wall, cpu = time.perf_counter(), time.process_time()
        results = run(2, compute)
        cores = (time.process_time() - cpu) / (time.perf_counter() - wall)
        print(f"{run.__name__}: {results}, {cores:.1f} cores at work")


if __name__ == "__main__":
    main()
