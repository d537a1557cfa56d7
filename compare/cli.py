"""One place where commands start, errors are printed and exit codes given."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any

from compare.errors import Exit, ParallaxError, Stopped

# Each command is a function of its own module, imported only when it is asked for.
COMMANDS = {
    "compare": "compare.commands.compare",
    "report": "compare.commands.compare",
    "diff": "compare.commands.compare",
    "baseline": "compare.commands.compare",
    "merge": "compare.commands.compare",
    "list": "compare.commands.look",
    "show": "compare.commands.look",
    "coverage": "compare.commands.look",
    "run": "compare.commands.run_one",
    "new": "compare.commands.make",
    "doctor": "compare.commands.make",
    "build": "compare.commands.make",
    "clean": "compare.commands.make",
    "test": "compare.commands.check",
    "lint": "compare.commands.check",
    "bench": "compare.commands.check",
}


def main(command: str, options: Mapping[str, Any]) -> int:
    """Run a command and give its exit code; a user's mistake is one sentence, no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # what a stream cannot show is escaped, never an error
            stream.reconfigure(errors="backslashreplace")
    try:
        module = importlib.import_module(COMMANDS[command])
        return int(getattr(module, f"do_{command}")(options))
    except ParallaxError as error:
        print(f"{command}: {error}", file=sys.stderr)
        return int(error.exit_code)
    except Stopped as stopped:
        print(f"{command}: stopped.", file=sys.stderr)
        return int(stopped.exit_code)
    except KeyboardInterrupt:
        print(f"{command}: stopped.", file=sys.stderr)
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.OK)
