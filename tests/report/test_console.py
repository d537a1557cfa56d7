"""The console that a report is printed on: its width, its colours, a real terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from compare.diff.whole import Whole
from compare.report.console import console
from compare.report.terminal import render
from compare.setup.home import ROOT
from tests.report import samples
from tests.report.screens import too_wide


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1", "FORCE_COLOR": "1"}, {"TERM": "dumb", "FORCE_COLOR": "1"}, {}]
)
def test_the_console_writes_no_escapes_where_none_are_wanted(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """NO_COLOR, TERM=dumb and no terminal, each with bold text too."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    render(Whole(samples.report()), console())
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("environment", [{}, {"TERM": "dumb", "FORCE_COLOR": "1"}])
def test_the_console_takes_its_width_from_columns(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """COLUMNS=40 gives lines of at most 40, on a dumb terminal too."""
    for name, value in {"COLUMNS": "40", **environment}.items():
        monkeypatch.setenv(name, value)
    render(Whole(samples.report()), console())
    text = capsys.readouterr().out
    assert text
    assert too_wide(text, 40) == []


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
@pytest.mark.parametrize(("columns", "escapes"), [(80, True), (40, False)])
def test_on_a_real_terminal(columns: int, escapes: bool) -> None:
    """The terminal's own width, also where standard output goes elsewhere; NO_COLOR leaves no escape."""
    import fcntl
    import struct
    import termios

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    code = (
        "from compare.report.console import console; from compare.report.terminal import render; "
        "from compare.diff.whole import Whole; from tests.report import samples; "
        "render(Whole(samples.when_any_alone()), console(stderr=True))"
    )
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("COLUMNS", "FORCE_COLOR", "NO_COLOR")
    }
    environment = kept | {"TERM": "xterm", "PYTHONPATH": str(ROOT)} | ({} if escapes else {"NO_COLOR": "1"})
    try:
        command = [sys.executable, "-c", code]
        subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=theirs, env=environment, check=True, timeout=60
        )
        text = os.read(ours, 60_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert "when-any" in text
    assert ("\x1b" in text) == escapes
    assert too_wide(re.sub(r"\x1b\[[0-9;]*m", "", text).replace("\r\n", "\n"), columns) == []
