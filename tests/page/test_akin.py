"""The pairs that a pair's page leads to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compare.page.body import AKIN, akin
from compare.record.nouns import PairRecord

TERMS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=4)


@given(st.lists(TERMS, max_size=12))
def test_those_that_share_most_come_first(all_terms: list[list[str]]) -> None:
    """In the record's order where they share alike; never itself, and none that shares nothing."""
    pairs = [PairRecord(str(number), "", {"terms": terms}) for number, terms in enumerate(all_terms)]
    found = akin(pairs)
    for one in pairs:
        shared = {
            other.id: len({*one.contract["terms"]} & {*other.contract["terms"]})
            for other in pairs
            if other != one
        }
        nearest = sorted(filter(shared.get, shared), key=lambda name: -shared[name])
        assert found[one.id] == nearest[:AKIN]
