"""The worker as a process: its hello, its manners, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.worker.client import LIMIT_S, ROOT, Client, command, names, value, write_scene

HANGS = """
import threading

def run(state, trace):
    print("inside", flush=True)
    threading.Event().wait()
"""


def test_hello_says_token_and_facts(worker: Client) -> None:
    """The first line proves who speaks, and says what a record needs."""
    hello = worker.hello
    assert hello["token"] == worker.token
    assert (hello["protocol"], hello["language"], hello["pid"]) == (1, "python", worker.process.pid)
    assert hello["version"] == ".".join(map(str, sys.version_info[:3]))
    assert hello["gil"] is True or not sys._is_gil_enabled()  # type: ignore[attr-defined]
    assert "numpy" in hello["modules"] and hello["processors"] >= 1 and hello["start_ns"] > 0


def test_starts_lightly() -> None:
    """Nothing that costs milliseconds is imported before the hello."""
    heavy = {
        "asyncio",
        "inspect",
        "dataclasses",
        "typing",
        "traceback",
        "pathlib",
        "multiprocessing",
        "numpy",
    }
    code = "import compare.worker.serve, compare.worker.facts, sys; print(*sys.modules)"
    boot = f"import sys; sys.path.append({str(ROOT)!r}); {code}"
    loaded = subprocess.run(
        [sys.executable, "-I", "-S", "-c", boot], capture_output=True, text=True, check=True
    )
    assert not heavy & set(loaded.stdout.split())


def test_answers_in_turn(worker: Client) -> None:
    """Requests that were sent at once are answered one by one."""
    for _ in range(3):
        worker.send("ping")
    worker.send("nothing-of-the-kind")
    replies = [worker._reply() for _ in range(4)]
    assert [reply["ok"] for reply in replies] == [True, True, True, False]


@pytest.mark.parametrize(
    "line", [b"{\n", b"[]\n", b"\xff\n", b'{"op": "trial"}\n', b'{"op": "prepare", "state": 1}\n']
)
def test_nonsense_is_a_protocol_error(worker: Client, line: bytes) -> None:
    """A line that is no request is answered, and the worker goes on."""
    worker.channel.sendall(line)
    reply = worker._reply()
    assert not reply["ok"] and reply["error"]["where"] == "protocol"
    assert worker.ask("ping") == {"ok": True}


def test_exit_ends_with_code_0(worker: Client) -> None:
    """The worker ends when it is told to."""
    worker.send("exit")
    assert worker.ends() == 0


def test_ends_when_the_channel_closes(worker: Client) -> None:
    """End-of-file on an idle channel ends the worker."""
    worker.close()
    assert worker.process.returncode == 0


def test_ends_when_the_channel_closes_in_a_trial(worker: Client) -> None:
    """A trial that hangs does not keep the worker alive."""
    state = worker.prepare(worker.write(HANGS))
    worker.send("trial", state=state, trial="t", mode="observed")
    assert worker.printed() == "inside"
    worker.close()
    assert worker.process.returncode is not None


def test_ends_with_threads_left_over(worker: Client) -> None:
    """A thread that an example left does not keep the worker alive."""
    text = """
import threading

def run(state, trace):
    threading.Thread(target=threading.Event().wait).start()
    return {}
"""
    assert worker.observe(worker.write(text))["ok"]
    worker.send("exit")
    assert worker.ends() == 0


def test_children_end_with_the_worker(worker: Client) -> None:
    """Processes that multiprocessing knows are ended, not orphaned."""
    text = """
import multiprocessing

def child():
    print(multiprocessing.current_process().pid, flush=True)
    multiprocessing.Event().wait()

def run(state, trace):
    multiprocessing.get_context("spawn").Process(target=child).start()
    return {}
