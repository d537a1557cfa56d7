"""Which cases of a pair are run, and with which values; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compare.catalogue.contract import Case, Contract
from compare.catalogue.parameters import values_of
from compare.record.values import canonical


@dataclass(frozen=True)
class PlannedCase:
    """A case with the values that it is run with."""

    case: Case
    values: Mapping[str, Any]
    altered: bool  # by the user, to values that belong to none of the contract's cases

    def as_data(self) -> dict[str, Any]:
        """The case as it stands in the record."""
        return {"id": self.case.id, "parameters": self.values, "altered": self.altered}


def planned_cases(
    contract: Contract, wanted: Sequence[str], settings: Mapping[str, Any]
) -> tuple[PlannedCase, ...]:
    """The cases that are run.

    Args:
        contract: the pair's contract.
        wanted: the cases that the user named; none for all that are not opt-in.
        settings: the user's own values of parameters.

    Returns:
        a case each, values that come again left out; where the user's values make one equal to a case of
        the contract, it is that case.

    Raises:
        UsageError: a value out of its limits, or values that do not go together.
    """
    cases = [case for case in contract.cases if (case.id in wanted if wanted else not case.opt_in)]
    if not settings:
        return tuple(PlannedCase(case, values_of(contract, case, {}), False) for case in cases)
    known = _by_values(contract)
    planned: list[PlannedCase] = []
    for case in cases:
        values = values_of(contract, case, settings)
        same = known.get(canonical(values))
        one = PlannedCase(same or case, values, same is None)
        if not any(_covers(other, one) for other in planned):
            planned.append(one)
    return tuple(planned)


def _covers(one: PlannedCase, other: PlannedCase) -> bool:
    """Whether a case runs whatever another would, with the same values."""
    variants = one.case.variants
    all_of_them = not variants or set(other.case.variants or ("*",)) <= set(variants)
    return all_of_them and canonical(one.values) == canonical(other.values)


def _by_values(contract: Contract) -> dict[str, Case]:
    """The contract's cases by their values; of equal ones the first."""
    found: dict[str, Case] = {}
    for case in contract.cases:
        found.setdefault(canonical(values_of(contract, case, {})), case)
    return found
