"""The page as a file: self-contained, inert, the same each time, and nobody's business told."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from compare.catalogue import chinese
from compare.cli import main
from compare.diff.baseline import Difference
from compare.diff.whole import Whole, told_in, whole_of
from compare.errors import Exit
from compare.page.page import HERE, Drawn, page
from compare.record import saving
from tests.judge.builders import DOTNET, PYTHON, Story, contract, record, timed, trial
from tests.report import samples

TEXTS = tuple(
    {"language": language, "role": "example", "path": path, "sha256": "0" * 64, "text": text}
    for language, path, text in (
        ("python", "python/tasks/a_pair.py", '"""Asks."""\n\n\ndef ask(n):\n    return n < 3 and "a&b"\n'),
        ("csharp", "dotnet/Examples/Tasks/APair.cs", "class A\n{\n    public int Ask(int n) => n;\n}\n"),
    )
)
MISTAKE = {
    "id": "one-more",
    "language": "python",
    "says": "It asks once more.",
    "diff": "-    return n\n+    return n + 1",
    "fails": ["output.n"],
    "right": False,
    "accepted": "",
}
N = {
    "n": {
        "mode": "equal",
        "help": "how many",
        "expect": {"default": {"python": 1, "dotnet": 2, "because": "The sum is."}},
    }
}


def whole(value: object = 1, other: object = 2, trace: Story | None = None, **changes: object) -> Whole:
    """A pair that differs by design, with a trace, times, texts and a mistake."""
    story = trace or Story().begin("ask", "a").event("told").end("ask", "a")
    trials = [
        trial("python", {"n": value}, trace=tuple(story.trace), printed="hello\n"),
        trial("dotnet", {"n": other}, trace=tuple(story.trace)),
    ]
    trials += [
        one for lane, n in (("python", value), ("dotnet", other)) for one in timed(lane, [1e6, 2e6], {"n": n})
    ]
    asked = contract(N, question="What is n?", terms=["Task.WhenAll"], asked=["why is n 2"])
    seen = record(trials, asked, texts=TEXTS, mistakes=(MISTAKE,))
    return whole_of(replace(seen, **changes))


def bodies(text: str) -> dict[str, str]:
    """Each pair's own part, unpacked as the page's script does it."""
    back = str.maketrans(",.:", "&<>")
    said, *found = (
        (name, gzip.decompress(base64.b85decode(packed.translate(back))).decode())
        for name, packed in re.findall(r'<template (?:id|data-pair)="([^"]*)">([^<]*)</template>', text)
    )
    signs = {ord("\ue000") + number: one for number, one in enumerate(json.loads(said[1]))}
    return {name: body.translate(signs) for name, body in found}


class Tags(HTMLParser):
    """Every tag with its attributes, and what is text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep it."""
        self.words.append(data)


def test_what_pairs_say_alike_stands_in_the_page_once() -> None:
    """A pair's own part holds none of it, and is whole when it is opened."""
    one = whole().report.record
    pairs = tuple(replace(pair, id=f"pair-{n}") for pair in one.pairs for n in range(6))
    told = whole_of(replace(one, pairs=pairs))
    text = page(told)
    for name, body in bodies(text).items():
        assert body == Drawn(told).pair(name, "#", lambda other: f"#{other}")
        packed = re.search(rf'data-pair="{name}">([^<]*)<', text)[1].translate(str.maketrans(",.:", "&<>"))
        own = gzip.decompress(base64.b85decode(packed)).decode()
        assert "Each is proved: it was put in the text" in body and "Each is proved" not in own
        assert '<path class="r" d="M190 48H908"/>' in body and '<path class="r"' not in own


def test_all_sections_are_there() -> None:
    """From the record alone, in the order in which they are read."""
    text = page(whole())
    assert "1 pair agrees." in text and "differ by design" in text and "What is n?" in text
    (body,) = bodies(text).values()
    heads = ["Predict first", "Who ran when", "What each gave", "Why", "The two examples"]
    heads += ["Mistakes that people make here", "What it costs", "Try it"]
    places = [body.index(f">{head}<") for head in heads]
    assert places == sorted(places)
    for told in (
        "hello",
        "It asks once more.",
        "Caught by output.n",
        "by design",
        "because the sum is.",
        "a_pair.py",
    ):
        assert told in body
    assert "invoke compare --only a-pair" in body


