"""The page's own words in Chinese: none is left in English, in whatever state a run is."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from compare.catalogue.toml import read_toml
from compare.diff.baseline import stand_of
from compare.diff.whole import told_in, whole_of
from compare.judge import judge
from compare.page.page import HERE, page
from compare.page.plain import handout, site
from compare.page.words import CHINESE, SPOKEN, PageLanguage, chinese, spoken
from tests.judge.builders import DOTNET, PYTHON, Story, case, contract, record, timed, trial
from tests.page.test_page import MISTAKE, TEXTS, bodies

# Names of things that have one name in every language; whatever stands in code, a command or a path.
NAMES = re.compile(
    r"Parallax|Python|\.NET|C#|CPU|API|JSON|record\.json|\b(?:python|dotnet|pythonnet|ms|µs)\b"
)
CODE = {"code", "pre", "style", "script", "ol"}


class Read(HTMLParser):
    """What a reader reads or hears, without code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._code = 0
        self.feed(re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in CODE
        self.words += [value or "" for name, value in attrs if name.startswith(SPOKEN)]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in CODE

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.words.append(data)


def english(text: str, data: set[str]) -> list[str]:
    """The words that are English and neither a name nor data."""
    found = []
    for words in Read(text).words:
        left = words
        for one in sorted(data, key=len, reverse=True):
            left = left.replace(one, " ")
        if re.search("[A-Za-z]{2}", NAMES.sub(" ", left)):
            found.append(words.strip())
    return found


# Ids, paths, times and a command's options are data; so are the scenes' names of events.
DATA = {
    "plain",
    "default",
    "a-pair",
    "tasks",
    "put",
    "taken",
    "step",
    "wait",
    "cores",
    "capacity",
    "quick True",
}
DATA |= {text["path"] for text in TEXTS} | {"2026-01-01T00:00:00+00:00"}

# Whatever the record says is of signs, so that each letter that is left is the page's own.
DIVERGE = {"python": 1, "dotnet": 2, "because": "理由。"}
N = {
    "结果": {"mode": "equal", "help": "多少", "expect": {"*": DIVERGE}},
    "cores": {"mode": "shown", "help": "核数"},
}


VALUE_OF_3 = ({"value": {"结果": 3, "cores": 1.5}, "count": 1},)


def whole() -> Any:
    """A pair that shows as many of the page's parts as one can: bars, waits, levels, mistakes, times."""
    story = Story()
    for number in range(30):
        story.begin("put", number, span=number, thread=number)
    for number in range(30):
        story.end("put", number, span=number, thread=number).event("taken", number)
    steps = Story().event("step", "一").event("step", "二").event("step", "三").begin("wait").end("wait")
    of_pair = contract(
        N,
        question="问题？",
        title="题目",
        variants=[{"name": "plain", "says": "变体", "headline": True, "reference": True}],
        teaches="教训。",
        behaviour=[
            {
                "id": "依次",
                "says": "依次",
                "check": "order",
                "name": "step",
                "equals": ["一", "二", "三"],
                "cases": ["另一个"],
            }
        ],
        api=[["asyncio.gather", "Task.WhenAll"]],
        api_unlike=[["wait_for", "WaitAsync", "不同。"]],
    )
    trials = [
        trial(lane, {"结果": n, "cores": 1.5}, trace=tuple(told.trace), case=name, printed="一\n")
        for lane, n in (("python", 1), ("dotnet", 2))
        for told, name in ((story, "default"), (steps, "另一个"))
    ]
    trials += [
        one
        for lane, n in (("python", 1), ("dotnet", 2))
        for one in timed(lane, [1e6, 2e6], {"结果": n, "cores": 1.5})
    ]
    mistakes = (
        MISTAKE | {"id": "一", "says": "错一。", "fails": ["一"]},
        MISTAKE | {"id": "二", "says": "错二。", "right": True},
        MISTAKE | {"id": "三", "says": "错三。", "accepted": "因为。"},
        MISTAKE | {"id": "四", "says": "错四。", "fails": ["四"]},
    )
    cases = [case(capacity=3), {**case(capacity=3), "id": "另一个"}]
    seen = record(trials, of_pair, cases=cases, texts=TEXTS, mistakes=mistakes, lanes=(PYTHON, DOTNET))
    return told_in(whole_of(replace(seen, options={"quick": True})), "zh")


def test_no_english_word_of_the_pages_own_is_left() -> None:
    """On the first screen, in a pair, on a site's pages and in a handout."""
    told = whole()
    text = page(told)
    texts = [text, *bodies(text).values(), *(one for _, one in site(told)), handout(told, "tasks")]
    assert [left for one in texts for left in english(one, DATA)] == []
    assert all('<html lang="zh-CN">' in one for one in (text, handout(told, "tasks")))


def test_several_machines_are_told_in_chinese() -> None:
    """What each is and ran, and where they differ: a word of the table, and a value."""
    told = whole()
    seen = told.report.record
    other = replace(
        seen.pairs[0], trials=tuple(replace(one, outputs=VALUE_OF_3) for one in seen.pairs[0].trials)
    )
    theirs = stand_of(judge(replace(seen, pairs=(other,))))["pairs"]
    shards = [
        {"worker": name, "system": "Linux", "cores": 2, "pairs": ["a-pair"]} for name in ("lab-1", "lab-2")
    ]
    shards[1]["pairs"] = []
    machine = {"shards": shards, "elsewhere": {"lab-2": theirs}, "workers": ["lab-1", "lab-2"]}
    text = page(replace(told, report=judge(replace(seen, machine=machine))))
    assert "1 个示例对，在 2 台机器上运行：1 对不一致" in text and "Linux" in text and "2 核" in text
    assert english(text, DATA | {"host", "Linux", "invoke compare --only a-pair --verbose"}) == []


# What is asked for with --language: the history of many records is told in English.
TEMPLATES = sorted(path for path in (HERE / "templates").glob("*.html") if path.name != "history.html")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_each_piece_of_a_template_has_its_chinese(template: Any) -> None:
    """Also of parts that no sample shows; red with any sentence that is new."""
    pieces = spoken(template.read_text(encoding="utf-8"))
    assert [
        one for one in pieces if one not in chinese() and re.search("[A-Za-z]{2}", NAMES.sub("", one))
    ] == []


def test_each_chinese_piece_is_said_somewhere() -> None:
    """One whose English has changed would never be shown."""
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (HERE, HERE.parent / "report", HERE.parent / "judge")
        for path in folder.rglob("*")
        if path.suffix in (".py", ".html") and path.is_file()
    )
    said = set(re.findall("[A-Za-z]+", sources))
    assert [one for one in read_toml(CHINESE)[0] if not said.issuperset(re.findall("[A-Za-z]+", one))] == []


def test_numbers_stand_in_their_places() -> None:
    """And a name that is like a word of the page's own is not touched in English."""
    assert PageLanguage("zh")("process 2, thread 3") == "进程 2，线程 3"
    assert PageLanguage("zh").listed("67 pairs agree, 1 differs") == "67 对一致，1 对不一致"
    assert PageLanguage("en")("process 2, thread 3") == "process 2, thread 3"


def test_a_reason_and_its_rows_are_set_as_chinese_is() -> None:
    """Marks of its own, and a blank only beside letters."""
    said = PageLanguage("zh")
    assert said.because("gather tells.") == "因为 gather tells."
    assert said.because("任务组。") == "因为任务组。"
    assert said.where(" (a and b; cases c, d and e)") == " (a 和 b；情形 c、d 和 e)"
    assert said.template("<b>{{ a }}</b>: {{ b }}, {{ c }}") == "<b>{{ a }}</b>：{{ b }}，{{ c }}"
    assert said("only in dotnet and pythonnet") == "只在 dotnet 和 pythonnet 中运行"
