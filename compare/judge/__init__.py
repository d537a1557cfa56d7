"""What a record means: verdicts on outputs, behaviour and time, as pure functions of the record."""

from compare.judge.verdict import Figures, Finding, PairVerdict, Report

__all__ = ["Figures", "Finding", "PairVerdict", "Report", "judge"]


def judge(record: "object") -> Report:
    """Judge a whole record; see `compare.judge.verdicts.judge_record`."""
    from compare.judge.verdicts import judge_record

    return judge_record(record)