def test_calls_of_both_languages_lead_to_their_pair() -> None:
    """What only looks alike stands apart, with what differs; the search finds the pair by them."""
    told = whole()
    (pair,) = told.report.record.pairs
    pair.contract["api"] = [["asyncio.gather", "Task.WhenAll"]]
    pair.contract["api_unlike"] = [["wait_for", "<WaitAsync>", "It runs on."]]
    text = page(told)
    same, unlike = re.findall(r'<details class="calls">.*?</details>', text, re.DOTALL)
    assert '<code>asyncio.gather</code></td><td><code>Task.WhenAll</code></td><td><a href="#a-pair">' in same
    assert "<code>&lt;WaitAsync&gt;</code></td><td>It runs on.</td>" in unlike
    assert "asyncio.gather task.whenall wait_for &lt;waitasync&gt;" in text


def test_what_the_machine_can_only_do_in_a_weaker_way_is_told() -> None:
    """As in every report."""
    assert "no subreaper here" in page(whole(machine={"weaker": ["no subreaper here"]}))


def test_only_what_can_be_predicted_is_asked() -> None:
    """A long list or a number that must be computed is no question: the answers stand open then."""
    assert "Predict first" in bodies(page(whole("a", "b")))["a-pair"]
    others = [trial("python", {"n": value}, variant="other") for value in (None, 3)]
    told = whole("a", "b")
    (pair,) = told.report.record.pairs
    seen = replace(told.report.record, pairs=(replace(pair, trials=(*pair.trials, *others)),))
    choices = re.findall(r'data-right="[01]">([^<]*)<', bodies(page(whole_of(seen)))["a-pair"])
    assert set(choices) == {"&#34;a&#34;", "&#34;b&#34;", "3"}
    for value in (list(range(40)), 1711753697):
        assert "Predict first" not in bodies(page(whole(value, 2)))["a-pair"]


def test_same_record_same_bytes() -> None:
    """Red with gzip's time, or with a set's order."""
    assert page(whole()) == page(whole())


def test_nothing_is_loaded_and_only_our_script_runs() -> None:
    """The policy names the hashes of the very script and style that stand there; no handler is inline."""
    text = page(whole())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; ")
    for name, kind in (("page.js", "script"), ("page.css", "style")):
        content = (HERE / name).read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy and f"<{kind}>{content}</{kind}>" in text
    for part in (text, *bodies(text).values()):
        for tag, attributes in Tags(part).tags:
            assert tag not in ("link", "img", "iframe", "object", "base")
            assert not [name for name in attributes if name.startswith("on") or name in ("src", "style")]
            assert not (attributes.get("href") or "#").partition("#")[0]


def test_script_and_style_are_small() -> None:
    """25 KB together."""
    assert sum((HERE / name).stat().st_size for name in ("page.js", "page.css")) <= 25 * 1024


def test_hostile_outputs_are_inert() -> None:
    """Whatever an example gives, names or prints: no tag of it, nothing that acts. Red without autoescape."""
    evil = samples.EVIL + "</script><script>alert(2)</script><img src=x onerror=alert(3)></template>"
    story = Story().begin(evil, evil).event(evil, value=evil)
    seen = whole(evil, evil, story)
    pair = seen.report.record.pairs[0]
    texts = tuple(one | {"text": evil, "path": evil} for one in TEXTS)
    trials = tuple(replace(one, printed=evil, detail=evil) for one in pair.trials)
    pair = replace(pair, trials=trials, texts=texts, mistakes=(MISTAKE | {"says": evil, "diff": f"-{evil}"},))
    for one in (whole_of(replace(seen.report.record, pairs=(pair,))), Whole(samples.hostile(evil))):
        text = page(one)
        for part in (text, *bodies(text).values()):
            tags = [tag for tag, _ in Tags(part).tags]
            assert tags.count("script") == part.startswith("<!doctype") and "img" not in tags
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e\u2066\ud800-\udfff]", part)


