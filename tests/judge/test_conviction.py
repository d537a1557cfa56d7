"""Whether a mistake was convicted for its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from compare.catalogue.mistakes import Edit, Mistake
from compare.judge import judge
from compare.judge.conviction import verdict_on_mistake
from compare.record.nouns import Skip, Trial
from tests.judge.builders import PYTHON, Story, contract, failed, record, trial

CONTRACT = contract({"n": {"mode": "equal", "expect": {"*": 1}}})
MISTAKE = Mistake(
    "a-pair", "one-more", "python", "s", "python", (Edit("a", "b"),), ("plain",), ("default",), ("output.n",)
)
UNMET = {"trace": tuple(Story().event("gate-not-met", "go").trace)}


def told(mistake: Mistake, *trials: Trial, **of_pair: Any) -> list[str]:
    """What differs, where the mistake's lane ran these trials."""
    return verdict_on_mistake(judge(record(trials, CONTRACT, lanes=(PYTHON,), **of_pair)), mistake)


def test_convicted_as_named_is_no_difference() -> None:
    """Whatever may fail as well."""
    assert told(MISTAKE, trial(value={"n": 2})) == []
    assert told(replace(MISTAKE, may_fail=("gate.go",)), trial(value={"n": 2})) == []
    assert told(replace(MISTAKE, may_fail=("gate.go",)), trial(value={"n": 2}, **UNMET)) == []


def test_what_may_fail_never_suffices() -> None:
    """Alone it convicts nobody."""
    mistake = replace(MISTAKE, may_fail=("gate.go",))
    assert told(mistake, trial(value={"n": 1}, **UNMET)) == ["a-pair: one-more was not convicted."]


def test_what_passes_was_not_convicted() -> None:
    """And one of two reasons is not enough."""
    assert told(MISTAKE, trial(value={"n": 1})) == ["a-pair: one-more was not convicted."]
    two = replace(MISTAKE, fails=("output.n", "gate.go"))
    assert told(two, trial(value={"n": 2})) == ["a-pair: one-more was not convicted of gate.go."]


def test_another_reason_is_told() -> None:
    """States of trials too, with what was seen."""
    (one,) = told(MISTAKE, trial(value={"n": 2}, **UNMET))
    assert one.startswith("a-pair: one-more also failed gate.go: python (plain): the gate")
    (missed, also) = told(replace(MISTAKE, fails=("output.n", "spans")), failed(), trial(value={"n": 2}))
    assert missed.endswith("was not convicted of spans.")
    assert "also failed trial.timeout" in also


def test_what_a_text_had_not_come_to_is_no_other_reason() -> None:
    """Where its own error ended it; not where no error came out, nor in another row, nor where none is named."""
    error = {"mode": "error", "expect": {"*": "(none)"}}
    outputs = contract({"n": {"mode": "equal", "expect": {"*": 1}}, "error": error})
    broke = replace(MISTAKE, fails=("output.error",))

    def differences(mistake: Mistake, **value: Any) -> list[str]:
        return verdict_on_mistake(
            judge(record((trial(value=value, **UNMET),), outputs, lanes=(PYTHON,))), mistake
        )

    assert differences(broke, n=0, error="user") == []
    assert [one.split(":")[1] for one in differences(MISTAKE, n=0, error="user")] == [
        " one-more also failed output.error",
        " one-more also failed gate.go",
    ]
    (missed, *also) = differences(broke, n=0, error=None)
    assert missed == "a-pair: one-more was not convicted."
    assert len(also) == 2


def test_what_a_mistake_leaves_open_is_no_other_reason() -> None:
    """A right text leaves nothing."""
    left = replace(trial(value={"n": 2}), state="env-changed", detail="changed: descriptor 8")
    assert told(MISTAKE, left) == []
    assert told(replace(MISTAKE, may_fail=("output.n",), fails=("gate.go",)), left) == [
        "a-pair: one-more was not convicted."
    ]
    (also, _) = told(replace(MISTAKE, fails=(), right=True), left)
    assert "was not accepted, it failed trial.env-changed" in also
    hung = trial(value={"n": 2}, trace=tuple(Story().begin("call").trace))
    assert told(MISTAKE, hung) == []
    assert any("it failed spans" in one for one in told(replace(MISTAKE, fails=(), right=True), hung))


def test_right_alternatives_must_be_accepted() -> None:
    """And what cannot be told from a right text, but for what may fail."""
    for mistake in (replace(MISTAKE, fails=(), right=True), replace(MISTAKE, fails=(), accepted="why")):
        assert told(mistake, trial(value={"n": 1})) == []
        (one,) = told(mistake, trial(value={"n": 2}))
        assert one.startswith("a-pair: one-more was not accepted, it failed output.n:")
        assert told(replace(mistake, may_fail=("output.n",)), trial(value={"n": 2})) == []


def test_what_did_not_run_was_not_judged() -> None:
    """Every variant in every case has to."""
    two = replace(MISTAKE, cases=("default", "other"))
    assert told(two, trial(value={"n": 2})) == ["a-pair: one-more did not run: plain in case other."]
    assert told(MISTAKE, skips=(Skip("python", "", "", "no numpy"),)) == [
        "a-pair: one-more did not run: plain in case default (no numpy)."
    ]
    assert told(MISTAKE, not_run="no texts.") == ["a-pair: one-more did not run: no texts."]
    assert told(replace(MISTAKE, pair="other")) == [
        "other: one-more did not run: the pair is not in the report."
    ]
