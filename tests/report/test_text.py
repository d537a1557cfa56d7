"""Untrusted text is inert in each sink."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.text import for_markdown, for_terminal, markdown_block, visible
from tests.report.samples import EVIL

# Surrogates too, and often what some sink cares about.
CHARACTERS = st.integers(0, 0x10FFFF).map(chr) | st.sampled_from(
    "\x1b\u202e`|<>@:#[]()*_\\\n\r\t&!$~ ab/w.-+1\"'"
)
ANYTHING = st.lists(CHARACTERS, max_size=60).map("".join) | st.just(EVIL)
ACTING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def acting(text: str, allowed: str = "") -> list[str]:
    """Characters that act instead of being seen."""
    return [one for one in text if unicodedata.category(one) in ACTING and one not in allowed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, ünïcode, 并发编程 🙂", "plain, ünïcode, 并发编程 🙂"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\x00b\x7f\x9b", "a\\x00b\\x7f\\x9b"),
        ("\u202egnp", "\\u202egnp"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("\u2028line", "\\u2028line"),
        ("\U000e0041", "\\U000e0041"),
        ("one\r\ntwo\t", "one\\r\\ntwo\\t"),
        (b"\xff\xfe".decode("utf-8", "surrogateescape"), "\\xff\\xfe"),
        ("\ud800", "\\ud800"),
        ("wide\u3000space", "wide\u3000space"),
    ],
)
def test_visible_shows_what_would_act(text: str, expected: str) -> None:
    """Control, bidi, zero-width characters and bad bytes are shown as escapes."""
    assert visible(text) == expected


@given(ANYTHING)
def test_terminal_text_never_acts(text: str) -> None:
    """Nothing drives a terminal or a CI log, whatever the text."""
    shown = for_terminal(text)
    assert not acting(shown)
    assert "##[" not in shown
    assert not any(f"::{letter}" in shown for letter in "abcxyzABCXYZ")


@given(ANYTHING, st.sampled_from(["ascii", "latin-1", "cp1252", "cp437", "utf-8", "no-such-codec"]))
def test_terminal_text_fits_every_encoding(text: str, encoding: str) -> None:
    """A stream of a small encoding can always write it."""
    shown = for_terminal(text, keep_lines=True, encoding=encoding)
    shown.encode("ascii" if encoding == "no-such-codec" else encoding)
    assert not acting(shown, "\n")


def test_terminal_punctuation_has_plain_forms() -> None:
    """Our own typography reads well on an ASCII screen."""
    assert for_terminal("“a” ± 1 µs – 2× …", encoding="ascii") == '"a" +- 1 us - 2x ...'
    assert for_terminal("é", encoding="ascii") == "\\xe9"


def test_terminal_lines_stay_lines() -> None:
    """Output of several lines keeps its lines, and loses its tabs."""
    assert for_terminal("a\tb\r\n::error::c\n", keep_lines=True) == "a   b\n:\\x3aerror:\\x3ac\n"


@pytest.mark.parametrize(
    "text", ["::add-path::/x", "x ::set-env name=A::b", "##[command]", "##vso[task.complete]"]
)
def test_log_commands_are_broken(text: str) -> None:
    """GitHub's and Azure's runners find no command."""
    for shown in (for_terminal(text), for_markdown(text), markdown_block(text)):
        assert "::add" not in shown
        assert "::set" not in shown
        assert "##[" not in shown
        assert "##vso[" not in shown


@given(ANYTHING)
def test_markdown_text_has_no_markup(text: str) -> None:
    """A Markdown parser finds plain text only, which reads as the visible text."""
    markdown_it = pytest.importorskip("markdown_it")
    tokens = markdown_it.MarkdownIt("commonmark").enable("table").parse(f"x{for_markdown(text)}x")
    assert [one.type for one in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    inline = tokens[1].children
    assert {one.type for one in inline} <= {"text", "text_special"}
    read = "".join(one.content for one in inline)
    assert read == f"x{visible(text).replace('@', '@' + chr(0x200B))}x"


def test_markdown_text_calls_nobody() -> None:
    """Mentions and bare addresses are no links."""
    shown = for_markdown("@org/team http://evil.example www.evil.example a@b.example")
    assert "@org" not in shown
    assert "://" not in shown
    assert "www." not in shown
    assert "@b" not in shown


def test_markdown_block_cannot_be_closed() -> None:
    """The fence is longer than any in the text."""
    block = markdown_block("before\n````\n</details>\n```")
    assert block.startswith("`````text\n")
    assert block.endswith("\n`````")
