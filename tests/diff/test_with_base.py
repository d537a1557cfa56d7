"""Base and head in a record: each gate fires, and nothing else does."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import pytest

from compare.diff import baseline
from compare.diff.whole import whole_of
from compare.diff.with_base import Against, compare_sides, row_change
from compare.errors import Exit
from compare.record.nouns import Base, Look, PairRecord, Record, Since, Touch
from compare.record.saving import dumps, parse
from compare.report.changes import cells, sentence
from tests.judge.builders import BOTH, case, contract, record, trial

N = {"n": {"mode": "equal"}}
CONTRACT = contract(N)
GOOD = [trial("python", {"n": 1}), trial("dotnet", {"n": 1})]


def look(ratio: float, lane: str = "python", kind: str = "main", count: int = 15, **more: Any) -> Look:
    """A row's pairs, head so many times as slow as the base, nearly without noise."""
    samples = tuple((100.0, 100.0 * ratio * (1 + number / 1e5), 0, 0, False) for number in range(count))
    return replace(Look("a-pair", "plain", lane, "default", kind, 0.02, samples), **more)


def run(
    *looks: Look, base: dict | None = CONTRACT, base_trials: Any = GOOD, head: dict = CONTRACT, **more: Any
) -> Record:
    """A run of one pair against a base."""
    own = () if base is None else (PairRecord("a-pair", "tasks", base, (case(),), trials=tuple(base_trials)),)
    return replace(record(more.pop("trials", GOOD), head), base=Base("main", "0" * 40, own, looks, **more))


def verdict(the_record: Record) -> Against:
    """What the record says of both sides."""
    against = compare_sides(the_record)
    assert against is not None
    return against


def code(the_record: Record, **options: Any) -> Exit:
    """The run's exit code."""
    return whole_of(the_record, **options).exit_code()


def test_the_same_on_both_sides_is_fine() -> None:
    """Also where what cannot be told would fail."""
    same = run(look(1.0), look(1.0, "dotnet"), look(1.0, kind="null"))
    assert [row.word for row in verdict(same).rows] == ["same", "same"]
    assert code(same, strict=True) == Exit.OK


def test_a_pair_that_differs_in_prose_only_is_not_held_against_a_base_that_has_not_run_it() -> None:
    """It is judged by itself; red where it counts as new, or as lost."""
    held = Since("main", "0" * 40, "", "", (Touch("a-pair", "text", "python/tasks/a_pair.py"),))
    prose = replace(run(base=None), since=held)
    assert (verdict(prose).standings, verdict(prose).rows) == ((), ())
    assert code(prose, strict=True) == Exit.OK
    assert code(replace(prose, since=None, base=Base("main", "", prose.pairs)), strict=True) == Exit.OK
    wrong = replace(run(base=None, trials=[trial("python", {"n": 1}), trial("dotnet", {"n": 2})]), since=held)
    assert code(wrong) == Exit.DIFFERS


def test_nothing_run_is_fine_only_where_nothing_can_differ() -> None:
    """A record that says so; else a run of nothing fails."""
    held = Since("main", "0" * 40, "", "", (Touch("a-pair", "unchanged"),))
    empty = replace(run(base=None), pairs=(), base=None)
    assert code(replace(empty, since=held), strict=True) == Exit.OK
    assert code(empty) == Exit.DIFFERS


def test_what_is_left_out_is_missed_by_nobody() -> None:
    """No baseline, no older record, and no update of a baseline; red where the pair would be taken out of it."""
    old = baseline.stand_of(whole_of(run()).report)
    held = Since("main", "0" * 40, "", "", (Touch("a-pair", "unchanged"),))
    empty = replace(run(base=None), pairs=(), base=None, since=held)
    assert code(empty, baseline=old) == Exit.OK
    assert code(replace(empty, since=None), baseline=old) == Exit.DIFFERS
    unasked = replace(empty, since=None, options={"left_out": ["a-pair"]})
    now = baseline.stand_of(whole_of(empty).report)
    for one in (empty, unasked):
        assert baseline.updated(old, now, {}, left_out=one.left_out)["pairs"] == old["pairs"]
    assert baseline.updated(old, now, {})["pairs"] == {}


