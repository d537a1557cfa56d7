"""What a reader is asked before the page shows what came: five kinds of questions, made of what a run gave."""

from __future__ import annotations

from typing import Any

import pytest

from compare.diff.whole import whole_of
from compare.page.predict import opens_on, predictions_of
from compare.page.questions import Prediction
from tests.judge.builders import Story, case, contract, record, timed, trial

STEPS = ("asks", "sleeps", "answers")
CLAIM = {"id": "in-turn", "says": "in turn", "check": "order", "name": "step", "equals": list(STEPS)}


def steps(*items: str) -> dict[str, Any]:
    """A trace of such steps."""
    story = Story()
    for item in items:
        story.event("step", item)
    return {"trace": tuple(story.trace)}


def bars(count: int) -> dict[str, Any]:
    """A trace of so many jobs at once."""
    story = Story()
    for number in range(count):
        story.begin("job", number)
    for number in range(count):
        story.end("job", number)
    return {"trace": tuple(story.trace)}


def mistake(name: str, says: str, language: str = "python", **changes: Any) -> dict[str, Any]:
    """One that was caught."""
    diff = "-    return n\n+    return 0"
    return {
        "id": name,
        "language": language,
        "says": says,
        "diff": diff,
        "fails": [],
        "right": False,
        "accepted": "",
    } | changes


def asked(*trials: Any, variants: tuple[str, ...] = ("plain",), **changes: Any) -> dict[str, Prediction]:
    """The questions, by their kinds."""
    rows = [
        {"name": name, "says": "", "headline": name == variants[0], "reference": name == variants[0]}
        for name in variants
    ]
    of_pair = contract({}, behaviour=[CLAIM]) | {"variants": rows}
    told = whole_of(record(trials, of_pair, **changes)).report
    return {one.kind: one for one in predictions_of(told.pairs[0], told.record.pairs[0])}


def test_the_order_of_steps_is_asked_where_a_claim_fixes_it() -> None:
    """The right one is what came; the wrong ones are neighbours in each other's place, and no run had them."""
    one = asked(trial("python", **steps(*STEPS)), trial("dotnet", **steps(*STEPS)))["order"]
    (row,) = one.rows
    assert (row.who, row.right) == ("", "asks → sleeps → answers")
    assert set(row.choices) == {row.right, "asks → answers → sleeps", "sleeps → asks → answers"}
    assert row.choices == tuple(sorted(row.choices))


def test_lanes_that_differ_in_order_are_asked_one_by_one() -> None:
    """Each has its own right answer among the same choices."""
    other = ("asks", "answers", "sleeps")
    one = asked(trial("python", **steps(*STEPS)), trial("dotnet", **steps(*other)))["order"]
    assert [(row.who, row.right) for row in one.rows] == [
        ("python", "asks → sleeps → answers"),
        ("dotnet", "asks → answers → sleeps"),
    ]
    assert one.rows[0].choices == one.rows[1].choices


def test_a_timeline_is_asked_where_no_other_variant_looks_like_it() -> None:
    """Two pictures that look the same leave no question."""
    first = trial("python", variant="plain", **bars(1))
    one = asked(first, trial("python", variant="all", **bars(3)), variants=("plain", "all"))["timeline"]
    assert (one.variant, one.rows[0].right, one.rows[0].choices) == ("all", "all", ("all", "plain"))
    assert "timeline" not in asked(
        first, trial("python", variant="all", **bars(1)), variants=("plain", "all")
    )


def test_a_mistake_is_asked_of_those_that_were_caught() -> None:
    """The wrong answers are what is wrong with others of the same language; one that is right is no question."""
    mistakes = (
        mistake("fine", "Right as well.", right=True),
        mistake("late", "It is late."),
        mistake("lost", "It loses one."),
        mistake("other", "It is C#'s.", "csharp"),
    )
    one = asked(trial(), mistakes=mistakes)["mistake"]
    assert (one.subject, one.rows[0].right) == ("Python", "It is late.")
    assert one.rows[0].choices == ("It is late.", "It loses one.")
    assert one.lines == (("-", "    return n"), ("+", "    return 0"))
    assert "mistake" not in asked(trial(), mistakes=mistakes[:2])


def value_of(*rows: tuple[str, str, Any], **outputs: Any) -> Prediction | None:
    """The question about a value that such rows (lane, case, outputs) leave."""
    cases = [{**case(), "id": name} for name in dict.fromkeys(name for _, name, _ in rows)]
    trials = [trial(lane, value, case=name) for lane, name, value in rows]
    told = whole_of(record(trials, contract(outputs), cases=cases)).report
    found = predictions_of(told.pairs[0], told.record.pairs[0])
    return next((one for one in found if one.kind == "value"), None)


def test_a_case_that_tells_the_lanes_apart_is_asked_first() -> None:
    """Of two fields that do so, the one in the earlier case; a value that nobody would guess is no question."""
    rows = [
        ("python", "one", {"n": 1, "m": 1, "t": "x" * 50}),
        ("dotnet", "one", {"n": 1, "m": 1, "t": "y" * 50}),
    ]
    rows += [("python", "two", {"n": 1, "m": 1, "t": ""}), ("dotnet", "two", {"n": 1, "m": 2, "t": ""})]
    rows += [("python", "three", {"n": 1, "m": 1, "t": ""}), ("dotnet", "three", {"n": 2, "m": 1, "t": ""})]
    one = value_of(*rows, n={"mode": "equal"}, m={"mode": "equal"}, t={"mode": "equal"})
    assert one and (one.subject, one.case, one.apart) == ("m", "two", True)


