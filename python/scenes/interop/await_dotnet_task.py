"""A .NET task that ends on a .NET thread, while the event loop sleeps: does its waiter hear of it, and when?

The work ends only after other coroutines had their turns, and when the loop sleeps: a message that does not wake it is
found out, and so is who was told to stop and did not wait for the end. No Python is needed to end a wait for good:
the task that the text gets fails after two seconds by .NET's own clock.
"""

import asyncio
import inspect
import threading
import time
from pathlib import Path

import await_dotnet_task as example
from System import Action, AggregateException, Int64, InvalidOperationException, TimeoutException, TimeSpan
from System.Threading.Tasks import Task, TaskCompletionSource

PATIENCE_S = 2.0
HANGS_S = 3.0


def prepare(parameters):
    return parameters


class Work:
    """What the example starts: a task that ends as the variant says, some time after it was told to."""

    def __init__(self, state, watch):
        self.source = TaskCompletionSource[Int64]()
        self.ender, self.starts, self.rescued = None, 0, False
        self.told, self.ended = threading.Event(), asyncio.Event()
        self._state, self._watch, self._loop = state, watch, asyncio.get_running_loop()
        self._thread = threading.get_native_id()

    def start(self, token):
        self.starts += 1
        self._watch.event("waiting")
        token.Register(Action(lambda: self._stop(token)))
        return (
            self.source.Task.WaitAsync(TimeSpan.FromSeconds(PATIENCE_S))
            if self._watch.observed
            else self.source.Task
        )

    def _stop(self, token):
        self._watch.event("told to stop")
        self.end(lambda: self.source.TrySetCanceled(token))

    def finish(self):
        if self._state.variant == "answer":
            self.end(lambda: self.source.TrySetResult(self._state.answer))
        elif self._state.variant == "failure":
            self.end(lambda: self.source.TrySetException(InvalidOperationException("the work failed")))

    def end(self, how):
        if not self._watch.observed:
            how()
        elif self.ender is None:
            self.ender = Task.Run(Action(lambda: self._end(how)))

    def _end(self, how):
        sleeps(self._thread)
        self._watch.event("over", item="work")
        how()
        self.rescued = not self.told.wait(PATIENCE_S)  # nobody has woken the loop
        self._loop.call_soon_threadsafe(self.ended.set)


def sleeps(thread):
    """Wait until a thread sleeps, and goes on doing so."""
    status, seen, looks, end = (
        Path(f"/proc/self/task/{thread}/status"),
        None,
        0,
        time.monotonic() + PATIENCE_S,
    )
    while looks < 8 and time.monotonic() < end:
        time.sleep(0.005)
        lines = status.read_text().splitlines() if status.exists() else ["State:\tS"]
        now = [line for line in lines if line.startswith(("State", "voluntary"))]
        looks, seen = (looks + 1 if now == seen and "\tS" in now[0] else 0), now


async def run(state, watch):
    work, given = Work(state, watch), {"answer": None, "error": None}

    async def wait():
        try:
            with watch.span("await"):
                result = example.result_of(work.start)
                given["answer"] = await result if inspect.isawaitable(result) else result
        except InvalidOperationException:
            given["error"] = "user"
        except AggregateException:
            given["error"] = "aggregate"
        except (TimeoutException, TimeoutError):
            given["error"] = "timeout"
        except asyncio.CancelledError:
            given["error"] = "cancelled"
        except Exception as error:
            given["error"] = type(error).__name__
        watch.event("over", item="wait")
        work.told.set()

    waiting, beats = asyncio.create_task(wait()), 0
    for beat in range(state.beats):
        await asyncio.sleep(0)
        watch.event("beat", item=beat)
        beats += work.starts == 1 and not waiting.done()
    work.finish()
    if state.variant == "cancel":
        waiting.cancel()
    if not watch.observed:
        await waiting
    elif not (await asyncio.wait({waiting}, timeout=HANGS_S))[0]:
        waiting.cancel()
        given = {"answer": None, "error": "deadlock"}
    if work.ender is not None:
        await work.ended.wait()  # asleep: the work ends only when the loop sleeps
    ended_as = str(work.source.Task.Status)
    work.source.TrySetCanceled()
    return given | {"beats": beats, "ended_as": ended_as, "woken": not work.rescued}
