"""Runs the `child` of a Python example as a program of its own, for a C# text that starts it."""

from __future__ import annotations

import json
import os
import sys
from types import CoroutineType

from compare.worker.loading import Loader
from compare.worker.trace import SILENT, VARIABLE, SilentTrace, Trace


def main() -> None:
    """Run `child(arguments, trace)` of the file that comes first; what it gives is the exit code."""
    path, *arguments = sys.argv[1:]
    sys.dont_write_bytecode = True
    code = Loader().load(path).child(arguments, trace_from_environment())
    if type(code) is CoroutineType:
        import asyncio

        code = asyncio.run(code)
    sys.exit(code)


def trace_from_environment() -> Trace | SilentTrace:
    """The trace that a parent's environment names; a silent one where it names none."""
    text = os.environ.get(VARIABLE)
    if not text:
        return SILENT
    sent = json.loads(text)
    address = (sent["host"], sent["port"], sent["token"])
    return Trace(sent["trial"], address, sent["gate_ms"] / 1000)
