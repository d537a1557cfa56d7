"""`invoke lecture PAIR`: a pair on a projector, screen by screen."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from typing import Any

from rich.text import Text

from compare.catalogue.contract import leaf_text
from compare.commands.look import find
from compare.commands.run_one import observe
from compare.errors import Exit, Stopped
from compare.report.console import console
from compare.report.screens import screens
from compare.text import say


def do_lecture(raw: Mapping[str, Any]) -> int:
    """Run the pair once warm in both languages, and tell it: Enter goes on, `q` ends."""
    contract = find(raw.get("pair") or "", raw)
    seen = observe({**raw, "variant": raw.get("variant") or contract.opening.name})
    lanes = [
        (f"{row.lane} · {row.variant.name} · case {row.case}{_failed(trial)}", trial.trace)
        for row, trial in zip(seen.rows, seen.pair.trials, strict=True)
    ]
    texts = (leaf_text(seen.contract.python_path), leaf_text(seen.contract.dotnet_path))
    screen = console()
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    lines = shutil.get_terminal_size((100, 40)).lines
    told = list(screens(seen.contract.data, lanes, seen.axis_ns, texts, screen, lines))
    for number, text in enumerate(told, start=1):
        if interactive:
            screen.clear()
        elif number > 1:
            screen.print()
        screen.print(Text.from_ansi(text), soft_wrap=True)
        if interactive and number < len(told) and not _goes_on(number, len(told)):
            break
    return int(Exit.OK)


def _failed(trial: Any) -> str:
    return "" if trial.state == "ok" else f" · {trial.state}: {trial.detail}"


def _goes_on(number: int, whole: int) -> bool:
    try:
        return input(f"{number}/{whole}  Enter goes on, q ends: ").strip().lower() != "q"
    except EOFError:
        say("")  # the key ended no line, and what comes next needs one of its own
        return False
    except Stopped:
        say("")
        raise
