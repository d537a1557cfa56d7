"""What a pair claims of one language's text, and which of it a record proves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from compare.judge.scene import UNBEGUN, Scene, concerns, row_of
from compare.judge.verdict import Finding, Report
from compare.text import flowing

ENDS = "ends"
UNSEEN = "not seen, since a call that would show it did not end as it should"
ENDS_SAYS = "every call ends as it should, meets whom it waits for and leaves nothing behind"


@dataclass(frozen=True)
class TextClaim:
    """One thing that a text must do."""

    id: str  # output.<field>, behaviour.<id> as findings name them; ends for all others
    says: str
    entry: Mapping[str, Any]  # the contract's


@dataclass(frozen=True)
class Answered:
    """A claim, and what became of it."""

    claim: TextClaim
    word: Literal["holds", "broken", "unseen"]
    findings: tuple[Finding, ...] = ()
    printed: str = (
        ""  # by a trial that fell over, or of the errors that came out of the text, where one is rejected
    )

    @property
    def message(self) -> str:
        """The judge's first sentence on it; empty where it holds."""
        if self.findings:
            return self.findings[0].message
        return UNSEEN if self.word == "unseen" else ""


def claims_of(contract: Mapping[str, Any], text: str, lane: str) -> list[TextClaim]:
    """What a contract claims of a text in a lane, in words.

    Args:
        contract: its TOML as data.
        text: python or dotnet.
        lane: its kind.
    """
    claims = [TextClaim(ENDS, ENDS_SAYS, {})]
    for name, entry in contract.get("outputs", {}).items():
        if concerns(entry, text, {lane}) and entry.get("mode") != "shown":
            claims.append(TextClaim(f"output.{name}", f"{name}: {flowing(entry.get('help') or name)}", entry))
    for entry in contract.get("behaviour", ()):
        if concerns(entry, text, {lane}):
            told = ", ".join([*entry.get("variants", ()), *(f"case {one}" for one in entry.get("cases", ()))])
            says = flowing(entry.get("says") or entry["id"]) + (f" ({told})" if told else "")
            claims.append(TextClaim(f"behaviour.{entry['id']}", says, entry))
    return claims


def answered(report: Report, lane: str, raised: str = "") -> list[Answered]:
    """Each claim of a record of one pair in one lane: whether it holds, is broken, or was not seen.

    Args:
        report: the judged record.
        lane: the lane's name.
        raised: what was printed of the error that `raised_in` gives.
    """
    pair = report.record.pairs[0]
    scene = Scene(pair, report.record.lanes)
    claims = claims_of(pair.contract, scene.text(lane), scene.kind(lane))
    own = {claim.id for claim in claims}
    unseen = [row_of(trial) for trial in scene.trials if trial.state in UNBEGUN or not trial.outputs]
    result = []
    for claim in claims:
        mine = [
            one
            for one in report.pairs[0].findings
            if (one.id if one.id in own else ENDS) == claim.id and not _unbegun(one)
        ]
        lacking = any(scene.selects(claim.entry, row) for row in unseen)
        word = "broken" if mine else "unseen" if lacking else "holds"
        printed = raised if _is_error(claim.entry) else _last_words(report, mine)
        result.append(Answered(claim, word, tuple(mine), printed))
    return result


def raised_in(report: Report) -> Finding | None:
    """The first error that came out of a text and is rejected; None where there is none."""
    pair = report.record.pairs[0]
    errors = {
        f"output.{name}" for name, entry in pair.contract.get("outputs", {}).items() if _is_error(entry)
    }
    came_out = (one for one in report.pairs[0].findings if one.id in errors and one.actual is not None)
    return next(came_out, None)


def _last_words(report: Report, findings: list[Finding]) -> str:
    """What the first trial that fell over had printed."""
    rows = [(one.case, one.variant, one.lane) for one in findings if one.id.startswith("trial.")]
    trials = report.record.pairs[0].trials
    return next((one.stderr for row in rows for one in trials if row_of(one) == row), "")


def _is_error(entry: Mapping[str, Any]) -> bool:
    return entry.get("mode") == "error"


def _unbegun(finding: Finding) -> bool:
    return finding.id in {f"trial.{state}" for state in UNBEGUN}
