"""Other people's text in every sink: inert, whatever it holds (FAULTS.md 24, 62, 63, 66)."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from compare import cli
from compare.diff.whole import Whole
from compare.errors import UsageError
from compare.page.page import page
from compare.record.journal import Journal, load_journal
from compare.record.nouns import Failure, PairRecord
from compare.record.saving import dumps, load, save
from compare.report.machines import annotations, badge, junit
from compare.report.markdown import markdown
from compare.report.outcomes import outcomes
from compare.report.picture import svg
from compare.report.progress import ProgressLine
from compare.report.terminal import render
from compare.setup.home import ROOT
from tests.page.test_page import Tags, bodies
from tests.report import samples
from tests.report.screens import printed, screen
from tests.report.test_text import CHARACTERS, acting

# The edges of what each sink takes, and what some sink obeys.
EDGES = "\x00\x08\t\n\x0b\r\x1b\x1f ~\x7f\x85\x9b\xa0\u200b\u2028\u202e\ud7ff\ud800\udbff\udc00\udc80\udcff\udfff\ue000"
EDGES += "\ufeff\ufffd\ufffe\uffff\U00010000\U000e0041\U0010fffd\U0010ffff"
PIECES = CHARACTERS | st.sampled_from(EDGES) | st.sampled_from(
    ["::error::x", "::add-mask::y", "\n::stop-commands::z", "##[group]", "]]>", "<!--", "````", "|", "\r\n", "@a"]
)  # fmt: skip
RAW = st.binary(max_size=20).map(lambda some: some.decode("utf-8", "surrogateescape"))
EVIL = st.lists(PIECES | RAW, max_size=12).map("".join)


def evil():  # type: ignore[no-untyped-def]
    """Each example is a whole report: some dozens of them, however slow the machine."""

    def decorate(test):  # type: ignore[no-untyped-def]
        quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
        limited = settings(max_examples=40, suppress_health_check=quiet)
        test = given(text=EVIL)(test)
        for text in (samples.EVIL, "\n::error::x\n", ":::error::x"):
            test = example(text=text)(test)
        return limited(test)

    return decorate


def hostile(text: str) -> Whole:
    """A run in which everything that can be somebody's text is this one."""
    report = samples.hostile(text)
    record = replace(report.record, failures=(Failure(5, text),), options={"selected": [text, "second"]})
    return Whole(replace(report, record=record), failures=(Failure(2, text),))


def commands(text: str) -> list[str]:
    """The lines that a CI service would obey: a command's name, of letters, follows at once."""
    return [line for line in text.splitlines() if re.match(r"\s*(::[A-Za-z]|##\[|##vso\[)", line)]


@evil()
def test_xml_is_read_by_a_parser(text: str) -> None:
    """JUnit, badge and picture, with what Jenkins asks for still there."""
    whole = hostile(text)
    root = ElementTree.fromstring(junit(outcomes(whole), whole.report.record.started).encode())
    assert all(case.get("name") and case.get("classname") for case in root.iter("testcase"))
    ElementTree.fromstring(badge(whole).encode())
    ElementTree.fromstring(svg(whole).encode())


@evil()
def test_markdown_keeps_its_rows_and_obeys_nobody(text: str) -> None:
    """As many cells in each row of a table as in its head; neither a command nor what acts."""
    told = markdown(hostile(text))
    assert not commands(told) and not acting(told, "\n")
    tables = told.split("\n\n")
    for table in tables:
        rows = [line for line in table.split("\n") if line.startswith("|")]
        assert len({row.replace("\\|", "").count("|") for row in rows}) <= 1


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@evil()
def test_a_terminal_is_told_and_never_driven(encoding: str, text: str) -> None:
    """No control characters, no command of a CI service."""
    console = screen(60, encoding)
    render(hostile(text), console, verbose=True)
    told = printed(console)
    assert not acting(told, "\n") and not commands(told)


