"""What a worker answers when a text raises, or gives what nobody can send."""

from __future__ import annotations

import pytest

from tests.worker.client import Client, names, value


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        ("ValueError('bad luck')", "ValueError"),
        ("SystemExit(3)", "SystemExit"),
        ("KeyboardInterrupt()", "KeyboardInterrupt"),
        ("GeneratorExit()", "GeneratorExit"),
        ("asyncio.CancelledError()", "CancelledError"),
        ("ExceptionGroup('several', [ValueError(1)])", "ExceptionGroup"),
        ("Broken()", "Broken"),
    ],
)
@pytest.mark.parametrize("define", ["def", "async def"])
def test_every_exception_is_an_answer(worker: Client, define: str, raised: str, kind: str) -> None:
    """Whatever an example raises is told by type, with the trace so far, and the worker goes on."""
    text = f"""
import asyncio

class Broken(Exception):
    def __str__(self):
        raise RuntimeError("no message")

{define} run(state, trace):
    trace.event("before")
    raise {raised}
"""
    state = worker.prepare(worker.write(text))
    reply = worker.trial(state)
    assert not reply["ok"] and (reply["error"]["where"], reply["error"]["type"]) == ("run", kind)
    assert names(reply) == ["before"]
    assert worker.trial(state, "timed", repeat=2)["error"]["type"] == kind
    assert (
        value(worker.observe(worker.write("async def run(state, trace):\n    return {}\n", "after_text")))
        == {}
    )


def test_error_shows_the_texts_own_lines(worker: Client) -> None:
    """The traceback starts in the text, has its message, and is short."""
    text = "def run(state, trace):\n    deep(100)\n\n\ndef deep(n):\n    deep(n - 1) if n else 1 / 0\n"
    error = worker.observe(worker.write(text))["error"]
    lines = error["trace"].splitlines()
    assert error["message"] == "division by zero" and lines[-1].startswith("ZeroDivisionError")
    assert len(lines) <= 20 and "compare/worker" not in error["trace"]


@pytest.mark.parametrize(
    ("text", "where", "kind"),
    [
        ("def run(:\n", "load", "SyntaxError"),
        ("import nowhere_to_be_found\n", "load", "ModuleNotFoundError"),
        ("raise SystemExit(1)\n", "load", "SystemExit"),
        ("x = 1\n", "load", "TypeError"),
        ("def prepare(p):\n    return p.nothing\ndef run(s, t): ...\n", "prepare", "AttributeError"),
        ("def prepare(p):\n    exit(2)\ndef run(s, t): ...\n", "prepare", "SystemExit"),
    ],
    ids=lambda text: str(text).splitlines()[0],
)
def test_what_cannot_be_prepared_says_where(worker: Client, text: str, where: str, kind: str) -> None:
    """Errors of loading and of preparing are told apart."""
    reply = worker.request(worker.write(text))
    assert not reply["ok"] and (reply["error"]["where"], reply["error"]["type"]) == (where, kind)


@pytest.mark.parametrize("output", ["None", "[1]", "{'a': float('nan')}", "{'a': object()}", "{1: 2}"])
def test_an_output_that_is_no_json_is_told_as_such(worker: Client, output: str) -> None:
    """A bad output is an error of the output, in both modes."""
    state = worker.prepare(worker.write(f"def run(state, trace):\n    return {output}\n"))
    for mode in ("observed", "timed"):
        assert worker.trial(state, mode, repeat=1)["error"]["where"] == "output"


@pytest.mark.parametrize("given", ["item=[1]", "value={}", "value=float('nan')", "item=0.5"])
def test_an_event_that_is_no_json_raises_where_it_is_made(worker: Client, given: str) -> None:
    """A wrong item or value shows at its own line, not in the answer."""
    error = worker.observe(worker.write(f"def run(state, trace):\n    trace.event('x', {given})\n"))["error"]
    assert error["where"] == "run" and error["message"].startswith("trace: ")