def test_a_slowdown_that_recurs_is_a_regression() -> None:
    """It is told with the row, and exit 6."""
    slower = run(look(1.2), look(1.0, "dotnet"), look(1.2, kind="again"))
    assert [row.word for row in verdict(slower).rows] == ["slower", "same"]
    assert code(slower) == Exit.REGRESSION
    assert code(slower, fail_on="outputs") == Exit.OK
    assert code(slower, fail_on="never") == Exit.OK


def test_a_slowdown_that_does_not_recur_is_none() -> None:
    """Two looks that contradict each other tell nobody anything; red where the second alone decides."""
    dotnet = look(1.0, "dotnet")
    for again in (look(1.0, kind="again"), look(0.8, kind="again"), look(1.0, kind="again", count=8)):
        unclear = run(look(1.2), again, dotnet)
        assert verdict(unclear).rows[0].word == "inconclusive"
        assert "slower at first" in verdict(unclear).rows[0].reason
        assert (code(unclear), code(unclear, strict=True)) == (Exit.OK, Exit.INCONCLUSIVE)


def noisy(middle: float, deviation: float, kind: str) -> Look:
    """Sixty pairs of launches that are alike, with just this estimate."""
    half = [math.exp(deviation * NormalDist().inv_cdf((number + 0.5) / 60)) for number in range(60)]
    shuffled = random.Random(2).sample(half, 60)
    samples = tuple((100.0, 100.0 * middle * one, n % 4, n // 4 % 4, False) for n, one in enumerate(shuffled))
    return replace(look(1.0, kind=kind), samples=samples)


def test_two_looks_that_agree_count_as_one() -> None:
    """A second look that is not sure by itself confirms the first; red where only what recurs counts."""
    first, again = noisy(1.06, 0.05, "main"), noisy(1.035, 0.05, "again")
    assert [row_change(one, None).change.word for one in (first, again)] == ["slower", "same"]
    both = row_change(first, again)
    assert (both.word, both.reason, both.change.pairs) == ("slower", "", 120)
    assert both.change.ratio == pytest.approx(math.sqrt(1.06 * 1.035), rel=1e-3)
    assert row_change(first, noisy(1.0, 0.05, "again")).word == "inconclusive"


def test_a_speed_up_has_to_recur_too() -> None:
    """What is told may as well be wrong the other way round."""
    assert verdict(run(look(0.8), look(0.8, kind="again"))).rows[0].word == "faster"
    assert verdict(run(look(0.8), look(1.0, kind="again"))).rows[0].word == "inconclusive"
    assert verdict(run(look(0.8))).rows[0].word == "inconclusive"


def test_the_accepted_slowdown_widens_what_is_the_same() -> None:
    """A noisy row whose contract says so: it cannot be told closer than that."""
    noisy, source = look(1.0, count=60), random.Random(1)
    wide = tuple((base, base * source.lognormvariate(0, 0.4), *rest) for base, _, *rest in noisy.samples)
    assert verdict(run(replace(noisy, samples=wide))).rows[0].word == "inconclusive"
    assert verdict(run(replace(noisy, samples=wide, margin=0.5))).rows[0].word == "same"


def test_an_accepted_slowdown_is_none() -> None:
    """The row's own margin counts."""
    assert verdict(run(look(1.2, margin=0.25))).rows[0].word not in ("slower", "faster")


def test_a_flagged_null_row_contaminates_the_run() -> None:
    """Neither pass nor regression: 7 where that is strict."""
    dirty = run(look(1.2), look(1.2, kind="again"), look(1.3, kind="null"))
    assert verdict(dirty).contaminated
    assert (code(dirty), code(dirty, strict=True)) == (Exit.OK, Exit.INCONCLUSIVE)


def test_a_null_row_that_recurs_contaminates_and_one_that_does_not_is_told() -> None:
    """Null rows are called different by the rule that every row is called different by."""
    slower = (look(1.2), look(1.2, kind="again"), look(1.3, kind="null"))
    assert verdict(run(*slower, look(1.3, kind="null-again"))).contaminated
    clean = run(*slower, look(1.0, kind="null-again"))
    assert code(clean, strict=True) == Exit.REGRESSION
    assert verdict(clean).nulls[0].reason == "slower at first, which did not recur in fresh launches"


def test_a_row_that_was_not_reached_is_inconclusive() -> None:
    """`--max-time` never makes a pass."""
    late = run(look(1.0, samples=(), reason="--max-time was reached"))
    assert verdict(late).rows[0].word == "inconclusive"
    assert code(late, strict=True) == Exit.INCONCLUSIVE


def test_quick_passes_no_verdict_on_time() -> None:
    """Its figures are shown only."""
    assert code(run(look(1.5), look(1.5, kind="again"), timed=False), strict=True) == Exit.OK


def test_a_changed_output_fails() -> None:
    """Both sides of head agree with each other, and not with the base."""
    other = [trial("python", {"n": 2}), trial("dotnet", {"n": 2})]
    changed = run(trials=other)
    assert [finding.id for _, finding in verdict(changed).findings] == ["changed.n", "changed.n"]
    assert code(changed) == Exit.DIFFERS


@pytest.mark.parametrize(
    "mode",
    [
        {"mode": "shown"},
        {"mode": "between", "expect": {"*": {"low": 0}}},
        {"mode": "equal", "tolerance": 0.9},
    ],
)
def test_what_may_vary_from_run_to_run_is_no_change(mode: dict) -> None:
    """Shown, bounded and approximate values are judged by the contract alone."""
    loose = contract({"n": mode})
    other = [trial("python", {"n": 2}), trial("dotnet", {"n": 2})]
    assert verdict(run(trials=other, base=loose, head=loose)).findings == ()


def test_order_counts_only_where_the_contract_says_so() -> None:
    """A set is the same set in any order."""
    loose = contract({"n": {"mode": "set"}})
    one, other = ([trial(lane, {"n": value}) for lane in ("python", "dotnet")] for value in ([1, 2], [2, 1]))
    assert verdict(run(trials=one, base=loose, head=loose, base_trials=other)).findings == ()


def test_a_new_pair_is_judged_and_not_timed() -> None:
    """There is nothing to compare it with."""
    new = run(base=None)
    assert {row.word for row in verdict(new).rows} == set() or {row.word for row in verdict(new).rows} == {
        "new"
    }
    assert code(new, strict=True) == Exit.OK


def test_a_lost_pair_fails() -> None:
    """Head must not lose what the base has."""
    lost = PairRecord("lost", "tasks", contract(N, id="lost"), not_run="head has lost this pair")
    the_record = run(look(1.0))
    the_record = replace(the_record, base=replace(the_record.base, pairs=(*the_record.base.pairs, lost)))
    assert [(name, one.status) for name, one in verdict(the_record).standings] == [("lost", "missing")]
    assert code(the_record) == Exit.DIFFERS


def test_a_lost_variant_fails() -> None:
    """So it is with a row."""
    plain = {"name": "plain", "headline": True, "reference": True}
    two = contract(N, variants=[plain, {"name": "other"}])
    assert {row.word for row in verdict(run(look(1.0), base=two)).rows} == {"same", "missing"}
    assert code(run(look(1.0), base=two)) == Exit.DIFFERS


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"variants": [{"name": "plain", "headline": True, "reference": True}, {"name": "other"}]}, "variant other"),
        ({"cases": [{"id": "default"}, {"id": "large"}]}, "case large"),
        ({"outputs": N | {"m": {"mode": "equal"}}}, "output m"),
        ({"behaviour": [{"id": "together", "check": "peak", "equals": 2, "span": "job"}]}, "behaviour together"),
    ],
    ids=lambda one: one.split()[0] if isinstance(one, str) else "",
)  # fmt: skip
def test_what_a_changed_contract_has_lost_fails(more: dict[str, Any], what: str) -> None:
    """Beside any other change: red where "changed" is all that is told (79)."""
    other = {"parameters": {"n": {"type": "integer", "default": 1}}}
    before = contract(**{"outputs": N} | other | more)
    seen = run(base=before)
    assert f"head has lost its {what}" in [one.why for _, one in verdict(seen).standings]
    assert code(seen) == Exit.DIFFERS
    kept = run(base=contract(N, **other), head=contract(**{"outputs": N} | more))
    assert {one.status for _, one in verdict(kept).standings} == {"changed"}, "what is new on head is no loss"