@evil()
def test_the_page_has_no_tag_of_theirs(text: str) -> None:
    """Nor anything that acts, in any of its parts."""
    told = page(hostile(text))
    for part in (told, *bodies(told).values()):
        tags = Tags(part)
        assert [tag for tag, _ in tags.tags].count("script") == part.startswith("<!doctype")
        assert not acting("".join(tags.words), "\n\t") and "\r" not in part


@evil()
def test_annotations_are_ours(text: str) -> None:
    """A line each, whose only command is `error`."""
    for line in annotations(outcomes(hostile(text))):
        assert re.match(r"::error (file=[^:,]*,)?title=[^:,]*::", line) and not acting(line)


@evil()
def test_progress_is_a_line_a_pair(text: str) -> None:
    """Names of pairs, lanes and variants are somebody's, too."""
    console = screen(60)
    progress = ProgressLine(console)
    progress.expect({text: 1}, in_turn=False)
    progress.start(text, text, text)
    assert not acting(printed(console), "\n") and len(printed(console).splitlines()) == 1


@pytest.mark.parametrize("on_github", [False, True])
@evil()
def test_an_error_is_a_line_however_it_reads(on_github: bool, text: str) -> None:
    """The name of a folder, a record's schema, what git said: red where the error is printed as it is (66)."""

    def do_report(_: object) -> int:
        raise UsageError(f"{text} is no record.")

    environment = {"GITHUB_ACTIONS": "true"} if on_github else {}
    with (
        patch.dict(os.environ, environment),
        patch("compare.commands.saved.do_report", do_report),
        contextlib.redirect_stderr(io.StringIO()) as told,
    ):
        if not on_github:
            os.environ.pop("GITHUB_ACTIONS", None)
        assert cli.main("report", {}) == 2
    first, *more = told.getvalue().splitlines()
    assert first.startswith("report: ") and not acting(told.getvalue(), "\n")
    assert len(more) == on_github and all(line.startswith("::error title=report") for line in more)


@evil()
def test_a_record_with_such_text_is_saved_and_read_again(tmp_path: Path, text: str) -> None:
    """Lone surrogates, too: they ended the run with UnicodeEncodeError (63)."""
    record = replace(samples.report().record, pairs=(PairRecord("a", "", {}, not_run=text),))
    save(record, tmp_path / "record.json")
    Journal(tmp_path / "record.jsonl").write(record)
    # Two surrogates that make a pair are one character to JSON.
    told = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    seen = replace(record, pairs=(replace(record.pairs[0], not_run=told),))
    assert load(tmp_path / "record.json") == load_journal(tmp_path / "record.jsonl") == seen
    assert json.loads(dumps(record))["pairs"][0]["not_run"] == text


def test_nothing_prints_past_the_escapes() -> None:
    """`say` and `Ink` print; beside them only the record as JSON, annotations, and our own studies do."""
    allowed = {
        "compare/text.py",
        "compare/cli.py",
        "compare/report/publish.py",
        "compare/setup/sources/venv.py",
    }
    loose = []
    for path in (ROOT / "compare").rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        if name in allowed or name.split("/")[1] in ("study", "worker", "props", "catalogue"):
            continue
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        ]
        loose += [
            f"{name}:{one.lineno}"
            for one in calls
            if isinstance(one.func, ast.Name) and one.func.id == "print"
        ]
    assert not loose


@pytest.mark.parametrize("columns", ["99999999999", "9" * 5000, "0", "-1", "x", "٣٣"])
def test_no_number_of_columns_is_too_many(columns: str, monkeypatch, capsys) -> None:
    """A width that nobody has takes no memory and no traceback (62)."""
    from compare.report.console import console

    with monkeypatch.context() as here:  # pytest asks for the width as well, when the test has ended
        here.setenv("COLUMNS", columns)
        render(Whole(samples.report()), console())
    assert max(map(len, capsys.readouterr().out.splitlines())) < 1100