"""
    assert worker.observe(worker.write(text))["ok"]
    worker.printed()
    worker.close()  # which reads the output to its end: nobody holds it any more
    assert worker.process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGKILL")
@pytest.mark.parametrize(
    "busy", ["threading.Event().wait()", "sum(range(10**12))"], ids=["waiting", "in a long C call"]
)
def test_ends_when_the_harness_is_killed_in_a_trial(tmp_path: Path, busy: str) -> None:
    """Nobody is left to end the worker, so it ends by itself."""
    text = f"import threading\n\ndef run(state, trace):\n    print('inside', flush=True)\n    {busy}\n"
    scene = write_scene(tmp_path, text)
    harness = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path; from tests.worker.client import Client\n"
        f"worker = Client(Path({str(tmp_path)!r}))\n"
        f"state = worker.prepare(Path({str(scene)!r}))\n"
        "worker.send('trial', state=state, trial='t', mode='observed')\n"
        "print(worker.printed(), worker.process.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", harness], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    inside, pid = process.stdout.readline().decode().split()
    assert inside == "inside"
    ended = os.pidfd_open(int(pid)) if hasattr(os, "pidfd_open") else None
    process.kill()
    process.communicate()
    if ended is not None:
        import select

        assert select.select([ended], [], [], LIMIT_S)[0]
        os.close(ended)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs unix sockets")
def test_connects_to_a_unix_socket() -> None:
    """The other kind of address works as well."""
    with tempfile.TemporaryDirectory(prefix="plx") as folder, socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{folder}/s")
        server.listen(1)
        server.settimeout(LIMIT_S)
        config = json.dumps({"connect": f"unix:{folder}/s", "token": "t", "temp": folder}).encode()
        with subprocess.Popen(command(sys.executable), stdin=subprocess.PIPE) as process:
            process.stdin.write(config + b"\n")
            process.stdin.close()
            channel, _ = server.accept()
            with channel, channel.makefile("rb") as lines:
                assert json.loads(lines.readline())["hello"]["token"] == "t"
                channel.sendall(b'{"op":"exit"}\n')
                assert process.wait(LIMIT_S) == 0


def test_standard_input_is_at_its_end(worker: Client) -> None:
    """An example that reads its input gets end-of-file at once."""
    text = "import sys\n\ndef run(state, trace):\n    return {'read': sys.stdin.read()}\n"
    assert value(worker.observe(worker.write(text))) == {"read": ""}


def test_output_is_kept_from_the_channel(worker: Client) -> None:
    """What an example prints goes to its own output, when its trial is over."""
    text = "def run(state, trace):\n    print('{\"ok\": false}')\n    return {}\n"
    assert worker.observe(worker.write(text))["ok"]
    assert worker.printed() == '{"ok": false}'


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_interrupt_is_not_the_workers_business(worker: Client) -> None:
    """SIGINT neither ends the worker nor reaches the example."""
    os.kill(worker.process.pid, signal.SIGINT)
    assert worker.ask("ping") == {"ok": True}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_children_have_the_default_for_interrupts(worker: Client) -> None:
    """Forked and started children get KeyboardInterrupt as any program does."""
    text = """
import multiprocessing, signal, subprocess, sys

def handler(queue):
    queue.put(signal.getsignal(signal.SIGINT) is signal.default_int_handler)

def run(state, trace):
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    child = context.Process(target=handler, args=(queue,))
    child.start()
    child.join()
    code = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    started = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return {"forked": queue.get(), "started": started.stdout.strip()}
"""
    assert value(worker.observe(worker.write(text))) == {"forked": True, "started": "True"}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_children_do_not_hold_the_channel(worker: Client, method: str) -> None:
    """No child has the worker's socket: its end is seen although a child lives on."""
    text = """
import multiprocessing, os

def sockets(queue):
    queue.put([os.readlink(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd") if one != "0"
               and os.path.exists(f"/proc/self/fd/{one}") or os.path.islink(f"/proc/self/fd/{one}")])

def run(state, trace):
    context = multiprocessing.get_context(state.method)
    queue = context.SimpleQueue()
    child = context.Process(target=sockets, args=(queue,))
    child.start()
    found = queue.get()
    child.join()
    return {"child": [one for one in found if one.startswith("socket")],
            "worker": [os.readlink(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd")
                       if os.path.islink(f"/proc/self/fd/{one}")]}
"""
    seen = value(worker.observe(worker.write(text), method=method))
    assert not set(seen["child"]) & {one for one in seen["worker"] if one.startswith("socket")}


def test_a_lone_surrogate_survives(worker: Client) -> None:
    """Text that is no UTF-8 arrives as it is."""
    text = """
def run(state, trace):
    trace.event("odd", value="\\udc80")
    return {"odd": "\\udc80 é 並"}
"""
    reply = worker.observe(worker.write(text))
    assert value(reply) == {"odd": "\udc80 é 並"}
    assert names(reply) == ["odd"]
