"""Which names pairs and chapters may have: none that would hide another in one of the languages."""

from __future__ import annotations

import keyword
import sys

from compare.catalogue.contract import pascal, snake

PAIR = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
CHAPTER = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
LONGEST = 40

# fmt: off
# Modules that workers, tests or examples import beside the examples.
IMPORTED = frozenset({
    "bootstrap", "clr", "clr_loader", "compare", "hypothesis", "invoke", "jsonschema", "numpy",
    "psutil", "pytest", "pythonnet", "rich", "tasks", "tenacity", "tests",
})
# Files of these names cannot be made on Windows.
PORTS = {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
DEVICES = frozenset({"con", "prn", "aux", "nul"} | PORTS)
# Namespaces and types that C# texts use by their short names, and an example's own members.
CSHARP = frozenset({
    "Action", "Array", "Barrier", "Buffer", "Channel", "Child", "Cleanup", "Console", "Convert",
    "Directory", "Enumerable", "Environment", "Exception", "File", "Func", "Index", "Interlocked",
    "Job", "Lazy", "List", "Lock", "Math", "Memory", "Microsoft", "Monitor", "Mutex", "Object",
    "Output", "Parallax", "Parameters", "Partitioner", "Path", "Prepare", "Process", "Progress",
    "Queue", "Random", "Range", "Run", "Semaphore", "Span", "Stack", "State", "Stopwatch", "Stream",
    "String", "System", "Task", "Thread", "Timer", "Together", "Trace", "Tuple", "Type", "Volatile",
})
# fmt: on


def module_fault(pair: str) -> str:
    """Why a pair's Python module would stand in another's way, or nothing."""
    module = snake(pair)
    if module in sys.stdlib_module_names:
        return f"the Python module {module} would hide the standard library's"
    if module in IMPORTED:
        return f"the Python module {module} would hide one that is imported beside it"
    if keyword.iskeyword(module) or keyword.issoftkeyword(module):
        return f"{module} is a word of Python's own"
    return ""


def pair_fault(pair: str) -> str:
    """Why a new pair should not have this id, or nothing."""
    return module_fault(pair) or chapter_fault(pair)


def chapter_fault(chapter: str) -> str:
    """Why a new chapter should not have this name, or nothing."""
    if chapter in DEVICES:
        return "Windows keeps this name for a device"
    name = pascal(chapter)
    return f"in C#, {name} would hide another {name}" if name in CSHARP else ""
