"""The pages that `invoke docs` writes are what it would write today."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path

import pytest

from compare.commands.docs import READMES, WORDS, pages
from compare.judge.checks import CHECKS
from compare.report.api import BEGIN, calls
from compare.report.glossary import pairs_by_term
from compare.report.reference import in_csharp
from compare.setup.home import ROOT
from compare.worker.trace import SilentTrace, Trace
from tests.pairs import CONTRACTS

PAGES = pages()
REFERENCE = next(text for path, text in PAGES.items() if path.name == "REFERENCE.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_page_is_up_to_date(path: Path) -> None:
    """Give `invoke docs` where it is not."""
    assert path.read_text(encoding="utf-8") == PAGES[path]


def test_readme_names_the_pages() -> None:
    """Both READMEs lead to each of them."""
    for readme in READMES:
        text = readme.read_text(encoding="utf-8")
        made = [path for path in PAGES if path not in READMES]
        assert [path for path in made if path.relative_to(ROOT).as_posix() not in text] == []


def test_each_check_shows_an_example() -> None:
    """Of itself: its keys are read where the docstring says so."""
    for name, check in CHECKS.items():
        example = (inspect.getdoc(check) or "").partition("Example:\n")[2]
        assert tomllib.loads(inspect.cleandoc("\n" + example))["check"] == name


def test_each_call_of_the_watch_is_told() -> None:
    """Every call that a scene may make, but for what starts children; C#'s interface has it, too."""
    interface = (ROOT / "dotnet" / "Kit" / "ITrace.cs").read_text(encoding="utf-8")
    calls = {
        name for name, _ in inspect.getmembers(SilentTrace, inspect.isfunction) if not name.startswith("_")
    }
    for name in calls:
        assert f"| `{name}` | `{in_csharp(name)}` |" in REFERENCE
        assert re.search(rf" {in_csharp(name)}\(", interface)
        assert hasattr(Trace, name)


def test_each_word_of_the_glossary_is_shown_by_a_pair() -> None:
    """And each is said once, in sentences."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))["words"]
    assert sorted(words.keys() - pairs_by_term(CONTRACTS).keys()) == []
    assert [word for word, meaning in words.items() if not meaning.endswith(".")] == []


def test_the_index_of_calls_is_long_enough_to_look_things_up() -> None:
    """Sixty rows at least, each once, in both READMEs; what only looks alike stands apart."""
    rows = calls([contract.data for contract in CONTRACTS])
    alike = [(one.python, one.dotnet) for one in rows if not one.unlike]
    assert len(alike) >= 60
    for readme in READMES:
        first, apart = readme.read_text(encoding="utf-8").partition(BEGIN)[2].split("</details>")[:2]
        assert first.count("\n| `") == len(set(alike)) == len(alike)
        assert apart.count("\n| `") == len(rows) - len(alike)
