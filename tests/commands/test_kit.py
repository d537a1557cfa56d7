"""A site, a handout and a notebook of a saved record: plain, inert, the same each time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from compare.cli import main
from compare.diff.whole import Whole, whole_of
from compare.errors import Exit
from compare.page.notebook import notebook
from compare.page.plain import site
from compare.record import saving
from compare.setup.home import ROOT
from tests.judge.builders import contract, record, trial

NEEDS = "import nbformat, nbclient, ipykernel"
EXECUTE = """
import sys, nbclient, nbformat
book = nbformat.read(sys.argv[1], 4)
nbformat.validate(book)
where = {"metadata": {"path": sys.argv[2]}}
nbclient.NotebookClient(book, timeout=300, kernel_name="python3", resources=where).execute()
outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
print("".join(output.get("text", "") for output in outputs))
"""


def whole(evil: str = "") -> Whole:
    """A judged record of one pair, with when-all's texts."""
    files = {"python": "python/tasks/when_all.py", "csharp": "dotnet/Examples/Tasks/WhenAll.cs"}
    texts = tuple(
        {
            "language": language,
            "role": "example",
            "path": path,
            "sha256": "0" * 64,
            "text": (ROOT / path).read_text("utf-8") + evil,
        }
        for language, path in files.items()
    )
    expect = {"default": {"python": 1, "dotnet": 2, "because": f"The sum is.{evil}"}}
    asked = contract({"n": {"mode": "equal", "expect": expect}}, question=f"What is n?{evil}", terms=["sum"])
    trials = [trial("python", {"n": 1}), trial("dotnet", {"n": 2})]
    return whole_of(record(trials, asked, texts=texts))


@pytest.fixture
def saved(tmp_path: Path) -> str:
    """Its file."""
    path = tmp_path / "record.json"
    saving.save(whole().report.record, path)
    return str(path)


def test_site_has_a_page_a_pair_and_leads_from_each_to_each(saved: str, tmp_path: Path) -> None:
    """Written again into the same folder, and never beside what is not the site's."""
    for _ in range(2):
        assert main("site", {"folder": str(tmp_path / "site"), "record": saved}) == Exit.OK
    files = {one.name: one.read_text("utf-8") for one in (tmp_path / "site").iterdir()}
    assert set(files) == {"index.html", "a-pair.html"}
    assert 'href="a-pair.html"' in files["index.html"] and 'href="index.html"' in files["a-pair.html"]
    assert files == dict(site(whole()))
    (tmp_path / "site" / "mine.txt").write_text("mine")
    assert main("site", {"folder": str(tmp_path / "site"), "record": saved}) == Exit.USAGE


def test_plain_pages_need_no_script_and_obey_nobody() -> None:
    """Other people's text is text there too."""
    for text in dict(site(whole("<script>alert(1)</script>"))).values():
        assert "<script" not in text and "script-src" not in text and "default-src 'none'" in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_handout_has_the_answers_last(saved: str, tmp_path: Path) -> None:
    """What is expected is to be written in; the values stand after all texts."""
    out = tmp_path / "handout.html"
    assert main("handout", {"chapter": "tasks", "record": saved, "out": str(out)}) == Exit.OK
    text = out.read_text("utf-8")
    places = [
        text.index(part)
        for part in ("What is n?", "asyncio", "What do you expect", ">Answers<", "because the sum is.")
    ]
    assert places == sorted(places)
    assert "<code>1</code>" not in text[: text.index(">Answers<")]


@pytest.mark.parametrize(
    ("command", "options", "told"),
    [
        ("handout", {"chapter": "flow"}, "no pair of chapter 'flow'. It has pairs of: tasks."),
        ("notebook", {"chapter": "tasks", "out": "/nowhere/here"}, "There is no folder /nowhere"),
        ("site", {"folder": "/nowhere/here"}, "There is no folder /nowhere"),
        ("site", {"folder": str(ROOT / "README.md")}, "is a file"),
        ("handout", {"chapter": "tasks", "record": "/nowhere"}, "/nowhere"),
    ],
)
def test_bad_input_is_one_sentence(command, options, told, saved, capsys: pytest.CaptureFixture[str]) -> None:
    """And 2."""
    assert main(command, {"record": saved} | options) == Exit.USAGE
    said = capsys.readouterr().err
    assert told in said and said.count("\n") == 1


def test_notebook_runs_where_jupyter_is(saved: str, tmp_path: Path) -> None:
    """It fits nbformat's schema, and its Python side says what the text says outside."""
    pythons = dict.fromkeys(filter(None, [sys.executable, shutil.which("python3"), "/usr/bin/python3"]))
    able = [one for one in pythons if subprocess.run([one, "-c", NEEDS], capture_output=True).returncode == 0]
    if not able:
        pytest.skip(
            "needs nbformat, nbclient and ipykernel: apt-get install python3-nbclient python3-ipykernel"
        )
    out = tmp_path / "tasks.ipynb"
    assert main("notebook", {"chapter": "tasks", "record": saved, "out": str(out)}) == Exit.OK
    ran = subprocess.run([able[0], "-c", EXECUTE, out, tmp_path], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "gather told of an error" in ran.stdout


def test_notebook_holds_both_texts_whole() -> None:
    """Each Python text in a cell that writes it, the C# text as a listing that it cannot close."""
    cells = notebook(whole("\n# ``` end\n"), "tasks")["cells"]
    python = (ROOT / "python/tasks/when_all.py").read_text("utf-8")
    assert any(one["source"].startswith(f"%%writefile when_all.py\n{python}") for one in cells)
    (listing,) = [one["source"] for one in cells if "The same in C#" in one["source"]]
    assert re.search(r"^````csharp\nnamespace", listing, re.MULTILINE)
    assert len({one["id"] for one in cells}) == len(cells)
    assert json.dumps(cells)