@pytest.mark.parametrize(
    "path", ["/home/ada/x", "/Users/ada/x", "/root/x", r"C:\Users\ada\x", "/srv/ada/parallax/x"]
)
def test_no_home_and_no_host(path: str) -> None:
    """Neither where it is printed, given, traced or told as a fault."""
    lanes = (replace(PYTHON, facts={"executable": "/srv/ada/parallax/.venv/bin/python"}), DOTNET)
    story = Story().event(f"at {path}", path, value=f"{path} on ada-laptop")
    seen = whole(
        f"{path} on ada-laptop", path, story, lanes=lanes, machine={"name": "ada-laptop", "cores": 2}
    )
    pair = seen.report.record.pairs[0]
    trials = tuple(replace(one, printed=path, detail=path) for one in pair.trials)
    text = page(whole_of(replace(seen.report.record, pairs=(replace(pair, trials=trials),))))
    for part in (text, *bodies(text).values()):
        words = re.sub(r"<template.*?</template>", "", part, flags=re.DOTALL)
        assert not re.search(r"\bada\b|/root/", words)
    assert re.search(r"[~…][/\\]+x on host", bodies(text)["a-pair"])


def test_a_host_named_like_a_word_of_the_page_breaks_nothing() -> None:
    """It tells nothing either."""
    for name in ("class", "a-pair", "localhost", "What", ""):
        assert page(whole(machine={"name": name})) == page(whole())


def test_failures_stand_first_and_unfolded() -> None:
    """What differs, what was not run."""
    text = page(Whole(samples.report()))
    states = re.findall(r'data-state="(\w+)"', text)
    assert states == sorted(states, key=lambda one: one != "fails") and states[0] == "fails"
    wrong = bodies(text)["when-any"]
    assert 'class="wrong"' in wrong and "said 2, expected 1." in wrong
    assert '<h1 class="bad">' in text and "when-any" in text


def test_older_records_give_a_page_with_what_they_lack_left_out() -> None:
    """No texts, no mistakes, no beginning."""
    seen = whole()
    pair = replace(seen.report.record.pairs[0], texts=(), mistakes=())
    (body,) = bodies(page(whole_of(replace(seen.report.record, pairs=(pair,))))).values()
    assert "The two examples" not in body and "Mistakes" not in body and "Who ran when" in body


def test_report_and_diff_write_it(tmp_path: Path, capsys) -> None:
    """Where --html says; a folder that is not there is one sentence, and the exit code is a failure's."""
    path, html = tmp_path / "record.json", tmp_path / "page.html"
    saving.save(whole().report.record, path)
    assert main("report", {"record": str(path), "html": str(html)}) == Exit.OK
    assert html.read_text(encoding="utf-8") == page(whole_of(saving.load(path)))
    assert main("diff", {"old": str(path), "new": str(path), "html": str(html)}) == Exit.OK
    assert "Against the older record" in html.read_text(encoding="utf-8")
    assert main("report", {"record": str(path), "html": "/nowhere/p.html"}) == Exit.HARNESS
    assert "Cannot write /nowhere/p.html" in capsys.readouterr().err


def test_what_is_held_against_something_leads_with_it() -> None:
    """Before the table."""
    otherwise = (Difference("output", "a-pair", "default", "it was 3", "n"),)
    text = page(replace(whole(), baseline="b.json", differences=otherwise))
    assert text.index("Against the baseline") < text.index("it was 3") < text.index('id="pairs"')


def test_a_ratio_that_its_medians_contradict_is_not_told() -> None:
    """100: red where the page says what the terminal and Markdown refuse to say."""
    plain = whole()
    (pair,) = plain.report.pairs
    rows = tuple(replace(one, ratio_unclear=True, speedup_unclear=True) for one in pair.figures)
    unclear = replace(plain, report=replace(plain.report, pairs=(replace(pair, figures=rows),)))
    told, doubted = page(plain), page(unclear)
    assert "× python" in told
    assert "× python" not in doubted
    assert "ratio cannot tell" in doubted
    assert "cannot tell" in bodies(doubted)["a-pair"]
    assert "cannot tell" not in bodies(told)["a-pair"]


def test_chinese_words_and_the_same_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a contract's prose; the record's values, the verdicts and the exit code stay."""
    english = whole("a", "b")
    title = english.report.record.pairs[0].contract["title"]
    says = {"of": chinese.digest(MISTAKE["says"]), "zh": "多问了一次。"}
    entries = {"a-pair": {"title": {"of": chinese.digest(title), "zh": "一个示例对"}, "mistakes": [says]}}
    monkeypatch.setattr(chinese, "translations", lambda: entries)
    told = told_in(english, "zh")
    assert told.report.pairs[0].title == "一个示例对"
    assert "一个示例对" in page(told)
    assert "多问了一次。" in bodies(page(told))["a-pair"]
    assert (told.causes, told.exit_code()) == (english.causes, english.exit_code())
    assert told_in(english, "en") == english
