"""A lecture: one run a language, told screen by screen."""

from __future__ import annotations

import contextlib
import os
import re
import struct
import subprocess
import sys

import pytest
from rich.cells import cell_len
from rich.console import Console

from compare.commands import lecture
from compare.commands.lecture import do_lecture
from compare.lanes.platform import POSIX
from compare.report.console import console
from compare.report.screens import MOST, screens
from compare.setup.home import ROOT
from tests.pairs import CONTRACTS

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
PROMPT = "q ends: "
QUESTION = "I started several tasks and wait for all of them"


def test_pair_is_told_in_its_order(capsys: pytest.CaptureFixture[str]) -> None:
    """Question, who ran when in both lanes, texts, reasons; nothing that the examples print."""
    assert do_lecture({"pair": "when-all"}) == 0
    told = capsys.readouterr().out
    parts = [QUESTION, "python · gather", "dotnet · gather", "async def one_by_one", "Why they differ"]
    places = [told.index(part) for part in parts]
    assert places == sorted(places)
    assert told.count("Who ran when") == 2


def test_it_begins_with_what_is_to_be_predicted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The race itself, not its cure, unless another variant is named."""
    asked = []

    def observed(raw: dict[str, object]) -> None:
        asked.append(raw["variant"])
        raise InterruptedError

    monkeypatch.setattr(lecture, "observe", observed)
    for raw in ({"pair": "counter-race"}, {"pair": "when-all"}, {"pair": "counter-race", "variant": "lock"}):
        with pytest.raises(InterruptedError):
            do_lecture(raw)
    assert asked == ["no-lock", "gather", "lock"]


def _rows(text: str, columns: int) -> int:
    """How many rows of a terminal a text takes, which wraps what is too long."""
    return sum(max(1, -(-cell_len(ESCAPE.sub("", line)) // columns)) for line in text.split("\n"))


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.id)
def test_no_screen_is_longer_than_a_projector_shows(contract) -> None:
    """And no line of a text is lost by it: red where a screen's last lines fall out."""
    texts = (contract.python_path.read_text("utf-8"), contract.dotnet_path.read_text("utf-8"))
    told = list(screens(contract.data, [("python", ())], 0, texts, console(), 24))
    assert all(len(one.split("\n")) <= MOST - 2 for one in told)
    whole = "\n".join(told)
    for text in texts:
        last = text.splitlines()[-1].split()[-1]
        assert last in whole
        assert f"{len(text.splitlines())}  " in whole
    narrow = Console(width=80, height=25, highlight=False, markup=False, emoji=False)
    for one in screens(contract.data, [("python", ())], 0, texts, narrow, 24):
        assert _rows(one, 80) <= 22, one


@pytest.mark.parametrize(("answers", "shown"), [(["q"], 1), (["", "Q "], 2)])
def test_enter_goes_on_and_q_ends(answers, shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in capitals."""
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return answers[len(asked) - 1]

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr(lecture, "screens", lambda *_: iter(["one", "two", "three"]))
    assert do_lecture({"pair": "when-all", "lane": "python"}) == 0
    assert len(asked) == shown


def test_an_end_of_input_ends_it_on_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """Ctrl-D: red where a shell's prompt stands behind ours."""

    def ends(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ends)
    assert not lecture._goes_on(1, 2)
    assert capsys.readouterr().out == "\n"


class Terminal:
    """`invoke lecture when-all` at a terminal of so many columns and lines."""

    def __init__(self, columns: int, lines: int) -> None:
        import fcntl
        import termios

        self._ours, self._theirs = os.openpty()
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._modes = lambda: termios.tcgetattr(self._theirs)
        self._before = self._modes()
        command = "import os, sys; os.login_tty(0); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
        self._process = subprocess.Popen(
            [sys.executable, "-c", command, "-m", "invoke", "lecture", "when-all"],
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            cwd=ROOT,
            env=os.environ | {"TERM": "xterm-256color"},
        )

    def screen(self) -> str:
        """What is written till it asks for a key."""
        told = b""
        while not told.endswith(PROMPT.encode()):
            told += os.read(self._ours, 1)
        return told.decode()

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self._ours, keys)

    def end(self) -> tuple[int, str]:
        """Its exit code and its last words; the terminal must be as it was."""
        code = self._process.wait()
        assert self._modes() == self._before
        os.close(self._theirs)
        told = b""
        with contextlib.suppress(OSError):  # how Linux says that nobody can write any more
            while piece := os.read(self._ours, 4096):
                told += piece
        os.close(self._ours)
        return code, told.decode()


@pytest.mark.skipif(not POSIX, reason="terminals of POSIX")
@pytest.mark.parametrize(
    ("columns", "lines", "key", "code", "last"),
    [
        (80, 24, b"q\n", 0, "q\r\n"),
        (120, 40, b"\x03", 130, "^C\r\nlecture: stopped.\r\n"),
    ],
    ids=["q", "Ctrl-C"],
)
def test_at_a_terminal_nothing_scrolls_off_and_it_is_left_as_it_was(columns, lines, key, code, last) -> None:
    """With pictures of a real run: each screen has room, its prompt as well; what comes next has its own line."""
    terminal = Terminal(columns, lines)
    while not _is_before_last(screen := terminal.screen()):
        _fits(screen, columns, lines)
        terminal.press(b"\n")
    _fits(screen, columns, lines)
    terminal.press(key)
    assert terminal.end() == (code, last)


def _fits(screen: str, columns: int, lines: int) -> None:
    _, cleared, told = screen.partition("\x1b[2J")
    assert cleared
    assert _rows(told.replace("\r", ""), columns) <= lines, told


def _is_before_last(screen: str) -> bool:
    """Whether one screen is left."""
    place = re.search(rf"(\d+)/(\d+)  Enter goes on, {PROMPT}$", screen)
    return bool(place) and int(place[1]) == int(place[2]) - 1
