"""Reading our TOML files, with messages that have the line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """A TOML file's data, and its text.

    Raises:
        ValueError: it cannot be read or is no TOML; the message has the line.
    """
    try:
        if not path.is_file():  # a pipe, say, would never end
            raise ValueError("is not a file")
        text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(f"is not UTF-8 (at line {line})") from None
    try:
        return tomllib.loads(text), text
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except ValueError as error:  # also integers with more digits than Python converts
        last = f"at the end, line {text.count(chr(10)) + 1}"
        raise ValueError(f"is not valid TOML: {str(error).replace('at end of document', last)}") from None
