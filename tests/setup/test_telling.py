"""A text that tells where an error came out of it: its lines, and what it does, stay the same."""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
from pathlib import Path
from types import ModuleType

import pytest

from compare.setup.telling import write_telling

TEXT = '''"""A module."""

from __future__ import annotations


def plain(job):
    """Calls it."""
    return job()


async def waits(job):
    return job()


def gives(job):
    yield 1
    yield job()


def warns():
    assert (False, "a tuple is always true")


class Box:
    def method(self, job):
        return job()
'''


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    """The text as Python imports it."""
    path = tmp_path / "told.py"
    write_telling(path, TEXT)  # what its compiler warns of is nobody's error here
    assert path.read_text(encoding="utf-8") == TEXT
    spec = importlib.util.spec_from_file_location("told", path)
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def _fail() -> None:
    raise LookupError("mine")


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda module: module.plain(_fail), 8),
        (lambda module: asyncio.run(module.waits(_fail)), 12),
        (lambda module: list(module.gives(_fail)), 17),
        (lambda module: module.Box().method(_fail), 26),
    ],
    ids=["function", "coroutine", "generator", "method"],
)
def test_the_line_is_told_and_the_error_goes_on(call, line: int, module, capsys) -> None:
    """To whoever called: red where it is swallowed, or where its line is not the text's."""
    with pytest.raises(LookupError, match="mine"):
        call(module)
    assert capsys.readouterr().err == f'File "{module.__file__}", line {line}: LookupError: mine\n'


def test_what_is_right_is_not_changed(module, capsys) -> None:
    """Results, kinds of functions and what is said of them."""
    assert module.plain(lambda: 3) == 3
    assert list(module.gives(lambda: 2)) == [1, 2]
    assert inspect.iscoroutinefunction(module.waits)
    assert (module.__doc__, module.plain.__doc__) == ("A module.", "Calls it.")
    module.warns()
    assert capsys.readouterr().err == ""
