"""Untrusted text, made inert for each place where it is shown.

Outputs, exceptions, titles and lane names come from examples. Each sink has its own dangers, so
each has its own function; none may be used for another's sink. What is printed goes through `say` or a console's
`Ink`: nothing else of ours prints.
"""

from __future__ import annotations

import re
import sys
import unicodedata

# What GitHub's and Azure's runners obey in a log, wherever a line may be wrapped.
_LOG_COMMAND = re.compile(r"::(?=:*[A-Za-z])|##(?=[A-Za-z]*\[)")
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TAB = 4
# For screens that cannot show it, our own punctuation has plain forms.
_PLAIN = str.maketrans("“”‘’–—×µ·│─━•", "\"\"''--xu||-=*") | {
    ord(sign): plain for sign, plain in {"…": "...", "±": "+-", "→": "->", "≥": ">=", "≤": "<="}.items()
}
_MARKDOWN = {character: f"\\{character}" for character in "\\`*_[]|~#!$"} | {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    # A zero-width space keeps the name readable and calls nobody.
    "@": "@&#8203;",
}
_MARKDOWN_TABLE = str.maketrans(_MARKDOWN)
_FENCE = re.compile("`{3,}")


def visible(text: str, keep: str = "") -> str:
    r"""Show characters that act instead of being seen as `\xNN` or `\uNNNN`.

    Control and format characters (ANSI, bidi, zero-width), lone surrogates, private and unassigned ones.
    A byte that was no UTF-8 (Python's surrogate escape) is shown as that byte.

    Args:
        text: anything.
        keep: characters that stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(one if one in keep or _is_seen(one) else _escape(one) for one in text)


def for_terminal(text: str, keep_lines: bool = False, encoding: str = "utf-8") -> str:
    r"""Text that neither drives a terminal nor a CI log.

    Args:
        text: anything.
        keep_lines: line ends stay, and tabs become spaces; else they are shown as `\n` and `\t`.
        encoding: what the stream can take; the rest is shown as `\uNNNN`.
    """
    if keep_lines:
        text = text.replace("\r\n", "\n").expandtabs(_TAB)
    text = encodable(visible(text, keep="\n" if keep_lines else ""), encoding)
    return _LOG_COMMAND.sub(lambda found: f"{found[0][0]}\\x{ord(found[0][1]):02x}", text)


def encodable(text: str, encoding: str) -> str:
    r"""Text that a stream can take: plain punctuation for ours, `\uNNNN` for the rest."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding)
    except LookupError:
        return encodable(text, "ascii")
    return text


def for_markdown(text: str) -> str:
    """One line of Markdown text without any markup, link, mention, HTML or log command."""
    text = visible(text).translate(_MARKDOWN_TABLE)
    return text.replace("://", "&#58;//").replace("::", ":&#58;").replace("www.", "www&#46;")


def markdown_block(text: str) -> str:
    """Lines as a fenced block that its content cannot close."""
    lines = for_terminal(text.rstrip("\n"), keep_lines=True)
    longest = max((len(run) for run in _FENCE.findall(lines)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}text\n{lines}\n{fence}"


def say(*lines: str, err: bool = False) -> None:
    """Print lines of which none can drive a terminal or a CI log, on standard output or standard error."""
    stream = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    for line in lines:
        print(for_terminal(line, encoding=encoding), file=stream, flush=True)


def flowing(text: str) -> str:
    """Prose of several lines as one."""
    return " ".join(text.split())


def cut(text: str, limit: int) -> str:
    """Text of at most so many characters, its end replaced by an ellipsis."""
    return text if len(text) <= limit else text[: max(0, limit - 1)] + "…"


def _is_seen(character: str) -> bool:
    # Spaces of other scripts are not "printable" in Python, but they only take room.
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _escape(character: str) -> str:
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
