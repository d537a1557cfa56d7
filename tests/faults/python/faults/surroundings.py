"""Changes what the next example in its process would find, in a way for each function."""

import asyncio
import builtins
import ctypes
import gc
import os
import resource
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

kept = []


def well_behaved():
    return "well"


def working_directory():
    os.chdir("/")


def umask():
    os.umask(0o077)


def variable():
    os.environ["LEFT_BEHIND"] = "yes"


def files():
    kept.extend(os.open(os.devnull, os.O_RDONLY) for _ in range(3))


def no_descriptor():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (300, most))
    try:
        while True:
            kept.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return


def limit():
    resource.setrlimit(resource.RLIMIT_NOFILE, (300, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def handler():
    signal.signal(signal.SIGUSR1, lambda *_: None)


def closed_output():
    sys.stdout.close()


def collector():
    gc.disable()


def recursion():
    sys.setrecursionlimit(5000)


def switch_interval():
    sys.setswitchinterval(0.5)


async def executor():
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))


async def busy_executor():
    asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)


def builtin():
    builtins.print = None


def method():
    threading.Thread.start = lambda thread: thread.run()


def system_v():
    system = ctypes.CDLL(None)
    for made in (system.shmget(0, 4096, 0o600), system.semget(0, 1, 0o600), system.msgget(0, 0o600)):
        assert made >= 0


def timer():
    signal.setitimer(signal.ITIMER_REAL, 600)


def forked_copy():
    child = os.fork()
    if child:
        os.waitpid(child, 0)