def test_a_changed_contract_is_judged_and_not_timed() -> None:
    """What differs is named."""
    changed = run(base=contract(N, parameters={"n": {"type": "integer", "default": 1}}))
    assert {row.word for row in verdict(changed).rows} == {"changed"}
    assert "parameters" in verdict(changed).rows[0].reason
    assert code(changed, strict=True) == Exit.OK


def test_a_row_with_other_outputs_has_no_verdict_on_time() -> None:
    """Whatever was measured; red where a time is told beside other work."""
    other = [trial("python", {"n": 2}), trial("dotnet", {"n": 2})]
    changed = run(look(1.2), look(1.2, kind="again"), trials=other)
    assert {(row.lane, row.word, row.change) for row in verdict(changed).rows} == {
        ("python", "changed", None),
        ("dotnet", "changed", None),
    }
    assert "no verdict" not in sentence(verdict(changed)) and "slower" not in sentence(verdict(changed))


def test_a_null_row_that_was_not_measured_is_not_quiet() -> None:
    """Without pairs, or with too few for a bound; red where each null row there is counts as quiet."""
    late = {"samples": (), "reason": "--max-time was reached"}
    rows = (look(1.0), look(1.0, "dotnet"), look(1.0, kind="null"))
    for other in (look(1.0, "dotnet", "null", **late), look(1.0, "dotnet", "null", count=8)):
        some = run(*rows, other)
        assert sentence(verdict(some)).endswith("1 null row quiet; 1 not measured")
        assert code(some, strict=True) == Exit.INCONCLUSIVE
    assert sentence(verdict(run(*rows[:2], look(1.0, kind="null", **late)))).endswith(
        "no null row was measured"
    )


def test_the_same_is_told_as_a_limit() -> None:
    """The row's own where it has one; red where it is called the same."""
    rows = verdict(run(look(1.0), look(1.0, "dotnet", margin=0.15))).rows
    assert [cells(row)[-1] for row in rows] == ["within ±10 %", "within ±15 %"]
    assert sentence(verdict(run(look(1.0), look(1.0, "dotnet")))) == "2 within ±10 %"


def test_prose_and_an_accepted_slowdown_change_nothing() -> None:
    """Only what decides how a pair runs, or what is right, does."""
    plain = {"name": "plain", "headline": True, "reference": True, "margin": 0.3, "says": "in other words"}
    assert verdict(run(look(1.0), head=contract(N, title="Another title", variants=[plain]))).standings == ()


def test_an_empty_selection_fails() -> None:
    """Nothing was compared: that is no pass."""
    empty = replace(run(base=None), pairs=())
    assert code(empty) == Exit.DIFFERS


def test_a_record_with_a_base_is_read_as_it_was_written() -> None:
    """Nothing of it is lost in the file."""
    whole = run(look(1.0), look(1.2, kind="null"))
    assert parse(dumps(whole), "record.json") == whole
    assert whole.lanes == BOTH
