"""The base's contracts, as far as head's selection asks for them. Runs nothing."""

from __future__ import annotations

from collections.abc import Container, Iterator

from compare.beside.revision import Checkout
from compare.catalogue.contract import Contract
from compare.catalogue.loading import load_catalogue
from compare.errors import UsageError
from compare.plan.choice import Selection
from compare.record.nouns import Base, PairRecord
from compare.record.schemas import CONTRACT_SCHEMA


class BaseContracts:
    """What the base has of head's pairs, and what of it head has lost.

    Args:
        checkout: the base.
        selection: what the options choose of head.

    Raises:
        UsageError: a contract that is wanted of it is of another schema.
    """

    def __init__(self, checkout: Checkout, selection: Selection) -> None:
        catalogue = load_catalogue([checkout.folder])
        self.known = catalogue.contracts
        self._checkout = checkout
        self._quick = selection.options.quick
        self._broken = {one.id: one for one in catalogue.broken}
        # What differs in its prose only runs on one side.
        self._names = {one.id for one in selection.contracts if one.id not in selection.choice.untimed}
        chapters = dict.fromkeys([*self.known, *self._broken], "")
        chapters |= {one.id: one.chapter for one in self.known.values()}
        self._lost = selection.lost(chapters)
        self._refuse_other_schema()

    def _refuse_other_schema(self) -> None:
        for name, one in self._broken.items():
            if one.other_schema and (name in self._names or name in self._lost):
                raise UsageError(
                    f"--against {self._checkout.revision}: its contract of {name} is not of schema "
                    f"{CONTRACT_SCHEMA}, which alone this version reads. Name a revision whose contracts are, "
                    "or choose the pairs that have one by --only."
                )

    def begun(self) -> Base:
        """The base before anything is run: the pairs that head has lost, with which nothing is compared."""
        lost = [
            PairRecord(
                name, self.known[name].chapter, self.known[name].data, not_run="head has lost this pair"
            )
            if name in self.known
            else self.broken(name)
            for name in self._lost
        ]
        return Base(
            self._checkout.revision,
            self._checkout.commit,
            tuple(lost),
            timed=not self._quick,  # else no verdict on time is passed
        )

    def wanted(self) -> Iterator[Contract]:
        """The contracts of head's pairs that run on both sides."""
        return (one for name, one in self.known.items() if name in self._names)

    def of(self, pairs: Container[str]) -> list[str]:
        """Those of some of head's pairs that the base has and that run on both sides, broken ones too."""
        return [name for name in {**self.known, **self._broken} if name in self._names and name in pairs]

    def broken(self, pair: str) -> PairRecord:
        """What stands for a pair whose contract is broken."""
        return PairRecord(pair, "", {}, not_run=self._broken[pair].reason)