def test_what_is_shown_only_is_asked_where_it_tells_of_the_run() -> None:
    """By yes or no, and other in some row; what is the same in all rows of a lane tells of the lane."""
    rows = [("python", "one", {"met": False, "gil": True}), ("dotnet", "one", {"met": True, "gil": False})]
    rows += [("python", "two", {"met": False, "gil": True}), ("dotnet", "two", {"met": None, "gil": False})]
    one = value_of(*rows, gil={"mode": "shown"}, met={"mode": "shown"})
    assert one and (one.subject, [row.right for row in one.rows]) == ("met", ["false", "true"])
    assert value_of(*rows, gil={"mode": "shown"}) is None


@pytest.mark.parametrize(
    ("python", "dotnet", "right"),
    [
        (1.0, 4.0, ["faster", "slower"]),
        (1.98, 4.0, ["about as fast", "slower"]),
        (1.0, 1.0, None),
        (1.7, 1.0, None),  # its interval lies on both sides of a tenth
    ],
)
def test_a_gain_is_asked_where_the_languages_differ_in_it(
    python: float, dotnet: float, right: list[str] | None
) -> None:
    """Each against its own reference, and only where the whole interval says so; never of a quick run."""
    noise = (0.8, 1.0, 1.25) if python == 1.7 else (0.999, 1.0, 1.001)
    trials = [trial(lane, variant=name) for lane in ("python", "dotnet") for name in ("fast", "plain")]
    for lane, ms in (("python", python), ("dotnet", dotnet)):
        for name, time in (("fast", ms), ("plain", 2.0)):
            trials += timed(lane, [time * 1e6 * one for one in noise * 3], variant=name)
    rows = [
        {"name": "fast", "says": "", "headline": True},
        {"name": "plain", "says": "", "reference": True},
    ]
    told = whole_of(record(trials, contract({}, variants=rows))).report
    asked_of = [
        [one for one in predictions_of(told.pairs[0], told.record.pairs[0], quick) if one.kind == "gain"]
        for quick in (False, True)
    ]
    assert asked_of[1] == []
    assert [[row.right for row in one.rows] for one in asked_of[0]] == ([right] if right else [])


def of_variants(*rows: tuple[str, str, Any], **outputs: Any) -> list[Prediction]:
    """The questions about values that such rows (lane, variant, outputs) leave, in their order."""
    names = list(dict.fromkeys(name for _, name, _ in rows))
    variants = [
        {"name": name, "says": f"by {name}", "headline": name == names[0], "reference": name == names[0]}
        for name in names
    ]
    trials = [trial(lane, value, variant=name) for lane, name, value in rows]
    of_pair = contract(outputs) | {"variants": variants}
    mistakes = (mistake("late", "It is late."), mistake("lost", "It loses one."))
    told = whole_of(record(trials, of_pair, mistakes=mistakes)).report
    return list(predictions_of(told.pairs[0], told.record.pairs[0]))


def test_what_the_variants_do_is_asked_where_the_languages_agree() -> None:
    """A row a variant, of those that have the output and whose lanes agree; it comes before a mistake."""
    rows = [
        (lane, name, {"lost": lost, "n": 1, "own": own})
        for name, lost, own in (("lock", 0, None), ("none", 32, "x"), ("luck", 5, "y"))
        for lane in ("python", "dotnet")
    ]
    rows[-1] = ("dotnet", "luck", {"lost": 9, "n": 1, "own": "y"})
    one, second, *_ = of_variants(
        *rows,
        n={"mode": "equal"},
        own={"mode": "error", "variants": ["none"]},
        lost={"mode": "between", "help": "how many"},
    )
    assert (one.kind, one.subject, one.help, second.kind) == ("contrast", "lost", "how many", "mistake")
    assert [(row.who, row.told, row.right) for row in one.rows] == [
        ("lock", "by lock", "0"),
        ("none", "by none", "32"),
    ]


def test_an_output_to_predict_comes_before_what_tells_the_languages_apart() -> None:
    """Red where the key of the contract is not read; without it, what differs by language comes first."""
    rows = [
        (lane, name, {"lost": lost, "twice": lane == "dotnet"})
        for name, lost in (("lock", 0), ("none", 32))
        for lane in ("python", "dotnet")
    ]
    outputs: dict[str, Any] = {"twice": {"mode": "equal"}, "lost": {"mode": "equal"}}
    assert [one.subject for one in of_variants(*rows, **outputs)][:2] == ["twice", "lost"]
    plain = record((), contract(outputs)).pairs[0]
    outputs["lost"]["predict"] = "none"
    found = of_variants(*rows, **outputs)
    assert [one.subject for one in found][:2] == ["lost", "twice"]
    assert opens_on(found, record((), contract(outputs)).pairs[0]) == ("none", "default")
    outputs["lost"].pop("predict")
    assert opens_on(found, plain) == ("", "")


def test_a_mistake_is_asked_before_a_value_that_is_the_same_everywhere() -> None:
    """And the order of what has none is nobody's guess; nor is an output that a variant does not have."""
    rows = [
        (lane, "plain", {"n": 1, "some": some, "own": None})
        for lane, some in (("python", [1, 2]), ("dotnet", [2, 1]))
    ]
    rows += [(lane, "other", {"n": 1, "some": [1, 2], "own": 3}) for lane in ("python", "dotnet")]
    found = of_variants(
        *rows, n={"mode": "equal"}, some={"mode": "unordered"}, own={"mode": "equal", "variants": ["other"]}
    )
    assert [one.kind for one in found] == ["mistake"]
    rows += [("python", "third", {"n": 2}), ("dotnet", "third", {"n": 3})]
    assert [one.subject for one in of_variants(*rows, n={"mode": "between"}) if one.kind == "value"] == ["n"]
