"""What the judge and the comparisons say has its Chinese, sentence by sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from compare.page.sentences import templates
from compare.page.words import PageLanguage, chinese
from compare.setup.home import ROOT
from compare.text import flowing

# Whose sentences stand on a page.
SPEAKERS = [
    *("judge/outputs.py", "judge/behaviour.py", "judge/checks.py", "judge/claim.py", "judge/verdicts.py"),
    *("diff/causes.py", "diff/sides.py", "diff/with_base.py", "diff/baseline.py", "diff/between.py"),
    "catalogue/modes.py",
    *(
        "report/changes.py",
        "report/ending.py",
        "report/unjudged.py",
        "report/left_out.py",
        "report/digest.py",
        "report/machinery.py",
        "cluster/gathered.py",
    ),
    *(
        "plan/plan.py",
        "plan/touched.py",
        "run/runner.py",
        "lanes/worker.py",
        "page/model.py",
        "page/panels.py",
    ),
]
SILENT = {"MODES", "LEGEND", "badge_words", "seeds"}
NOT_SHOWN = {"declared divergence", "NOT RUN"}  # which the page has words of its own for
KNOWN = {**templates("sentences"), **templates("pieces"), **chinese()}
WORDS = re.compile(r"[A-Za-z]{2,}\S* | \S*[A-Za-z]{2,}")


def _said(node: ast.AST) -> Iterator[str]:
    """The sentences in a module's code, `{}` where a value stands; not what is raised, documented or not shown."""
    if isinstance(node, (ast.Raise, ast.Subscript)) or _name(node) in SILENT:
        return
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
        for one in node.values:
            yield from _said(one) if isinstance(one, ast.FormattedValue) else ()
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        for child in ast.iter_child_nodes(node):
            yield from _said(child)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef):
        return node.name
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return next((one.id for one in targets if isinstance(one, ast.Name)), "")


def _has_chinese(said: str) -> bool:
    """Whether some template holds its words, in their order."""
    parts = [part.strip(" .,;:") for part in re.split(r"\{\w*\}|\d+", said)]
    words = [re.escape(part) for part in parts if part.strip("()")]
    wanted = re.compile(".*".join(words), re.DOTALL)
    return any(wanted.search(english) for english in KNOWN)


@pytest.mark.parametrize("module", SPEAKERS)
def test_each_sentence_has_a_template(module: str) -> None:
    """Red with any sentence that is new, or worded otherwise than before."""
    tree = ast.parse((ROOT / "compare" / module).read_text(encoding="utf-8"))
    said = {flowing(one) for one in _said(tree)} - NOT_SHOWN
    assert [one for one in sorted(said) if WORDS.search(one) and not _has_chinese(one)] == []


def test_each_template_is_said_somewhere() -> None:
    """One whose English has changed would never be shown."""
    folders = ("judge", "diff", "report", "plan", "run", "lanes", "page", "catalogue", "cluster")
    sources = [path for folder in folders for path in Path(ROOT / "compare" / folder).glob("*.py")]
    words = set(re.findall("[A-Za-z]+", "\n".join(path.read_text(encoding="utf-8") for path in sources)))
    every = {**templates("sentences"), **templates("pieces")}
    bare = {english: re.sub(r"\{\w+\}", " ", english) for english in every}
    assert [one for one, text in bare.items() if not words.issuperset(re.findall("[A-Za-z]+", text))] == []


def test_each_template_is_chinese_and_keeps_what_it_is_about() -> None:
    """The same places on both sides; no English words but names and commands."""
    names = re.compile(
        r"`[^`]*`|invoke [a-z-]+|--?[a-z-]+|Parallax|Python|/dev/shm|\w+_\w+|\brun\b|[a-z]+ = "
    )
    for english, told in {**templates("sentences"), **templates("pieces")}.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", told)), english
        bare = names.sub(" ", re.sub(r"\{\w+\}", " ", told))
        kept = set(re.findall("[A-Za-z]{2,}", bare)) - {"equals", "input", "margin", "python", "timings"}
        assert not kept, english


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("n: python (plain) said 3, expected 4.", "n：python (plain) 给出 3，应为 4。"),
        ('n: python (plain) said "a and b", expected "c".', 'n：python (plain) 给出 "a and b"，应为 "c"。'),
        (
            "python (plain) broke “全部”: spans ask open at once: expected exactly 3, saw 1 (and 2 more like it).",
            "python (plain) 违反了“全部”：同时打开的 ask 区间：应为恰好 3，看到 1（另有 2 处类似）。",
        ),
        (
            "python (plain): the timed trial ended as timeout (no answer within 30 s); its last output: no way.",
            "python (plain)：计时试验的结局是 超时（30 秒内没有回答）；最后的输出：no way。",
        ),
        (
            "FAILED (exit 3): 2 pairs not as it should be: a and b; 1 pair not run: c. "
            "Give: invoke compare --only a,b --verbose",
            "失败（退出码 3）：2 个示例对不符合预期：a 和 b；1 个示例对未运行：c。"
            "请执行：invoke compare --only a,b --verbose",
        ),
        (
            "1 slower, 14 within ±10 %; 3 null rows quiet.",
            "1 个变慢，14 个在 ±10 % 以内；3 个对照行（A/A）平静。",
        ),
        (
            "pair-1 was run again by another worker: lab-1 failed (it was lost).",
            "pair-1 由另一个工作机重新运行：lab-1 失败（它失联了）。",
        ),
        (
            "worker lab-2 was refused: its checkout stands at aaaaaaaaaaaa, this one at bbbbbbbbbbbb.",
            "工作机 lab-2 被拒绝：它的检出目录位于 aaaaaaaaaaaa，这里位于 bbbbbbbbbbbb。",
        ),
        ("A lock and a list; changed: nothing.", "A lock and a list; changed: nothing."),
    ],
)
def test_a_sentence_is_said_with_its_parts(english: str, told: str) -> None:
    """Parts in turn, values to the letter; anybody's own prose is left alone."""
    assert PageLanguage("zh")(english) == told
    assert PageLanguage("en")(english) == english
