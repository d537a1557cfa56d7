"""Reading mistakes: their edits, what they name, and every fault of their files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from compare.catalogue.mistakes import Edit, Mistake, ids_in, load_mistakes
from compare.errors import UsageError
from tests.sample import MISTAKES, PYTHON, write

FIND = "    return sum(items)\n\n\ndef by_two"
KNOWN = (
    "late-events, output.sum, spans, trial.bad-result, trial.crashed, trial.env-changed, trial.exited, "
    "trial.flooded, trial.leaked, trial.no-result, trial.timeout"
)
GOOD = """
[[mistakes]]
id = "blocks"
language = "csharp"
says = "Waits."
variants = ["plain"]
cases = ["two", "default"]
fails = ["gate.go", "trial.timeout"]
may_fail = ["spans"]
edits = [{ find = "=> items.Sum();", put = "=> 0;" }]
"""


def load(root: Path, text: str) -> tuple[Mistake, ...]:
    """The mistakes of the sample pair, where its file has this text."""
    return load_mistakes(write(root, mistakes=text))


def faults(root: Path, text: str) -> str:
    """What is wrong with such a file."""
    with pytest.raises(UsageError) as refused:
        load(root, text)
    return str(refused.value)


def test_a_mistake_names_what_convicts_it(tmp_path: Path) -> None:
    """The headline and the first case, where it says no others."""
    one, two = load(tmp_path, MISTAKES + GOOD)
    edits = (Edit(FIND, FIND.replace("(items)", "(items) + 1")),)
    assert one == Mistake(
        "my-pair",
        "one-more",
        "python",
        "One is added.",
        "python",
        edits,
        ("by-two",),
        ("default",),
        ("output.sum",),
    )
    assert (two.lane, two.variants, two.cases) == ("dotnet", ("plain",), ("two", "default"))
    assert (two.fails, two.may_fail) == (("gate.go", "trial.timeout"), ("spans",))


def test_the_edited_text_has_the_mistake_in_it(tmp_path: Path) -> None:
    """And nothing else."""
    (one,) = load(tmp_path, MISTAKES)
    assert one.edited(PYTHON) == PYTHON.replace(FIND, FIND.replace("(items)", "(items) + 1"))


def test_a_pair_without_the_file_has_none(tmp_path: Path) -> None:
    """Not every user's pair has mistakes."""
    pair = write(tmp_path)
    pair.mistakes_path.unlink()
    assert load_mistakes(pair) == ()
    assert ids_in(pair.mistakes_path) == []


def test_right_alternatives_stand_beside_them(tmp_path: Path) -> None:
    """And what is rightly accepted, with its reason."""
    right, accepted = load(
        tmp_path,
        GOOD.replace('fails = ["gate.go", "trial.timeout"]', "right = true")
        + GOOD.replace('fails = ["gate.go", "trial.timeout"]', 'accepted = "why"').replace("blocks", "seems"),
    )
    assert (right.right, right.fails, accepted.accepted) == (True, (), "why")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """By line and id, with the nearest right name."""
    broken = (
        GOOD.replace("trial.timeout", "trial.timeot")
        .replace('"two"', '"tow"')
        .replace("items.Sum()", "nothing")
    )
    told = faults(tmp_path, broken.replace("spans", "behaviour.x"))
    path = tmp_path / "compare" / "mistakes" / "tasks" / "my-pair.toml"
    find = "its find stands 0 times in the right text, must be once: '=> nothing;'"
    assert told.splitlines() == [
        f"{path}: line 2, mistakes.blocks: cases: 'tow' is unknown. Did you mean two?",
        f"{path}: line 8, mistakes.blocks.fails: 'trial.timeot' is unknown. Did you mean trial.timeout?",
        f"{path}: line 9, mistakes.blocks.may_fail: 'behaviour.x' is unknown. There is: {KNOWN}",
        f"{path}: line 10, mistakes.blocks.edits: {find}",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[mistakes]]", "[[mistake]]", "there is no key mistake. Did you mean mistakes?"),
        ('says = "Waits."', "", "mistakes.blocks: lacks the key says"),
        ("csharp", "csharpe", 'language: "csharpe" is unknown. Did you mean csharp?'),
        ("fails =", "fail =", "mistakes.blocks: there is no key fail. Did you mean fails?"),
        ('fails = ["gate.go", "trial.timeout"]', "", "must have one of fails, right and accepted, not none"),
        ("may_fail =", "right = true\nmay_fail =", "right and accepted, not fails and right"),
        ('["spans"]', '["gate.go"]', "gate.go stands in fails and in may_fail"),
        ('["plain"]', '["plane"]', "variants: 'plane' is unknown. Did you mean plain?"),
        ("=> items.Sum();", "items.Sum()", "its find stands 2 times in the right text"),
        ('put = "=> 0;"', 'put = "=> items.Sum();"', "an edit changes nothing"),
        ('put = "=> 0;"', 'put = "1\\n2\\n3\\n4\\n5\\n6\\n7"', "its edits change 7 lines, more than 6"),
        ("[[mistakes]]", f"{GOOD}\n[[mistakes]]", "mistakes.blocks: the id stands twice"),
        ("[[mistakes]]", "[[mistakes", "is not valid TOML"),
    ],
)
def test_each_fault_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    """In one sentence with its place."""
    assert old in GOOD
    assert told in faults(tmp_path, GOOD.replace(old, new, 1))


def test_two_edits_may_not_make_one_ambiguous(tmp_path: Path) -> None:
    """Each is found once in the right text, and once after those before it."""
    edits = 'edits = [{ find = "=> items.Sum();", put = "=> items.Sum(); // Sums." }, { find = "Sums.", put = "x" }]'
    text = GOOD.replace('edits = [{ find = "=> items.Sum();", put = "=> 0;" }]', edits)
    assert "its find stands 2 times after the edits before it" in faults(tmp_path, text)


def test_lines_that_stay_do_not_count() -> None:
    """What a find needs to be unique is no change."""
    assert Edit("a\nb\nc", "a\nB\nc").lines == 1
    assert Edit("a\nb", "a\n1\n2\nb").lines == 2
    assert Edit("a", "b").lines == 1


def test_a_text_that_no_lane_runs_is_told(tmp_path: Path) -> None:
    """With such variants."""
    pair = write(tmp_path)
    text = GOOD.replace('variants = ["plain"]', 'variants = ["plain", "by-two"]')
    assert load(tmp_path, text)
    narrow = replace(pair.variants[0], lanes=("python",))
    with pytest.raises(UsageError, match="no lane runs the csharp text with its variants"):
        load_mistakes(replace(pair, variants=(narrow, pair.variants[1])))
